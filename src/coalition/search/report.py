"""Write the hits of a search for people and programs: as a table, Markdown, CSV or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from coalition.namespaces import local_name, shorten
from coalition.output.data import write_csv, write_json
from coalition.output.table import fitted, markdown, plural, table
from coalition.search.search import MOST

if TYPE_CHECKING:
    from coalition.output.about import About
    from coalition.search.search import Hit, Hits

COLUMNS = ("kind", "what", "found", "told as", "passages", "iri")
"""The columns of a table."""

OPEN, CLOSE = "»", "«"
"""Stand around the words that were found."""

SHOWN = 3
"""How many passages of a hit a table names."""


def write(hits: Hits, output: TextIO, format: str, *, texts: bool = True, about: About | None = None) -> None:
    """Write hits in a format: `json`, `csv`, `markdown`, or else a table.

    For people, lines follow that say how many hits there are, and what was not searched. `texts` tells whether texts
    were to be searched; `about` says, in JSON, what the hits were found in.
    """
    if format == "json":
        write_json(hits.to_dict(), output, about)
    elif format == "csv":
        _csv(hits, output)
    else:
        (markdown if format == "markdown" else table)(COLUMNS, [_cells(hit) for hit in hits], output)
        output.write(f"\n{number(hits)}\n")
        if told := searched(hits, texts):
            output.write(fitted(told, 0, output))


def _cells(hit: Hit) -> list[str]:
    """Return the cells of the row of a hit, in the order of COLUMNS."""
    place = "" if hit.start is None else f"{hit.start}–{hit.end}"
    what = f"{hit.label}, {place}" if hit.kind == "text" else hit.label
    return [hit.kind, what, marked(hit), ", ".join(hit.stances), _passages(hit), shorten(hit.iri) or hit.iri]


def marked(hit: Hit) -> str:
    """Return the snippet of a hit with signs around the words that were found."""
    parts, at = [], 0
    for start, end in hit.marks:
        parts += [hit.snippet[at:start], OPEN, hit.snippet[start:end], CLOSE]
        at = end
    return "".join([*parts, hit.snippet[at:]])


def _passages(hit: Hit) -> str:
    if hit.kind == "passage":  # it rests on itself
        return ""
    named = [local_name(iri) for iri in hit.passages[:SHOWN]]
    more = hit.passage_count - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _csv(hits: Hits, output: TextIO) -> None:
    """Write a line for each hit; passages are IRIs."""
    rows = (hit.to_dict() for hit in hits)
    marked = (row | {"marks": [f"{start}-{end}" for start, end in row["marks"]]} for row in rows)
    write_csv(FIELDS, marked, output)


FIELDS = (
    *("kind", "label", "iri", "found_in", "snippet", "marks", "stances", "passages", "passage_count"),
    *("source", "start", "end"),
)
"""The columns of CSV."""


def corrected(hits: Hits) -> list[str]:
    """Return a line for each word that was corrected."""
    return [f"no “{each.typed}”; searched for “{each.used}”" for each in hits.corrections]


def number(hits: Hits) -> str:
    """Return in words how many hits there are, and how many of them are shown."""
    total = f"more than {MOST - 1} hits" if hits.total == MOST else plural(hits.total, "hit")
    return total if len(hits) == hits.total else f"{total}; the best {len(hits)} are shown, and more with --limit N"


def searched(hits: Hits, texts: bool) -> str:
    """Return in words what was searched, where that is not everything; `texts` tells whether texts were wanted."""
    missing = hits.texts - hits.texts_found
    if not missing:
        return ""
    if not texts:
        return "The words of the texts were not searched."
    if not hits.texts_found:
        return "Source texts not found: only names and contents were searched; pass --sources DIR."
    found = f"{hits.texts_found} of {plural(hits.texts, 'text')}"
    return f"Source texts not found for some: the words of {found} were searched; pass --sources DIR."


def why_empty(hits: Hits) -> str:
    """Return in words how often each word stands by itself, where no place has them all."""
    parts = [f"“{word}” stands in {_places(count)}" for word, count in hits.counts.items()]
    none = "" if len(parts) == 1 or not all(hits.counts.values()) else ", and no place has all that was asked for"
    return "; ".join(parts) + none


def _places(count: int) -> str:
    return f"more than {MOST - 1} places" if count == MOST else plural(count, "place") if count else "no place"
