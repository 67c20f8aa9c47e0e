"""Say where the rows are that an answer lacks: in other stances, beyond the view, or in documents not read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coalition.names import Names
from coalition.provenance.record import Record
from coalition.query.absence import Expected, Obstacle, matches, more, names_stance
from coalition.rdf.store import Store, Term

if TYPE_CHECKING:
    from coalition.audit.coverage import SourceCoverage
    from coalition.provenance.witnesses import Row
    from coalition.views.view import View

FEW = 50
"""How many documents at most are read to tell whether they were read in full."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Look beyond an answer.

    Parameters
    ----------
    view:
        The view that was asked; None is the whole graph.
    record, whole:
        The records of that view and of the whole graph.
    names:
        The labels of the whole graph.
    store_of:
        Returns the store of another view of the whole graph.
    coverage:
        Returns how much of each document of the whole graph was read.
    """

    view: View | None
    record: Record
    whole: Record
    names: Names
    store_of: Callable[[View], Store]
    coverage: Callable[[], Iterable[SourceCoverage]]

    def told(self, text: str, bindings: Mapping[str, Term], rows: Collection[Row] = ()) -> list[str]:
        """Return what to tell of the answer to a query: where further rows are, or which documents were read.

        Parameters
        ----------
        rows:
            The rows of the answer. Where there are some, only a query that asks for accepted passages is asked for
            those in passages of other stances.
        """
        if not rows:
            return [str(hidden) for hidden in self.hidden(text, bindings, {})] or [self.read()]
        asked = "AcceptedPassage" in text and self.view is None
        numbers = more(self.record.store, text, bindings, rows, self._stances) if asked else {}
        return [self.in_stance(f"{number} more", stance) for stance, number in numbers.items() if number]

    def hidden(self, text: str, bindings: Mapping[str, Term], expected: Expected) -> list[Obstacle]:
        """Return the stances, and the restrictions of the view, without which a query has a row."""
        from coalition.views.view import View, without_each

        view = self.view or View()
        found: list[Obstacle] = []

        def rows(other: View) -> int:
            return sum(1 for _ in matches(self.store_of(other), text, bindings, expected))

        for option, other in without_each(view):
            if number := rows(other):
                found.append(Obstacle("view", (option,), f"{number} without {option}"))
        if self.view and len(list(without_each(view))) > 1 and not found and (number := rows(View())):
            found.append(Obstacle("view", (view.options,), f"{number} in the whole graph"))
        for stance in () if view.stances else self._likely(text, bindings, expected):
            if number := rows(replace(view, stances=frozenset({stance}))):
                found.append(Obstacle("stance", (self.names.label(stance),), self.in_stance(number, stance)))
        return found

    def _likely(self, text: str, bindings: Mapping[str, Term], expected: Expected) -> Collection[str]:
        """Return the stances in whose passages alone a query may have rows: those where it has some beside the others.

        To count them so takes one query, and to count them in the passages of a stance alone its view.
        """
        if self.view is None and not expected and names_stance(text):
            return more(self.record.store, text, bindings, (), self._stances)
        return self._stances

    def read(self) -> str:
        """Return which documents were read in full, in words; of many, how to learn it, since all would be read."""
        if (number := len(self.record.documents)) > FEW:
            return f"{number:,} documents were asked; coalition coverage tells which of them were read in full"
        from coalition.audit.coverage import read_in_full

        # A view may lack passages that were read.
        reading = read_in_full(each for each in self.coverage() if each.source.iri in self.record.documents)
        named = {
            "read in full": reading.in_full,
            "not read in full": reading.not_in_full,
            "not known to be read in full, since the text is not at hand (--sources)": reading.unknown,
        }
        parts = [f"{what}: {', '.join(s.label or s.name for s in group)}" for what, group in named.items() if group]
        return "; ".join(parts) or "no document was read"

    @property
    def _stances(self) -> Collection[str]:
        return self.whole.stances

    def in_stance(self, number: int | str, stance: str) -> str:
        """Tell that so many rows are in the passages of a stance."""
        name = self.names.label(stance)
        return f"{number} in passages of another stance: --stance {name}"
