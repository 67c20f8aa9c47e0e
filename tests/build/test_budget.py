"""Test which snapshots are no longer wanted, and how much of them may be kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from coalition.build.budget import BUDGET, DAY, STATES, Budget, Entry, parse_size, stamp
from coalition.build.manifest import Origin
from coalition.errors import SelectionError, StoreError

NOW = 1_000 * DAY


def entry(
    name: str, *, days: float = 0, size: int = 10, root: str = "r", whole: str = "", state: str = "", known: bool = True
) -> Entry:
    """Return a snapshot that was used last so many days ago."""
    used = NOW - days * DAY
    return Entry(name, Path(name), Origin(root, whole) if known else None, size, used, used, state)


ENTRIES = some.lists(
    some.builds(
        entry,
        some.uuids().map(str),
        days=some.integers(0, 8),
        size=some.integers(0, 9),
        root=some.sampled_from("ab"),
        whole=some.sampled_from(["", "u", "v", "w"]),
        state=some.sampled_from(["", "", "", "", "current", "in use", "damaged", "other layout"]),
    ),
    max_size=14,
    unique_by=lambda each: each.digest,
)


def removed_one_by_one(entries: list[Entry], budget: Budget) -> list[Entry]:
    """Return what goes, found by taking one away after the other from the one used first."""
    queue = sorted(entries, key=lambda each: (each.used, each.digest))
    free = [each for each in queue if each.state not in ("current", "in use", "damaged")]
    gone = []
    uses = {
        (each.origin.root, each.whole): (each.used, each.digest) for each in queue if each.origin
    }  # the last counts
    for each in free:
        states = [state for state in uses if each.origin and state[0] == each.origin.root]
        newer = [state for state in states if uses[state] > uses[each.origin.root, each.whole]]  # type: ignore[union-attr]
        if NOW - each.used > budget.days * DAY or len(newer) >= STATES:
            gone.append(each)
    left = [each for each in queue if each not in gone and each.state != "damaged"]
    while sum(each.size for each in left) > budget.size and any(each in free for each in left):
        first = next(each for each in left if each in free)
        left.remove(first)
        gone.append(first)
    return sorted(gone, key=lambda each: (each.used, each.digest))


@given(ENTRIES, some.builds(Budget, size=some.integers(0, 80), days=some.integers(0, 9)))
def test_what_goes_is_what_taking_one_away_after_the_other_gives(entries: list[Entry], budget: Budget) -> None:
    assert budget.surplus(entries, NOW) == removed_one_by_one(entries, budget)


def test_a_snapshot_goes_after_its_last_day_and_not_on_it() -> None:
    entries = [entry("on", days=30), entry("after", days=30.001)]
    assert [each.digest for each in Budget().surplus(entries, NOW)] == ["after"]


def test_snapshots_that_fit_exactly_stay() -> None:
    entries = [entry("a", days=2), entry("b", days=1), entry("c")]
    assert Budget(size=30).surplus(entries, NOW) == []
    assert [each.digest for each in Budget(size=29).surplus(entries, NOW)] == ["a"]


def test_a_view_counts_as_a_use_of_its_state() -> None:
    states = [entry(f"state {number}", days=10 - number) for number in range(6)]
    assert [each.digest for each in Budget().surplus(states, NOW)] == ["state 0"]
    with_view = [*states, entry("view", days=0, whole="state 0")]
    assert [each.digest for each in Budget().surplus(with_view, NOW)] == ["state 1"]
    assert Budget().surplus([*states[:5], entry("other", root="s", days=0)], NOW) == []


def test_the_budget_of_a_folder_is_read_again(tmp_path: Path) -> None:
    assert Budget.read(tmp_path) == Budget(10**9, 30)
    (tmp_path / BUDGET).write_bytes(Budget(5, 6).encode())
    assert Budget.read(tmp_path) == Budget(5, 6)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[1, 2]",
        b'{"size": -1}',
        b'{"size": 1.5}',
        b'{"days": true}',
        b'{"more": 1}',
        b"\xff",
        b"[" * 99_999,
    ],
)
def test_a_file_that_holds_no_budget_is_told_of(tmp_path: Path, content: bytes) -> None:
    (tmp_path / BUDGET).write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Budget.read(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / BUDGET}: this file does not hold a budget; "
        "remove it, or set the budget with coalition snapshots --size SIZE --days N"
    )


SIZES = {"0": 0, "7": 7, "7B": 7, "500MB": 500_000_000, "1.5 GB": 1_500_000_000, "2gb": 2 * 10**9, "3 TB": 3 * 10**12}


@pytest.mark.parametrize(("typed", "meant"), SIZES.items())
def test_a_size_is_read_with_its_unit(typed: str, meant: int) -> None:
    assert parse_size(typed) == meant


@pytest.mark.parametrize("typed", ["", "MB", "-1", "1e9", "٢GB", "1.GB", "5 XB", "1 GiB", "1" * 5_000, "nan"])
def test_what_is_not_a_size_is_refused(typed: str) -> None:
    with pytest.raises(SelectionError, match="is not a size; give a number with a unit, for example 500MB or 2GB"):
        parse_size(typed)


def test_an_entry_is_json() -> None:
    made = entry("a", whole="w", size=7)
    assert json.loads(json.dumps(made.to_dict())) == {
        "snapshot": "a",
        "root": "r",
        "view_of": "w",
        "view": "",
        "bytes": 7,
        "built": stamp(NOW),
        "used": stamp(NOW),
        "state": "",
        "folder": "a",
    }
    assert stamp(NOW) == "1972-09-27T00:00:00Z"
