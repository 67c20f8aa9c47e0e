"""Test that conflicts of each kind are found where passages contradict each other, and only there.

After a change of facts, write the expected conflicts of the published graph again with
`REFRESH=1 python -m pytest tests/audit/test_conflicts.py`, and read each new line of the diff beside its passages:
`coalition --sources DIR conflicts`.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from refresh import refresh
from ruritania import PROJECT, REGISTER, digest, prefixes
from tracing import build

from coalition import Graph
from coalition.audit import report
from coalition.audit.conflicts import Conflict, pairs
from coalition.corpus.root import Root
from coalition.errors import CoalitionError, QueryError
from coalition.names import Names
from coalition.namespaces import CG, HOME
from coalition.rdf.store import Store

QUERIES = sorted((PROJECT / "ontology" / "conflicts").glob("*.rq"))
PUBLISHED = PROJECT / "tests" / "expected" / "audits" / "conflicts.csv"
WORDS = "Ruritania. Graustark."
HARMLESS = "actor:rudolf org:holds post:king ."
MEETING = "meeting:strelsau-1894-05-03"


def counted(bound: str, number: str, rest: str = "cg:item item:horse") -> str:
    """Return the statement that the meeting had `number` horses, with that bound."""
    name = f"quantity:{bound.lower()}-{number.replace('.', '-')}"
    return (
        f'{MEETING} cg:statedCount {name} . {name} cg:number "{number}"^^xsd:decimal ; cg:bound cg:{bound} ; {rest} .'
    )


def attended(*actors: str) -> str:
    """Return the statements that these actors took part in the meeting."""
    lines = (f"participation:{a} a cg:Participation ; cg:event {MEETING} ; cg:participant actor:{a} ." for a in actors)
    return " ".join(lines)


def leaders(number: str) -> str:
    """Return the statement that the meeting had `number` leaders, one for each state."""
    return counted("Exactly", number, "cg:item item:leader")


# What one passage states; what another of the same document may not state beside it; and what it may.
CASES = {
    "two values": (f'{MEETING} cg:motto "Peace" .', f'{MEETING} cg:motto "War" .', f'{MEETING} cg:motto "Peace" .'),
    "two wordings": (
        'position:treaty cg:wording "agreed" .',
        'position:treaty cg:wording "signed" .',
        'position:other cg:wording "signed" .',
    ),
    "two dates": (
        f'{MEETING} cg:date "--05-03"^^xsd:gMonthDay .',
        f'{MEETING} cg:date "1894-05-04"^^xsd:date .',
        f'{MEETING} cg:date "1894-05"^^xsd:gYearMonth .',
    ),
    "dates out of order": (
        'source:work cg:archivedOn "1894-05-03"^^xsd:date .',
        'source:work dcterms:issued "1894-05-04"^^xsd:date .',
        'source:work dcterms:issued "1894-05-03"^^xsd:date .',
    ),
    "two quantities": (counted("Exactly", "3"), counted("MoreThan", "3"), counted("AtLeast", "3")),
    "ordinal used twice": (
        f"{MEETING} cg:series item:row ; cg:ordinal 7 .",
        "meeting:other cg:series item:row ; cg:ordinal 7 .",
        "meeting:other cg:series item:row ; cg:ordinal 8 .",
    ),
    "present and absent": (
        attended("rudolf"),
        f"absence:x a cg:Absence ; cg:event {MEETING} ; cg:participant actor:rudolf .",
        f"absence:x a cg:Absence ; cg:event {MEETING} ; cg:participant actor:flavia .",
    ),
    "properties that exclude each other": (
        f"commitment:crowns cg:announcedAt {MEETING} .",
        f"commitment:crowns cg:announcedAfter {MEETING} .",
        "commitment:crowns cg:announcedAfter meeting:other .",
    ),
    "count and list": (leaders("2"), attended("ruritania"), attended("ruritania", "graustark")),
}

NOT_IN_PUBLISHED = {"present and absent", "recorded by a curator"}
"""The kinds of which the published graph has no conflict."""
TESTED_APART = {
    "expected and told otherwise",
    "recorded by a curator",
    "more named than counted",
    "older than what it attests",
    "stated and denied",
}


def found(
    folder: Path, tmp_path: Path, one: str, other: str, stance: str = "Asserts", more: str = ""
) -> list[Conflict]:
    """Return the conflicts of two passages, the second in the given stance; `more` is added outside them."""
    header = f'a cg:Passage ; cg:digest "{digest("Ruritania")}" ; prov:wasQuotedFrom'
    text = f"""{prefixes()}
source:two a cg:Source ; skos:prefLabel "Two" ; cg:fileName "two.txt" ;
    cg:textLength 21 ; cg:textDigest "{digest(WORDS)}" .
passage:two-0 {header} source:two ; cg:start 0 ; cg:end 9 ; cg:stance cg:Asserts .
passage:two-0 {{ {one} }}
passage:two-11 {header} source:two ; cg:start 11 ; cg:end 20 ; cg:stance cg:{stance} .
passage:two-11 {{ {other} }}
{more}
"""
    states = "actor:freedonia a cg:State . item:leader cg:counts cg:State ."
    (folder / "graph" / "register.trig").write_text(f"{REGISTER} graph:register {{ {states} }}", encoding="utf-8")
    (folder / "graph" / "zenda.trig").write_text(text, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots").conflicts()


def passage(facts: str, stance: str = "Asserts", source: str = "two") -> str:
    """Return another passage with these facts, of document two or of another."""
    header = f'a cg:Passage ; cg:digest "{digest("uritania")}" ; cg:start 1 ; cg:end 9 ; cg:stance cg:{stance}'
    text = f'cg:fileName "{source}.txt" ; cg:textLength 21 ; cg:textDigest "{digest(source)}"'
    record = "" if source == "two" else f'source:{source} a cg:Source ; skos:prefLabel "Another" ; {text} .'
    return (
        f"{record} passage:{source}-1 {header} ; prov:wasQuotedFrom source:{source} . passage:{source}-1 {{ {facts} }}"
    )


def citing(name: str, *dates: str) -> str:
    """Say that the passage cites a work of each of these dates; an empty date makes a work without one."""
    lines = []
    for number, date in enumerate(dates):
        reference, work = f"source:reference-{number}", f"source:work-{number}"
        issued = f' ; dcterms:issued "{date}"^^xsd:date' if date else ""
        lines += [
            f"{name} cg:cites {reference} . {work} a cg:Source{issued} .",
            f"{reference} a cg:Source ; cg:referenceIn source:two ; cg:referenceTo {work} .",
        ]
    return "\n".join(lines)


def kinds(conflicts: list[Conflict]) -> list[str]:
    return [conflict.kind for conflict in conflicts]


def values(conflict: Conflict) -> list[str]:
    return [side.value for side in conflict.sides]


def test_each_kind_of_conflict_is_tested_and_says_what_it_is() -> None:
    assert {path.stem.replace("-", " ") for path in QUERIES} == {*CASES, *TESTED_APART}
    assert all(path.read_text(encoding="utf-8").startswith("#+ summary: ") for path in QUERIES)


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
    assert found(folder, tmp_path, other, one, "Proposes") == []


def test_an_ordinal_may_be_borne_once_in_each_of_two_series(folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES["ordinal used twice"]
    assert found(folder, tmp_path, one, other.replace("item:row", "item:column")) == []


def test_what_one_passage_states_and_another_denies_is_a_conflict(folder: Path, tmp_path: Path) -> None:
    fact = f"commitment:crowns a cg:Commitment ; cg:announcedAt {MEETING} ."
    (conflict,) = found(folder, tmp_path, fact, fact, "Denies")
    assert (conflict.kind, values(conflict)) == ("stated and denied", ["stated", "denied"])
    assert conflict.subject() == "1,200 crowns for Graustark"
    assert found(folder, tmp_path, fact, fact) == []


def test_of_a_thing_that_is_not_denied_itself_the_denied_value_is_told(folder: Path, tmp_path: Path) -> None:
    rudolf, flavia = (f"{MEETING} cg:host actor:{name} ." for name in ("rudolf", "flavia"))
    (conflict,) = found(folder, tmp_path, rudolf, rudolf, "Denies")
    assert conflict.subject() == "Meeting in Strelsau, host Rudolf Elphberg"
    assert found(folder, tmp_path, rudolf, flavia, "Denies") == []


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        (("AtMost", "3"), ("AtLeast", "4"), True),
        (("AtMost", "4"), ("AtLeast", "4"), False),
        (("FewerThan", "4"), ("AtLeast", "4"), True),
        (("FewerThan", "4"), ("Exactly", "3"), False),
        (("About", "3"), ("Exactly", "9"), False),
        (("Between", "2", 'cg:upperNumber "3"^^xsd:decimal ; cg:item item:horse'), ("Exactly", "4"), True),
        (("Between", "2", 'cg:upperNumber "4"^^xsd:decimal ; cg:item item:horse'), ("Exactly", "4"), False),
        (("Exactly", "3"), ("Exactly", "4", "cg:item item:leader"), False),
        (("FewerThan", "4"), ("Exactly", "4"), True),
        (("FewerThan", "4"), ("Exactly", "3.5"), False),
        (("FewerThan", "3.5"), ("Exactly", "3.5"), True),
        (("FewerThan", "4"), ("MoreThan", "3"), True),
        (("FewerThan", "4"), ("MoreThan", "2"), False),
        (("MoreThan", "3"), ("Exactly", "3.5"), False),
        (("MoreThan", "3.5"), ("AtMost", "3.5"), True),
        (("Exactly", "3", ""), ("Exactly", "4", ""), True),
        (("Exactly", "3", ""), ("Exactly", "4"), False),
    ],
)
def test_quantities_exclude_each_other_as_far_as_their_bounds_tell(
    one: tuple[str, ...], other: tuple[str, ...], excluded: bool, folder: Path, tmp_path: Path
) -> None:
    assert kinds(found(folder, tmp_path, counted(*one), counted(*other))) == ["two quantities"] * excluded
    assert kinds(found(folder, tmp_path, counted(*other), counted(*one))) == ["two quantities"] * excluded


def test_an_actor_may_have_grown_between_two_works(folder: Path, tmp_path: Path) -> None:
    one, other = (counted("Exactly", number).replace(MEETING, "actor:league") for number in ("3", "4"))
    dated = citing("passage:two-0", "1894-05-04") + citing("passage:two-11", "", "1894-06-01")
    assert found(folder, tmp_path, one, other, more=dated) == []
    assert kinds(found(folder, tmp_path, one, other, more=citing("passage:two-0", "1894-05-04"))) == ["two quantities"]
    same_day = citing("passage:two-0", "1894-05-04") + citing("passage:two-11", "1894-05-04")
    assert kinds(found(folder, tmp_path, one, other, more=same_day)) == ["two quantities"]


def test_a_date_that_is_inferred_does_not_repeat_a_conflict_of_those_that_are_written(
    folder: Path, tmp_path: Path
) -> None:
    days = ("03", "04")
    written = [f'{MEETING} cg:date "--05-{day}"^^xsd:gMonthDay .' for day in days]
    inferred = [f'{MEETING} cg:inferredDate "1894-05-{day}"^^xsd:date .' for day in days]
    both = found(folder, tmp_path, written[0] + inferred[0], written[1] + inferred[1])
    assert [(conflict.property_label, values(conflict)) for conflict in both] == [("date", ["3 May", "4 May"])]
    (alone,) = found(folder, tmp_path, *inferred)
    assert (alone.property_label, values(alone)) == ("inferred date", ["1894-05-03", "1894-05-04"])


def test_two_wordings_of_what_is_denied_differ_and_a_denied_one_does_not_differ_from_a_told_one(
    folder: Path, tmp_path: Path
) -> None:
    one, other, _ = CASES["two wordings"]
    assert found(folder, tmp_path, one, other, "Denies") == []
    assert kinds(found(folder, tmp_path, HARMLESS, other, "Denies", passage(one, "Denies"))) == ["two wordings"]


def test_what_was_expected_and_is_told_otherwise_is_a_kind_of_its_own(folder: Path, tmp_path: Path) -> None:
    told, expected = f"{MEETING} cg:chair actor:rudolf .", f"{MEETING} cg:coChair actor:rudolf, actor:flavia ."
    (conflict,) = found(folder, tmp_path, told, expected, "Predicts")
    assert (conflict.kind, values(conflict)) == ("expected and told otherwise", ["co-chair", "chair"])
    assert conflict.subject() == "Meeting in Strelsau, co-chair Rudolf Elphberg"
    (conflict,) = found(folder, tmp_path, told, f"{MEETING} cg:chair actor:flavia .", "Predicts")
    assert values(conflict) == ["Flavia of Ruritania", "Rudolf Elphberg"]
    assert found(folder, tmp_path, told, told, "Predicts") == []
    assert found(folder, tmp_path, told, f"{MEETING} cg:coChair actor:flavia .", "Predicts") == []


def test_an_expectation_that_someone_tells_fulfilled_is_not_counted_beside_that_conflict(
    folder: Path, tmp_path: Path
) -> None:
    one, other, _ = CASES["two values"]
    assert kinds(found(folder, tmp_path, one, other, more=passage(one, "Predicts"))) == ["two values"]


def test_more_names_in_all_documents_than_one_counts_are_a_conflict(folder: Path, tmp_path: Path) -> None:
    (conflict,) = found(folder, tmp_path, leaders("1"), attended("ruritania", "graustark"))
    assert conflict.kind == "count and list"
    more = passage(attended("freedonia", "graustark"), source="other")
    (conflict,) = found(folder, tmp_path, leaders("1"), attended("ruritania"), more=more)
    assert (conflict.kind, values(conflict)[1]) == ("more named than counted", "3 named")
    assert found(folder, tmp_path, counted("AtLeast", "1", "cg:item item:leader"), HARMLESS, more=more) == []


def test_a_list_that_sums_others_up_does_not_contradict_a_number_read_from_the_same_words(
    folder: Path, tmp_path: Path
) -> None:
    listed = attended("ruritania", "court") + " actor:court a cg:Collective ."
    reading = passage(leaders("3")).replace("passage:two-1", "passage:two-1-reading")
    assert found(folder, tmp_path, HARMLESS, HARMLESS, more=passage(listed) + reading) == []
    assert kinds(found(folder, tmp_path, HARMLESS, listed, more=reading)) == ["count and list"]


DATED = f'{MEETING} cg:date "1894-05-03"^^xsd:date .'


@pytest.mark.parametrize(
    ("dates", "old"),
    [
        (("1894-05-02",), True),
        (("1894-05-03",), False),
        (("1894-05-01", "1894-05-02"), True),
        (("1894-05-02", ""), False),
    ],
    ids=["a day before", "the same day", "the newest counts", "one without a day"],
)
def test_a_passage_that_cites_only_works_older_than_what_it_tells(
    dates: tuple[str, ...], old: bool, folder: Path, tmp_path: Path
) -> None:
    other = HARMLESS if old else DATED
    conflicts = found(folder, tmp_path, DATED, other, more=citing("passage:two-0", *dates))
    assert kinds(conflicts) == ["older than what it attests"] * old
    assert [values(conflict) for conflict in conflicts] == [["issued on 1894-05-02", "tells of 1894-05-03"]] * old


def test_what_a_passage_tells_of_may_be_dated_by_another_of_its_document(folder: Path, tmp_path: Path) -> None:
    (conflict,) = found(folder, tmp_path, attended("rudolf"), DATED, more=citing("passage:two-0", "1894-05-02"))
    assert [[cited.passage.name for cited in side.passages] for side in conflict.sides] == [["two-0"], ["two-11"]]


def test_a_work_that_foretells_a_meeting_is_not_too_old_for_it(folder: Path, tmp_path: Path) -> None:
    cited = citing("passage:two-0", "1894-05-02")
    foretelling = f"{MEETING} cg:host actor:rudolf ."
    marks = f"{cited} passage:two-11 cg:cites source:reference-0 ."
    assert kinds(found(folder, tmp_path, DATED, foretelling, "Predicts", cited)) == ["older than what it attests"]
    assert found(folder, tmp_path, DATED, foretelling, "Predicts", marks) == []


def test_a_document_without_a_date_is_not_older_than_the_newest_work_it_cites(folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES["two values"]
    dated = passage(other, source="old") + ' source:old dcterms:issued "1894-05-04"^^xsd:date .'
    (conflict,) = found(folder, tmp_path, one, HARMLESS, more=dated)
    assert conflict.later is None
    (conflict,) = found(folder, tmp_path, one, HARMLESS, more=dated + citing("passage:two-0", "1894-05-04"))
    assert conflict.later is None
    (conflict,) = found(
        folder, tmp_path, one, HARMLESS, more=dated + citing("passage:two-0", "1894-05-01", "1894-05-05")
    )
    assert conflict.sides[conflict.later or 0].value == "Peace"


def test_of_the_works_cited_only_those_with_a_day_tell_how_old_a_document_is(folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES["two values"]
    dated = passage(other, source="old") + ' source:old dcterms:issued "1894-05-04"^^xsd:date .'
    works = citing("passage:two-0", "1894-05-01", "") + ' source:work-1 dcterms:issued "1894-06"^^xsd:gYearMonth .'
    (conflict,) = found(folder, tmp_path, one, HARMLESS, more=dated + works)
    assert conflict.later is None


def test_the_passages_of_a_side_are_in_the_order_of_their_numbers(folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES["two values"]
    again = passage(other).replace("passage:two-1 ", "passage:two-2 ")
    (conflict,) = found(folder, tmp_path, one, other, more=again)
    assert [cited.passage.name for cited in conflict.sides[1].passages] == ["two-2", "two-11"]


def test_a_conflict_as_plain_data_says_all_of_it(folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES["two values"]
    dated = passage(other, source="old") + ' source:old dcterms:issued "1894-05-04"^^xsd:date .'
    (conflict,) = found(folder, tmp_path, one, HARMLESS, more=dated)
    data = conflict.to_dict()
    passages = [[cited.pop("passage") for cited in side.pop("passages")] for side in data["sides"]]
    assert passages == [[HOME + "passage/two-0"], [HOME + "passage/old-1"]]
    one_group = {"name": "two", "passages": [HOME + "passage/two-0"], "ties": []}
    other_group = {"name": "old", "passages": [HOME + "passage/old-1"], "ties": []}
    issued = ["1894-05-04"]
    assert data == {
        "kind": "two values",
        "thing": HOME + "meeting/strelsau-1894-05-03",
        "label": "Meeting in Strelsau",
        "property": CG + "motto",
        "property_label": "motto",
        "value": "",
        "later": None,
        "sides": [
            {"value": "Peace", "term": '"Peace"', "families": ["two"], "groups": [one_group], "issued": []},
            {"value": "War", "term": '"War"', "families": ["old"], "groups": [other_group], "issued": issued},
        ],
    }


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"SELECT ?thing {", r"cannot-be.rq:1:\d+: "),
        (b"SELECT \xff", r"cannot-be.rq"),
        (None, r"cannot-be.rq"),
    ],
    ids=["not SPARQL", "not UTF-8", "not a file"],
)
def test_a_kind_that_cannot_be_asked_for_is_named(content: bytes | None, told: str, root: Root, tmp_path: Path) -> None:
    tracer = build(root)
    path = tmp_path / "cannot-be.rq"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(CoalitionError, match=told):
        pairs(tmp_path.glob("*.rq"), tracer.record.store, tracer.names)


@pytest.mark.parametrize(
    ("issued", "others", "later"),
    [
        ("1894-05-02", ["1894-05-03"], "War"),
        ("1894-05-03", ["1894-05-02"], "Peace"),
        ("1894-05-03", ["1894-05-03"], None),
        ("1894-05-03", ["1894-05"], None),
        ("1894-04", ["1894-05"], "War"),
        ("1894-05-03", [""], None),
        ("", ["1894-05-03"], None),
        ("1894-05-03", ["1894-05-02", "1894-05-01"], "Peace"),
        ("1894-05-03", ["1894-05-02", "1894-05-04"], None),
        ("1894-05-03", ["1894-05-02", ""], None),
    ],
)
def test_a_side_is_later_where_all_its_documents_are(
    issued: str, others: list[str], later: str | None, folder: Path, tmp_path: Path
) -> None:
    one, other, _ = CASES["two values"]
    kinds = {7: "gYearMonth", 10: "date"}
    dates = [f'source:two dcterms:issued "{issued}"^^xsd:{kinds[len(issued)]} .'] if issued else []
    for number, date in enumerate(others):
        dates.append(passage(other, source=f"other{number}"))
        dates += [f'source:other{number} dcterms:issued "{date}"^^xsd:{kinds[len(date)]} .'] if date else []
    (conflict,) = found(folder, tmp_path, one, HARMLESS, more=" ".join(dates))
    assert (None if conflict.later is None else conflict.sides[conflict.later].value) == later


def test_numbers_are_told_to_the_last_digit(folder: Path, tmp_path: Path) -> None:
    sums = [
        f"commitment:crowns cg:amount amount:{name} . "
        f'amount:{name} cg:value "{number}"^^xsd:decimal ; cg:currency "GBP" .'
        for name, number in (("a", "2000000000"), ("b", "2200000000.5"))
    ]
    (conflict,) = found(folder, tmp_path, *sums)
    assert values(conflict) == ["GBP 2,000,000,000", "GBP 2,200,000,000.5"]
    many = counted("Between", "12345678", 'cg:upperNumber "12345679"^^xsd:decimal')
    most = counted("Exactly", "12345680", "")
    (conflict,) = found(folder, tmp_path, many, most)
    assert values(conflict) == ["between 12,345,678 to 12,345,679", "exactly 12,345,680"]


def test_a_conflict_is_printed_with_the_words_of_both_sides(folder: Path, tmp_path: Path) -> None:
    one, other, _ = CASES["ordinal used twice"]
    conflicts = found(folder, tmp_path, one, other)
    output = io.StringIO()
    report.conflicts(conflicts, Names(Store.in_memory([])), output)
    lines = output.getvalue().splitlines()
    assert lines[0] == "1  ordinal used twice: item:row, ordinal 7"
    assert "   · Meeting in Strelsau · 1 family: two" in lines
    assert lines[-2:] == [
        "1 conflict",
        "Source texts not found for the passages shown without their words; pass --sources DIR.",
    ]


@pytest.fixture(scope="module")
def all_published(published: Graph) -> list[Conflict]:
    return published.conflicts()


def test_the_published_documents_contradict_each_other_in_these_points(all_published: list[Conflict]) -> None:
    output = io.StringIO()
    rows = csv.writer(output, lineterminator="\n")
    rows.writerow(("kind", "thing", "property", "value", "one", "other", "later"))
    for c in all_published:
        later = "" if c.later is None else ("one", "other")[c.later]
        rows.writerow((c.kind, c.thing, c.property, c.value, *values(c), later))
    refresh(PUBLISHED, output.getvalue())
    assert output.getvalue() == PUBLISHED.read_text(encoding="utf-8")


def test_at_least_thirty_conflicts_are_published_each_once(all_published: list[Conflict]) -> None:
    assert len({(c.thing, c.property, c.value, frozenset(side.term for side in c.sides)) for c in all_published}) >= 30
    assert set(kinds(all_published)) == {*CASES, *TESTED_APART} - NOT_IN_PUBLISHED


PLACEHOLDER = "SELECT {0} (1 AS ?one) (2 AS ?other) {{ ?s a cg:Person ; a ?p }}"
NAMED = "(?s AS ?thing) (?p AS ?property)"


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (f"{NAMED} (?s AS ?passage_one) (?s AS ?passage_other) (?no AS ?one)", "a row has no value as ?one"),
        ("", "a row has no IRI as ?thing"),
        (f"{NAMED} (1 AS ?passage_one) (?s AS ?passage_other)", "a row has no IRI as ?passage_one"),
        (f"{NAMED} (?s AS ?passage_one) (?no AS ?passage_other)", "a row has no IRI as ?passage_other"),
        (f"{NAMED} (?s AS ?passage_one) (?s AS ?passage_other)", "is no passage"),
    ],
)
def test_a_kind_that_does_not_give_what_a_conflict_needs_is_refused(
    columns: str, message: str, graph: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "own.rq"
    query = PLACEHOLDER.format(columns)
    path.write_text(query.replace("(1 AS ?one)", "", "AS ?one" in columns), encoding="utf-8")
    with pytest.raises(QueryError, match=re.escape(message)) as caught:
        pairs(tmp_path.glob("*.rq"), graph.store, graph.names)
    assert caught.value.where == str(path)
    if "has no" in message:
        needed = "?thing, ?property, ?passage_one, ?passage_other, ?one, ?other, and ?value where it helps"
        assert caught.value.remedy == f"select {needed}"


DISAGREES = 'passage:two-0 cg:disagreesWith passage:two-11 ; cg:disagreement "Who came." .'


def test_what_a_curator_recorded_is_a_conflict_about_what_both_passages_speak_of(folder: Path, tmp_path: Path) -> None:
    one, other = attended("rudolf"), f"{attended('flavia')} {MEETING} cg:place place:zenda ."
    assert found(folder, tmp_path, one, other) == []
    (conflict,) = found(
        folder,
        tmp_path,
        f"{one} {MEETING} cg:host actor:rudolf . actor:elphberg cg:memberOf actor:court .",
        other,
        more=DISAGREES,
    )
    assert (conflict.kind, conflict.subject()) == (
        "recorded by a curator",
        "Meeting in Strelsau, disagreement Who came.",
    )
    assert values(conflict) == ["this passage", "the other"]
    assert [side.passages[0].passage.name for side in conflict.sides] == ["two-0", "two-11"]
    (conflict,) = found(folder, tmp_path, f"{MEETING} cg:host actor:rudolf .", attended("rudolf"), more=DISAGREES)
    assert conflict.label == "Meeting in Strelsau", "where they share nothing, it is about the first"
    assert found(folder, tmp_path, one, other, "Denies", DISAGREES)[0].kind == "recorded by a curator"


def test_a_disagreement_with_a_draft_is_none_yet(folder: Path, tmp_path: Path) -> None:
    assert found(folder, tmp_path, attended("rudolf"), attended("flavia"), "Drafted", DISAGREES) == []
