"""Declare the operations that audit: verify, coverage, conflicts, corroboration, identities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from coalition.operations.operation import Operation, Writing, write_items
from coalition.operations.parameters import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coalition.graph import Graph


def _write_verdict(verdict: Any, _format: str, output: TextIO, writing: Writing) -> None:
    from coalition.output.data import write_json

    write_json(verdict.to_dict(), output, writing.about())


def _write_coverage(sources: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.audit import tables

    write_items("sources", sources, format, output, writing, tables.COVERAGE)


def _write_conflicts(conflicts: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.audit import tables

    write_items("conflicts", conflicts, format, output, writing, tables.CONFLICTS)


def _write_identities(identities: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.audit import tables

    write_items("identities", identities, format, output, writing, tables.IDENTITIES)


def _write_corroboration(supports: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.audit import report, tables

    if format == "json" and writing.page.limit is None:  # all of them, which are not held in memory
        report.corroboration_json(supports, writing.graph.families(), output, writing.about())
        return
    families = [family.to_dict() for family in writing.graph.families()]
    write_items("facts", list(supports), format, output, writing, tables.CORROBORATION, families=families)


def supported(graph: Graph, values: dict[str, Any]) -> Sequence[Any]:
    """Return each fact with what supports it, or only those that a single family supports."""
    return [each for each in graph.corroboration(values.get("thing")) if each.families == 1 or not values.get("alone")]


VERIFY = Operation(
    "verify",
    "verify",
    "Print who says, reports or denies a claim.",
    (
        Parameter(
            "claim",
            "text",
            "A sentence, the name of a thing, or a triple pattern.",
            kinds=("Commitment", "Position", "Event", "Plan"),
            required=True,
            argument="CLAIM",
            example="China joins the coalition",
        ),
    ),
    _write_verdict,
)
COVERAGE = Operation(
    "coverage",
    "coverage",
    "Print how much of each source text has been read.",
    (),
    _write_coverage,
    ("json", "csv"),
    view=False,
    listed=lambda sources: sources,
)
CONFLICTS = Operation(
    "conflicts",
    "conflicts",
    "Print where passages contradict each other.",
    (
        Parameter(
            "thing",
            "thing",
            "Only what concerns this thing.",
            kinds=("Actor", "Event", "Commitment", "Position", "Plan"),
            argument="[THING]",
            example="2025 London Summit on Ukraine",
        ),
    ),
    _write_conflicts,
    ("json", "csv"),
    listed=lambda conflicts: conflicts,
)
CORROBORATION = Operation(
    "corroboration",
    "corroboration",
    "Print how many independent sources support each fact.",
    (
        Parameter(
            "thing",
            "thing",
            "Only the facts about this thing.",
            kinds=("Actor", "Event", "Commitment", "Plan"),
            argument="[THING]",
            example="2025 London Summit on Ukraine",
        ),
        Parameter("alone", "flag", "Print only the facts that a single family supports."),
    ),
    _write_corroboration,
    ("json", "csv"),
    listed=lambda supports: supports,
    answer=supported,
)
IDENTITIES = Operation(
    "identities",
    "identities",
    "Print which names belong to one actor.",
    (
        Parameter(
            "actor", "thing", "Only this actor.", kinds=("Actor",), argument="[ACTOR]", example="Volodymyr Zelensky"
        ),
    ),
    _write_identities,
    ("json", "csv"),
    view=False,
    listed=lambda identities: identities,
)
