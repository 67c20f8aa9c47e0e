"""Test that a sheet is proposed as that of the passage most like it, with what this one names, and nothing made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import council

from coalition.corpus.root import Root
from coalition.corpus.sources import SourceDetails
from coalition.curation.likely import joined
from coalition.curation.sheet import Part, Sheet
from coalition.desk.desk import Desk
from coalition.texts.source import Texts

TEXT = """# Council of 12 May 2031

Present: Flavia, Rupert Hentzau

- Painting the bridge
    - Flavia: The bridge is old. It needs paint.
    - Rupert Hentzau: Is the paint dear?
- Mending the road
    - Rupert Hentzau: The road is old.
    - Flavia: Is the stone dear?

# Council of 19 May 2031

Present: Flavia
"""

MEETING, BRIDGE, ROAD = "Council of 12 May", "Painting the bridge", "Mending the road"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    root = Root.open(council(tmp_path / "root"))
    found = Desk(root, Texts(root.sources))
    kept, _ = found.offered("talk.txt", TEXT.encode(), SourceDetails(title="Talk"))
    found.take(kept, SourceDetails(title="Talk", name="talk"), add_actors=False)
    for line in ("# Council of 12 May 2031", "Present: Flavia, Rupert Hentzau", "Flavia: The bridge is old."):
        cut(found, line)
    accept(found, "# Council of 12", Part("Meeting", "", MEETING, {"date": ["2031-05-12"]}))
    present = Part("Participation", "", "", {"event": [MEETING], "participant": ["Flavia; Rupert Hentzau"]})
    accept(found, "Present: Flavia, R", present)
    item(found, BRIDGE)
    accept(found, "Flavia: The b", held("The bridge is old.", "Flavia", BRIDGE))
    return found


def cut(desk: Desk, words: str) -> None:
    """Draft a passage of some words, if there is none."""
    start = TEXT.index(words)
    spans = {(each.start, each.end) for each in desk.slices("talk")}
    if (start, start + len(words)) not in spans and not any(one <= start < end for one, end in spans):
        desk.cut("talk", start, start + len(words))


def at(desk: Desk, words: str) -> str:
    """Return the name of the passage in which some words begin."""
    start = TEXT.index(words)
    return next(each.name for each in desk.slices("talk") if each.start <= start < each.end)


def accept(desk: Desk, words: str, part: Part) -> None:
    passage = desk.find(at(desk, words))
    desk.accept(passage, Sheet([part], told=desk.likely.sheet(passage)[0].told))


def item(desk: Desk, name: str) -> None:
    cut(desk, name)
    accept(desk, name, Part("AgendaItem", "", name, {"content": [f"{name} is spoken of."], "event": [MEETING]}))


def held(content: str, holder: str, about: str, attitude: str = "Holds") -> Part:
    values = {"content": [content], "holder": [holder], "attitude": [attitude], "about": [about], "statedAt": [MEETING]}
    return Part("Position", "", "", values)


def proposed(desk: Desk, words: str, kind: str = "") -> Sheet:
    cut(desk, words)
    return desk.likely.sheet(desk.find(at(desk, words)), kind)[0]


def contexts(desk: Desk, words: str) -> list[str]:
    return [each.removeprefix("passage:") for each in proposed(desk, words).told.get("context", [])]


def test_contexts_are_what_stands_above_and_the_sentence_with_the_speaker(desk: Desk) -> None:
    title, bridge, old = (at(desk, words) for words in ("# Council of 12", BRIDGE, "Flavia: The b"))
    assert contexts(desk, "It needs paint.") == [title, bridge, old]
    assert contexts(desk, "Rupert Hentzau: Is the paint dear?") == [title, bridge]
    assert contexts(desk, ROAD) == [title]
    assert contexts(desk, "# Council of 19 May 2031") == []


def with_text(folder: Path, name: str, text: str) -> Desk:
    """Return the desk of the council with one text more."""
    root = Root.open(council(folder / "root"))
    desk = Desk(root, Texts(root.sources))
    kept, _ = desk.offered(f"{name}.txt", text.encode(), SourceDetails(title=name.title()))
    desk.take(kept, SourceDetails(title=name.title(), name=name), add_actors=False)
    return desk


def test_in_a_text_without_titles_contexts_stay_until_they_are_changed(tmp_path: Path) -> None:
    text = "Flavia met Rupert Hentzau.\n\nFlavia spoke.\n\nRupert Hentzau spoke.\n"
    desk = with_text(tmp_path, "prose", text)
    first, second, third = (each.name for each in desk.slices("prose"))
    part = Part("Participation", "", "", {"event": ["Meeting of the Council of 5 May 2031"], "participant": ["Flavia"]})
    for name, told in ((first, {}), (second, {"context": [first]})):
        desk.accept(desk.find(name), Sheet([part], told=told))
    assert desk.sheet(desk.find(third)).told == {"context": [f"passage:{first}"]}


def test_who_is_named_speaks_and_stands_above_here_is_put_in_the_place_of_those_there(desk: Desk) -> None:
    item(desk, ROAD)
    sheet = proposed(desk, "Rupert Hentzau: The road is old.")
    assert sheet.parts == [held("", "Rupert Hentzau", ROAD)]
    assert sheet.stance == "Asserts" and "attributed" not in sheet.told


def test_choices_are_those_of_the_passage_that_is_most_like_in_its_manner(desk: Desk) -> None:
    cut(desk, "Rupert Hentzau: Is the paint dear?")
    part = held("Whether the paint is dear.", "Rupert Hentzau", BRIDGE, "Asks")
    accept(desk, "Rupert Hentzau: Is the p", part)
    item(desk, ROAD)
    assert proposed(desk, "Flavia: Is the stone dear?").parts == [held("", "Flavia", ROAD, "Asks")]


def test_a_form_of_another_kind_is_filled_as_the_last_of_its_kind(desk: Desk) -> None:
    sheet = proposed(desk, "Rupert Hentzau: Is the paint dear?", "Participation")
    assert sheet.parts == [Part("Participation", "", "", {"event": [MEETING], "participant": [""]})]
    assert proposed(desk, "It needs paint.", "Aim").parts == []


def test_lists_of_people_and_the_only_date_are_put_in_their_places(desk: Desk) -> None:
    meeting = proposed(desk, "# Council of 19 May 2031")
    assert meeting.parts == [Part("Meeting", "", "", {"date": ["2031-05-19"]})]
    accept(desk, "# Council of 19", Part("Meeting", "", "Council of 19 May", {"date": ["2031-05-19"]}))
    present = proposed(desk, "Present: Flavia\n")
    assert present.parts == [Part("Participation", "", "", {"event": ["Council of 19 May"], "participant": ["Flavia"]})]


def test_a_thing_of_another_text_is_not_proposed_unless_it_is_named(tmp_path: Path) -> None:
    desk = with_text(tmp_path, "later", "Carried 5 to 2, one abstaining, says Flavia.\n")
    sheet, like = desk.likely.sheet(desk.find("later-0"))
    assert like.startswith("minutes-")
    vote = next(part for part in sheet.parts if part.kind == "Vote")
    assert vote.values["event"] == vote.values["votesFor"] == [""] and vote.values["voteOutcome"] == ["Carried"]


def test_what_is_likely_meant_is_what_the_words_name_then_what_stands_above(desk: Desk) -> None:
    cut(desk, "Rupert Hentzau: Is the paint dear?")
    near = desk.likely.near(desk.find(at(desk, "Rupert Hentzau: Is the p")))
    assert [desk.things.shown(iri) for iri in near[:3]] == ["Rupert Hentzau", BRIDGE, MEETING]


def test_what_was_typed_can_be_taken_up_the_nearest_first(desk: Desk) -> None:
    cut(desk, "It needs paint.")
    phrases = desk.likely.phrases(desk.find(at(desk, "It needs paint.")))
    assert phrases[0] == "The bridge is old" and set(phrases[1:3]) == {f"{BRIDGE} is spoken of", BRIDGE}
    assert "The library gets 25,000 crowns" in phrases


def test_forms_that_differ_only_in_who_takes_part_are_one() -> None:
    def present(who: str, event: str = "A") -> Part:
        return Part("Participation", "", "", {"event": [event], "participant": [who]})

    motion = Part("Motion", "", "", {"content": ["A."]})
    found = list(joined([present("Bo"), motion, present("Al; Bo"), present("Cy", "B"), Part("Motion")]))
    assert found == [present("Bo; Al"), motion, present("Cy", "B"), Part("Motion")]
