"""Write a small corpus with a base, words, shapes, a rule, a kind of conflict and questions of its own."""

from __future__ import annotations

import hashlib
from pathlib import Path

BASE = "https://example.org/harbour/"
OWN = "https://example.org/words#"

TEXT = """The harbour of Zenda

Captain Black brought the Swallow into the harbour on 3 May 1894 with 40 barrels of tar.
The Swallow is painted green.
The harbour master says that the Swallow is painted red.
"""

WORDS = """
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix list: <https://w3id.org/coalition-graph/list/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ship: <https://example.org/words#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ship:Ship a owl:Class ;
    rdfs:label "ship"@en ; skos:definition "A vessel for the sea."@en ; skos:example "item:swallow" ;
    rdfs:subClassOf cg:Item .
ship:Call a owl:Class ; rdfs:label "call at a port"@en ; skos:definition "That a ship comes into a port."@en ;
    skos:example "event:call-1" ; rdfs:subClassOf cg:Event .
ship:Colour a owl:Class ; rdfs:label "colour"@en ; skos:definition "What colour a thing has."@en .
ship:Green a ship:Colour ;
    skos:inScheme ship:colours ; rdfs:label "green"@en ; skos:definition "The colour of grass."@en .
ship:Red a ship:Colour ;
    skos:inScheme ship:colours ; rdfs:label "red"@en ; skos:definition "The colour of blood."@en .
ship:colour a owl:ObjectProperty ; rdfs:label "colour of"@en ; skos:definition "What colour a ship is painted in."@en ;
    rdfs:domain ship:Ship ; rdfs:range ship:Colour ; skos:example "item:swallow ship:colour ship:Green" ;
    cg:conflictRule cg:OneValue .
ship:barrels a owl:DatatypeProperty ; rdfs:label "barrels"@en ; skos:definition "How many barrels a ship brings."@en ;
    rdfs:domain ship:Call ; rdfs:range <http://www.w3.org/2001/XMLSchema#integer> .
ship:captain a owl:ObjectProperty ; rdfs:label "captain"@en ; skos:definition "Who commands a ship when it calls."@en ;
    rdfs:subPropertyOf cg:chair ; rdfs:domain ship:Call ; rdfs:range cg:Person .
ship:calls a owl:ObjectProperty ;
    rdfs:label "calls"@en ; skos:definition "What ship comes."@en ; rdfs:domain ship:Call ;
    rdfs:range ship:Ship .
ship:knows a owl:ObjectProperty ; rdfs:label "knows"@en ; skos:definition "Who has sailed on a ship."@en .
cg:Item rdfs:label "Ware"@de .
"""

SHAPES = """
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ship: <https://example.org/words#> .

ship:CallShape a sh:NodeShape ; sh:targetClass ship:Call ;
    sh:property [ sh:path ship:barrels ; sh:minExclusive 0 ; sh:message "Give ship:barrels a number above zero." ] ;
    sh:property [ sh:path ship:calls ; sh:minCount 1 ; sh:message "Name with ship:calls the ship that came." ] .
"""

RULE = """#+ summary: A captain knows the ship.
PREFIX ship: <https://example.org/words#>

CONSTRUCT { ?who ship:knows ?ship }
WHERE { ?call ship:captain ?who ; ship:calls ?ship }
"""

CONFLICT = """#+ summary: A ship that only brings few barrels is told of as green.
PREFIX ship: <https://example.org/words#>

SELECT ?thing ?property ?one ?passage_one ?other ?passage_other
WHERE {
    GRAPH ?passage_one { ?call ship:calls ?thing ; ship:barrels ?one }
    GRAPH ?passage_other { ?thing ship:colour ?other }
    BIND(ship:barrels AS ?property)
    FILTER(?other = ship:Green)
}
"""

QUESTION = """#+ summary: Which ships called, under whom?
#+ tags: lookup
#+ parameter ship: ship:Ship, for example the Swallow
PREFIX ship: <https://example.org/words#>

SELECT ?ship ?captain ?barrels
WHERE { ?call a ship:Call ; ship:calls ?ship ; ship:captain ?captain ; ship:barrels ?barrels }
ORDER BY ?ship
"""

REGISTER = """graph:register {
    actor:black a cg:Person ; skos:prefLabel "Captain Black" .
    item:swallow a ship:Ship ; skos:prefLabel "Swallow" ; skos:altLabel "the Swallow" .
    event:call-1 skos:prefLabel "Call of the Swallow" .
}
"""

FACTS = {
    "Captain Black brought the Swallow into the harbour on 3 May 1894 with 40 barrels of tar": (
        "Asserts",
        """
    event:call-1 a ship:Call ; cg:date "1894-05-03"^^xsd:date ; ship:captain actor:black ; ship:calls item:swallow ;
        ship:barrels 40 .
""",
    ),
    "The Swallow is painted green": ("Asserts", "\n    item:swallow ship:colour ship:Green .\n"),
    "says that the Swallow is painted red": ("Reports", "\n    item:swallow ship:colour ship:Red .\n"),
}

FILES = {
    "ontology/own.ttl": WORDS,
    "ontology/shapes.ttl": SHAPES,
    "ontology/rules/knows.rq": RULE,
    "ontology/conflicts/few-and-green.rq": CONFLICT,
    "queries/ships.rq": QUESTION,
}


def harbour(folder: Path, *, base: str = "") -> Path:
    """Write the corpus to a new folder, with a base of its own or the published one, and return it."""
    for name in ("graph", "sources", "ontology/rules", "ontology/conflicts", "queries"):
        (folder / name).mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    if base:
        (folder / "coalition.toml").write_text(f'base = "{base}"\n', encoding="utf-8")
    (folder / "sources" / "news.txt").write_text(TEXT, encoding="utf-8")
    (folder / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    parts = [
        f'source:news a cg:Source ; dcterms:title "The harbour" ; cg:fileName "news.txt" ;\n'
        f'    cg:textDigest "{_digest(TEXT)}" ; cg:textLength {len(TEXT)} .\n'
    ]
    for words, (stance, facts) in FACTS.items():
        start = TEXT.index(words)
        parts.append(
            f"passage:news-{start} a cg:Passage ; prov:wasQuotedFrom source:news ; cg:start {start} ;\n"
            f'    cg:end {start + len(words)} ; cg:digest "{_digest(words)}" ; cg:stance cg:{stance} .\n'
            f"passage:news-{start} {{{facts}}}\n"
        )
    (folder / "graph" / "news.trig").write_text("\n".join(parts), encoding="utf-8")
    return folder


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
