"""Declare the operations that look things up: show, search, suggest, timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from coalition.operations.operation import Operation, Writing
from coalition.operations.parameters import Parameter
from coalition.output import CITATIONS
from coalition.timeline.kinds import TIMELINE_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coalition.graph import Graph

THINGS = ("Actor", "Event", "Commitment", "Plan")


def _write_description(description: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.output.terminal import as_data
    from coalition.query import report

    if format == "json":
        report.write_description_json(description, output, writing.about())
    elif format == "turtle":
        as_data(output).write(writing.graph.export("turtle", thing=description.iri, provenance="rdf11"))
    else:
        report.write_description_cited(description, writing.graph.citations, format, output)


def _write_hits(hits: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.search import report

    report.write(hits, output, format, about=writing.about() if format == "json" else None)


def _write_suggestions(suggestions: Any, _format: str, output: TextIO, writing: Writing) -> None:
    from coalition.output.data import write_json

    write_json({"suggestions": [each.to_dict() for each in suggestions]}, output, writing.about())


def _write_timeline(timeline: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.timeline import report

    entries, page = timeline.entries, writing.page
    about = writing.about() if format == "json" else None
    part = replace(timeline, entries=page.of(entries))
    report.write(part, writing.graph.names, output, format, about, page.told(len(entries)))


def _search(graph: Graph, values: dict[str, Any]) -> Any:
    return graph.search(values["words"], **{key: value for key, value in values.items() if key != "words"})


def _suggest(graph: Graph, values: dict[str, Any]) -> Sequence[Any]:
    return graph.suggestions(values["typed"], **{key: value for key, value in values.items() if key != "typed"})


SHOW = Operation(
    "show",
    "show",
    "Print what the graph says about an actor, an event or a commitment.",
    (
        Parameter(
            "thing",
            "thing",
            "The thing, or a passage by its short name.",
            python="name",
            kinds=THINGS,
            required=True,
            argument="THING",
            example="Keir Starmer",
        ),
    ),
    _write_description,
    ("json", "turtle", *CITATIONS),
)
SEARCH = Operation(
    "search",
    "search",
    "Find things, passages and places in texts by words.",
    (
        Parameter(
            "words", "text", "What is looked for.", required=True, argument="WORDS...", example="missiles OR loan"
        ),
        Parameter(
            "kind",
            "text",
            "Print only this kind: person, event, passage, ...; may be repeated.",
            python="kinds",
            many=True,
            placeholder="KIND",
            example="commitment",
        ),
        Parameter("limit", "number", "Print so many hits.", default=20, least=1, placeholder="N"),
        Parameter("exact", "flag", "Do not correct words that stand nowhere."),
        Parameter(
            "texts",
            "flag",
            "Search the words of the texts that are at hand, too; if false, names and contents only.",
            default=True,
            switch="--no-texts",
            off="Search names and contents only, and keep no words of the texts.",
        ),
    ),
    _write_hits,
    ("json", "csv"),
    answer=_search,
)
SUGGEST = Operation(
    "suggest",
    "suggestions",
    "Complete the name of a thing.",
    (
        Parameter("typed", "text", "What was typed so far.", required=True, example="zel"),
        Parameter("kind", "text", "Only this kind; may be repeated.", python="kinds", many=True, example="person"),
        Parameter("limit", "number", "At most so many.", default=10, least=1),
    ),
    _write_suggestions,
    stable=False,
    answer=_suggest,
    command=False,
)
TIMELINE = Operation(
    "timeline",
    "timeline",
    "Print or draw events and commitments in order of time.",
    (
        Parameter(
            "from",
            "date",
            "Leave out what surely ended before this date: 2025-03-02, 2025-03 or 2025.",
            python="since",
            placeholder="DATE",
            example="2025-03",
        ),
        Parameter(
            "to",
            "date",
            "Leave out what surely began after this date.",
            python="until",
            placeholder="DATE",
            example="2025-04",
        ),
        Parameter(
            "about",
            "thing",
            "Print only what concerns this actor, event, commitment or plan.",
            kinds=THINGS,
            example="Estonia",
        ),
        Parameter(
            "kind",
            "choice",
            "Kind of things to print; may be repeated.  [default: all but position]",
            python="kinds",
            choices=TIMELINE_KINDS,
            many=True,
        ),
    ),
    _write_timeline,
    ("json", "csv"),
    listed=lambda timeline: timeline.entries,
)
