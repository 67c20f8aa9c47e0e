"""Lay out what audits found as rows of a flat table, for CSV: which columns there are, and a row for each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.rdf import turtle

if TYPE_CHECKING:
    from coalition.audit.conflicts import Conflict
    from coalition.audit.corroboration import Support
    from coalition.audit.coverage import SourceCoverage
    from coalition.audit.diff import Change
    from coalition.audit.identities import Identity


@dataclass(frozen=True, slots=True)
class Layout:
    """Say how a list becomes a flat table.

    Attributes
    ----------
    columns:
        The names of the columns.
    rows:
        Returns the rows of some items by column, given the number of the first of them.
    """

    columns: tuple[str, ...]
    rows: Callable[[Iterable[Any], int], Iterator[Mapping[str, Any]]]


def _of_conflicts(conflicts: Iterable[Conflict], first: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each side of a conflict; both sides have its number."""
    for number, conflict in enumerate(conflicts, first):
        for index, side in enumerate(conflict.sides):
            yield {
                **conflict.to_dict(),
                "conflict": number,
                "side": side.value,
                "term": side.term,
                "later": None if conflict.later is None else conflict.later == index,
                "families": list(side.families),
                "issued": list(side.issued),
                "passages": [cited.passage.iri for cited in side.passages],
            }


def _of_supports(supports: Iterable[Support], _first: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each fact."""
    for support in supports:
        yield {
            "fact": turtle.fact(support.fact),
            "families": support.families,
            "groups": [group.name for group in support.groups],
            "documents": list(support.documents),
            "passages": list(support.passages),
            "works": list(support.works),
        }


def _of_sources(sources: Iterable[SourceCoverage], _first: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each source, without the sentences that remain."""
    return (source.to_dict() for source in sources)


def _of_identities(identities: Iterable[Identity], _first: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each name of an actor, with how often each text has it."""
    for identity in identities:
        for name in identity.names:
            met = [f"{source}: {count}" for source, count in identity.met.get(name, {}).items()]
            yield {**identity.to_dict(), "name": name, "met": met}


def _of_changes(changes: Iterable[Change], _first: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each difference."""
    return (change.to_dict() for change in changes)


CONFLICTS = Layout(
    (
        *("conflict", "kind", "thing", "label", "property", "property_label", "value"),
        *("side", "term", "later", "families", "issued", "passages"),
    ),
    _of_conflicts,
)
CORROBORATION = Layout(("fact", "families", "groups", "documents", "passages", "works"), _of_supports)
COVERAGE = Layout(
    (
        *("source", "label", "passages", "factless_slices", "drafted", "sentences", "covered", "no_fact", "remaining"),
        *("share_in_passages", "share_accounted_for"),
    ),
    _of_sources,
)
IDENTITIES = Layout(("actor", "label", "kinds", "name", "met", "decisions", "notes"), _of_identities)
CHANGES = Layout(("kind", "fact", "graphs"), _of_changes)
