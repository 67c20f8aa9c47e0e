"""Test the command that asks of each drafted passage what it states."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import council
from listed import minutes
from program import Call, refuses
from typed import answered

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.desk import log
from coalition.namespaces import CG, PREFIXES

MORE = "\nRupert Hentzau moved that the bridge be painted red. Carried.\nIt rained.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the corpus of a council with a third text, of which nothing was read."""
    return council(tmp_path / "council")


def asked(folder: Path, store: Path, *keys: str) -> str:
    """Return what the program shows to a curator who types keys, a line each."""
    return answered(
        "".join(f"{key}\n" for key in keys), "--store", str(store), "--root", str(folder), "review", "bridge"
    )


@pytest.fixture
def drafted(folder: Path, call: Call) -> Path:
    """Return the corpus with passages of the third text drafted."""
    (folder.parent / "bridge.txt").write_text(f"The bridge\n{MORE}", encoding="utf-8")
    root = ("--root", str(folder))
    assert call(*root, "source", "add", str(folder.parent / "bridge.txt"), "--title", "The bridge").code == 0
    assert call(*root, "draft", "bridge", "--write").code == 0
    return folder


def files(folder: Path) -> FactFiles:
    return FactFiles.load(Root.open(folder))


def test_a_motion_is_accepted_and_its_faults_are_told_at_their_fields(drafted: Path, store: Path) -> None:
    (passage, *_) = sorted(files(drafted).drafted())
    shown = asked(
        drafted, store, "a", "motion", "The bridge is painted red.", "movedBy=Rupert Hentsau", "movedBy=Rupert Hentzau",
        "", "", "", "implied", "", "q",
    )  # fmt: skip
    assert "Rupert Hentzau moved that the bridge be painted red." in shown
    assert "moved by" in shown or "movedBy" in shown
    assert "Error: there is no actor called Rupert Hentsau; did you mean Rupert Hentzau?" in shown
    assert "written: " in shown and "1 passages read; " in shown
    (act,) = log.acts(drafted / log.FOLDER)
    assert (act.passage, act.act, act.facts, act.keys) == (passage.rpartition("/")[2], "accepted", 2, -1)
    now = files(drafted)
    assert passage not in now.drafted()
    stated = {str(quad.predicate.value) for quad in now.quads() if getattr(quad.graph_name, "value", "") == passage}
    assert stated >= {CG + "content", CG + "movedBy"}
    assert now.one(passage, CG + "stance") == CG + "Asserts"
    assert now.one(passage, CG + "directness") == CG + "Implied"


def test_a_passage_without_a_fact_says_why_and_the_answer_can_be_undone(drafted: Path, store: Path) -> None:
    before = {path.name: path.read_bytes() for path in (drafted / "graph").iterdir()}
    number = len(files(drafted).drafted())
    shown = asked(drafted, store, "n", "rhetoric", "u", "q")
    assert "undone" in shown and f"0 passages read; {number} drafted ones left" in shown
    assert {path.name: path.read_bytes() for path in (drafted / "graph").iterdir()} == before
    shown = asked(drafted, store, "n", "rhetoric", *["s"] * (number - 1), "q")
    assert f"1 passages read; {number - 1} drafted ones left" in shown
    assert [each for each in files(drafted).names("FactlessSlice") if each.startswith(PREFIXES["slice"] + "bridge-")]


def test_what_is_wrong_is_told_and_asked_again(drafted: Path, store: Path) -> None:
    shown = asked(drafted, store, "n", "boredom", "u", "a", "nothing", "", "q")
    assert "Error: there is no reason boredom; name one of" in shown
    assert "Error: there is nothing to undo" in shown
    assert "there is no form nothing" in shown
    assert "0 passages read; " in shown


def test_without_drafts_or_a_terminal_nothing_is_asked(folder: Path, store: Path, call: Call) -> None:
    assert "minutes has no drafted passages; draft them with coalition draft minutes --write" in answered(
        "", "--store", str(store), "--root", str(folder), "review", "minutes"
    )
    refuses(call("--root", str(folder), "review", "minutes"), "nobody can be asked; run the command in a terminal")


def test_what_a_list_proposes_is_accepted_by_one_key_or_filled_in_otherwise(
    tmp_path: Path, store: Path, call: Call
) -> None:
    root = minutes(tmp_path / "minutes")
    options = ("--mapping", "attendance", "--source", "minutes", "--set", "event=Zenda talks", "--after", "Present")
    done = call("--root", str(root), "import", "-", *options, "--write", stdin=b"Nils Ek\nRuritania\n")
    assert "rows drafted: 2" in done.err
    keys = "a\nf\n\nu\na\na\nq\n"
    shown = answered(keys, "--store", str(store), "--root", str(root), "review", "minutes")
    assert "participant: Nils Ek" in shown and "told as asserts" in shown
    assert "what is stated (1 participation" in shown and "undone" in shown
    now = files(root)
    assert not now.drafted()
    stated = {str(quad.object) for quad in now.quads() if quad.predicate.value == CG + "participant"}
    assert stated == {f"<{PREFIXES['actor']}nils-ek>", f"<{PREFIXES['actor']}ruritania>"}
