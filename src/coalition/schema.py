"""Read which terms the ontology defines, and which values each property may have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.closure import closure
from coalition.dates import DATE_FORMS, PartialDate, fault_of
from coalition.errors import GraphError
from coalition.namespaces import (
    CG,
    DCTERMS,
    FOREIGN,
    HOME,
    OWL,
    RDF,
    RDFS,
    SKOS,
    STANDARD,
    XSD,
    shorten,
    space_of,
    used,
)
from coalition.rdf.parser import parse

SH = FOREIGN["sh"]

MEANING = {
    *(RDF + "type", SKOS + "definition", RDFS + "domain", RDFS + "range"),
    *(RDFS + "subClassOf", RDFS + "subPropertyOf", OWL + "disjointWith"),
}
"""The properties that say what a word means, which nobody but the published ontology says of its words."""

DEFINED = tuple(ox.NamedNode(OWL + kind) for kind in ("Class", "ObjectProperty", "DatatypeProperty"))
"""The classes of words that need a definition."""

PARTIAL_DATE = CG + "PartialDate"
LEXICAL = {
    XSD + "duration": re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII),
    XSD + "integer": re.compile(r"[+-]?\d+", re.ASCII),
    XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII),
    XSD + "boolean": re.compile(r"true|false|0|1"),
    **dict.fromkeys(
        (XSD + "double", XSD + "float"),
        re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII),
    ),
}
"""The lexical forms of the other datatypes that we use, after XML Schema 1.1, part 2.

In a duration, the lookaheads `(?=.)` demand at least one part after P, and at least one after T. `re.ASCII` keeps out
digits of other scripts.
"""


@dataclass(frozen=True, slots=True)
class Schema:
    """Hold what an ontology defines, by IRI.

    Attributes
    ----------
    terms:
        Everything that is defined in `spaces`.
    spaces:
        Our own namespace, and those in which a graph defines words of its own.
    classes, properties:
        The classes, and the properties of every kind, of any namespace.
    links:
        The properties whose values are IRIs.
    ranges:
        The datatype that the values of a property must have.
    wider:
        Each class with itself and all its superclasses.
    exclusive:
        The pairs of classes that are declared disjoint.
    """

    terms: frozenset[str]
    spaces: tuple[str, ...]
    classes: frozenset[str]
    properties: frozenset[str]
    links: frozenset[str]
    ranges: dict[str, str]
    wider: dict[str, frozenset[str]]
    exclusive: frozenset[frozenset[str]]

    @classmethod
    def from_triples(cls, triples: Sequence[ox.Triple]) -> Schema:
        """Read the schema out of the triples of an ontology."""
        kinds, ranges, above, listed = {}, {}, dict[str, set[str]](), set[str]()
        for subject, predicate, thing in triples:
            if isinstance(subject, ox.NamedNode) and isinstance(thing, ox.NamedNode):
                if predicate.value == RDF + "type":
                    kinds[subject.value] = thing.value
                elif predicate.value == RDFS + "range":
                    ranges[subject.value] = thing.value
                elif predicate.value == SKOS + "inScheme":
                    listed.add(subject.value)
                elif predicate.value == RDFS + "subClassOf":
                    above.setdefault(subject.value, set()).add(thing.value)
        classes = frozenset(iri for iri, kind in kinds.items() if kind == OWL + "Class")
        properties = frozenset(i for i, kind in kinds.items() if kind.startswith(OWL) and kind.endswith("Property"))
        defined = {space_of(iri) for iri in (*classes, *properties, *listed)} - {""}
        spaces = (CG, *sorted(defined.difference(STANDARD.prefixes.values())))
        return cls(
            terms=frozenset(iri for iri in kinds if iri.startswith(spaces)),
            spaces=spaces,
            classes=classes,
            properties=properties,
            links=frozenset(iri for iri, kind in kinds.items() if kind == OWL + "ObjectProperty"),
            ranges={iri: kind for iri, kind in ranges.items() if kind.startswith(XSD) or kind == PARTIAL_DATE}
            | {DCTERMS + "issued": PARTIAL_DATE},
            wider={iri: frozenset(closure([iri], lambda kind: above.get(kind, ()))) for iri in classes},
            exclusive=frozenset(_exclusive(triples)),
        )

    def nearest(self, iri: str) -> str:
        """Return the prefixed name of the term spelled most like `iri`, or "" where none is close.

        One of the same namespace comes first.
        """
        import difflib

        space, wanted = space_of(iri), iri.removeprefix(space_of(iri))
        for terms in ((t for t in self.terms if t.startswith(space)), self.terms):
            names = {term.removeprefix(space_of(term)): term for term in sorted(terms, reverse=True)}
            if near := difflib.get_close_matches(wanted, names, n=1):
                return shorten(names[near[0]]) or names[near[0]]
        return ""

    def is_a(self, kind: str, wanted: str) -> bool:
        """Tell whether the class `kind` is the class `wanted` or one of its subclasses."""
        return wanted in self.wider.get(kind, (kind,))

    def clash(self, kinds: Iterable[str]) -> tuple[str, str] | None:
        """Return the first two of `kinds` that are disjoint, by themselves or by superclasses; else None."""
        for one, other in combinations(kinds, 2):
            above_one, above_other = (self.wider.get(kind, frozenset((kind,))) for kind in (one, other))
            if any(frozenset((mine, theirs)) in self.exclusive for mine in above_one for theirs in above_other):
                return one, other
        return None

    def fault_of(self, word: str, literal: ox.Literal) -> str:
        """Return what is wrong with `literal` as a value of the property `word`, or "" where it is valid."""
        datatype, wanted = literal.datatype.value, self.ranges.get(word)
        if not is_lexical_form(datatype, literal.value):
            why = fault_of(literal.value) if datatype in DATE_FORMS else ""
            return f'"{literal.value}" is not a valid {_short(datatype)}{f" here: {why}" if why else ""}'
        if wanted == PARTIAL_DATE and datatype not in DATE_FORMS:
            return f'"{literal.value}" does not have a datatype of dates, such as xsd:date'
        if wanted and wanted != PARTIAL_DATE and datatype != wanted:
            return f'"{literal.value}" is not of the datatype {_short(wanted)}'
        if word == CG + "currency" and not _is_currency(literal.value):
            return f'"{literal.value}" is not a currency code of ISO 4217'
        if word == CG + "isoCode" and not _is_country(literal.value):
            return f'"{literal.value}" is not a country code of ISO 3166-1 alpha-3'
        return ""


def parse_files(contents: Mapping[Path, bytes]) -> dict[Path, list[ox.Triple]]:
    """Parse the files of an ontology as `parse_turtle` does, also where several have the same name.

    Raises
    ------
    RDFSyntaxError
        When a file is not Turtle in UTF-8.
    """
    seen, parsed = Counter[tuple[str, str]](), dict[Path, list[ox.Triple]]()
    for path, content in contents.items():
        key = (path.parent.name, path.stem)
        parsed[path] = parse_turtle(path, content, seen[key])
        seen[key] += 1
    return parsed


def split(path: Path, triples: Sequence[ox.Triple]) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return the triples of a file that are about words, and those that belong to shapes.

    What belongs to a shape are the statements about everything that has a word of SHACL, and about the nodes without
    a name that these lead to.

    Raises
    ------
    GraphError
        When a class or property is a shape, too.
    """
    shapes = {
        s for s, p, o in triples if p.value.startswith(SH) or (isinstance(o, ox.NamedNode) and o.value.startswith(SH))
    }
    defined = {s for s, p, o in triples if p.value == RDF + "type" and str(o).startswith(f"<{OWL}")}
    heads = {s for s, p, o in triples if o == ox.NamedNode(OWL + "Ontology")}  # which may declare prefixes for SHACL
    for word in sorted(shapes & defined - heads, key=str):
        if isinstance(word, ox.NamedNode):
            what = f"{shorten(word.value) or word} is a word and a shape at once"
            remedy = "give the shape an IRI of its own, and name the class with sh:targetClass"
            raise GraphError(what, where=str(path), remedy=remedy)
    leads: dict[Any, list[Any]] = {}
    for s, _, o in triples:
        if isinstance(o, ox.BlankNode):
            leads.setdefault(s, []).append(o)
    whole = closure(shapes - defined, lambda node: leads.get(node, ()))
    return [t for t in triples if t.subject not in whole], [t for t in triples if t.subject in whole]


def shapes_in(paths: Iterable[Path]) -> list[ox.Triple]:
    """Return the statements of some files that belong to shapes.

    Raises
    ------
    GraphError
        When a file cannot be read, is not Turtle, or holds what is a word and a shape at once.
    """
    parsed = parse_files({path: files.read(path, GraphError) for path in paths})
    return [_based(triple) for path, triples in parsed.items() for triple in split(path, triples)[1]]


def _based(triple: ox.Triple) -> ox.Triple:
    """Return a statement of a shape; the published base in front of a pattern stands for that of the graph."""
    pattern, base = triple.object, used().base
    if base == HOME or triple.predicate.value != SH + "pattern" or not isinstance(pattern, ox.Literal):
        return triple
    begin = "^" + HOME.replace(".", r"\.")
    if not pattern.value.startswith(begin):
        return triple
    return ox.Triple(
        triple.subject, triple.predicate, ox.Literal("^" + re.escape(base) + pattern.value.removeprefix(begin))
    )


def check_additions(own: Mapping[Path, Sequence[ox.Triple]], published: Sequence[ox.Triple]) -> None:
    """Check what files of one's own add to the published words.

    Raises
    ------
    GraphError
        When they define a word in our namespace, change what a published word means, or define one without saying what
        it means.
    """
    stated = set(published)
    terms = {s.value for s, p, _ in published if p.value == RDF + "type" and isinstance(s, ox.NamedNode)}
    every = [triple for triples in own.values() for triple in triples]
    told = {(s, p.value) for s, p, _ in every}
    for path, triples in own.items():
        for triple in triples:
            subject, word = triple.subject, triple.predicate.value
            if not isinstance(subject, ox.NamedNode) or triple in stated:
                continue
            name = shorten(subject.value) or str(subject)
            if subject.value.startswith(CG) and (subject.value not in terms or word in MEANING):
                new = subject.value not in terms
                what = f"{name} is no word of the published ontology" if new else f"{name} is a published word"
                remedy = "define it in a namespace of your own" if new else f"leave out {shorten(word) or word}"
                raise GraphError(what, where=str(path), remedy=remedy)
            if word == RDF + "type" and triple.object in DEFINED and not subject.value.startswith(CG):
                for needed in (RDFS + "label", SKOS + "definition"):
                    if (subject, needed) not in told and subject.value not in terms:
                        what = f"{name} has no {shorten(needed)}"
                        raise GraphError(what, where=str(path), remedy="say in a sentence what the word means")


def parse_turtle(path: Path, content: bytes, number: int = 0) -> list[ox.Triple]:
    """Parse the bytes of the Turtle file at `path` into triples.

    The blank nodes are numbered in the order of the file: the parser gives them random names, and the same file must
    give the same triples.

    Their names begin with those of the folder and the file, so that those of two files of an ontology stay apart;
    `number` tells how many files of the same name came before.

    Raises
    ------
    RDFSyntaxError
        When `content` is not Turtle in UTF-8; the error gives the position.
    """
    triples = [quad.triple for quad in parse(content, "turtle", str(path))]
    nodes = (node for triple in triples for node in (triple.subject, triple.object))
    blank = dict.fromkeys(node for node in nodes if isinstance(node, ox.BlankNode))
    file = "-".join(re.findall("[A-Za-z0-9]+", f"{path.parent.name}-{path.stem}")) + "-added" * number
    named: dict[Any, Any] = {node: ox.BlankNode(f"{file}-{number}") for number, node in enumerate(blank, 1)}
    return [ox.Triple(named.get(s, s), p, named.get(o, o)) for s, p, o in triples]


def _exclusive(triples: Sequence[ox.Triple]) -> Iterator[frozenset[str]]:
    """Yield each pair of disjoint classes: OWL 2 Structural Specification, section 9.1.3, in its mapping to RDF."""
    # One object for each subject and property is enough to walk the RDF lists of owl:members.
    walked = (OWL + "members", RDF + "first", RDF + "rest")
    objects: dict[tuple[Any, str], Any] = {(s, p.value): thing for s, p, thing in triples if p.value in walked}
    for subject, word, thing in triples:
        if word.value == OWL + "disjointWith":
            yield frozenset((subject.value, thing.value))
        elif word.value == RDF + "type" and thing == ox.NamedNode(OWL + "AllDisjointClasses"):
            members, cell = [], objects.get((subject, OWL + "members"))
            while (cell, RDF + "first") in objects:
                members.append(objects[cell, RDF + "first"].value)
                cell = objects.get((cell, RDF + "rest"))
            yield from map(frozenset, combinations(members, 2))


def is_lexical_form(datatype: str, text: str) -> bool:
    """Tell whether `text` is a valid lexical form of `datatype`; of an unknown datatype, every text is."""
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
