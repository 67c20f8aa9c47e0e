"""The text of a SPARQL query, read as tokens: enough to guard and to adapt it, never to evaluate it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice

from coalition.errors import QueryError

TOKEN = r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|\\?\Z)|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*+(?:\'\'\'|\\?\Z)
        |"(?:[^"\\\n\r]|\\[^\n\r])*+"?|'(?:[^'\\\n\r]|\\[^\n\r])*+'?)
    | (?P<variable>[?$]\w+)
    | (?P<name>(?:[^\W\d][\w.-]{0,63}+)?:(?:(?:[\w:%]|\\.)(?:[\w:%-]|\\.|\.++(?=[\w:%\\-]))*+)?+)
    | (?P<word>@?[^\W\d][\w-]*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<mark>\S)
    """
"""SPARQL 1.1, section 19.8, as far as it tells tokens apart. It reads no character more than a constant number of
times: a string that is not closed ends with its line, or with the text."""
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
OPERATORS = {"!", "&", "|", "+", "-", "*", "/"}
LINKS = {"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "LATERAL", "AS"}
SERVICE = r"""
    service(?:\s|\#[^\n\r]*+)*+(?:silent(?:\s|\#[^\n\r]*+)*+)?  # the engine needs no space between words
    (?:<[^<>]*>|(?:[\w?$:%.-]|\\.)++)(?:\s|\#[^\n\r]*+)*+\{
    """
NAMED = r"(?<![\w:?$@%.\\-])(?:graph|from|named)[ \t]+\Z"
"""What stands before a prefixed name whose prefix is `service`."""
MAX_DEPTH = 200
"""Brackets may nest this deep. The engine recurses, and less than a thousand levels can end the process."""
MAX_LINKS = 1000
"""So many clauses and operators may stand in a query: of each, the engine makes one more level."""


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
        token = _token(found)
        if token.kind != "comment":
            yield token


def _token(found: re.Match[str]) -> Token:
    return Token(found.lastgroup or "", found.group(), found.start(), found.end())


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
    loud = text.upper()
    if any(word in loud for word in UPDATES):
        _refuse_update(text, name)
    if "SERVICE" in loud or sum(map(text.count, "{([")) > MAX_DEPTH:
        _refuse_service_and_depth(text, name)
    if len(text) > MAX_LINKS:
        _refuse_length(text, name)


def _fault(what: str, text: str, offset: int, name: str, remedy: str) -> QueryError:
    return QueryError(what, where="{}:{}:{}".format(name, *position(text, offset)), remedy=remedy)


def _refuse_update(text: str, name: str) -> None:
    first = next((token for token in tokens(text) if token.is_word(*FORMS, *UPDATES)), None)
    if first and not first.is_word(*FORMS):
        what = f"{first.text.upper()} is an update, and the graph is read-only here"
        remedy = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE, or edit the files in graph/"
        raise _fault(what, text, first.start, name, remedy)


def _refuse_service_and_depth(text: str, name: str) -> None:
    call = re.compile(SERVICE, re.VERBOSE | re.IGNORECASE)
    seen = 0
    for token, depth in _readings(text, name):
        if depth > MAX_DEPTH:
            what = f"brackets nest deeper than {MAX_DEPTH} levels"
            raise _fault(what, text, token.start, name, "write the query flatter")
        for offset in _services(text, token):
            seen += 1
            if call.match(text, offset) or seen > MAX_DEPTH:
                what = "SERVICE would send a request to another machine, and nothing is sent from here"
                raise _fault(what, text, offset, name, "take the SERVICE clause out")


def _services(text: str, token: Token) -> Iterator[int]:
    """Where in `token` the engine may read the word SERVICE: it does so in `1.SERVICE`, `trueSERVICE`, `SERVICE:x`."""
    if token.kind not in ("word", "name", "number") or "service" not in token.text.lower():
        return
    local = re.match("(@|[^:]*:)[A-Za-z0-9_:-]*", token.text)
    first, last = (local.end(1), local.end()) if local else (1, 0)
    named = re.search(NAMED, text[max(0, token.start - 40) : token.start], re.IGNORECASE)
    for found in re.finditer("service", token.text, re.IGNORECASE):
        if not first <= found.start() <= last and not (named and found.start() == 0):
            yield token.start + found.start()


def _refuse_length(text: str, name: str) -> None:
    links = (token for token in tokens(text) if token.is_word(*LINKS) or token.text in OPERATORS)
    last_straw = next(islice(links, MAX_LINKS, None), None)
    if last_straw:
        what = f"more than {MAX_LINKS} clauses and operators"
        raise _fault(what, text, last_straw.start, name, "ask in several queries, or list values with VALUES")


def _readings(text: str, name: str) -> Iterator[tuple[Token, int]]:
    """Each token of each reading of `text`, with the depth of brackets at it.

    A `<` opens an IRI or compares, which only a parser can tell: both readings are followed where it matters. So
    nothing that the engine may take for code is taken for a string or a comment.
    """
    scan = re.compile(TOKEN, re.VERBOSE | re.DOTALL)
    doubtful = re.compile("<(?![A-Za-z][A-Za-z0-9+.-]*://)[^'#(\\[]*['#(\\[]")
    depths, heap, doubts = {0: 0}, [0], 0
    while heap:
        start = heappop(heap)
        depth = depths.pop(start)
        found = scan.search(text, start)
        if not found:
            continue
        token = _token(found)
        if token.kind == "mark":
            depth += (token.text in "{([") - (token.text in "})]")
        yield token, depth
        doubt = token.kind == "iri" and bool(doubtful.match(token.text))
        doubts += doubt
        if doubts > MAX_DEPTH:
            what = f"more than {MAX_DEPTH} times it takes a parser to tell whether < compares or opens an IRI"
            raise _fault(what, text, token.start, name, "write a space after each < that compares, and IRIs in full")
        for end in (token.start + 1, token.end) if doubt else (token.end,):
            if end not in depths:
                heappush(heap, end)
            depths[end] = max(depths.get(end, depth), depth)


def variables(text: str) -> list[str]:
    """The variables of a query in the order in which they first stand in it, without `?` or `$`."""
    return list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "variable"))


def iris(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The IRIs that stand in a query, written whole or as prefixed names, each with its offset; `@base` is not applied.

    `prefixes` are known before those that the query declares.
    """
    known, before = dict(prefixes), list[Token]()
    for token in tokens(text):
        declares = bool(before) and before[-1].is_word("PREFIX")
        if token.kind == "iri":
            if len(before) == 2 and before[0].is_word("PREFIX"):
                known[before[1].text.removesuffix(":")] = token.text[1:-1]
            yield token.text[1:-1], token.start
        elif token.kind == "name" and not declares:
            prefix, _, local = token.text.partition(":")
            if prefix in known:
                yield known[prefix] + re.sub(r"\\(.)", r"\1", local), token.start
        before = [*before[-1:], token]


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
