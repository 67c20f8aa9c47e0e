"""Test that JSON-LD is a list of things with their labels, and is read back as the same graph by two other programs."""

from __future__ import annotations

import io
import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from coalition.rdf import turtle
from coalition.rdf.store import as_quad

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FACTS = """
PREFIX : <https://w3id.org/coalition-graph/ontology#>
PREFIX actor: <https://w3id.org/coalition-graph/actor/>
PREFIX meeting: <https://w3id.org/coalition-graph/meeting/>
PREFIX passage: <https://w3id.org/coalition-graph/passage/>
PREFIX statement: <https://w3id.org/coalition-graph/statement/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
actor:rudolf a :Person ; rdfs:label "Rudolf" ; skos:prefLabel "Rudolf" .
actor:flavia skos:prefLabel "Flavia", "Flavie"@fr .
meeting:one a :Meeting ; :host actor:rudolf, actor:flavia ; :date "1894-05-03"^^xsd:date ; :place <http://e.org/x> .
statement:a a rdf:Statement ; rdf:subject meeting:one ; rdf:predicate :host ; rdf:object actor:rudolf ;
    prov:wasDerivedFrom passage:s-1 .
"""

ODD = [
    "<actor:x> <cg:y> <rdf:z>",
    "<urn:a> <urn:b> <urn:c>",
    '<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "a literal"',
    "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/coalition-graph/ontology#a/b>",
    "<urn:a> <https://w3id.org/coalition-graph/ontology#label> <urn:b>",
    "<urn:a> <https://w3id.org/coalition-graph/ontology#statements> <https://w3id.org/coalition-graph/ontology#label>",
    "<https://w3id.org/coalition-graph/> <urn:b> <https://w3id.org/coalition-graph/actor/a%20b>",
    "<https://w3id.org/coalition-graph/actor/../x> <urn:b> <https://w3id.org/coalition-graph/actor//x>",
    "_:a <urn:b> _:a",
    '<urn:a> <https://w3id.org/coalition-graph/ontology#n> "01"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '<urn:a> <https://w3id.org/coalition-graph/ontology#n> "x"@en-gb',
    '<urn:a> <urn:b> "7"^^<https://w3id.org/coalition-graph/ontology#number>',
    "<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <urn:s>",
    "<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>",
]


def facts(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]


def written(triples: list[ox.Triple]) -> str:
    output = io.BytesIO()
    turtle.write(map(as_quad, triples), "jsonld", output)
    return output.getvalue().decode()


def things(document: str) -> dict[str, Any]:
    return {thing["@id"]: thing for thing in json.loads(document)["@graph"]}


def same(triples: list[ox.Triple], document: str) -> None:
    lines = "".join(f"{triple} .\n" for triple in triples)
    expected = rdflib.Graph().parse(data=lines, format="nt")
    assert isomorphic(rdflib.Graph().parse(data=document, format="json-ld"), expected)
    read = "".join(f"{quad.triple} .\n" for quad in ox.parse(document.encode(), format=ox.RdfFormat.JSON_LD))
    assert isomorphic(rdflib.Graph().parse(data=read, format="nt"), expected)


def test_a_thing_is_an_object_and_what_it_names_has_a_label() -> None:
    document = written(facts(FACTS))
    one = things(document)["meeting/one"]
    assert one["@type"] == "Meeting"
    assert one["date"] == "1894-05-03"
    flavia = {"@id": "actor/flavia", "skos:prefLabel": ["Flavia", {"@value": "Flavie", "@language": "fr"}]}
    assert one["host"] == [flavia, {"@id": "actor/rudolf", "label": "Rudolf"}]
    assert one["place"] == {"@id": "http://e.org/x"}
    same(facts(FACTS), document)


def test_what_a_passage_states_stands_in_the_thing_that_it_is_about() -> None:
    found = things(written(facts(FACTS)))
    assert found["meeting/one"]["statements"] == [
        {
            "@id": "statement/a",
            "@type": "rdf:Statement",
            "rdf:object": {"@id": "actor/rudolf", "label": "Rudolf"},
            "rdf:predicate": {"@id": "cg:host"},
            "prov:wasDerivedFrom": {"@id": "passage/s-1"},
        }
    ]
    assert "statement/a" not in found


@pytest.mark.parametrize("odd", [*ODD, " .\n".join(ODD)])
@pytest.mark.parametrize("beside", ["", FACTS])
def test_odd_facts_are_read_back_as_they_were(odd: str, beside: str) -> None:
    triples = facts(f"{beside}\n{odd} .")
    same(triples, written(triples))
