"""Tell what is wrong with a request as RFC 9457 has it: Problem Details for HTTP APIs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from coalition import errors
from coalition.output.negotiation import NotAcceptableError

TYPE = "application/problem+json"

KINDS: Mapping[str, tuple[int, str]] = {
    "request": (400, "The request cannot be answered as asked"),
    "query": (400, "The query cannot be answered as asked"),
    "parameter": (400, "A parameter does not fit"),
    "updates": (403, "Facts are not changed here"),
    "missing": (404, "There is no such thing"),
    "method": (405, "This method is not answered here"),
    "format": (406, "The answer cannot be written in an accepted format"),
    "gone": (410, "The answer cannot be given again"),
    "body": (413, "The request is too large"),
    "media": (415, "The content has a type that is not read here"),
    "rate": (429, "Too many requests of this client at the same time"),
    "head": (431, "The header fields are too large"),
    "fault": (500, "The service failed"),
    "store": (503, "The snapshot cannot be read"),
    "memory": (503, "The answer takes too much memory"),
    "size": (503, "The answer is too large"),
    "busy": (503, "The service is busy"),
    "time": (504, "The answer takes too long"),
}
"""The kinds of problems, with the status of each and its title."""

ERRORS = (
    (errors.NotFoundError, "missing"),
    (errors.GoneError, "gone"),
    (NotAcceptableError, "format"),
    (errors.ParameterError, "parameter"),
    (errors.QueryError, "query"),
    (errors.SelectionError, "request"),
    (errors.LimitError, "size"),
    (errors.StoreError, "store"),
)
"""The kind of problem that each error means; the first that fits counts."""

BASE = "tag:coalition-graph,2026:problem:"
"""What the type of each problem begins with."""


def problem(status: int, kind: str, detail: str, **more: Any) -> dict[str, Any]:
    """Return a problem as an object; `more` are members of its own."""
    title = KINDS[kind][1] if kind in KINDS else HTTPStatus(status).phrase
    return {"type": BASE + kind, "title": title, "status": status, "detail": detail, **more}


def of(fault: errors.CoalitionError) -> tuple[int, dict[str, Any]]:
    """Return the status and the problem that an error means."""
    kind = next((kind for error, kind in ERRORS if isinstance(fault, error)), "fault")
    status = KINDS[kind][0]
    more = {name: value for name, value in (("where", fault.where), ("remedy", fault.remedy)) if value}
    return status, problem(status, kind, str(fault), **more)


def encoded(detail: Mapping[str, Any]) -> bytes:
    """Return a problem as it is sent."""
    return json.dumps(detail, ensure_ascii=True, indent=2).encode() + b"\n"
