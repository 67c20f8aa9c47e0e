"""The kinds of things that stand in a timeline. The command line lists them, so nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from coalition.namespaces import CG

TIMELINE_KINDS = ("event", "commitment", "plan", "actor", "position")
"""The kinds that a timeline can be asked for."""

DEFAULT_KINDS = TIMELINE_KINDS[:-1]
"""The kinds that stand in it unless others are asked for: positions, which are many, on request."""

CLASSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        CG + "Meeting": ("meeting", "event"),
        CG + "Event": ("event", "event"),
        CG + "Commitment": ("commitment", "commitment"),
        CG + "Plan": ("plan", "plan"),
        CG + "PlanPoint": ("plan point", "plan"),
        CG + "Aim": ("aim", "plan"),
        CG + "Actor": ("actor", "actor"),
        CG + "Position": ("position", "position"),
    }
)
"""What a thing of a class is called, and the kind that it falls under; the first that fits counts."""

EXPECTED = ("meeting", "event", "commitment", "plan", "position")
"""What happens at some time: of these alone it is told how many have no date."""

ALONE = {"commitment": "announced", "position": "stated"}
"""What a date that is only inferred is the date of, where it is not when the thing was."""
