"""Describe the HTTP API as OpenAPI 3.1, from the declarations of its operations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import IO, Any
from urllib.parse import quote

import coalition
from coalition.graph import Graph
from coalition.operations.declared import all_of
from coalition.operations.operation import MEDIA, Operation
from coalition.operations.parameters import Parameter
from coalition.output.reply import Head
from coalition.query.questions import expect

PROBLEMS = {
    "400": "The request cannot be answered as asked.",
    "404": "There is no such operation or question.",
    "406": "The answer cannot be written in a format that is accepted.",
    "410": "The snapshot is not kept any more.",
    "429": "Too many requests of this client are under way.",
    "503": "The service is busy, or the answer takes too much memory.",
    "504": "The answer takes too long.",
}

SNAPSHOT = Parameter(
    "snapshot",
    "text",
    "The digest of a snapshot that is kept, or its beginning; the current one where it is not given.",
)
"""The parameter of every request that makes its answer permanent."""


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Write the description of the API of a graph; `given` may name the `version` of its questions.

    Raises
    ------
    GoneError
        When that is another one.
    """
    output.write(json.dumps(description(all_of(graph)), ensure_ascii=False, indent=1).encode() + b"\n")
    version = graph._saved.version()
    expect(version, given.get("version"))
    return Head("application/json", fixed={"version": version})


def description(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the description of operations."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Coalition Graph",
            "summary": "Who met, who spoke for whom, what was committed, and which passage says so.",
            "description": "Each answer says of which snapshot it is, and has a permalink in its header field Link.",
            "version": coalition.__version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {f"/api/{quote(each.name)}": {"get": _operation(each)} for each in operations},
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "description": "What is wrong with a request (RFC 9457).",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "where": {"type": "string"},
                        "remedy": {"type": "string"},
                    },
                }
            }
        },
    }


def format_of(formats: tuple[str, ...]) -> Parameter:
    """Return the parameter that chooses among formats."""
    summary = "The format of the answer; without it, the header field Accept chooses."
    return Parameter("format", "choice", summary, choices=formats, default=formats[0])


def _operation(operation: Operation) -> dict[str, Any]:
    parameters = [_parameter(each) for each in (*operation.all_parameters(), format_of(operation.formats), SNAPSHOT)]
    content = {
        MEDIA[name]: {"schema": {"type": "object"} if name == "json" else {"type": "string"}}
        for name in operation.formats
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": re.sub(r"\W", "_", operation.name),
        "summary": operation.summary,
        "tags": ["questions" if operation.name.startswith("ask/") else "operations"],
        "x-stability": "stable" if operation.stable else "experimental",
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer.", "content": content},
            **{status: {"description": told, "content": problem} for status, told in PROBLEMS.items()},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {"name": parameter.name, "in": "query", "schema": parameter.schema()}
    # What help shows in the place of a value says what a question asks for: ACTOR, DATE.
    words = (f"{parameter.placeholder.capitalize()}." if parameter.placeholder else "", parameter.summary)
    if told := " ".join(filter(None, words)):
        described["description"] = told
    if parameter.required:
        described["required"] = True
    if parameter.many:
        described |= {"style": "form", "explode": True}
    if (sample := parameter.sample()) is not None:
        described["example"] = sample
    return described
