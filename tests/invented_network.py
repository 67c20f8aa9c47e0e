"""Define a small invented graph of participations and commitments, of which every fact is known.

It holds what a built store holds: passages as named graphs, the graph of a rule, and a default graph with the triples
of asserted passages, the record, the register and the derived triples.
"""

from __future__ import annotations

import pyoxigraph as ox

from coalition.columns.table import Columns
from coalition.namespaces import PREFIXES
from coalition.rdf.store import Store

REGISTER = """
actor:alfa a cg:State ; skos:prefLabel "Alfa" .
actor:bravo a cg:State ; skos:prefLabel "Avenir de Bravo"@fr, "Bravo", "A Bravo"@en .
actor:charlie a cg:State ; skos:prefLabel "Ant-Land"@de, "Charlie"@en .
actor:league a cg:Organisation ; skos:prefLabel "League, the" .
actor:corps a cg:Force ; skos:prefLabel "Corps <1>" .
actor:friends a cg:Collective ; skos:prefLabel "Friends" .
actor:ann a cg:Person ; skos:prefLabel "Ann" .
actor:ben a cg:Person ; skos:prefLabel "Ben" .
actor:cid a cg:Person ; skos:prefLabel "Cid" .
actor:dot a cg:Person .
actor:eve a cg:Person ; skos:prefLabel "Eve" .
meeting:one a cg:Meeting ; skos:prefLabel "Meeting one" .
meeting:two a cg:Meeting, cg:Event ; skos:prefLabel "Meeting two" .
event:three a cg:Event ; skos:prefLabel "Event three" .
meeting:four a cg:Meeting ; skos:prefLabel "Meeting four" .
"""
PASSAGES: dict[tuple[str, str], list[str]] = {
    ("passage:s1-10", "Asserts"): [
        *(f"participation:one--{a} a cg:Participation ; cg:event meeting:one ; cg:participant actor:{a} ." for a in (
            "alfa", "bravo", "league", "ann")),
        "absence:one--charlie a cg:Absence ; cg:event meeting:one ; cg:participant actor:charlie .",
    ],
    ("passage:s2-20", "Asserts"): [
        *(f"participation:one--{a} a cg:Participation ; cg:event meeting:one ; cg:participant actor:{a} ." for a in (
            "alfa", "ben", "cid")),
        "commitment:loan a cg:Commitment ; cg:committedBy actor:alfa, actor:bravo ; cg:beneficiary actor:charlie .",
    ],
    ("passage:s2-50", "Asserts"): [
        *(f"participation:two--{a} a cg:Participation ; cg:event meeting:two ; cg:participant actor:{a} ." for a in (
            "alfa", "bravo", "friends", "corps")),
        "participation:three--dot a cg:Participation ; cg:event event:three ; cg:participant actor:dot .",
        "commitment:gift a cg:Commitment ; cg:committedBy actor:alfa ; cg:beneficiary actor:charlie .",
        "commitment:own a cg:Commitment ; cg:committedBy actor:bravo ; cg:beneficiary actor:bravo .",
        "commitment:vague a cg:Commitment ; cg:committedBy actor:league .",
        "commitment:aid a cg:Commitment ; cg:committedBy actor:ann ; cg:beneficiary actor:league .",
        "commitment:joint a cg:Commitment ; cg:committedBy actor:friends ; cg:beneficiary actor:charlie .",
    ],
    ("passage:s3-5", "Asserts"): ["commitment:loan cg:beneficiary actor:charlie ."],
    ("passage:s3-70", "Reports"): [
        "participation:one--alfa a cg:Participation ; cg:event meeting:one ; cg:participant actor:alfa .",
        "participation:one--eve a cg:Participation ; cg:event meeting:one ; cg:participant actor:eve .",
        "participation:four--alfa a cg:Participation ; cg:event meeting:four ; cg:participant actor:alfa .",
        "commitment:rumour a cg:Commitment ; cg:committedBy actor:charlie ; cg:beneficiary actor:alfa .",
        "commitment:gift a cg:Commitment ; cg:committedBy actor:alfa ; cg:beneficiary actor:charlie .",
    ],
}  # fmt: skip
DERIVED = [
    "participation:one--ann cg:represents actor:bravo .",
    "participation:one--ben cg:represents actor:charlie, actor:league .",
    "participation:one--cid cg:represents actor:charlie .",
]


def trig(passages: dict[tuple[str, str], list[str]] = PASSAGES, register: str = REGISTER) -> str:
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    lines += [register, "graph:register {", register, "}"]
    record = ["rule:represents-by-post a cg:Rule ."]
    for (passage, stance), facts in passages.items():
        record.append(f"{passage} a cg:Passage ; cg:stance cg:{stance} .")
        lines += [f"{passage} {{", *facts, "}"]
        if stance == "Asserts":
            record.append(f"{passage} a cg:AcceptedPassage .")
            lines += facts
    lines += [*record, "graph:record {", *record, "}"]
    lines += [*DERIVED, "rule:represents-by-post {", *DERIVED, "}"]
    return "\n".join(lines)


def store(text: str) -> Store:
    return Store.in_memory(ox.parse(text, format=ox.RdfFormat.TRIG))


def columns(text: str) -> Columns:
    return columns_of(store(text))


def columns_of(store: Store) -> Columns:
    """Return the columns that a snapshot of a store would have."""
    return Columns.from_quads(quad for quad in store.quads() if isinstance(quad.graph_name, ox.NamedNode))


def iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
