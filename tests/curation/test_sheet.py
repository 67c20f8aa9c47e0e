"""Test that a sheet is read field by field, that each fault stands at its field, and that what is stated fills one."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import MINUTES, council

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.passages import cut, opened, slices
from coalition.curation.readings import no_fact
from coalition.curation.sheet import GENERAL, Reader, Sheet, placed
from coalition.curation.things import Things
from coalition.curation.validation import Wrong
from coalition.namespaces import CG, PREFIXES, SKOS
from coalition.texts.source import Texts

FORMS = Forms.from_root(Root.published())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FactFiles:
    return FactFiles.load(Root.open(council(tmp_path_factory.mktemp("council") / "root")))


@pytest.fixture(scope="module")
def reader(files: FactFiles) -> Reader:
    return Reader(FORMS, Things(files, FORMS), files)


VOTE = [
    ("0.kind", "Motion"),
    ("0.f.content", "The bridge is painted."),
    ("1.kind", "Vote"),
    ("1.name", "Vote on the bridge"),
    ("1.f.voteOn", "#1"),
    ("1.f.votesFor", "4"),
    ("2.kind", "Ballot"),
    ("2.f.ballotIn", "Vote on the bridge"),
    ("2.f.voter", "Flavia"),
    ("2.f.choice", "opposed"),
    ("stance", "Reports"),
    ("attributed", "Rupert Hentzau"),
    ("context", "minutes-47"),
    ("reading", "it says  so elsewhere"),
    ("directness", "ByAnalogy"),
    ("disagrees", "paper-28"),
    ("disagreement", "how  many"),
]


def test_forms_lead_to_each_other_by_number_and_by_name(reader: Reader) -> None:
    sheet = Sheet.of(VOTE)
    assert Sheet.of(sheet.pairs()) == sheet
    found = reader.read(sheet)
    assert not any(found.faults.values())
    motion, vote, ballot = found.statements
    assert motion.iri == PREFIXES["motion"] + "the-bridge-is-painted"
    assert vote.iri == PREFIXES["vote"] + "vote-on-the-bridge" and vote.name == "Vote on the bridge"
    assert [str(node) for node in vote.values["voteOn"]] == [f"<{motion.iri}>"]
    assert ballot.iri == PREFIXES["ballot"] + "vote-on-the-bridge--flavia"
    assert (found.told.stance, found.told.reading) == ("Reports", "it says so elsewhere")
    assert found.told.attributed_to == (PREFIXES["actor"] + "rupert-hentzau",)
    assert found.told.context == (PREFIXES["passage"] + "minutes-47",)
    assert (found.told.directness, found.told.disagreement) == ("ByAnalogy", "how many")
    assert found.told.disagrees_with == (PREFIXES["passage"] + "paper-28",)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"0.f.content": ""}, "0.f.content", "content is needed"),
        ({"1.f.voteOn": "#7"}, "1.f.voteOn", "there is no form #7"),
        ({"1.f.votesFor": "four"}, "1.f.votesFor", "a whole number"),
        ({"1.f.votesFor": "4", "1.f.colour": "red"}, "1.f.colour", "there is no field colour"),
        ({"3.kind": "Meeting"}, "3.name", "name it for the register"),
        ({"2.f.voter": "Nobody"}, "2.f.voter", "there is no actor called Nobody"),
        ({"2.f.choice": "perhaps"}, "2.f.choice", "type one of"),
        ({"2.kind": "Song"}, GENERAL, "there is no form Song"),
        ({"stance": "Drafted"}, "stance", "choose how"),
        ({"attributed": "Nobody"}, "attributed", "Nobody"),
        ({"context": "minutes-1"}, "context", "there is no passage minutes-1"),
        ({"directness": "Asserts"}, "directness", "choose how directly"),
        ({"disagrees": ""}, "disagrees", "say with what passage it disagrees, and in what"),
        ({"disagreement": " "}, "disagreement", "say with what passage it disagrees, and in what"),
        ({"1.thing": "Vote on nothing", "1.name": ""}, "1.thing", "Vote on nothing"),
    ],
)
def test_a_fault_stands_at_its_field(reader: Reader, changed: dict[str, str], field: str, words: str) -> None:
    pairs = {**dict(VOTE), **changed}
    found = reader.read(Sheet.of(list(pairs.items())))
    assert words in "; ".join(found.faults[field]), dict(found.faults)


def test_of_several_values_the_wrong_one_is_named(reader: Reader) -> None:
    pairs = [("0.kind", "Motion"), ("0.f.content", "A bridge."), ("0.f.movedBy", "Flavia"), ("0.f.movedBy", "Nobody")]
    assert list(reader.read(Sheet.of(pairs)).faults) == ["0.f.movedBy.1"]


def test_an_empty_sheet_states_nothing(reader: Reader) -> None:
    assert "nothing is stated yet" in reader.read(Sheet()).faults[GENERAL][0]


def test_what_every_passage_states_fills_a_sheet_that_reads_the_same(files: FactFiles, reader: Reader) -> None:
    read = 0
    for source in ("minutes", "paper"):
        for passage in slices(files, PREFIXES["source"] + source):
            found = opened(files, FORMS, passage.iri)
            again = reader.read(Sheet.shown(found, reader.things))
            assert not any(again.faults.values()), dict(again.faults)
            assert [(s.iri, s.values) for s in again.statements] == [(s.iri, s.values) for s in found.statements]
            assert again.told == found.told and not found.kept
            read += len(found.statements)
    assert read == 8


def test_what_shapes_find_wrong_stands_at_the_field_or_the_form(reader: Reader) -> None:
    found = reader.read(Sheet.of(VOTE))
    vote = found.statements[1].iri
    wrong = [
        Wrong(vote, CG + "votesFor", "is 4", "Mend it."),
        Wrong(vote, "", "is odd", ""),
        Wrong("urn:x:other", "", "x", ""),
    ]
    assert placed(wrong, found) == {"1.f.votesFor": ["is 4; Mend it."], "1.kind": ["is odd"], GENERAL: ["x"]}


SUM = [
    ("0.kind", "Amount"),
    ("0.f.currency", "GBP"),
    ("0.f.value", "2200000000.0"),
    ("1.kind", "Commitment"),
    ("1.name", "The loan"),
    ("1.f.amount", "#1"),
]


def test_a_sum_is_named_by_its_currency_and_value(reader: Reader) -> None:
    amount, commitment = reader.read(Sheet.of(SUM)).statements
    assert amount.iri == PREFIXES["amount"] + "gbp-2200000000"
    assert [str(node) for node in commitment.values["amount"]] == [f"<{amount.iri}>"]


def test_not_anew_what_is_known_is_meant(files: FactFiles) -> None:
    again = Reader(FORMS, Things(files, FORMS), files, anew=False)
    pairs = [
        ("0.kind", "Vote"), ("0.name", "vote on the LIBRARY"), ("1.kind", "Ballot"), ("1.f.ballotIn", "#1"),
        ("1.f.voter", "Flavia"), ("1.f.choice", "Opposed"), ("2.kind", "Meeting"), ("2.name", "A feast"),
    ]  # fmt: skip
    read = again.read(Sheet.of(pairs))
    assert not any(read.faults.values()), dict(read.faults)
    vote, ballot, meeting = read.statements
    assert (vote.iri, vote.name) == (PREFIXES["vote"] + "library-grant", "")
    assert ballot.iri == PREFIXES["ballot"] + "library-grant--flavia"
    assert (meeting.iri, meeting.name) == (PREFIXES["meeting"] + "a-feast", "A feast")
    named = [pairs[2], ("1.f.ballotIn", "Vote on the library"), *pairs[4:6]]
    anew = Reader(FORMS, Things(files, FORMS), files).read(Sheet.of(named))
    assert anew.statements[0].iri == PREFIXES["ballot"] + "library-grant--flavia"  # it joins the same two things


def test_a_form_that_names_several_states_it_of_each(reader: Reader) -> None:
    pairs = [
        ("0.kind", "Participation"),
        ("0.f.event", "Meeting of the Council of 5 May 2031"),
        ("0.f.participant", "Flavia; Rupert Hentzau ;"),
        ("0.f.role", "as speaker"),
        ("1.kind", "Motion"),
        ("1.f.content", "A; B."),
    ]
    found = reader.read(Sheet.of(pairs))
    assert not any(found.faults.values())
    stem = PREFIXES["participation"] + "zenda-council-2031-05-05--"
    assert [each.iri for each in found.statements[:2]] == [stem + "flavia", stem + "rupert-hentzau"]
    assert [len(each.values) for each in found.statements] == [3, 3, 1] and found.numbers == [0, 0, 1]
    assert placed([Wrong(stem + "rupert-hentzau", CG + "role", "is odd", "")], found) == {"0.f.role": ["is odd"]}
    pairs[2] = ("0.f.participant", "Flavia; Nobody")
    assert "Nobody" in reader.read(Sheet.of(pairs)).faults["0.f.participant"][0]


def test_what_joins_the_same_two_things_is_the_same_in_all_passages(reader: Reader) -> None:
    pairs = [("0.kind", "Ballot"), ("0.f.ballotIn", "Vote on the library"), ("0.f.voter", "Flavia")]
    (ballot,) = reader.read(Sheet.of(pairs)).statements
    assert ballot.iri == PREFIXES["ballot"] + "library-grant--flavia" and ballot.iri in reader.taken


def test_a_thing_without_a_name_is_called_what_it_says(reader: Reader) -> None:
    pairs = [
        ("0.kind", "Position"),
        ("0.f.holder", "Flavia"),
        ("0.f.attitude", "Holds"),
        ("0.f.content", "The roof  leaks."),
        ("0.f.about", "#2"),
        ("1.kind", "StateOfAffairs"),
        ("1.name", "State of the roof"),
        ("1.f.about", "The roof leaks"),
        ("1.f.content", "It leaks."),
        ("2.kind", "Motion"),
        ("2.f.content", "The roof is mended."),
    ]
    found = reader.read(Sheet.of(pairs))
    assert not any(found.faults.values()), dict(found.faults)
    assert [each.name for each in found.statements] == ["The roof leaks", "State of the roof", ""]
    assert found.statements[0].iri == PREFIXES["position"] + "the-roof-leaks"
    assert [str(node) for node in found.statements[1].values["about"]] == [f"<{found.statements[0].iri}>"]


def test_a_passage_is_found_by_its_first_words(files: FactFiles) -> None:
    beginning = {"Carried 5": PREFIXES["passage"] + "minutes-163"}.get
    found = Reader(FORMS, Things(files, FORMS), files, beginning=beginning).read(Sheet.of([("context", "Carried 5")]))
    assert found.told.context == (PREFIXES["passage"] + "minutes-163",)


@pytest.mark.parametrize("typed", ["Vote on the library", "vote:library-grant"])
def test_votes_are_found_where_a_field_takes_anything(reader: Reader, typed: str) -> None:
    sheet = Sheet.of([("0.kind", "StateOfAffairs"), ("0.f.about", typed), ("0.f.content", "It is over.")])
    assert not any(reader.read(sheet).faults.values())


def test_a_post_and_who_holds_it_are_told_together(reader: Reader) -> None:
    pairs = [("0.kind", "Tenure"), ("0.f.officeholder", "Flavia"), ("0.f.post", "#2"), ("0.f.startDate", "2030-05")]
    pairs += [("1.kind", "Post"), ("1.name", "Clerk"), ("1.f.postIn", "Council of Zenda")]
    found = reader.read(Sheet.of(pairs))
    assert not any(found.faults.values()), dict(found.faults)
    tenure, post = found.statements
    assert (post.iri, post.name) == (PREFIXES["post"] + "clerk", "Clerk")
    assert tenure.iri == PREFIXES["tenure"] + "flavia--clerk"
    assert [quad.predicate.value for quad in post.entry()] == [SKOS + "prefLabel", PREFIXES["org"] + "postIn"]


def test_a_quantity_is_named_by_what_other_forms_tell(reader: Reader) -> None:
    pairs = [("0.kind", "Meeting"), ("0.name", "Talks"), ("0.f.statedCount", "#2")]
    pairs += [("1.kind", "Quantity"), ("1.f.bound", "at least"), ("1.f.number", "30"), ("1.f.item", "#3")]
    pairs += [("2.kind", "Item"), ("2.name", "Delegates")]
    found = reader.read(Sheet.of(pairs))
    assert not any(found.faults.values()), dict(found.faults)
    meeting, quantity, item = found.statements
    assert quantity.iri == PREFIXES["quantity"] + "at-least-30-delegates"
    assert [str(node) for node in meeting.values["statedCount"]] == [f"<{quantity.iri}>"]
    assert [str(node) for node in quantity.values["item"]] == [f"<{item.iri}>"]


def test_a_part_without_facts_may_be_the_context_but_no_passage_disagrees_with_it(tmp_path: Path) -> None:
    root = Root.open(council(tmp_path / "root"))
    start = MINUTES.index("Flavia seconded")
    iri = cut(root, Texts(root.sources), "minutes", start, start + len("Flavia seconded."))
    slice_ = no_fact(root, iri, "Headline")
    files = FactFiles.load(root)
    beginning = {"Flavia sec": slice_}.get
    reader = Reader(FORMS, Things(files, FORMS), files, beginning=beginning)
    for typed in (f"minutes-{start}", f"slice:minutes-{start}", "Flavia sec"):
        told = reader.read(Sheet(told={"context": [typed]})).told
        assert told.context == (slice_,)
        faults = reader.read(Sheet(told={"disagrees": [typed]}, disagreement="x")).faults
        assert "there is no passage" in faults["disagrees"][0]
