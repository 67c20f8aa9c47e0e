"""Show results in notebooks, as tables in HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import islice

LIMIT = 100
"""How many rows a notebook shows of a result."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    """Return the first rows of a result as a table in HTML, with a line that says how many there are.

    Parameters
    ----------
    columns:
        The names of the columns.
    rows:
        The cells of each row, as text.
    total:
        The number of rows.
    """
    body = "".join(_line(row, "td") for row in islice(rows, LIMIT))
    shown = f"{LIMIT} of {total:,} rows" if total > LIMIT else "1 row" if total == 1 else f"{total} rows"
    return f"<table><thead>{_line(columns, 'th')}</thead><tbody>{body}</tbody></table><p>{shown}</p>"


def _line(cells: Iterable[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
