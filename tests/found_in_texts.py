"""Read what expressions mean, for tests of what is found in texts."""

from __future__ import annotations

from collections.abc import Iterable

from coalition.dates import PartialDate
from coalition.drafting.expressions import Expression
from coalition.drafting.mentions import Expressions


def told(found: Iterable[Expression]) -> list[str]:
    """Return what expressions mean, in the order of the text."""
    return [" or ".join(map(value, each.values)) for each in sorted(found, key=lambda each: each.start)]


def value(found: object) -> str:
    return (
        "-".join(str(part or "") for part in (found.year, found.month, found.day))
        if isinstance(found, PartialDate)
        else str(found)
    )


def dates(figures: Expressions, words: str) -> list[str]:
    return told(figures.dates(words))


def sums(figures: Expressions, words: str) -> list[str]:
    return told(figures.sums(words))


def of(language: str) -> Expressions:
    figures = Expressions.for_language(language)
    assert figures
    return figures
