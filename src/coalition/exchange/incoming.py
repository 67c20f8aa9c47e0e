"""Read what tools of other people wrote: Web Annotations, and entities or statements of FollowTheMoney.

What is read are proposals: words of a text, what they are said to state, and actors. `coalition.curation.proposals`
looks for the words in the texts of a graph.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.errors import SourceError


@dataclass(frozen=True, slots=True)
class Quoted:
    """Hold words that a file says stand in a text, and what it says that they state.

    Attributes
    ----------
    where:
        The annotation or entity in the file.
    words, before, after:
        The words, and those around them, as far as they are given.
    start, end, digest:
        Their offsets and their digest, as far as they are given; -1 and "" where they are not.
    sources:
        What the file calls their text: IRIs, addresses or names; none where it does not say.
    facts:
        What they are said to state, in our words.
    header:
        What else is said of the passage: a property of its header, and a value.
    stance:
        The local name of the stance; "" where none is given.
    notes:
        What is said in words.
    mentions:
        The IRIs of things that they name, and the ids of entities of the file.
    """

    where: str
    words: str = ""
    before: str = ""
    after: str = ""
    start: int = -1
    end: int = -1
    digest: str = ""
    sources: tuple[str, ...] = ()
    facts: tuple[ox.Triple, ...] = ()
    header: tuple[tuple[str, Any], ...] = ()
    stance: str = ""
    notes: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundActor:
    """Hold an actor that a file tells of: its id there, its names, and what it is called elsewhere, by IRIs."""

    ident: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    iso_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Hold what could not be taken from a file, and why."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass
class Incoming:
    """Hold what a file proposes."""

    form: str
    quoted: list[Quoted] = field(default_factory=list)
    actors: list[FoundActor] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read(path: Path) -> Incoming:
    """Read a file of one of the forms, which its content tells.

    Raises
    ------
    SourceError
        When it cannot be read, is no JSON, or of no form that is known.
    """
    from coalition.exchange import annotation_incoming, ftm_incoming

    content = files.decode(files.read(path, SourceError, pipe=True), str(path), SourceError)
    values = list(_values(content, str(path)))
    first = next(iter(values), None)
    if first is None:
        raise SourceError("the file is empty", where=str(path), remedy="name another")
    if "schema" in first and "prop" in first and "entity_id" in first:
        return ftm_incoming.from_statements(values)
    if "schema" in first and "id" in first:
        return ftm_incoming.from_entities(values)
    if "@context" in first or _has_type(first, ("Annotation", "AnnotationPage", "AnnotationCollection")):
        return annotation_incoming.from_annotations(values)
    remedy = "name a file of Web Annotations, or of entities or statements of FollowTheMoney, in JSON"
    raise SourceError("the file has none of the forms that are known", where=str(path), remedy=remedy)


def _values(content: str, where: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON, or of lines of JSON."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        yield from _lines(content, where)
        return
    for value in whole if isinstance(whole, list) else [whole]:
        yield _object(value, where)


def _lines(content: str, where: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as fault:
                what = f"this is no JSON ({str(fault) or 'it nests too deeply'})"
                remedy = "write one object, or one on each line"
                raise SourceError(what, where=f"{where}:{number}", remedy=remedy) from None
            yield _object(value, f"{where}:{number}")


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SourceError("this is no object of JSON", where=where, remedy="write one object, or one on each line")
    return value


def _has_type(value: dict[str, Any], names: Collection[str]) -> bool:
    return any(name in names for name in listed(value.get("type", value.get("@type"))))


def listed(value: Any) -> list[Any]:
    """Return a value of JSON that may be a list as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
