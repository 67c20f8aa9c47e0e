"""Test that a desk writes one change after another through all checks, and loses nothing that was typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from council import MINUTES, council

from coalition.build.dataset import build_dataset
from coalition.corpus.canonical import format_files
from coalition.corpus.root import Root
from coalition.corpus.sources import DuplicateError, SourceDetails
from coalition.curation.sheet import GENERAL, Part, Sheet
from coalition.desk import log
from coalition.desk.desk import Desk, Pasted, RefusedError
from coalition.errors import GraphError, NotFoundError, ParameterError
from coalition.namespaces import PREFIXES
from coalition.texts.passage import Passage
from coalition.texts.source import Texts

TEXT = """The Council of Zenda met again on 12 May 2031. Flavia chaired the meeting.

Rupert Hentzau moved that the bridge be painted, and it was carried 4 to 3.
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the corpus of a council, with a text whose passages are drafted."""
    folder = council(tmp_path_factory.mktemp("desk") / "root")
    desk = opened(folder)
    kept, _ = desk.offered("next.txt", TEXT.encode(), SourceDetails(title="Minutes of 12 May"))
    details = SourceDetails(title="Minutes of 12 May", issued="2031-05-13", creators=("Anna Holm",), name="next")
    assert desk.take(kept, details, add_actors=True) == ("next", 3)
    format_files(desk.root, write=True)
    return folder


@pytest.fixture
def desk(read: Path, tmp_path: Path) -> Desk:
    return opened(shutil.copytree(read, tmp_path / "root"))


def opened(folder: Path) -> Desk:
    root = Root.open(folder)
    return Desk(root, Texts(root.sources))


def contents(desk: Desk) -> dict[Path, bytes]:
    return dict(desk.root.read_facts())


def meeting() -> Sheet:
    return Sheet([Part("Meeting", "", "Meeting of the Council of 12 May 2031", {"date": ["2031-05-12"]})])


def test_a_text_becomes_a_source_with_drafted_passages(desk: Desk) -> None:
    assert [(each.source.name, each.drafted, each.passages) for each in desk.sources()] == [
        ("minutes", 0, 4),
        ("next", 3, 0),
        ("paper", 0, 1),
    ]
    assert desk.text("next") == TEXT
    assert desk.next("next") == "next-0" and desk.next("next", 0) == "next-47" and desk.next("minutes") == ""
    assert "Anna Holm" in [label for label, _, _ in desk.things.like("anna", "Person")]
    assert desk.mentions(desk.find("next-0")) == ["2031-05-12", "Council of Zenda"]
    assert not list((desk.folder / "incoming").iterdir())


def test_a_text_that_cannot_be_taken_leaves_nothing(desk: Desk) -> None:
    before = contents(desk)
    with pytest.raises(DuplicateError):
        desk.offered("again.txt", MINUTES.encode(), SourceDetails(title="Again"))
    kept, _ = desk.offered("other.txt", b"Something else happened in Zenda.\n", SourceDetails(title="Other"))
    wrong = SourceDetails(title="Other", issued="yesterday")
    with pytest.raises(ParameterError):
        desk.take(kept, wrong, add_actors=False)
    with pytest.raises(ParameterError, match="Nobody"):
        desk.take(kept, SourceDetails(title="Other", creators=("Nobody",)), add_actors=False)
    assert contents(desk) == before and desk.waiting(kept).is_file()
    for name in ("nothing", "../graph", ".."):
        with pytest.raises(NotFoundError):
            desk.waiting(name)


def test_what_is_accepted_is_written_checked_logged_and_can_be_undone(desk: Desk) -> None:
    before, passage = contents(desk), desk.find("next-0")
    desk.look(passage)
    desk.accept(passage, meeting(), 31)
    assert desk.find("next-0").stance == "Asserts" and desk.next("next") == "next-47"
    assert format_files(desk.root, write=False) == []
    build_dataset(desk.root.read(), desk.texts)
    assert Sheet.of(desk.sheet(passage).pairs()).parts[0].thing == "Meeting of the Council of 12 May 2031"
    (act,) = log.acts(desk.folder)
    assert (act.passage, act.act, act.facts, act.keys, act.faults) == ("next-0", log.ACCEPTED, 1, 31, 0)
    assert desk.undo() == "next-0" and contents(desk) == before
    with pytest.raises(NotFoundError):
        desk.undo()


def test_what_is_refused_is_told_at_its_field_and_kept_over_a_crash(desk: Desk) -> None:
    before, passage = (
        contents(desk),
        desk.find("next-79" if desk.next("next", 50) == "next-79" else desk.next("next", 50)),
    )
    sheet = Sheet([Part("Vote", "", "", {"votesFor": ["-4"], "votesAgainst": ["3"]})])
    with pytest.raises(RefusedError) as caught:
        desk.accept(passage, sheet)
    assert list(caught.value.faults) == ["0.f.voteOn"]
    sheet.parts[0].values["voteOn"] = ["#2"]
    sheet.parts.append(Part("Motion", "", "", {"content": ["The bridge is painted."], "movedBy": ["Rupert Hentzau"]}))
    with pytest.raises(RefusedError) as caught:  # by a shape
        desk.accept(passage, sheet)
    assert list(caught.value.faults) == ["0.f.votesFor"]
    assert contents(desk) == before

    after = opened(desk.root.graph.parent)  # as after a crash
    left = after.sheet(after.find(passage.name))
    assert left == sheet
    left.parts[0].values["votesFor"] = ["4"]
    after.accept(after.find(passage.name), left)
    assert {part.kind for part in after.sheet(after.find(passage.name)).parts} == {"Motion", "Vote"}
    assert after.next("next", 50) != passage.name
    assert "votesFor 4" in (after.root.graph / "next.trig").read_text(encoding="utf-8")


def test_a_passage_that_was_accepted_can_be_edited_and_keeps_what_no_form_takes(desk: Desk) -> None:
    passage = desk.find("next-0")
    desk.accept(passage, meeting())
    path = desk.root.graph / "next.trig"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("passage:next-0 {\n", "passage:next-0 {\n    actor:flavia cg:spokeFor actor:zenda-council .\n"),
        encoding="utf-8",
    )
    sheet = desk.sheet(desk.find("next-0"))
    sheet.parts[0].values["date"] = ["2031-05-13"]
    desk.accept(desk.find("next-0"), sheet)
    text = path.read_text(encoding="utf-8")
    assert '"2031-05-13"^^xsd:date' in text and "2031-05-12" not in text.partition("passage:next-0 {")[2]
    assert "actor:flavia cg:spokeFor actor:zenda-council" in text


def test_drafts_are_divided_joined_cut_and_said_to_state_nothing(desk: Desk) -> None:
    passage = desk.find(desk.next("next", 50))
    at = TEXT.index("and it was carried")
    desk.split(passage, at)
    parts = [each for each in desk.slices("next") if each.start >= passage.start]
    assert [TEXT[each.start : each.end] for each in parts] == [
        "Rupert Hentzau moved that the bridge be painted,",
        "and it was carried 4 to 3.",
    ]
    assert desk.mentions(parts[0]) == ["Rupert Hentzau"]
    desk.join(parts[0])
    assert [each.name for each in desk.slices("next")] == ["next-0", "next-47", passage.name]
    with pytest.raises(ParameterError, match="no drafted passage follows"):
        desk.join(passage)
    for at in (passage.start, passage.end, passage.start - 5):
        with pytest.raises(ParameterError):
            desk.split(passage, at)
    desk.no_fact(desk.find("next-47"), "byline")
    with pytest.raises(ParameterError, match="more than a draft"):
        desk.join(desk.find("minutes-47"))
    assert desk.find("next-47").iri.endswith("slice/next-47")
    assert desk.cut("next", 4, 11) == "next-4"
    for start, end in ((4, 11), (11, 4), (0, 10_000)):
        with pytest.raises(ParameterError):
            desk.cut("next", start, end)
    assert [act.act for act in log.acts(desk.folder)] == [log.FACTLESS]


def test_a_fault_between_files_belongs_to_no_field(desk: Desk) -> None:
    sheet = Sheet([Part("Motion", "Council of Zenda", "", {"content": ["A council is no motion."]})])
    with pytest.raises(RefusedError) as caught:
        desk.accept(desk.find("next-0"), sheet)
    assert list(caught.value.faults) == ["0.thing"]
    path = desk.root.graph / "next.trig"
    path.write_text(path.read_text(encoding="utf-8") + "# a comment that would be lost\n", encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        desk.accept(desk.find("next-0"), meeting())
    assert "comment" in caught.value.faults[GENERAL][0]


def test_a_file_of_sheets_that_is_none_is_told_and_kept(desk: Desk) -> None:
    path = desk.folder / "unfinished.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(GraphError, match="this is no JSON"):
        desk.sheet(desk.find("next-0"))
    assert path.read_text(encoding="utf-8") == "{"


def test_git_is_found_above(desk: Desk) -> None:
    assert desk.repository() is None
    (desk.root.graph.parent.parent / ".git").mkdir()
    assert desk.repository() == desk.root.graph.parent.parent.resolve()


def test_the_context_is_named_by_the_first_words_of_one_passage(desk: Desk) -> None:
    desk.accept(desk.find("next-0"), meeting())
    passage = desk.find("next-47")
    words = desk.text("next")[:12]

    def context(typed: str) -> tuple[str, ...]:
        return desk.read(Sheet(told={"context": [typed]}), passage).told.context

    assert context(words) == context("next-0") == (desk.find("next-0").iri,)
    assert context("No such words") == () and context("") == ()
    desk.cut("next", 0, 11)  # begins like the first passage
    found = desk.read(Sheet(told={"context": ["The Council"]}), passage)
    assert found.told.context == () and "more than one begins so" in found.faults["context"][0]


ROWS = "name\nFlavia\nNobody\n"


def test_rows_of_a_list_are_looked_at_written_and_taken_back(desk: Desk) -> None:
    before = contents(desk)
    pasted = Pasted("next", "attendance", ROWS, "event=Meeting of the Council of 5 May 2031\n")
    found = desk.find_rows(pasted)
    assert [row.words for row in found.rows] == ["Flavia chaired the meeting."]
    assert [each.line for each in found.refused] == [3] and contents(desk) == before
    assert len(desk.take_rows(pasted).new) == 1
    sheet = desk.sheet(desk.find("next-47"))
    assert [(part.kind, part.values["participant"]) for part in sheet.parts] == [("Participation", ["Flavia"])]
    desk.accept(desk.find("next-47"), sheet)
    assert desk.find("next-47").stance == "Asserts"
    assert desk.undo() == "next-47" and desk.undo() == "" and contents(desk) == before


def test_a_part_without_a_fact_is_found_as_context_by_its_first_words(desk: Desk) -> None:
    desk.no_fact(desk.find("next-0"), "Headline")
    found = desk.read(Sheet(told={"context": [" ".join(desk.text("next").split()[:3])]}), desk.find("next-47"))
    assert found.told.context == (PREFIXES["slice"] + "next-0",)


def test_a_text_is_drafted_as_it_is_chosen(desk: Desk) -> None:
    text = b"Flavia came.\n\nIt rained.\n"
    kept, found = desk.offered("rain.txt", text, SourceDetails(title="Rain"))
    assert desk.take(kept, found.incoming.details, add_actors=False, every=True)[1] == 2
    desk.undo()
    kept, found = desk.offered("rain.txt", text, SourceDetails(title="Rain"))
    assert desk.take(kept, found.incoming.details, add_actors=False)[1] == 1


def test_a_list_that_is_accepted_is_noted_with_what_it_gave(desk: Desk) -> None:
    pasted = Pasted("next", "attendance", ROWS, "event=Meeting of the Council of 5 May 2031\n", accept=True)
    desk.take_rows(pasted)
    desk.take_rows(pasted)  # of which nothing is new
    (act,) = log.acts(desk.folder)
    assert (act.act, act.passage, act.facts) == ("list", "next", 2)


def test_a_mapping_of_the_root_is_offered_and_no_other_file(desk: Desk) -> None:
    folder = desk.root.graph.parent / "mappings"
    folder.mkdir()
    states = 'words = "{who}"\n[[states]]\nform = "Motion"\ncontent = "It."\nmovedBy = "{who}"\n'
    (folder / "own.toml").write_text(states, encoding="utf-8")
    assert list(desk.mappings()) == ["attendance", "meetings", "pledges", "posts", "votes", "own"]
    assert len(desk.find_rows(Pasted("next", "own", "who\nFlavia\n")).new) == 1
    with pytest.raises(ParameterError, match=r"there is no mapping /etc/own\.toml; choose one of attendance"):
        desk.find_rows(Pasted("next", "/etc/own.toml", ROWS))


def begin(desk: Desk) -> Passage:
    """Accept a motion of one passage, and return the next, whose sheet begins like that."""
    part = Part("Motion", "", "", {"content": ["The bridge is painted."], "movedBy": ["Rupert Hentzau"]})
    first, second = (desk.find(desk.cut("next", TEXT.index(words), TEXT.index(words) + len(words))) for words in HALVES)
    desk.accept(first, Sheet([part]))
    return second


HALVES = ("Rupert Hentzau moved that the bridge", "Rupert Hentzau moved that the")


def test_a_sheet_begins_as_that_of_the_passage_most_like_it_until_something_is_typed(desk: Desk) -> None:
    passage = begin(desk)
    sheet, like = desk.begun(passage)
    assert sheet.parts == [Part("Motion", "", "", {"content": [""], "movedBy": ["Rupert Hentzau"]})] and like
    assert desk.is_only_proposed(passage, Sheet([Part("Motion", "", "", {"movedBy": ["Rupert Hentzau", ""]})]))
    assert not desk.is_only_proposed(passage, Sheet([Part("Motion", "", "", {"movedBy": ["Flavia"]})]))
    assert desk._unfinished() == {}
    desk.keep(passage, Sheet([Part("Vote")]).pairs())
    assert desk.begun(passage) == (Sheet([Part("Vote")]), "")


def test_a_proposed_form_gives_way_to_another_unless_it_is_touched_or_could_be_accepted(desk: Desk) -> None:
    passage = begin(desk)
    sheet = desk.sheet(passage)
    desk.add_form(passage, sheet, "Vote")
    assert [part.kind for part in sheet.parts] == ["Vote"] and "voteOn" in sheet.parts[0].values
    touched = desk.sheet(passage)
    touched.parts[0].values["content"] = ["The bridge is old."]
    desk.add_form(passage, touched, "Vote")
    assert [part.kind for part in touched.parts] == ["Motion", "Vote"]
    present = Part(
        "Participation", "", "", {"event": ["Meeting of the Council of 5 May 2031"], "participant": ["Flavia"]}
    )
    desk.accept(desk.find("next-47"), Sheet([present]))
    words = "Flavia chaired the meeting"
    whole = desk.find(desk.cut("next", TEXT.index(words), TEXT.index(words) + len(words)))
    complete = desk.sheet(whole)
    assert complete.parts[0].kind == "Participation" and not any(desk.read(complete, whole).faults.values())
    desk.add_form(whole, complete, "Vote")
    assert [part.kind for part in complete.parts] == ["Participation", "Vote"]


def test_a_sheet_that_was_overtaken_by_a_later_one_is_told(desk: Desk) -> None:
    one, other = desk.find("next-0"), desk.find("next-47")
    assert desk.in_turn(one, 5) and desk.in_turn(one, 5) and desk.in_turn(other, 1)
    assert not desk.in_turn(one, 4) and desk.in_turn(one, 6)
