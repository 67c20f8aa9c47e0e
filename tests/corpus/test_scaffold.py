"""Test that a graph of one's own is created whole or not at all, and passes its own check."""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruritania import PROJECT

from coalition import Graph
from coalition.build.check import check
from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.corpus.scaffold import base_of, lay_out, next_steps
from coalition.drafting.draft import draft
from coalition.errors import GraphError
from coalition.namespaces import CG, HOME
from coalition.query.answer import Answer
from coalition.texts.passage import State
from coalition.texts.source import Texts

BASE = "https://example.org/mine/"


@pytest.fixture
def laid(tmp_path: Path) -> Iterator[Root]:
    root = Root.open(lay_out(tmp_path / "mine", BASE))
    with root.namespaces.used():
        yield root


def test_it_has_a_register_an_example_with_its_text_and_the_next_steps(laid: Root) -> None:
    folder = laid.graph.parent
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    facts = ["graph/example.trig", "graph/register.trig"]
    assert files == ["README.md", "coalition.toml", *facts, "ontology/own.ttl", "sources/example.txt"]
    published = Root.published()
    assert laid.ontology == (*published.ontology, folder / "ontology")
    assert laid.queries == (*published.queries, folder / "queries")


def test_its_things_and_its_own_words_have_its_base(laid: Root) -> None:
    assert (laid.namespaces.base, laid.namespaces.own) == (BASE, {"own": f"{BASE}ontology#"})
    stated = {quad.subject.value for file in FactFiles.load(laid).files for quad in file.quads}  # type: ignore[union-attr]
    assert {iri.startswith((BASE, HOME + "graph/")) for iri in stated} == {True}


@pytest.mark.parametrize(
    ("folder", "base"),
    [
        ("mine", "https://example.org/mine/"),
        ("Über uns 2", "https://example.org/uber-uns-2/"),
        ("日本", "https://example.org/my-graph/"),
    ],
)
def test_the_base_is_made_of_the_name_where_none_is_given(folder: str, base: str, tmp_path: Path) -> None:
    assert base_of(tmp_path / folder) == base
    assert Root.open(lay_out(tmp_path / folder, base_of(tmp_path / folder))).namespaces.base == base


@pytest.mark.parametrize("base", ["mine", "https://example.org/mine", "https://example.org/a b/", CG])
def test_what_cannot_be_a_base_creates_nothing(base: str, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"^--base: .* cannot be the base of IRIs; write an address that ends"):
        lay_out(tmp_path / "mine", base)
    assert list(tmp_path.iterdir()) == []


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
    assert Root.open(lay_out(tmp_path / "mine", BASE)).graph_files()


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
            lay_out(folder, BASE)
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
        lay_out(tmp_path / "mine", BASE)
    assert copied
    assert list(tmp_path.iterdir()) == []


def test_the_next_steps_name_the_folder_and_say_what_is_not_copied() -> None:
    first, second, *steps = next_steps("mine", BASE)
    assert steps[0] == "Next:"
    assert "it has the published ontology and questions" in first and BASE in second
    assert all("coalition --root mine " in step for step in steps[1:])


def test_the_next_steps_can_be_pasted_into_a_shell() -> None:
    _, _, _, *steps = next_steps("my graph; x", BASE)
    assert all(shlex.split(step)[2] == "my graph; x" for step in steps)
    assert steps[-1].endswith("draft NAME --write")
