"""Write columns in memory that does not grow with the graph: chunk by chunk, then merged.

A chunk numbers its own terms and is put aside, sorted. When all are there, their sorted terms are merged, which gives
each term its final number; then the statements are written property by property.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from coalition.columns.files import ENDS, GRAPHS, OBJECTS, PROPERTIES, SUBJECTS, TERMS
from coalition.columns.rows import begins, unique
from coalition.columns.terms import key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns, Table

CHUNK = 500_000
"""How many statements are held at once: about 150 MB with their terms."""


@dataclass(slots=True)
class _Chunk:
    """Hold where a chunk was put aside.

    Attributes
    ----------
    terms, rows:
        The files of its sorted terms, one on each line, and of its statements, sorted by property.
    numbers:
        The final number of each of its terms.
    ends:
        Where the statements of each of its properties begin and end, by the property's place among its terms.
    """

    terms: Path
    rows: Path
    ends: dict[int, tuple[int, int]]
    numbers: NDArray[np.int32] | None = None


class _Places(dict[bytes, int]):
    """Number the N-Triples forms of terms in the order in which they are asked for."""

    def __missing__(self, form: bytes) -> int:
        place = self[form] = len(self)
        return place


class Writer:
    """Write the columns of the statements that are added, each with its named graph, to the folder `folder`."""

    def __init__(self, folder: Path, chunk: int = CHUNK) -> None:
        """Write to `folder`, and hold at most `chunk` statements at once."""
        self.folder, self._size = folder, chunk
        folder.mkdir(parents=True, exist_ok=True)
        self._chunks: list[_Chunk] = []
        self._start()

    def _start(self) -> None:
        self._places, self._rows = _Places(), list[int]()

    def add(self, lines: Iterable[bytes]) -> None:
        """Add statements, as lines of N-Quads with a named graph; one that has been added before counts once."""
        places, rows = self._places, self._rows
        full = 4 * self._size
        for line in lines:
            subject, word, rest = line.split(b" ", 2)
            value, graph, _ = rest.rsplit(b" ", 2)  # a value may hold spaces
            rows += (places[word], places[subject], places[value], places[graph])
            if len(rows) >= full:
                self._put_aside()
                places, rows = self._places, self._rows

    def take(self, columns: Columns, rows: NDArray[np.bool_] | slice) -> None:
        """Add those of the statements of other columns that a mask or a slice chooses."""
        self._put_aside()
        chosen = [column[rows] for column in columns.table]
        used = columns.chosen(np.concatenate(chosen))
        numbers = np.flatnonzero(used)
        starts = np.where(numbers > 0, columns.terms.ends[numbers - 1], 0)
        spans = zip(starts.tolist(), columns.terms.ends[numbers].tolist(), strict=True)
        content, final = columns.terms.content.data, np.cumsum(used, dtype=np.int32) - 1
        keys = (bytes(content[start:end]) + b"\n" for start, end in spans)
        self._keep(keys, np.stack([final[column] for column in chosen], axis=1))

    def finish(self) -> None:
        """Write the files, and remove what was put aside."""
        self._put_aside()
        try:
            self._write_terms()
            self._write_statements()
        finally:
            for chunk in self._chunks:
                chunk.terms.unlink(missing_ok=True)
                chunk.rows.unlink(missing_ok=True)
            self._chunks.clear()

    def _put_aside(self) -> None:
        if not self._rows:
            return
        order = sorted((key(form), place) for form, place in self._places.items())
        final = np.empty(len(order), dtype=np.int32)
        final[[place for _, place in order]] = np.arange(len(order), dtype=np.int32)
        rows = final[np.array(self._rows, dtype=np.int32)].reshape(-1, 4)
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        self._keep((term + b"\n" for term, _ in order), rows)
        self._start()

    def _keep(self, terms: Iterable[bytes], rows: NDArray[np.int32]) -> None:
        """Put aside a chunk: its terms in order, each on its line, and rows that are sorted by property."""
        # Not in a folder of their own: whoever shares this one can sweep them away after a kill.
        path, table = (self.folder / f".{len(self._chunks)}.{what}" for what in ("terms", "rows"))
        with path.open("wb") as file:  # N-Triples writes line breaks as \n, so each form is one line
            file.writelines(terms)
        rows[:, 1:].tofile(table)
        words, firsts = np.unique(rows[:, 0], return_index=True)
        ends = [*firsts[1:].tolist(), len(rows)]
        spans = dict(zip(words.tolist(), zip(firsts.tolist(), ends, strict=True), strict=True))
        self._chunks.append(_Chunk(path, table, spans))

    def _write_terms(self) -> None:
        numbers: list[list[int]] = [[] for _ in self._chunks]
        with ExitStack() as stack:
            files = [stack.enter_context(chunk.terms.open("rb")) for chunk in self._chunks]
            content = stack.enter_context((self.folder / TERMS).open("wb"))
            ends = stack.enter_context((self.folder / ENDS).open("wb"))
            last, number, end, waiting = b"", -1, 0, list[int]()
            for form, chunk in heapq.merge(*(_forms(file, place) for place, file in enumerate(files))):
                if form != last or number < 0:
                    content.write(form)
                    number, last, end = number + 1, form, end + len(form)
                    waiting.append(end)
                    if len(waiting) >= CHUNK:
                        np.array(waiting, dtype="<i8").tofile(ends)
                        waiting.clear()
                numbers[chunk].append(number)
            np.array(waiting, dtype="<i8").tofile(ends)
        for each, final in zip(self._chunks, numbers, strict=True):
            each.numbers = np.array(final, dtype=np.int32)

    def _write_statements(self) -> None:
        parts: dict[int, list[tuple[_Chunk, int, int]]] = {}
        for chunk in self._chunks:
            assert chunk.numbers is not None  # given by _write_terms
            for place, (begin, end) in chunk.ends.items():
                parts.setdefault(int(chunk.numbers[place]), []).append((chunk, begin, end))
        ordered = ((word, np.concatenate([_read(*part) for part in parts[word]])) for word in sorted(parts))
        _write_rows(self.folder, ordered)


def insert(columns: Columns, tables: Iterable[Table]) -> None:
    """Add statements, as numbers of terms, to the files of columns.

    They must be opened again afterwards: of those that are open, only the terms can still be read.
    """
    more: dict[int, list[NDArray[np.int32]]] = {}
    for table in tables:
        for word in unique(table.word).tolist():
            chosen = table.word == word
            more.setdefault(word, []).append(np.stack([column[chosen] for column in table[1:]], axis=1))
    held = {word: np.stack(list(columns.of_number(word)), axis=1) for word in columns.words}
    ordered = [
        (word, np.concatenate([*([held[word]] if word in held else []), *more.get(word, [])]))
        for word in sorted({*held, *more})
    ]
    _write_rows(columns.folder, ordered)


def _write_rows(folder: Path, ordered: Iterable[tuple[int, NDArray[np.int32]]]) -> None:
    """Write the rows of each property, each once and in order; shape (statements, 3)."""
    properties, total, names = list[int](), 0, (SUBJECTS, OBJECTS, GRAPHS)
    with ExitStack() as stack:
        files = [stack.enter_context((folder / name).open("wb")) for name in names]
        for word, unordered in ordered:
            rows = unordered[np.lexsort((unordered[:, 2], unordered[:, 1], unordered[:, 0]))]
            rows = rows[begins(*rows.T)]
            for column, file in enumerate(files):
                rows[:, column].astype("<i4").tofile(file)
            total += len(rows)
            properties += [word, total]
    np.array(properties, dtype="<i8").tofile(folder / PROPERTIES)


def _forms(file: BinaryIO, chunk: int) -> Iterator[tuple[bytes, int]]:
    """Yield the terms of a chunk, each with the place of the chunk."""
    for line in file:
        yield line[:-1], chunk


def _read(chunk: _Chunk, begin: int, end: int) -> NDArray[np.int32]:
    """Return some statements of a chunk with the final numbers of their terms; shape (statements, 3)."""
    assert chunk.numbers is not None
    rows = np.fromfile(chunk.rows, dtype=np.int32, count=3 * (end - begin), offset=12 * begin)
    numbered: NDArray[np.int32] = chunk.numbers[rows].reshape(-1, 3)
    return numbered
