"""Write timelines for people and programs: as a table, Markdown, CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TextIO

from coalition.output.data import write_csv, write_json
from coalition.output.passages import sources
from coalition.output.table import markdown, table
from coalition.provenance.evidence import Evidence
from coalition.timeline.entries import listed

if TYPE_CHECKING:
    from coalition.names import Names
    from coalition.output.about import About
    from coalition.timeline.entries import Entry, Timeline

WriteTable = Callable[[Sequence[str], Sequence[Sequence[str]], TextIO], None]
"""Writes a table, given its columns and rows, to an output."""

COLUMNS = ("date", "what", "kind", "told as", "place", "basis", "sources")
"""The columns of a table."""

FIELDS = ("date", "start", "end", "thing", "label", "kind", "relation", "told", "part", "inferred")
LISTS = ("inferred_from", "at_event", "contradicts", "places", "denied_by", "passages")
"""The columns of CSV: those with one value, and those with several."""


def write(
    timeline: Timeline,
    names: Names,
    output: TextIO,
    format: str,
    about: About | None = None,
    page: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write a timeline in a format: `json`, `csv`, `markdown`, or else a table.

    `names` gives the labels of what dates rest on; `about` says, in JSON, what the timeline was made from, and `page`
    which part of it follows.
    """
    if format == "json":
        _json(timeline, output, about, page)
    elif format == "csv":
        _csv(timeline, output)
    else:
        _table(timeline, names, output, markdown if format == "markdown" else table)


def _table(timeline: Timeline, names: Names, output: TextIO, write_table: WriteTable) -> None:
    """Write the entries by date, then those without a year, then how many things have no date."""
    dated = [entry for entry in timeline.entries if not entry.period.yearless]
    if dated or not timeline.entries:
        write_table(COLUMNS, [_cells(entry, names) for entry in dated], output)
    if yearless := timeline.entries[len(dated) :]:
        output.write("\nno year written\n\n" if dated else "no year written\n\n")
        write_table(COLUMNS, [_cells(entry, names) for entry in yearless], output)
    if undated := timeline.undated_in_words():
        output.write(f"\n{undated}\n")


def _cells(entry: Entry, names: Names) -> list[str]:
    """Return the cells of the row of an entry, in the order of COLUMNS."""
    thing = entry.thing
    cited = [sources(entry.evidence(entry.period))]
    cited += [f"{looser}: {sources(entry.evidence(looser))}" for looser in entry.looser]
    return [
        str(entry.period),
        thing.label,
        thing.what,
        ", ".join(entry.notes or (entry.told,)),
        ", ".join(thing.places),
        basis(entry, names),
        "; ".join(cited),
    ]


def basis(entry: Entry, names: Names) -> str:
    """Return what the date of an entry rests on, in a few words.

    They say what was announced or stated then, at which event, whether the date is written or what it was inferred
    from, which passages deny the thing, and which dates contradict this one.
    """
    origins = [str(claim.written) for claim in entry.grounds if claim.written and claim.inferred]
    origins += [names.label(iri) for iri in entry.origins]
    parts = [] if entry.relation == "dated" else [entry.relation]
    if entry.events:
        parts = [f"{entry.relation} at {listed([*map(names.label, entry.events)])}"]
    if entry.inferred:
        parts.append(f"inferred from {listed([*dict.fromkeys(origins)])}" if origins else "inferred")
    elif not entry.events:
        parts.append("written")
    parts += [f"denied by {sources(Evidence(entry.denied))}"] if entry.denied else []
    parts += [f"contradicts {listed([*map(str, entry.contradicts)])}"] if entry.contradicts else []
    return ", ".join(parts)


def _json(timeline: Timeline, output: TextIO, about: About | None, page: Mapping[str, Any]) -> None:
    content = {
        **page,
        "entries": [entry.to_dict() for entry in timeline.entries],
        "undated": [thing.to_dict() for thing in timeline.undated],
    }
    write_json(content, output, about)


def _csv(timeline: Timeline, output: TextIO) -> None:
    """Write a line for each entry; passages are IRIs."""
    rows = (entry.to_dict() for entry in timeline.entries)
    named = (row | {"passages": [cited["passage"] for cited in row["passages"]]} for row in rows)
    write_csv((*FIELDS, *LISTS), named, output)
