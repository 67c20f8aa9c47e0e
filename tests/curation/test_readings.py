"""Test that a passage states what is accepted for it, or that it states no fact, and that files stay right."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from council import council

from coalition import Graph
from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.readings import Statement, Told, accept, find_passage, no_fact
from coalition.curation.sources import add_passages
from coalition.drafting.draft import draft
from coalition.errors import GraphError, ParameterError
from coalition.namespaces import CG, PREFIXES, PROV
from coalition.rdf.store import Term
from coalition.texts.source import Texts

ACTOR, MOTION, VOTE = PREFIXES["actor"], PREFIXES["motion"], PREFIXES["vote"]
FORMS = Forms.from_root(Root.published()).forms
WORDS = "The minutes were adopted unanimously."


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Return the corpus of a council, with one sentence of the minutes drafted and not yet accepted."""
    folder = council(tmp_path_factory.mktemp("council") / "root")
    root = Root.open(folder)
    files = FactFiles.load(root)
    text = (folder / "sources" / "minutes.txt").read_text(encoding="utf-8")
    (old,) = [iri for iri in files.names("Passage") if iri.endswith(f"minutes-{text.index(WORDS)}")]
    path = root.graph / "minutes.trig"
    name = old.rsplit("/", 1)[-1]
    kept = [part for part in path.read_text(encoding="utf-8").split("\npassage:") if not part.startswith(name)]
    path.write_text("\npassage:".join(kept), encoding="utf-8")
    format_files(root, write=True)
    add_passages(root, "minutes", draft(root, Texts(root.sources), "minutes").trig)
    return root


def drafted(root: Root) -> str:
    text = (root.sources / "minutes.txt").read_text(encoding="utf-8")
    (iri,) = [each for each in FactFiles.load(root).drafted() if each.endswith(f"minutes-{text.index(WORDS)}")]
    return iri


def accepted(root: Root) -> str:
    files = FactFiles.load(root)
    return min(set(files.names("Passage")) - files.drafted())


def adopted() -> list[Statement]:
    motion = Statement(FORMS["Motion"], {"content": [ox.Literal("The minutes are adopted.")]}, MOTION + "minutes")
    values: dict[str, list[Term]] = {
        "voteOn": [ox.NamedNode(MOTION + "minutes")],
        "unanimous": [ox.Literal(True)],
        "voteOutcome": [ox.NamedNode(CG + "Carried")],
    }
    return [motion, Statement(FORMS["Vote"], values, name="Vote on the minutes")]


def test_what_is_accepted_takes_the_place_of_the_draft(made: Root, tmp_path: Path) -> None:
    passage = drafted(made)
    found = accept(made, passage.rsplit("/", 1)[-1], adopted())
    assert found.path == made.graph / "minutes.trig"
    assert found.things == (MOTION + "minutes", VOTE + "vote-on-the-minutes")
    files = FactFiles.load(made)
    assert passage not in files.drafted()
    assert format_files(made, write=False) == []
    graph = Graph.open(made.graph.parent, store=tmp_path / "store")
    (row,) = [row for row in graph.ask("votes") if str(row["unanimous"]) == "True"]
    assert str(row["vote"]) == VOTE + "vote-on-the-minutes"
    assert graph.names.label(VOTE + "vote-on-the-minutes") == "Vote on the minutes"


def test_how_a_passage_tells_it_is_written_in_its_header(made: Root) -> None:
    passage, flavia = drafted(made), ACTOR + "flavia"
    context = accepted(made)

    def header(word: str) -> list[str]:
        return [str(quad.object) for quad in FactFiles.load(made).about[passage].get(word, ())]

    accept(
        made, passage, adopted(), Told("Reports", (flavia,), reported_by=(flavia,), context=(context,), reading="Open.")
    )
    assert header(CG + "stance") == [f"<{CG}Reports>"]
    assert header(CG + "reading") == ['"Open."']
    assert header(CG + "context") == [f"<{context}>"]
    assert header(CG + "reportedBy") == header(PROV + "wasAttributedTo") == [f"<{flavia}>"]
    accept(made, passage, adopted()[:1])  # accepted once more, otherwise
    assert header(CG + "stance") == [f"<{CG}Asserts>"]
    assert header(CG + "reading") == header(CG + "context") == []


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ([], "nothing is stated"),
        ([Statement(FORMS["Vote"], {})], "vote on: the vote lacks: vote on; fill it in"),
        ([Statement(FORMS["Plan"], {})], "name: the plan has no name"),
        (
            [Statement(FORMS["Vote"], {"voteOn": [ox.NamedNode(MOTION + "x")], "colour": []})],
            "there is no field colour",
        ),
    ],
)
def test_what_is_not_complete_is_refused(made: Root, statements: list[Statement], message: str) -> None:
    before = {path: path.read_bytes() for path in made.graph.iterdir()}
    with pytest.raises(ParameterError, match=message):
        accept(made, drafted(made), statements)
    assert {path: path.read_bytes() for path in made.graph.iterdir()} == before


def test_what_the_checks_refuse_is_not_written(made: Root) -> None:
    before = {path: path.read_bytes() for path in made.graph.iterdir()}
    values: dict[str, list[Term]] = {"content": [ox.Literal("x\x07")], "decidedBy": [ox.NamedNode(ACTOR + "flavia")]}
    with pytest.raises(GraphError):
        accept(made, drafted(made), [Statement(FORMS["Decision"], values)])
    assert {path: path.read_bytes() for path in made.graph.iterdir()} == before


def test_a_draft_that_states_no_fact_becomes_a_slice_with_its_reason(made: Root) -> None:
    passage = drafted(made)
    slice_ = no_fact(made, passage, "rhetoric")
    files = FactFiles.load(made)
    assert passage not in files.typed
    assert files.typed[slice_] == {CG + "FactlessSlice"}
    assert files.one(slice_, CG + "reason") == CG + "Rhetoric"
    assert files.passage(slice_).digest and not files.one(slice_, CG + "stance")
    assert draft(made, Texts(made.sources), "minutes").passages == 0
    assert format_files(made, write=False) == []


def test_only_drafts_are_said_to_state_no_fact(made: Root) -> None:
    with pytest.raises(ParameterError, match="is more than a draft"):
        no_fact(made, accepted(made), "Rhetoric")
    with pytest.raises(ParameterError, match="there is no reason boredom; name one of"):
        no_fact(made, drafted(made), "boredom")
    with pytest.raises(ParameterError, match="there is no passage nowhere"):
        find_passage(FactFiles.load(made), "nowhere")
