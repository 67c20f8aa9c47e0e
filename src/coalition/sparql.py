"""The text of a SPARQL query, read as tokens: enough to guard and to adapt it, never to evaluate it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.errors import QueryError

TOKEN = r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<string>\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')
    | (?P<variable>[?$][^\W]\w*)
    | (?P<name>[^\W\d][\w.-]*?:[\w:.%\\-]*|:[\w:.%\\-]+)
    | (?P<word>@?[^\W\d][\w-]*)
    | (?P<number>\d[\w.]*)
    | (?P<mark>\S)
    """
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
MAX_DEPTH = 200
"""Brackets may nest this deep. The engine recurses, and some two thousand levels end the process."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (a group name of TOKEN), its text, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, without white space and comments."""
    for found in re.compile(TOKEN, re.VERBOSE | re.DOTALL).finditer(text):
        if found.lastgroup and found.lastgroup != "comment":
            yield Token(found.lastgroup, found.group(), found.start(), found.end())


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; the empty string where there is none."""
    return next((token.text.upper() for token in tokens(text) if token.is_word(*FORMS)), "")


def guard(text: str, name: str = "query") -> None:
    """Refuse what a reader must not do: write, reach out to the network, or exhaust the stack.

    Raises
    ------
    QueryError
        With the position of the offending word.
    """
    if not _suspect(text):
        return
    depth = 0
    started = False
    for token in tokens(text):
        where = "{}:{}:{}".format(name, *position(text, token.start))
        if token.is_word(*FORMS):
            started = True
        elif not started and token.is_word(*UPDATES):
            raise QueryError(
                f"{token.text.upper()} is an update, and the graph is read-only here",
                where=where,
                remedy="ask with SELECT, ASK, CONSTRUCT or DESCRIBE, or edit the files in graph/",
            )
        elif token.is_word("SERVICE"):
            raise QueryError(
                "SERVICE would send a request to another machine, and nothing is sent from here",
                where=where,
                remedy="take the SERVICE clause out",
            )
        if token.kind == "mark" and token.text in "{([":
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryError(
                    f"brackets nest deeper than {MAX_DEPTH} levels",
                    where=where,
                    remedy="write the query flatter",
                )
        elif token.kind == "mark" and token.text in "})]":
            depth -= 1


def _suspect(text: str) -> bool:
    """Whether reading the tokens of `text` could give a reason to refuse it; most queries are short and plain."""
    loud = text.upper()
    return any(word in loud for word in (*UPDATES, "SERVICE")) or sum(map(text.count, "{([")) > MAX_DEPTH


def variables(text: str) -> list[str]:
    """The variables of a query in the order in which they first stand in it, without `?` or `$`."""
    return list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "variable"))


def star(text: str) -> Token | None:
    """The `*` of a SELECT * that opens the query, or None."""
    if "*" not in text:
        return None
    previous: Token | None = None
    for token in tokens(text):
        if previous and previous.is_word("SELECT", "DISTINCT", "REDUCED"):
            if token.text == "*":
                return token
            if not token.is_word("DISTINCT", "REDUCED"):
                return None
        previous = token
    return None
