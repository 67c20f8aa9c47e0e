"""Test each kind of conflict with each stance on each side, all in one dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import PROJECT, prefixes

from coalition.audit.conflicts import conflicts, pairs
from coalition.build.dataset import Ontology, materialise
from coalition.corpus.root import Root
from coalition.names import Names
from coalition.namespaces import CG, ONTOLOGY
from coalition.provenance.evidence import Tracer
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf.store import Builder, as_quad
from coalition.texts.source import Texts

STANCES = ("Asserts", "Reports", "Denies", "Proposes", "Predicts")
TOLD = {"Asserts", "Reports"}
PAIRS = [(one, other) for one in STANCES for other in STANCES]


def quantity(name: str, number: str) -> str:
    return f"meeting:N cg:statedCount quantity:{name}-N . quantity:{name}-N cg:number {number} ; cg:bound cg:Exactly"


def member(*actors: str) -> str:
    part = "participation:{0}-N a cg:Participation ; cg:event meeting:N ; cg:participant actor:{0} ."
    return " ".join(part.format(actor) for actor in actors)


# What one passage states, and what the other states: of things whose names end in N.
CASES = {
    "two values": ('meeting:N cg:motto "Peace" .', 'meeting:N cg:motto "War" .'),
    "two wordings": ('position:N cg:wording "agreed" .', 'position:N cg:wording "signed" .'),
    "two dates": ('meeting:N cg:date "1894-05-03"^^xsd:date .', 'meeting:N cg:date "1894-05-04"^^xsd:date .'),
    "dates out of order": (
        'source:N cg:archivedOn "1894-05-03"^^xsd:date .',
        'source:N dcterms:issued "1894-05-04"^^xsd:date .',
    ),
    "two quantities": (f"{quantity('a', '3.0')} .", f"{quantity('b', '4.0')} ."),
    "ordinal used twice": (
        "meeting:N cg:series item:N ; cg:ordinal 7 .",
        "meeting:other-N cg:series item:N ; cg:ordinal 7 .",
    ),
    "present and absent": (
        member("rudolf"),
        "absence:N a cg:Absence ; cg:event meeting:N ; cg:participant actor:rudolf .",
    ),
    "properties that exclude each other": (
        "commitment:N cg:announcedAt meeting:N .",
        "commitment:N cg:announcedAfter meeting:N .",
    ),
    "stated and denied": ("meeting:N cg:place place:strelsau .", "meeting:N cg:place place:strelsau ."),
    "count and list": (f"{quantity('a', '2.0')} ; cg:item item:leader .", member("ruritania")),
    "more named than counted": (f"{quantity('a', '1.0')} ; cg:item item:leader .", member("ruritania", "graustark")),
}

ONE_OF_TWO = {"two values", "properties that exclude each other"}
"""The kinds of which one side may be predicted and the other told."""

SYMMETRIC = {"two values", "two wordings", "two dates", "two quantities", "ordinal used twice"}

REGISTER = """
graph:register {
    actor:rudolf a cg:Person . actor:ruritania a cg:State . actor:graustark a cg:State .
    item:leader a cg:Item ; cg:counts cg:State .
}
"""


def name(kind: str, one: str, other: str) -> str:
    return f"{kind.replace(' ', '-')}-{one}-{other}"


def expected(kind: str, one: str, other: str) -> set[str]:
    """Return the kinds of conflict between a passage of the stance `one` and another of the stance `other`."""
    if kind == "stated and denied":
        return {kind} if (one in TOLD and other == "Denies") or (one == "Denies" and other in TOLD) else set()
    if kind in ("count and list", "more named than counted"):
        return {kind} if one == other == "Asserts" else set()
    found = {kind} if {one, other} <= TOLD or (kind == "two wordings" and one == other == "Denies") else set()
    predicted = (one == "Predicts" and other in TOLD) or (other == "Predicts" and one in TOLD)
    return found | ({"expected and told otherwise"} if kind in ONE_OF_TWO and predicted else set())


def passage(passage: str, source: str, stance: str, facts: str) -> str:
    header = f"{passage} a cg:Passage ; prov:wasQuotedFrom source:{source} ; cg:stance cg:{stance} ;"
    return f'graph:record {{ {header} cg:start 0 ; cg:end 1 ; cg:digest "x" . }} {passage} {{ {facts} }}'


def dataset() -> Iterator[ox.Quad]:
    texts = [prefixes(), REGISTER]
    for kind, (first, second) in CASES.items():
        for one, other in PAIRS:
            ending = name(kind, one, other)
            apart = "-other" if kind == "more named than counted" else ""
            texts += [
                f'graph:record {{ source:{source} a cg:Source ; cg:textDigest "{source}" . }}'
                for source in (f"doc-{ending}", f"doc-{ending}{apart}")
            ]
            texts.append(passage(f"passage:one-{ending}", f"doc-{ending}", one, first.replace("N", ending)))
            texts.append(passage(f"passage:other-{ending}", f"doc-{ending}{apart}", other, second.replace("N", ending)))
    yield from ox.parse("\n".join(texts), format=ox.RdfFormat.TRIG)


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """Return the kinds of the conflicts between each two passages, by the end of their names."""
    ontology = Ontology.from_inputs(Root.published().read())
    builder = Builder()
    builder.add(dataset())
    builder.add(as_quad(triple, ox.NamedNode(ONTOLOGY)) for triple in ontology.triples)
    materialise(builder, ontology, frozenset({CG + "Asserts"}))
    record = Record(builder.reader())
    tracer = Tracer(record, {}, Texts(Path("nowhere")), Names(record.store))
    kinds: dict[str, list[str]] = defaultdict(list)
    paired = pairs(sorted((PROJECT / "ontology" / "conflicts").glob("*.rq")), record.store, tracer.names)
    for conflict in conflicts(paired, Families.from_record(record), tracer):
        names = [[cited.passage.name for cited in side.passages] for side in conflict.sides]
        endings = {name.split("-", 1)[1] for side in names for name in side}
        (ending,) = endings
        assert sorted(names) == [[f"one-{ending}"], [f"other-{ending}"]]
        kinds[ending].append(conflict.kind)
    return kinds


@pytest.mark.parametrize("kind", CASES)
def test_a_kind_of_conflict_depends_on_the_stances_of_both_sides(kind: str, found: dict[str, list[str]]) -> None:
    told = {(one, other): found.get(name(kind, one, other), []) for one, other in PAIRS}
    assert told == {(one, other): sorted(expected(kind, one, other)) for one, other in PAIRS}
