"""Look at the IRIs of a snapshot without loading what networks need."""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from pathlib import Path

from coalition.columns.files import ENDS, TERMS


def without_comma(folder: Path) -> bool:
    """Tell whether no IRI in the columns in `folder` has a comma, and none of their terms is a triple.

    Raises
    ------
    OSError
        When the files cannot be read.
    """
    with (folder / TERMS).open("rb") as terms, (folder / ENDS).open("rb") as ends:
        number = ends.seek(0, 2) // 8
        if not number:  # an empty file cannot be mapped
            return True
        with (
            mmap.mmap(terms.fileno(), 0, access=mmap.ACCESS_READ) as content,
            mmap.mmap(ends.fileno(), 0, access=mmap.ACCESS_READ) as offsets,
        ):

            def start(term: int) -> int:
                return struct.unpack_from("<q", offsets, 8 * (term - 1))[0] if term else 0

            # Terms are sorted: literals, which begin with a quotation mark, come before IRIs and triples, of which only
            # the latter have a closing bracket.
            first = start(bisect_left(range(number), b"<", key=lambda term: content[start(term) : start(term) + 1]))
            return content.find(b",", first) < 0 and content.find(b">", first) < 0
