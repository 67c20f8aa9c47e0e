"""Report what a snapshot holds, as people read it."""

from __future__ import annotations

from collections.abc import Iterator


def counts(numbers: dict[str, int]) -> Iterator[str]:
    """Yield a line for each kind of thing that a snapshot holds, with its number."""
    width = max(len(f"{number:,}") for number in numbers.values())
    for what, number in numbers.items():
        yield f"{f'{number:,}' if number else 'none':>{max(width, 4)}}  {what}"
