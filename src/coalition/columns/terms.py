"""Number terms: their N-Triples forms, sorted by code points, one behind the other in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.rdf.store import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

TERMS, ENDS = "terms.utf8", "ends.i8"
"""The file of all forms, in UTF-8 without anything between them, and the file that tells where each ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Look up terms by number, and numbers by term. The number of a term is its place among all forms.

    Attributes
    ----------
    content:
        The forms, shape (bytes,).
    ends:
        The offset at which each form ends, shape (terms,).
    """

    content: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def form(self, number: int) -> str:
        """Return the N-Triples form of the term with a number."""
        start = int(self.ends[number - 1]) if number else 0
        return self.content[start : int(self.ends[number])].tobytes().decode()

    def number(self, form: str) -> int:
        """Return the number of the term with an N-Triples form, or -1 where no statement has it."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.form(middle) < form:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.form(low) == form else -1

    def iri(self, number: int) -> str:
        """Return the IRI with a number, without its brackets."""
        return self.form(number)[1:-1]

    def iris(self, numbers: Iterable[int]) -> list[str]:
        """Return the IRIs with some numbers, without brackets."""
        return [self.iri(number) for number in numbers]

    def number_of(self, iri: str) -> int:
        """Return the number of an IRI, or -1 where no statement has it."""
        return self.number(f"<{iri}>")

    def terms(self, numbers: Sequence[int] | NDArray[Any]) -> list[Term]:
        """Return the terms with some numbers, parsed by the engine in one go."""
        forms = "".join(f"<s:> <p:> {self.form(int(number))} .\n" for number in numbers)
        # Parsed leniently: the same engine has written these forms.
        quads = ox.parse(forms.encode(), ox.RdfFormat.N_TRIPLES, lenient=True)
        return [quad.object for quad in quads]
