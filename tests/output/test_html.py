"""Test how results are shown in notebooks."""

from __future__ import annotations

from coalition.output.html import LIMIT, table


def test_a_notebook_shows_the_first_rows_and_says_how_many_there_are() -> None:
    shown = table(("a<b",), ([str(number)] for number in range(2000)), 2000)
    assert shown.count("<tr>") == LIMIT + 1
    assert shown.endswith("</table><p>100 of 2,000 rows</p>")
    assert "<th>a&lt;b</th>" in shown
    assert table((), (), 1).endswith("<p>1 row</p>")
