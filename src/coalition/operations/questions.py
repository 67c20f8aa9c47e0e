"""Make an operation of each saved question, from its header; and one that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from coalition.operations.operation import Operation, Writing
from coalition.operations.parameters import Parameter
from coalition.output import CITATIONS

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.query.questions import Question

TYPES: Mapping[str, str] = {"date": "date", "text": "text", "number": "text"}
"""The types of parameters whose values are no things; a number of a question may have decimals."""

FORMATS = ("json", "csv", "tsv", *CITATIONS)
"""The formats of all questions."""

SHOWN = (
    Parameter("why", "flag", "Tell the passages that support each row."),
    Parameter("labels", "flag", "In csv and tsv: add a column of labels to each column of things."),
)
"""The parameters of all questions, which say what is told of the rows."""


def parameters_of(question: Question) -> tuple[Parameter, ...]:
    """Return the parameters that the header of a saved question declares."""
    return tuple(
        Parameter(
            each.name,
            "thing" if each.kinds else TYPES[each.type],
            _summary(each.kinds, each.example),
            kinds=each.kinds,
            required=each.required,
            default=each.default or None,
            placeholder=each.type.upper(),
            example=each.example,
        )
        for each in question.parameters
    )


def _summary(kinds: Sequence[str], example: str) -> str:
    parts = ("a label, an alias or an IRI" if kinds else "", f"for example {example}" if example else "")
    text = ", ".join(filter(None, parts))
    return f"{text[0].upper()}{text[1:]}." if text else ""


def of_question(question: Question) -> Operation:
    """Return the operation that answers a saved question."""
    own = parameters_of(question)
    names = {parameter.name for parameter in own}
    shown = tuple(parameter for parameter in SHOWN if parameter.name not in names)
    keys = tuple(parameter.key for parameter in own)

    def ask(graph: Graph, values: dict[str, Any]) -> Any:
        return graph.ask(question.name, **{key: value for key, value in values.items() if key in keys})

    return Operation(
        f"ask/{question.name}",
        "ask",
        question.summary,
        (*own, *shown),
        _write_answer,
        FORMATS,
        listed=lambda answer: answer.terms,
        answer=ask,
    )


def _write_answer(answer: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.output.data import write_json
    from coalition.query import formats
    from coalition.query.cited import as_results

    why = bool(writing.values.get("why"))
    page = replace(answer, terms=list(writing.page.of(answer.terms)))
    if format == "json":
        # Some readers of the W3C's results allow no member after the rows.
        write_json({**writing.page.told(len(answer)), **as_results(page, why=why)}, output, writing.about())
        return
    evidence = (lambda: page.evidence) if why or format in CITATIONS else None
    labels = bool(writing.values.get("labels")) and format in ("csv", "tsv")
    formats.write(page, output, format, evidence=evidence, cite=writing.graph.citations, labels=labels)


def _write_list(questions: Any, _format: str, output: TextIO, writing: Writing) -> None:
    from coalition.output.data import write_json

    listed = [
        {
            "name": question.name,
            "summary": question.summary,
            "tags": list(question.tags),
            "parameters": [
                {
                    "name": each.name,
                    "type": each.type,
                    "required": each.required,
                    "default": each.default or None,
                    "example": each.example or None,
                }
                for each in question.parameters
            ],
        }
        for question in questions.values()
    ]
    write_json({"questions": listed}, output, writing.about())


QUESTIONS = Operation(
    "questions", "questions", "List the saved questions and their parameters.", (), _write_list, view=False
)
