"""Test which things of a timeline are dated, how and by which passages, and which are undated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruritania import REGISTER, digest, prefixes

from coalition import Graph
from coalition.errors import CoalitionError
from coalition.timeline.entries import Entry, Timeline, listed

WORDS = "Ruritania"
MEETING = "meeting:strelsau-1894-05-03"
CROWNS = "commitment:crowns"

Opened = Callable[..., Graph]


@pytest.fixture
def opened(folder: Path, tmp_path: Path) -> Opened:
    """Return a function that opens a graph of the register and some passages.

    Each passage is given as its facts, or as a stance and its facts.
    """

    def graph(*passages: str | tuple[str, str]) -> Graph:
        text = f"{WORDS} " * len(passages)
        parts = [
            prefixes() + "@prefix plan: <https://w3id.org/coalition-graph/plan/> .\n"
            'source:two a cg:Source ; skos:prefLabel "Two" ; cg:fileName "two.txt" ;\n'
            f'    cg:textLength {len(text)} ; cg:textDigest "{digest(text)}" .\n'
        ]
        for number, passage in enumerate(passages):
            stance, facts = ("Asserts", passage) if isinstance(passage, str) else passage
            start = number * (len(WORDS) + 1)
            parts.append(
                f"passage:two-{start} a cg:Passage ; prov:wasQuotedFrom source:two ; cg:stance cg:{stance} ;\n"
                f'    cg:start {start} ; cg:end {start + len(WORDS)} ; cg:digest "{digest(WORDS)}" .\n'
                f"passage:two-{start} {{ {facts} }}\n"
            )
        (folder / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
        (folder / "graph" / "zenda.trig").write_text("".join(parts), encoding="utf-8")
        return Graph.open(folder, store=tmp_path / "snapshots")

    return graph


def day(text: str) -> str:
    """Return a date as a literal."""
    kinds = {4: "gYear", 7: "gMonthDay" if text.startswith("--") else "gYearMonth", 10: "date"}
    return f'"{text}"^^xsd:{kinds[len(text)]}'


def periods(found: Timeline) -> list[str]:
    return [str(entry.period) for entry in found.entries]


def names(entry: Entry) -> list[str]:
    return [cited.passage.name for cited in entry.evidence(entry.period).passages]


def test_the_invented_meeting_stands_alone_and_the_promise_is_counted(folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    found = graph.timeline()
    (entry,) = found.entries
    assert (entry.thing.label, entry.thing.what, entry.thing.kind) == ("Meeting in Strelsau", "meeting", "event")
    assert (entry.thing.places, str(entry.period), entry.relation) == (("Strelsau",), "1894-05-03", "dated")
    assert (entry.inferred, entry.contradicts) == (False, ())
    assert [cited.finding.words for claim in entry.claims for cited in claim.cited] == [
        "envoys of the League in Strelsau on 3 May 1894"
    ]
    assert [thing.label for thing in found.undated] == ["1,200 crowns for Graustark"]
    assert found.undated_in_words() == "1 commitment has no date in any source"
    assert graph.timeline(kinds=["event", "position"]).undated_in_words() == "1 position has no date in any source"


def test_what_says_less_supports_what_says_more(opened: Opened) -> None:
    graph = opened(*(f"{MEETING} cg:date {day(text)} ." for text in ("1894-05", "1894-05-03", "--05-03", "1894-05-03")))
    (entry,) = graph.timeline().entries
    assert str(entry.period) == "1894-05-03"
    assert names(entry) == ["two-10", "two-30"]
    assert [str(period) for period in entry.looser] == ["--05-03", "1894-05"]


def test_dates_that_contradict_each_other_stand_both(opened: Opened) -> None:
    graph = opened(*(f"{MEETING} cg:date {day(text)} ." for text in ("1894-05-03", "1894-05-04", "1894-05")))
    one, other = graph.timeline().entries
    assert (str(one.period), [str(period) for period in one.contradicts]) == ("1894-05-03", ["1894-05-04"])
    assert (str(other.period), [str(period) for period in other.contradicts]) == ("1894-05-04", ["1894-05-03"])
    assert [str(period) for period in (*one.looser, *other.looser)] == ["1894-05", "1894-05"], "it supports either"


@pytest.mark.parametrize("stance", ["Predicts", "Proposes"])
def test_what_was_only_planned_contradicts_nothing_and_what_is_denied_dates_nothing(
    stance: str, opened: Opened
) -> None:
    graph = opened(
        f"{MEETING} cg:date {day('1894-05-03')} .",
        (stance, f"{MEETING} cg:date {day('1894-05-04')} ."),
        ("Denies", f"{MEETING} cg:date {day('1894-05-05')} ."),
    )
    found = graph.timeline()
    assert periods(found) == ["1894-05-03", "1894-05-04"]
    assert [entry.contradicts for entry in found.entries] == [(), ()]
    assert [entry.stances for entry in found.entries] == [("asserts",), (stance.lower(),)]


def test_an_inferred_date_completes_what_its_passage_writes(opened: Opened) -> None:
    inferred = f"{MEETING} cg:inferredDate {day('1894-05')} ; cg:inferredFrom source:two"
    graph = opened(f"{inferred} ; cg:startDate {day('--05-03')} ; cg:endDate {day('--05-05')} .")
    (entry,) = graph.timeline().entries
    assert str(entry.period) == "1894-05-03 to 1894-05-05"
    assert entry.inferred
    assert [str(claim.written) for claim in entry.claims] == ["--05-03 to --05-05"]
    assert entry.origins == ("https://w3id.org/coalition-graph/source/two",)


def test_a_date_that_some_passage_writes_is_not_inferred(opened: Opened) -> None:
    inferred = f"{MEETING} cg:inferredDate {day('1894-05-03')} ; cg:inferredFrom source:two ."
    (alone,) = opened(inferred).timeline().entries
    assert (alone.inferred, alone.relation) == (True, "dated")
    (both,) = opened(inferred, f"{MEETING} cg:date {day('1894-05-03')} .").timeline().entries
    assert (both.inferred, both.origins) == (False, ())
    assert names(both) == ["two-0", "two-10"]


def test_what_was_announced_at_an_event_takes_its_date_and_says_so(opened: Opened) -> None:
    graph = opened(
        f"{MEETING} cg:date {day('1894-05-03')} .",
        f"{CROWNS} a cg:Commitment ; cg:announcedAt {MEETING} .",
        f"position:calm a cg:Position ; cg:statedAt {MEETING} .",
    )
    entries = {entry.thing.what: entry for entry in graph.timeline(kinds=["commitment", "position"]).entries}
    promise, position = entries["commitment"], entries["position"]
    assert (str(promise.period), promise.relation, promise.inferred) == ("1894-05-03", "announced", False)
    assert promise.events == ("https://w3id.org/coalition-graph/meeting/strelsau-1894-05-03",)
    assert names(promise) == ["two-0", "two-10"]
    assert (str(position.period), position.relation) == ("1894-05-03", "stated")


def test_a_written_date_of_announcement_contradicts_that_of_the_event(opened: Opened) -> None:
    graph = opened(
        f"{MEETING} cg:inferredDate {day('1894-05-03')} ; cg:inferredFrom source:two .",
        f"{CROWNS} a cg:Commitment ; cg:announcedAt {MEETING} .",
        f"{CROWNS} cg:announcedOn {day('1894-05-02')} .",
    )
    written, taken = graph.timeline(kinds=["commitment"]).entries
    assert (written.inferred, written.events) == (False, ())
    assert (taken.inferred, len(taken.events)) == (True, 1)
    assert written.contradicts == (taken.period,)


def test_when_a_thing_was_and_when_it_was_announced_are_two_things(opened: Opened) -> None:
    graph = opened(
        f"actor:league cg:startDate {day('1894-05-03')} .",
        f"actor:league cg:announcedOn {day('1894-05-01')} .",
        f"{CROWNS} a cg:Commitment ; cg:inferredDate {day('1894-04')} ; cg:inferredFrom source:two .",
    )
    found = graph.timeline()
    assert [(str(e.period), e.thing.what, e.relation) for e in found.entries] == [
        ("1894-04", "commitment", "announced"),
        ("1894-05-01", "actor", "announced"),
        ("from 1894-05-03", "actor", "dated"),
    ]
    assert not any(entry.contradicts for entry in found.entries)


def test_a_month_stands_before_its_days_and_what_has_no_year_last(opened: Opened) -> None:
    events = {"one": "--01-01", "two": "1894-05-03", "three": "1894-05", "four": "1894", "five": "1894-04-30"}
    facts = " ".join(f"event:{name} a cg:Event ; cg:date {day(text)} ." for name, text in events.items())
    assert periods(opened(facts).timeline()) == ["1894", "1894-04-30", "1894-05", "1894-05-03", "--01-01"]


def test_a_timeline_is_about_what_names_a_thing_or_what_it_had_a_part_in(folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    for name in ("Flavia of Ruritania", "the League", "Strelsau", "Meeting in Strelsau", "Graustark"):
        assert periods(graph.timeline(name)) == ["1894-05-03"], name
    gazette = graph.timeline("Strelsau Gazette")
    assert (gazette.entries, gazette.undated, gazette.about) == ((), (), "Strelsau Gazette")
    assert graph.timeline("Graustark").undated_in_words() == "1 commitment has no date in any source"


def test_what_a_date_was_inferred_from_is_not_what_it_is_about(opened: Opened) -> None:
    graph = opened(
        f"{MEETING} cg:date {day('1894-05-03')} .",
        f"event:feast a cg:Event ; cg:inferredDate {day('1894-05-04')} ; cg:inferredFrom {MEETING} .",
    )
    assert periods(graph.timeline("Meeting in Strelsau")) == ["1894-05-03"]


def test_a_period_keeps_what_is_not_surely_outside(opened: Opened) -> None:
    facts = " ".join(f"event:e{n} a cg:Event ; cg:date {day(text)} ." for n, text in enumerate(
        ("1893", "1894-04-30", "1894-05", "1894-06-01")
    ))  # fmt: skip
    graph = opened(facts + f" event:war a cg:Event ; cg:startDate {day('1890')} .")
    assert periods(graph.timeline(since="1894-05-15")) == ["from 1890", "1894-05", "1894-06-01"]
    assert periods(graph.timeline(until="1894-05-01")) == ["from 1890", "1893", "1894-04-30", "1894-05"]
    assert periods(graph.timeline(since="1894-05", until="1894-05")) == ["from 1890", "1894-05"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"since": "soon"}, "--from: soon is not a date; write it as 2025-03-02, 2025-03 or 2025"),
        ({"until": "1894-02-30"}, "--to: 1894-02-30 is not a date"),
        ({"since": "--03-02"}, "--from: --03-02 is not a date"),
        ({"since": ""}, "Graph.timeline: since is empty; give a value, or leave it out"),
        ({"since": "1895", "until": "1894"}, "the period ends before it begins: 1895 to 1894; swap the dates"),
        ({"about": "Zembla"}, "there is no thing called Zembla"),
        ({"about": ""}, "Graph.timeline: about is empty; give a value, or leave it out"),
        ({"kinds": ["war"]}, "there is no kind 'war'; choose one of event, commitment, plan, actor, position"),
    ],
)
def test_a_wrong_request_is_refused(asked: dict[str, str], message: str, folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    with pytest.raises(CoalitionError) as caught:
        graph.timeline(**asked)
    assert " ".join(message.split()) in str(caught.value)


def test_the_published_graph_has_both_dates_of_the_summit_in_august(published: Graph) -> None:
    found = published.timeline()
    dated = {(entry.thing.label, str(entry.period)): entry for entry in found.entries}
    assert len(dated) == len({(e.thing.iri, e.relation, e.period) for e in found.entries})
    august = dated["Virtual summit of 13 August 2025", "2025-08-13"]
    assert [str(period) for period in august.contradicts] == ["2025-08-14"]
    assert august.inferred
    london = dated["2025 London Summit on Ukraine", "2025-03-02"]
    assert (london.inferred, {c.source.label for c in london.evidence(london.period).passages}) == (
        False,
        {"Document 000", "Document 001"},
    )
    expected = {
        row["thing"].value for row in published.store.select("SELECT ?thing { GRAPH ?g { ?thing a cg:Event } }")
    }
    counted = {e.thing.iri for e in found.entries if e.thing.kind == "event"}
    counted |= {thing.iri for thing in found.undated if thing.kind == "event"}
    assert counted == expected, "no event is left out"
    assert all(entry.evidence(entry.period).passages for entry in found.entries)


def test_a_list_in_a_sentence() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_what_was_announced_at_an_event_of_two_dates_has_both(opened: Opened) -> None:
    found = opened(
        f"{MEETING} cg:date {day('1894-05-03')} .",
        f"{MEETING} cg:date {day('1894-05-04')} .",
        f"{CROWNS} a cg:Commitment ; cg:announcedAt {MEETING} .",
    ).timeline()
    announced = [entry for entry in found.entries if entry.relation == "announced"]
    assert [str(entry.period) for entry in announced] == ["1894-05-03", "1894-05-04"]


def test_what_is_denied_and_from_what_an_actor_was_absent_is_told(opened: Opened) -> None:
    graph = opened(
        ("Reports", f"{CROWNS} a cg:Commitment ; cg:announcedOn {day('1894-05-04')} ."),
        ("Denies", f"{CROWNS} a cg:Commitment ."),
        ("Denies", f"{MEETING} cg:place place:strelsau ."),
        f"{MEETING} a cg:Meeting ; cg:date {day('1894-05-03')} .",
        f"absence:a a cg:Absence ; cg:participant actor:graustark ; cg:event {MEETING} .",
    )
    meeting, crowns = graph.timeline().entries
    assert (meeting.notes, crowns.notes) == ((), ("reported", "denied"))
    assert [cited.passage.stance for cited in crowns.denied] == ["denies"]
    (meeting,) = graph.timeline("Graustark", kinds=["event"]).entries
    assert (meeting.part, meeting.notes) == ("absent", ("absent",))
