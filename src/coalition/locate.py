"""Where in a file of TriG or N-Quads a statement stands, so that a fault can be pointed at.

The engine's parser tells the position of a syntax error, but not that of a statement it has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from coalition.terms import RDF

TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<iri><[^<>\s]*>)
    | (?P<literal>(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
        (?:@[A-Za-z-]+|\^\^(?:<[^<>\s]*>|[\w.-]*:[\w.-]*))?)
    | (?P<directive>@?(?:prefix|base)\b)
    | (?P<name>[\w-]*:[\w.-]*[\w-]|[\w-]*:)
    | (?P<word>[+-]?[\w]+(?:\.\d+)?)
    | (?P<mark>[{};,.])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def locate(text: str, quad: ox.Quad) -> str:
    """`line:column` of the object of `quad` in `text`; of the nearest that is found where it is not."""
    best, depth = 0, 0
    for offset, statement in _statements(text):
        parts = (_iri(quad.graph_name), _iri(quad.subject), _iri(quad.predicate), quad.object)
        fits = sum(1 for mine, theirs in zip(parts, statement, strict=True) if mine == theirs)
        if fits > depth:
            best, depth = offset, fits
        if fits == len(parts):
            break
    return "{}:{}".format(text.count("\n", 0, best) + 1, best - text.rfind("\n", 0, best))


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""


def _statements(text: str) -> Iterator[tuple[int, tuple[str, str, str, object]]]:
    """Offset of the object and (graph, subject, predicate, object) of each statement, as far as it can be told."""
    prefixes: dict[str, str] = {}
    graph = ""
    terms: list[str] = []
    held: list[tuple[str, int, str]] = []
    for found in TOKEN.finditer(text):
        kind, word, offset = found.lastgroup, found.group(), found.start()
        if kind == "comment":
            continue
        if kind != "mark":
            held.append((word, offset, kind or ""))
            continue
        if held and held[0][2] == "directive":
            if len(held) >= 3:
                prefixes[held[1][0].rstrip(":")] = held[2][0].strip("<>")
            held = [] if word == "." else held[3:]
            if word == ".":
                continue
        if word == "{":
            graph = _resolve(held[-1][0], prefixes) if held else ""
            held = []
            continue
        if held:
            yield _statement(graph, terms, held, prefixes)
        held = []
        terms = {";": terms[:1], ",": terms[:2]}.get(word, [])
        graph = "" if word == "}" else graph


def _statement(
    graph: str, terms: list[str], held: list[tuple[str, int, str]], prefixes: dict[str, str]
) -> tuple[int, tuple[str, str, str, object]]:
    words = [_resolve(word, prefixes) for word, _, _ in held]
    if len(words) >= 4 and not terms:  # a line of N-Quads: the graph stands last
        return held[2][1], (words[3], words[0], words[1], _object(held[2][0], prefixes))
    while len(terms) < 2 and len(words) > 1:
        terms.append(words.pop(0))
    subject, predicate = [*terms, "", ""][:2]
    return held[-1][1], (graph, subject, predicate, _object(held[-1][0], prefixes))


def _resolve(word: str, prefixes: dict[str, str]) -> str:
    if word.startswith("<"):
        return word[1:-1]
    if word == "a":
        return RDF + "type"
    prefix, colon, local = word.partition(":")
    return prefixes.get(prefix, "") + local if colon else word


def _object(word: str, prefixes: dict[str, str]) -> object:
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    try:
        return next(iter(ox.parse(f"{head}<x:s> <x:p> {word} .", format=ox.RdfFormat.TURTLE))).object
    except (SyntaxError, StopIteration):
        return word
