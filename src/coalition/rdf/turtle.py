"""The only writer of RDF text: canonical Turtle and TriG, and the other syntaxes in canonical order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import PREFIXES, TYPE, XSD, shorten
from coalition.rdf.formats import known

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
PLAIN = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
"""The datatypes whose literals Turtle lets stand without quotes, and the forms it takes them in."""

UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


def order(iri: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """The key by which names are sorted: numbers by value, so that s002-417 precedes s002-2116."""
    parts = re.split(r"(\d+)", iri)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part), iri


def fact(triple: ox.Triple) -> str:
    """A triple as one line of Turtle, without the full stop."""
    return " ".join(term(node) for node in triple)


def term(value: Term) -> str:
    """A term in Turtle, with the standard prefixes."""
    if isinstance(value, ox.NamedNode):
        return shorten(value.value) or str(value)
    if isinstance(value, ox.Literal):
        datatype = value.datatype.value
        plain = PLAIN.get(datatype)
        if plain and plain.fullmatch(value.value):
            return value.value
        text = str(ox.Literal(value.value))
        if value.language:
            return f"{text}@{value.language}{f'--{value.direction}' if value.direction else ''}"
        return text if datatype == XSD + "string" else f"{text}^^{term(value.datatype)}"
    if isinstance(value, ox.Triple):
        return f"<<( {term(value.subject)} {term(value.predicate)} {term(value.object)} )>>"
    return str(value)


def _rank(value: Term) -> tuple[int, tuple[object, ...], str]:
    if isinstance(value, ox.NamedNode):
        return (0, order(value.value)[0], value.value)
    return (1, (), str(value))


def _ordered(triples: Iterable[ox.Triple]) -> Iterator[tuple[Term, list[ox.Triple]]]:
    """Each subject with its facts, both sorted; types stand first. Every name is split into its parts just once."""
    about: dict[Term, list[ox.Triple]] = {}
    for triple in set(triples):
        about.setdefault(triple.subject, []).append(triple)
    verbs = {fact.predicate for facts in about.values() for fact in facts}
    rank = {verb: (verb.value != TYPE, order(term(verb))) for verb in verbs}
    for subject in sorted(about, key=_rank):
        yield subject, sorted(about[subject], key=lambda fact: (rank[fact.predicate], _rank(fact.object)))


def blocks(
    triples: Iterable[ox.Triple], indent: str = "", annotations: Mapping[ox.Triple, str] | None = None
) -> Iterator[str]:
    """One block of Turtle for each subject, one line for each fact, sorted; types stand first.

    A fact is followed by its annotation, where it has one.
    """
    for subject, facts in _ordered(triples):
        lines = [f"{indent}{term(subject)}"]
        for number, fact in enumerate(facts):
            verb = "a" if fact.predicate.value == TYPE else term(fact.predicate)
            end = " ." if number == len(facts) - 1 else " ;"
            note = (annotations or {}).get(fact)
            text = f"{verb} {term(fact.object)}{f' {note}' if note else ''}{end}"
            if number == 0:
                lines[0] += f" {text}"
            else:
                lines.append(f"{indent}    {text}")
        yield "\n".join(lines) + "\n"


def _prefixes(triples: Iterable[ox.Triple], graphs: Iterable[str] = ()) -> str:
    used = {*graphs}
    for triple in triples:
        verb = () if triple.predicate.value == TYPE else (triple.predicate,)
        used.update(iri for node in (triple.subject, *verb, triple.object) for iri in _used(node))
    names = {short.partition(":")[0] for iri in used if (short := shorten(iri))}
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(names))


def _used(node: Term) -> Iterator[str]:
    """The IRIs that `node` is written with."""
    if isinstance(node, ox.Triple):
        for part in node:
            yield from _used(part)
    iri = node.datatype if isinstance(node, ox.Literal) else node
    if isinstance(iri, ox.NamedNode):
        yield iri.value


def trig(quads: Iterable[ox.Quad], head: str = "") -> str:
    """Canonical TriG: `head` (comments), prefixes, then what is said of each name, each graph behind its own header."""
    outside: dict[str, list[ox.Triple]] = {}
    inside: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            outside.setdefault(_name(quad.subject), []).append(quad.triple)
        else:
            inside.setdefault(_name(quad.graph_name), []).append(quad.triple)
    everything = [triple for side in (outside, inside) for triples in side.values() for triple in triples]
    parts = [head, _prefixes(everything, inside)]
    for name in sorted(outside.keys() | inside.keys(), key=order):
        parts += blocks(outside.get(name, ()))
        if name in inside:
            graph = shorten(name) or f"<{name}>"
            parts.append(f"{graph} {{\n" + "".join(blocks(inside[name], "    ")) + "}\n")
    return "\n".join(part for part in parts if part)


def turtle(triples: Iterable[ox.Triple], annotations: Mapping[ox.Triple, str] | None = None) -> str:
    """Canonical Turtle: prefixes, then a block for each subject; it is RDF 1.2 where there are annotations."""
    triples = list(triples)
    prefixes = _prefixes(triples)
    if annotations:
        known = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("passage", "prov", "rule", "statement"))
        prefixes = "".join(sorted({*prefixes.splitlines(True), *known.splitlines(True)}))
    return "\n".join(part for part in (prefixes, *blocks(triples, annotations=annotations)) if part)


def write(quads: Iterable[ox.Quad], format: str, output: IO[bytes]) -> None:
    """Write `quads` in one of `coalition.rdf.formats.FORMATS`, the same bytes for the same quads in whatever order.

    A format without named graphs is given the default graph alone.

    Raises
    ------
    SelectionError
        When there is no such format.
    """
    syntax: ox.RdfFormat = getattr(ox.RdfFormat, known(format).engine)
    if format == "trig":
        output.write(trig(quads).encode())
        return
    if format == "nquads":
        ox.serialize(sorted(set(quads), key=str), output, format=syntax)
        return
    triples = {quad.triple for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)}
    if format == "turtle":
        output.write(turtle(triples).encode())
        return
    ordered = [fact for _, facts in _ordered(triples) for fact in facts]
    if format == "rdfxml":
        output.write(_xml(ordered))
    else:
        ox.serialize(ordered, output, format=syntax, prefixes=dict(sorted(PREFIXES.items())))


def _xml(triples: list[ox.Triple]) -> bytes:
    """RDF/XML, which cannot carry everything: https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising."""
    for triple in triples:
        if not re.search(r"[^\W\d][\w.-]*$", triple.predicate.value):
            raise SelectionError(f"XML has no name for {triple.predicate}", remedy="choose another format")
        if isinstance(triple.object, ox.Literal) and re.search(UNPRINTABLE, triple.object.value):
            what = f"XML cannot hold a control character that stands in {term(triple.object)}"
            raise SelectionError(what, remedy="choose another format")
    written = io.BytesIO()
    ox.serialize(triples, written, format=ox.RdfFormat.RDF_XML, prefixes=dict(sorted(PREFIXES.items())))
    return written.getvalue().replace(b"\r", b"&#13;")  # else whoever reads the XML takes it for a line feed


def _name(node: Term) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
