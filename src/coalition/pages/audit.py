"""Fill the pages on how far one can rely on the graph: conflicts, identities, families, releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from coalition.errors import ParameterError
from coalition.operations.diff import compare
from coalition.operations.parameters import Parameter
from coalition.pages.page import Asked, Page

AT_ONCE = 25

OFFSET = Parameter("offset", "number", "Leave out so many at the beginning.", least=0)


def conflicts(asked: Asked) -> Mapping[str, Any]:
    """Return the conflicts: all, those of a kind, or those that concern a thing."""
    thing, kind, offset = asked.values.get("thing"), asked.values.get("kind"), asked.values.get("offset", 0)
    found = asked.graph.conflicts(thing)
    kinds = Counter(each.kind for each in found)
    found = [each for each in found if kind in (None, each.kind)]
    return {
        "title": asked.catalogue.gettext("Conflicts"),
        "found": found[offset : offset + AT_ONCE],
        "total": len(found),
        "offset": offset,
        "most": AT_ONCE,
        "kinds": sorted(kinds.items()),
        "kind": kind,
        "thing": thing,
    }


def identities(asked: Asked) -> Mapping[str, Any]:
    """Return the actors with their names, and what was decided on who they are."""
    offset, actor = asked.values.get("offset", 0), asked.values.get("actor")
    found = asked.graph.identities(actor)
    decided = asked.values.get("decided", False)
    found = [each for each in found if not decided or each.decisions or each.notes]
    return {
        "title": asked.catalogue.gettext("Who is who"),
        "found": found[offset : offset + 4 * AT_ONCE],
        "total": len(found),
        "offset": offset,
        "most": 4 * AT_ONCE,
        "decided": decided,
        "actor": actor,
    }


def families(asked: Asked) -> Mapping[str, Any]:
    """Return the families of sources, with the ties that join them, and how many facts each number of them tells."""
    graph = asked.graph
    label = graph.names.label
    found = [
        (family.name, [(iri, label(iri)) for iri in family.sources], [tie.in_words(label) for tie in family.ties])
        for family in graph.families()
    ]
    offset = asked.values.get("offset", 0)
    return {
        "title": asked.catalogue.gettext("Families of sources"),
        "found": found[offset : offset + 4 * AT_ONCE],
        "total": len(found),
        "offset": offset,
        "most": 4 * AT_ONCE,
        "told": {} if graph._large else graph._told_by,
    }


def releases(asked: Asked) -> Mapping[str, Any]:
    """Return the snapshots that are kept, and what changed from the older one to this one."""
    from coalition.build.snapshot import Snapshots

    whole = asked.whole
    snapshots = Snapshots(whole.snapshot.folder.parent)
    root = whole.snapshot.origin.root
    kept = [
        entry
        for entry in snapshots.entries(whole.snapshot.digest)
        if entry.origin and entry.origin.root == root and not entry.origin.whole
    ]
    old, offset = asked.values.get("old"), asked.values.get("offset", 0)
    if old and old not in {entry.digest for entry in kept}:  # others beside them may not be ours to show
        raise ParameterError("there is no such snapshot", where="old", remedy="choose one of those that are kept")
    changes = compare(whole, {"old": old, "new": whole.snapshot.digest}) if old else []
    return {
        "title": asked.catalogue.gettext("Releases"),
        "kept": kept,
        "old": old,
        "counts": sorted(Counter(each.kind for each in changes).items()),
        "changes": changes[offset : offset + 4 * AT_ONCE],
        "total": len(changes),
        "offset": offset,
        "most": 4 * AT_ONCE,
    }


CONFLICTS = Page(
    "conflicts.html",
    conflicts,
    (
        Parameter("thing", "thing", "Only what concerns this thing."),
        Parameter("kind", "text", "Only conflicts of this kind."),
        OFFSET,
    ),
)
IDENTITIES = Page(
    "identities.html",
    identities,
    (
        Parameter("actor", "thing", "Only this actor."),
        Parameter("decided", "flag", "Only actors on whom something was decided or noted."),
        OFFSET,
    ),
)
FAMILIES = Page("families.html", families, (OFFSET,))
RELEASES = Page("releases.html", releases, (Parameter("old", "text", "The digest of an older snapshot."), OFFSET))
