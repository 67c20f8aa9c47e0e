"""Read a file that a tool of other people wrote, in the form that its content tells."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from coalition import files
from coalition.errors import SourceError
from coalition.exchange import annotation_incoming, ftm_incoming
from coalition.exchange.incoming import Incoming, listed


def read(path: Path) -> Incoming:
    """Read a file of one of the forms, which its content tells.

    Raises
    ------
    SourceError
        When it cannot be read, is no JSON, or of no form that is known.
    """
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
