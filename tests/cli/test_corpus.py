"""Test the commands for a graph of one's own: new, source, draft, build, check, format, cite."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from program import Call, Done, misused, process, refuses, terminal
from ruritania import document

# A corpus of one's own


def test_a_graph_of_ones_own_from_nothing_to_a_draft(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mine(*arguments: str) -> Done:
        return process("--store", str(store), "--root", "mine", *arguments)

    monkeypatch.chdir(tmp_path)
    laid = process("new", "mine")
    assert (laid.code, laid.out) == (0, "")
    assert "coalition --root mine check" in laid.err
    assert mine("check").out.endswith("\nno faults\n")
    assert "Tomas Reke" in mine("ask", "who-took-part", "--event", "Ostvik meeting", "--why").out
    Path("news.txt").write_bytes(b"Varga saw Sapt in Ostvik.\r\nIt rained.\r\n")
    added = mine("source", "add", "news.txt", "--title", "News", "--publisher", "ostvik courier")
    assert added == Done(0, "mine/graph/news.trig\n", "")
    made = mine("draft", "news")
    assert made.err == (
        "1 passage drafted; sentences in which nothing was found: 1\n"
        "names: 2; --why tells what each rests on\n"
        "possible names that are not in the register: Sapt\n"
    )
    path = Path("mine/graph/news.trig")
    path.write_text(path.read_text(encoding="utf-8") + made.out, encoding="utf-8")
    assert mine("format").code == 0
    checked = mine("check")
    assert (
        "\n1 passage is only drafted and states nothing yet: write the stance and the facts into the file\n"
        in checked.out
    )
    (listed,) = [line.split() for line in mine("source", "list").out.splitlines() if "news" in line]
    assert listed == ["news", "News", "news.txt", "0", "1", "0", "found"]
    found = json.loads(mine("source", "list", "--format", "json").out)["sources"]
    assert [each["drafted"] for each in found] == [0, 1]
    accepted = path.read_text(encoding="utf-8").replace("cg:Drafted", "cg:Asserts")
    path.write_text(accepted, encoding="utf-8")
    refused = mine("check")
    assert refused.code == 1
    assert re.search(
        r"news\.trig:\d+:\d+: passage:news-0 still has cg:mentions, which only a drafted .* may have; write",
        refused.err,
    )


def test_the_commands_that_the_readme_of_a_new_graph_begins_with_run(store: Path, tmp_path: Path) -> None:
    assert process("new", str(tmp_path / "mine")).code == 0
    text = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    coalition (.+)$", text, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        done = process(shell=f'cd "{tmp_path}/mine" && $P --store "{store}" {line}')
        assert done.code == 0, done.err
        assert "(no rows)" not in done.out
        assert len(done.out.splitlines()) > 2


def test_what_is_laid_out_twice_is_refused(call: Call, tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    assert call("new", folder).code == 0
    assert call("new", folder) == Done(
        1, "", f"Error: {folder}: the folder is not empty; name a folder that does not exist yet\n"
    )


def test_progress_of_a_draft_is_shown_on_a_terminal_only(folder: Path) -> None:
    (folder / "graph" / "zenda.trig").write_text(document().partition("passage:zenda")[0], encoding="utf-8")
    assert "Reading the sentences" in terminal("--root", str(folder), "draft", "zenda")
    assert "Reading" not in process("--root", str(folder), "draft", "zenda").err


def test_build_says_what_the_snapshot_holds(call: Call, store: Path) -> None:
    shown = call("build").out.splitlines()
    assert shown[1] == str(store / shown[0].removeprefix("snapshot "))
    assert any(re.fullmatch(r" *\d+  passages", line) for line in shown)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["source", "add", "x.txt", "--title", "X"], "the published graph cannot be changed; pass --root DIR"),
        (["--root", "/no/such", "source", "add", "x.txt", "--title", "X"], "/no/such: there is no such folder"),
        (["draft", "nowhere"], "there is no source nowhere with a text; name one of s000, s001"),
        (["--sources", "/dev/shm", "draft", "s002"], "the text of s002 was not found; pass --sources DIR"),
        (["new", "/dev"], "/dev: the folder is not empty; name a folder that does not exist yet"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    refuses(call(*arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new"], "Missing argument 'DIR'."),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call) -> None:
    misused(call(*arguments), message)


def test_several_sources_are_drafted_at_once_with_the_names_of_all(folder: Path, tmp_path: Path, call: Call) -> None:
    root = ("--root", str(folder))
    for name, text in (("one", "Rudolf met Sapt in May 2031."), ("two", "The man Sapt saw 5 ships. It rained.")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        assert call(*root, "source", "add", str(tmp_path / f"{name}.txt"), "--title", name, "--name", name).code == 0
    both = call(*root, "draft", "one", "two")
    assert both.out.count("cg:stance cg:Drafted") == 2 and both.out.count("@prefix cg:") == 1
    assert "2 passages drafted; sentences in which nothing was found: 1\n" in both.err
    assert "possible names that are not in the register: Sapt (2)\n" in both.err
    assert "\nSapt,,,2," in call(*root, "draft", "one", "two", "--actors").out
    told = json.loads(call(*root, "draft", "one", "two", "--why", "--format", "json").out)
    assert [each["passage"].rpartition("/")[2] for each in told["passages"]] == ["one-0", "two-0"]
    every = call(*root, "draft", "--all", "--write", "--every")
    assert [line for line in every.err.splitlines() if line.startswith("written: ")] == [
        f"written: {folder / 'graph' / name}.trig" for name in ("one", "two", "zenda")]  # fmt: skip
    assert call(*root, "draft", "--all", "--write", "--every").err.startswith("0 passages drafted")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "it is not said what to draft; name a source, or several, or give --all"),
        (["zenda", "--all"], "--all drafts each source; name a source"),
    ],
)
def test_what_to_draft_is_said_in_one_way(folder: Path, arguments: list[str], message: str, call: Call) -> None:
    refuses(call("--root", str(folder), "draft", *arguments), message)
