"""Fill the pages of sources and passages: what was read, what it states, and who tells the same."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from coalition.errors import NotFoundError
from coalition.namespaces import CG, QUOTED
from coalition.operations.parameters import Parameter
from coalition.pages.catalogue import N_
from coalition.pages.page import OFFSET, Asked, Page
from coalition.pages.sentences import Sentence, Writer
from coalition.provenance.evidence import Cited, Evidence, place
from coalition.provenance.record import Record
from coalition.provenance.works import Work, work, works_cited

DISAGREES, DISAGREEMENT = CG + "disagreesWith", CG + "disagreement"

AT_ONCE = 30
"""How many passages of a source a page shows."""

LISTED = 100
"""How many sources a page lists."""

SIDES = 8
"""How many passages stand side by side."""


@dataclass(frozen=True)
class Told:
    """Hold a passage with what it states."""

    cited: Cited
    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class Piece:
    """Hold a part of a text: its words, and the passages that it lies in."""

    words: str
    passages: tuple[Cited, ...]


def sources(asked: Asked) -> Mapping[str, Any]:
    """Return the sources with their dates, families and how much of each has been read."""
    graph, offset = asked.graph, asked.values.get("offset", 0)
    documents = graph._record.documents
    shown = documents[offset : offset + LISTED]
    families = {iri: family for family in graph.families() for iri in family.sources}
    covered = {each.source.iri: each for each in graph.coverage()} if len(documents) <= LISTED else {}
    return {
        "title": asked.catalogue.gettext("Sources"),
        "found": [(work(iri, graph._record, graph.names), families.get(iri), covered.get(iri)) for iri in shown],
        "label": graph.names.label,
        "total": len(documents),
        "offset": offset,
        "most": LISTED,
    }


def source(asked: Asked, iri: str) -> Mapping[str, Any]:
    """Return what the page of a document shows: its text, as far as it may be shown, beside what it states."""
    graph, offset = asked.graph, asked.values.get("offset", 0)
    passages = passages_of(graph._record, asked, iri)
    shown = [cited for name in passages[offset : offset + AT_ONCE] if (cited := graph._tracer.passage(name))]
    facts = {fact for cited in shown for fact in cited.facts}
    asked.writer.look_up(facts)
    told = [Told(cited, stated(asked, cited)) for cited in shown]
    inside = set(passages)
    elsewhere = graph._record.graphs_of_each(facts)
    alone = {fact for fact, graphs in elsewhere.items() if graphs <= inside}
    own = graph._tracer.source(iri)
    family = next((each for each in graph.families() if iri in each.sources), None)
    return {
        "title": own.title or own.label or own.name,
        "iri": iri,
        "source": own,
        "work": work(iri, graph._record, graph.names),
        "told": told,
        "pieces": pieces(asked, shown),
        "total": len(passages),
        "offset": offset,
        "most": AT_ONCE,
        "facts": len(facts),
        "alone": len(alone),
        "family": family,
        "label": graph.names.label,
        "ties": [tie.in_words(graph.names.label) for tie in family.ties] if family else [],
    }


def passages_of(record: Record, asked: Asked, source: str) -> list[str]:
    """Return the IRIs of the passages of a source, in the order of its text."""
    columns = asked.reader.columns
    quoted = columns.recorded(QUOTED)
    rows = quoted.object == columns.terms.number_of(source)
    names = columns.terms.iris(quoted.subject[rows])
    record.read(names)
    return sorted(names, key=asked.graph._tracer._place_in_text)


def stated(asked: Asked, cited: Cited) -> Sequence[Sentence]:
    """Return what a passage states, in sentences that rest on it alone."""
    return _alone(asked, cited).stated(cited.facts)


def _alone(asked: Asked, cited: Cited) -> Writer:
    """Return what writes sentences that rest on one passage."""
    evidence = Evidence((cited,))
    return replace(asked.writer, evidence_of=lambda _: evidence)


def pieces(asked: Asked, shown: Sequence[Cited]) -> Sequence[Piece]:
    """Return the text from the first to the last of some passages, cut where one of them begins or ends."""
    if asked.texts != "whole" or not shown:
        return ()
    text = asked.graph.texts.get(shown[0].source)
    if text is None or any(cited.finding.state.value != "found" for cited in shown):
        return ()
    cuts = sorted({cut for cited in shown for cut in (cited.passage.start, cited.passage.end)})
    found = []
    for start, end in itertools.pairwise(cuts):
        inside = tuple(each for each in shown if each.passage.start <= start and end <= each.passage.end)
        found.append(Piece(text[start:end], inside))
    return found


def passage(asked: Asked, cited: Cited) -> Mapping[str, Any]:
    """Return what the page of a passage shows: its words, how it is told, and what it states, with who else does."""
    asked.notes.number(cited)
    asked.writer.look_up(cited.facts)
    return {
        "title": f"{asked.called(cited.source.iri)}, {cited.passage.place}",
        "iri": cited.passage.iri,
        "cited": cited,
        "sentences": stated(asked, cited),
        "others": len(same(asked, cited)),
        "disagreements": disagreements(asked, cited),
    }


def disagreements(asked: Asked, cited: Cited) -> list[tuple[Cited, str]]:
    """Return the passages with which one disagrees, as curators recorded on either of the two, and in what."""
    record, node = asked.graph._record, ox.NamedNode(cited.passage.iri)
    pairs = [(node.value, other) for other in record.values(node.value, DISAGREES)]
    quads = record.store.quads(None, ox.NamedNode(DISAGREES), node)
    pairs += [(quad.subject.value, quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)]
    found = dict[str, tuple[Cited, str]]()
    for recorded, other in pairs:
        with suppress(KeyError):  # which a view leaves out
            what = "; ".join(record.values(recorded, DISAGREEMENT))
            found.setdefault(other, (asked.graph._tracer.cite(other), what))
    return [found[other] for other in sorted(found)]


def same(asked: Asked, cited: Cited) -> list[tuple[str, ...]]:
    """Return the passages that state a fact that a passage states: one of each document first, by what they share.

    Passages over the same words in the same stance are together: one of them may hold a reading of the curators.
    """
    counted: dict[str, int] = {}
    for graphs in asked.graph._record.graphs_of_each(set(cited.facts)).values():
        for name in graphs:
            counted[name] = counted.get(name, 0) + 1
    record = asked.graph._record
    quoted = record.values_of_each(counted, QUOTED)
    kept = sorted((name for name in counted if quoted.get(name)), key=lambda name: (-counted[name], name))
    record.read(kept)
    slices: dict[tuple[object, ...], list[str]] = {}
    for name in kept:
        slices.setdefault(_slice(asked.graph._tracer.cite(name)), []).append(name)
    slices.pop(_slice(cited), None)
    first = {quoted[names[0]][0]: key for key, names in reversed(slices.items())}  # with most in common
    order = sorted(slices, key=lambda key: (key not in first.values(), key[0] == cited.source.iri))
    return [tuple(slices[key]) for key in order]


def _slice(cited: Cited) -> tuple[object, ...]:
    passage = cited.passage
    return passage.source, passage.start, passage.end, passage.stance


@dataclass(frozen=True)
class Side:
    """Hold a passage beside others that tell the same.

    Attributes
    ----------
    words:
        Its words, each with whether the first of the passages has them, too; none where they are not shown.
    common, own:
        What it states that the first states, too, and what it states besides.
    heading:
        In which way it tells what the first tells.
    works:
        The works that it cites.
    first:
        The date of the oldest work that it goes back to, or of its document; "" where none is known.
    origin:
        That work or document.
    """

    cited: Cited
    words: Sequence[tuple[str, bool]]
    common: Sequence[Sentence]
    own: Sequence[Sentence]
    heading: str
    works: tuple[Work, ...]
    document: Work
    first: str
    origin: Work


def trace(asked: Asked) -> Mapping[str, Any]:
    """Return passages side by side that tell the same, the one that goes back furthest first."""
    graph = asked.graph
    name = asked.values["passage"]
    iri = graph._record.slice(name)
    cited = graph._tracer.passage(iri) if iri else None
    if cited is None:
        raise NotFoundError(f"there is no passage {name[:100]}", remedy="give its short name, such as s002-2116")
    names = same(asked, cited)
    others = [tuple(each for other in found if (each := graph._tracer.passage(other))) for found in names[: SIDES - 1]]
    base = _together(asked, cited)
    sides = [
        _side(asked, base, each) for each in [base, *sorted(filter(None, others), key=lambda each: place(each[0]))]
    ]
    ordered = [sides[0], *sorted(sides[1:], key=lambda side: (not side.first, side.first))]
    dated = [side for side in ordered if side.first]
    return {
        "title": asked.catalogue.gettext("Who tells the same"),
        "iri": cited.passage.iri,
        "sides": ordered,
        "earliest": min(dated, key=lambda side: side.first) if dated else None,
        "undated": len(sides) - len(dated),
        "others": len(names),
    }


def _together(asked: Asked, cited: Cited) -> tuple[Cited, ...]:
    """Return a passage, and the others over the same words in the same stance."""
    names = passages_of(asked.graph._record, asked, cited.source.iri)
    found = (asked.graph._tracer.cite(name) for name in names)
    others = [each.passage.iri for each in found if _slice(each) == _slice(cited) and each.passage != cited.passage]
    return cited, *(each for name in others if (each := asked.graph._tracer.passage(name)))


HEADINGS: Mapping[str, str] = {
    "denies": N_("Denied here"),
    "predicts": N_("Predicted here"),
    "proposes": N_("Proposed here"),
}
"""What stands above what a passage tells in another stance than the first, where that is not as a fact."""


def _side(asked: Asked, base: Sequence[Cited], passages: Sequence[Cited]) -> Side:
    graph, cited = asked.graph, passages[0]
    writer, shared = _alone(asked, cited), {fact for each in base for fact in each.facts}
    facts = list(dict.fromkeys(fact for each in passages for fact in each.facts))
    common = [fact for fact in facts if fact in shared]
    own = [fact for fact in facts if fact not in shared]
    stance, first = cited.passage.stance, base[0].passage.stance
    heading = N_("The same")
    if stance != first:
        heading = HEADINGS.get(stance) or (N_("Told here") if first in HEADINGS else heading)
    works = works_cited(cited.passage.iri, graph._record, graph.names)
    document = work(cited.source.iri, graph._record, graph.names)
    origin = min((each for each in works if each.issued), key=lambda each: each.issued, default=document)
    shown, reference = asked.notes.quotation(cited), asked.notes.quotation(base[0])
    words = _compared(shown.words, reference.words if reference else "") if shown else []
    told = writer.stated(common), writer.stated(own)
    return Side(cited, words, *told, asked.catalogue.gettext(heading), works, document, origin.issued, origin)


def _compared(words: str, reference: str) -> list[tuple[str, bool]]:
    """Return words, in runs that a reference has at the same place, and runs that it has not."""
    mine, theirs = words.split(), reference.split()
    if mine == theirs:
        return [(" ".join(mine), True)]
    matcher = difflib.SequenceMatcher(None, [word.casefold() for word in theirs], [word.casefold() for word in mine])
    runs = matcher.get_opcodes()
    return [(" ".join(mine[start:end]), tag == "equal") for tag, _, _, start, end in runs if end > start]


def is_document(asked: Asked, iri: str) -> bool:
    """Tell whether passages are quoted from a thing."""
    return any(asked.graph.store.quads(None, ox.NamedNode(QUOTED), ox.NamedNode(iri)))


def coverage(asked: Asked) -> Mapping[str, Any]:
    """Return how much of each source has been read, and which sentences remain."""
    title = asked.catalogue.gettext("How much has been read")
    return {"title": title, **asked.listed(asked.graph.coverage(), LISTED)}


COVERAGE = Page("coverage.html", coverage, (OFFSET,))
SOURCES = Page("sources.html", sources, (OFFSET,))
TRACE = Page("trace.html", trace, (Parameter("passage", "text", "A passage.", required=True, example="s002-2116"),))
