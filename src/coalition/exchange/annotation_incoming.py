"""Read W3C Web Annotations: quotations and offsets, and what their bodies say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from coalition.errors import CoalitionError
from coalition.exchange.annotations import KEPT, TURTLE
from coalition.exchange.incoming import Incoming, Quoted, Refused, listed
from coalition.namespaces import CG, PREFIXES
from coalition.rdf.parser import parse

STANCES = ("Asserts", "Reports", "Denies", "Proposes", "Predicts")
WORDS = {member: word for word, member in KEPT.items()}

NO_WORDS = "it gives no words, and no offsets with a digest, by which a place can be found"


def from_annotations(values: Iterable[dict[str, Any]]) -> Incoming:
    """Return what annotations, pages or collections of them propose."""
    found = Incoming("Web Annotations")
    for number, annotation in enumerate(_each(values), 1):
        where = _iri(annotation) or f"annotation {number}"
        targets = [target for target in listed(annotation.get("target")) if isinstance(target, str | dict)]
        if not targets:
            found.refused.append(Refused(where, "it has no target"))
        for target in targets:
            try:
                quoted = _quoted(where, annotation, target if isinstance(target, dict) else {"source": target})
            except CoalitionError as fault:
                found.refused.append(Refused(where, f"its body is not the Turtle that it says: {fault.what}"))
                continue
            if any(isinstance(node, ox.BlankNode | ox.Triple) for fact in quoted.facts for node in fact):
                found.refused.append(Refused(where, "its facts have blank nodes or triple terms"))
            elif not quoted.words and not (quoted.digest and quoted.start >= 0):
                found.refused.append(Refused(where, NO_WORDS))
            else:
                found.quoted.append(quoted)
    return found


def _each(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the annotations in a value: itself, or those of its pages."""
    for value in values:
        if not isinstance(value, dict):
            continue
        inner = [*listed(value.get("first")), *listed(value.get("items"))]
        if inner:
            yield from _each(inner)
        elif "target" in value or "body" in value:
            yield value


def _quoted(where: str, annotation: dict[str, Any], target: dict[str, Any]) -> Quoted:
    quote, position = dict[str, Any](), dict[str, Any]()
    for selector in _selectors(target):
        kind = selector.get("type", selector.get("@type"))
        if kind == "TextQuoteSelector" and not quote:
            quote = selector
        elif kind == "TextPositionSelector" and not position:
            position = selector
    facts, notes, mentions, stance = list[ox.Triple](), list[str](), list[str](), ""
    for body in [*listed(annotation.get("body")), *listed(annotation.get("bodyValue"))]:
        if isinstance(body, str):
            (mentions if body.startswith(("http://", "https://")) else notes).append(body)
        elif isinstance(body, dict) and "value" in body:
            if body.get("format") == TURTLE:
                facts += [quad.triple for quad in parse(str(body["value"]).encode(), "turtle", where, PREFIXES)]
            else:
                notes.append(" ".join(str(body["value"]).split()))
        elif isinstance(body, dict) and (named := _iri(body.get("source", body))):
            if named.startswith(CG) and named.removeprefix(CG) in STANCES:
                stance = named.removeprefix(CG)
            else:
                mentions.append(named)
    return Quoted(
        where,
        _text(quote.get("exact")),
        _text(quote.get("prefix")),
        _text(quote.get("suffix")),
        _offset(position.get("start")),
        _offset(position.get("end")),
        next(iter(map(_text, listed(annotation.get("cg:digest")))), ""),
        tuple(filter(None, map(_iri, [target.get("source", target), target.get("scope")]))),
        tuple(facts),
        tuple(_header(annotation)),
        stance,
        tuple(notes),
        tuple(mentions),
    )


def _selectors(target: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the selectors of a target, and those that refine them."""
    pending = listed(target.get("selector"))
    while pending:
        selector = pending.pop(0)
        if isinstance(selector, dict):
            yield selector
            pending += listed(selector.get("refinedBy"))


def _header(annotation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for member, word in WORDS.items():
        for value in listed(annotation.get(member)) if word not in (CG + "digest", CG + "page") else ():
            if iri := _iri(value) if isinstance(value, dict) else "":
                yield word, ox.NamedNode(iri)
            elif isinstance(value, str) and value.strip():
                yield word, ox.Literal(value)


def _iri(value: Any) -> str:
    """Return the IRI of a value that is one, or an object that has one; "" where it has none."""
    named = value.get("id", value.get("@id")) if isinstance(value, dict) else value
    if not isinstance(named, str):
        return ""
    try:
        return ox.NamedNode(named).value
    except ValueError:
        return ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _offset(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else -1
