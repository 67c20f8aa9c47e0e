"""Test that assistants draft what passages state, that a person decides, and that what became of it can be asked."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from ruritania import TEXT

from coalition import Graph
from coalition.assistants import proposing
from coalition.assistants.describe import INSTRUCTIONS, UNCHANGEABLE
from coalition.assistants.proposing import TOOLS, UNNAMED, WINDOW, Proposing
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.passages import opened, slice_of
from coalition.curation.readings import Told, accept, no_fact
from coalition.errors import CoalitionError, ParameterError
from coalition.namespaces import CG, PREFIXES
from coalition.texts.source import Texts

WORDS = "King of Ruritania, received Queen Flavia"
"""Words of the text that are no passage yet."""

PARTICIPATION = {
    "form": "Participation",
    "fields": [
        {"field": "event", "value": "Meeting in Strelsau"},
        {"field": "participant", "value": "Ruritania"},
    ],
}


@pytest.fixture
def proposals(root: Root) -> Proposing:
    return Proposing(root, Texts(root.sources))


def call(proposals: Proposing, tool: str, program: str = "Reader", **arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(proposals.answer(tool, arguments, program))
    return found


def propose(proposals: Proposing, **more: Any) -> str:
    """Draft a passage, and return its IRI."""
    given = {"source": "zenda", "words": WORDS, "statements": [PARTICIPATION], **more}
    return PREFIXES["passage"] + str(call(proposals, "propose", **given)["drafted"]).removeprefix("passage:")


def take(root: Root, iri: str, told: Told | None = None, by: str = "") -> None:
    """Accept what a draft proposes, as a curator does who changes at most how it is told."""
    found = opened(FactFiles.load(root), Forms.from_root(root), iri)
    accept(root, iri, found.statements, told or found.told, found.kept, by=by)


def said(root: Root, iri: str) -> dict[str, str]:
    """Return what a header says of a draft and a decision."""
    files = FactFiles.load(root)
    words = ("draftedBy", "curatedBy", "draftOutcome", "stance")
    return {word: value for word in words if (value := files.one(iri, CG + word).removeprefix(CG))}


def test_a_text_is_given_in_parts_with_its_passages(proposals: Proposing, monkeypatch: pytest.MonkeyPatch) -> None:
    (listed,) = call(proposals, "texts")["texts"]
    assert (listed["source"], listed["read"], listed["drafted"]) == ("zenda", 5, 0)
    whole = call(proposals, "texts", source="zenda")
    assert (whole["words"], "more" in whole, len(whole["passages"])) == (TEXT, False, 5)
    monkeypatch.setattr(proposing, "WINDOW", 30)
    part = call(proposals, "texts", source="zenda", offset=100)
    assert part["words"] == TEXT[100:130] and part["more"] == {"offset": 130}
    assert all(each["start"] < 130 and each["end"] > 100 for each in part["passages"])
    assert len(TEXT) < WINDOW


def test_forms_are_those_of_the_ontology(proposals: Proposing) -> None:
    names = [each.split(":")[0] for each in call(proposals, "forms")["forms"]]
    assert names == [*Forms.from_root(Root.published()).forms]
    form = call(proposals, "forms", form="Participation")
    fields = {each["field"]: each for each in form["fields"]}
    assert fields["event"] | {"needed": True, "takes": "thing", "of": "Event"} == fields["event"]
    assert "HostRole" in fields["role"]["choices"]
    with pytest.raises(CoalitionError, match="did you mean Participation"):
        call(proposals, "forms", form="Participations")


def test_a_proposal_waits_and_states_nothing(proposals: Proposing, root: Root, tmp_path: Path) -> None:
    iri = propose(proposals, stance="Reports", note="Is the King the state?")
    assert said(root, iri) == {"draftedBy": "Reader", "stance": "Drafted"}
    passage = slice_of(FactFiles.load(root), iri)
    assert TEXT[passage.start : passage.end] == WORDS
    found = opened(FactFiles.load(root), Forms.from_root(root), iri)
    assert found.told.stance == "Reports"
    (statement,) = found.statements
    assert statement.values["participant"][0].value == PREFIXES["actor"] + "ruritania"  # type: ignore[union-attr]
    assert "Is the King the state?" in (root.graph / "zenda.trig").read_text(encoding="utf-8")
    graph = Graph.open(root.graph.parent, store=tmp_path / "store")
    assert not graph.query("ASK { ?p cg:participant actor:ruritania }")


@pytest.mark.parametrize("stance", ["Asserts", "Reports"])
def test_what_is_taken_as_it_was_proposed_is_told_from_what_was_changed(
    proposals: Proposing, root: Root, stance: str
) -> None:
    iri = propose(proposals, stance="Reports", reported=["Strelsau Gazette"])
    found = opened(FactFiles.load(root), Forms.from_root(root), iri).told
    take(root, iri, Told(stance, reported_by=found.reported_by), by="F. Tarlenheim")
    outcome = "TakenAsDrafted" if stance == "Reports" else "TakenChanged"
    assert said(root, iri) == {
        "draftedBy": "Reader",
        "curatedBy": "F. Tarlenheim",
        "draftOutcome": outcome,
        "stance": stance,
    }
    take(root, iri, by="Sapt")  # who looks again, and changes nothing
    assert (said(root, iri)["draftOutcome"], said(root, iri)["curatedBy"]) == (outcome, "Sapt")
    take(root, iri, Told("Denies"), by="Sapt")
    assert said(root, iri)["draftOutcome"] == "TakenChanged"


def test_a_new_thing_is_named_when_it_is_taken(proposals: Proposing, root: Root, tmp_path: Path) -> None:
    dinner = {"form": "Meeting", "name": "Dinner in Strelsau", "fields": [{"field": "date", "value": "1894-05-03"}]}
    guest = {"form": "Participation", "fields": [{"field": "event", "value": "#1"}, PARTICIPATION["fields"][1]]}
    iri = propose(proposals, statements=[dinner, guest])
    assert "Dinner" not in (root.graph / "register.trig").read_text(encoding="utf-8")
    take(root, iri)
    assert said(root, iri)["draftOutcome"] == "TakenAsDrafted"
    assert said(root, iri)["curatedBy"]
    graph = Graph.open(root.graph.parent, store=tmp_path / "store")
    assert graph.query('ASK { ?p cg:participant actor:ruritania ; cg:event/skos:prefLabel "Dinner in Strelsau" }')


def test_how_many_proposals_of_each_program_were_taken_is_asked(
    proposals: Proposing, root: Root, tmp_path: Path
) -> None:
    take(root, propose(proposals), by="Sapt")
    take(root, propose(proposals, words="envoys of the League"), Told("Reports"), by="Sapt")
    no_fact(root, propose(proposals, words="The Strelsau meeting", attributed=["Rudolf"]), "headline", by="Sapt")
    no_fact(root, propose(proposals, words="the court says"), "rhetoric", by="Tarlenheim")
    propose(proposals, words="the treaty is signed")  # which waits
    rows = Graph.open(root.graph.parent, store=tmp_path / "store").ask("proposals")
    found = [[str(row[name]).removeprefix(CG) for name in rows.columns] for row in rows]
    assert found == [
        ["Reader", "Refused", "Sapt", "1"],
        ["Reader", "Refused", "Tarlenheim", "1"],
        ["Reader", "TakenAsDrafted", "Sapt", "1"],
        ["Reader", "TakenChanged", "Sapt", "1"],
    ]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no such words": ({"words": "The King wept."}, "words: no text has these words"),
    "words of another text": ({"words": "received Queen Flavius and envoys"}, "words: the text has other words; quote"),
    "words at several places": ({"words": "Graustark"}, "words: the words stand at 3 places"),
    "no such source": ({"source": "hentzau"}, "there is no source"),
    "no such form": ({"statements": [{"form": "Murder"}]}, "there is no form 'Murder'"),
    "no such field": (
        {"statements": [{"form": "Participation", "fields": [{"field": "motive", "value": "x"}]}]},
        "there is no field motive",
    ),
    "an unknown actor": (
        {
            "statements": [
                {
                    "form": "Participation",
                    "fields": [PARTICIPATION["fields"][0], {"field": "participant", "value": "Rupert"}],
                }
            ]
        },
        "statement 1, participant: there is no actor called Rupert",
    ),
    "a field that is needed": (
        {"statements": [{"form": "Participation", "fields": [PARTICIPATION["fields"][0]]}]},
        "statement 1, participant: participant is needed",
    ),
    "no such stance": ({"stance": "Hopes"}, "stance: choose how the passage tells it"),
    "a stance of drafts": ({"stance": "Drafted"}, "stance: choose how the passage tells it"),
    "nothing stated": ({"statements": []}, "statements: this parameter is required"),
    "no object": ({"statements": ["Participation"]}, "is no object"),
}


@pytest.mark.parametrize(("given", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_written(
    proposals: Proposing, root: Root, given: dict[str, Any], told: str
) -> None:
    before = {path: path.read_bytes() for path in root.graph.iterdir()}
    with pytest.raises(CoalitionError) as fault:
        propose(proposals, **given)
    assert told in str(fault.value) and "\n" not in str(fault.value)
    assert {path: path.read_bytes() for path in root.graph.iterdir()} == before


def test_words_that_are_a_passage_are_not_drafted_again(proposals: Proposing) -> None:
    propose(proposals)
    with pytest.raises(ParameterError, match="has these words already"):
        propose(proposals)


def test_a_client_drafts_only_where_that_is_wanted(folder: Path, tmp_path: Path) -> None:
    def process(*more: str) -> StdioServerParameters:
        options = ("--root", str(folder), "--store", str(tmp_path / "store"), "mcp", *more)
        return StdioServerParameters(command=sys.executable, args=["-m", "coalition.cli", *options], env={**os.environ})

    async def run() -> None:
        async with Client(process()) as client:
            assert {each.name for each in (await client.list_tools()).tools}.isdisjoint(TOOLS)
            assert (await client.call_tool("propose", {})).is_error
        async with Client(process("--propose")) as client:
            tools = {each.name: each for each in (await client.list_tools()).tools}
            assert {*TOOLS} <= tools.keys()
            assert [name for name, each in tools.items() if not each.annotations.read_only_hint] == ["propose"]  # type: ignore[union-attr]
            given = {"source": "zenda", "words": WORDS, "statements": [PARTICIPATION]}
            assert not (await client.call_tool("propose", given)).is_error
            again = await client.call_tool("propose", given)
            assert again.is_error and "has these words already" in again.content[0].text  # type: ignore[union-attr]

    asyncio.run(run())
    root = Root.open(folder)
    (iri,) = FactFiles.load(root).drafted()
    assert said(root, iri)["draftedBy"] not in ("", UNNAMED)


def test_instructions_do_not_say_that_nothing_can_change() -> None:
    assert INSTRUCTIONS.endswith(UNCHANGEABLE)
    assert UNCHANGEABLE not in Proposing.instructions and proposing.MORE in Proposing.instructions
    assert Proposing.instructions.startswith(INSTRUCTIONS.removesuffix(UNCHANGEABLE))
