"""Hold what files of other people's tools propose: Web Annotations, or entities or statements of FollowTheMoney.

That is words of a text, what they are said to state, and actors. `coalition.curation.proposals` looks for the words in
the texts of a graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Quoted:
    """Hold words that a file says stand in a text, and what it says that they state.

    Attributes
    ----------
    where:
        The annotation or entity in the file.
    words, before, after:
        The words, and those around them, as far as they are given.
    start, end, digest:
        Their offsets and their digest, as far as they are given; -1 and "" where they are not.
    sources:
        What the file calls their text: IRIs, addresses or names; none where it does not say.
    facts:
        What they are said to state, in our words.
    header:
        What else is said of the passage: a property of its header, and a value.
    stance:
        The local name of the stance; "" where none is given.
    notes:
        What is said in words.
    mentions:
        The IRIs of things that they name, and the ids of entities of the file.
    """

    where: str
    words: str = ""
    before: str = ""
    after: str = ""
    start: int = -1
    end: int = -1
    digest: str = ""
    sources: tuple[str, ...] = ()
    facts: tuple[ox.Triple, ...] = ()
    header: tuple[tuple[str, Any], ...] = ()
    stance: str = ""
    notes: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundActor:
    """Hold an actor that a file tells of: its id there, its names, and what it is called elsewhere, by IRIs."""

    ident: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    iso_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Hold what could not be taken from a file, and why."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass
class Incoming:
    """Hold what a file proposes."""

    form: str
    quoted: list[Quoted] = field(default_factory=list)
    actors: list[FoundActor] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def listed(value: Any) -> list[Any]:
    """Return a value of JSON that may be a list as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
