"""Test that a graph of one's own is created whole or not at all, and passes its own check."""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from ruritania import PROJECT

from coalition import Graph
from coalition.build.check import check
from coalition.corpus.canonical import format_files
from coalition.corpus.root import Root
from coalition.corpus.scaffold import lay_out, next_steps
from coalition.drafting.draft import draft
from coalition.errors import GraphError
from coalition.query.answer import Answer
from coalition.texts.passage import State
from coalition.texts.source import Texts


@pytest.fixture
def laid(tmp_path: Path) -> Root:
    return Root.open(lay_out(tmp_path / "mine"))


def test_it_has_a_register_an_example_with_its_text_and_the_next_steps(laid: Root) -> None:
    folder = laid.graph.parent
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == ["README.md", "graph/example.trig", "graph/register.trig", "sources/example.txt"]
    assert (laid.ontology, laid.queries) == (Root.published().ontology, Root.published().queries)


def test_it_passes_every_check_and_is_canonical(laid: Root) -> None:
    seen = check(laid.read(), Texts(laid.sources), laid.shape_files())
    assert [str(fault) for fault in seen.faults] == []
    assert seen.slices == {State.FOUND: 4}
    assert (seen.counts["passages"], seen.counts["factless slices"]) == (3, 1)
    assert format_files(laid, write=False) == []


def test_questions_are_answered_and_one_sentence_is_left_to_draft(laid: Root, tmp_path: Path) -> None:
    graph = Graph.open(laid.graph.parent, store=tmp_path / "store")
    answer = graph.ask("who-took-part", event="Ostvik meeting")
    assert isinstance(answer, Answer)
    assert len(answer) == 2
    (coverage,) = graph.coverage()
    assert (coverage.covered, coverage.no_fact, len(coverage.remaining)) == (3, 1, 1)
    assert draft(laid, Texts(laid.sources), "example").passages == 1


def test_without_the_example_it_is_an_empty_graph_that_passes(laid: Root) -> None:
    (laid.graph / "example.trig").unlink()
    shutil.rmtree(laid.sources)
    assert check(laid.read(), Texts(laid.sources), laid.shape_files()).faults == ()


def test_nothing_of_the_example_is_in_the_published_graph() -> None:
    names = re.compile("Ostvik|Varga|Reke|Port League")
    published = [path.read_text(encoding="utf-8") for path in (PROJECT / "graph").glob("*.trig")]
    assert published
    assert not any(names.search(text) for text in published)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert Root.open(lay_out(tmp_path / "mine")).graph_files()


def test_what_is_refused_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full, empty, file = tmp_path / "full", tmp_path / "empty", tmp_path / "file"
    (full / "inner").mkdir(parents=True)
    empty.mkdir()
    file.touch()
    (tmp_path / "link").symlink_to(empty)
    monkeypatch.chdir(empty)
    before = sorted(tmp_path.rglob("*"))
    for folder, message in (
        (full, "the folder is not empty; name a folder that does not exist yet"),
        (file, "this is not a folder; name a folder"),
        (tmp_path / "link", "this is a link; name a folder"),
        (file / "mine", f"^{file}: this is not a folder; create it first"),
        (tmp_path / ("a" * 5000), r"the folder cannot be (read|written) \(File name too long\); "),
        (empty, rf"^{empty}: this is the current folder; name a folder that does not exist yet$"),
        (Path("."), "this is the current folder; name a folder"),
        (tmp_path / "a\x07b", r"b: the name has control characters; name the folder without them$"),
        (tmp_path / "no" / "where", f"^{tmp_path / 'no'}: there is no such folder; create it first"),
    ):
        with pytest.raises(GraphError, match=message):
            lay_out(folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[Path] = []
    copy = shutil.copyfile

    def full(path: Path, to: Path) -> None:
        if copied:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        copied.append(to)
        copy(path, to)

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(GraphError, match=r"mine: the folder cannot be written \(No space left on device\); free some"):
        lay_out(tmp_path / "mine")
    assert copied
    assert list(tmp_path.iterdir()) == []


def test_the_next_steps_name_the_folder_and_say_what_is_not_copied() -> None:
    first, *steps = next_steps("mine")
    assert steps[0] == "Next:"
    assert "it uses the published ontology and questions" in first
    assert all("coalition --root mine " in step for step in steps[1:])


def test_the_next_steps_can_be_pasted_into_a_shell() -> None:
    _, _, *steps = next_steps("my graph; x")
    assert all(shlex.split(step)[2] == "my graph; x" for step in steps)
    assert steps[-1].endswith("draft NAME --write")
