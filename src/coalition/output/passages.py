"""Passages and other grounds of an answer, as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from coalition.namespaces import RECORD
from coalition.output.table import fitted
from coalition.provenance.evidence import GROUNDS, Cited, Evidence
from coalition.texts.passage import State


def grounds(evidence: Evidence, bullet: str, output: TextIO) -> Iterator[str]:
    """The evidence of one row, each ground under a bullet: passages with their words, then what else it rests on."""
    indent = len(bullet)
    for cited in evidence.passages:
        yield fitted(bullet + citation(cited), indent, output)
        if quoted := _words(cited):
            yield fitted(" " * indent + quoted, indent, output)
    rest = [f"derived by the rule {rule}" for rule in evidence.rules]
    # That a passage is of its source is told with the passage already.
    told = GROUNDS[RECORD] if evidence.passages else ""
    rest += [f"rests also on {ground}" for ground in evidence.grounds if ground != told]
    rest += [note if note.startswith(("cannot", "it rests")) else f"rests also on {note}" for note in evidence.notes]
    if not evidence.passages and not rest:
        rest = ["no passage states this"]
    yield from (fitted(bullet + line, indent, output) for line in rest)


def missing(found: Iterable[Evidence], output: TextIO) -> None:
    """Say once where words can be had, if any were not at hand."""
    if any(cited.finding.state is State.NO_TEXT for evidence in found for cited in evidence.passages):
        line = "The words of these passages are not at hand: name the folder of the texts with --sources."
        output.write(fitted(line, 0, output))


def citation(cited: Cited) -> str:
    """Where a passage stands and how it speaks: source, publisher, date, offsets, stance, whose words."""
    source, passage = cited.source, cited.passage
    parts = [
        source.label or source.name,
        f"“{source.title}”" if source.title else "",
        source.publisher or "publisher not stated",
        source.issued or "date not stated",
        f"{passage.start}–{passage.end}",
        passage.stance,
        f"words of {', '.join(passage.attributed_to)}" if passage.attributed_to else "",
        f"reported by {', '.join(passage.reported_by)}" if passage.reported_by else "",
        f"cites {', '.join(passage.cites)}" if passage.cites else "",
    ]
    return " · ".join(part for part in parts if part)


def _words(cited: Cited) -> str:
    """The words of a passage in quotes, or why they cannot be shown; empty where there is no text at hand."""
    match cited.finding.state:
        case State.FOUND:
            return f"“{' '.join(cited.finding.words.split())}”"
        case State.NO_TEXT:
            return ""
        case State.DRIFTED:
            return f"(drifted: in the text at hand these words stand at {cited.finding.moved_to})"
        case _:
            return "(missing: the text at hand does not hold these words)"


def sources(evidence: Evidence) -> str:
    """The evidence of one fact in one line: each source with its places, and the stance where it is not asserted."""
    places: dict[str, list[str]] = {}
    for cited in evidence.passages:
        stance = "" if cited.passage.stance == "asserts" else f" ({cited.passage.stance})"
        places.setdefault(cited.source.label or cited.source.name, []).append(
            f"{cited.passage.start}–{cited.passage.end}{stance}"
        )
    parts = [f"{source}, {', '.join(found)}" for source, found in places.items()]
    parts += [f"by the rule {rule}" for rule in evidence.rules]
    parts += list(evidence.grounds) if not places else []
    return "; ".join(parts) or "no passage states this"
