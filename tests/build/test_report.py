"""Test how the contents of a snapshot are printed."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.build.budget import Budget, Entry
from coalition.build.manifest import Origin
from coalition.build.report import counts, size, snapshots


def test_counts_are_lined_up() -> None:
    assert list(counts({"facts": 12345, "refused facts": 0})) == ["12,345  facts", "  none  refused facts"]


SIZES = {
    0: "0 bytes",
    999: "999 bytes",
    1000: "1 KB",
    1050: "1.1 KB",
    999_949: "999.9 KB",
    999_950: "1 MB",
    2_500_000_000: "2.5 GB",
    10**15: "1000 TB",
}


@pytest.mark.parametrize(("number", "shown"), SIZES.items())
def test_a_size_is_shown_in_the_unit_that_people_use(number: int, shown: str) -> None:
    assert size(number) == shown


WHOLE = Entry("a" * 40, Path("/store/a"), Origin("/graph"), 2_500_000, 0, 86_400 * 365, "current")
VIEW = Entry("b" * 40, Path("/store/b"), Origin("/graph", "a" * 40, "--source s001"), 999, 3_600, 7_200)
BROKEN = Entry("c" * 40, Path("/store/c"), None, 1_000, 0, 0, "damaged")
ENTRIES = (WHOLE, VIEW, BROKEN)
BUDGET = Budget(10**9, 1)


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put this machine into the time zone UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


TABLE = f"""\
snapshot      of                          root            size  built             last used         state
{"─" * 107}
aaaaaaaaaaaa  whole graph                 /graph        2.5 MB  1970-01-01 00:00  1971-01-01 00:00  current
bbbbbbbbbbbb  aaaaaaaaaaaa --source s001  /graph     999 bytes  1970-01-01 01:00  1970-01-01 02:00
cccccccccccc  not known                   not known       1 KB  1970-01-01 00:00  1970-01-01 00:00  damaged
3 snapshots, 2.5 MB, removed; the budget is 1 GB, and 1 day without use
"""


def written(format: str) -> str:
    output = io.StringIO()
    snapshots(ENTRIES, BUDGET, "removed", format, output)
    return output.getvalue()


@pytest.mark.usefixtures("utc")
def test_snapshots_are_a_table_with_what_they_are_of_and_the_budget() -> None:
    assert written("table") == TABLE


def test_snapshots_in_json_and_csv_hold_every_entry() -> None:
    assert json.loads(written("json")) == {
        "snapshots": [each.to_dict() for each in ENTRIES],
        "budget": {"size": 10**9, "days": 1},
    }
    rows = list(csv.DictReader(io.StringIO(written("csv"))))
    assert rows == [{key: str(value) for key, value in each.to_dict().items()} for each in ENTRIES]
