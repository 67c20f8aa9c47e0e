"""Select the facts about things that happened on a day, or in a month or a year.

In this module "day" stands for any of the three. A thing belongs to a day in one of these cases:

- One of its dates certainly lies in the day. The date may be written, inferred, or the one on which the thing was
  announced or stated. A less precise date, such as the month around the day, is not enough.
- The day certainly lies between its start and its end.
- It is part of a thing that belongs to the day, as a participation is part of its event; or it is a detail of one, such
  as the amount of a commitment.

A thing that no source dates belongs to no day. A post has no date of its own: that an actor holds a post is kept where
the same passage states something about this actor and a thing that belongs to the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import unique
from coalition.dates import PartialDate
from coalition.namespaces import CG, ORG, TYPE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

    Mask = NDArray[np.bool_]

START, END = CG + "startDate", CG + "endDate"
DATES = {START, END, *(CG + word for word in ("date", "inferredDate", "announcedOn", "statedOn"))}
"""The properties that date a thing."""

PART_OF = {CG + word for word in ("event", "announcedAt", "statedAt", "pointOf", "aimOf")}
"""The properties that make their subject part of their value, so that both belong to the same day."""

DETAILS = {CG + word for word in ("Amount", "Quantity", "Condition")}
"""The classes of things that only describe another thing, and belong to the same day as that."""

INFERRED_FROM = CG + "inferredFrom"
INFERENCE = {INFERRED_FROM, CG + "inferredDate"}
"""The properties of an inferred date: the date, and what it was inferred from."""

HOLDS = ORG + "holds"


def dated_to(
    columns: Columns, kept: Mask, dating: Mask, events: Mask, actors: Mask, day: PartialDate
) -> tuple[Mask, Mask]:
    """Return which statements are about things that belong to a day, and the events that do not belong to it.

    Statements that mention one of these events are left out.

    Parameters
    ----------
    columns:
        The statements.
    kept:
        Which of them to choose from, shape (statements,).
    dating:
        The statements whose dates count, shape (statements,).
    events:
        All events, whether they belong to the day or not, shape (terms,).
    actors:
        All actors, shape (terms,). The date on which an actor was announced keeps only the statement of this date: an
        actor exists on other days, too.
    day:
        The day, the month or the year.
    """
    word, subject, value, graph = columns.table
    within = np.zeros(len(word), dtype=bool)
    dates = has(columns, DATES) & (kept | dating)
    within[dates] = _told(columns, value[dates], lambda date: date.refines(day))
    of_day = columns.chosen(subject[within & dating])
    started, ended = (has(columns, {bound}) & dating for bound in (START, END))
    begun = columns.chosen(subject[started][_told(columns, value[started], lambda start: start.by(day))])
    lasts = columns.chosen(subject[ended][_told(columns, value[ended], lambda end: day.begun_by(end))])
    of_day = (of_day | (begun & lasts)) & ~actors
    others = kept & ~actors[subject]
    part = others & has(columns, PART_OF)
    of_day = reached(of_day, value[part], subject[part])
    types = others & has(columns, {TYPE}) & columns.chosen(np.array(columns.numbers(DETAILS), dtype=np.int64))[value]
    detail = others & columns.chosen(subject[types])[value]
    of_day = reached(of_day, subject[detail], value[detail])
    other_events = events & ~of_day
    told = kept & (of_day[subject] | (within & ~other_events[subject])) & ~other_events[value]
    size = len(columns.terms)
    mentioned = unique(graph[told].astype(np.int64) * size + value[told])
    holds = np.flatnonzero(kept & has(columns, {HOLDS}))
    told[holds[np.isin(graph[holds].astype(np.int64) * size + subject[holds], mentioned)]] = True
    return told, other_events


def with_premises(columns: Columns, kept: Mask, sources: Mask) -> Mask:
    """Return which statements remain without the dates that were inferred from something left out.

    A date that curators inferred stays only if what it was inferred from is dated by one of the statements, or is one
    of `sources`. This is repeated: a thing may lose its only date, and then dates inferred from that thing are left
    out, too.

    Parameters
    ----------
    columns:
        The statements.
    kept:
        Which of them to choose from, shape (statements,).
    sources:
        The sources that are not left out, shape (terms,).
    """
    _, subject, value, graph = columns.table
    kept, size = kept.copy(), len(columns.terms)
    dates, premises, inferences = (
        np.flatnonzero(has(columns, words) & kept) for words in (DATES, {INFERRED_FROM}, INFERENCE)
    )
    key = graph[inferences].astype(np.int64) * size + subject[inferences]
    while True:
        dated = columns.chosen(subject[dates[kept[dates]]])
        premises = premises[kept[premises]]
        lost = premises[~dated[value[premises]] & ~sources[value[premises]]]
        if not len(lost):
            return kept
        kept[inferences[np.isin(key, graph[lost].astype(np.int64) * size + subject[lost])]] = False


def has(columns: Columns, words: Iterable[str]) -> Mask:
    """Return which statements have one of some properties, given by their IRIs; shape (statements,)."""
    wanted = columns.chosen(np.array(columns.numbers(words), dtype=np.int64))
    mask: Mask = wanted[columns.table.word]
    return mask


def reached(start: Mask, begin: NDArray[np.int32], end: NDArray[np.int32]) -> Mask:
    """Return which terms can be reached from `start` by steps, each from a term of `begin` to the same of `end`."""
    found = start.copy()
    while True:
        open_ = found[begin] & ~found[end]
        if not open_.any():
            return found
        found[end[open_]] = True
        begin, end = begin[~open_], end[~open_]


def _told(columns: Columns, values: NDArray[np.int32], holds: Callable[[PartialDate], bool]) -> Mask:
    """Tell of each value whether it is a date of which something holds; each date is parsed once."""
    each, place = np.unique(values, return_inverse=True)
    dates = (term.value if isinstance(term, ox.Literal) else "" for term in columns.terms.terms(each.tolist()))
    told = np.array([holds(PartialDate.parse(date)) for date in dates], dtype=bool)
    mask: Mask = told[place]
    return mask
