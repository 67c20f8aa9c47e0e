"""Define a work that a passage of the invented corpus cites, and citations made by hand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from ruritania import document

from coalition import Graph
from coalition.output.citations import Citation
from coalition.output.cited import write_cited
from coalition.provenance.evidence import Cited, Evidence
from coalition.provenance.works import Work
from coalition.texts.passage import Finding, Passage, State
from coalition.texts.source import Source

HARD = 'Bridges & 50% of {crowns}_, $5 #1 ~^\\ “so” it\'s "Ünïcode" @all'

WORKS = f"""
source:zenda-ref-1 a cg:Source ; cg:referenceTo source:bridge .
source:bridge a cg:Source ; dcterms:title {ox.Literal(HARD)} ; dcterms:creator actor:flavia, actor:league ;
    dcterms:publisher actor:gazette ; dcterms:issued "1894-05"^^xsd:gYearMonth ; cg:archivedOn "1894-05-07"^^xsd:date ;
    cg:retrievedOn "1894-05-08"^^xsd:date ; cg:url "https://example.org/a_b?c=%7B1&d=2#e"^^xsd:anyURI ;
    cg:via actor:ruritania ; cg:agency actor:graustark ; cg:workType "Tweet" ; dcterms:language "en" ;
    cg:publishedIn place:strelsau ; cg:periodical "Bulletin" ; cg:issueNumber "7" .
"""


def citing(folder: Path, store: Path) -> Graph:
    """Return the invented corpus in `folder`, in which each passage cites a work."""
    text = document().replace(" a cg:Passage ;", " a cg:Passage ; cg:cites source:zenda-ref-1 ;") + WORKS
    (folder / "graph" / "zenda.trig").write_text(text, encoding="utf-8")
    return Graph.open(folder, store=store)


def evidence(graph: Graph, query: str = "SELECT ?s ?a WHERE { ?s cg:participant ?a } ORDER BY ?a") -> list[Evidence]:
    """Return the evidence of a query, by default of who took part."""
    return graph.evidence(query)


def written(graph: Graph, form: str) -> str:
    """Return the evidence of who took part as `write_cited` writes it."""
    found, output = evidence(graph), io.StringIO()
    write_cited([(f"row {number}", each) for number, each in enumerate(found)], graph.citations(found), form, output)
    return output.getvalue()


def made(
    number: int, start: int, name: str = "paper", title: str = "The paper", works: tuple[Work, ...] = ()
) -> Citation:
    """Return a citation of the characters from `start` of a document."""
    source = f"https://w3id.org/coalition-graph/source/{name}"
    passage = Passage(
        f"https://w3id.org/coalition-graph/passage/{name}-{start}", source, start, start + 5, "", "asserts"
    )
    return Citation(
        number,
        Cited(passage, Source(source), Finding(State.NO_TEXT), ()),
        about(source, title=title),
        works,
    )


def about(iri: str, **told: Any) -> Work:
    """Return a work of which nothing else is recorded."""
    empty = dict.fromkeys((field for field in Work.__slots__ if field != "iri"), "")
    return Work(iri, **{**empty, "authors": (), **told})
