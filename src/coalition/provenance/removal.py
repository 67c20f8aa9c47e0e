"""Take a query apart into what can be left out of it: patterns, filters, groups and what limits its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from coalition.rdf.sparql import OPENING, Token, ends_of, heads, tokens

GROUPS = ("OPTIONAL", "MINUS", "LATERAL", "VALUES")
"""The words that begin a part which ends with the next braces."""

ENDS = (*GROUPS, "FILTER", "BIND", "GRAPH", "SERVICE")
"""The words that end the triples before them."""

TAIL = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a part of a query, as its text; of a GRAPH or a plain group, `parts` are what stands in its braces."""

    number: int
    kind: str
    text: str
    parts: tuple[Part, ...] | None = None

    def without(self, removed: Set[int]) -> str:
        """Return the text of this part without those whose numbers are given."""
        if self.number in removed:
            return ""
        return self.text if self.parts is None else f"{self.text} {_group(self.parts, removed)}"

    def all(self) -> Iterator[Part]:
        """Yield the parts that can be left out: what stands in braces first, then this one."""
        for part in self.parts or ():
            yield from part.all()
        yield self


@dataclass(frozen=True, slots=True)
class Divided:
    """Hold a SELECT or ASK query: what stands before its pattern, the parts of the pattern, and what follows."""

    head: str
    parts: tuple[Part, ...]
    tail: tuple[Part, ...]

    def all(self) -> list[Part]:
        """Return all parts that can be left out."""
        return [part for whole in (*self.parts, *self.tail) for part in whole.all() if part.kind != "order"]

    def without(self, removed: Set[int] = frozenset(), more: str = "") -> str:
        """Return the query without some parts, and with `more` at the end of its pattern."""
        tail = " ".join(part.without(removed) for part in self.tail)
        return f"{self.head} {_group(self.parts, removed, more)} {tail}"

    def pattern(self, removed: Set[int] = frozenset()) -> str:
        """Return the pattern of the query without some parts."""
        return _group(self.parts, removed)


class IndivisibleError(Exception):
    """Say why a query cannot be taken apart."""


def divide(text: str) -> Divided:
    """Take a query that the engine has parsed apart.

    Raises
    ------
    IndivisibleError
        With the reason, when the query is neither SELECT nor ASK, or its brackets cannot be paired.
    """
    read = list(tokens(text))
    ends = ends_of(read)
    head, start = heads(read, ends)
    if not read[head].is_word("SELECT", "ASK"):
        raise IndivisibleError("only SELECT and ASK queries can be taken apart")
    if start not in ends:
        raise IndivisibleError("the brackets of the query could not be paired")
    reader = _Reader(text, read, ends)
    parts = tuple(reader.parts(start + 1, ends[start]))
    return Divided(text[: read[start].start], parts, tuple(reader.tail(ends[start] + 1)))


@dataclass(slots=True)
class _Reader:
    text: str
    read: Sequence[Token]
    ends: dict[int, int]
    count: int = 0

    def parts(self, at: int, until: int) -> Iterator[Part]:
        """Yield the parts of a group between two tokens."""
        while at < until:
            token = self.read[at]
            if token.text == ".":
                at += 1
            elif token.is_word("GRAPH") or token.text == "{":
                start = at if token.text == "{" else self._next(at, "{")
                at, part = self._group(at, start)
                yield part
            elif token.is_word(*GROUPS):
                end = self.ends[self._next(at, "{")]
                yield self._part(token.text.lower(), self._slice(at, end))
                at = end + 1
            elif token.is_word("FILTER", "BIND"):
                end = self.ends[self._next(at, "(", "{")]
                yield self._part(token.text.lower(), self._slice(at, end))
                at = end + 1
            else:
                end = self._end_of_triples(at, until)
                yield from self._triples(at, end)
                at = end

    def tail(self, at: int) -> Iterator[Part]:
        """Yield what follows the pattern; LIMIT and OFFSET are one part each."""
        starts, number = [], at
        while number < len(self.read):
            if self.read[number].is_word(*TAIL):
                starts.append(number)
            number = self.ends.get(number, number) + 1
        for start, end in pairwise([*starts, len(self.read)]):
            word = self.read[start].text.lower()
            kind = {"group": "order"}.get(word, word)
            yield self._part(kind, self._slice(start, end - 1))

    def _group(self, at: int, start: int) -> tuple[int, Part]:
        end = self.ends[start]
        if self.read[at].is_word("GRAPH"):
            inner = tuple(self.parts(start + 1, end))
            return end + 1, self._part("graph", self._slice(at, start - 1), inner)
        subquery = self.read[start + 1].is_word("SELECT")
        union = False
        while end + 1 < len(self.read) and self.read[end + 1].is_word("UNION"):
            end, union = self.ends[end + 2], True
        if union or subquery:
            return end + 1, self._part("union" if union else "subquery", self._slice(at, end))
        return end + 1, self._part("group", "", tuple(self.parts(start + 1, end)))

    def _triples(self, at: int, end: int) -> Iterator[Part]:
        """Yield each pattern of triples with one subject: subject, predicate, and objects."""
        cuts, number = [at], at
        while number < end:
            if self.read[number].text == ";":
                cuts.append(number + 1)
            number = self.ends.get(number, number) + 1
        if self.read[at].text in OPENING:  # a subject in brackets stands for what it holds only where it stands
            yield self._part("pattern", f"{self._slice(at, end - 1)} .")
            return
        subject = self.read[at].text
        cuts[0] = at + 1
        for start, stop in zip(cuts, [*(cut - 1 for cut in cuts[1:]), end], strict=True):
            if start < stop:
                yield self._part("pattern", f"{subject} {self._slice(start, stop - 1)} .")

    def _end_of_triples(self, at: int, until: int) -> int:
        while at < until:
            token = self.read[at]
            if token.text in (".", "{") or token.is_word(*ENDS):
                return at
            at = self.ends.get(at, at) + 1
        return until

    def _next(self, at: int, *marks: str) -> int:
        while self.read[at].text not in marks:
            # The variables of VALUES stand in brackets before the braces.
            at = self.ends.get(at, at) + 1
        return at

    def _part(self, kind: str, text: str, parts: tuple[Part, ...] | None = None) -> Part:
        self.count += 1
        return Part(self.count, kind, text, parts)

    def _slice(self, first: int, last: int) -> str:
        return self.text[self.read[first].start : self.read[last].end]


def _group(parts: Sequence[Part], removed: Set[int], more: str = "") -> str:
    return f"{{ {' '.join(filter(None, (*(part.without(removed) for part in parts), more)))} }}"
