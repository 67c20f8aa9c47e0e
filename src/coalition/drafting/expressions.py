"""Define what is found in a text: where it is, what it may mean, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from coalition.dates import PartialDate
from coalition.namespaces import shorten


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """Hold a sum of money: the ISO 4217 code of its currency, and the amount in units of it, not in cents."""

    currency: str
    value: Decimal

    def __str__(self) -> str:
        return f"{self.currency} {_digits(self.value)}"

    def to_dict(self) -> dict[str, object]:
        """Return the sum as plain data, for JSON."""
        return {"currency": self.currency, "value": _digits(self.value)}


@dataclass(frozen=True, slots=True)
class Count:
    """Hold a number and what it counts, both as written; `upper` is the end of a range such as 3 to 5 ships."""

    number: Decimal
    of: str
    bound: str = ""
    upper: Decimal | None = None

    def __str__(self) -> str:
        number = _digits(self.number) if self.upper is None else f"{_digits(self.number)} to {_digits(self.upper)}"
        return " ".join(filter(None, (self.bound, number, self.of)))

    def to_dict(self) -> dict[str, object]:
        """Return the count as plain data, for JSON."""
        upper = None if self.upper is None else _digits(self.upper)
        return {"number": _digits(self.number), "upper": upper, "bound": self.bound, "of": self.of}


@dataclass(frozen=True, slots=True)
class Percentage:
    """Hold a percentage, or percentage points; `upper` is the end of a range such as 0 to 1/4 percent."""

    value: Decimal
    upper: Decimal | None = None
    points: bool = False

    def __str__(self) -> str:
        number = _digits(self.value) if self.upper is None else f"{_digits(self.value)} to {_digits(self.upper)}"
        return f"{number} {self.unit}"

    @property
    def unit(self) -> str:
        """What the value is measured in."""
        return "percentage points" if self.points else "percent"

    def to_dict(self) -> dict[str, object]:
        """Return the percentage as plain data, for JSON."""
        upper = None if self.upper is None else _digits(self.upper)
        return {"value": _digits(self.value), "upper": upper, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Vote:
    """Hold the outcome of a vote: carried, defeated, tied, or empty where it is not written; and how many voted how.

    A number is None where it is not written.
    """

    outcome: str
    in_favour: int | None = None
    against: int | None = None
    abstaining: int | None = None
    unanimous: bool = False

    def __str__(self) -> str:
        numbers = ((self.in_favour, "for"), (self.against, "against"), (self.abstaining, "abstaining"))
        told = ", ".join(f"{number} {side}" for number, side in numbers if number is not None)
        outcome = " ".join(filter(None, (self.outcome, "unanimously" if self.unanimous else "")))
        return f"{outcome} ({told})" if outcome and told else outcome or told

    def to_dict(self) -> dict[str, object]:
        """Return the vote as plain data, for JSON."""
        return {
            "outcome": self.outcome,
            "for": self.in_favour,
            "against": self.against,
            "abstaining": self.abstaining,
            "unanimous": self.unanimous,
        }


@dataclass(frozen=True, slots=True)
class Holding:
    """Hold a post or role as it is written, and the IRI of the person whom the words give it to."""

    post: str
    holder: str

    def __str__(self) -> str:
        return f"{shorten(self.holder) or self.holder}: {self.post}"

    def to_dict(self) -> dict[str, object]:
        """Return the post as plain data, for JSON."""
        return {"post": self.post, "holder": self.holder}


Value = str | PartialDate | Money | Percentage | Count | Vote | Holding
"""What is found: a thing of the register, by its IRI, a date, a sum, a percentage, a count, a vote or a post."""


def _digits(number: Decimal) -> str:
    """Return a number without an exponent, and without zeros at the end of its decimals."""
    return f"{number.normalize():f}"


class Expression(NamedTuple):
    """Hold a name, a date, a sum, a percentage, a count, a vote or a post, and where it is in a text.

    Attributes
    ----------
    start, end:
        The offsets, in code points, of the first one of the expression, and of the first one after it.
    kind:
        One of `name`, `date`, `amount`, `percentage`, `count`, `vote` and `post`.
    values:
        What it means. Several values are alternatives: the words mean one of them.
    reason:
        What decides so, or leaves it open.
    """

    start: int
    end: int
    kind: str
    values: tuple[Value, ...]
    reason: str
