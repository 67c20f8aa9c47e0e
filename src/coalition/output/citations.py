"""Cite passages in the forms that people paste: footnotes, BibTeX and CSL JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.dates import PartialDate
from coalition.output.terminal import visible
from coalition.provenance.works import Author, Work, work, works_cited
from coalition.texts.passage import State

if TYPE_CHECKING:
    from coalition.provenance.evidence import Cited, Evidence, Tracer

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

KINDS = {"tweet": "post", "speech": "speech", "press release": "pamphlet"}
"""The types of CSL for the types of work that references name; any other work is an article."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Cite a passage: its number among the notes, its document, and the works that it cites itself."""

    number: int
    cited: Cited
    document: Work
    works: tuple[Work, ...]

    @property
    def words(self) -> str:
        """The words of the passage in one line, or "" where they are not at hand."""
        return " ".join(self.cited.finding.words.split()) if self.cited.finding.state is State.FOUND else ""

    @property
    def place(self) -> str:
        """The place of the passage in its text."""
        return self.cited.passage.characters


def cite(evidence: Iterable[Evidence], tracer: Tracer) -> dict[str, Citation]:
    """Return a citation of each passage, by its IRI, numbered in the order in which the evidence first has them.

    Passages over the same words with the same stance have one citation, since readers cannot tell them apart.
    """
    found: dict[str, Citation] = {}
    at_place: dict[tuple[str, int, int, str], Citation] = {}
    for cited in (cited for each in evidence for cited in each.passages):
        passage = cited.passage
        place = (passage.source, passage.start, passage.end, passage.stance)
        if place not in at_place:
            document = work(cited.source.iri, tracer.record, tracer.names)
            works = works_cited(passage.iri, tracer.record, tracer.names)
            at_place[place] = Citation(len(at_place) + 1, cited, document, works)
        found[passage.iri] = at_place[place]
    return found


def marks(evidence: Evidence, citations: dict[str, Citation]) -> str:
    """Return the numbers of the notes that support a row, such as `[1][3]`."""
    numbers = sorted({citations[cited.passage.iri].number for cited in evidence.passages})
    return "".join(f"[{number}]" for number in numbers)


def csl_item(about: Work) -> dict[str, Any]:
    """Return a work as an item of CSL JSON."""
    item = {
        "id": about.name,
        "type": KINDS.get(about.kind.casefold(), "article"),
        "title": about.title,
        "author": [{"literal": author.name} for author in about.authors],
        "container-title": about.periodical,
        "number": about.number,
        "publisher": about.publisher,
        "publisher-place": about.place,
        "issued": _date_parts(about.issued),
        "accessed": _date_parts(about.retrieved),
        "URL": about.url,
        "language": about.language,
        "genre": about.kind,
        "note": _copies(about),
    }
    return {key: value for key, value in item.items() if value}


def csl_json(citations: Iterable[Citation]) -> str:
    """Return passages, and the works that they cite, as CSL JSON.

    A passage is an item with the data of its document; its place and what it cites are in `custom`, as CSL has it.
    """
    passages: list[dict[str, Any]] = []
    works: dict[str, dict[str, Any]] = {}
    for each in citations:
        passage = each.cited.passage
        custom = {
            "passage": passage.iri,
            "document": each.document.name,
            "start": passage.start,
            "end": passage.end,
            "stance": passage.stance,
            "cites": [about.name for about in each.works],
        }
        own = {"id": passage.name, "section": each.place, "custom": custom}
        passages.append({**csl_item(each.document), **own, **({"abstract": each.words} if each.words else {})})
        works |= {about.name: csl_item(about) for about in each.works}
    text = json.dumps([*passages, *works.values()], ensure_ascii=False, indent=2)
    return visible(text, lambda character: json.dumps(character)[1:-1]) + "\n"


def bibtex(citations: Iterable[Citation]) -> str:
    """Return passages, and the works that they cite, as entries of BibTeX, in UTF-8."""
    passages: list[str] = []
    works: dict[str, str] = {}
    for each in citations:
        notes = [f"{each.place} of the text", each.cited.passage.stance]
        notes += [f"cites {' '.join(about.name for about in each.works)}"] if each.works else []
        fields = _bibtex_fields(each.document, notes)
        passages.append(_entry(each.cited.passage.name, fields | ({"abstract": each.words} if each.words else {})))
        works |= {about.name: _entry(about.name, _bibtex_fields(about, [])) for about in each.works}
    return "\n".join([*passages, *works.values()])


def _bibtex_fields(about: Work, notes: list[str]) -> dict[str, str]:
    issued = PartialDate.parse(about.issued) if about.issued else PartialDate(None)
    notes = [*notes, about.kind, _copies(about), f"accessed {in_words(about.retrieved)}" if about.retrieved else ""]
    return {
        "title": about.title,
        "author": " and ".join(map(_bibtex_author, about.authors)),
        "publisher": about.publisher,
        "address": about.place,
        "series": about.periodical,
        "number": about.number,
        "year": str(issued.year or ""),
        "month": str(issued.month or ""),
        "day": str(issued.day or ""),
        "url": about.url,
        "urldate": about.retrieved,
        "language": about.language,
        "note": "; ".join(filter(None, notes)),
    }


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = [f"  {field} = {{{_field(field, value)}}}" for field, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _field(field: str, value: str) -> str:
    """Return the value of a field, with what TeX would obey written as TeX prints it."""
    if field == "author":
        return value  # its parts are escaped already, and its braces keep the names of bodies whole
    if field == "url":
        return re.sub(r"[\\{}\s]", lambda found: f"%{ord(found[0]):02X}", value)
    text = _in_tex(value)
    return f"{{{text}}}" if field == "title" else text  # in braces of its own, a title keeps its capitals


def _bibtex_author(author: Author) -> str:
    name = _in_tex(author.name)
    # Braces keep the name of a body whole, and a person's that has a word that BibTeX reads as a separator.
    return name if author.person and not re.search(r"[,{}]|\band\b", name) else f"{{{name}}}"


TEX = str.maketrans(
    {character: "\\" + character for character in "&%$#_"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
"""What TeX would obey, and what it prints instead."""


def _in_tex(value: str) -> str:
    """Return a text in one line as TeX prints it."""
    text = " ".join(value.split()).translate(TEX)
    # TeX joins some signs that stand side by side: -- is a dash, and two quotes are one.
    return visible(re.sub(r"([-'`,<>])(?=\1)|([?!])(?=`)", r"\g<0>{}", text))


def _date_parts(written: str) -> dict[str, Any]:
    """Return a date as CSL JSON holds it; nothing for a day whose year is not written."""
    date = PartialDate.parse(written) if written else PartialDate(None)
    parts = [part for part in (date.year, date.month, date.day) if part]
    return {"date-parts": [parts]} if date.year else {}


def in_words(written: str) -> str:
    """Return a date such as 2025-03-02 as 2 March 2025."""
    date = PartialDate.parse(written)
    month = MONTHS[date.month - 1] if date.month else ""
    return " ".join(str(part) for part in (date.day, month, date.year) if part)


def _copies(about: Work) -> str:
    """Return by way of whom a work came, and which copies of it there are."""
    parts = [
        f"number {about.number}" if about.number else "",
        about.agency,
        f"via {about.via}" if about.via else "",
        f"archived {in_words(about.archived)}" if about.archived else "",
        f"archived at {about.archive_url}" if about.archive_url else "",
    ]
    return "; ".join(filter(None, parts))
