"""A timeline as people and programs read it: table, Markdown, CSV, JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from coalition.output.data import joined, write_json
from coalition.output.passages import sources
from coalition.output.table import markdown, table
from coalition.timeline.entries import listed

if TYPE_CHECKING:
    from coalition.names import Names
    from coalition.timeline.entries import Entry, Timeline

Draw = Callable[[Sequence[str], Sequence[Sequence[str]], TextIO], None]
COLUMNS = ("date", "what", "kind", "place", "basis", "sources")
FIELDS = ("date", "start", "end", "thing", "label", "kind", "relation", "inferred")
LISTS = ("inferred_from", "at_event", "contradicts", "places", "passages")


def write(found: Timeline, names: Names, output: TextIO, format: str) -> None:
    """A timeline in one of table, markdown, csv and json."""
    if format == "json":
        _json(found, output)
    elif format == "csv":
        _csv(found, output)
    else:
        _table(found, names, output, markdown if format == "markdown" else table)


def _table(found: Timeline, names: Names, output: TextIO, draw: Draw) -> None:
    """The entries in time, then those without a year, then how many things have no date."""
    dated = [entry for entry in found.entries if not entry.period.yearless]
    if dated or not found.entries:
        draw(COLUMNS, [_cells(entry, names) for entry in dated], output)
    if apart := found.entries[len(dated) :]:
        output.write("\nno year written\n\n" if dated else "no year written\n\n")
        draw(COLUMNS, [_cells(entry, names) for entry in apart], output)
    if words := found.undated_in_words():
        output.write(f"\n{words}\n")


def _cells(entry: Entry, names: Names) -> list[str]:
    thing = entry.thing
    cited = [sources(entry.evidence(entry.period))]
    cited += [f"{looser}: {sources(entry.evidence(looser))}" for looser in entry.looser]
    return [
        str(entry.period),
        thing.label,
        thing.what,
        ", ".join(thing.places),
        basis(entry, names),
        "; ".join(cited),
    ]


def basis(entry: Entry, names: Names) -> str:
    """What the date is of, whether it is written or what it was inferred from, and what it contradicts."""
    origins = [str(claim.written) for claim in entry.grounds if claim.written and claim.inferred]
    origins += [names.label(iri) for iri in entry.origins]
    parts = [] if entry.relation == "dated" else [entry.relation]
    if entry.events:
        parts = [f"{entry.relation} at {listed([*map(names.label, entry.events)])}"]
    if entry.inferred:
        parts.append(f"inferred from {listed([*dict.fromkeys(origins)])}" if origins else "inferred")
    elif not entry.events:
        parts.append("written")
    parts += [f"contradicts {listed([*map(str, entry.contradicts)])}"] if entry.contradicts else []
    return ", ".join(parts)


def _json(found: Timeline, output: TextIO) -> None:
    whole = {
        "entries": [entry.to_dict() for entry in found.entries],
        "undated": [thing.to_dict() for thing in found.undated],
    }
    write_json(whole, output)


def _csv(found: Timeline, output: TextIO) -> None:
    """A line for each entry; several values of one field are separated by ` | `, and passages are IRIs."""
    writer = csv.writer(output)
    writer.writerow([*FIELDS, *LISTS])
    for entry in found.entries:
        data = entry.to_dict()
        data["passages"] = [cited["passage"] for cited in data["passages"]]
        data["inferred"] = str(data["inferred"]).lower()
        writer.writerow([*(data[name] for name in FIELDS), *(joined(data[name]) for name in LISTS)])
