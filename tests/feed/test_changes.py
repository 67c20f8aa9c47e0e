"""Test that feeds have every change of facts and rows, with the passages that tell it, and nothing else."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from followed import CROWNS, HORSES, WITHOUT_CROWNS, Opened
from ruritania import TEXT

from coalition.errors import ParameterError, SelectionError
from coalition.feed.changes import ADDED, GONE, RESOURCED, RETOLD, RETRACTED, of_facts, of_question
from coalition.namespaces import PREFIXES

GRAUSTARK, FLAVIA = PREFIXES["actor"] + "graustark", PREFIXES["actor"] + "flavia"


def denied(text: str) -> str:
    """Let the passage on horses deny what it reports."""
    return text.replace("cg:reportedBy actor:gazette ; cg:stance cg:Reports", "cg:stance cg:Denies")


def asserted(text: str) -> str:
    """Let the passage on horses assert what it reports."""
    return text.replace("cg:reportedBy actor:gazette ; cg:stance cg:Reports", "cg:stance cg:Asserts")


def test_facts_that_are_gone_are_told_with_the_passage_that_told_them(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    entries = of_facts(old, new)
    assert {entry.kind for entry in entries} == {RETRACTED}
    by_fact = {entry.data["fact"]: entry for entry in entries}
    told = by_fact["commitment:crowns cg:committedBy actor:ruritania"]
    assert told.title == "1,200 crowns for Graustark committed by Ruritania"
    start = TEXT.index(CROWNS)
    assert [str(each) for each in told.before.passages] == [f"zenda-{start} (asserts, The zenda paper)"]
    assert told.before.families == ("zenda",)
    assert (told.after.passages, told.after.families) == ((), ())
    assert not any(" a cg:" in fact or "rdf:type" in fact for fact in by_fact)


def test_what_is_retracted_one_way_is_added_the_other_way(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    there, back = of_facts(old, new), of_facts(new, old)
    assert {entry.kind for entry in back} == {ADDED}
    assert {(entry.data["fact"], entry.before) for entry in there} == {(e.data["fact"], e.after) for e in back}


def test_facts_with_another_passage_are_re_sourced_and_their_families_are_told(written: Opened) -> None:
    old, new = written(), written(others=("more",))
    entries = of_facts(old, new)
    told = next(entry for entry in entries if entry.data["fact"] == "actor:rudolf org:holds post:king")
    assert (told.kind, told.title) == (RESOURCED, "Rudolf Elphberg holds King of Ruritania")
    assert [each.source for each in told.after.passages] == ["The more paper", "The zenda paper"]
    assert told.after.families == ("more+zenda",)  # both are published by the Gazette
    assert told.before.families == ("zenda",)
    assert Counter(entry.kind for entry in entries)[RETRACTED] == 0


def test_what_is_only_reported_is_retold_and_never_added(written: Opened) -> None:
    entries = of_facts(written(), written(change=denied))
    assert {entry.kind for entry in entries} == {RETOLD}
    assert {each.stance for entry in entries for each in entry.before.passages} == {"reports"}
    assert {each.stance for entry in entries for each in entry.after.passages} == {"denies"}
    assert all(entry.after.families == () for entry in entries)
    assert "position:graustark-horses cg:holder actor:graustark" in {entry.data["fact"] for entry in entries}


def test_a_passage_that_asserts_what_it_reported_before_adds_facts(written: Opened) -> None:
    entries = of_facts(written(), written(change=asserted))
    assert {entry.kind for entry in entries} == {ADDED}
    (told,) = [entry for entry in entries if entry.data["fact"] == "position:graustark-horses cg:attitude cg:Asks"]
    assert [each.stance for each in told.before.passages] == ["reports"]
    assert [each.name for each in told.after.passages] == [f"zenda-{TEXT.index(HORSES)}"]


def test_facts_about_one_thing_are_its_own_and_those_of_what_refers_to_it(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    own = {entry.data["fact"] for entry in of_facts(old, new, GRAUSTARK)}
    assert "commitment:crowns cg:committedBy actor:ruritania" in own  # a commitment to Graustark
    assert 'amount:gbp-50 cg:currency "GBP"' not in own
    assert own < {entry.data["fact"] for entry in of_facts(old, new)}
    assert of_facts(old, new, FLAVIA) == []


def test_without_an_old_snapshot_or_without_a_change_there_are_no_entries(written: Opened) -> None:
    new = written()
    assert of_facts(None, new) == of_facts(new, new) == []
    assert of_question(None, new, "commitments", {}) == of_question(new, new, "commitments", {}) == []


def test_rows_of_a_question_are_added_and_gone_with_their_passages(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    (gone,) = of_question(old, new, "commitments", {})
    assert gone.kind == GONE
    assert gone.title.startswith("commitment: 1,200 crowns for Graustark · ")
    assert gone.data["row"]["commitment"] == "commitment:crowns"
    assert [each.name for each in gone.before.passages] == [f"zenda-{TEXT.index(CROWNS)}"]
    (added,) = of_question(new, old, "commitments", {})
    assert (added.kind, added.after, added.data) == (ADDED, gone.before, gone.data)


def test_rows_that_stay_are_re_sourced_where_other_passages_support_them(written: Opened) -> None:
    entries = of_question(written(), written(others=("more",)), "took-part-with", {"actor": "the King"})
    assert {entry.kind for entry in entries} == {RESOURCED}
    assert all(len(entry.after.passages) > len(entry.before.passages) for entry in entries)


def test_what_is_wrong_with_a_question_is_told(written: Opened) -> None:
    old, new = written(), written()
    with pytest.raises(ParameterError, match="there is no actor called Zorro"):
        of_question(old, new, "took-part-with", {"actor": "Zorro"})
    with pytest.raises(ParameterError, match="nothing"):
        of_question(None, new, "took-part-with", {"nothing": "1"})
    with pytest.raises(SelectionError, match="there is no question tookpart"):
        of_question(old, new, "tookpart", {})


def test_an_entry_has_one_name_for_the_same_change_whichever_snapshots_show_it(written: Opened) -> None:
    first, later = written(), written(WITHOUT_CROWNS)
    latest = written(WITHOUT_CROWNS, change=denied)
    names = [{entry.id for entry in of_facts(first, new)} for new in (later, latest)]
    assert names[0] < names[1]
    assert all(re.fullmatch("urn:sha256:[0-9a-f]{64}", name) for name in names[1])
    assert [entry.id for entry in of_facts(first, later)] == [entry.id for entry in of_facts(first, later)]
    assert len(names[1]) == len(of_facts(first, latest))
