"""Find where a statement stands in a file of TriG or N-Quads, so that messages can point at it.

The engine's parser gives the position of a syntax error, but not the position of a statement that it has read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urljoin

import pyoxigraph as ox

from coalition.namespaces import RDF


def _one(others: str = "") -> str:
    """Return an expression for a letter, a digit, one of the `others`, or any character that is not ASCII.

    In names, the parser that has accepted the file allows fewer of the latter. Those one by one, as in
    `coalition.rdf.grammar`, take Python a twentieth of a second to read.
    """
    excluded = (chr(code) for code in range(128) if not chr(code).isalnum() and chr(code) not in others)
    return f"[^{re.escape(''.join(excluded))}]"


# A name in parts that are joined by dots: the last character is not a bare dot, since that one ends the statement.
PREFIX = rf"(?:{_one()}(?:{_one('_.-')}*{_one('_-')})?|_)?"
ESCAPED = r"%[0-9A-Fa-f]{2}|\\."
LOCAL = rf"(?:(?:{_one('_:')}|{ESCAPED})(?:(?:{_one('_:.-')}|{ESCAPED})*(?:{_one('_:-')}|{ESCAPED}))?)?"

# The tokens of Turtle, TriG and N-Quads, with those of RDF 1.2. The engine's parser has accepted the file before, so
# the expression need not check a token: it only has to find where the token ends.
TOKEN = re.compile(
    rf"""
    # Comments come first, so that a quote or a bracket in one is not read as a token.
      (?P<comment>\#[^\n\r]*)

    # None of the characters that an IRI excludes, "<" among them: so "<<" is not read as the start of one.
    | (?P<iri><[^<>"{{}}|^`\s]*>)

    # Long strings come before short ones, or their first two quotes would be read as an empty string. A backslash
    # always takes the next character along, so that an escaped quote does not end the string.
    | (?P<literal>(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')
        # The language tag or the datatype is part of the object that is looked for.
        (?:\s*@[A-Za-z0-9-]+|\s*\^\^\s*(?:<[^<>\s]*>|{PREFIX}:{LOCAL}))?)

    # Directives come before names and words. SPARQL's form has no "@", and must not match the start of `prefix:name`.
    | (?P<directive>(?i:@prefix\b|@base\b|(?:prefix|base)(?=\s)))

    # A prefix (or "_" of a blank node), a colon and a local name.
    | (?P<name>{PREFIX}:{LOCAL})

    # Likewise a number takes a dot along only where digits or an exponent follow.
    | (?P<number>[+-]?(?:\d*\.\d+(?:[eE][+-]?\d+)?|\d+\.?[eE][+-]?\d+|\d+))

    # `a`, `true`, `false` and `GRAPH`.
    | (?P<word>[A-Za-z]+)

    # The marks of two characters belong to RDF 1.2 and come before their first characters.
    | (?P<mark><<|>>|\{{\||\|\}}|[{{}}()\[\];,.~])
    """,
    re.VERBOSE | re.DOTALL,
)
OPENING = ("[", "(", "<<", "{|")
CLOSING = ("]", ")", ">>", "|}")
KEY = tuple[str, str, str]
"""The IRIs of the graph, subject and predicate of a statement; "" for the default graph and for blank nodes."""


class Spot(NamedTuple):
    """Locate the object of a statement: its offset, its text, and the prefixes declared before it."""

    offset: int
    word: str
    prefixes: Mapping[str, str]


@dataclass(frozen=True)
class Positions:
    """Find the statements and comments of a text.

    The text is read once, when the first statement is looked for. It may use the `prefixes` without declaring them.
    """

    text: str
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def find(self, quad: ox.Quad) -> str:
        """Return `line:column` of the object of `quad`, counted in code points.

        Where the object is not found, return the position of the statement that fits `quad` best.
        """
        key = (_iri(quad.graph_name), _iri(quad.subject), _iri(quad.predicate))
        if key not in self._objects:
            self._objects[key] = _offsets(self._spots.get(key, ()))
        named = isinstance(quad.object, ox.NamedNode | ox.Literal)
        offset = self._objects[key].get(quad.object if named else None)
        return self._position(self._nearest(key, quad) if offset is None else offset)

    def comments(self) -> Iterator[tuple[str, str]]:
        """Yield each comment of the text with its `line:column`."""
        for token in TOKEN.finditer(self.text):
            if token.lastgroup == "comment":
                yield token.group().rstrip(), self._position(token.start())

    def tags(self) -> Iterator[tuple[str, str]]:
        """Yield each language tag with capital letters, with its `line:column`."""
        if not re.search("@[A-Za-z0-9-]*[A-Z]", self.text):  # which most texts have not
            return
        for token in TOKEN.finditer(self.text):
            tag = re.search("@([A-Za-z0-9-]+)$", token.group()) if token.lastgroup == "literal" else None
            if tag and tag[1] != tag[1].lower():
                yield tag[1], self._position(token.start() + tag.start(1))

    @cached_property
    def _objects(self) -> dict[KEY, dict[object, int]]:
        """Where the objects of each key that was looked for stand; see `_offsets`."""
        return {}

    @cached_property
    def _first_blank(self) -> int | None:
        """The offset of the first blank node or triple term that is written."""
        blank = (token for token in TOKEN.finditer(self.text) if token.group() in OPENING or token.group()[:2] == "_:")
        return next((token.start() for token in blank), None)

    @cached_property
    def _spots(self) -> dict[KEY, list[Spot]]:
        spots: dict[KEY, list[Spot]] = {}
        for key, spot in _Reader(prefixes=dict(self.prefixes)).read(self.text):
            spots.setdefault(key, []).append(spot)
        return spots

    def _nearest(self, key: KEY, quad: ox.Quad) -> int:
        # A blank node or a triple term has no name to look for: point at the first that is written.
        named = all(isinstance(node, ox.NamedNode | ox.Literal | ox.DefaultGraph) for node in quad)
        if not named and self._first_blank is not None:
            return self._first_blank
        best, most = 0, 0
        for other, spots in self._spots.items():
            shared = sum(mine == theirs for mine, theirs in zip(key, other, strict=True))
            if shared > most:
                best, most = spots[0].offset, shared
        return best

    def _position(self, offset: int) -> str:
        line = bisect_left(self._line_ends, offset)
        return f"{line + 1}:{offset - (self._line_ends[line - 1] if line else -1)}"

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]


@dataclass
class _Reader:
    """Read the tokens of a text and locate the object of each statement.

    Attributes
    ----------
    graph, base, prefixes:
        What holds at the current token.
    begun:
        The subject and the predicate that the next objects share, as far as they are known.
    held:
        The terms since the last mark, with their offsets.
    outer:
        What was begun around each bracket that is open.
    """

    graph: str = ""
    base: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    held: list[tuple[str, int]] = field(default_factory=list)
    outer: list[list[str]] = field(default_factory=list)

    def read(self, text: str) -> Iterator[tuple[KEY, Spot]]:
        """Yield the key of each statement with the spot of its object."""
        directive: list[str] = []
        for token in TOKEN.finditer(text):
            kind, word = token.lastgroup, token.group()
            if kind == "comment":
                continue
            if directive or kind == "directive":
                directive = self._declare([*directive, word])
            elif kind == "mark":
                yield from self._read_mark(word, token.start())
            else:
                self.held.append((word, token.start()))

    def _declare(self, words: list[str]) -> list[str]:
        """Carry out a directive once all its words are there; return the words while some are missing."""
        kind = words[0].lower().removeprefix("@")
        if len(words) < (3 if kind == "prefix" else 2):
            return words
        iri = self._resolve(words[-1])
        if kind == "prefix":
            prefix = words[1].removesuffix(":")
            if self.prefixes.get(prefix, iri) != iri:  # spots before this one keep the prefixes that held there
                self.prefixes = dict(self.prefixes)
            self.prefixes[prefix] = iri
        else:
            self.base = iri
        return []

    def _read_mark(self, mark: str, offset: int) -> Iterator[tuple[KEY, Spot]]:
        if mark == "{":
            self.graph = self._resolve(self.held[-1][0]) if self.held else ""
            self.held, self.begun = [], []
            return
        if mark == "[" or mark == "(":  # the blank node that the bracket makes may be the object
            self.held.append((mark, offset))
        if len(self.begun) + len(self.held) > 2:
            yield self._statement()
        elif mark in OPENING:
            self.begun = []
        self.held = []
        if mark in OPENING:
            self.outer.append(self.begun)
            self.begun = [""]  # the statements within are about a thing without a name
        elif mark in CLOSING:
            self.begun = (self.outer.pop() if self.outer else []) or [""]
        else:  # ";" keeps the subject, "," and "~" (which names a reifier) keep the predicate too, "." keeps nothing
            self.begun = {";": self.begun[:1], ",": self.begun, "~": self.begun}.get(mark, [])
        if mark == "}":
            self.graph = ""

    def _statement(self) -> tuple[KEY, Spot]:
        words = [self._resolve(word) for word, _ in self.held]
        if len(words) == 4 and not self.begun:  # a line of N-Quads: the graph stands last
            return (words[3], words[0], words[1]), self._spot(*self.held[2])
        self.begun = [*self.begun, *words][:2]
        return (self.graph, self.begun[0], self.begun[1]), self._spot(*self.held[-1])

    def _spot(self, word: str, offset: int) -> Spot:
        return Spot(offset, f"<{self._resolve(word)}>" if word.startswith("<") else word, self.prefixes)

    def _resolve(self, word: str) -> str:
        if word.startswith("<"):
            iri = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda m: chr(int(m[1] or m[2], 16)), word[1:-1])
            return urljoin(self.base, iri) if self.base else iri
        return _named(word, self.prefixes)


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""


def _named(word: str, prefixes: Mapping[str, str]) -> str:
    if word == "a":
        return RDF + "type"
    prefix, colon, local = word.partition(":")
    return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local) if colon and prefix != "_" else ""


def _offsets(spots: Iterable[Spot]) -> dict[object, int]:
    """Return the offset at which each object is first written; None stands for all that have no name."""
    offsets: dict[object, int] = {}
    for spot in spots:
        nameless = spot.word in OPENING or spot.word.startswith("_:")
        offsets.setdefault(None if nameless else _term(spot), spot.offset)
    return offsets


def _term(spot: Spot) -> object:
    """Return the term that is written at `spot`, or its text where the engine does not read it."""
    # The engine reads the one term again, so that escapes, numbers and datatypes mean what they mean in the file.
    used = re.search(rf"(?:\A|\^\^\s*)(?P<prefix>{PREFIX}):{LOCAL}\Z", spot.word)
    prefix = used["prefix"] if used else ""
    head = f"@prefix {prefix}: <{spot.prefixes[prefix]}> .\n" if prefix in spot.prefixes else ""
    try:
        read = next(iter(ox.parse(f"{head}<x:s> <x:p> {spot.word} .", format=ox.RdfFormat.TURTLE)))
    except (SyntaxError, StopIteration):
        return spot.word
    return read.object
