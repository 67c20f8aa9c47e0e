"""Test that rdflib, SPARQLWrapper, curl, Comunica and Jena get from the service what `Graph` gives."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from serving import Server

from coalition.graph import Graph

TEXT = """
PREFIX cg: <https://w3id.org/coalition-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name ?events WHERE {
  { SELECT ?who (COUNT(DISTINCT ?event) AS ?events) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?who }
  ?who skos:prefLabel ?name . FILTER(?events > 5)
} ORDER BY DESC(?events) ?name
"""
DESCRIBED = """
PREFIX actor: <https://w3id.org/coalition-graph/actor/>
CONSTRUCT { actor:keir-starmer ?p ?o } WHERE { actor:keir-starmer ?p ?o }
"""


@pytest.fixture(scope="module")
def expected(published: Graph) -> list[tuple[str, int]]:
    """Return what the query is answered in Python."""
    return [(row.name, row.events) for row in published.select(TEXT)]


def clients() -> Path:
    """Return the folder of the clients that are not Python's, or skip the test."""
    named = os.environ.get("CLIENTS")
    if not named:
        pytest.skip("the clients are not installed; run make clients, and make test CLIENTS=out/clients")
    return Path(named)


def program(*command: str) -> str:
    """Run a client, and return what it prints."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=120, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rdflib_reads_the_service_as_a_store(server: Server, expected: list[tuple[str, int]]) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(f"{server.url}/sparql", method=method)
        rows = store.query(TEXT)
        assert [(str(name), int(events)) for name, events in rows] == expected  # type: ignore[misc]


def test_sparqlwrapper_asks_in_each_format(server: Server, expected: list[tuple[str, int]]) -> None:
    import SPARQLWrapper

    for method in (SPARQLWrapper.GET, SPARQLWrapper.POST):
        wrapper = SPARQLWrapper.SPARQLWrapper(f"{server.url}/sparql")
        wrapper.setMethod(method)
        wrapper.setQuery(TEXT)
        wrapper.setReturnFormat(SPARQLWrapper.JSON)
        found: Any = wrapper.queryAndConvert()
        rows = found["results"]["bindings"]
        assert [(row["name"]["value"], int(row["events"]["value"])) for row in rows] == expected
        wrapper.setQuery(DESCRIBED)
        wrapper.setReturnFormat(SPARQLWrapper.TURTLE)
        described: Any = wrapper.queryAndConvert()
        assert b"Keir Starmer" in described
        wrapper.setQuery("ASK { ?s")
        wrapper.setReturnFormat(SPARQLWrapper.JSON)
        with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed):
            wrapper.query()


def test_curl_asks(server: Server, expected: list[tuple[str, int]]) -> None:
    printed = program(
        "curl", "-sS", "--fail", "-H", "Accept: text/csv", "--data-urlencode", f"query={TEXT}", f"{server.url}/sparql"
    )
    lines = [line.split(",") for line in printed.splitlines()]
    assert [(name, int(events)) for name, events in lines[1:]] == expected


def test_comunica_asks(server: Server, expected: list[tuple[str, int]]) -> None:
    command = clients() / "node_modules" / ".bin" / "comunica-sparql"
    printed = program(str(command), f"sparql@{server.url}/sparql", TEXT, "-t", "application/sparql-results+json")
    rows = json.loads(printed)["results"]["bindings"]
    assert [(row["name"]["value"], int(row["events"]["value"])) for row in rows] == expected


def test_jena_asks(server: Server, expected: list[tuple[str, int]]) -> None:
    jars = clients() / "jena" / "*"
    printed = program(
        "java", "-cp", str(jars), "arq.rsparql", "--service", f"{server.url}/sparql", "--results", "CSV", TEXT
    )
    lines = [line.split(",") for line in printed.splitlines()]
    assert [(name, int(events)) for name, events in lines[1:]] == expected
