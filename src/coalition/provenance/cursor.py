"""Go through the tokens of a query from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from coalition.provenance.algebra import Exists
from coalition.provenance.rewriting import INNER, UntraceableError
from coalition.rdf.sparql import Token

BEYOND = "the query does not parse as SPARQL 1.1, and no other is traced"
TOO_LONG = "the query is too long, or nests too deeply, to be traced"
MAX_PARTS = 300
"""How many patterns and groups a query may have: the functions that walk its tree call themselves for each."""

INNER_NAME = re.compile(rf"{INNER}\d+")
OPENING, CLOSING = ("{", "(", "["), ("}", ")", "]")


def refuse() -> NoReturn:
    """Say that a query has what is not known here.

    Raises
    ------
    UntraceableError
        Always.
    """
    raise UntraceableError(BEYOND)


@dataclass(slots=True)
class Cursor:
    """Read tokens; `at` is the number of the next one, and `parts` counts what was read.

    Every method refuses a query that ends too early.
    """

    tokens: Sequence[Token]
    at: int = 0
    parts: int = 0

    def next(self, ahead: int = 0) -> Token:
        """Return the next token, or one that comes so many tokens later."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else refuse()

    def is_mark(self, *marks: str, ahead: int = 0) -> bool:
        """Tell whether the next token is one of some marks."""
        token = self.next(ahead)
        return token.kind == "mark" and token.text in marks

    def skip(self, *marks: str) -> bool:
        """Go past the next token where it is one of some marks, and tell whether it was."""
        found = self.is_mark(*marks)
        self.at += found
        return found

    def word(self, *words: str) -> str:
        """Go past the next token where it is one of some words, and return that; else return ""."""
        token = self.next()
        if not token.is_word(*words):
            return ""
        self.at += 1
        return token.text.upper()

    def take(self, *marks: str) -> Token:
        """Return the next token, and go past it; it must be one of `marks`, or without these no triple."""
        token = self.next()
        if not self.is_mark(*marks) if marks else self.is_mark("<<", ">>"):
            refuse()
        self.at += 1
        return token

    def count(self) -> None:
        """Count a pattern or a group.

        Raises
        ------
        UntraceableError
            When there are too many.
        """
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise UntraceableError(TOO_LONG)

    def passed(self) -> Iterator[Token]:
        """Go past a bracket, what stands in it, and its end; yield these tokens."""
        depth = 0
        while True:
            token = self.take()
            yield token
            if token.kind == "mark":
                depth += (token.text in OPENING) - (token.text in CLOSING)
            if depth == 0:
                return

    def go_past(self) -> None:
        """Go past a token, or a bracket with what stands in it."""
        for _ in self.passed():
            pass

    def inner(self) -> str:
        """Go past a group, and return the variable that says that an inner query stands there."""
        if not self.is_mark("{"):
            refuse()
        names = {token.text[1:] for token in self.passed() if INNER_NAME.fullmatch(token.text[1:])}
        return names.pop() if len(names) == 1 else refuse()

    def exists_since(self, start: int) -> tuple[Exists, ...]:
        """Return the EXISTS among the tokens from `start` up to here, of which it is not told what is made of them."""
        end, self.at = self.at, start
        found = []
        while self.at < end:
            if self.word("EXISTS"):
                found.append(Exists(self.inner(), 0, False))
            else:
                self.at += 1
        return tuple(found)
