"""Tell what a change does: facts, answers of saved questions, conflicts, families, ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coalition.audit.diff import Change, Dataset, differences
from coalition.build.snapshot import Snapshots
from coalition.errors import CoalitionError, NotFoundError, SelectionError
from coalition.graph import Graph

RANKED = 10
"""How many ranks are compared."""

SHOWN = 5
"""How many things of a kind are named."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Hold how the answer of a saved question changes: how many rows come and go, and the number after that."""

    question: str
    added: int
    removed: int
    rows: int


@dataclass(frozen=True)
class Effects:
    """Hold what a change does.

    Attributes
    ----------
    facts:
        The differences fact by fact.
    answers:
        The saved questions, without parameters, whose answers change.
    opened, closed:
        Conflicts that there are afterwards only, and before only, in words.
    families:
        The number of families of sources before and after.
    ranks:
        The first actors by degree in the network of co-participation, before and after, where they differ.
    skipped:
        The questions that could not be asked, with the reason.
    """

    facts: tuple[Change, ...]
    answers: tuple[Answers, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    families: tuple[int, int]
    ranks: tuple[tuple[str, ...], tuple[str, ...]]
    skipped: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many facts differ in each way."""
        return Counter(change.kind for change in self.facts)

    def to_dict(self) -> dict[str, Any]:
        """Return the effects as plain data, for JSON."""
        return {
            "facts": [change.to_dict() for change in self.facts],
            "answers": [
                {"question": each.question, "added": each.added, "removed": each.removed, "rows": each.rows}
                for each in self.answers
            ],
            "conflicts": {"opened": list(self.opened), "closed": list(self.closed)},
            "families": {"before": self.families[0], "after": self.families[1]},
            "ranks": {"before": list(self.ranks[0]), "after": list(self.ranks[1])},
            "skipped": list(self.skipped),
        }


def effects(before: Graph, after: Graph) -> Effects:
    """Compare two graphs: what one of them answers and the other does not."""
    sides = [Dataset(graph.snapshot.folder, "") for graph in (before, after)]
    answers, skipped = list[Answers](), list[str]()
    for name, question in sorted(before.questions().items()):
        if any(parameter.required for parameter in question.parameters):
            continue
        try:
            old, new = (_rows(graph, name) for graph in (before, after))
        except CoalitionError as fault:
            skipped.append(f"{name}: {fault}")
            continue
        if old != new:
            gained, lost = new - old, old - new
            answers.append(Answers(name, gained.total(), lost.total(), new.total()))
    opposed = [Counter(_in_words(graph)) for graph in (before, after)]
    ranks = [_first(graph) for graph in (before, after)]
    return Effects(
        tuple(differences(*sides)),
        tuple(answers),
        tuple(sorted((opposed[1] - opposed[0]).elements())),
        tuple(sorted((opposed[0] - opposed[1]).elements())),
        (len(before.families()), len(after.families())),
        (ranks[0], ranks[1]),
        tuple(skipped),
    )


def _rows(graph: Graph, name: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(map(str, row)) for row in graph.ask(name))


def _in_words(graph: Graph) -> Iterator[str]:
    for conflict in graph.conflicts():
        yield f"{conflict.kind}: {conflict.subject()}: {' or '.join(_values(conflict.sides))}"


def _values(sides: Iterable[Any]) -> list[str]:
    return [str(side.value) for side in sides]


def _first(graph: Graph) -> tuple[str, ...]:
    try:
        ranking = graph.centrality()
    except SelectionError:  # there is nobody to rank
        return ()
    return tuple(f"{row.rank}. {row.label}" for row in ranking.rows[:RANKED])


def earlier(graph: Graph, snapshots: Snapshots) -> str:
    """Return the digest of the newest snapshot of the same folder that was built before that of a graph.

    Raises
    ------
    NotFoundError
        When none is kept.
    """
    kept = [
        entry
        for entry in snapshots.entries(graph.snapshot.digest)
        if entry.origin == graph.snapshot.origin and entry.digest != graph.snapshot.digest
    ]
    if not kept:
        remedy = "name one with --since, as coalition snapshots lists them, or run coalition build before an edit"
        raise NotFoundError("no earlier snapshot of this graph is kept", remedy=remedy)
    return max(kept, key=lambda entry: entry.built).digest
