"""Answer an operation for the service, in a worker."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import IO, Any
from urllib.parse import quote, urlencode

from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.operations.declared import of_graph
from coalition.operations.operation import MEDIA, PAGE, PAGING, Operation, Page, Writing
from coalition.operations.parameters import chosen, is_true, typed
from coalition.operations.views import VIEW
from coalition.output.negotiation import negotiated
from coalition.output.reply import Head
from coalition.query.questions import expect

VERSION = "version"
"""The parameter of permalinks that names the version of what saved questions ask."""


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
    asked = dict(given.get("parameters") or {})
    fixed = _version(graph, operation, asked)
    offered = {name: (MEDIA[name],) for name in operation.formats}
    format, media_type = negotiated(offered, given.get("accept") or "", given.get("format") or "")
    parameters = {name: value for name, value in asked.items() if value is not None}
    values = typed(operation.all_parameters(), parameters)
    own = chosen(values, operation.parameters)
    common = {key: value for key, value in values.items() if key not in own}
    paging, view = chosen(common, PAGING), chosen(common, VIEW)
    if fault := operation.exclusion(own, format):
        raise ParameterError(_of_options(fault))
    part = graph.view(**view) if view else graph
    result = operation.result(part, own)
    page, links = Page(), dict[str, str]()
    if operation.listed:
        page = Page(paging.get("limit", PAGE), paging.get("offset", 0))
        same = {**parameters, **fixed, "format": format, "snapshot": graph.snapshot.digest}
        links = _links(operation, same, page, len(operation.listed(result)))
        page = replace(page, next=links.get("next", ""))
    writing = Writing(part, own, partial(part.about, command(operation, parameters, format)), page)
    writer: Any = codecs.getwriter("utf-8")(output)
    operation.write(result, format, writer, writing)
    link = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    return Head(media_type, headers={"link": link} if link else {}, fixed={"format": format, **fixed})


def _version(graph: Graph, operation: Operation, asked: dict[str, Any]) -> dict[str, str]:
    """Return the version of the saved questions that an operation reads; check the one that is `asked` for."""
    if operation.name == "questions":
        version = graph._saved.version()
    elif operation.name.startswith("ask/") and VERSION not in (each.name for each in operation.parameters):
        version = graph._saved.named(operation.name.removeprefix("ask/")).version
    else:
        return {}
    expect(version, asked.pop(VERSION, None))
    return {VERSION: version}


def _of_options(fault: str) -> str:
    """Return a sentence about options of the command line as one about parameters, without the remedy."""
    return fault.partition(";")[0].replace("--", "").rstrip(".")


def _links(operation: Operation, fixed: Mapping[str, Any], page: Page, total: int) -> dict[str, str]:
    """Return the addresses of the next and the previous page, where there are such.

    All pages are of one snapshot, which `fixed` names, so that nothing is left out or told twice if another is served.
    """
    assert page.limit is not None
    offsets = {}
    if page.offset + page.limit < total:
        offsets["next"] = page.offset + page.limit
    if page.offset > 0:
        offsets["prev"] = max(0, page.offset - page.limit)
    path = f"/api/{quote(operation.name)}"
    return {
        relation: f"{path}?{urlencode({**fixed, 'limit': page.limit, 'offset': offset}, doseq=True)}"
        for relation, offset in offsets.items()
    }


def command(operation: Operation, parameters: Mapping[str, Any], format: str) -> str | None:
    """Return the command line that gives the same, in one form for equal requests; None where there is none.

    It prints the whole of a list that is read in pages.
    """
    import shlex

    if not operation.command:
        return None
    options, arguments = [f"--format={format}"], list[str]()
    for parameter in operation.all_parameters():
        if parameter.name not in parameters or parameter in PAGING:
            continue
        value = parameters[parameter.name]
        option = parameter.switch or f"--{parameter.name.replace('_', '-')}"
        for each in value if isinstance(value, list | tuple) else [value]:
            if parameter.argument:
                arguments.append(str(each))
            elif parameter.type != "flag":
                options.append(f"{option}={each}")
            elif is_true(each) is not bool(parameter.switch):
                options.append(option)
    # What begins with a hyphen would be taken for an option.
    separator = ["--"] if any(each.startswith("-") for each in arguments) else []
    return shlex.join(["coalition", *operation.name.split("/"), *options, *separator, *arguments])
