"""Format the evidence of answers as text: passages with their words, rules, and what else an answer rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from coalition.namespaces import ONTOLOGY, RECORD
from coalition.output.table import fitted, plural
from coalition.output.terminal import one_line

if TYPE_CHECKING:
    from coalition.provenance.evidence import Cited, Evidence


def grounds(
    evidence: Evidence,
    bullet: str,
    output: TextIO,
    written: Callable[[str], str] = one_line,
    most: int | None = None,
) -> Iterator[str]:
    """Yield the evidence of one row as lines fitted to `output`.

    Each passage starts with `bullet`; its words, the remarks of the curators and its context follow, each on a line.
    Then come the rules, the other grounds and what could not be traced, each in a line that starts with `bullet`. That
    a row with passages also rests on the ontology is left to `shared`. `written` returns a text as it is written there.
    Of more than `most` passages, the first are shown, and the others counted.
    """
    from coalition.provenance.evidence import GROUNDS

    indent = len(bullet)
    for cited in evidence.passages[:most]:
        yield fitted(bullet + written(citation(cited)), indent, output)
        yield from (fitted(" " * indent + written(line), indent, output) for line in said(cited))
    more = evidence.unread + len(evidence.passages[most:] if most else ())
    lines = (
        [f"and {more:,} more {'passage' if more == 1 else 'passages'}: --format json or csv has all"] if more else []
    )
    lines += [f"derived by the rule {rule}" for rule in evidence.rules]
    # The line of a passage names its source already, so that the record of passages says nothing new.
    redundant = (GROUNDS[RECORD], GROUNDS[ONTOLOGY]) if evidence.passages else ()
    lines += [f"also rests on {ground}" for ground in evidence.grounds if ground not in redundant]
    # Some notes are sentences that begin like this; the others name something that the row rests on.
    lines += [note if note.startswith(("cannot", "it rests")) else f"also rests on {note}" for note in evidence.notes]
    if not evidence.passages and not lines:
        lines = ["no passage states this"]
    yield from (fitted(bullet + written(line), indent, output) for line in lines)


def shared(evidence: Iterable[Evidence], output: TextIO) -> None:
    """Write one line on the rows with passages that also rest on the ontology, if there are any."""
    from coalition.provenance.evidence import GROUNDS

    on = [bool(each.passages) and GROUNDS[ONTOLOGY] in each.grounds for each in evidence]
    rows = "" if all(on) else f" ({', '.join(str(number) for number, rests in enumerate(on, 1) if rests)})"
    if any(on):
        output.write(fitted(f"Also resting on the ontology: {sum(on)} of {plural(len(on), 'row')}{rows}.", 0, output))


def missing(evidence: Iterable[Evidence], output: TextIO) -> None:
    """Write one line on how to see the words of passages, if the text of any was not found."""
    from coalition.texts.passage import State

    if any(cited.finding.state is State.NO_TEXT for each in evidence for cited in each.passages):
        line = "Source texts not found for the passages shown without their words; pass --sources DIR."
        output.write(fitted(line, 0, output))


def citation(cited: Cited) -> str:
    """Return the source, offsets, stance and speakers of a passage, in one line.

    The source comes with its title, publisher and date, and the passage with the works that it cites. What is not known
    is left out, except that a missing publisher or date is said to be not stated.
    """
    source, passage = cited.source, cited.passage
    parts = [
        source.label or source.name,
        f"“{source.title}”" if source.title else "",
        source.publisher or "publisher not stated",
        source.issued or "date not stated",
        passage.place,
        passage.stance,
        passage.directness,
        f"attributed to {', '.join(passage.attributed_to)}" if passage.attributed_to else "",
        f"reported by {', '.join(passage.reported_by)}" if passage.reported_by else "",
        f"cites {'; '.join(passage.cites)}" if passage.cites else "",
    ]
    return " · ".join(part for part in parts if part)


def said(cited: Cited) -> Iterator[str]:
    """Yield the words of a passage, what the curators say of it, and the slices without which it cannot be read."""
    passage = cited.passage
    if quotation := _quotation(cited):
        yield quotation
    if passage.reading:
        yield f"a reading of the curators: {passage.reading}"
    yield from (f"noted: {note}" for note in passage.notes)
    context = [(each.passage.place, _quotation(each)) for each in cited.context]
    if bare := [place for place, words in context if not words]:
        yield f"to be read with {', '.join(bare)}"
    yield from (f"to be read with {place} {words}" for place, words in context if words)


def _quotation(cited: Cited) -> str:
    """Return the words of a passage in quotes, or why they cannot be shown; nothing if no text was found."""
    from coalition.texts.passage import State

    match cited.finding.state:
        case State.FOUND:
            return f"“{' '.join(cited.finding.words.split())}”"
        case State.NO_TEXT:
            return ""
        case State.DRIFTED:
            return f"(drifted: in the text found, these words are now at {cited.finding.moved_to})"
        case _:
            return "(missing: the text found does not hold these words)"


def sources(evidence: Evidence) -> str:
    """Return the evidence of one fact in one line.

    It names each source with the offsets of its passages, each with its stance unless that is `asserts`, then the
    rules. The other grounds are named only if no passage states the fact.
    """
    passages: dict[str, list[str]] = {}
    for cited in evidence.passages:
        stance = "" if cited.passage.stance == "asserts" else f" ({cited.passage.stance})"
        passages.setdefault(cited.source.label or cited.source.name, []).append(f"{cited.passage.place}{stance}")
    parts = [f"{source}, {', '.join(offsets)}" for source, offsets in passages.items()]
    parts += [f"by the rule {rule}" for rule in evidence.rules]
    parts += list(evidence.grounds) if not passages else []
    return "; ".join(parts) or "no passage states this"
