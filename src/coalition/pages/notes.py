"""Number the footnotes of a page: each passage once, in the order in which sentences rest on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition.provenance.works import Work, work
from coalition.texts.passage import State

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.provenance.evidence import Cited

AROUND = 300
"""How many characters before and behind a passage are shown as its surroundings."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Hold the words of a passage, and of what stands before and behind it in the text."""

    before: str
    words: str
    behind: str


@dataclass(frozen=True, slots=True)
class Support:
    """Hold how well a fact is supported.

    Attributes
    ----------
    documents, families:
        How many documents state it, and in how many families that are independent for this fact.
    joined:
        Whether these are fewer than the families of the documents, since what the passages cite joins some.
    """

    documents: int
    families: int
    joined: bool

    @property
    def told(self) -> tuple[int, bool] | None:
        """What is told of it: the number of families, and whether some are joined; None of a single document."""
        return (self.families, self.joined) if self.documents > 1 else None


class Notes:
    """Hold the notes of a page. Passages over the same words in the same stance have one note."""

    def __init__(self, graph: Graph, texts: str) -> None:
        self._graph, self._texts = graph, texts
        self._numbers: dict[tuple[str, int, int, str], int] = {}
        self._works: dict[str, Work] = {}
        self.noted: list[Cited] = []

    def numbers(self, passages: Iterable[Cited]) -> list[int]:
        """Return the numbers of the notes for passages, in order; new ones are added."""
        return sorted({self.number(cited) for cited in passages})

    def number(self, cited: Cited) -> int:
        """Return the number of the note for a passage."""
        passage = cited.passage
        key = (passage.source, passage.start, passage.end, passage.stance)
        if key not in self._numbers:
            self._numbers[key] = len(self.noted) + 1
            self.noted.append(cited)
        return self._numbers[key]

    def support(self, passages: Collection[Cited]) -> Support:
        """Return in how many documents, and in how many independent families, passages state one fact.

        All pages take these numbers from here.
        """
        documents = {cited.passage.source for cited in passages}
        if len(documents) < 2:
            return Support(len(documents), len(documents), False)
        families = self._graph._families
        number = families.count({cited.passage.iri for cited in passages})
        return Support(len(documents), number, number < len({families.family(each) for each in documents}))

    def document(self, cited: Cited) -> Work:
        """Return the document of a passage."""
        iri = cited.source.iri
        if iri not in self._works:
            self._works[iri] = work(iri, self._graph._record, self._graph.names)
        return self._works[iri]

    def quotation(self, cited: Cited) -> Quotation | None:
        """Return the words of a passage as far as they may be shown, and are at hand."""
        if self._texts == "none" or cited.finding.state is not State.FOUND:
            return None
        if self._texts == "passage":
            return Quotation("", cited.finding.words, "")
        text = self._graph.texts.get(cited.source) or ""
        start, end = cited.passage.start, cited.passage.end
        return Quotation(text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
