"""Read a SPARQL query as tokens, to guard it and to adapt it; the engine alone parses and evaluates it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice

from coalition.errors import QueryError

TOKEN = r"""
    # Comments come first, so that a word or a quote in one is not read as a token.
      (?P<comment>\#[^\n\r]*)

    # What an IRI excludes (IRIREF of the grammar); so "?a < ?b" is not read as one.
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)

    # Long strings come before short ones, or their first two quotes would be read as an empty string. A string that is
    # not closed ends with the text if it is long, else with its line: so it is never read again from each of its
    # quotes.
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|\\?\Z)|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*+(?:\'\'\'|\\?\Z)
        |"(?:[^"\\\n\r]|\\[^\n\r])*+"?|'(?:[^'\\\n\r]|\\[^\n\r])*+'?)

    | (?P<variable>[?$]\w+)

    # A prefix of at most 64 characters, a colon and a local name. Without that bound, a long `a.a.a.a` that no colon
    # follows would be read to its end from each of its dots. Dots belong to the local name where more of it follows; a
    # dot at its end ends the triple.
    | (?P<name>(?:[^\W\d][\w.-]{0,63}+)?:(?:(?:[\w:%]|\\.)(?:[\w:%-]|\\.|\.++(?=[\w:%\\-]))*+)?+)

    # Keywords, functions, and language tags with their "@".
    | (?P<word>@?[^\W\d][\w-]*)

    # A dot belongs to a number where digits follow; else it ends the triple. The sign is a token of its own.
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)

    # Every other character alone: nothing but white space is passed over.
    | (?P<mark>\S)
    """
"""The tokens of SPARQL 1.1, section 19.8, as far as it takes to tell them apart.

The expression reads each character at most a constant number of times, however the query is made: that is why its
repetitions are possessive (`*+`, `?+`) and never give back what they took.
"""
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
OPERATORS = {"!", "&", "|", "+", "-", "*", "/"}
LINKS = {"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "LATERAL", "AS"}
SERVICE = r"""
    # The word itself, then white space and comments in any number, also none: the engine reads `SERVICE<x:a>` too.
    service(?:\s|\#[^\n\r]*+)*+
    # It reads `SERVICEsilent<x:a>` as well.
    (?:silent(?:\s|\#[^\n\r]*+)*+)?
    # The endpoint: an IRI, or else a prefixed name or a variable.
    (?:<[^<>]*>|(?:[\w?$:%.-]|\\.)++)
    # Only a call has a pattern in braces after its endpoint; a name that merely contains "service" has none.
    (?:\s|\#[^\n\r]*+)*+\{
    """
NAMED = r"(?<![\w:?$@%.\\-])(?:graph|from|named)[ \t]+\Z"
"""The keywords after which `service:x` is a prefixed name and not a call.

The lookbehind makes sure that the keyword is not the end of a longer name or of a variable.
"""
MAX_DEPTH = 200
"""How deep brackets may nest. The engine recurses, and fewer than a thousand levels can end the process."""
MAX_LINKS = 1000
"""How many clauses and operators a query may have, since the engine recurses once more for each of them."""


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token: its kind (a group name of TOKEN), its text, and its start and end in code points."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Tell whether the token is one of `words`, which are upper case, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`, without comments."""
    for match in re.compile(TOKEN, re.VERBOSE | re.DOTALL).finditer(text):
        token = _token(match)
        if token.kind != "comment":
            yield token


def _token(match: re.Match[str]) -> Token:
    return Token(match.lastgroup or "", match.group(), match.start(), match.end())


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def form(text: str) -> str:
    """Return the form of a query, which is SELECT, ASK, CONSTRUCT or DESCRIBE, or "" where it has none."""
    return next((token.text.upper() for token in tokens(text) if token.is_word(*FORMS)), "")


def guard(text: str, name: str = "query") -> None:
    """Refuse a query that writes, calls another machine, or would exhaust the engine's stack.

    Raises
    ------
    QueryError
        With the position of the token that is refused.
    """
    # Reading tokens costs more than looking for words, and most queries need no closer look.
    upper = text.upper()
    if any(word in upper for word in UPDATES):
        _refuse_update(text, name)
    if "SERVICE" in upper or sum(map(text.count, "{([")) > MAX_DEPTH:
        _refuse_service_and_depth(text, name)
    if len(text) > MAX_LINKS:
        _refuse_length(text, name)


def _fault(what: str, text: str, offset: int, name: str, remedy: str) -> QueryError:
    return QueryError(what, where="{}:{}:{}".format(name, *position(text, offset)), remedy=remedy)


def _refuse_update(text: str, name: str) -> None:
    first = next((token for token in tokens(text) if token.is_word(*FORMS, *UPDATES)), None)
    if first and not first.is_word(*FORMS):
        what = f"{first.text.upper()} is an update, and queries cannot change the graph"
        remedy = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE, or edit the files in graph/"
        raise _fault(what, text, first.start, name, remedy)


def _refuse_service_and_depth(text: str, name: str) -> None:
    call = re.compile(SERVICE, re.VERBOSE | re.IGNORECASE)
    seen = 0
    for token, depth in _readings(text, name):
        if depth > MAX_DEPTH:
            what = f"brackets nest deeper than {MAX_DEPTH} levels"
            raise _fault(what, text, token.start, name, "use fewer nested brackets")
        for offset in _services(text, token):
            seen += 1
            # Each match may read on to the end of the text, so a query gets a bounded number of them.
            if call.match(text, offset) or seen > MAX_DEPTH:
                what = "SERVICE would send a request to another machine, which is not allowed here"
                raise _fault(what, text, offset, name, "remove the SERVICE clause")


def _services(text: str, token: Token) -> Iterator[int]:
    """Yield each offset in `token` at which the engine may read the keyword SERVICE.

    The engine does not need white space around a keyword: it reads one in `1.SERVICE`, `trueSERVICE` and `SERVICE:x`.
    """
    if token.kind not in ("word", "name", "number") or "service" not in token.text.lower():
        return
    # The engine reads a language tag, or the plain part of a local name, as a whole: no keyword begins in there.
    local = re.match("(@|[^:]*:)[A-Za-z0-9_:-]*", token.text)
    first, last = (local.end(1), local.end()) if local else (1, 0)
    # 40 characters are enough for the longest of those keywords and the white space after it.
    named = re.search(NAMED, text[max(0, token.start - 40) : token.start], re.IGNORECASE)
    for match in re.finditer("service", token.text, re.IGNORECASE):
        if not first <= match.start() <= last and not (named and match.start() == 0):
            yield token.start + match.start()


def _refuse_length(text: str, name: str) -> None:
    links = (token for token in tokens(text) if token.is_word(*LINKS) or token.text in OPERATORS)
    one_too_many = next(islice(links, MAX_LINKS, None), None)
    if one_too_many:
        what = f"the query has more than {MAX_LINKS} clauses and operators"
        raise _fault(what, text, one_too_many.start, name, "ask in several queries, or list values with VALUES")


def _readings(text: str, name: str) -> Iterator[tuple[Token, int]]:
    """Yield each token of each possible reading of `text`, with the depth of brackets after it.

    Only a parser can tell whether a `<` opens an IRI or means "less than". Where the two readings differ, both are
    followed, so that nothing the engine may read as code is passed over as part of a string or a comment.
    """
    scan = re.compile(TOKEN, re.VERBOSE | re.DOTALL)
    # The readings differ where what follows the `<` holds a quote, a comment or a bracket. An IRI with `scheme://` is
    # beyond doubt: no expression can go on like that after a "less than".
    doubtful = re.compile("<(?![A-Za-z][A-Za-z0-9+.-]*://)[^'#(\\[]*['#(\\[]")
    # The deepest depth at each offset from which tokens are still to be read. The smallest offset is read first, so
    # that readings that meet again are followed as one, and no offset is read twice.
    depths, heap, doubts = {0: 0}, [0], 0
    while heap:
        start = heappop(heap)
        depth = depths.pop(start)
        match = scan.search(text, start)
        if not match:
            continue
        token = _token(match)
        if token.kind == "mark":
            depth += (token.text in "{([") - (token.text in "})]")
        yield token, depth
        doubt = token.kind == "iri" and bool(doubtful.match(token.text))
        doubts += doubt
        if doubts > MAX_DEPTH:
            what = f"more than {MAX_DEPTH} times, < may mean “less than” or open an IRI"
            raise _fault(what, text, token.start, name, "write a space after each < that compares, and IRIs in full")
        for end in (token.start + 1, token.end) if doubt else (token.end,):
            if end not in depths:
                heappush(heap, end)
            depths[end] = max(depths.get(end, depth), depth)


def variables(text: str) -> list[str]:
    """Return the variables of a query, without `?` or `$`, in the order of their first use."""
    return list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "variable"))


def iris(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield each IRI of a query with its offset, whether it is written in full or as a prefixed name.

    `prefixes` are known before those that the query declares. Relative IRIs are not resolved against BASE.
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
    """Return the `*` token of a query that begins with SELECT *, or None."""
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
