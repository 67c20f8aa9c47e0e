"""Fill the pages of saved questions: a form, and the answer as a table with evidence for each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.errors import NotFoundError, ParameterError, SelectionError
from coalition.operations.parameters import Parameter, chosen, typed
from coalition.operations.questions import parameters_of
from coalition.pages.page import OWN, Asked, Page
from coalition.pages.spreadsheet import SHEET, as_csv, facts, spreadsheet
from coalition.query.answer import number_of, value

if TYPE_CHECKING:
    from coalition.provenance.evidence import Evidence
    from coalition.query.answer import Answer
    from coalition.query.questions import Question
    from coalition.rdf.store import Term

AT_ONCE = 50
"""How many rows a page shows."""

BARS = 30
"""How many bars a chart has at most."""

UNITS = ("currency", "item", "unit")
"""The columns that say what a number counts."""

SHOWING = (
    Parameter("sort", "text", "The column to sort by."),
    Parameter("descending", "flag", "Sort from the greatest on."),
    Parameter("offset", "number", "Leave out so many rows at the beginning.", least=0),
    Parameter("row", "number", "Show the evidence of this row.", least=1),
    Parameter("iris", "flag", "Show the IRIs of things."),
    Parameter("take", "choice", "Take the answer along, with its evidence.", choices=("csv", "xlsx", "turtle")),
)
"""The parameters of a page with a table."""


@dataclass(frozen=True)
class Bar:
    """Hold a bar of a chart: what it stands for, its value as people read it, and its share of the longest, 0 to 1."""

    label: str
    shown: str
    share: float


@dataclass(frozen=True)
class Chart:
    """Hold a chart: what it shows, and its bars."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Table:
    """Hold what a page shows of an answer.

    Attributes
    ----------
    columns:
        The names of the columns that have a value, each with whether it holds numbers.
    empty:
        The names of the others.
    rows:
        The rows shown: the number of each in the answer, and its values.
    total, offset:
        How many rows there are, and how many are left out before.
    row, evidence:
        The number of the row whose evidence is shown, and that evidence.
    """

    columns: Sequence[tuple[str, bool]]
    empty: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Any]]]
    total: int
    offset: int
    sort: str
    descending: bool
    row: int
    evidence: Evidence | None
    iris: bool
    chart: Chart | None
    most: int = AT_ONCE


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the list of questions, or the page of one of them, shows.

    Raises
    ------
    NotFoundError
        When there is no such question.
    """
    if not asked.part:
        return _listed(asked)
    try:
        question = asked.whole._saved.named(asked.part)
    except SelectionError as fault:
        raise NotFoundError(fault.what, remedy=fault.remedy) from None
    own = parameters_of(question)
    names = {parameter.name for parameter in own}
    given = {name: text for name, text in asked.given.items() if name not in OWN and text not in (None, "", [""])}
    filled = {
        "title": question.summary,
        "question": question,
        "parameters": own,
        "given": given,
        "fault": None,
        "at": "",
        "answer": None,
        "status": 200,
    }
    for each in own:
        if each.type == "date" and isinstance(given.get(each.name), str):
            given[each.name] = asked.catalogue.read_date(given[each.name])
    showing = [each for each in SHOWING if each.name not in names]
    asks = any(name in names for name in given)
    try:
        values = typed((*own, *showing), given)
        if asks or not any(each.required for each in own):
            filled |= _answered(asked, question, values, own)
    except ParameterError as fault:
        at = fault.where.removeprefix("--").replace("-", "_")
        if asks or at not in {each.name for each in own if each.required}:
            filled |= {"fault": fault, "at": at, "status": 400}
    return filled


def _listed(asked: Asked) -> Mapping[str, Any]:
    questions = asked.whole.questions()
    tags = Counter(tag for question in questions.values() for tag in question.tags)
    tag = asked.given.get("tag")
    return {
        "template": "questions.html",
        "title": asked.catalogue.gettext("Questions"),
        "groups": grouped([each for each in questions.values() if not tag or tag in each.tags], tag),
        "tags": sorted(tags.items()),
        "tag": tag,
    }


def grouped(questions: Iterable[Question], tag: str | None = None) -> dict[str, list[Question]]:
    """Return questions by the first of their tags, or all by one tag."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(tag or (question.tags[0] if question.tags else ""), []).append(question)
    return dict(sorted(found.items()))


def _answered(
    asked: Asked, question: Question, values: Mapping[str, Any], own: Sequence[Parameter]
) -> Mapping[str, Any]:
    answer = asked.graph.ask(question.name, **chosen(values, own))
    if values.get("take") in ("csv", "xlsx"):
        answer = replace(answer, terms=[row for _, row in _sorted(asked, answer, values)])
    if values.get("take") == "csv":
        name = {"content-disposition": f'attachment; filename="{question.name}.csv"'}
        return {"content": ("text/csv; charset=utf-8", as_csv(answer)), "headers": name}
    if values.get("take") == "xlsx":
        name = {"content-disposition": f'attachment; filename="{question.name}.xlsx"'}
        return {"content": (SHEET, spreadsheet(asked, answer, question.summary)), "headers": name}
    if values.get("take") == "turtle":
        return {"content": ("text/turtle; charset=utf-8", facts(answer))}
    return table(asked, answer, values)


def table(asked: Asked, answer: Answer, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a page shows of an answer: some rows in some order, the evidence of one of them, and a chart."""
    rows, numeric = _sorted(asked, answer, values), answer.numeric
    sort, offset, iris = values.get("sort", ""), values.get("offset", 0), values.get("iris", False)
    number, evidence = values.get("row", 0), None
    if 0 < number <= len(answer.terms):
        (evidence,) = replace(answer, terms=[answer.terms[number - 1]]).evidence
    filled = [any(row[index] is not None for row in answer.terms) for index in range(len(answer.columns))]
    shown = [
        (place, [_cell(term, asked, iris) for term, has in zip(row, filled, strict=True) if has])
        for place, row in rows[offset : offset + AT_ONCE]
    ]
    columns = [(name, index in numeric) for index, name in enumerate(answer.columns) if filled[index]]
    empty = [name for name, has in zip(answer.columns, filled, strict=True) if not has]
    made = Table(
        columns, empty, shown, len(rows), offset, sort, values.get("descending", False), number, evidence, iris,
        chart(asked, answer, numeric),
    )  # fmt: skip
    return {"answer": answer, "table": made}


def _sorted(asked: Asked, answer: Answer, values: Mapping[str, Any]) -> list[tuple[int, Any]]:
    """Return the rows of an answer, each with its number in it, in the order that is asked for."""
    rows = list(enumerate(answer.terms, 1))
    if (sort := values.get("sort", "")) in answer.columns:
        index = answer.columns.index(sort)
        rows.sort(key=lambda row: _key(row[1][index], asked), reverse=bool(values.get("descending")))
    return rows


def _cell(term: Term | None, asked: Asked, iris: bool) -> Any:
    """Return a value as it stands in a table: a text, or a name that leads to a page."""
    if term is None:
        return ""
    piece = asked.writer.piece(term)
    if iris and isinstance(term, ox.NamedNode) and not isinstance(piece, str):
        return replace(piece, label=f"{piece.label} <{term.value}>")
    found = number_of(term)
    return piece if found is None else f"{found:,}"


def _key(term: Term | None, asked: Asked) -> tuple[Any, ...]:
    """Return the key by which a value is sorted: numbers, then texts by their labels; what is missing comes last."""
    if term is None:
        return 2, 0.0, ""
    if (found := number_of(term)) is not None:
        return 0, float(found), ""
    return 1, 0.0, asked.whole.names.text(term).casefold()


def chart(asked: Asked, answer: Answer, numeric: frozenset[int]) -> Chart | None:
    """Return a chart of an answer: its numbers by the first column, or how many rows fall into each month or year."""
    if not answer.terms:
        return None
    names = asked.whole.names
    numbers = sorted(numeric - {0})
    if numbers and 0 not in numeric and len(answer.terms) <= BARS:
        index = max(numbers, key=lambda number: sum(row[number] is not None for row in answer.terms))
        units = [number for number, name in enumerate(answer.columns) if name in UNITS]
        unit = Counter(tuple(row[n] for n in units) for row in answer.terms if row[index]).most_common(1)[0][0]
        # Bars compare what can be compared: sums of the currency that most rows have.
        rows = [row for row in answer.terms if row[0] and row[index] and tuple(row[n] for n in units) == unit]
        found = [(names.text(row[0]), value(row[index])) for row in rows]
        title = ", ".join([answer.columns[index], *(names.text(term) for term in unit if term)])
        most = max((abs(float(number)) for _, number in found), default=0.0)
        bars = [Bar(label, f"{number:,}", abs(float(number)) / most) for label, number in found if most]
        return Chart(title, bars) if len(bars) > 1 else None
    for index, column in enumerate(zip(*answer.terms, strict=True)):
        dates = [term.value[:7] for term in column if isinstance(term, ox.Literal) and "date" in answer.columns[index]]
        months = Counter(date for date in dates if len(date) == 7 and date[4] == "-" and date[:4].isdigit())
        if len(months) > 1:
            most = max(months.values())
            bars = [Bar(asked.catalogue.date(m), f"{n:,}", n / most) for m, n in sorted(months.items())[:BARS]]
            return Chart(answer.columns[index], bars)
    return None


QUESTIONS = Page("question.html", fill, None)
