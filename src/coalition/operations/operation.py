"""Say what an operation is: its parameters, what answers it, and how its result is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from coalition.operations.parameters import Parameter
from coalition.operations.views import VIEW

if TYPE_CHECKING:
    from coalition.audit.tables import Layout
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
    """Say which part of a list is wanted: all of it where `limit` is None; `next` is the address of the next part."""

    limit: int | None = None
    offset: int = 0
    next: str = ""

    def of(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the part of `items`."""
        return items[self.offset :] if self.limit is None else items[self.offset : self.offset + self.limit]

    def told(self, total: int) -> dict[str, Any]:
        """Return what JSON says of a part of a list of `total` items; of all of it, nothing."""
        if self.limit is None:
            return {}
        return {"total": total, "offset": self.offset, **({"next": self.next} if self.next else {})}


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
    exclusion:
        Returns which values exclude each other, or a format, in a sentence about options of the command line; "" where
        none do.
    command:
        Whether the command of this name prints the same.
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
    exclusion: Callable[[Mapping[str, Any], str], str] = lambda values, format: ""
    command: bool = True

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters of a request: its own, those of pages, and those of a view.

        A question may have a parameter with the name of a common one, which it then lacks.
        """
        own = {name for parameter in self.parameters for name in (parameter.name, parameter.key)}
        common = (*(PAGING if self.listed else ()), *(VIEW if self.view else ()))
        return (*self.parameters, *(each for each in common if own.isdisjoint((each.name, each.key))))

    def result(self, graph: Graph, values: dict[str, Any]) -> Any:
        """Return the result for the values of the parameters, by their names in Python."""
        if self.answer:
            return self.answer(graph, values)
        return getattr(graph, self.method)(**values)


def write_items(
    member: str, items: Sequence[Any], format: str, output: TextIO, writing: Writing, layout: Layout, **more: Any
) -> None:
    """Write a list of objects that have `to_dict`, or a page of it, as JSON, or as CSV with a layout.

    `more` are other members of the JSON.
    """
    from coalition.output.data import write_csv, write_json

    page = writing.page.of(items)
    if format == "csv":
        write_csv(layout.columns, layout.rows(page, writing.page.offset + 1), output)
        return
    found = {member: [each.to_dict() for each in page], **more}
    write_json({**writing.page.told(len(items)), **found}, output, writing.about())
