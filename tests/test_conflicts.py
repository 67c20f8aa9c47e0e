"""Conflicts: each kind is found where it is, and not where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROJECT, REGISTER, digest, prefixes

from coalition import Graph
from coalition.conflicts import Conflict

MEETING = "meeting:strelsau-1894-05-03"


def counted(name: str, bound: str) -> str:
    """The meeting counts three horses, with that bound."""
    quantity = f"quantity:{name} cg:number 3.0 ; cg:bound cg:{bound} ; cg:item item:horse ."
    return f"{MEETING} cg:statedCount quantity:{name} . {quantity}"


CASES = {
    "two values": (f'{MEETING} cg:motto "Peace" .', f'{MEETING} cg:motto "War" .', f'{MEETING} cg:motto "Peace" .'),
    "two dates": (
        f'{MEETING} cg:date "--05-03"^^xsd:gMonthDay .',
        f'{MEETING} cg:date "1894-05-04"^^xsd:date .',
        f'{MEETING} cg:date "1894-05"^^xsd:gYearMonth .',
    ),
    "two quantities": (
        counted("three", "Exactly"),
        counted("more", "MoreThan"),
        counted("least", "AtLeast"),
    ),
    "ordinal used twice": (
        f"{MEETING} cg:series item:row ; cg:ordinal 7 .",
        "meeting:other cg:series item:row ; cg:ordinal 7 .",
        "meeting:other cg:series item:row ; cg:ordinal 8 .",
    ),
    "present and absent": (
        f"participation:x a cg:Participation ; cg:event {MEETING} ; cg:participant actor:rudolf .",
        f"absence:x a cg:Absence ; cg:event {MEETING} ; cg:participant actor:rudolf .",
        f"absence:x a cg:Absence ; cg:event {MEETING} ; cg:participant actor:flavia .",
    ),
    "properties that exclude each other": (
        f"commitment:crowns cg:announcedAt {MEETING} .",
        f"commitment:crowns cg:announcedAfter {MEETING} .",
        "commitment:crowns cg:announcedAfter meeting:other .",
    ),
}


def found(folder: Path, tmp_path: Path, one: str, other: str, stance: str = "Asserts") -> list[Conflict]:
    """The conflicts of two passages, the second in the given stance."""
    words = "Ruritania. Graustark."
    header = f'a cg:Passage ; prov:wasQuotedFrom source:two ; cg:digest "{digest("Ruritania")}" ; cg:start'
    text = f"""{prefixes()}
source:two a cg:Source ; skos:prefLabel "Two" ; cg:fileName "two.txt" ;
    cg:textLength {len(words)} ; cg:textDigest "{digest(words)}" .
passage:two-0 {header} 0 ; cg:end 9 ; cg:stance cg:Asserts .
passage:two-0 {{ {one} }}
passage:two-11 {header} 11 ; cg:end 20 ; cg:stance cg:{stance} .
passage:two-11 {{ {other} }}
"""
    (folder / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (folder / "graph" / "zenda.trig").write_text(text, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots").conflicts()


@pytest.mark.parametrize("kind", CASES)
def test_a_conflict_is_found_with_both_its_passages(kind: str, folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES[kind]
    (conflict,) = found(folder, tmp_path, one, other)
    assert conflict.kind == kind
    places = {cited.passage.name for side in conflict.sides for cited in side.passages}
    assert places == {"two-0", "two-11"}
    assert [side.families for side in conflict.sides] == [("two",), ("two",)]


@pytest.mark.parametrize("kind", CASES)
def test_what_can_both_be_so_is_no_conflict(kind: str, folder: Path, tmp_path: Path) -> None:
    one, _, compatible = CASES[kind]
    assert found(folder, tmp_path, one, compatible) == []


@pytest.mark.parametrize("kind", CASES)
def test_what_is_only_proposed_contradicts_nothing(kind: str, folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES[kind]
    assert found(folder, tmp_path, one, other, "Proposes") == []


def test_what_one_passage_states_and_another_denies_is_a_conflict(folder: Path, tmp_path: Path) -> None:
    fact = f"commitment:crowns a cg:Commitment ; cg:announcedAt {MEETING} ."
    (conflict,) = found(folder, tmp_path, fact, fact, "Denies")
    assert (conflict.kind, [side.value for side in conflict.sides]) == ("stated and denied", ["stated", "denied"])
    assert found(folder, tmp_path, fact, fact) == []


def test_each_kind_of_conflict_says_what_it_is() -> None:
    files = sorted((PROJECT / "ontology" / "conflicts").glob("*.rq"))
    assert files
    assert all(path.read_text(encoding="utf-8").startswith("#+ summary: ") for path in files)


def test_the_published_documents_contradict_each_other(tmp_path: Path) -> None:
    conflicts = Graph.open(store=tmp_path / "snapshots").conflicts()
    told = {(c.kind, c.label, c.property_label) for c in conflicts}
    assert ("two values", "Loan of 2.2 billion pounds for military aid", "backed by") in told
    assert ("ordinal used twice", "High-level meetings of the coalition", "ordinal") in told
    assert ("two dates", "Virtual summit of 13 August 2025", "date") in told
    assert ("stated and denied", "China joins the coalition", "rdf:type") in told
    assert len(conflicts) >= 26
