"""Answers as people read them: tables, Markdown, and under each row the passages that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from coalition.passage import State

if TYPE_CHECKING:
    from coalition.answer import Answer
    from coalition.centrality import Ranking
    from coalition.description import Description
    from coalition.evidence import Cited, Evidence

PEOPLE = ("table", "markdown")
"""The formats for people: they print labels and prefixed names."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO, right: Sequence[int] = ()) -> None:
    """A table for a terminal, or as wide as it needs to be where there is none; `right` columns are set flush right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        grid.add_column(column, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    Console(file=output, highlight=False, width=None if output.isatty() else 10_000).print(grid)


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """A table in GitHub's Markdown, row by row."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    output.write(line(columns))
    output.write(line("---" for _ in columns))
    for row in rows:
        output.write(line(row))


def answer(found: Answer, output: TextIO, *, format: str, why: bool, iris: bool) -> None:
    """An answer for people, in one of PEOPLE; with `why`, the evidence under each row."""
    if not why:
        (table if format == "table" else markdown)(found.columns, found.texts(iris=iris), output)
        return
    for number, (cells, evidence) in enumerate(zip(found.texts(iris=iris), found.evidence, strict=True), 1):
        said = [f"{column}: {cell}" for column, cell in zip(found.columns, cells, strict=True) if cell]
        lines = evidence_lines(evidence)
        if format == "markdown":
            output.write(f"{number}. {' · '.join(said)}\n" + "".join(f"   - {line.strip()}\n" for line in lines) + "\n")
        else:
            output.write(f"{number}  {' · '.join(said)}\n" + "".join(f"   {line}\n" for line in lines) + "\n")


def evidence_lines(evidence: Evidence) -> list[str]:
    """The evidence of one row: a line for each passage, its words in the next, then what else the row rests on."""
    lines = []
    for cited in evidence.passages:
        lines += [f"· {place(cited)}", f"    {_words(cited)}"]
    lines += [f"· derived by the rule {rule}" for rule in evidence.rules]
    lines += [f"· rests also on {ground}" for ground in evidence.grounds]
    lines += [
        f"· {note if note.startswith(('cannot', 'it rests')) else f'rests also on {note}'}" for note in evidence.notes
    ]
    return lines or ["· no passage states this"]


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
    match cited.finding.state:
        case State.FOUND:
            return "“" + " ".join(cited.finding.words.split()) + "”"
        case State.NO_TEXT:
            return "(the words are not at hand: name the folder of the texts with --sources)"
        case State.DRIFTED:
            return f"(drifted: in the text at hand these words stand at {cited.finding.moved_to})"
        case _:
            return "(missing: the text at hand does not hold these words)"


def description(known: Description, output: TextIO) -> None:
    """All that is known of a thing: its names, then a line for each fact with its sources."""
    output.write(f"{known.label}\n{', '.join(known.classes)} · {known.iri}\n")
    if known.aliases:
        output.write(f"also called {', '.join(known.aliases)}\n")
    output.write("\n")
    for line in known.lines:
        output.write(f"{line.relation}: {line.text}\n    {sources(line.evidence)}\n")


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


def counts(found: dict[str, int]) -> Iterator[str]:
    """What a snapshot holds, a line each."""
    width = max(len(f"{number:,}") for number in found.values())
    for what, number in found.items():
        yield f"{f'{number:,}' if number else 'none':>{max(width, 4)}}  {what}"


def ranking(found: Ranking, output: TextIO, format: str, top: int | None = None) -> None:
    """A ranking, as far as rank `top`: what was measured on what, then the rows."""
    parameters = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
    head = (f"{found.measure} in the {found.network} network", found.network_definition, found.definition, found.source)
    output.writelines(f"{line}\n" for line in head)
    output.write(f"weight: {found.weight or 'none'}{f'; {parameters}' if parameters else ''}\n\n")
    rows = [row for row in found.rows if top is None or row.rank <= top]
    cells = [[str(row.rank), row.label, row.kind, f"{row.score:.6f}"] for row in rows]
    columns = ("rank", "actor", "kind", found.measure)
    if format == "markdown":
        markdown(columns, cells, output)
    else:
        table(columns, cells, output, right=(0, 3))
