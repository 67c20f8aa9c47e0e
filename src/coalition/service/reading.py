"""Read what a request asks for: the parameters of the SPARQL protocol, of the Graph Store Protocol, and of views."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from coalition.errors import ParameterError
from coalition.operations.parameters import Parameter, chosen, typed
from coalition.operations.views import VIEW

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

Fields = Sequence[tuple[str, str]]
"""Parameters, each with its name, in the order in which they were given."""

MOST_FIELDS = 1000
"""How many parameters a request may have."""

GRAPHS = {"default-graph-uri": "default", "named-graph-uri": "named"}
UPDATING = ("update", "using-graph-uri", "using-named-graph-uri")

NO_CHANGE = "facts are not changed over HTTP: change the files in graph/ and build a new snapshot"


class UnreadableError(Exception):
    """Report a request that cannot be read: a kind of `problems.KINDS`, and why."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail


def fields(data: bytes) -> list[tuple[str, str]]:
    """Return the parameters in a query string, or in a form that was sent.

    Raises
    ------
    UnreadableError
        When they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(
            data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )  # fmt: skip
    except UnicodeError:
        raise UnreadableError("request", "the parameters are not UTF-8, percent-encoded") from None
    except ValueError:
        raise UnreadableError("request", f"there are more than {MOST_FIELDS} parameters") from None


def media_type(value: str) -> str:
    """Return the media type of a header field Content-Type in lower case, without parameters."""
    return value.partition(";")[0].strip().lower()


def charset(value: str) -> str:
    """Return the character set that a header field Content-Type names; UTF-8 where it names none."""
    for part in value.split(";")[1:]:
        name, _, given = part.partition("=")
        if name.strip().lower() == "charset":
            return given.strip().strip('"').lower()
    return "utf-8"


def sparql(method: str, target: bytes, content_type: str, body: bytes) -> dict[str, Any] | None:
    """Return what a request of the SPARQL protocol asks for, as `coalition.service.sparql` is given it.

    None means that it asks for nothing, and so for the description of the service.

    Raises
    ------
    UnreadableError
        When the request is not one of the protocol, or would change facts.
    """
    given = fields(target)
    query: list[str] = []
    if method in ("POST", "QUERY"):
        kind = media_type(content_type)
        if kind == FORM:
            given += fields(body)
        elif kind == QUERY:
            query = [_text(body, content_type)]
        elif kind == UPDATE:
            raise _no_updates()
        else:
            what = f"a query is sent as {QUERY} or {FORM}, not as {kind or 'content without a type'}"
            raise UnreadableError("media", what)
    if any(name in UPDATING for name, _ in given):
        raise _no_updates()
    query += [value for name, value in given if name == "query"]
    if len(query) > 1:
        raise UnreadableError("request", "there is more than one query; send one")
    if not query:
        if method == "GET" and not any(name in GRAPHS for name, _ in given):
            return None
        raise UnreadableError("request", "there is no query; send one as the parameter query")
    if not query[0].strip():
        raise UnreadableError("request", "the query is empty; send one, for example ASK {}")
    asked: dict[str, Any] = {"query": query[0]}
    for name, key in GRAPHS.items():
        if values := [value for each, value in given if each == name]:
            asked[key] = values
    return asked | common(given)


COMMON = (
    Parameter("format", "text"),
    Parameter("why", "flag"),
    *VIEW,
)
"""The parameters that requests beside operations have, too: a format, evidence, and those of a view."""


def common(given: Fields) -> dict[str, Any]:
    """Return the values of `COMMON` with their types, those of a view together; what else is given is passed over.

    Raises
    ------
    UnreadableError
        When one of them is given twice that can have one value, or has a value that it cannot have.
    """
    named = {name: value for name, value in one(given).items() if name in {each.name for each in COMMON}}
    try:
        values = typed(COMMON, named)
    except ParameterError as fault:
        raise UnreadableError("parameter", str(fault)) from None
    view = chosen(values, VIEW)
    asked = {key: value for key, value in values.items() if key not in view}
    return asked | ({"view": view} if view else {})


def graph(target: bytes) -> dict[str, Any] | None:
    """Return which graph a request of the Graph Store Protocol names indirectly; None where it names none.

    Raises
    ------
    UnreadableError
        When it names several.
    """
    given = fields(target)
    named = [value for name, value in given if name == "graph"]
    default = [value for name, value in given if name == "default"]
    if len(named) + len(default) > 1:
        raise UnreadableError("request", "more than one graph is named; name one")
    if not named and not default:
        return None
    return {"graph": named[0] if named else None, **common(given)}


def one(given: Sequence[tuple[str, str]]) -> Mapping[str, str | list[str]]:
    """Return parameters by their names: a text where one is given once, a list where it is given more often."""
    values: dict[str, str | list[str]] = {}
    for name, value in given:
        before = values.get(name)
        values[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
    return values


def once(named: Mapping[str, Any]) -> None:
    """Refuse parameters, as `one` returns them or some of them, of which one is given more than once.

    Raises
    ------
    UnreadableError
        With the name of the first.
    """
    if twice := [name for name, value in named.items() if isinstance(value, list)]:
        raise UnreadableError("parameter", f"{twice[0][:100]} is given twice; give it once")


def from_json(body: bytes) -> Any:
    """Return what is sent as JSON.

    Raises
    ------
    UnreadableError
        When it is none, or nested too deep.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError("request", "what was sent is not JSON, or nested too deep") from None


def _text(body: bytes, content_type: str) -> str:
    if charset(content_type) not in ("utf-8", "utf8", "us-ascii"):
        raise UnreadableError("media", "a query is sent in UTF-8")
    try:
        return body.decode()
    except UnicodeDecodeError as fault:
        raise UnreadableError("request", f"byte {fault.start + 1} of the query is not UTF-8") from None


def _no_updates() -> UnreadableError:
    return UnreadableError("updates", NO_CHANGE)
