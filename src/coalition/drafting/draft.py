"""Draft passages: propose one for each sentence of a source that has not been read yet.

A drafted passage has the header of any other, with the stance `cg:Drafted`. Its graph lists what the sentence mentions:
things of the register, dates, and sums of money; and in notes, what has several meanings, and percentages, counts,
votes and posts. It states no facts. A curator replaces the list by facts and the stance by the true
one, or deletes the passage.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import header, readable
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.drafting.expressions import Expression, Money, Value
from coalition.drafting.gazetteer import LABELS, Gazetteer, NameMatch
from coalition.drafting.mentions import Expressions
from coalition.drafting.new_names import NewName, NewNames, Sighting, another, by_capitals, first_ending
from coalition.drafting.posts import posts
from coalition.errors import ProvenanceError
from coalition.namespaces import CG, DCTERMS, PREFIXES, RDF, SKOS, XSD, shorten
from coalition.rdf import turtle
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts
from coalition.texts.words import fold, words

MOST_NAMES = 20
"""The largest number of names, of open proposals or of votes that a summary lists."""

MOST_VALUES = 6
"""The largest number of alternatives that people are shown of one proposal."""

KINDS = {
    "name": "names",
    "date": "dates",
    "amount": "sums of money",
    "percentage": "percentages",
    "count": "counts",
    "vote": "votes",
    "post": "posts",
}
"""The kinds of proposals, with what several of them are called."""

Span = tuple[int, int]
Progress = Callable[[list[Span]], Iterable[Span]]
FindNames = Callable[[str, Sequence[NameMatch]], Iterable[Sighting]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold what the tool proposes for a passage, the words that it rests on, and why.

    Attributes
    ----------
    passage:
        The IRI of the drafted passage.
    start, end:
        The offsets of the words in the text of the source.
    words:
        The words as the text has them.
    kind:
        One of the keys of `KINDS`.
    values:
        What the words mean: the IRI of a thing, a date, a sum, a percentage, a count, a vote or a post. Several values
        are alternatives, of which the words mean one.
    reason:
        What decides so, or leaves it open.
    """

    passage: str
    start: int
    end: int
    words: str
    kind: str
    values: tuple[Value, ...]
    reason: str

    @property
    def open(self) -> bool:
        """Whether a person has to choose one of several values."""
        return len(self.values) > 1

    @property
    def title(self) -> str:
        """The kind of the proposal, and whether it has to be decided."""
        return f"{self.kind}, to be decided" if self.open else self.kind

    def meaning(self) -> str:
        """Return the values in words; where there are several, as alternatives."""
        told = [(shorten(value) or value) if isinstance(value, str) else str(value) for value in self.values]
        if len(told) > MOST_VALUES + 1:
            told[MOST_VALUES:] = [f"one of {len(told) - MOST_VALUES} others"]
        return " or ".join(filter(None, (", ".join(told[:-1]), told[-1])))

    def to_dict(self) -> dict[str, object]:
        """Return the proposal as plain data, for JSON."""
        values = [value if isinstance(value, str) else _plain(value) for value in self.values]
        return {
            "kind": self.kind,
            "values": values,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Drafted:
    """Hold a drafted passage: its IRI, its offsets in the text of the source, its words, and its proposals."""

    passage: str
    start: int
    end: int
    words: str
    proposals: tuple[Proposal, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the passage as plain data, for JSON."""
        return {
            "passage": self.passage,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "proposals": [each.to_dict() for each in self.proposals],
        }


@dataclass(frozen=True)
class Draft:
    """Hold the passages that are proposed for a source, and what a curator should know about them.

    Attributes
    ----------
    trig:
        The passages as canonical TriG.
    drafted:
        The passages with their proposals, in the order of the text.
    unmatched:
        The number of unread sentences in which nothing was found. A passage is proposed for them only if asked for.
    new_names:
        Possible names of actors that are not in the register, most frequent first.
    unknown_language:
        The tag of the language of the source, if dates and sums of money were not looked for since CLDR does not have
        it; empty otherwise.
    uncounted_language:
        The tag of the language of the source, if counts and votes were not looked for in it; empty otherwise.
    without_capitals:
        Whether most letters of the text are of a script without capitals, and names were looked for by capitals.
    """

    trig: str
    drafted: tuple[Drafted, ...]
    unmatched: int
    new_names: tuple[NewName, ...]
    unknown_language: str = ""
    uncounted_language: str = ""
    without_capitals: bool = False

    @property
    def passages(self) -> int:
        """The number of passages."""
        return len(self.drafted)

    @property
    def proposals(self) -> list[Proposal]:
        """What is proposed for all the passages."""
        return [proposal for passage in self.drafted for proposal in passage.proposals]

    def summary(self) -> Iterator[str]:
        """Yield lines that say what was found and what was not."""
        passages = "passage" if self.passages == 1 else "passages"
        yield f"{self.passages} {passages} drafted; sentences in which nothing was found: {self.unmatched}"
        counted = Counter(proposal.kind for proposal in self.proposals)
        if counted:
            found = ", ".join(f"{name}: {counted[kind]}" for kind, name in KINDS.items() if counted[kind])
            yield f"{found}; --why tells what each rests on"
        yield from self._open()
        for kind in ("vote", "percentage", "count"):
            yield from _first(KINDS[kind], [each.meaning() for each in self.proposals if each.kind == kind])
        if self.unknown_language:
            yield (
                "dates and sums of money were not looked for, since Unicode CLDR has no language "
                f"{self.unknown_language}; if the code is wrong, correct dcterms:language of the source"
            )
        if self.uncounted_language:
            yield f"counts and votes were not looked for: that is done in English, and not in {self.uncounted_language}"
        if self.without_capitals:
            yield (
                "the script of this text has no capitals, by which names that are not in the register could be found: "
                "read for them, or name a model with --model"
            )
        if listed := self._listed_names():
            names = ", ".join(f"{each.name} ({each.count})" if each.count > 1 else each.name for each in listed)
            yield f"possible names that are not in the register: {names}"

    def _open(self) -> Iterator[str]:
        """Yield a line for each reason that leaves proposals open, with the first of them."""
        by_reason: dict[str, list[str]] = {}
        for proposal in self.proposals:
            if proposal.open:
                by_reason.setdefault(proposal.reason, []).append(f"“{proposal.words}” is {proposal.meaning()}")
        for reason, told in by_reason.items():
            rest = f"; and {len(told) - 1} more" if len(told) > 1 else ""
            yield f"to be decided: {told[0]}: {reason}{rest}"

    def _listed_names(self) -> list[NewName]:
        """Return the most frequent names; where there are too many, names that occur once are left out."""
        first = self.new_names[:MOST_NAMES]
        return [each for each in first if each.count > 1 or len(self.new_names) <= MOST_NAMES]


def draft(
    root: Root,
    texts: Texts,
    name: str,
    progress: Progress = list,
    find_names: FindNames | None = None,
    *,
    every: bool = False,
    new_names: NewNames | None = None,
) -> Draft:
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
    find_names:
        Finds the names in a sentence that are not in the register, given those that are, in place of the rule of
        capitals.
    every:
        Whether sentences in which nothing was found get a passage, too.
    new_names:
        What gathers the names that are not in the register, also those of other sources.

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
    persons = _persons(files)
    quads: list[ox.Quad] = []
    new_names = new_names or NewNames()
    drafted: list[Drafted] = []
    for start, end in progress(unread):
        sentence = text[start:end]
        known_names = list(gazetteer.find(sentence))
        found = list(_found(sentence, known_names, expressions, not_names, persons))
        new_names.add(
            find_names(sentence, known_names)
            if find_names
            else by_capitals(sentence, _not_new(found), not_names, text[max(0, start - 30) : start])
        )
        if found or every:
            each, own = _drafted(files, source, text, (start, end), found)
            quads += own
            drafted.append(each)
    return Draft(
        turtle.trig(quads),
        tuple(drafted),
        len(unread) - sum(bool(each.proposals) for each in drafted),
        new_names.result(_names_of(files, persons)),
        "" if expressions else language,
        language if expressions and not expressions.counts_looked_for else "",
        find_names is None and _has_no_capitals(text),
    )


def joined(drafts: Sequence[Draft]) -> Draft:
    """Return drafts of several sources, whose names were gathered together, as one."""
    if len(drafts) == 1:
        return drafts[0]
    quads = (quad for each in drafts for quad in ox.parse(each.trig.encode(), ox.RdfFormat.TRIG))

    def told(tags: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(filter(None, tags)))

    return Draft(
        turtle.trig(quads),
        tuple(passage for each in drafts for passage in each.drafted),
        sum(each.unmatched for each in drafts),
        drafts[-1].new_names,
        told(each.unknown_language for each in drafts),
        told(each.uncounted_language for each in drafts),
        any(each.without_capitals for each in drafts),
    )


def passage(files: FactFiles, texts: Texts, name: str, start: int, end: int) -> list[ox.Quad]:
    """Return the draft of a passage of a source from one offset to another, whatever its words mention.

    Raises
    ------
    ParameterError, SourceError
        Where `draft` raises them.
    """
    source, text = readable(files, texts, name)
    expressions = Expressions.for_language(files.one(source.iri, DCTERMS + "language") or "en")
    names = list(Gazetteer.from_quads(files.quads()).find(text[start:end]))
    found = _found(text[start:end], names, expressions, _not_names(text, expressions), _persons(files))
    return _drafted(files, source, text, (start, end), found)[1]


def _drafted(
    files: FactFiles, source: Source, text: str, span: Span, found: Iterable[Expression]
) -> tuple[Drafted, list[ox.Quad]]:
    """Return the draft of a passage, and its statements; where nothing was found in it, a note says so."""
    start, end = span
    head = header(files, source, text, start, end, "Drafted")
    passage: ox.NamedNode = head[0].subject  # type: ignore[assignment]
    words = text[start:end]
    proposals = tuple(
        Proposal(
            passage.value,
            start + each.start,
            start + each.end,
            words[each.start : each.end],
            each.kind,
            each.values,
            each.reason,
        )
        for each in found
    )
    quads = [*head, *_mention_quads(passage, proposals)]
    if not proposals:
        nothing = ox.Literal("nothing that is known was found here")
        quads.append(ox.Quad(passage, ox.NamedNode(SKOS + "note"), nothing, passage))
    return Drafted(passage.value, start, end, words, proposals), quads


def _slice_spans(files: FactFiles, source: Source, length: int) -> Iterator[Span]:
    """Yield the start and end of each slice of a source, also of those that are only drafted."""
    for name in files.slices(source.iri):
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


def _found(
    sentence: str,
    names: list[NameMatch],
    expressions: Expressions | None,
    not_names: set[str],
    persons: Collection[str],
) -> Iterator[Expression]:
    """Yield what a sentence mentions: the things of the names in it, posts, dates, sums, shares, votes, counts."""
    ends = {name.end for name in names}
    for name in names:
        if len(name.things) == 1:
            reason = "the register has this name"
            if name.start - 1 not in ends and (first := another(sentence, name, not_names)):
                reason += f"; but {first} stands before it, so that somebody else may be meant"
        else:
            reason = f"the register gives this name to {len(name.things)} things"
        yield Expression(name.start, name.end, "name", name.things, reason)
    if expressions and expressions.counts_looked_for:
        yield from posts(sentence, names, persons)
    for each in expressions.find(sentence) if expressions else ():
        around = first_ending(names, each.end)
        # A year within a name, as in 2025 London Summit, is not the date of anything; nor does a number there count.
        if around is None or each.start < around.start or each.kind in ("amount", "vote"):
            yield each


def _not_new(found: Iterable[Expression]) -> list[NameMatch]:
    """Return what was found in a sentence, in order: no new name is in a known one, nor in a date, a sum or a vote."""
    spans = (
        NameMatch(each.start, each.end, each.values if each.kind == "name" else ())  # type: ignore[arg-type]
        for each in found
    )
    return sorted(spans, key=lambda each: (each.end, each.start))


def _mention_quads(passage: ox.NamedNode, proposals: Iterable[Proposal]) -> Iterator[ox.Quad]:
    """Yield the graph of a drafted passage: one quad or more for each distinct mention.

    What has several meanings is told in a note, since a list of mentions would say that all of them are meant.
    """
    distinct = {(each.words if each.open else "", each.values): each for each in proposals}
    for proposal in distinct.values():
        match proposal.values:
            case [PartialDate() as date]:
                yield ox.Quad(passage, ox.NamedNode(CG + "mentionsDate"), date.literal(), passage)
            case [Money() as money]:
                number = f"{money.value.normalize():f}"
                name = re.sub(r"\W", "-", f"{money.currency.lower()}-{number}")
                amount = ox.NamedNode(PREFIXES["amount"] + name)
                decimal = ox.Literal(number, datatype=ox.NamedNode(XSD + "decimal"))
                yield ox.Quad(passage, ox.NamedNode(CG + "mentions"), amount, passage)
                yield ox.Quad(amount, ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "Amount"), passage)
                yield ox.Quad(amount, ox.NamedNode(CG + "currency"), ox.Literal(money.currency), passage)
                yield ox.Quad(amount, ox.NamedNode(CG + "value"), decimal, passage)
            case [str() as thing]:
                yield ox.Quad(passage, ox.NamedNode(CG + "mentions"), ox.NamedNode(thing), passage)
            case _:
                note = f"{proposal.title}: {proposal.meaning()}, by “{proposal.words}”"
                note += f"; {proposal.reason}" if proposal.open else ""
                yield ox.Quad(passage, ox.NamedNode(SKOS + "note"), ox.Literal(" ".join(note.split())), passage)


def _plain(value: object) -> object:
    """Return a date as text, and a sum, a count or a vote as plain data."""
    return str(value) if isinstance(value, PartialDate) else value.to_dict()  # type: ignore[attr-defined]


def _first(what: str, told: list[str]) -> Iterator[str]:
    """Yield a line with the first things of a kind, if there are any, and the number of the others."""
    distinct = Counter(told)
    if distinct:
        first = ", ".join(
            f"{each} ({count})" if count > 1 else each for each, count in [*distinct.items()][:MOST_NAMES]
        )
        rest = f" and {len(distinct) - MOST_NAMES} others" if len(distinct) > MOST_NAMES else ""
        yield f"{what}: {first}{rest}"


def _persons(files: FactFiles) -> frozenset[str]:
    """Return the IRIs of the persons of the register."""
    person = ox.NamedNode(CG + "Person")
    return frozenset(quad.subject.value for quad in files.quads() if quad.object == person)  # type: ignore[union-attr]


def _names_of(files: FactFiles, persons: Collection[str]) -> list[str]:
    """Return the names that the register gives to persons."""
    return [
        quad.object.value  # type: ignore[union-attr]
        for quad in files.quads()
        if quad.predicate.value in LABELS and getattr(quad.subject, "value", "") in persons
    ]


def _not_names(text: str, expressions: Expressions | None) -> set[str]:
    """Return the words, folded, whose capital does not make a name.

    They are the words that the text also has without a capital, and the names of months and weekdays.
    """
    lower_case = {word.folded for word in words(text) if word.text.islower()}
    return lower_case | {fold(word) for word in (expressions.calendar if expressions else ())}


def _has_no_capitals(text: str) -> bool:
    """Tell whether most letters of a text are of a script without capitals."""
    letters = list(filter(str.isalpha, text))
    return sum(not each.isupper() and not each.islower() for each in letters) * 2 > len(letters)
