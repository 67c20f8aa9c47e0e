"""Refuse the characters that no name or text needs, and that a terminal would obey: controls and directions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from coalition.errors import GraphError, LiteralError, RDFSyntaxError
from coalition.names import ALIAS, HIDDEN, LABELS
from coalition.namespaces import shorten
from coalition.rdf.positions import Positions
from coalition.rdf.store import as_quad
from coalition.schema import parse_turtle

REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""The characters that no file may state: C0 (but tab and line feed), DEL and C1; line and paragraph separators; what
embeds, overrides or isolates a direction; the byte order mark; and the two code points that XML cannot hold."""

BREAKS = re.compile("[\t\n]")
"""What a text may have, but not a name, which is printed in one line."""

NAMES = {word.value for word in (*LABELS, ALIAS, HIDDEN)}
"""The properties that give a name."""


SUSPICIOUS = re.compile(rf"{REFUSED.pattern}|[\\\t]|\"{{3}}|'{{3}}")
"""What the text of a file has where a value may hold a refused character or a name a line break: the character itself,
an escape, a tab, or a string that goes over lines."""


def suspicious(text: str) -> bool:
    """Tell whether a file of Turtle, TriG or N-Quads may hold a character that `fault` refuses."""
    return SUSPICIOUS.search(text) is not None


def fault(statement: ox.Quad | ox.Triple) -> tuple[type[GraphError], str, str] | None:
    """Return what is wrong with the characters of a statement, or None: the kind of error, the fault, the remedy."""
    for node in statement:
        iri = node.datatype if isinstance(node, ox.Literal) else node
        if isinstance(iri, ox.NamedNode) and (unfit := REFUSED.search(iri.value)):
            return RDFSyntaxError, f"the IRI {iri.value} holds {_described(unfit[0])}", "remove it"
    word, value = statement.predicate.value, statement.object
    if not isinstance(value, ox.Literal):
        return None
    if unfit := REFUSED.search(value.value):
        what = f"the value of {shorten(word) or word} holds {_described(unfit[0])}"
        return LiteralError, what, "remove it, or write what it stands for"
    if word in NAMES and BREAKS.search(value.value):
        return LiteralError, f"{shorten(word) or word} holds a line break or a tab", "write the name in one line"
    return None


def faults_in_turtle(contents: Mapping[Path, bytes]) -> Iterator[GraphError]:
    """Yield a fault for each statement of Turtle files, given by their paths and bytes, with such a character.

    Raises
    ------
    RDFSyntaxError
        When a file is not Turtle.
    """
    for path, content in contents.items():
        for triple in parse_turtle(path, content):
            if found := fault(triple):
                kind, what, remedy = found
                where = f"{path}:{Positions(content.decode()).find(as_quad(triple))}"
                yield kind(what, where=where, remedy=remedy)


def faults_in_queries(contents: Mapping[Path, bytes]) -> Iterator[GraphError]:
    """Yield a fault for each such character in files of rules or questions, given by their paths and bytes."""
    for path, content in contents.items():
        lines = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").split("\n")
        for number, line in enumerate(lines, 1):
            for unfit in REFUSED.finditer(line):
                what, where = f"this line holds {_described(unfit[0])}", f"{path}:{number}:{unfit.start() + 1}"
                yield GraphError(what, where=where, remedy=f"remove it, or write it as \\u{ord(unfit[0]):04X}")


def _described(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f"the character U+{ord(character):04X}{f' ({name})' if name else ''}"
