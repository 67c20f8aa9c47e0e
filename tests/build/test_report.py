"""Test how the contents of a snapshot are printed."""

from __future__ import annotations

import pytest

from coalition.build.report import counts, size


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
