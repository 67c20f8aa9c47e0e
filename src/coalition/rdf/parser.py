"""Parse RDF in every syntax that we read, and refuse what would exhaust the engine.

The engine's parsers, and what it does with nested terms, recurse for every level, or take time that grows with the
square of the depth: a few thousand levels of JSON-LD end the process. So each file is first searched for what nests,
and for what else makes the engine recurse or take time out of proportion to the size of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.errors import RDFSyntaxError, suggestion
from coalition.rdf.formats import known

MAX_DEPTH = 200
"""How deep brackets, objects and elements may nest, in every syntax."""

MAX_TERMS = 1000
"""How many members a JSON-LD context may have, with those of the contexts inside it.

The engine recurses along terms that are defined by each other, and dies of about 5,000. It copies a context whenever it
extends it.
"""

MAX_ATTRIBUTES = 256
"""How many attributes an XML element may have, with the namespaces declared around it, which the engine compares."""

MAX_ENTITY = 200
"""How long the text of an XML entity may be. Real ones abbreviate the IRI of a namespace."""

TURTLE_NESTING = re.compile(
    r"""
    # What may hold a bracket that does not nest is passed over: comments, IRIs, strings, and characters of a local name
    # with a backslash. Long strings come before short ones, or their first two quotes would be read as an empty string.
    # All that lies between two brackets is one match, which is found ten times as fast as its pieces.
    [^\#<>"'\\()\[\]{}|]*+
    (?:
      (?: \#[^\n\r]*+
        | <[^<>"{}|^`\\\x00-\x20]*+(?:\\[^<>"{}|^`\x00-\x20][^<>"{}|^`\\\x00-\x20]*+)*+>
        | \"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]++|\\.|'(?!''))*+'''
        | "(?:[^"\\\n\r]++|\\.)*+" | '(?:[^'\\\n\r]++|\\.)*+'
        | \\.
      )
      [^\#<>"'\\()\[\]{}|]*+
    )*+
    # Then comes what opens or closes; the longer of two marks comes first. Other marks, and the end, are passed over.
    (?: (?P<open><<\(?|\{\|?|[\[(]) | (?P<close>\)>>|>>|\|?\}|[\])]) | . | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
"""What nests in Turtle, TriG, N-Triples and N-Quads, with the marks of RDF 1.2."""

JSON_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)

UNDECLARED = re.compile(r"The prefix (?P<prefix>.*): has not been declared")
"""What the engine says of a prefix that a file uses and does not declare."""


def parse(content: bytes, format: str, where: str, prefixes: Mapping[str, str] | None = None) -> Iterator[ox.Quad]:
    """Yield the quads in the bytes of the file `where`.

    Parameters
    ----------
    content:
        What the file holds, in UTF-8. A byte order mark is passed over.
    format:
        One of `coalition.rdf.formats.FORMATS`.
    where:
        What messages call the file.
    prefixes:
        What a file of Turtle or TriG may use without declaring it. What the file itself declares holds from there on.

    Raises
    ------
    RDFSyntaxError
        When it is not UTF-8, does not parse (the error gives the position), or nests deeper than MAX_DEPTH.
    """
    syntax: ox.RdfFormat = getattr(ox.RdfFormat, known(format).engine)
    text = files.decode(content, where, RDFSyntaxError)
    del content  # else memory would hold both for as long as quads are taken
    if format == "rdfxml":
        _check_xml(text, where)
    elif format == "jsonld":
        _check_brackets(text, JSON_NESTING, ("[", "{"), where)
        _check_contexts(text, where)
    else:
        lines = format in ("ntriples", "nquads")  # in which only triple terms nest
        _check_brackets(text, TURTLE_NESTING, ("<<",) if lines else ("<<", "[", "(", "{"), where)
    head = _declared(prefixes) if prefixes and format in ("turtle", "trig") else ""
    if head:
        text = head + text
    try:
        yield from ox.parse(text, format=syntax)
    except SyntaxError as fault:
        raise _syntax_error(where, fault, head.count("\n"), prefixes or {}) from None
    except MemoryError:  # the engine's word for a token that is longer than its buffer
        what = "an IRI or a literal is longer than the 16 MiB that can be read"
        raise RDFSyntaxError(what, where=where, remedy="divide it, or keep it in a file of its own") from None


def _declared(prefixes: Mapping[str, str]) -> str:
    """Return declarations in a line of its own, so that a file after it keeps its columns."""
    # The engine's parser cannot be given prefixes otherwise.
    return " ".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()) + "\n"


def _syntax_error(where: str, fault: SyntaxError, before: int, prefixes: Mapping[str, str]) -> RDFSyntaxError:
    """Return the engine's complaint about a file as our own error.

    `before` is the number of lines that stood before the file, `prefixes` what it may use without declaring it.
    """
    # The engine repeats the position in its text, before or after what is wrong; ours stands in `where`.
    what = re.sub(r"^Parser error at line \d+ .*?column.*?: |\(line \d+\)$", "", str(fault.msg))
    place = f"{where}:{fault.lineno - before}:{fault.offset}" if fault.lineno else where
    undeclared = UNDECLARED.fullmatch(what)
    near = suggestion(undeclared["prefix"].lower(), prefixes) if undeclared else ""
    return RDFSyntaxError(what, where=place, remedy=f"{near}mend the statement at this place")


def _too_deep(where: str, line: int, column: int) -> RDFSyntaxError:
    what = f"this nests deeper than {MAX_DEPTH} levels"
    remedy = "give the things inside IRIs, and state their facts apart"
    return RDFSyntaxError(what, where=f"{where}:{line}:{column}", remedy=remedy)


def _check_brackets(text: str, nesting: re.Pattern[str], marks: tuple[str, ...], where: str) -> None:
    """Refuse a text in which brackets nest too deep; one with few `marks` need not be read."""
    if sum(map(text.count, marks)) <= MAX_DEPTH:
        return
    for offset, depth in levels(text, nesting):
        if depth > MAX_DEPTH:
            raise _too_deep(where, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def levels(text: str, nesting: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the offset of each bracket that opens or closes something in `text`, with the depth after it."""
    depth = 0
    for match in nesting.finditer(text):
        if match.lastgroup:
            depth += 1 if match.lastgroup == "open" else -1
            yield match.start(match.lastgroup), depth


def _check_contexts(text: str, where: str) -> None:
    """Refuse what is not JSON, and JSON-LD contexts that are too large."""
    import json

    def count(value: object) -> int:
        """Return how many members the objects in a value have; an object has been replaced by its number."""
        return sum(map(count, value)) if isinstance(value, list) else value if isinstance(value, int) else 0

    def members(pairs: list[tuple[str, object]]) -> int:
        for key, value in pairs:
            if key == "@context" and count(value) > MAX_TERMS:
                what = f"a JSON-LD context has more than {MAX_TERMS} terms"
                raise RDFSyntaxError(what, where=where, remedy="define only the terms that the file uses")
        return len(pairs) + sum(count(value) for _, value in pairs)

    try:
        # Numbers stay text, since Python converts none of thousands of digits; control characters are for the engine.
        json.loads(text, object_pairs_hook=members, parse_int=str, parse_float=str, parse_constant=str, strict=False)
    except json.JSONDecodeError as fault:
        place = f"{where}:{fault.lineno}:{fault.colno}"
        raise RDFSyntaxError(f"this is not JSON ({fault.msg})", where=place, remedy="mend it at this place") from None


def _check_xml(text: str, where: str) -> None:
    """Refuse what is not XML, XML in which elements nest too deep, and entities that grow when they are read.

    The check is Python's own XML parser, which does not recurse.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    declared: list[int] = []
    """How many namespaces each open element declares."""

    def place() -> tuple[int, int]:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def refuse(what: str, remedy: str) -> None:
        raise RDFSyntaxError(what, where="{}:{}:{}".format(where, *place()), remedy=remedy)

    def start(_name: str, attributes: dict[str, str]) -> None:
        if len(attributes) + sum(declared) > MAX_ATTRIBUTES:
            refuse(f"more than {MAX_ATTRIBUTES} attributes and namespaces", "write the attributes as elements")
        declared.append(sum(name.startswith("xmlns") for name in attributes))
        if len(declared) > MAX_DEPTH:
            raise _too_deep(where, *place())

    def end(_name: str) -> None:
        declared.pop()

    def entity(name: str, _parameter: bool, value: str | None, *_: Any) -> None:
        if value is None or "&" in value or len(value) > MAX_ENTITY:
            what = f"the entity {name} is longer than {MAX_ENTITY} characters, or stands for other entities or files"
            refuse(what, "write what it stands for")

    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, entity
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as fault:
        what, position = f"this is not XML ({expat.ErrorString(fault.code)})", f"{fault.lineno}:{fault.offset + 1}"
        raise RDFSyntaxError(what, where=f"{where}:{position}", remedy="mend it at this place") from None
