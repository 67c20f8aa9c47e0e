"""Where in a file of TriG or N-Quads a statement stands, so that a fault can be pointed at.

The engine's parser tells the position of a syntax error, but not that of a statement it has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import pyoxigraph as ox

from coalition.errors import RDFSyntaxError
from coalition.namespaces import RDF

# The tokens of Turtle, TriG and N-Quads, RDF 1.2 included, as far as it takes to tell where each statement stands. The
# engine's parser has accepted the file before, so a token need only be told from its neighbours, not be checked; a
# literal takes its language tag or datatype along, since both belong to the object that is looked for.
TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\s]*>)
    | (?P<literal>(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')
        (?:\s*@[A-Za-z0-9-]+|\s*\^\^\s*(?:<[^<>\s]*>|[\w.-]*:[\w.-]*\w))?)
    | (?P<directive>@prefix\b|@base\b|(?:prefix|base)(?=\s))
    | (?P<name>(?:[^\W\d_][^\s"'<>{}()\[\];,\#:]*|_)?:
        (?:(?:[^\s"'<>{}()\[\];,\#\\%]|%[0-9a-f]{2}|\\.)*(?:[^\s"'<>{}()\[\];,\#\\%.]|%[0-9a-f]{2}|\\.))?)
    | (?P<number>[+-]?(?:\d*\.\d+(?:e[+-]?\d+)?|\d+\.?e[+-]?\d+|\d+))
    | (?P<word>[a-z]+)
    | (?P<mark><<|>>|\{\||\|\}|[{}()\[\];,.~])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
OPENING = ("[", "(", "<<", "{|")
CLOSING = ("]", ")", ">>", "|}")
KEY = tuple[str, str, str]
"""Graph, subject and predicate of a statement: IRIs, or nothing for the default graph and for blank nodes."""


class Spot(NamedTuple):
    """Where the object of a statement stands, as it is written, with the prefixes that hold there."""

    offset: int
    word: str
    prefixes: Mapping[str, str]


@dataclass(frozen=True)
class Positions:
    """The places of the statements of a text; the text is read once, when the first is asked for."""

    text: str

    def find(self, quad: ox.Quad) -> str:
        """`line:column` of the object of `quad`, in code points; of the nearest that is found where it is not."""
        key = (_iri(quad.graph_name), _iri(quad.subject), _iri(quad.predicate))
        for spot in self._spots.get(key, ()):
            if _is(quad.object, spot):
                return self._position(spot.offset)
        return self._position(self._near(key, quad))

    def comments(self) -> Iterator[tuple[str, str]]:
        """Each comment of the text and its `line:column`."""
        for found in TOKEN.finditer(self.text):
            if found.lastgroup == "comment":
                yield found.group().rstrip(), self._position(found.start())

    @cached_property
    def _spots(self) -> dict[KEY, list[Spot]]:
        spots: dict[KEY, list[Spot]] = {}
        for key, spot in _Reader().read(self.text):
            spots.setdefault(key, []).append(spot)
        return spots

    def _near(self, key: KEY, quad: ox.Quad) -> int:
        if not all(isinstance(node, ox.NamedNode | ox.Literal | ox.DefaultGraph) for node in quad):
            for found in TOKEN.finditer(self.text):
                if found.group() in OPENING or found.group().startswith("_:"):
                    return found.start()
        best, depth = 0, 0
        for other, spots in self._spots.items():
            fits = sum(mine == theirs for mine, theirs in zip(key, other, strict=True))
            if fits > depth:
                best, depth = spots[0].offset, fits
        return best

    def _position(self, offset: int) -> str:
        return "{}:{}".format(self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset))


@dataclass
class _Reader:
    """Reads tokens, and tells of each statement where its object stands."""

    graph: str = ""
    base: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)  # subject and predicate, as far as they hold for what follows
    held: list[tuple[str, int]] = field(default_factory=list)  # terms since the last mark
    outer: list[list[str]] = field(default_factory=list)  # what was begun around each open bracket

    def read(self, text: str) -> Iterator[tuple[KEY, Spot]]:
        directive: list[str] = []
        for found in TOKEN.finditer(text):
            kind, word = found.lastgroup, found.group()
            if kind == "comment":
                continue
            if directive or kind == "directive":
                directive = self._declare([*directive, word])
            elif kind == "mark":
                yield from self._mark(word, found.start())
            else:
                self.held.append((word, found.start()))

    def _declare(self, words: list[str]) -> list[str]:
        """Take in a directive once it is whole; what there is of it until then."""
        kind = words[0].lower().removeprefix("@")
        if len(words) < (3 if kind == "prefix" else 2):
            return words
        iri = self._resolve(words[-1])
        if kind == "prefix":
            self.prefixes = {**self.prefixes, words[1].removesuffix(":"): iri}
        else:
            self.base = iri
        return []

    def _mark(self, mark: str, offset: int) -> Iterator[tuple[KEY, Spot]]:
        if mark == "{":
            self.graph = self._resolve(self.held[-1][0]) if self.held else ""
            self.held, self.begun = [], []
            return
        if mark == "[" or mark == "(":
            self.held.append((mark, offset))
        if len(self.begun) + len(self.held) > 2:
            yield self._statement()
        elif mark in OPENING:
            self.begun = []
        self.held = []
        if mark in OPENING:
            self.outer.append(self.begun)
            self.begun = [""]
        elif mark in CLOSING:
            self.begun = (self.outer.pop() if self.outer else []) or [""]
        else:
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


def syntax_error(path: Path, fault: SyntaxError) -> RDFSyntaxError:
    """What the engine's parser says of a file, as an error of ours."""
    what = re.sub(r"^Parser error at line \d+ .*?column.*?: |\(line \d+\)$", "", str(fault.msg))
    where = f"{path}:{fault.lineno}:{fault.offset}" if fault.lineno else str(path)
    return RDFSyntaxError(what, where=where, remedy="mend the statement at this place")


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""


def _named(word: str, prefixes: Mapping[str, str]) -> str:
    if word == "a":
        return RDF + "type"
    prefix, colon, local = word.partition(":")
    return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local) if colon and prefix != "_" else ""


def _is(node: object, spot: Spot) -> bool:
    """Whether `node` is what is written at `spot`."""
    if not isinstance(node, ox.NamedNode | ox.Literal):
        return spot.word in OPENING or spot.word.startswith("_:")
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in spot.prefixes.items())
    try:
        read = next(iter(ox.parse(f"{head}<x:s> <x:p> {spot.word} .", format=ox.RdfFormat.TURTLE)))
    except (SyntaxError, StopIteration):
        return False
    return bool(read.object == node)
