"""Keep answers as long as they are asked for again, in so many bytes at most."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

OVERHEAD = 512
"""How many bytes an entry takes besides its body and its key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold an answer: its status, its header fields, and its body."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    wire: bytes = b""
    """Status line and header fields as they are sent, but for those that differ each time."""


@dataclass
class Cache:
    """Keep answers by what was asked; those that were not asked for longest go first.

    Attributes
    ----------
    limit:
        How many bytes all answers may have; none is kept that has more than a sixteenth of it.
    hits, misses:
        How often an answer was there, and how often one was made.
    """

    limit: int
    size: int = 0
    hits: int = 0
    misses: int = 0
    _kept: OrderedDict[Hashable, tuple[Kept, int]] = field(default_factory=OrderedDict)

    @property
    def largest(self) -> int:
        """How many bytes the body of an answer may have that is kept."""
        return self.limit // 16

    def get(self, key: Hashable) -> Kept | None:
        """Return the answer to what was asked, or None."""
        found = self._kept.get(key)
        if found is None:
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, answer: Kept, weight: int) -> None:
        """Keep an answer; `weight` is how many bytes its key has."""
        self.misses += 1
        size = len(answer.body) + len(answer.wire) + weight + OVERHEAD
        if size > self.largest:
            return
        self.drop(key)
        self._kept[key] = answer, size
        self.size += size
        while self.size > self.limit:
            _, (_, gone) = self._kept.popitem(last=False)
            self.size -= gone

    def drop(self, key: Hashable) -> None:
        """Forget the answer to what was asked, if it is there."""
        if key in self._kept:
            self.size -= self._kept.pop(key)[1]

    def clear(self) -> None:
        """Forget all answers."""
        self._kept.clear()
        self.size = 0

    def __len__(self) -> int:
        return len(self._kept)
