"""Write every operation as Markdown, from the declarations in `src/coalition/operations/`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from coalition.operations.declared import PLACES, operation
from coalition.operations.openapi import SNAPSHOT, format_of
from coalition.operations.operation import PAGING, Operation
from coalition.operations.parameters import Parameter
from coalition.operations.questions import FORMATS, SHOWN
from coalition.operations.views import VIEW

TAKEN = {"thing": "a label, alias or IRI", "number": "a whole number", "fraction": "a number between 0 and 1"}
"""What the types of parameters take, where that is not their name."""

COMMON: tuple[tuple[str, tuple[Parameter, ...]], ...] = (
    ("Of a list that is read in pages", PAGING),
    ("Of all that can be restricted to a part of the graph", VIEW),
    ("Of all", (format_of(("json",)), SNAPSHOT)),
)
"""The parameters that many operations have, under their heads."""


def markdown() -> str:
    """Return a section for each operation, then those for the parameters that many have."""
    lines = ["## All operations\n", *(line for name in PLACES for line in _section(operation(name)))]
    lines += ["(operation-ask)=\n### ask/NAME\n\nAnswer a [saved question](questions.md), with its own parameters.\n"]
    lines += [f"`GET /api/ask/NAME` · `coalition ask NAME` · `Graph.ask` · {_formats(FORMATS)} · in pages · stable\n"]
    lines += [*_parameters(SHOWN), "\n## Common parameters\n"]
    for head, parameters in COMMON:
        lines += [f"### {head}\n", *_parameters(parameters), ""]
    return "\n".join(lines)


def _section(declared: Operation) -> Iterator[str]:
    yield f"(operation-{declared.name})=\n### {declared.name}\n\n{declared.summary}\n"
    told = [
        f"`GET /api/{declared.name}`",
        f"`coalition {declared.name}`" if declared.command else "",
        f"`Graph.{declared.method}`" if declared.method else "",
        _formats(declared.formats),
        "in pages" if declared.listed else "",
        "of a part of the graph, too" if declared.view else "",
        "stable" if declared.stable else "experimental",
    ]
    yield " · ".join(filter(None, told)) + "\n"
    yield from _parameters(declared.parameters)
    yield ""


def _formats(formats: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in formats)


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    for each in parameters:
        kinds = ", ".join(f"`{choice}`" for choice in each.choices) or TAKEN.get(each.type, f"a {each.type}")
        more = [
            kinds,
            "required" if each.required else "",
            f"default `{json.dumps(each.default).strip(chr(34))}`" if each.default is not None else "",
            f"for example “{each.example}”" if each.example else "",
        ]
        summary = each.summary.replace("  [default: ", " [default: ")
        yield f"- `{each.name}` ({', '.join(filter(None, more))}): {summary}".removesuffix(": ")
