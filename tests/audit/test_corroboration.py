"""Test how many independent sources are counted for a fact."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from coalition import Graph
from coalition.audit.corroboration import corroboration, summary
from coalition.namespaces import CG, HOME, QUOTED, RECORD, TYPE, local_name
from coalition.provenance.families import Group
from coalition.provenance.record import Record
from coalition.rdf.store import Store


def test_a_fact_that_two_papers_state_is_held_by_two_families(repeated: Graph) -> None:
    held = {
        support.fact.predicate.value.rsplit("#")[-1]: support
        for support in repeated.corroboration("Meeting in Strelsau")
    }
    assert held["host"].families == 2
    assert len(held["host"].documents) == 2
    assert held["place"].families == 1


def test_papers_that_share_text_are_one_family(folder: Path, repeated: Graph, tmp_path: Path) -> None:
    path = folder / "graph" / "hentzau.trig"
    shared = path.read_text(encoding="utf-8") + "source:hentzau cg:sharesTextWith source:zenda .\n"
    path.write_text(shared, encoding="utf-8")
    again = Graph.open(folder, store=tmp_path / "snapshots")
    assert summary(again.corroboration()).keys() == {1}
    assert summary(repeated.corroboration()).keys() == {1, 2}


def test_what_is_only_reported_is_no_support(repeated: Graph) -> None:
    assert "position:graustark-horses" not in {
        str(support.to_dict()["fact"]).split()[0] for support in repeated.corroboration()
    }


class OneGroup:
    """Say of all passages that they depend on each other, but for those of the sources that are named."""

    def __init__(self, *alone: str) -> None:
        self.alone = alone

    def support(self, passages: list[str]) -> tuple[Group, ...]:
        apart = [[passage] for passage in passages if local_name(passage).split("-")[0] in self.alone]
        rest = [passage for passage in passages if [passage] not in apart]
        return tuple(Group("", tuple(group), ()) for group in [*apart, *([rest] if rest else [])])


def recorded(*passages: str) -> list[ox.Quad]:
    """Return the record of passages, each written as its name, its facts, and the works that it cites."""
    quads = []
    for line in passages:
        name, facts, works = (part.split() for part in line.split("|"))
        passage, source = node(f"passage/{name[0]}"), node(f"source/{name[0].split('-')[0]}")
        about = [(TYPE, node("ontology#AcceptedPassage")), (QUOTED, source)]
        about += [(CG + "cites", node(f"source/{work}")) for work in works]
        quads += [ox.Quad(passage, ox.NamedNode(word), value, ox.NamedNode(RECORD)) for word, value in about]
        quads += [ox.Quad(node(f"actor/{fact}"), ox.NamedNode(CG + "p"), node("actor/z"), passage) for fact in facts]
    return quads


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(HOME + name)


def test_the_best_supported_fact_comes_first_and_lists_are_in_the_order_of_numbers() -> None:
    store = Store.in_memory(
        recorded(
            "s2-10 | many b c e | w10 w9",
            "s10-1 | many b d | w2",
            "s2-9 | many c e | w9",
            "s3-1 | many a |",
            "s7-1 | a |",
        )
    )
    supports = corroboration(Record(store), OneGroup("s3", "s7"))  # type: ignore[arg-type]
    short = [
        (
            support.fact.subject.value.rpartition("/")[2],  # type: ignore[union-attr]
            support.families,
            [local_name(document) for document in support.documents],
            len(support.passages),
            [local_name(work) for work in support.works],
        )
        for support in supports
    ]
    assert short == [
        ("many", 2, ["s2", "s3", "s10"], 4, ["w2", "w9", "w10"]),
        ("a", 2, ["s3", "s7"], 2, []),
        ("b", 1, ["s2", "s10"], 2, ["w2", "w9", "w10"]),
        ("c", 1, ["s2"], 2, ["w9", "w10"]),
        ("e", 1, ["s2"], 2, ["w9", "w10"]),
        ("d", 1, ["s10"], 1, ["w2"]),
    ]
