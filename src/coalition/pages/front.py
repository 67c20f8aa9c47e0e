"""Fill the first page: what the graph holds, from which sources, what is disputed, and what one can ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coalition.pages.audit import within_one
from coalition.pages.linked import dataset
from coalition.pages.page import Asked, Page
from coalition.pages.questions import grouped

if TYPE_CHECKING:
    from coalition.audit.conflicts import Pair

COUNTED = ("sources", "passages", "facts", "participants", "works cited")
"""The counts of a snapshot that the first page tells."""

FEW = 5
"""How many conflicts and events the first page shows."""


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the first page shows."""
    graph = asked.graph
    counts = graph.snapshot.counts
    about = graph.about()
    first: dict[str, Pair] = {}  # of each kind
    within = within_one(graph)
    for pair in sorted(graph._pairs, key=within.__contains__):  # those between several sources come first
        first.setdefault(pair.kind, pair)
    events, _ = graph._chronology.chosen(("event",), None, None, None)
    drafted = counts.get("drafted passages", 0)
    return {
        "title": asked.catalogue.gettext("Who says so?"),
        "counts": {name: counts.get(name, 0) for name in COUNTED},
        "described": dataset(asked),
        "about": about,
        "documents": [graph._document(iri) for iri in about.sources[:50]],
        "conflicts": graph._told(list(first.values())[:FEW]),
        "conflict_count": len(graph._pairs),
        "entries": graph._entries(events[-FEW:][::-1].tolist()),
        "tags": grouped(asked.whole.questions().values()),
        "drafted": drafted,
        "families": len(graph.families()),
    }


def reading(asked: Asked) -> Mapping[str, Any]:
    """Return what the page shows that says how to read the others, and where it stands what is not known."""
    title = asked.catalogue.gettext("How to read this")
    return {"title": title, "foreseen": asked.whole.questions().get("foreseen-and-not-told")}


READING = Page("reading.html", reading)
FRONT = Page("front.html", fill)
