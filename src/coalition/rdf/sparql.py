"""Read a SPARQL query as tokens, to guard it and to adapt it; the engine alone parses and evaluates it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from coalition.errors import QueryError
from coalition.namespaces import PREFIXES, Namespaces, used
from coalition.rdf.grammar import BASE, LATER

LETTER, JOINER, OTHER = "\u00c0", "\u00b7", "\u00a0"
"""What stands for other letters (PN_CHARS_BASE), for what may follow in a name, and for the rest, while tokens are told
apart: Python takes twenty times as long to read an expression that has the ranges of Unicode in it."""

WHITE = r" \t\r\n"
"""White space (WS of the grammar), as the inside of a character class; to the engine, other spaces are none."""

_BASE = f"A-Za-z{LETTER}"
_FIRST = f"{_BASE}_0-9"
_LATER = f"{_FIRST}{JOINER}"
TOKEN = rf"""
    # Comments come first, so that a word or a quote in one is not read as a token.
      (?P<comment>\#[^\n\r]*)

    # What an IRI excludes (IRIREF of the grammar); so "?a < ?b" is not read as one.
    | (?P<iri><[^<>"{{}}|^`\x00-\x20]*>)

    # Long strings come before short ones, or their first two quotes would be read as an empty string. A string that is
    # not closed ends with the text if it is long, else with its line: so it is never read again from each of its
    # quotes.
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|\\?\Z)|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*+(?:\'\'\'|\\?\Z)
        |"(?:[^"\\\n\r]|\\[^\n\r])*+"?|'(?:[^'\\\n\r]|\\[^\n\r])*+'?)

    | (?P<variable>[?$][{_FIRST}][{_LATER}]*+)

    # A prefix, which may be empty or `_`, a colon and a local name. Dots belong to a name where more of it follows; a
    # dot at its end ends the triple.
    | (?P<name>(?:[{_BASE}_](?:[{_LATER}-]|\.++(?=[{_LATER}-]))*+)?+:
        (?:(?:[{_FIRST}:]|%[0-9A-Fa-f]{{2}}|\\.)(?:[{_LATER}:-]|%[0-9A-Fa-f]{{2}}|\\.|\.++(?=[{_LATER}:%\\-]))*+)?+)

    # Words with dots between them, or what would be a prefix if a colon followed. `tokens` takes them apart; read word
    # by word, a long `a.a.a.a` would be tried as a prefix from each of its dots.
    | (?P<words>[{_BASE}](?:[{_LATER}-]|\.++(?=[{_LATER}-]))*+)

    | (?P<tag>@[A-Za-z]+(?:-++[A-Za-z0-9]+)*+)

    # A dot belongs to a number where digits or an exponent follow; else it ends the triple. The sign is a token of its
    # own.
    | (?P<number>(?:[0-9]+(?:\.[0-9]+|\.(?=[eE][+-]?[0-9]))?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)

    # The brackets of a triple that is a term; every other character alone. Nothing but white space is passed over.
    | (?P<mark><<|>>|[^{WHITE}])
    """
"""The tokens of SPARQL 1.2, section 19.8, as far as it takes to tell them apart.

The expression reads each character at most a constant number of times, however the query is made: that is why its
repetitions are possessive (`*+`, `?+`) and never give back what they took.
"""
WORD = r"(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>[0-9]+)|."
"""The parts of `words`: keywords, functions, and the marks and numbers between them."""
KEYWORDS = """
    ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC
    DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING
    HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT MAX
    MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX REPLACE
    ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT
    STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI
    UUID VALUES VERSION WHERE YEAR
    """
"""The words of queries."""
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
OPENING = {"{", "(", "[", "<<"}
CLOSING = {"}", ")", "]", ">>"}
TERMS = ("<", ":", "?", "$", "'", '"')
"""The marks of which each IRI, name, variable and string has one."""
OPERATORS = {"!", "&", "|", "+", "-", "*", "/"}
MAX_DEPTH = 200
"""How deep brackets may nest. The engine recurses, and about a thousand levels end the process."""
MAX_PARTS = 1000
"""How many brackets and operators a query may have outside VALUES, since the engine recurses once more for each."""
MAX_TERMS = 2000
"""How many IRIs, names, variables, strings and numbers a query may have outside VALUES, for the same reason."""


class Token(NamedTuple):
    """Hold a token: its kind (a group name of TOKEN), its text, and its start and end in code points."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Tell whether the token is one of `words`, which are upper case, in any case."""
        return self.kind == "word" and self.text.upper() in words


class _Place:
    """Follow the brackets of a query, to tell where `<` compares and where it opens an IRI or a triple.

    No IRI follows an operand within an expression, and nothing is compared outside one.
    """

    def __init__(self) -> None:
        # For each open bracket, whether an expression stands in it, and whether each `(` in it opens one.
        self.open: list[tuple[bool, bool]] = [(False, False)]
        self.before = self.last = Token("", "", 0, 0)

    @property
    def compares(self) -> bool:
        """Whether a `<` that comes next compares."""
        last = self.last
        if not self.open[-1][0] or not last.kind:
            return False
        return last.text in CLOSING if last.kind == "mark" else last.kind != "word" or last.is_word("TRUE", "FALSE")

    def after(self, token: Token) -> None:
        """Go past a token."""
        if token.kind == "mark":
            if token.text in OPENING:
                opens = token.text == "(" and (any(self.open[-1]) or self._called())
                self.open.append((opens, False))
            elif token.text in CLOSING:
                del self.open[max(1, len(self.open) - 1) :]
        elif token.is_word("SELECT", "GROUP", "HAVING", "ORDER", "VALUES"):
            self.open[-1] = (self.open[-1][0], not token.is_word("VALUES"))
        self.before, self.last = self.last, token

    def _called(self) -> bool:
        """Tell whether a `(` that comes next within a pattern opens an expression."""
        if self.last.kind == "word":
            return not self.last.is_word("VALUES", "A", "TRUE", "FALSE")
        return self.before.is_word("FILTER") and self.last.kind in ("iri", "name")


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`, without comments; one query is read many times on its way to the engine."""
    return _remembered(text, used())


@lru_cache(maxsize=32)
def _remembered(text: str, _known: Namespaces) -> tuple[Token, ...]:
    return tuple(_scanned(text))


def _scanned(text: str) -> Iterator[Token]:
    plain, scan, start, place = _plain(text), re.compile(TOKEN, re.VERBOSE | re.DOTALL), 0, _Place()
    known, declares = set(PREFIXES), False
    while match := scan.search(plain, start):
        at, start = match.span()
        if plain[at] == "<" and place.compares:
            start = at + 1
            read: Sequence[Token] = (Token("mark", "<", at, start),)
        else:
            read = _tokens(match, text)
        for token in read:
            prefix = token.text.partition(":")[0] if token.kind == "name" else ""
            for part in _apart(token, prefix, known) if prefix and prefix not in known and not declares else (token,):
                if declares and part.kind == "name":
                    known.add(part.text.partition(":")[0])
                declares = part.is_word("PREFIX")
                place.after(part)
                yield part


def _plain(text: str) -> str:
    """Return a text as long as `text` with one of three signs for each that is not ASCII, which TOKEN knows."""
    return text if text.isascii() else text.translate(_Signs())


class _Signs(dict[int, str]):
    """Give each character the sign that stands for it, when it is first asked for."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if not sign.isascii():
            sign = LETTER if re.match(f"[{BASE}]", sign) else JOINER if re.match(f"[{LATER}]", sign) else OTHER
        self[code] = sign
        return sign


@lru_cache(maxsize=1)
def _keywords() -> frozenset[str]:
    return frozenset(KEYWORDS.split())


@lru_cache(maxsize=1)
def _keyword() -> str:
    """Return the expression of a keyword or number, of which the longest comes first."""
    return rf"(?>{'|'.join(sorted(_keywords(), key=len, reverse=True))}|[0-9]+)"


def _joined(text: str) -> list[re.Match[str]]:
    """Return the keywords and numbers without space between them that `text` is, such as SELECTDISTINCT and LIMIT1.

    The engine reads them so. Where it is something else, return none.
    """
    if not re.fullmatch(f"(?:{_keyword()})++", text, re.IGNORECASE | re.ASCII):
        return []
    return list(re.finditer(_keyword(), text, re.IGNORECASE | re.ASCII))


def _apart(token: Token, prefix: str, known: Collection[str]) -> list[Token]:
    """Return the keywords and the name that a name is made of whose whole prefix is not `known`.

    The engine reads GRAPHcg:x so, and a name such as acg:x that the word `a` begins.
    """
    if prefix[:6].upper() == "PREFIX":  # what follows is declared here
        rest = 6
    else:
        fitting = [len(prefix) - len(other) for other in known if prefix.endswith(other)]
        rest = min((n for n in fitting if prefix[:n] == "a" or _joined(prefix[:n])), default=0)
    words = _joined(prefix[:rest]) if prefix[:rest] != "a" else re.finditer("a", prefix[:rest])
    found = [Token("word", word.group(), token.start + word.start(), token.start + word.end()) for word in words]
    return [*found, Token(token.kind, token.text[rest:], token.start + rest, token.end)]


def _tokens(match: re.Match[str], text: str) -> Sequence[Token]:
    """Return the tokens of a match in the plain form of `text`."""
    kind, (start, end) = match.lastgroup or "", match.span()
    if kind == "comment":
        return ()
    return _words(text[start:end], start) if kind == "words" else (Token(kind, text[start:end], start, end),)


def _words(text: str, start: int) -> list[Token]:
    """Return the words, numbers and marks of a text that begins at an offset."""
    found = []
    for part in re.finditer(WORD, text):
        word, at = part["word"] or "", start + part.start()
        # No keyword has one letter, so that three letters and digits are the least that may be two.
        joined = _joined(word) if len(word) > 2 and word.upper() not in _keywords() else []
        for each in joined:
            kind = "number" if each.group().isdigit() else "word"
            found.append(Token(kind, each.group(), at + each.start(), at + each.end()))
        if not joined:
            kind = "word" if word else "number" if part["number"] else "mark"
            found.append(Token(kind, part.group(), at, start + part.end()))
    return found


def closing(read: Sequence[Token], opening: int) -> int | None:
    """Return where the bracket is closed that the token at `opening` opens, or None where it is not."""
    depth = 0
    for at, token in enumerate(read[opening:], opening):
        depth += (token.text in OPENING) - (token.text in CLOSING) if token.kind == "mark" else 0
        if not depth:
            return at
    return None


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def form(text: str) -> str:
    """Return the form of a query, which is SELECT, ASK, CONSTRUCT or DESCRIBE, or "" where it has none."""
    return next((token.text.upper() for token in _scanned(text) if token.is_word(*FORMS)), "")


def guard(text: str, name: str = "query") -> None:
    """Refuse a query that writes, or that would exhaust the engine's stack.

    Raises
    ------
    QueryError
        With the position of the token that is refused.
    """
    # Reading tokens costs more than looking for words, and most queries need no closer look.
    upper = text.upper()
    if any(word in upper for word in UPDATES):
        _refuse_update(text, name)
    brackets, operators, terms = (sum(map(text.count, marks)) for marks in (OPENING, OPERATORS, TERMS))
    terms += len(re.findall("[0-9]+", text))  # a term without these marks is a number
    if brackets > MAX_DEPTH or brackets + operators > MAX_PARTS or terms > MAX_PARTS:
        _refuse_excess(text, name)


def _fault(what: str, text: str, offset: int, name: str, remedy: str) -> QueryError:
    return QueryError(what, where="{}:{}:{}".format(name, *position(text, offset)), remedy=remedy)


def _refuse_update(text: str, name: str) -> None:
    first = next((token for token in _scanned(text) if token.is_word(*FORMS, *UPDATES)), None)
    if first and not first.is_word(*FORMS):
        what = f"{first.text.upper()} is an update, and queries cannot change the graph"
        remedy = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE, or edit the files in graph/"
        raise _fault(what, text, first.start, name, remedy)


def _refuse_excess(text: str, name: str) -> None:
    describes = form(text) == "DESCRIBE"
    parts = terms = 0
    for token, state in _readings(text, name):
        if state.depth > MAX_DEPTH:
            what = f"brackets nest deeper than {MAX_DEPTH} levels"
            raise _fault(what, text, token.start, name, "use fewer nested brackets")
        parts += not state.values and (token.text in OPENING or token.text in OPERATORS)
        terms += not state.values and token.kind in ("iri", "name", "variable", "string", "number")
        # DESCRIBE makes a UNION of what it describes.
        if parts > MAX_PARTS or (describes and terms > MAX_PARTS):
            what = f"the query has more than {MAX_PARTS} brackets and operators outside VALUES"
            raise _fault(what, text, token.start, name, "ask in several queries, or list values with VALUES")
        if terms > MAX_TERMS:
            what = f"the query has more than {MAX_TERMS} names, variables and values outside VALUES"
            raise _fault(what, text, token.start, name, "ask in several queries, or list values with VALUES")


@dataclass(frozen=True, slots=True)
class _State:
    """Hold what has been read before an offset.

    Attributes
    ----------
    depth:
        The depth of brackets.
    keyword, values:
        Whether the keyword VALUES stands before, or also its open bracket.
    operand:
        Whether the last token may be the left side of a comparison.
    """

    depth: int = 0
    keyword: bool = False
    values: bool = False
    operand: bool = False

    def after(self, token: Token) -> _State:
        """Return the state after a token."""
        depth = self.depth
        if token.kind == "mark":
            depth += (token.text in OPENING) - (token.text in CLOSING)
        if self.values:
            return _State(depth, values=token.text != "}")
        if self.keyword and token.text == "{":
            return _State(depth, values=True)
        operand = token.kind != "mark" or token.text in CLOSING
        return _State(depth, self.keyword or token.is_word("VALUES"), operand=operand)

    def merged(self, other: _State) -> _State:
        """Return the stricter of two states, which makes no less of what follows than either."""
        return _State(
            max(self.depth, other.depth),
            self.keyword and other.keyword,
            self.values and other.values,
            self.operand or other.operand,
        )


def _readings(text: str, name: str) -> Iterator[tuple[Token, _State]]:
    """Yield each token of each possible reading of `text`, with the state after it.

    Only a parser can tell whether a `<` after an operand opens an IRI or means "less than", and whether `<<` is one
    mark or two. Both readings are followed, so that nothing the engine may read as code is passed over as part of an
    IRI, a string or a comment.
    """
    plain, scan = _plain(text), re.compile(TOKEN, re.VERBOSE | re.DOTALL)
    # No expression can go on like `scheme://` after a "less than".
    full = re.compile("<[A-Za-z][A-Za-z0-9+.-]*://")
    # The state at each offset from which tokens are still to be read. The smallest offset is read first, so that
    # readings that meet again are followed as one, and no offset is read twice.
    states, heap, far = {0: _State()}, [0], 0
    while heap:
        start = heappop(heap)
        before = state = states.pop(start)
        match = scan.search(plain, start)
        if not match:
            continue
        for token in _tokens(match, text):
            state = state.after(token)
            yield token, state
        read = match.group()
        doubt = before.operand and (read == "<<" or (match.lastgroup == "iri" and not full.match(read)))
        # A string or a comment that begins within the IRI may be long, so only so many of them are read.
        far += doubt and ("'" in read or "#" in read)
        if far > MAX_DEPTH:
            what = f"more than {MAX_DEPTH} times, < may mean “less than” or open an IRI"
            raise _fault(what, text, match.start(), name, "write a space after each < that compares, and IRIs in full")
        for end in (match.start() + 1, match.end()) if doubt else (match.end(),):
            if end in states:
                states[end] = states[end].merged(state)
            else:
                states[end] = state
                heappush(heap, end)


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


def relative(text: str) -> str:
    """Return the first IRI of a query that is relative to no BASE, as it is written, or "" where there is none."""
    previous: Token | None = None
    for token in tokens(text):
        if token.kind == "iri" and not re.match("<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
            return token.text
        if token.kind == "iri" and previous and previous.is_word("BASE"):
            return ""
        previous = token
    return ""


def copies_iris(text: str) -> bool:
    """Tell whether the rows of a query have IRIs and triples of the store only, or such as it names without a comma."""
    return not any(
        token.is_word("IRI", "URI", "TRIPLE")
        or token.text == "<<"
        or (token.kind in ("iri", "name") and re.search(r"[,\\]", token.text))
        for token in tokens(text)
    )


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


def pattern_start(text: str) -> int:
    """Return the offset at which the pattern of a query that the engine has parsed begins, behind any template."""
    read = tokens(text)
    _, start = heads(read, ends_of(read))
    return read[start].start if start < len(read) else 0


def heads(read: Sequence[Token], ends: dict[int, int]) -> tuple[int, int]:
    """Return the indexes of the word that names the form of a query, and of the brace that opens its pattern."""
    head = next(n for n, token in enumerate(read) if token.is_word(*FORMS))
    start = head + 1
    if read[head].is_word("CONSTRUCT") and read[start].text == "{":
        start = ends[start] + 1
    while start < len(read) and read[start].text != "{":
        start = ends.get(start, start) + 1
    return head, start


def ends_of(read: Sequence[Token]) -> dict[int, int]:
    """Return the closing bracket of each opening one, both by their index."""
    ends, stack = {}, []
    for number, token in enumerate(read):
        if token.text in OPENING:
            stack.append(number)
        elif token.text in CLOSING and stack:
            ends[stack.pop()] = number
    return ends
