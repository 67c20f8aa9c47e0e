"""Number terms: their keys, sorted by code points, one behind the other in a file.

The key of a literal is its N-Triples form. That of an IRI lacks the closing bracket, so that IRIs come in their own
order: with it, `<a>` would come after `<a-b>`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from coalition.rdf.store import Term, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

    Numbers = Iterable[int] | NDArray[np.int32]

Read = TypeVar("Read")


def key(form: bytes) -> bytes:
    """Return the key of the term with an N-Triples form, both in UTF-8."""
    return form[:-1] if form.startswith(b"<") else form


def form_of(key: str) -> str:
    """Return the N-Triples form of the term with a key."""
    return f"{key}>" if key[0] == "<" else key


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Look up terms by number, and numbers by term. The number of a term is its place among all keys.

    Attributes
    ----------
    content:
        The keys, shape (bytes,).
    ends:
        The offset at which each key ends, shape (terms,).
    """

    content: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def key(self, number: int) -> bytes:
        """Return the key of the term with a number, in UTF-8, in which keys have the same order."""
        start = int(self.ends[number - 1]) if number else 0
        return self.content[start : int(self.ends[number])].tobytes()

    def form(self, number: int) -> str:
        """Return the N-Triples form of the term with a number."""
        return form_of(self.key(number).decode())

    def keys(self, numbers: Numbers) -> list[str]:
        """Return the keys of the terms with some numbers."""
        return _once(numbers, self._keys)

    def _keys(self, numbers: NDArray[np.int64]) -> list[str]:
        import numpy as np

        starts, content = np.where(numbers > 0, self.ends[numbers - 1], 0), self.content.data
        each = zip(starts.tolist(), self.ends[numbers].tolist(), strict=True)
        return [str(content[start:end], "utf-8") for start, end in each]

    def number(self, form: str) -> int:
        """Return the number of the term with an N-Triples form, or -1 where no statement has it."""
        return self.numbers((form,)).get(form, -1)

    def numbers(self, forms: Iterable[str]) -> dict[str, int]:
        """Return the numbers of the terms with some N-Triples forms; a form that no statement has is left out."""
        found, low = dict[str, int](), 0
        for wanted, form in sorted((key(form.encode()), form) for form in forms):
            # The next of many is near, and of one far away: the distance is doubled until it is enough.
            step = 1
            while low + step < len(self) and self.key(low + step) < wanted:
                low, step = low + step, 2 * step
            low = bisect_left(range(len(self)), wanted, low, min(low + step, len(self)), key=self.key)
            if low < len(self) and self.key(low) == wanted:
                found[form] = low
        return found

    def iri(self, number: int) -> str:
        """Return the IRI with a number, without brackets."""
        return self.key(number)[1:].decode()

    def iris(self, numbers: Numbers) -> list[str]:
        """Return the IRIs with some numbers, without brackets."""
        return _once(numbers, lambda numbers: [key[1:] for key in self._keys(numbers)])

    def number_of(self, iri: str) -> int:
        """Return the number of an IRI, or -1 where no statement has it."""
        return self.number(f"<{iri}>")

    @property
    def has_triples(self) -> bool:
        """Whether there are triple terms among them."""
        place = bisect_left(range(len(self)), b"<<", key=self.key)
        return place < len(self) and self.key(place).startswith(b"<<")

    def numbers_in(self, other: Terms, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the numbers here of the IRIs that have some numbers in `other`, and -1 for those that are not here."""
        import numpy as np

        if other is self:
            return numbers
        return np.array([self.number_of(iri) for iri in other.iris(numbers.tolist())], dtype=np.int32)

    def terms(self, numbers: Numbers) -> list[Term]:
        """Return the terms with some numbers, parsed by the engine in one go."""
        return _once(numbers, self._terms)

    def _terms(self, numbers: NDArray[np.int64]) -> list[Term]:
        return list(parsed(map(form_of, self._keys(numbers))).values())


def _once(numbers: Numbers, read: Callable[[NDArray[np.int64]], list[Read]]) -> list[Read]:
    """Return what `read` gives for some numbers, each of which it is given once; equal ones share an object."""
    import numpy as np

    places = numbers if isinstance(numbers, np.ndarray) else np.fromiter(numbers, dtype=np.int64)
    used, where = np.unique(places, return_inverse=True)
    found = read(used)
    return [found[place] for place in where.tolist()]
