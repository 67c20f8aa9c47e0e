"""Gather who states what of a thing or a fact: in which stance, when, on whose word, in how many families."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import CG
from coalition.output.values import in_words
from coalition.provenance.evidence import Cited, Evidence, Tracer, place
from coalition.provenance.families import Families, Group
from coalition.verdict.claim import UNTOLD
from coalition.verdict.postings import Match

STANCES = ("denies", "asserts", "reports", "predicts", "proposes")
"""The stances in the order in which statements are listed: what denies a claim comes first."""

HOLDERS = tuple(CG + name for name in ("holder", "committedBy", "announcedBy", "proposedBy"))
DAYS = tuple(CG + name for name in ("date", "startDate"))
DATES = (*(CG + name for name in ("announcedOn", "statedOn", "statusDate")), *DAYS)
OCCASIONS = {
    CG + "announcedAt": "at",
    CG + "statedAt": "at",
    CG + "announcedAfter": "after",
    CG + "statedAfter": "after",
}


@dataclass(frozen=True)
class Statement:
    """Hold what one or more passages state of a thing in one way.

    Attributes
    ----------
    stance:
        How the passages present it: `asserts`, `reports`, `denies`, `proposes` or `predicts`.
    status, attitude:
        How firm a commitment is, and how the holder of a position stands to its content; empty where it is neither, or
        where the passages do not say.
    holder:
        Whose commitment or position it is, or who announced or proposed it.
    date:
        When it was, or was said, in words.
    attributed_to, reported_by:
        Whose words the passages give, and who passes them on.
    groups:
        The passages in independent groups, as `Families.support` counts them.
    """

    stance: str
    status: str
    attitude: str
    holder: str
    date: str
    attributed_to: tuple[str, ...]
    reported_by: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    passages: tuple[Cited, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as plain data, for JSON."""
        return {
            "stance": self.stance,
            "status": self.status,
            "attitude": self.attitude,
            "holder": self.holder,
            "date": self.date,
            "attributed_to": list(self.attributed_to),
            "reported_by": list(self.reported_by),
            "families": len(self.groups),
            "groups": [group.to_dict() for group in self.groups],
            "passages": [cited.to_dict() for cited in self.passages],
        }


def statements(match: Match, tracer: Tracer, families: Families) -> list[Statement]:
    """Return what passages state of a thing, or of the facts meant, what denies it first."""
    by_way: dict[Statement, list[Cited]] = {}
    for cited in _passages(match, tracer):
        by_way.setdefault(_way(match, cited, tracer), []).append(cited)
    found = [
        replace(
            way,
            groups=families.support([cited.passage.iri for cited in passages]),
            passages=tuple(passages),
        )
        for way, passages in by_way.items()
    ]
    rank = {stance: number for number, stance in enumerate(STANCES)}
    return sorted(found, key=lambda s: (rank.get(s.stance, len(rank)), s.date, s.passages[0].passage.iri))


def _passages(match: Match, tracer: Tracer) -> list[Cited]:
    if match.facts:
        return list(Evidence.joined([tracer.triple(fact) for fact in match.facts]).passages)
    graphs = {quad.graph_name for quad in tracer.record.store.quads(ox.NamedNode(match.thing))} - UNTOLD
    about = []
    for graph in graphs:
        with suppress(KeyError):  # the register and the rules are no passages
            about.append(tracer.cite(graph.value))  # type: ignore[union-attr]
    return sorted(about, key=place)


def _way(match: Match, cited: Cited, tracer: Tracer) -> Statement:
    """Return in which way a passage speaks of a thing, or of facts of it, as a statement without passages."""
    said: dict[str, list[ox.Quad]] = {}
    for quad in tracer.record.store.quads(ox.NamedNode(match.thing), None, None, ox.NamedNode(cited.passage.iri)):
        # Who announced the thing, and when, is not said of every fact of it; the day of an event is.
        if not match.facts or quad.predicate.value in DAYS:
            said.setdefault(quad.predicate.value, []).append(quad)

    def values(*words: str) -> list[str]:
        return sorted({in_words(quad.object, tracer.names) for word in words for quad in said.get(word, ())})

    holders = next((own for word in HOLDERS if (own := values(word))), [])
    dates = values(*DATES) + [f"{date} (inferred)" for date in values(CG + "inferredDate")]
    dates += [f"by {date} (inferred)" for date in values(CG + "inferredLatestDate")]
    if not dates:
        dates = [f"{when} {event}" for word, when in OCCASIONS.items() for event in values(word)]
    return Statement(
        cited.passage.stance,
        ", ".join(values(CG + "status")),
        ", ".join(values(CG + "attitude")),
        ", ".join(holders),
        ", ".join(dates),
        cited.passage.attributed_to,
        cited.passage.reported_by,
    )
