"""Test that a change is held against the shapes as a build would, and that what is wrong names its field."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from council import council

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.editing import editing, stated
from coalition.curation.forms import Forms
from coalition.curation.validation import ShapeError, Shapes, Wrong
from coalition.namespaces import CG, PREFIXES, TYPE

VOTE = PREFIXES["vote"] + "library-grant"
PASSAGE = ox.NamedNode(PREFIXES["passage"] + "paper-28")


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root.open(council(tmp_path / "root"))


def test_what_the_graph_holds_is_right_thing_by_thing() -> None:
    root = Root.published()
    files = FactFiles.load(root)
    shapes = Shapes(root, Forms.from_root(root))
    things: dict[str, set[str]] = {}
    for quad in files.quads():
        things.setdefault(str(getattr(quad.graph_name, "value", "")), set()).add(
            str(getattr(quad.subject, "value", ""))
        )
    passages = sorted(name for name in things if name.startswith(PREFIXES["passage"]))
    assert [shapes.wrong(files, things[each]) for each in passages[::60]] == [[]] * len(passages[::60])


@pytest.mark.parametrize(
    ("word", "value"),
    [("votesFor", ox.Literal(-6)), ("voteOutcome", ox.NamedNode(CG + "Asserts")), ("voteOn", ox.NamedNode(VOTE))],
)
def test_what_a_shape_refuses_names_thing_and_property(root: Root, word: str, value: object) -> None:
    shapes = Shapes(root, Forms.from_root(root))
    with editing(root) as edit:
        edit.add(root.graph / "paper.trig", stated(VOTE, {CG + word: [value]}, PASSAGE))
        with pytest.raises(ShapeError) as caught:
            shapes.check(edit, [VOTE])
        shapes.check(edit, [PREFIXES["actor"] + "flavia"])  # of others, nothing is said
    first = caught.value.wrong[0]
    assert (first.thing, first.word) == (VOTE, CG + word) and first.remedy
    assert str(caught.value).startswith("vote:library-grant: ")


def test_what_is_only_drafted_counts_for_nothing(root: Root) -> None:
    shapes = Shapes(root, Forms.from_root(root))
    with editing(root) as edit:
        passage = PREFIXES["passage"] + "paper-0"
        header = {TYPE: [ox.NamedNode(CG + "Passage")], CG + "stance": [ox.NamedNode(CG + "Drafted")]}
        edit.add(root.graph / "paper.trig", stated(passage, header))
        edit.add(root.graph / "paper.trig", stated(VOTE, {CG + "votesFor": [ox.Literal(-6)]}, ox.NamedNode(passage)))
        assert shapes.wrong(edit.new(), [VOTE]) == []


def test_a_root_without_shapes_refuses_nothing(root: Root, tmp_path: Path) -> None:
    shapes = Shapes(root, Forms.from_root(root))
    shapes.paths = []
    assert shapes.wrong(FactFiles.load(root), [VOTE]) == []


def test_the_first_wrong_is_told() -> None:
    error = ShapeError([Wrong(VOTE, CG + "votesFor", "is odd", "mend it"), Wrong(VOTE, "", "x", "")])
    assert str(error) == "vote:library-grant: is odd; mend it"
