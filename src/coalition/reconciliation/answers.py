"""Answer the Reconciliation API, in a worker."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import IO, Any

from coalition.errors import ParameterError, unknown
from coalition.graph import Graph
from coalition.output.reply import Head
from coalition.reconciliation import suggestion
from coalition.reconciliation.candidates import Matcher
from coalition.reconciliation.extension import extension
from coalition.reconciliation.manifest import VERSIONS, manifest
from coalition.reconciliation.preview import preview
from coalition.reconciliation.requests import LONGEST, batch_of_0_2, batch_of_1_0, decoded, query_of_0_2, whole
from coalition.reconciliation.vocabulary import Vocabulary

PARTS = (
    *("manifest", "match", "suggest/entity", "suggest/type", "suggest/property"),
    *("preview", "extend", "extend/propose"),
)
"""What can be asked for."""

CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}")
"""The names of functions that an answer of version 0.2 may be passed to."""

IN_A_FRAME = "default-src 'none'; base-uri 'none'; form-action 'none'"
"""What a preview may do: nothing but be shown within the page of whoever asks."""

HTML = "text/html; charset=utf-8"
JSON, SCRIPT = "application/json", "text/javascript; charset=utf-8"


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Answer a request.

    Parameters
    ----------
    graph:
        The graph.
    given:
        `what`, one of `PARTS`; `version`, 0.2 or 1.0; `parameters`, those of the address and the form, by name;
        `body`, the JSON that was sent, or None; `base`, the address of the whole service.
        In version 0.2, the manifest's address also takes `queries`, `query` and `extend`.
    output:
        What the answer is written to.

    Raises
    ------
    ParameterError
        When the request is not as the specification has it, or asks for too much.
    SelectionError
        When there is no such part or version.
    """
    what, version = given["what"], given["version"]
    parameters: Mapping[str, str] = given.get("parameters") or {}
    if version not in VERSIONS:
        raise unknown("version", version, list(VERSIONS))
    if what not in PARTS:
        raise unknown("part of the reconciliation service", what, PARTS)
    callback = parameters.get("callback", "") if version == "0.2" else ""
    if callback and not CALLBACK.fullmatch(callback):
        what = "this is no plain name of a function"
        raise ParameterError(what, where="callback", remedy="use at most 64 letters, digits, _ and $")
    matcher = Matcher(graph, Vocabulary(graph))
    if what == "preview":
        output.write(_preview(matcher, parameters).encode())
        return Head(HTML, headers={"content-security-policy": IN_A_FRAME})
    told = _told(what, version, matcher, given, parameters)
    if callback:
        # The comment keeps other programs from reading the script as a file of theirs.
        output.write(f"/**/{callback}({json.dumps(told)});\n".encode())
        return Head(SCRIPT)
    output.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
    return Head(JSON)


def _told(
    what: str, version: str, matcher: Matcher, given: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, Any]:
    body = given.get("body")
    if version == "0.2" and what in ("manifest", "match", "extend"):
        for word in ("queries", "query", "extend"):
            if word in parameters:
                return _old(word, matcher, parameters[word])
    if what == "manifest":
        return manifest(matcher.vocabulary, given["base"], version)
    if what == "match":
        if version == "1.0":
            return {"results": [{"candidates": matcher.candidates(each)} for each in batch_of_1_0(body)]}
        return _batch(matcher, body)
    if what == "extend":
        return _extended(matcher, body, version)
    if what == "extend/propose":
        return _proposed(matcher, parameters)
    prefix = _bounded(parameters.get("prefix", ""), "prefix")
    limit = whole(parameters.get("limit"), "limit")
    offset = whole(parameters.get("offset") or parameters.get("cursor"), "offset", 0, 0, 10_000)
    if what == "suggest/type":
        return {"result": suggestion.types(matcher, prefix, limit, offset)}
    if what == "suggest/property":
        return {"result": suggestion.properties(matcher, prefix, limit, offset)}
    type = _bounded(parameters.get("type", ""), "type")
    return {"result": suggestion.things(matcher, prefix, type, limit, offset)}


def _old(word: str, matcher: Matcher, text: str) -> dict[str, Any]:
    """Answer what version 0.2 sends as a parameter of one address."""
    if word == "query":
        query = decoded(text, word) if text.lstrip().startswith("{") else text
        return {"result": matcher.candidates(query_of_0_2(query, word))}
    if word == "queries":
        return _batch(matcher, decoded(text, word))
    return _extended(matcher, decoded(text, word), "0.2")


def _batch(matcher: Matcher, queries: Any) -> dict[str, Any]:
    return {key: {"result": matcher.candidates(wanted)} for key, wanted in batch_of_0_2(queries).items()}


def _extended(matcher: Matcher, query: Any, version: str) -> dict[str, Any]:
    meta, rows = extension(matcher.graph, matcher.vocabulary, query)
    if version == "0.2":
        return {"meta": meta, "rows": rows}
    listed = [
        {"id": id, "properties": [{"id": word, "values": values} for word, values in row.items()]}
        for id, row in rows.items()
    ]
    return {"meta": meta, "rows": listed}


def _proposed(matcher: Matcher, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the properties that things of a type have; of all types where none is asked for."""
    vocabulary, asked = matcher.vocabulary, _bounded(parameters.get("type", ""), "type")
    type = vocabulary.type(asked) if asked else None
    found = vocabulary.properties_of(type.iri) if type else [] if asked else list(vocabulary.properties.values())
    told: dict[str, Any] = {"type": asked} if asked else {}
    if parameters.get("limit"):
        told["limit"] = limit = whole(parameters["limit"], "limit")
        found = found[:limit]
    return {"properties": [each.to_dict() for each in found], **told}


def _preview(matcher: Matcher, parameters: Mapping[str, str]) -> str:
    id = _bounded(parameters.get("id", ""), "id")
    iri = matcher.identified(id)
    if iri is None:
        raise ParameterError(f"there is no thing {id!r}", where="id", remedy="give an identifier of a candidate")
    return preview(matcher.graph, matcher.vocabulary, iri, matcher.description(iri))


def _bounded(text: str, where: str) -> str:
    if len(text) > LONGEST:
        what = f"this has {len(text):,} characters"
        raise ParameterError(what, where=where, remedy=f"give at most {LONGEST}")
    return text
