"""Write what passages state together with its citations, as footnotes or as a file for a program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from coalition.output.citations import Citation, bibtex, csl_json, marks
from coalition.output.footnotes import footnotes
from coalition.output.table import fitted
from coalition.output.terminal import as_data

if TYPE_CHECKING:
    from coalition.provenance.evidence import Evidence


def write_cited(
    rows: Iterable[tuple[str, Evidence]], citations: dict[str, Citation], form: str, output: TextIO
) -> None:
    """Write what passages state, each with its citations, in one of `coalition.output.CITATIONS`.

    Footnotes stand below the rows, each of which ends with the numbers of its notes. The other forms hold no rows: they
    are files for programs that manage references.
    """
    each = list({citation.number: citation for citation in citations.values()}.values())
    if form == "csl-json":
        as_data(output).write(csl_json(each))
    elif form == "bibtex":
        as_data(output).write(bibtex(each))
    else:
        notes = footnotes(each)
        lines = [f"{row} {marks(evidence, citations)}".rstrip() for row, evidence in rows] or ["(no rows)"]
        output.writelines(fitted(line, 3, output) for line in lines)
        output.writelines(["\n"] * bool(notes))
        output.writelines(fitted(note, 4, output) for note in notes)
