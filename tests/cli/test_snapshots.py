"""Test the command that lists and removes snapshots."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
import small_snapshots
from program import Call, Done
from small_snapshots import digest

from coalition.build.budget import BUDGET
from coalition.build.manifest import MANIFEST


@pytest.fixture
def kept(call: Call, folder: Path, tmp_path: Path) -> Call:
    """Return a function that runs a command with a folder of three snapshots, one of them of the graph as it is now."""
    store = tmp_path / "kept"

    def called(*arguments: str, **others: bytes) -> Done:
        return call("--root", str(folder), "--store", str(store), *arguments, **others)

    called("build")
    small_snapshots.write(store, "a", root="elsewhere", size=1_000_000)
    small_snapshots.write(store, "b", root="elsewhere", whole="a", size=500)
    small_snapshots.age(store, "a", 7_200)
    small_snapshots.age(store, "b", 3_600)
    return called


def names(shown: str) -> list[str]:
    """Return the snapshots of a table."""
    return re.findall(r"^[0-9a-f]{12}(?=  )", shown, re.MULTILINE)


def test_the_table_lists_the_one_used_last_first_and_what_each_is(kept: Call, folder: Path) -> None:
    shown = kept("snapshots")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert lines[0].split() == ["snapshot", "of", "root", "size", "built", "last", "used", "state"]
    now, view, whole = lines[2:5]
    assert now.split("  ")[1] == "whole graph" and str(folder) in now and now.endswith("current")
    assert view.startswith(f"{digest('b')[:12]}  {digest('a')[:12]} --on 1894  elsewhere  ")
    assert re.search(r"elsewhere  +3 MB  \d{4}-\d\d-\d\d \d\d:\d\d  \d{4}-\d\d-\d\d \d\d:\d\d *$", whole)
    assert re.fullmatch(r"3 snapshots, 3\.\d MB, kept; the budget is 1 GB, and 30 days without use", lines[5])


def test_machine_formats_hold_the_same(kept: Call) -> None:
    found = json.loads(kept("snapshots", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(kept("snapshots", "--format", "csv").out)))
    assert found["budget"] == {"size": 10**9, "days": 30}
    assert [{key: str(value) for key, value in each.items()} for each in found["snapshots"]] == rows
    assert [row["view_of"] for row in rows] == ["", digest("a"), ""]
    assert [row["state"] for row in rows] == ["current", "", ""]


def test_pruning_removes_what_a_dry_run_lists_and_nothing_else(kept: Call, tmp_path: Path) -> None:
    assert names(kept("snapshots", "--prune").out) == []
    shown = kept("snapshots", "--prune", "--dry-run", "--size", "2MB")
    assert names(shown.out) == [digest("a")[:12]]
    assert shown.out.splitlines()[-1] == (
        "1 snapshot, 3 MB, would be removed; the budget is 2 MB, and 30 days without use"
    )
    assert not (tmp_path / "kept" / BUDGET).exists()
    assert len(names(kept("snapshots").out)) == 3
    done = kept("snapshots", "--prune", "--size", "2MB")
    assert names(done.out) == [digest("a")[:12]]
    assert "3 MB, removed; the budget is 2 MB" in done.out
    assert len(names(kept("snapshots").out)) == 2
    assert names(kept("snapshots", "--prune", "--days", "0").out) == [digest("b")[:12]]
    assert "the budget is 2 MB, and 0 days" in kept("snapshots").out
    assert kept("query", "ASK {}").out == "true\n"


def test_what_is_damaged_is_listed_and_left(kept: Call, tmp_path: Path) -> None:
    (tmp_path / "kept" / digest("a") / MANIFEST).write_bytes(b"")
    assert kept("snapshots", "--prune", "--size", "0").out.count(digest("a")[:12]) == 1  # its view, which goes
    assert re.search(rf"^{digest('a')[:12]}  not known  .*damaged$", kept("snapshots").out, re.MULTILINE)


def test_a_root_that_cannot_be_read_has_no_current_snapshot(call: Call, kept: Call, tmp_path: Path) -> None:
    shown = call("--root", str(tmp_path / "absent"), "--store", str(tmp_path / "kept"), "snapshots")
    assert (shown.code, len(names(shown.out)), "current" in shown.out) == (0, 3, False)


def test_a_folder_that_does_not_exist_holds_nothing_and_is_not_made(call: Call, tmp_path: Path) -> None:
    shown = call("--store", str(tmp_path / "absent"), "snapshots", "--prune")
    assert (shown.code, "(no rows)" in shown.out) == (0, True)
    assert not (tmp_path / "absent").exists()


WRONG = {
    ("--dry-run",): (2, "Error: --dry-run needs --prune."),
    ("--size", "5XB"): (1, "Error: --size: '5XB' is not a size; give a number with a unit, for example 500MB or 2GB"),
    ("--size", ""): (1, "Error: --size: the value is empty; type one, or set the variable of the shell"),
    ("--days", "-1"): (2, "Error: Invalid value for '--days': -1 is not in the range 0<=x<=36500."),
    ("--days", "soon"): (2, "Error: Invalid value for '--days': 'soon' is not a whole number of at most 18 digits"),
}


@pytest.mark.parametrize(("given", "told"), WRONG.items(), ids=str)
def test_what_cannot_be_meant_is_told(kept: Call, given: tuple[str, ...], told: tuple[int, str]) -> None:
    shown = kept("snapshots", *given)
    assert (shown.code, shown.out, shown.err.splitlines()[-1]) == (told[0], "", told[1])


def test_a_budget_that_cannot_be_read_is_told_and_set_anew(kept: Call, tmp_path: Path) -> None:
    (tmp_path / "kept" / BUDGET).write_bytes(b"{")
    shown = kept("snapshots")
    assert (shown.code, shown.out, len(shown.err.splitlines())) == (1, "", 1)
    assert kept("build").code == 0
    assert kept("snapshots", "--size", "1GB", "--days", "9").code == 0
    assert "and 9 days without use" in kept("snapshots").out


def test_a_folder_whose_name_is_not_utf_8_is_listed(call: Call, folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    folder.rename(odd)
    store = str(tmp_path / "store")
    assert call("--root", str(odd), "--store", store, "build").code == 0
    for form in ("table", "csv", "json"):
        shown = call("--root", str(odd), "--store", store, "snapshots", "--format", form)
        assert (shown.code, "caf\ufffd" in shown.out) == (0, True)


def test_the_options_of_a_view_that_are_listed_ask_for_that_view(call: Call, folder: Path, tmp_path: Path) -> None:
    def rows(*options: str) -> dict[str, str]:
        store = str(tmp_path / "views")
        assert call("--root", str(folder), "--store", store, "query", *options, "ASK {}").code == 0
        shown = call("--root", str(folder), "--store", store, "snapshots", "--format", "csv").out
        return {row["view"]: row["snapshot"] for row in csv.DictReader(io.StringIO(shown))}

    given = ("--known-by", "1895", "--on", "1894", "--stance", "asserts", "--source", "zenda", "--families", "1")
    found = rows(*given)
    (view,) = found.keys() - {""}
    assert view == "--known-by 1895 --on 1894 --stance cg:Asserts --source source:zenda"
    assert rows(*view.split()) == found
    assert rows("--families", "2").keys() - {"", view} == {"--families 2"}
