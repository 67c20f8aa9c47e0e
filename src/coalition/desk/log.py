"""Note how long each passage took, and tell what a fact takes: seconds, keystrokes, faults."""

from __future__ import annotations

import datetime
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from coalition import files
from coalition.curation.lists import FoundList
from coalition.curation.readings import count
from coalition.errors import GraphError

FOLDER, NAME = "curation", "log.jsonl"
"""The folder in a root that keeps what a desk notes, and the file of the log in it."""

ACCEPTED, FACTLESS = "accepted", "no fact"

LIST = "list"
"""The act of taking a list, of which the source stands in the place of the passage."""


@dataclass(frozen=True, slots=True)
class Act:
    """Hold what was done with a passage.

    Attributes
    ----------
    at:
        When it was saved: date and time in UTC, ISO 8601.
    passage:
        Its short name; of a list, that of the source in whose text the rows stand.
    act:
        `accepted`, `no fact`, `list`, `undone` ...
    facts:
        How many statements it makes; of a list, how many values it gave.
    seconds:
        The time at work on it: pauses of more than a minute are counted as one minute.
    keys:
        The keys that were pressed and the clicks, as the browser counts them; -1 where nobody counts.
    faults:
        How often it could not be saved.
    """

    at: str
    passage: str
    act: str
    facts: int = 0
    seconds: float = 0
    keys: int = -1
    faults: int = 0


def now() -> str:
    """Return the time in UTC, to the second, ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def note(folder: Path, act: Act) -> None:
    """Add what was done to the log in a folder, a line of JSON for each."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    before = files.read(path, GraphError) if path.is_file() else b""
    files.write(path, before + json.dumps(asdict(act), ensure_ascii=False).encode() + b"\n")


def note_list(folder: Path, found: FoundList) -> None:
    """Add to the log in a folder that a list was accepted, if any of its rows is new."""
    if found.listed.accept and found.new:
        values = sum(count(row.statements) for row in found.new)
        note(folder, Act(now(), found.listed.source, LIST, values))


def acts(folder: Path) -> Iterator[Act]:
    """Yield what the log in a folder says; none where there is no log.

    Raises
    ------
    GraphError
        When a line is not one of the log.
    """
    path = folder / NAME
    if not path.is_file():
        return
    for number, line in enumerate(files.read(path, GraphError).decode().splitlines(), 1):
        try:
            yield Act(**json.loads(line))
        except (ValueError, TypeError) as fault:
            remedy = "mend the line, or remove it"
            raise GraphError(f"this is no line of the log ({fault})", where=f"{path}:{number}", remedy=remedy) from None


@dataclass(frozen=True)
class Figures:
    """Hold what the log tells: how many passages and facts, and the medians for a fact.

    A passage without a fact counts as one, since it is read, too. `keys` is None where nobody counted. Lists are told
    apart: `lists` is how many were taken, and `listed` how many values they gave.
    """

    passages: int
    facts: int
    seconds: float
    keys: float | None
    faults: int
    acts: Counter[str]
    lists: int
    listed: int


def figures(done: Iterable[Act]) -> Figures:
    """Return what acts come to."""
    done = list(done)
    lists, done = ([act for act in done if (act.act == LIST) is listed] for listed in (True, False))
    saved = [act for act in done if act.act in (ACCEPTED, FACTLESS)]
    seconds = [act.seconds / max(1, act.facts) for act in saved]
    keys = [act.keys / max(1, act.facts) for act in saved if act.keys >= 0]
    return Figures(
        len(saved),
        sum(act.facts for act in saved),
        statistics.median(seconds) if seconds else 0.0,
        statistics.median(keys) if keys else None,
        sum(act.faults for act in done),
        Counter(act.act for act in done),
        len(lists),
        sum(act.facts for act in lists),
    )
