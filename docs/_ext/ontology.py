"""Write every term of the ontology as Markdown, from the files that define it.

All `.ttl` files of `ontology/` and `ontology/lists/` are read. A term has a label there and an IRI in our namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

FOLDER = Path(__file__).parents[2] / "ontology"
CG = Namespace("https://w3id.org/coalition-graph/ontology#")
REPLACED_BY = URIRef("http://purl.org/dc/terms/isReplacedBy")

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
ROWS = {
    RDFS.subClassOf: "Narrower than",
    RDFS.subPropertyOf: "Narrower than",
    OWL.inverseOf: "Inverse of",
    RDFS.domain: "Of",
    RDFS.range: "Value",
    CG.conflictRule: "Can conflict as",
    SKOS.closeMatch: "Close to",
    SKOS.relatedMatch: "Related to",
    REPLACED_BY: "Replaced by",
}
"""What is written about a term besides its definition and example."""


def files() -> list[Path]:
    """Return the files that define terms."""
    return [*sorted(FOLDER.glob("*.ttl")), *sorted((FOLDER / "lists").glob("*.ttl"))]


def read() -> Graph:
    """Return the ontology as one graph."""
    graph = Graph(bind_namespaces="none")
    for path in files():
        graph.parse(path)
    return graph


def markdown() -> str:
    """Return a section for each group of terms, with a subsection for each term."""
    graph = read()
    return "\n".join(line for title, terms in groups(graph) for line in _group(graph, title, terms))


def groups(graph: Graph) -> Iterator[tuple[str, list[URIRef]]]:
    """Yield the classes, the properties, and each list of values, by title."""
    terms = {t for t in graph.subjects() if isinstance(t, URIRef) and t.startswith(CG) and label(graph, t)}
    classes = {term for term in terms if (term, RDF.type, OWL.Class) in graph}
    properties = {term for term in terms for kind in PROPERTIES if (term, RDF.type, kind) in graph}
    datatypes = {term for term in terms if (term, RDF.type, RDFS.Datatype) in graph}
    lists: dict[str, set[URIRef]] = {}
    for term in terms - classes - properties - datatypes:
        lists.setdefault(_list_of(graph, term), set()).add(term)
    yield from (("Classes", _ordered(graph, classes)), ("Properties", _ordered(graph, properties)))
    if datatypes:
        yield "Datatypes", _ordered(graph, datatypes)
    for title in sorted(lists):
        yield f"List: {title}", _ordered(graph, lists[title])


def label(graph: Graph, term: URIRef) -> str:
    """Return the English label of a term, or an empty string."""
    labels = (node for word in (RDFS.label, SKOS.prefLabel) for node in graph.objects(term, word))
    return next((str(node) for node in labels if isinstance(node, Literal) and node.language in ("en", None)), "")


def anchor(term: URIRef) -> str:
    """Return the anchor of a term.

    IRIs distinguish capitals and anchors do not, so the anchor of a class says that it is one.
    """
    name = term.removeprefix(CG)
    return f"term-class-{name.lower()}" if name[:1].isupper() else f"term-{name.lower()}"


def _list_of(graph: Graph, term: URIRef) -> str:
    """Return the list that a value belongs to: its concept scheme, or else its class.

    A scheme belongs to its own list.
    """
    if (term, RDF.type, SKOS.ConceptScheme) in graph:
        return label(graph, term)
    homes = [*graph.objects(term, SKOS.inScheme), *sorted(graph.objects(term, RDF.type), key=str)]
    return next((label(graph, home) for home in homes if isinstance(home, URIRef) and label(graph, home)), "other")


def _ordered(graph: Graph, terms: set[URIRef]) -> list[URIRef]:
    return sorted(terms, key=lambda term: (label(graph, term).casefold(), term))


def _group(graph: Graph, title: str, terms: list[URIRef]) -> Iterator[str]:
    yield f"## {title}\n"
    for term in terms:
        yield f"({anchor(term)})=\n### {label(graph, term)}\n"
        deprecated = "deprecated " if (term, OWL.deprecated, Literal(True)) in graph else ""
        kinds = ", ".join(sorted(_shown(graph, kind) for kind in graph.objects(term, RDF.type)))
        yield f"`{short(graph, term)}` · {deprecated}{kinds}\n"
        yield from (f"{definition}\n" for definition in graph.objects(term, SKOS.definition))
        rows = [(row, sorted(_shown(graph, node) for node in graph.objects(term, word))) for word, row in ROWS.items()]
        rows += [("Example", [f"`{example}`" for example in sorted(map(str, graph.objects(term, SKOS.example)))])]
        yield "\n".join(f"- {row}: {', '.join(values)}" for row, values in rows if values) + "\n"


def short(graph: Graph, node: URIRef) -> str:
    """Return an IRI with its prefix."""
    for prefix, space in sorted(graph.namespaces(), key=lambda pair: -len(pair[1])):
        if prefix and node.startswith(space):
            return f"{prefix}:{node.removeprefix(space)}"
    return str(node)


def _shown(graph: Graph, node: Any) -> str:
    """Return a term of ours as a link, any other as it is written."""
    if not isinstance(node, URIRef):
        return f"“{node}”" if isinstance(node, Literal) else "an anonymous class"
    if node.startswith(CG) and label(graph, node):
        return f"[{label(graph, node)}](#{anchor(node)})"
    return f"`{short(graph, node)}`"
