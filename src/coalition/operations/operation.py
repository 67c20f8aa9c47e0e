"""Say what an operation is: its parameters, what answers it, and how its result is written."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from coalition.operations.parameters import Parameter
from coalition.operations.views import VIEW

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.output.about import About

MEDIA: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "markdown": "text/markdown",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "turtle": "text/turtle",
    "footnotes": "text/plain",
    "bibtex": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
}
"""The media type of each format."""

PAGE = 100
"""How many items of a list a request gets that does not say how many."""

PAGING = (
    Parameter("limit", "number", "List at most so many.", default=PAGE, least=1, example="20"),
    Parameter("offset", "number", "Leave out so many at the beginning.", default=0, least=0, example="20"),
)
"""The parameters of a list that is read in pages; the command line prints the whole list."""


@dataclass(frozen=True)
class Page:
    """Say which part of a list is wanted: all of it where `limit` is None."""

    limit: int | None = None
    offset: int = 0

    def of(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the part of `items`."""
        return items[self.offset :] if self.limit is None else items[self.offset : self.offset + self.limit]


@dataclass(frozen=True)
class Writing:
    """Hold what a result is written with.

    Attributes
    ----------
    graph:
        The graph, or the view, that was asked.
    values:
        The values of the parameters, by their names in Python.
    about:
        Returns what the result was made from; it is told in JSON.
    page:
        Which part of a list is written.
    """

    graph: Graph
    values: Mapping[str, Any]
    about: Callable[[], About]
    page: Page = Page()


Write = Callable[[Any, str, TextIO, Writing], None]
"""Writes a result in a format."""


@dataclass(frozen=True)
class Operation:
    """Declare an operation.

    Attributes
    ----------
    name:
        Its name: that of the command, and under `/api/` that of its address.
    method:
        The method of `Graph` that answers it.
    summary:
        What it does, in a sentence.
    parameters:
        Its own parameters, in the order in which help shows them.
    write:
        Writes the result.
    formats:
        The formats for machines, the one that is preferred first.
    view:
        Whether it can be restricted to a part of the graph.
    listed:
        Returns the items of the result that can be read in pages; None where it is no list.
    stable:
        Whether names and formats change only with the first number of the version.
    answer:
        Answers it, where that takes more than calling the method.
    """

    name: str
    method: str
    summary: str
    parameters: tuple[Parameter, ...]
    write: Write
    formats: tuple[str, ...] = ("json",)
    view: bool = True
    listed: Callable[[Any], Sequence[Any]] | None = None
    stable: bool = True
    answer: Callable[[Graph, dict[str, Any]], Any] | None = None

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters of a request: its own, those of pages, and those of a view."""
        own = {parameter.name for parameter in self.parameters}
        pages = PAGING if self.listed else ()
        more = (*pages, *(VIEW if self.view else ()))
        return (*self.parameters, *(parameter for parameter in more if parameter.name not in own))

    def result(self, graph: Graph, values: dict[str, Any]) -> Any:
        """Return the result for the values of the parameters, by their names in Python."""
        if self.answer:
            return self.answer(graph, values)
        return getattr(graph, self.method)(**values)


def write_items(member: str, items: Sequence[Any], format: str, output: TextIO, writing: Writing, **more: Any) -> None:
    """Write a list of objects that have `to_dict`, or a page of it, as JSON or CSV.

    `more` are other members of the JSON.
    """
    from coalition.output.data import write_json

    page = [each.to_dict() for each in writing.page.of(items)]
    if format == "csv":
        write_csv(page, output)
        return
    paged = {"total": len(items), "offset": writing.page.offset} if writing.page.limit is not None else {}
    write_json({member: page, **more, **paged}, output, writing.about())


def write_csv(items: Iterable[Mapping[str, Any]], output: TextIO) -> None:
    """Write objects as CSV: a row for each, or for each of its `sides` or `groups`, of which it has several.

    A member that is an object becomes a column for each of its members; one that is a list becomes one field, with
    ` | ` between its parts, and a passage is named by its IRI.
    """
    from coalition.output.terminal import as_data

    rows = [dict(_cells(row)) for item in items for row in _rows(item)]
    heads = list(dict.fromkeys(head for row in rows for head in row))
    writer = csv.writer(as_data(output))
    writer.writerow(heads)
    writer.writerows([row.get(head, "") for head in heads] for row in rows)


SEVERAL = ("sides", "groups")


def _rows(item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    several = next((name for name in SEVERAL if item.get(name)), None)
    if several is None:
        yield dict(item)
        return
    rest = {name: value for name, value in item.items() if name != several}
    for number, each in enumerate(item[several], 1):
        fields = {f"{several[:-1]}_{key}": value for key, value in each.items()}
        yield {**rest, several[:-1]: number, **fields}


def _cells(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, Mapping) and value:
            yield from _cells(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield before + name, " | ".join(_in_short(each) for each in value)
        else:
            yield before + name, "" if value is None or value == {} else _in_short(value)


def _in_short(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(next((value[key] for key in ("passage", "iri", "label", "words") if key in value), dict(value)))
    if isinstance(value, list):
        return " & ".join(map(_in_short, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
