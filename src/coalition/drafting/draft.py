"""Draft passages: propose one for each sentence of a source that has not been read yet.

A drafted passage has the header of any other, with the stance `cg:Drafted`. Its graph lists what the sentence mentions:
things of the register, dates, and sums of money. It states no facts. A curator replaces the list by facts and the
stance by the true one, or deletes the passage.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import header, readable
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.drafting.gazetteer import Gazetteer, NameMatch
from coalition.drafting.mentions import Expressions, Money
from coalition.namespaces import CG, DCTERMS, HOME, PROV, RDF, XSD
from coalition.rdf import turtle
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts

# The `re` module has no class for capital letters.
CAPITAL = "[A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03a9\u0404-\u042f\u0490]"
CAPITALISED = re.compile(rf"(?<![\w’'-]){CAPITAL}\w+(?:[ -]{CAPITAL}\w+)*")
"""Words that begin with a capital letter (Latin-1, Greek or Cyrillic), one or several joined by spaces or hyphens."""

BEFORE_CAPITAL = tuple(".!?:“‘«„\"'([•")
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
    """
    files = FactFiles.load(root)
    source, text = readable(files, texts, name)
    language = files.one(source.iri, DCTERMS + "language") or "en"
    expressions = Expressions.for_language(language)
    gazetteer = Gazetteer.from_quads(files.quads())
    unread = list(_unread(text, _slice_spans(files, source), language))
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


def _slice_spans(files: FactFiles, source: Source) -> Iterator[Span]:
    """Yield the start and end of each slice of a source, also of those that are only drafted."""
    for name in (*files.names("Passage"), *files.names("FactlessSlice")):
        if files.one(name, PROV + "wasQuotedFrom") == source.iri:
            slice_ = files.passage(name)
            yield slice_.start, slice_.end


def _unread(text: str, slices: Iterable[Span], language: str) -> Iterator[Span]:
    """Yield the start and end of each sentence, or part of a sentence, that lies in no slice.

    A part goes from its first letter or digit to its last.
    """
    read = bytearray(len(text))  # 1 for each code point that lies in a slice
    for start, end in slices:
        read[start:end] = b"\1" * (min(end, len(text)) - start)
    for start, end in sentences(text, language.partition("-")[0]):
        if not any(read[start:end]):
            yield start, end
            continue
        for gap in re.finditer(rb"\0+", read[start:end]):
            part = text[start + gap.start() : start + gap.end()]
            inner = re.search(r"\w(?:.*\w)?", part, re.DOTALL)
            if inner:
                yield start + gap.start() + inner.start(), start + gap.start() + inner.end()


Mention = str | PartialDate | Money
"""What a sentence mentions: a thing of the register, by its IRI, a date, or a sum of money."""


def _mentions(sentence: str, names: list[NameMatch], expressions: Expressions | None) -> Iterator[Mention]:
    """Yield what a sentence mentions: the things of the names found in it, then dates, then sums of money."""
    for name in names:
        yield from name.things
    if expressions is None:
        return
    for date in expressions.dates(sentence):
        # A year within a name, as in 2025 London Summit, is not the date of anything.
        if not any(name.start <= date.start and date.end <= name.end for name in names):
            yield date.value
    yield from (sum_.value for sum_ in expressions.sums(sentence))


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
    for match in CAPITALISED.finditer(sentence):
        name, before = match.group(), sentence[: match.start()].rstrip()
        if any(known.start < match.end() and match.start() < known.end for known in known_names):
            continue
        # The first word of a sentence or quotation has a capital in any case, so it does not make a name.
        opens = not before or before.endswith(BEFORE_CAPITAL)
        other_words = re.split(r"[ -]", name)[1 if opens else 0 :]
        if not all(word.lower() in not_names for word in other_words):
            yield name


def _not_names(text: str, expressions: Expressions | None) -> set[str]:
    """Return the words, in lower case, whose capital does not make a name.

    They are the words that the text also has without a capital, and the names of months and weekdays.
    """
    lower_case = {word for word in re.findall(r"[^\W\d_]+", text) if word.islower()}
    calendar = expressions.months.keys() | expressions.weekdays if expressions else ()
    return lower_case | {word.lower() for word in calendar}
