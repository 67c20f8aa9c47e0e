"""Write RDF: canonical Turtle and TriG, and the other syntaxes in canonical order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import IO

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import PREFIXES, TYPE, XSD, shorten

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
PLAIN = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
"""The lexical forms that Turtle writes without quotes, by datatype."""


ANNOTATED = frozenset(("passage", "prov", "rule", "statement"))
"""All prefixes that annotations are written with: they are text, in which none are looked for."""


def order(iri: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return the sort key of a name; numbers sort by value, so that s002-417 precedes s002-2116."""
    parts = enumerate(re.split("([0-9]+)", iri))  # in turns another text and a number
    return tuple(_number(part) if place % 2 else (0, 0, part) for place, part in parts if part), iri


def _number(digits: str) -> tuple[int, int, str]:
    """Return the sort key of a number: first its length, since Python converts no number of thousands of digits."""
    significant = digits.lstrip("0")
    return 1, len(significant), significant


def fact(triple: ox.Triple) -> str:
    """Return a triple as one line of Turtle, without the full stop."""
    return " ".join(term(node) for node in triple)


def term(value: Term) -> str:
    """Return a term in Turtle, with the standard prefixes."""
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
    """Yield each subject with its facts, both sorted; types come first."""
    about: dict[Term, list[ox.Triple]] = {}
    for triple in set(triples):
        about.setdefault(triple.subject, []).append(triple)
    # The sort key of each predicate is made once: there are few predicates and many facts.
    predicates = {fact.predicate for facts in about.values() for fact in facts}
    rank = {predicate: (predicate.value != TYPE, order(term(predicate))) for predicate in predicates}
    ranks = {node: _rank(node) for node in {*about, *(fact.object for facts in about.values() for fact in facts)}}
    for subject in sorted(about, key=ranks.__getitem__):
        yield subject, sorted(about[subject], key=lambda fact: (rank[fact.predicate], ranks[fact.object]))


def blocks(
    triples: Iterable[ox.Triple], indent: str = "", annotations: Mapping[ox.Triple, str] | None = None
) -> Iterator[str]:
    """Yield a block of Turtle for each subject, with a line for each fact, sorted; types come first.

    `annotations` gives the text that follows a fact on its line.
    """
    for subject, facts in _ordered(triples):
        lines = [f"{indent}{term(subject)}"]
        for number, fact in enumerate(facts):
            predicate = "a" if fact.predicate.value == TYPE else term(fact.predicate)
            end = " ." if number == len(facts) - 1 else " ;"
            annotation = (annotations or {}).get(fact)
            text = f"{predicate} {term(fact.object)}{f' {annotation}' if annotation else ''}{end}"
            if number == 0:
                lines[0] += f" {text}"
            else:
                lines.append(f"{indent}    {text}")
        yield "\n".join(lines) + "\n"


def prefixes(triples: Iterable[ox.Triple], graphs: Iterable[str] = ()) -> str:
    """Return the declarations of the prefixes that the triples and the names of graphs are written with."""
    written = {*graphs}
    for triple in triples:
        predicate = () if triple.predicate.value == TYPE else (triple.predicate,)  # written as `a`
        written.update(iri for node in (triple.subject, *predicate, triple.object) for iri in _iris(node))
    names = {short.partition(":")[0] for iri in written if (short := shorten(iri))}
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(names))


def _iris(node: Term) -> Iterator[str]:
    """Yield the IRIs that `node` is written with."""
    if isinstance(node, ox.Triple):
        for part in node:
            yield from _iris(part)
    iri = node.datatype if isinstance(node, ox.Literal) else node
    if isinstance(iri, ox.NamedNode):
        yield iri.value


def part(name: str, about: Iterable[ox.Triple], inside: Iterable[ox.Triple]) -> str:
    """Return a part of canonical TriG: what is stated about a name, then what the graph of that name holds, if any."""
    graph = "".join(blocks(inside, "    "))
    return "\n".join([*blocks(about), *([f"{shorten(name) or f'<{name}>'} {{\n{graph}}}\n"] if graph else [])])


def in_order(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples in canonical order: by subject, types first."""
    return [fact for _, facts in _ordered(triples) for fact in facts]


def trig(quads: Iterable[ox.Quad], head: str = "") -> str:
    """Return `quads` as canonical TriG: `head` (comments), prefixes, then the statements by name.

    What the default graph states about a named graph comes directly before that graph.
    """
    about: dict[str, list[ox.Triple]] = {}
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            about.setdefault(_name(quad.subject), []).append(quad.triple)
        else:
            graphs.setdefault(_name(quad.graph_name), []).append(quad.triple)
    everything = [triple for side in (about, graphs) for triples in side.values() for triple in triples]
    parts = [head, prefixes(everything, graphs)]
    names = sorted(about.keys() | graphs.keys(), key=order)
    parts += [part(name, about.get(name, ()), graphs.get(name, ())) for name in names]
    return "\n".join(part for part in parts if part)


def turtle(triples: Iterable[ox.Triple], annotations: Mapping[ox.Triple, str] | None = None) -> str:
    """Return `triples` as canonical Turtle: prefixes, then a block for each subject.

    With `annotations`, which give the text that follows a fact, it is Turtle of RDF 1.2.
    """
    triples = list(triples)
    head = prefixes(triples)
    if annotations:
        annotated = (f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ANNOTATED)
        head = "".join(sorted({*head.splitlines(True), *annotated}))
    return "\n".join(part for part in (head, *blocks(triples, annotations=annotations)) if part)


def write(quads: Iterable[ox.Quad], format: str, output: IO[bytes]) -> None:
    """Write `quads` in a format of `coalition.rdf.formats.FORMATS`.

    The same quads give the same bytes, in whatever order they come, and whatever their blank nodes are called. A format
    without named graphs gets the default graph only.

    Raises
    ------
    SelectionError
        When the format does not exist, the format cannot hold a predicate, a literal or a triple term, or too many
        blank nodes are alike.
    """
    from coalition.rdf import blank_nodes
    from coalition.rdf.formats import known

    syntax: ox.RdfFormat = getattr(ox.RdfFormat, known(format).engine)
    if not known(format).dataset:
        quads = (quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph))
    quads = blank_nodes.canonical(quads)
    if format == "trig":
        output.write(trig(quads).encode())
        return
    if format == "nquads":
        ox.serialize(sorted(quads, key=str), output, format=syntax)
        return
    triples = {quad.triple for quad in quads}
    if format == "turtle":
        output.write(turtle(triples).encode())
        return
    if format == "jsonld":
        output.write(_json(triples).encode())
        return
    ordered = in_order(triples)
    if format == "rdfxml":
        output.write(_xml(ordered))
    else:
        ox.serialize(ordered, output, format=syntax)


def _json(triples: set[ox.Triple]) -> str:
    from coalition.rdf import jsonld

    if held := next((triple for triple in triples if isinstance(triple.object, ox.Triple)), None):
        what = f"JSON-LD cannot hold the triple term {term(held.object)}"
        raise SelectionError(what, remedy="choose turtle or ntriples")
    return jsonld.document(list(_ordered(triples)))


def _nested(triple: ox.Triple) -> Iterator[ox.Triple]:
    """Yield a triple, and those in the triple terms inside it."""
    yield triple
    if isinstance(triple.object, ox.Triple):
        yield from _nested(triple.object)


def _xml(triples: list[ox.Triple]) -> bytes:
    """Return `triples` as RDF/XML.

    RDF/XML cannot hold every graph: https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising.
    """
    from coalition.rdf.xml import fit

    refuse_predicates(dict.fromkeys(triple.predicate for triple in chain.from_iterable(map(_nested, triples))))
    return fit(engine_xml(triples)).encode()


def refuse_predicates(predicates: Iterable[ox.NamedNode]) -> None:
    """Refuse predicates that RDF/XML cannot write.

    Raises
    ------
    SelectionError
        When there is one.
    """
    for predicate in predicates:
        if not _is_element(predicate):
            what = f"RDF/XML cannot write the predicate {predicate}: its IRI does not end with an XML name of its own"
            raise SelectionError(what, remedy="choose another format")


def _is_element(predicate: ox.NamedNode) -> bool:
    """Tell whether the name of an element, which a predicate is in RDF/XML, can be made of its IRI.

    Which names there are differs from one edition of XML to the other, and RDF/XML has some of its own, such as rdf:li.
    So the engine and a parser of XML are asked.
    """
    from coalition.rdf.xml import is_well_formed

    try:
        document = engine_xml([ox.Triple(predicate, predicate, predicate)])
        (back,) = ox.parse(document, format=ox.RdfFormat.RDF_XML)
    except (OSError, SyntaxError):
        return False
    return back.predicate == predicate and is_well_formed(document)


def engine_xml(triples: Iterable[ox.Triple]) -> str:
    """Return triples as the engine writes RDF/XML, with the standard prefixes."""
    document = io.BytesIO()
    ox.serialize(triples, document, format=ox.RdfFormat.RDF_XML, prefixes=dict(sorted(PREFIXES.items())))
    return document.getvalue().decode()


def _name(node: Term) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
