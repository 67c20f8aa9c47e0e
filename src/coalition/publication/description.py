"""Describe the service and its dataset in a worker: Service Description, VoID, DCAT, and example queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

import pyoxigraph as ox

from coalition.errors import ParameterError, unknown
from coalition.graph import Graph
from coalition.namespaces import DCTERMS, ONTOLOGY, OWL, PREFIXES, RDFS, TYPE, XSD, used
from coalition.output.negotiation import GRAPHS, negotiated
from coalition.output.reply import Head
from coalition.query.questions import Question, expect
from coalition.rdf import turtle
from coalition.rdf.parameters import planned
from coalition.rdf.store import as_quad

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
VOID, DCAT, SH, SCHEMA = PREFIXES["void"], PREFIXES["dcat"], PREFIXES["sh"], PREFIXES["schema"]

RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)
"""The formats of results, by their names at the W3C."""

DUMPS = {"turtle": "Turtle", "ntriples": "N-Triples"}
"""The formats in which the default graph can be had whole, by their names at the W3C."""

Triples = Iterator[ox.Triple]


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Write a description.

    Parameters
    ----------
    graph:
        The graph.
    given:
        `what`, one of PARTS, of which `service` holds all; `base`, the address of the service; `accept` and `format`,
        which choose one of `negotiation.GRAPHS`; `version`, that of the saved questions, or nothing.
    output:
        What the answer is written to.

    Raises
    ------
    SelectionError
        When there is no such part or format, or the questions have been changed since that version.
    """
    what = given["what"]
    if what not in PARTS:
        raise unknown("description", what, PARTS)
    name, media_type = negotiated(GRAPHS, given.get("accept") or "", given.get("format") or "")
    parts = tuple(PARTS) if what == "service" else (what,)
    version = graph._saved.version()
    expect(version, given.get("version"))
    triples = [triple for part in parts for triple in PARTS[part](graph, given["base"])]
    turtle.write(map(as_quad, triples), name, output)
    return Head(media_type, fixed={"format": name} | ({"version": version} if "examples" in parts else {}))


def _dataset(graph: Graph) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["dataset"] + graph.snapshot.digest)


def _facts(subject: ox.NamedNode | ox.BlankNode, *pairs: tuple[str, Iterable[Any]]) -> Triples:
    for word, values in pairs:
        yield from (ox.Triple(subject, ox.NamedNode(word), value) for value in values)


def _number(value: int) -> list[ox.Literal]:
    return [ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))]


def service(graph: Graph, base: str) -> Triples:
    """Yield what the endpoint can do, and of which dataset it answers."""
    endpoint, dataset, default = ox.NamedNode(base + "sparql"), _dataset(graph), ox.NamedNode(base + "graphs?default")
    yield from _facts(
        endpoint,
        (TYPE, [ox.NamedNode(SD + "Service")]),
        (SD + "endpoint", [endpoint]),
        (SD + "supportedLanguage", [ox.NamedNode(SD + "SPARQL11Query")]),
        (SD + "resultFormat", [ox.NamedNode(FORMATS + name) for name in RESULT_FORMATS]),
        (SD + "defaultDataset", [dataset]),
        (RDFS + "label", [ox.Literal("Coalition Graph, SPARQL endpoint", language="en")]),
    )
    yield from _facts(
        dataset,
        (TYPE, [ox.NamedNode(SD + "Dataset")]),
        (SD + "defaultGraph", [default]),
    )
    yield from _facts(default, (TYPE, [ox.NamedNode(SD + "Graph"), ox.NamedNode(VOID + "Dataset")]))


def void(graph: Graph, base: str) -> Triples:
    """Yield the counts of the default graph, in all and by class and property, and where to begin."""
    dataset, store = _dataset(graph), graph.store
    by_property = [(row[0], int(row[1].value)) for row in store.select(BY_PROPERTY)]
    by_class = [(row[0], int(row[1].value)) for row in store.select(BY_CLASS)]
    ((subjects, objects),) = list(store.select(DISTINCT))
    example = next((row[0] for row in store.select(EXAMPLE)), None)
    yield from _facts(
        dataset,
        (TYPE, [ox.NamedNode(VOID + "Dataset")]),
        (VOID + "triples", _number(sum(number for _, number in by_property))),
        (VOID + "entities", _number(int(subjects.value))),
        (VOID + "distinctSubjects", _number(int(subjects.value))),
        (VOID + "distinctObjects", _number(int(objects.value))),
        (VOID + "properties", _number(len(by_property))),
        (VOID + "classes", _number(len(by_class))),
        (VOID + "documents", _number(graph.snapshot.counts.get("sources", 0))),
        (VOID + "uriSpace", [ox.Literal(used().base)]),
        (VOID + "sparqlEndpoint", [ox.NamedNode(base + "sparql")]),
        (VOID + "dataDump", [ox.NamedNode(f"{base}graphs?default&format={name}") for name in DUMPS]),
        (VOID + "vocabulary", sorted({_namespace(node.value) for node, _ in (*by_property, *by_class)}, key=str)),
        (VOID + "exampleResource", [example] if example else []),
    )
    for word, kind, parts in (
        ("propertyPartition", "property", by_property),
        ("classPartition", "class", by_class),
    ):
        count = "triples" if kind == "property" else "entities"
        for node, number in parts:
            part = ox.BlankNode(f"{kind}-{_key(node.value)}")
            yield ox.Triple(dataset, ox.NamedNode(VOID + word), part)
            yield from _facts(part, (VOID + kind, [node]), (VOID + count, _number(number)))


BY_PROPERTY = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
BY_CLASS = "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c"
EXAMPLE = "SELECT ?s { ?s a cg:Person } ORDER BY ?s LIMIT 1"
DISTINCT = """
SELECT ?subjects ?objects {
  { SELECT (COUNT(DISTINCT ?s) AS ?subjects) { ?s ?p ?o } } { SELECT (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o } }
}
"""


def _namespace(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri[: max(iri.rfind("#"), iri.rfind("/")) + 1])


def _key(iri: str) -> str:
    import hashlib

    return hashlib.sha256(iri.encode()).hexdigest()[:16]


def dcat(graph: Graph, base: str) -> Triples:
    """Yield the dataset with its version, licence and distributions; what is not known is not said."""
    about = graph.about()
    dataset = about.dataset
    distributions = {
        base + "sparql": (DCAT + "accessURL", "SPARQL endpoint", ""),
        **{
            f"{base}graphs?default&format={name}": (DCAT + "downloadURL", title, GRAPHS[name][0])
            for name, title in DUMPS.items()
        },
    }
    yield from about.triples()
    yield from _facts(
        dataset,
        (DCAT + "version", [ox.Literal(graph.snapshot.digest[:12])]),
        (DCAT + "distribution", [ox.NamedNode(f"{base}#distribution-{_key(url)}") for url in distributions]),
        (DCAT + "landingPage", [ox.NamedNode(base)]),
    )
    for url, (word, title, media) in distributions.items():
        yield from _facts(
            ox.NamedNode(f"{base}#distribution-{_key(url)}"),
            (TYPE, [ox.NamedNode(DCAT + "Distribution")]),
            (DCTERMS + "title", [ox.Literal(title, language="en")]),
            (word, [ox.NamedNode(url)]),
            (
                DCTERMS + "license",
                [ox.NamedNode(f"https://spdx.org/licenses/{about.licence}")] if about.licence else [],
            ),
            (
                DCAT + "mediaType",
                [ox.NamedNode(f"https://www.iana.org/assignments/media-types/{media}")] if media else [],
            ),
        )


def _iris(before: str, name: str) -> list[ox.NamedNode]:
    return [ox.NamedNode(before + name)] if name else []


def examples(graph: Graph, base: str) -> Triples:
    """Yield the saved questions as examples that can be run, as SIB's tools read them, and the prefixes they use."""
    prefixes = ox.NamedNode(ONTOLOGY)
    yield ox.Triple(prefixes, ox.NamedNode(TYPE), ox.NamedNode(OWL + "Ontology"))
    for prefix, namespace in PREFIXES.items():
        declaration = ox.BlankNode(f"prefix-{prefix}")
        yield ox.Triple(prefixes, ox.NamedNode(SH + "declare"), declaration)
        yield from _facts(
            declaration,
            (SH + "prefix", [ox.Literal(prefix)]),
            (SH + "namespace", [ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI"))]),
        )
    for question in graph.questions().values():
        try:
            text = _runnable(graph, question)
        except ParameterError:  # its example names nothing in this graph
            continue
        example = ox.NamedNode(f"{base}api/ask/{question.name}")
        yield from _facts(
            example,
            (TYPE, [ox.NamedNode(SH + "SPARQLExecutable"), ox.NamedNode(SH + "SPARQLSelectExecutable")]),
            (RDFS + "comment", [ox.Literal(question.summary, language="en")]),
            (SH + "select", [ox.Literal(text)]),
            (SH + "prefixes", [prefixes]),
            (SCHEMA + "target", [ox.NamedNode(base + "sparql")]),
            (SCHEMA + "keywords", [ox.Literal(tag) for tag in question.tags]),
        )


def _runnable(graph: Graph, question: Question) -> str:
    """Return the text of a question that can be asked as it is: examples and defaults of parameters are written in.

    Raises
    ------
    ParameterError
        When the graph has not what an example names.
    """
    values = {each.name: each.example for each in question.parameters if each.required and each.example}
    terms = question.bindings(values, graph.known_names)
    return planned(question.text, {f"?{name}": term for name, term in terms.items()})


PARTS: Mapping[str, Callable[[Graph, str], Triples]] = {
    "service": service,
    "void": void,
    "dcat": dcat,
    "examples": examples,
}
"""What writes each part of the description of a service."""
