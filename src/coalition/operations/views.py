"""Declare the parameters that restrict an operation to a part of the graph: those of `Graph.view`."""

from __future__ import annotations

from coalition.operations.parameters import Parameter

VIEW = (
    Parameter(
        "known_by",
        "date",
        "Use only documents issued by the end of this day, month or year.",
        placeholder="DATE",
        example="2025-03-02",
    ),
    Parameter(
        "on", "date", "Use only what is dated to this day, month or year.", placeholder="DATE", example="2025-03"
    ),
    Parameter(
        "stance",
        "thing",
        "Use only what is said in this stance, and accept it as fact; may be repeated.",
        python="stances",
        kinds=("Stance",),
        many=True,
        example="denies",
    ),
    Parameter(
        "source",
        "thing",
        "Use only this document; may be repeated.",
        python="sources",
        kinds=("Source",),
        many=True,
        example="s001",
    ),
    Parameter(
        "families",
        "number",
        "Use only the facts that at least N independent families of sources state.",
        least=1,
        placeholder="N",
        example="2",
    ),
    Parameter(
        "readings",
        "flag",
        "Use what the curators read into open words, too; if false, only what passages plainly say.",
        default=True,
        switch="--no-readings",
        off="Use only what passages plainly say, and not what the curators read into open words.",
    ),
)
"""The parameters of `Graph.view`; they are given to each operation that takes a view."""
