"""Draft passages: propose one for each sentence of a source that has not been read yet.

A drafted passage has the header of any other, with the stance `cg:Drafted`. Its graph lists what the sentence mentions:
things of the register, dates, and sums of money. It states no facts. A curator replaces the list by facts and the
stance by the true one, or deletes the passage.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import header, readable
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.drafting.gazetteer import Gazetteer, NameMatch
from coalition.drafting.mentions import Expressions, Money
from coalition.errors import ProvenanceError
from coalition.namespaces import CG, DCTERMS, HOME, PROV, RDF, XSD, shorten
from coalition.rdf import turtle
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts
from coalition.texts.words import APOSTROPHES, DASHES, Word, capitalised, composed, fold, words

OF_NAME = tuple(APOSTROPHES)
"""What may stand between two parts of one name without a space, as in O’Brien."""

BEFORE_CAPITAL = tuple(".!?…:¿¡“”‘’‚«»‹›„\"'([•")
"""Marks after which any word may have a capital, as it may at the start of a sentence."""

MOST_NAMES = 20
"""The largest number of names that a draft lists as not in the register."""

Span = tuple[int, int]
Progress = Callable[[list[Span]], Iterable[Span]]


@dataclass(frozen=True)
class Draft:
    """Hold the passages that are proposed for a source, and what a curator should know about them.

    Attributes
    ----------
    trig:
        The passages as canonical TriG.
    passages:
        Their number.
    unmatched:
        The number of unread sentences that mention nothing known. No passage is proposed for them.
    new_names:
        Possible names that are not in the register, most frequent first, with how often the unread sentences have
        each. There are at most `MOST_NAMES`; where there would be more, names that occur once are left out.
    unknown_language:
        The tag of the language of the source, if dates and sums of money were not looked for since CLDR does not have
        it; empty otherwise.
    """

    trig: str
    passages: int
    unmatched: int
    new_names: dict[str, int]
    unknown_language: str

    def summary(self) -> Iterator[str]:
        """Yield lines that say what was found and what was not."""
        passages = "passage" if self.passages == 1 else "passages"
        unmatched = f"sentences without a known name, a date or a sum of money: {self.unmatched}"
        yield f"{self.passages} {passages} drafted; {unmatched}"
        if self.unknown_language:
            yield (
                "dates and sums of money were not looked for, since Unicode CLDR has no language "
                f"{self.unknown_language}; if the code is wrong, correct dcterms:language of the source"
            )
        if self.new_names:
            names = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in self.new_names.items())
            yield f"possible names that are not in the register: {names}"


def draft(root: Root, texts: Texts, name: str, progress: Progress = list) -> Draft:
    """Propose passages for the sentences of a source that lie in no slice yet.

    Parameters
    ----------
    root:
        The graph.
    texts:
        The texts of its sources.
    name:
        The source: its short name, prefixed name or IRI.
    progress:
        Wraps the sentences, to report how many have been searched.

    Raises
    ------
    ParameterError
        When there is no such source with a text.
    SourceError
        When the text is not found, or has changed since it was read.
    ProvenanceError
        When a slice of the source does not say where it is.
    """
    files = FactFiles.load(root)
    source, text = readable(files, texts, name)
    language = files.one(source.iri, DCTERMS + "language") or "en"
    expressions = Expressions.for_language(language)
    gazetteer = Gazetteer.from_quads(files.quads())
    unread = list(_unread(text, _slice_spans(files, source, len(text)), language))
    not_names = _not_names(text, expressions)
    quads: list[ox.Quad] = []
    new_names: Counter[str] = Counter()
    passages = 0
    for start, end in progress(unread):
        sentence = text[start:end]
        known_names = list(gazetteer.find(sentence))
        new_names.update(_new_names(sentence, known_names, not_names))
        mentions = list(_mentions(sentence, known_names, expressions))
        if mentions:
            head = header(files, source, text, start, end, "Drafted")
            quads += [*head, *_mention_quads(head[0].subject, mentions)]  # type: ignore[arg-type]
            passages += 1
    listed = {
        name: count for name, count in new_names.most_common(MOST_NAMES) if count > 1 or len(new_names) <= MOST_NAMES
    }
    return Draft(turtle.trig(quads), passages, len(unread) - passages, listed, "" if expressions else language)


def _slice_spans(files: FactFiles, source: Source, length: int) -> Iterator[Span]:
    """Yield the start and end of each slice of a source, also of those that are only drafted."""
    for name in (*files.names("Passage"), *files.names("FactlessSlice")):
        if files.one(name, PROV + "wasQuotedFrom") == source.iri:
            slice_ = files.passage(name)
            if not 0 <= slice_.start <= slice_.end <= length:
                what = f"{shorten(name) or name} has no cg:start and cg:end within the text, which ends at {length}"
                where = files.at(name, CG + "start")
                raise ProvenanceError(what, where=where, remedy="correct the header; coalition cite prints one")
            yield slice_.start, slice_.end


def _unread(text: str, slices: Iterable[Span], language: str) -> Iterator[Span]:
    """Yield the start and end of each sentence, or part of a sentence, that lies in no slice.

    A part goes from its first word to its last.
    """
    read = bytearray(len(text))  # 1 for each code point that lies in a slice
    for start, end in slices:
        read[start:end] = b"\1" * (end - start)
    for start, end in sentences(text, language.partition("-")[0]):
        if not any(read[start:end]):
            yield start, end
            continue
        for gap in re.finditer(rb"\0+", read[start:end]):
            at = start + gap.start()
            if inner := words(text[at : start + gap.end()]):
                yield at + inner[0].start, at + inner[-1].end


Mention = str | PartialDate | Money
"""What a sentence mentions: a thing of the register, by its IRI, a date, or a sum of money."""


def _mentions(sentence: str, names: list[NameMatch], expressions: Expressions | None) -> Iterator[Mention]:
    """Yield what a sentence mentions: the things of the names found in it, then dates, then sums of money."""
    for name in names:
        yield from name.things
    if expressions is None:
        return
    for date in expressions.dates(sentence):
        around = _first(names, date.end)
        # A year within a name, as in 2025 London Summit, is not the date of anything.
        if around is None or date.start < around.start:
            yield date.value
    yield from (sum_.value for sum_ in expressions.sums(sentence))


def _first(names: list[NameMatch], end: int) -> NameMatch | None:
    """Return the first of the names, which do not overlap, that ends at `end` or later; None where none does."""
    at = bisect_left(names, end, key=lambda name: name.end)
    return names[at] if at < len(names) else None


def _mention_quads(passage: ox.NamedNode, mentions: Iterable[Mention]) -> Iterator[ox.Quad]:
    """Yield the graph of a drafted passage: one quad or more for each distinct mention."""
    for mention in dict.fromkeys(mentions):
        match mention:
            case PartialDate():
                yield ox.Quad(passage, ox.NamedNode(CG + "mentionsDate"), mention.literal(), passage)
            case Money():
                number = f"{mention.value.normalize():f}"
                name = re.sub(r"\W", "-", f"{mention.currency.lower()}-{number}")
                amount = ox.NamedNode(f"{HOME}amount/{name}")
                decimal = ox.Literal(number, datatype=ox.NamedNode(XSD + "decimal"))
                yield ox.Quad(passage, ox.NamedNode(CG + "mentions"), amount, passage)
                yield ox.Quad(amount, ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "Amount"), passage)
                yield ox.Quad(amount, ox.NamedNode(CG + "currency"), ox.Literal(mention.currency), passage)
                yield ox.Quad(amount, ox.NamedNode(CG + "value"), decimal, passage)
            case _:
                yield ox.Quad(passage, ox.NamedNode(CG + "mentions"), ox.NamedNode(mention), passage)


def _new_names(sentence: str, known_names: list[NameMatch], not_names: set[str]) -> Iterator[str]:
    """Yield the capitalised words of a sentence that may be a name and overlap with no known one."""
    for run in _capitalised_runs(sentence):
        start, end = run[0].start, run[-1].end
        known = _first(known_names, start + 1)
        if known and known.start < end:
            continue
        # The first word of a sentence or quotation has a capital in any case, so it does not make a name.
        before = start
        while before and sentence[before - 1].isspace():
            before -= 1
        opens = not before or sentence.endswith(BEFORE_CAPITAL, 0, before)
        if not all(word.folded in not_names for word in run[1 if opens else 0 :]):
            yield " ".join(composed(sentence[start:end]).split())


def _capitalised_runs(sentence: str) -> Iterator[list[Word]]:
    """Yield the longest runs of words with a capital that white space, a hyphen or an apostrophe joins.

    A single letter is part of a run only before an apostrophe, as in O’Brien. What follows an apostrophe or a hyphen
    does not begin a run.
    """
    found = words(sentence)
    gaps = [sentence[one.end : other.start] for one, other in pairwise(found)]
    run: list[Word] = []
    for word, before, after in zip(found, ["", *gaps], [*gaps, ""], strict=True):
        if not capitalised(word) or (len(word.text) == 1 and before not in OF_NAME and after not in OF_NAME):
            joins = begins = False
        else:
            joins = bool(run) and (before in OF_NAME or re.fullmatch(r"\s+|[-\u2010\u2011]", before) is not None)
            begins = not joins and before not in (*OF_NAME, *DASHES)
        if run and not joins:
            yield run
            run = []
        if joins or begins:
            run.append(word)
    if run:
        yield run


def _not_names(text: str, expressions: Expressions | None) -> set[str]:
    """Return the words, folded, whose capital does not make a name.

    They are the words that the text also has without a capital, and the names of months and weekdays.
    """
    lower_case = {word.folded for word in words(text) if word.text.islower()}
    calendar = expressions.months.keys() | expressions.weekdays if expressions else ()
    return lower_case | {fold(word) for word in calendar}
