"""The words of the ontology: which there are, and what a property of ours may hold."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.closure import closure
from coalition.dates import DATE_FORMS, PartialDate
from coalition.namespaces import CG, DCTERMS, OWL, RDF, RDFS, XSD
from coalition.rdf.positions import syntax_error

PARTIAL_DATE = CG + "PartialDate"
LEXICAL = {
    XSD + "duration": re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII),
    XSD + "integer": re.compile(r"[+-]?\d+", re.ASCII),
    XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII),
    XSD + "boolean": re.compile(r"true|false|0|1"),
}
"""How literals of other datatypes than dates are written: XML Schema 1.1, part 2, as far as we use it."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The terms of an ontology of ours, the ranges of its datatype properties, and which classes exclude each other."""

    terms: frozenset[str]
    classes: frozenset[str]
    properties: frozenset[str]
    links: frozenset[str]
    ranges: dict[str, str]
    wider: dict[str, frozenset[str]]
    exclusive: frozenset[frozenset[str]]

    @classmethod
    def from_triples(cls, triples: Sequence[ox.Triple]) -> Schema:
        """Read the schema out of the triples of an ontology."""
        kinds, ranges, above = {}, {}, dict[str, set[str]]()
        for subject, predicate, thing in triples:
            if isinstance(subject, ox.NamedNode) and isinstance(thing, ox.NamedNode):
                if predicate.value == RDF + "type":
                    kinds[subject.value] = thing.value
                elif predicate.value == RDFS + "range":
                    ranges[subject.value] = thing.value
                elif predicate.value == RDFS + "subClassOf":
                    above.setdefault(subject.value, set()).add(thing.value)
        classes = frozenset(iri for iri, kind in kinds.items() if kind == OWL + "Class")
        return cls(
            terms=frozenset(iri for iri in kinds if iri.startswith(CG)),
            classes=classes,
            properties=frozenset(i for i, kind in kinds.items() if kind.startswith(OWL) and kind.endswith("Property")),
            links=frozenset(iri for iri, kind in kinds.items() if kind == OWL + "ObjectProperty"),
            ranges={iri: kind for iri, kind in ranges.items() if kind.startswith(XSD) or kind == PARTIAL_DATE}
            | {DCTERMS + "issued": PARTIAL_DATE},
            wider={iri: frozenset(closure([iri], lambda kind: above.get(kind, ()))) for iri in classes},
            exclusive=frozenset(_exclusive(triples)),
        )

    def nearest(self, iri: str) -> str:
        """The term of ours that is spelled most like `iri`, as a prefixed name; empty where none is near."""
        names = {term.removeprefix(CG): term for term in self.terms}
        near = difflib.get_close_matches(iri.removeprefix(CG), names, n=1)
        return f"cg:{near[0]}" if near else ""

    def is_a(self, kind: str, wanted: str) -> bool:
        """Whether what belongs to the class `kind` belongs to the class `wanted`."""
        return wanted in self.wider.get(kind, (kind,))

    def clash(self, kinds: Iterable[str]) -> tuple[str, str] | None:
        """The first two of some classes that nothing belongs to both of, by `owl:disjointWith` and the like."""
        for one, other in combinations(kinds, 2):
            wide, far = (self.wider.get(kind, frozenset((kind,))) for kind in (one, other))
            if any(frozenset((above, beyond)) in self.exclusive for above in wide for beyond in far):
                return one, other
        return None

    def fault_of(self, word: str, literal: ox.Literal) -> str:
        """What is wrong with `literal` as a value of the property `word`; empty where nothing is."""
        datatype, wanted = literal.datatype.value, self.ranges.get(word)
        if not _is_written(datatype, literal.value):
            return f'"{literal.value}" is no {_short(datatype)}'
        if wanted == PARTIAL_DATE and datatype not in DATE_FORMS:
            return f'"{literal.value}" is not written as a date'
        if wanted and wanted != PARTIAL_DATE and datatype != wanted:
            return f'"{literal.value}" is not of the datatype {_short(wanted)}'
        if word == CG + "currency" and not _is_currency(literal.value):
            return f'"{literal.value}" is no currency code of ISO 4217'
        if word == CG + "isoCode" and not _is_country(literal.value):
            return f'"{literal.value}" is no country code of ISO 3166-1 alpha-3'
        return ""


def parse_turtle(path: Path, content: bytes) -> list[ox.Triple]:
    """Parse the bytes of the Turtle file at `path`, and number its blank nodes: the parser names them at random.

    Their names begin with those of the folder and the file, so that those of two files of an ontology stay apart.

    Raises
    ------
    RDFSyntaxError
        With the position, when they are not Turtle in UTF-8.
    """
    try:
        triples = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise syntax_error(path, error) from None
    nodes = (node for triple in triples for node in (triple.subject, triple.object))
    blank = dict.fromkeys(node for node in nodes if isinstance(node, ox.BlankNode))
    file = "-".join(re.findall("[A-Za-z0-9]+", f"{path.parent.name}-{path.stem}"))
    named: dict[Any, Any] = {node: ox.BlankNode(f"{file}-{number}") for number, node in enumerate(blank, 1)}
    return [ox.Triple(named.get(s, s), p, named.get(o, o)) for s, p, o in triples]


def _exclusive(triples: Sequence[ox.Triple]) -> Iterator[frozenset[str]]:
    """Each two classes that exclude each other: OWL 2, section 9.1.3, in its mapping to RDF."""
    objects: dict[tuple[Any, str], Any] = {(subject, word.value): thing for subject, word, thing in triples}
    for subject, word, thing in triples:
        if word.value == OWL + "disjointWith":
            yield frozenset((subject.value, thing.value))
        elif word.value == RDF + "type" and thing == ox.NamedNode(OWL + "AllDisjointClasses"):
            members, cell = [], objects.get((subject, OWL + "members"))
            while (cell, RDF + "first") in objects:
                members.append(objects[cell, RDF + "first"].value)
                cell = objects.get((cell, RDF + "rest"))
            yield from map(frozenset, combinations(members, 2))


def _is_written(datatype: str, text: str) -> bool:
    """Tell whether `text` is a value of `datatype`, as far as we know the datatype."""
    if datatype in DATE_FORMS:
        try:
            return PartialDate.parse(text).datatype == datatype
        except ValueError:
            return False
    shape = LEXICAL.get(datatype)
    return shape is None or shape.fullmatch(text) is not None


def _is_currency(code: str) -> bool:
    import pycountry

    return code.isupper() and pycountry.currencies.get(alpha_3=code) is not None


def _is_country(code: str) -> bool:
    import pycountry

    return code.isupper() and pycountry.countries.get(alpha_3=code) is not None


def _short(datatype: str) -> str:
    return datatype.replace(XSD, "xsd:")
