"""Write an answer to take along: a spreadsheet with its evidence, or the facts that it rests on as Turtle."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.namespaces import PREFIXES
from coalition.pages.catalogue import N_
from coalition.query.answer import number_of

if TYPE_CHECKING:
    from coalition.pages.page import Asked
    from coalition.provenance.evidence import Evidence
    from coalition.query.answer import Answer

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ROWS, EXPLAINED = 100_000, 1_000
"""Up to how many rows a spreadsheet has, and of how many rows the evidence is looked up."""

LONGEST = 32_767
"""How many characters a cell holds."""

EXACT = 15
"""How many digits of a number a spreadsheet keeps; a longer one is written as text."""

HEADINGS = (N_("row"), N_("source"), N_("place"), N_("stance"), N_("whose words"), N_("reported by"), N_("cites"))
"""The columns of the sheet with the evidence, before that with the words."""


def spreadsheet(asked: Asked, answer: Answer, title: str) -> bytes:
    """Return an answer as a workbook of Office Open XML: its rows, the passages of each, and what it is an answer to.

    Every text is written as text, so that none is taken for a formula.
    """
    import xlsxwriter

    text = asked.catalogue.gettext
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})

    def fill(name: str, headings: Sequence[str], rows: Iterator[Sequence[Any]], widths: Sequence[int]) -> None:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.write_string(0, column, heading, bold)
            sheet.set_column(column, column, width, wrapped)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, str(cell)[:LONGEST])
        sheet.autofilter(0, 0, 0, len(headings) - 1)

    rows = answer.terms[:ROWS]
    cells = (
        [_cell(term, shown) for term, shown in zip(row, texts, strict=True)]
        for row, texts in zip(rows, answer.texts(), strict=False)
    )
    names = [name.replace("_", " ") for name in answer.columns]
    fill(text("Answer"), [text("row"), *names], ([n, *row] for n, row in enumerate(cells, 1)), [6, *[28] * len(names)])
    evidence = list(_evidence(asked, answer))
    words = [text(heading) for heading in HEADINGS]
    fill(text("Evidence"), [*words, text("words")], iter(evidence), [6, 40, 14, 10, 24, 24, 40, 60])
    fill(text("About"), [text("what"), text("value")], iter(_about(asked, answer, title)), [24, 90])
    book.close()
    return content.getvalue()


def as_csv(answer: Answer) -> str:
    """Return an answer as CSV (RFC 4180), with labels."""
    import csv

    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(answer.columns)
    writer.writerows(answer.texts())
    return output.getvalue()


def _cell(term: Any, shown: str) -> Any:
    """Return what stands in a cell: a number that a spreadsheet keeps exactly, or a text."""
    found = number_of(term)
    if found is None or sum(character.isdigit() for character in str(found)) > EXACT or not abs(found) < 10**EXACT:
        return shown
    return found if isinstance(found, int) else float(found)


def _evidence(asked: Asked, answer: Answer) -> Iterator[list[Any]]:
    """Yield a row for each passage that a row of the answer rests on."""
    if len(answer.terms) > EXPLAINED:
        return
    for number, evidence in enumerate(answer.evidence, 1):
        for cited in evidence.passages:
            passage, quotation = cited.passage, asked.notes.quotation(cited)
            yield [
                number,
                asked.whole._tracer.source(passage.source).title or cited.source.label,
                passage.place,
                passage.stance,
                ", ".join(passage.attributed_to),
                ", ".join(passage.reported_by),
                "; ".join(passage.cites),
                " ".join(quotation.words.split()) if quotation else "",
            ]


def _about(asked: Asked, answer: Answer, title: str) -> Iterator[tuple[str, str]]:
    """Yield what the answer is an answer to, and where the same answer is found again."""
    text = asked.catalogue.gettext
    yield text("Question"), title
    yield from ((name, str(given)) for name, given in asked.given.items() if name not in ("take", "sort", "offset"))
    yield text("Address"), asked.origin + asked.here(take=None, snapshot=asked.whole.snapshot.digest)
    yield text("Snapshot"), asked.whole.snapshot.digest
    yield text("Licence"), asked.whole.root.licence()
    if len(answer.terms) > ROWS:
        yield text("Rows"), text("the first {most} of {all}").format(most=ROWS, all=len(answer.terms))
    if len(answer.terms) > EXPLAINED:
        yield text("Evidence"), text("left out, since there are more than {most} rows").format(most=EXPLAINED)
    yield text("Query"), answer.query


def facts(answer: Answer) -> str:
    """Return the facts that an answer rests on as Turtle: those of the passages, each once."""
    stated: dict[ox.Triple, None] = {}
    evidence: Sequence[Evidence] = answer.evidence if len(answer.terms) <= EXPLAINED else ()
    for each in evidence:
        for cited in each.passages:
            stated |= dict.fromkeys(cited.facts)
    content = ox.serialize(sorted(stated, key=str), format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    assert content is not None  # as no file was given
    return content.decode()
