"""Fill the pages on how far one can rely on the graph: conflicts, identities, families, releases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coalition.audit.conflicts import concerned, queries
from coalition.audit.identities import decided
from coalition.audit.identities import identities as found_identities
from coalition.errors import ParameterError
from coalition.namespaces import QUOTED
from coalition.operations.diff import compare
from coalition.operations.parameters import Parameter
from coalition.pages.memory import remembered
from coalition.pages.page import OFFSET, Asked, Page
from coalition.provenance.families import PUBLISHERS

if TYPE_CHECKING:
    from coalition.audit.conflicts import Pair
    from coalition.graph import Graph

AT_ONCE = 25
"""How many conflicts a page shows."""

SUMMARY = re.compile(r"^#\+ summary:(.*)$", re.MULTILINE)


def conflicts(asked: Asked) -> Mapping[str, Any]:
    """Return the conflicts: all, those of a kind, or those that concern a thing."""
    thing, kind = asked.values.get("thing"), asked.values.get("kind")
    graph = asked.graph
    pairs = graph._pairs_about(concerned(graph.store, graph.find(thing))) if thing else graph._pairs
    within = within_one(graph)
    places = Counter("one" if pair in within else "several" for pair in pairs)
    kinds = Counter(pair.kind for pair in pairs)
    between = asked.values.get("between")
    chosen = [
        pair
        for pair in sorted(pairs, key=within.__contains__)  # those between several sources first
        if kind in (None, pair.kind) and between in (None, "one" if pair in within else "several")
    ]
    shown = asked.listed(chosen, AT_ONCE)
    return {
        "title": asked.catalogue.gettext("Conflicts"),
        **shown,
        "found": graph._told(shown["found"]),
        "kinds": sorted(kinds.items()),
        "meanings": meanings(graph),
        "kind": kind,
        "between": between,
        "places": places,
        "thing": thing,
    }


def within_one(graph: Graph) -> frozenset[Pair]:
    """Return what makes those conflicts of a graph all of whose passages are quoted from one source."""

    def find() -> frozenset[Pair]:
        passages = {iri for pair in graph._pairs for side in pair.passages for iri in side}
        quoted = graph._record.values_of_each(passages, QUOTED)

        def sources(pair: Pair) -> set[str]:
            return {source for side in pair.passages for iri in side for source in quoted.get(iri, ())}

        return frozenset(pair for pair in graph._pairs if len(sources(pair)) == 1)

    return remembered(graph, "within one source", None, 1, find)


def meanings(graph: Graph) -> dict[str, str]:
    """Return what each kind of conflict is, as its query says it."""
    found = {kind: SUMMARY.search(text) for kind, text in queries(graph.root.conflict_files()).items()}
    return {kind: summary[1].strip() if summary else "" for kind, summary in found.items()}


def identities(asked: Asked) -> Mapping[str, Any]:
    """Return the actors with their names, and what was decided on who they are."""
    actor = asked.values.get("actor")
    graph, only = asked.graph, asked.values.get("decided", False)

    def ordered() -> list[str]:
        return sorted(graph.names.things("Actor"), key=lambda iri: (graph.names.label(iri), iri))

    actors = [graph._find_actor(actor)] if actor else remembered(graph, "actors", None, 1, ordered)
    chosen = decided(graph.store) if only else None
    shown = asked.listed([iri for iri in actors if chosen is None or iri in chosen], 4 * AT_ONCE)
    return {
        "title": asked.catalogue.gettext("Who is who"),
        **shown,
        "found": found_identities(graph.store, graph.names, shown["found"], graph._met),
        "decided": only,
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
    return {
        "title": asked.catalogue.gettext("Families of sources"),
        **asked.listed(found, 4 * AT_ONCE),
        "told": graph._told_by,
        "shared": _shared(graph) if not graph._large else (),
    }


def _shared(graph: Graph) -> list[tuple[str, list[str]]]:
    """Return the works and publishers to which documents of several families go back, with their names."""
    record = graph._record
    found: dict[str, set[str]] = {}
    for family in graph.families():
        for document in family.sources:
            works = record.works_referred_to.get(document, [])
            voices = (
                voice for each in (document, *works) for word in PUBLISHERS for voice in record.values(each, word)
            )
            for voice in {*works, *voices}:
                found.setdefault(voice, set()).add(family.name)
    return [(work, sorted(names)) for work, names in sorted(found.items()) if len(names) > 1]


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
    old = asked.values.get("old")
    if old and old not in {entry.digest for entry in kept}:  # others beside them may not be ours to show
        raise ParameterError("there is no such snapshot", where="old", remedy="choose one of those that are kept")
    changes = compare(whole, {"old": old, "new": whole.snapshot.digest}) if old else []
    return {
        "title": asked.catalogue.gettext("Releases"),
        "kept": kept,
        "old": old,
        "counts": sorted(Counter(each.kind for each in changes).items()),
        **asked.listed(changes, 4 * AT_ONCE),
    }


CONFLICTS = Page(
    "conflicts.html",
    conflicts,
    (
        Parameter("thing", "thing", "Only what concerns this thing."),
        Parameter("kind", "text", "Only conflicts of this kind."),
        Parameter("between", "choice", "Only those within one source, or between several.", choices=("one", "several")),
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
