"""Tell whether two stores hold the same, whatever the order in which they are read, and wherever they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

SIZE = 8
"""The bytes of the number of a statement: that two of a billion get the same one has a chance of one in forty."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hold how many different statements there are, and the sum of their numbers, whatever their order.

    Those with a blank node do not count, since each program gives blank nodes other labels.
    """

    statements: int
    total: int

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Self:
        """Return the fingerprint of statements, given once each as lines of N-Quads with their ends."""
        number = total = 0
        for line in lines:
            if not nameless(line):
                number, total = number + 1, total + key(line)
        return cls(number, total)

    def __str__(self) -> str:
        return f"{self.statements}-{self.total % 2**128:032x}"


def key(line: bytes) -> int:
    """Return the number of a statement, between -2^63 and 2^63, given as a line of N-Quads with its end."""
    return int.from_bytes(hashlib.blake2b(line, digest_size=SIZE).digest(), "little", signed=True)


def nameless(line: bytes) -> bool:
    """Tell whether a statement has a blank node as its subject or value."""
    if line.startswith(b"_:"):
        return True
    value = line.split(b" ", 2)[2]
    return value.startswith(b"_:")
