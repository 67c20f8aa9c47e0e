"""Answer saved questions and SPARQL queries for assistants: rows with what each rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.assistants import beyond
from coalition.assistants.citing import cite, named
from coalition.assistants.fitting import Detail, page, pages
from coalition.output.values import in_words
from coalition.provenance.evidence import Evidence
from coalition.query.gathering import DOCUMENT, Gathered, by_document
from coalition.rdf import turtle

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.query.answer import Answer
    from coalition.query.questions import Question

AT_ONCE = 10
"""Of how many rows evidence is looked for at once."""

MADE = "made by the query itself: no passage states it"


class Traced:
    """Find the evidence of the rows of an answer as far as they are written, some at once.

    Parameters
    ----------
    answer:
        The answer.
    groups:
        The numbers of the rows that make each row that is written.
    """

    def __init__(self, answer: Answer, groups: Sequence[Sequence[int]]) -> None:
        self.answer, self.groups = answer, groups
        self.found: dict[int, Evidence] = {}

    def of(self, number: int) -> Evidence:
        """Return what the row with a number rests on."""
        if number not in self.found:
            near = range(number, min(number + AT_ONCE, len(self.groups)))
            chosen = [row for each in near for row in self.groups[each]]
            terms = [self.answer.terms[row] for row in chosen]
            traced = dict(
                zip(chosen, self.answer.tracer().rows(self.answer.query, self.answer.columns, terms), strict=True)
            )
            for each in near:
                self.found[each] = Evidence.joined([traced[row] for row in self.groups[each]])
        return self.found[number]


def ask(graph: Graph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a saved question, or list the questions.

    Raises
    ------
    CoalitionError
        When there is no such question, or a parameter does not fit.
    """
    if "question" not in given:
        return page({}, "questions", list(graph.questions().values()), _listed, **pages(given))
    saved = graph._saved.named(given["question"])
    values = {name: str(value) for name, value in given.get("parameters", {}).items() if value is not None}
    bindings = saved.bindings(values, graph.known_names)
    found = graph.select(saved.text, saved.name, **bindings)
    if not len(found):
        return {"found": False, "because": beyond.told(graph, saved.text, bindings)}
    groups = Gathered(found, saved.one)._rows if saved.one else [[number] for number in range(len(found))]
    head: dict[str, Any] = {"question": saved.summary[:200]}
    if more := graph._elsewhere.told(saved.text, bindings, found.terms):
        head["elsewhere"] = [beyond.plainly(line) for line in more]
    about = saved.one or found.columns[:1]
    return page(
        head,
        "rows",
        range(len(groups)),
        partial(_row, graph, found, groups, about, Traced(found, groups)),
        **pages(given),
    )


def _listed(question: Question, detail: Detail) -> str:
    parameters = [f"{p.name}: {p.type}{'' if p.required else '?'}" for p in question.parameters]
    return f"{question.name}({', '.join(parameters)}): {detail.cut(question.summary)}"


def sparql(graph: Graph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a query.

    Raises
    ------
    QueryError, LimitError
        When the query does not parse, writes, calls another machine, or has too many rows.
    """
    text, traced = given["query"], given.get("evidence", True)
    result = graph.query(text)
    if isinstance(result, bool):
        if not result:
            return {"answer": False, "because": beyond.told(graph, text, {})}
        evidence = graph.evidence(text)[0] if traced else Evidence()
        return {"answer": True, **cite(evidence, graph._families, Detail(20, 160))}
    if isinstance(result, list):
        triples = turtle.in_order(result)
        write = partial(_triple, graph, traced)
        return page({}, "turtle", triples, write, **pages(given)) if triples else _nothing(graph, text)
    if not len(result):
        return _nothing(graph, text)
    groups = [[number] for number in range(len(result))]
    tracer = Traced(result, groups) if traced else None
    head = {} if traced else {"evidence": "left out, as asked"}
    write_row = partial(_row, graph, result, groups, result.columns, tracer)
    return page(head, "rows", range(len(groups)), write_row, **pages(given))


def _nothing(graph: Graph, text: str) -> dict[str, Any]:
    return {"found": False, "because": beyond.told(graph, text, {})}


def _row(
    graph: Graph,
    answer: Answer,
    groups: Sequence[Sequence[int]],
    about: Sequence[str],
    traced: Traced | None,
    number: int,
    detail: Detail,
) -> dict[str, Any]:
    """Write a row: the values of its columns, those of `about` with their ids, and what it rests on.

    Where a row gathers what several documents say, a value that not all of them have is followed by those that have it.
    """
    written: dict[str, Any] = {}
    columns = dict(zip(answer.columns, zip(*(answer.terms[row] for row in groups[number]), strict=True), strict=True))
    documents = columns.get(DOCUMENT, (None,) * len(groups[number]))
    for column, cells in columns.items():
        values = by_document(cells, documents) if column != DOCUMENT else dict.fromkeys(filter(None, cells), ())
        shown, more = detail.first(list(values))
        texts = [_said(graph, _value(graph, value, detail, column in about), values[value], detail) for value in shown]
        if texts:
            written[column] = texts[0] if len(values) == 1 else [*texts, *([f"{more} more"] if more else [])]
    row: dict[str, Any] = {"row": written}
    return row | cite(traced.of(number), graph._families, detail) if traced else row


def _said(graph: Graph, value: Any, documents: Sequence[Any], detail: Detail) -> Any:
    """Return a value with the documents that have it; as it is where all of the row have it."""
    if not documents or not isinstance(value, str):
        return value
    shown, more = detail.first(documents)
    names = [str(_value(graph, each, detail, False)) for each in shown]
    return f"{value} [{', '.join([*names, *([f'{more} more'] if more else [])])}]"


def _value(graph: Graph, term: Any, detail: Detail, with_id: bool) -> Any:
    if isinstance(term, ox.NamedNode):
        words = in_words(term, graph.names)
        return named(term.value, words, detail) if with_id and words != term.value else detail.cut(words)
    if isinstance(term, ox.Literal):
        return detail.cut(term.value)
    return detail.cut(turtle.term(term))


def _triple(graph: Graph, traced: bool, triple: ox.Triple, detail: Detail) -> dict[str, Any]:
    written: dict[str, Any] = {"triple": detail.cut(f"{turtle.fact(triple)} .")}
    if not traced:
        return written
    evidence = graph.evidence(triple)[0]
    found = cite(evidence, graph._families, detail)
    stated = evidence.passages or evidence.rules or evidence.grounds
    return written | (found if stated else {"also": [MADE]})
