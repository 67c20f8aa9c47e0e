"""What a snapshot holds, as people read it."""

from __future__ import annotations

from collections.abc import Iterator


def counts(found: dict[str, int]) -> Iterator[str]:
    """What a snapshot holds, a line each."""
    width = max(len(f"{number:,}") for number in found.values())
    for what, number in found.items():
        yield f"{f'{number:,}' if number else 'none':>{max(width, 4)}}  {what}"
