"""Declare the operation that compares two snapshots: diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from coalition.errors import ParameterError
from coalition.operations.operation import Operation, Writing, write_items
from coalition.operations.parameters import Parameter

if TYPE_CHECKING:
    from coalition.graph import Graph


def compare(graph: Graph, values: dict[str, Any]) -> list[Any]:
    """Return the differences between two snapshots that stand beside that of a graph.

    Raises
    ------
    ParameterError
        When there is no snapshot of that digest.
    """
    from coalition.audit.diff import differences, read
    from coalition.build.snapshot import DIGEST, Snapshots

    snapshots, held = Snapshots(graph.snapshot.folder.parent), []
    for name in ("old", "new"):
        found = snapshots.find(values[name]) if DIGEST.fullmatch(values[name]) else None
        if found is None:
            remedy = "give the whole digest of a snapshot that is kept"
            raise ParameterError("there is no such snapshot", where=name, remedy=remedy)
        held.append(found)  # which nobody removes in the meantime
    return list(differences(*(read(each.folder) for each in held)))


def _write(changes: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.audit.tables import CHANGES

    write_items("changes", changes, format, output, writing, CHANGES)


DIFF = Operation(
    "diff",
    "",
    "Compare two snapshots fact by fact.",
    (
        Parameter("old", "text", "The digest of the snapshot before.", required=True),
        Parameter("new", "text", "The digest of the snapshot after.", required=True),
    ),
    _write,
    ("json", "csv"),
    view=False,
    listed=lambda changes: changes,
    stable=False,
    answer=compare,
    command=False,  # which compares files
)
