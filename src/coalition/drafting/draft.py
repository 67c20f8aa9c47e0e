"""A draft: passages proposed, sentence by sentence, for what of a source was not read yet.

A drafted passage has the header of any other and the stance `cg:Drafted`; its graph tells what was found in the
sentence: things of the register by their names, dates, and sums of money. It states nothing. A curator accepts it by
putting its true stance and its facts in the place of these, or takes it out.
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
from coalition.drafting.expressions import Expressions, Money
from coalition.drafting.gazetteer import Gazetteer, NameMatch
from coalition.namespaces import CG, DCTERMS, HOME, PROV, RDF, XSD
from coalition.rdf import turtle
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts

CAPITAL = "[A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03a9\u0404-\u042f\u0490]"
NAME = re.compile(rf"(?<![\w’'-]){CAPITAL}\w+(?:[ -]{CAPITAL}\w+)*")
"""Words in a row that begin with a capital: Latin, Greek or Cyrillic."""

OPENING = tuple(".!?:“‘«„\"'([•")
"""After these a capital is no sign of a name, nor at the start of a sentence."""

Span = tuple[int, int]
Progress = Callable[[list[Span]], Iterable[Span]]


@dataclass(frozen=True)
class Draft:
    """The proposed passages as canonical TriG, how many they are, and what a curator should know besides.

    `silent` is the number of sentences in which nothing was found: they are not proposed, and remain. `unknown` are
    names, by how often they stand there, that the register does not have. `language` is one whose dates and sums are
    not known, or empty.
    """

    trig: str
    passages: int
    silent: int
    unknown: dict[str, int]
    language: str

    def summary(self) -> Iterator[str]:
        """What was found and what was not, a line each."""
        passages = "passage" if self.passages == 1 else "passages"
        yield f"{self.passages} {passages} drafted; sentences in which nothing was found: {self.silent}"
        if self.language:
            yield f"dates and sums of money were not looked for: there are no words for the language {self.language}"
        if self.unknown:
            names = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in self.unknown.items())
            yield f"names that the register does not know: {names}"


def draft(root: Root, texts: Texts, name: str, progress: Progress = list) -> Draft:
    """The draft of what of a source, given by short name, prefixed name or IRI, lies in no slice yet.

    Raises
    ------
    ParameterError, SourceError
        When there is no such source, or its text is not at hand or has changed.
    """
    record = FactFiles.load(root)
    source, text = readable(record, texts, name)
    language = record.one(source.iri, DCTERMS + "language") or "en"
    expressions = Expressions.for_language(language)
    gazetteer = Gazetteer.from_quads(record.quads())
    left = list(_left(text, _slices(record, source), language))
    small = _small(text, expressions)
    quads: list[ox.Quad] = []
    unknown: Counter[str] = Counter()
    passages = 0
    for start, end in progress(left):
        words = text[start:end]
        met = list(gazetteer.find(words))
        unknown.update(_unknown(words, met, small))
        found = list(_found(met, words, expressions))
        if found:
            head = header(record, source, text, start, end, "Drafted")
            quads += [*head, *_mentions(head[0].subject, found)]  # type: ignore[arg-type]
            passages += 1
    common = {name: number for name, number in unknown.most_common(20) if number > 1 or len(unknown) <= 20}
    return Draft(turtle.trig(quads), passages, len(left) - passages, common, "" if expressions else language)


def _slices(record: FactFiles, source: Source) -> Iterator[Span]:
    """Where the slices of a source begin and end, those that are only drafted included."""
    for name in (*record.names("Passage"), *record.names("FactlessSlice")):
        if record.one(name, PROV + "wasQuotedFrom") == source.iri:
            slice_ = record.passage(name)
            yield slice_.start, slice_.end


def _left(text: str, slices: Iterable[Span], language: str) -> Iterator[Span]:
    """The sentences, or what of them lies in no slice; without the marks around it where it is not whole."""
    read = bytearray(len(text))
    for start, end in slices:
        read[start:end] = b"\1" * (min(end, len(text)) - start)
    for start, end in sentences(text, language.partition("-")[0]):
        if not any(read[start:end]):
            yield start, end
            continue
        for gap in re.finditer(rb"\0+", read[start:end]):
            words = text[start + gap.start() : start + gap.end()]
            inner = re.search(r"\w(?:.*\w)?", words, re.DOTALL)
            if inner:
                yield start + gap.start() + inner.start(), start + gap.start() + inner.end()


Thing = str | PartialDate | Money


def _found(met: list[NameMatch], words: str, expressions: Expressions | None) -> Iterator[Thing]:
    for name in met:
        yield from name.things
    if expressions is None:
        return
    for date in expressions.dates(words):
        inside = any(name.start <= date.start and date.end <= name.end for name in met)
        if not inside:  # the 2025 of the 2025 London Summit
            yield date.value
    yield from (sum_.value for sum_ in expressions.sums(words))


def _mentions(passage: ox.NamedNode, found: Iterable[Thing]) -> Iterator[ox.Quad]:
    """What a drafted passage says of itself."""
    for thing in dict.fromkeys(found):
        match thing:
            case PartialDate():
                yield ox.Quad(passage, ox.NamedNode(CG + "mentionsDate"), thing.literal(), passage)
            case Money():
                number = f"{thing.value.normalize():f}"
                name = re.sub(r"\W", "-", f"{thing.currency.lower()}-{number}")
                amount = ox.NamedNode(f"{HOME}amount/{name}")
                decimal = ox.Literal(number if "." in number else f"{number}.0", datatype=ox.NamedNode(XSD + "decimal"))
                yield ox.Quad(passage, ox.NamedNode(CG + "mentions"), amount, passage)
                yield ox.Quad(amount, ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "Amount"), passage)
                yield ox.Quad(amount, ox.NamedNode(CG + "currency"), ox.Literal(thing.currency), passage)
                yield ox.Quad(amount, ox.NamedNode(CG + "value"), decimal, passage)
            case _:
                yield ox.Quad(passage, ox.NamedNode(CG + "mentions"), ox.NamedNode(thing), passage)


def _unknown(words: str, met: list[NameMatch], small: set[str]) -> Iterator[str]:
    """What looks like a name and is none of the register: capitals where a sentence does not begin."""
    for found in NAME.finditer(words):
        name, before = found.group(), words[: found.start()].rstrip()
        if any(known.start < found.end() and found.start() < known.end for known in met):
            continue
        opens = not before or before.endswith(OPENING)
        telling = re.split(r"[ -]", name)[opens:]  # the first word of a sentence has its capital from that
        if not all(word.lower() in small for word in telling):
            yield name


def _small(text: str, expressions: Expressions | None) -> set[str]:
    """The words of a text that are no names, in small letters: those that it also writes small, months and days."""
    written = {word for word in re.findall(r"[^\W\d_]+", text) if word.islower()}
    return written | {word.lower() for word in (expressions.months.keys() | expressions.days if expressions else ())}
