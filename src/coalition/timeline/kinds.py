"""Define the kinds of things that a timeline can show.

The command line lists them in its help, so this module imports nothing that is slow to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from coalition.namespaces import CG

TIMELINE_KINDS = ("event", "commitment", "plan", "actor", "position")
"""The kinds that a user can choose."""

DEFAULT_KINDS = TIMELINE_KINDS[:-1]
"""The kinds shown when the user chooses none; positions are left out because there are so many of them."""

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
"""By class: what a thing of the class is called, and its kind.

The first class of a thing in this order counts, so narrower classes come before wider ones.
"""

COUNTED_IF_UNDATED = ("meeting", "event", "commitment", "plan", "position")
"""What is counted below a timeline if it has no date.

These happen or were said at some time, so a missing date is a gap in the sources. Actors, aims and points of a plan
need no date.
"""

INFERRED_RELATIONS = {"commitment": "announced", "position": "stated"}
"""By kind: what happened on a date that is only inferred. For other kinds, it is the date of the thing itself."""
