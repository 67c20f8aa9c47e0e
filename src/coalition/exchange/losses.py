"""Count what a form of other people holds of a graph, and tell what it loses, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LISTED = 8
"""How many kinds of facts are named at most for one reason."""


@dataclass
class Losses:
    """Hold what becomes of the facts of a graph in a form: each is carried or lost.

    Attributes
    ----------
    form:
        What the form is called.
    carried:
        How many facts it holds.
    lost:
        How many it does not hold, by the kind of fact and the reason.
    changed:
        How many it holds otherwise than the graph, by what they are and how they are told.
    """

    form: str
    carried: int = 0
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lose(self, what: str, why: str, count: int = 1) -> None:
        """Count facts that the form does not hold."""
        if count:
            self.lost[what, why] += count

    def change(self, what: str, how: str, count: int = 1) -> None:
        """Count what the form tells otherwise."""
        if count:
            self.changed[what, how] += count

    @property
    def facts(self) -> int:
        """How many facts were looked at."""
        return self.carried + self.lost.total()

    def lines(self) -> Iterator[str]:
        """Yield the counts as lines for people: one in all, then one for each reason, the largest first."""
        yield f"{self.form}: {self.carried:,} of {self.facts:,} facts written"
        for verb, counted in (("lost", self.lost), ("told otherwise", self.changed)):
            whys: dict[str, Counter[str]] = {}
            for (what, why), count in counted.items():
                whys.setdefault(why, Counter())[what] += count
            for why, kinds in sorted(whys.items(), key=lambda item: (-item[1].total(), item[0])):
                yield f"{verb}: {kinds.total():,}: {why}: {_listed(kinds)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data."""

        def listed(counted: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
            return [{"what": what, "why": why, "count": count} for (what, why), count in sorted(counted.items())]

        return {
            "form": self.form,
            "facts": self.facts,
            "carried": self.carried,
            "lost": listed(self.lost),
            "changed": listed(self.changed),
        }


def _listed(kinds: Counter[str]) -> str:
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{what} {count:,}" for what, count in ordered[:LISTED]]
    rest = len(ordered) - LISTED
    return ", ".join(shown) + (f" and {rest} other kinds" if rest > 0 else "")
