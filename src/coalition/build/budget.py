"""Decide which snapshots are no longer wanted."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from coalition import files
from coalition.build.manifest import Origin, readable
from coalition.errors import SelectionError, StoreError

BUDGET = "budget.json"
"""The file, in the folder for snapshots, with the budget that was set for all who use the folder."""

STATES = 5
"""How many states of one graph are kept, so that one can go back some edits without a build."""

UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
DAY = 86_400


@dataclass(frozen=True)
class Entry:
    """Describe a snapshot in a folder for snapshots.

    Attributes
    ----------
    origin:
        What it was built from; None where it has another layout, or is damaged.
    size:
        The number of bytes of its files.
    built, used:
        When it was built, and opened last, in seconds since 1970.
    state:
        "current" for the snapshot of the graph as it is now, "in use" where a process has it open, "damaged" or "other
        layout" where it cannot be read, or else empty.
    """

    digest: str
    folder: Path
    origin: Origin | None
    size: int
    built: float
    used: float
    state: str = ""

    @property
    def whole(self) -> str:
        """The digest of the whole graph that this is a snapshot or a view of."""
        return self.origin.whole or self.digest if self.origin else self.digest

    def to_dict(self) -> dict[str, str | int]:
        """Return the entry as machine formats hold it."""
        origin = self.origin or Origin("")
        return {
            "snapshot": self.digest,
            "root": origin.root,
            "view_of": origin.whole,
            "view": origin.view,
            "bytes": self.size,
            "built": stamp(self.built),
            "used": stamp(self.used),
            "state": self.state,
            "folder": readable(self.folder),
        }


def stamp(moment: float) -> str:
    """Return a moment as a date and time in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


@dataclass(frozen=True)
class Budget:
    """Say how many bytes (`size`) all snapshots may take, and how many days one is kept after it was used last."""

    size: int = 10**9
    days: int = 30

    @classmethod
    def read(cls, folder: Path) -> Budget:
        """Return the budget of a folder for snapshots; the default one where none was set.

        Raises
        ------
        StoreError
            When its file cannot be read, or does not hold a budget.
        """
        path = folder / BUDGET
        try:
            found = json.loads(files.read(path, StoreError)) if path.is_file() else {}
            budget = cls(**found)
            if any(type(number) is not int or number < 0 for number in asdict(budget).values()):
                raise ValueError
        except (StoreError, ValueError, TypeError, RecursionError):
            remedy = "remove it, or set the budget with coalition snapshots --size SIZE --days N"
            raise StoreError("this file does not hold a budget", where=str(path), remedy=remedy) from None
        return budget

    def encode(self) -> bytes:
        """Return the budget as the content of its file."""
        return json.dumps(asdict(self)).encode() + b"\n"

    def surplus(self, entries: Iterable[Entry], now: float) -> list[Entry]:
        """Return the snapshots that are no longer wanted, least recently used first.

        What is current or in use is wanted. Of the others, those go that were not used for `days`, those of a state of
        a graph that is not among the `STATES` used last, and then the least recently used, until the rest fits into
        `size`. What is damaged beyond recognition is left to its user, since it may not be a snapshot at all.
        """
        latest = sorted(entries, key=lambda entry: (entry.used, entry.digest), reverse=True)
        states: dict[str, list[str]] = {}
        surplus, left = [], self.size - sum(entry.size for entry in latest if entry.state in ("current", "in use"))
        for entry in latest:
            recent = states.setdefault(entry.origin.root, []) if entry.origin else [entry.whole]
            if entry.whole not in recent:
                recent.append(entry.whole)
            if entry.state in ("current", "in use", "damaged"):
                continue
            outdated = entry.used < now - self.days * DAY or entry.whole not in recent[:STATES]
            left -= 0 if outdated else entry.size
            if outdated or left < 0:
                surplus.append(entry)
        return surplus[::-1]


def parse_size(typed: str) -> int:
    """Return the number of bytes that a size such as 500MB or 1.5GB means.

    Raises
    ------
    SelectionError
        When it is not a size.
    """
    match = re.fullmatch(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?([A-Z]*)", typed.strip().upper())
    if not match or match[2] not in UNITS:
        remedy = "give a number with a unit, for example 500MB or 2GB"
        raise SelectionError(f"{typed!r} is not a size", where="--size", remedy=remedy)
    return round(float(match[1]) * UNITS[match[2]])
