"""Answers as people read them: tables, Markdown, and under each row the passages that it rests on."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, TextIO

from coalition.texts.passage import State

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.network.ranking import Ranking
    from coalition.provenance.evidence import Cited, Evidence
    from coalition.query.answer import Answer
    from coalition.query.description import Description, Line

WIDEST = 10_000
"""Where there is no terminal, lines may be this long."""

GAP = 2
"""Between two columns of a table stand so many spaces."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO, right: Collection[int] = ()) -> None:
    """A table as wide as it needs to be; `right` columns are set flush right.

    On a terminal it is fitted to the width, words kept whole; where that cannot be, each row becomes a block of lines.
    """
    cells = [*rows]
    widths = _widths([columns, *cells], _width(output) - GAP * (len(columns) - 1))
    if widths is None:
        _blocks(columns, cells, output)
        return
    output.writelines(_drawn(columns, widths, right))
    output.write("─" * (sum(widths) + GAP * (len(widths) - 1)) + "\n")
    for row in cells:
        output.writelines(_drawn(row, widths, right))
    if not cells:
        output.write("(no rows)\n")


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The width of each column, the narrow ones served first; None where not even the longest words fit."""
    natural = [max(map(_length, column)) for column in zip(*rows, strict=True)]
    if sum(natural) <= room:
        return natural
    words = ((word for cell in column for word in cell.split()) for column in zip(*rows, strict=True))
    widths = [max(map(_length, column), default=0) for column in words]
    spare = room - sum(widths)
    if spare < 0:
        return None
    wanting = sorted(range(len(widths)), key=lambda number: natural[number] - widths[number])
    for served, number in enumerate(wanting):
        share = min(natural[number] - widths[number], spare // (len(wanting) - served))
        widths[number] += share
        spare -= share
    return widths


def _length(text: str) -> int:
    """The number of columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    return sum((unicodedata.east_asian_width(c) in "WF") + (not unicodedata.combining(c)) for c in text)


def _drawn(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> Iterator[str]:
    """The lines of one row."""
    cells = [
        [cell]
        if _length(cell) <= width and "\n" not in cell
        else textwrap.wrap(cell, width, break_on_hyphens=False, break_long_words=False)
        for cell, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*cells, fillvalue=""):
        gaps = [" " * (width - _length(part)) for part, width in zip(parts, widths, strict=True)]
        padded = (
            gap + part if n in right else part + gap for n, (part, gap) in enumerate(zip(parts, gaps, strict=True))
        )
        yield (" " * GAP).join(padded).rstrip() + "\n"


def _blocks(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """Each row as lines of a column's name and the value, those without a value left out."""
    indent = max(map(len, columns)) + GAP
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            output.write(fitted(f"{column:<{indent}}{cell}", indent, output) if cell else "")
        output.write("\n")


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """A table in GitHub's Markdown, row by row."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    output.write(line(columns))
    output.write(line("---" for _ in columns))
    for row in rows:
        output.write(line(row))


def answer(found: Answer, output: TextIO, *, format: str, why: bool, iris: bool) -> None:
    """An answer as a table or in Markdown; with `why`, the evidence under each row."""
    if why:
        _reasons(found, output, format, iris)
    elif format == "table":
        table(found.columns, found.texts(iris=iris), output, right=found.numeric)
    else:
        markdown(found.columns, found.texts(iris=iris), output)


def _reasons(found: Answer, output: TextIO, format: str, iris: bool) -> None:
    for number, (cells, evidence) in enumerate(zip(found.texts(iris=iris), found.evidence, strict=True), 1):
        said = " · ".join(f"{column}: {cell}" for column, cell in zip(found.columns, cells, strict=True) if cell)
        head, bullet = (f"{number}. ", "   - ") if format == "markdown" else (f"{number}  ", "   · ")
        output.write(fitted(head + said, 3, output))
        output.writelines(grounds(evidence, bullet, output))
        output.write("\n")
    if not found.terms:
        output.write("(no rows)\n")
    missing(found.evidence, output)


def grounds(evidence: Evidence, bullet: str, output: TextIO) -> Iterator[str]:
    """The evidence of one row, each ground under a bullet: passages with their words, then what else it rests on."""
    from coalition.namespaces import RECORD
    from coalition.provenance.evidence import GROUNDS

    indent = len(bullet)
    for cited in evidence.passages:
        yield fitted(bullet + place(cited), indent, output)
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


def place(cited: Cited) -> str:
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


def description(known: Description, output: TextIO) -> None:
    """All that is known of a thing: its names, what is said of it, then each thing that names it; with sources."""
    if not (known.classes or known.lines or known.mentions):
        output.write(f"nothing is said of {known.iri} here\n")
        return
    output.write(f"{known.label}\n{', '.join(known.classes)} · {known.iri}\n")
    if known.aliases:
        output.write(fitted(f"also called {', '.join(known.aliases)}", 4, output))
    for title, lines in (("", known.lines), *((mention.title, mention.lines) for mention in known.mentions)):
        if lines:
            output.write(f"\n{title}\n" if title else "\n")
        for where, said in _by_sources(lines):
            output.write(fitted(f"  {'; '.join(said)}", 4, output) + fitted(f"      {where}", 6, output))


def _by_sources(lines: Iterable[Line]) -> Iterator[tuple[str, list[str]]]:
    """Lines that have the same sources, together; each group under those sources."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        said = groups.setdefault(sources(line.evidence), [])
        said.append(f"{'' if said else _doubt(line.evidence)}{line.relation} {line.text}")
    return iter(groups.items())


def _doubt(evidence: Evidence) -> str:
    """How the passages speak of a fact that none of them asserts."""
    stances = sorted({cited.passage.stance for cited in evidence.passages})
    return f"[{', '.join(stances)}] " if stances and "asserts" not in stances else ""


def fitted(line: str, indent: int, output: TextIO) -> str:
    """A line, broken between words where it is wider than the terminal; its next lines are indented."""
    fill = textwrap.TextWrapper(
        _width(output), subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False
    ).fill
    return f"{fill(line) if output.isatty() else line}\n"


def _width(output: TextIO) -> int:
    return shutil.get_terminal_size().columns if output.isatty() else WIDEST


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


def restricted(graph: Graph, dated: bool) -> str:
    """What a view was restricted to, in a line; where it is `dated`, the documents that it leaves out are named."""
    assert graph.whole is not None
    has, had = graph.snapshot.counts, graph.whole.snapshot.counts
    line = f"Restricted to {has['passages']} of {had['passages']} passages, of {has['sources']} of {had['sources']}"
    left_out = ", ".join(graph.left_out()) if dated else ""
    return f"{line} documents{f'; left out: {left_out}' if left_out else ''}."


def counts(found: dict[str, int]) -> Iterator[str]:
    """What a snapshot holds, a line each."""
    width = max(len(f"{number:,}") for number in found.values())
    for what, number in found.items():
        yield f"{f'{number:,}' if number else 'none':>{max(width, 4)}}  {what}"


def ranking(found: Ranking, output: TextIO, format: str, top: int | None = None) -> None:
    """A ranking, as far as rank `top`: what was measured on what, then the rows."""
    measured(found, output)
    rows = [row for row in found.rows if top is None or row.rank <= top]
    cells = [[str(row.rank), row.label, row.kind, f"{row.score:.6f}"] for row in rows]
    columns = ("rank", "actor", "kind", found.measure)
    if format == "markdown":
        markdown(columns, cells, output)
    else:
        table(columns, cells, output, right=(0, 3))


def measured(found: Ranking, output: TextIO) -> None:
    """What was measured on what: the network, the measure, its source, the weight and the parameters."""
    parameters = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
    head = (f"{found.measure} in the {found.network} network", found.network_definition, found.definition, found.source)
    output.writelines(fitted(line, 0, output) for line in head)
    output.write(f"weight: {found.weight or 'none'}{f'; {parameters}' if parameters else ''}\n\n")
