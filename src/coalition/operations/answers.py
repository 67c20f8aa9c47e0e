"""Answer an operation for the service, in a worker."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import partial
from typing import IO, Any
from urllib.parse import quote, urlencode

from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.operations.declared import of_graph
from coalition.operations.operation import MEDIA, PAGE, PAGING, Operation, Page, Writing
from coalition.operations.parameters import chosen, typed
from coalition.operations.views import VIEW
from coalition.output.negotiation import negotiated
from coalition.output.reply import Head


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Answer an operation.

    Parameters
    ----------
    graph:
        The whole graph.
    given:
        `operation`, its name; `parameters`, their values by name; `format`, one of its formats or nothing; `accept`,
        the header field.
    output:
        What the answer is written to.

    Raises
    ------
    NotFoundError
        When there is no such operation.
    CoalitionError
        When it cannot be answered as asked.
    """
    operation = of_graph(graph, given["operation"])
    offered = {name: (MEDIA[name],) for name in operation.formats}
    format, media_type = negotiated(offered, given.get("accept") or "", given.get("format") or "")
    values = typed(operation.all_parameters(), given.get("parameters") or {})
    page = Page()
    if operation.listed:
        paging = chosen(values, PAGING)
        page = Page(paging.get("limit", PAGE), paging.get("offset", 0))
        values = {key: value for key, value in values.items() if key not in paging}
    view = chosen(values, VIEW) if operation.view else {}
    own = {key: value for key, value in values.items() if key not in view}
    part = graph.view(**view) if view else graph
    if operation.name == "centrality":
        from coalition.operations.network import exclusion

        if fault := exclusion(own, format):
            raise ParameterError(fault.replace("--", "").rstrip("."))
    result = operation.result(part, own)
    writing = Writing(part, own, partial(part.about, command(operation, given.get("parameters") or {})), page)
    writer: Any = codecs.getwriter("utf-8")(output)
    operation.write(result, format, writer, writing)
    headers = {}
    if operation.listed:
        links = _links(operation, given, page, len(operation.listed(result)))
        headers = {"link": ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links)} if links else {}
    return Head(media_type, headers=headers)


def _links(operation: Operation, given: Mapping[str, Any], page: Page, total: int) -> list[tuple[str, str]]:
    """Return the addresses of the next and the previous page, where there are such."""
    assert page.limit is not None
    found = []
    if page.offset + page.limit < total:
        found.append(("next", page.offset + page.limit))
    if page.offset > 0:
        found.append(("prev", max(0, page.offset - page.limit)))
    rest = {name: value for name, value in (given.get("parameters") or {}).items() if name not in ("limit", "offset")}
    if given.get("format"):
        rest["format"] = given["format"]
    return [
        (
            relation,
            f"/api/{quote(operation.name)}?{urlencode({**rest, 'limit': page.limit, 'offset': offset}, doseq=True)}",
        )
        for relation, offset in found
    ]


def command(operation: Operation, parameters: Mapping[str, Any]) -> str:
    """Return the command line that gives the same as an operation does."""
    import shlex

    known = {parameter.name: parameter for parameter in operation.all_parameters()}
    words, options = ["coalition", *operation.name.split("/")], list[str]()
    for name, value in parameters.items():
        parameter = known[name]
        for each in value if isinstance(value, list) else [value]:
            if name in ("limit", "offset") and operation.listed:
                continue
            if parameter.argument:
                words.append(str(each))
            elif parameter.type == "flag":
                on = str(each).lower() not in ("0", "false", "no", "off")
                if on is not bool(parameter.switch):
                    options.append(parameter.switch or f"--{name.replace('_', '-')}")
            else:
                options += [f"--{name.replace('_', '-')}", str(each)]
    return shlex.join([*words, *options])
