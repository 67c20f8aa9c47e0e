"""Fill the first page: what the graph holds, from which sources, what is disputed, and what one can ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coalition.pages.linked import dataset
from coalition.pages.page import Asked, Page

COUNTED = ("sources", "passages", "facts", "participants", "works cited")
"""The counts of a snapshot that the first page tells."""

FEW = 5
"""How many conflicts and events the first page shows."""


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the first page shows."""
    graph = asked.graph
    counts = graph.snapshot.counts
    about = graph.about()
    tags: dict[str, list[Any]] = {}
    for question in asked.whole.questions().values():
        tags.setdefault(question.tags[0] if question.tags else "", []).append(question)
    conflicts = [] if graph._large else graph.conflicts()
    chosen, kinds = [], set[str]()
    for each in conflicts:  # of each kind, the first
        if each.kind not in kinds:
            kinds.add(each.kind)
            chosen.append(each)
    entries = [] if graph._large else graph.timeline(kinds=("event",)).entries
    drafted = counts.get("drafted passages", 0)
    return {
        "title": asked.catalogue.gettext("Who says so?"),
        "counts": {name: counts.get(name, 0) for name in COUNTED},
        "described": dataset(asked),
        "about": about,
        "documents": about.documents[:50],
        "conflicts": chosen[:FEW],
        "conflict_count": len(conflicts),
        "entries": entries[-FEW:][::-1],
        "tags": tags,
        "drafted": drafted,
        "families": len(graph.families()),
    }


FRONT = Page("front.html", fill)
