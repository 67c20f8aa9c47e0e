"""Test that verdicts are remembered as long as they are right, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruritania import document

from coalition.build import verdicts as module
from coalition.build.snapshot import Snapshots
from coalition.build.verdicts import Verdicts
from coalition.corpus.fact_files import FactFile
from coalition.errors import ProvenanceError
from coalition.graph import Graph


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are parsed and checked from now on."""
    names, judge = list[str](), module.judge

    def watched(file: FactFile, *more: object) -> object:
        names.append(file.path.name)
        return judge(file, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("coalition.build.examination.judge", watched)
    return names


def build(folder: Path, store: Path) -> Graph:
    return Graph.open(folder, store=store)


def test_only_a_file_that_changed_is_checked_again(folder: Path, tmp_path: Path, parsed: list[str]) -> None:
    build(folder, tmp_path / "store")
    assert parsed == ["register.trig", "zenda.trig"]
    (folder / "graph" / "more.trig").write_text(document("more"), encoding="utf-8")
    assert build(folder, tmp_path / "store").snapshot.counts["sources"] == 2
    assert parsed[2:] == ["more.trig"]


def meddle(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[:-9],
    "another program": lambda content: b"0" * 64 + content[64:],
    "bits": lambda content: content.replace(b'"slices":{"found":', b'"slices":{"found":9'),
    "no text": lambda content: b"\xff\xfe" + content,
    "empty": lambda content: b"",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_damaged_is_forgotten(
    folder: Path, tmp_path: Path, parsed: list[str], change: Callable[[bytes], bytes]
) -> None:
    build(folder, tmp_path / "store")
    (path,) = (tmp_path / "store").glob(".verdicts-*")
    meddle(path, change)
    (folder / "graph" / "more.trig").write_text(document("more"), encoding="utf-8")
    build(folder, tmp_path / "store")
    assert "zenda.trig" in parsed[2:]


def test_a_text_that_changed_is_looked_at_again(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "store")
    (folder / "sources" / "zenda.txt").write_text("Nothing.", encoding="utf-8")
    (folder / "graph" / "more.trig").write_text(document("more"), encoding="utf-8")
    with pytest.raises(ProvenanceError, match=r"the text found has only 8 code points"):
        build(folder, tmp_path / "store")


def test_another_ontology_makes_all_verdicts_void(tmp_path: Path, folder: Path) -> None:
    build(folder, tmp_path / "store")
    (path,) = (tmp_path / "store").glob(".verdicts-*")
    known = path.read_bytes().splitlines()[1:]
    digests = [line[:64].decode() for line in known]
    graph = build(folder, tmp_path / "store")
    ontology = [file.read_bytes() for file in graph.root.ontology_files()]
    assert [Verdicts(path, ontology).of(digest, graph.texts) is None for digest in digests] == [False, False]
    assert [Verdicts(path, [*ontology, b""]).of(digest, graph.texts) is None for digest in digests] == [True, True]


def test_what_no_build_has_used_is_forgotten(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (folder / "graph" / "more.trig").write_text(document(name), encoding="utf-8")
        build(folder, tmp_path / "store")
    (path,) = (tmp_path / "store").glob(".verdicts-*")
    assert len(path.read_bytes().splitlines()) == 1 + 3 + 1  # that of the snapshot before, too


def test_roots_that_share_a_folder_have_their_own(folder: Path, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "store")
    assert snapshots.verdicts("/one") != snapshots.verdicts("/two")
    build(folder, tmp_path / "store")
    assert snapshots.verdicts(str(folder.resolve())).is_file()
