"""Test that minutes of a city council, by people whom no register has, can be read from the first draft to a vote."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.build.check import check
from coalition.corpus.root import Root
from coalition.corpus.scaffold import lay_out
from coalition.corpus.sources import SourceDetails
from coalition.curation import actors
from coalition.curation.actors import NewActor
from coalition.curation.sheet import Sheet
from coalition.desk.desk import Desk
from coalition.drafting.draft import Draft, draft
from coalition.graph import Graph
from coalition.texts.source import Texts

BASE = "https://council.example/port-alder/"

MINUTES = """City of Port Alder, Regular Meeting of Council, 2018 December 03

Present: Mayor Ines Calloway, Councillors Bram Devlin, Oona Farrow, Teo Grell, Sunniva Hale and Piotr Imre.
Also present were City Manager Lux Janssen, City Clerk Mio Kettle, Director Nell Lowry and Officer Ravi Munk.
Mayor Calloway called the meeting to order at 7 p.m. in the Council Chambers.
Dr. Edda Norling spoke for the Alder Library Association about the roof.
Moved by Councillor Farrow, seconded by Councillor Grell: that $25,000 be granted to the Alder Library Association.
CARRIED 5 to 1
Councillor Imre asked that his vote against the motion be recorded.
Prof. Sol Okafor had sent a letter, which the clerk read.
The meeting ended at 9 p.m.
"""

PERSONS = (
    *("Ines Calloway", "Bram Devlin", "Oona Farrow", "Teo Grell", "Sunniva Hale", "Piotr Imre"),
    *("Lux Janssen", "Mio Kettle", "Nell Lowry", "Ravi Munk", "Edda Norling", "Sol Okafor"),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    lay_out(tmp_path / "alder", BASE)
    for example in ("graph/example.trig", "sources/example.txt"):
        (tmp_path / "alder" / example).unlink()
    root = Root.open(tmp_path / "alder")
    desk = Desk(root, Texts(root.sources))
    with root.namespaces.used():
        details = SourceDetails(title="Minutes of 3 December 2018", language="en-CA", name="minutes")
        kept, _ = desk.offered("minutes.txt", MINUTES.encode(), details)
        desk.take(kept, details, add_actors=False)
    return desk


def test_what_hindered_a_first_reader_hinders_no_more(desk: Desk) -> None:
    root = desk.root
    with root.namespaces.used():
        assert "cad-25000" in (root.graph / "minutes.trig").read_text(encoding="utf-8")  # dollars of Canada
        (head,) = [each for each in desk.slices("minutes") if each.start == 0]
        assert desk.mentions(head) == ["2018-12-03"]  # one date, and not two
    fresh = _undrafted(root)
    found = {each.name: each.kind for each in fresh.new_names}
    assert {name: found.get(name) for name in PERSONS} == dict.fromkeys(PERSONS, "Person")
    assert [each.meaning() for each in fresh.proposals if each.kind == "vote"] == ["carried (5 for, 1 against)"]


def test_a_vote_has_words_and_the_names_an_address_of_their_own(desk: Desk, tmp_path: Path) -> None:
    root = desk.root
    with root.namespaces.used():
        council = NewActor("Council of Port Alder", "Organisation")
        actors.add(root, [council, *(NewActor(name, "Person") for name in PERSONS)])
        (carried,) = [each for each in desk.slices("minutes") if MINUTES[each.start :].startswith("CARRIED")]
        sheet = Sheet.of(
            [
                ("0.kind", "Motion"),
                ("0.f.content", "The Alder Library Association gets 25,000 dollars."),
                ("0.f.movedBy", "Oona Farrow"),
                ("0.f.secondedBy", "Teo Grell"),
                ("1.kind", "Vote"),
                ("1.name", "Vote on the library"),
                ("1.f.voteOn", "#1"),
                ("1.f.voteOutcome", "carried"),
                ("1.f.votesFor", "5"),
                ("1.f.votesAgainst", "1"),
                ("2.kind", "Ballot"),
                ("2.f.ballotIn", "#2"),
                ("2.f.voter", "Piotr Imre"),
                ("2.f.choice", "opposed"),
                ("reading", "Mover, seconder and the vote of Imre stand in the sentences around it."),
            ]
        )
        desk.accept(carried, sheet)
        assert not check(root.read(), desk.texts, root.shape_files()).faults
    (vote,) = Graph.open(tmp_path / "alder", store=tmp_path / "store").ask("votes")
    assert (vote.in_favour, vote.against) == (5, 1) and vote.vote == f"{BASE}vote/vote-on-the-library"


def _undrafted(root: Root) -> Draft:
    """Return the draft of the text as if nothing had been drafted yet."""
    path = root.graph / "minutes.trig"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text[: text.index("passage:minutes-0 a")] + text[text.index("source:minutes a") :], encoding="utf-8"
    )
    with root.namespaces.used():
        return draft(root, Texts(root.sources), "minutes")
