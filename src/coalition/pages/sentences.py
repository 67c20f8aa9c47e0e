"""Write facts as sentences: texts, names that lead to pages, and behind each part the passages that state it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from coalition.names import Names
from coalition.namespaces import CG, RDFS, SKOS, TYPE
from coalition.output.values import NUMBERS, in_words
from coalition.pages.catalogue import Catalogue, parts
from coalition.pages.words import (
    ALSO,
    ANY,
    ASIDE,
    CLAUSES,
    HEADS,
    OF_DENIED,
    OTHER_CLAUSE,
    OTHER_SENTENCE,
    SENTENCES,
    STANCES,
    UNFIRM,
    VERBS,
)  # fmt: skip
from coalition.provenance.evidence import Evidence, Tracer
from coalition.provenance.record import text
from coalition.query.description import relation
from coalition.rdf.store import Term

NAMING = {TYPE, SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label"}
"""The properties that headings show."""

NUMBERED = {"Amount", "Quantity", "ExchangeRate"}
"""The classes of things that are shown as numbers."""


def word_of(iri: str) -> str:
    """Return the last part of the IRI of a property, a class or a datatype: `holds`."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


DATES = ("date", "gYearMonth", "gYear", "gMonthDay")


@dataclass(frozen=True, slots=True)
class Ref:
    """Name a thing that has a page."""

    iri: str
    label: str


Piece = str | Ref


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold a part of a sentence, and what it rests on."""

    pieces: tuple[Piece, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold a sentence.

    Attributes
    ----------
    thing:
        The IRI of the thing whose facts it tells.
    stance:
        The label of the stance of all its passages: `asserts` where nothing else is known.
    lead:
        The word before it; "" where it is asserted.
    segments:
        Its parts, in order.
    also:
        What passages of other stances say of the same: a word, and the evidence.
    """

    thing: str
    stance: str
    lead: str
    segments: tuple[Segment, ...]
    also: tuple[tuple[str, Evidence], ...] = ()

    @property
    def evidence(self) -> list[Evidence]:
        """What its parts rest on, in order."""
        return [*(each.evidence for each in self.segments), *(each for _, each in self.also)]

    @property
    def marked(self) -> list[tuple[Segment, bool]]:
        """Its parts, each with whether its notes stand behind it; equal notes stand once, behind the last."""
        found = []
        for number, segment in enumerate(self.segments):
            following = self.segments[number + 1] if number + 1 < len(self.segments) else None
            found.append((segment, following is None or _cited(following.evidence) != _cited(segment.evidence)))
        return found

    @property
    def text(self) -> str:
        """The sentence without notes."""
        pieces = (piece for segment in self.segments for piece in segment.pieces)
        return "".join(piece if isinstance(piece, str) else piece.label for piece in pieces)


def _cited(evidence: Evidence) -> set[str]:
    return {cited.passage.iri for cited in evidence.passages}


@dataclass
class Writer:
    """Write sentences in the words of a catalogue, about the things of a graph."""

    tracer: Tracer
    names: Names
    catalogue: Catalogue
    evidence_of: Callable[[ox.Triple], Evidence] | None = None
    """What returns what a fact rests on, where that is not everything."""
    _classes: dict[str, frozenset[str]] = field(default_factory=dict)
    _pieces: dict[str, Piece] = field(default_factory=dict)
    _counts: dict[str, bool] = field(default_factory=dict)

    def look_up(self, facts: Iterable[ox.Triple]) -> None:
        """Read what sentences need of the things in facts, all at once where the graph is large."""
        if not self.tracer.record.columns:
            return
        nodes = (node.value for fact in facts for node in (fact.subject, fact.object) if isinstance(node, ox.NamedNode))
        new = {iri for iri in nodes if iri not in self._classes}
        classes: dict[str, set[str]] = {iri: set() for iri in new}
        self._counts |= dict.fromkeys(new, False)
        for thing, word, value, _ in self.tracer.record.stated_of(new, (TYPE, *(CG + name for name in NUMBERS))):
            if word == TYPE:
                classes[thing].add(word_of(text(value)))
            else:
                self._counts[thing] = True
        self._classes |= {iri: frozenset(kinds) for iri, kinds in classes.items()}

    def about(self, thing: str, facts: Sequence[ox.Triple]) -> list[Sentence]:
        """Return the sentences about a thing that is told as a whole, such as a participation: one for each stance."""
        told = self._by_stance(facts)
        kind = next((name for name in HEADS if name in self.kinds(thing)), "")
        if not kind:
            return self.each(thing, facts)
        first, *later = told.items()
        main = self._whole(thing, kind, *first)
        sentences, also = [main], []
        for stance, evidence in later:
            if stance in ALSO and evidence.keys() <= first[1].keys():
                also.append((self.catalogue.gettext(ALSO[stance]), Evidence.joined(list(evidence.values()))))
            else:
                sentences.append(self._whole(thing, kind, stance, evidence))
        return [replace(main, also=tuple(also)), *sentences[1:]]

    def stated(self, facts: Iterable[ox.Triple]) -> list[Sentence]:
        """Return the sentences that say some facts, thing by thing."""
        things: dict[str, list[ox.Triple]] = {}
        for fact in facts:
            if isinstance(fact.subject, ox.NamedNode):
                things.setdefault(fact.subject.value, []).append(fact)
        # Sums and quantities are told with what has them.
        told = {thing: own for thing, own in things.items() if not self.kinds(thing) & NUMBERED} or things
        return [sentence for thing, own in told.items() for sentence in self.about(thing, own)]

    def each(self, thing: str, facts: Sequence[ox.Triple]) -> list[Sentence]:
        """Return sentences about a thing that are told one by one: for each property and stance."""
        words: dict[str, list[ox.Triple]] = {}
        for fact in facts:
            if fact.predicate.value not in NAMING:
                words.setdefault(fact.predicate.value, []).append(fact)
        return [sentence for word, stating in words.items() for sentence in self.single(thing, word, stating)]

    def single(self, thing: str, word: str, facts: Sequence[ox.Triple]) -> list[Sentence]:
        """Return the sentences that say the values of one property of a thing: one for each stance."""
        name = word_of(word)
        sentences: list[Sentence] = []
        first: set[ox.Triple] = set()
        for stance, evidence in self._by_stance(facts).items():
            if sentences and stance in ALSO and evidence.keys() <= first:
                also = (self.catalogue.gettext(ALSO[stance]), Evidence.joined(list(evidence.values())))
                sentences[0] = replace(sentences[0], also=(*sentences[0].also, also))
                continue
            first = first or set(evidence)
            form = SENTENCES.get(name, OTHER_SENTENCE)
            segments = self._filled(form, thing, {"value": list(evidence), "when": list(evidence)}, evidence, word)
            sentence = self._sentence(thing, stance, segments)
            aside = stance == "denies" and name in ASIDE
            sentences.append(replace(sentence, lead=self.catalogue.gettext(OF_DENIED)) if aside else sentence)
        return sentences

    def kinds(self, thing: str) -> frozenset[str]:
        """Return the local names of the classes of a thing."""
        if thing not in self._classes:
            quads = self.names.store.quads(ox.NamedNode(thing), ox.NamedNode(TYPE))
            self._classes[thing] = frozenset(word_of(quad.object.value) for quad in quads)  # type: ignore[union-attr]
        return self._classes[thing]

    def title(self, thing: str) -> str:
        """Return what a thing is called: its label, or else what it says, or its classes."""
        if label := self.names.given(thing):
            return label
        quads = self.names.store.quads(ox.NamedNode(thing), ox.NamedNode(CG + "content"))
        if content := min((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), default=""):
            return content.rstrip(".")
        return self.names.label(thing)

    def ref(self, thing: str) -> Ref:
        """Return a name that leads to the page of a thing."""
        return Ref(thing, self.title(thing))

    def piece(self, term: Term) -> Piece:
        """Return a value as it stands in a sentence."""
        if isinstance(term, ox.NamedNode):
            if term.value not in self._pieces:
                counts = self._is_counted(term)
                self._pieces[term.value] = in_words(term, self.names) if counts else self.ref(term.value)
            return self._pieces[term.value]
        if isinstance(term, ox.Literal) and word_of(term.datatype.value) in DATES:
            return self.catalogue.date(term.value)
        if isinstance(term, ox.Literal) and word_of(term.datatype.value) == "duration":
            return self.catalogue.duration(term.value)
        return self.names.text(term)

    def _slot(self, name: str, term: Term) -> Piece:
        """Return a value as it stands in a slot of a form: a date with its preposition, a status as a verb."""
        if name == "when" and isinstance(term, ox.Literal):
            return self.catalogue.when(term.value)
        if name == "status" and isinstance(term, ox.NamedNode) and word_of(term.value) in VERBS:
            return self.catalogue.gettext(VERBS[word_of(term.value)])
        return self.piece(term)

    def _is_counted(self, thing: ox.NamedNode) -> bool:
        """Tell whether a thing has a number."""
        if thing.value not in self._counts:
            words = (ox.NamedNode(CG + word) for word in NUMBERS)
            self._counts[thing.value] = any(any(True for _ in self.names.store.quads(thing, word)) for word in words)
        return self._counts[thing.value]

    def _by_stance(self, facts: Iterable[ox.Triple]) -> dict[str, dict[ox.Triple, Evidence]]:
        """Return what each fact rests on, by the stance of its passages, the firmest stance first."""
        found: dict[str, dict[ox.Triple, Evidence]] = {stance: {} for stance in STANCES}
        for fact in facts:
            evidence = (self.evidence_of or self.tracer.triple)(fact)
            stances = dict.fromkeys(cited.passage.stance for cited in evidence.passages) or {"asserts": None}
            for stance in stances:
                passages = tuple(cited for cited in evidence.passages if cited.passage.stance == stance)
                found.setdefault(stance, {})[fact] = replace(evidence, passages=passages)
        # A stance in which only names are known has no sentence.
        kept = {s: e for s, e in found.items() if any(fact.predicate.value not in NAMING for fact in e)}
        return kept or {stance: evidence for stance, evidence in found.items() if evidence}

    def _whole(self, thing: str, kind: str, stance: str, told: Mapping[ox.Triple, Evidence]) -> Sentence:
        values: dict[str, list[ox.Triple]] = {}
        for fact in told:
            if fact.predicate.value not in NAMING:
                values.setdefault(word_of(fact.predicate.value), []).append(fact)
        title = self.title(thing).rstrip(".")
        if "content" in values and {text(fact.object).rstrip(".") for fact in values["content"]} == {title}:
            del values["content"]  # the name says it
        firm = stance in ("asserts", "reports")
        for form in (*(HEADS[kind] if firm else UNFIRM.get(kind, HEADS[kind])), ANY):
            used = {name for _, name in parts(form) if name and name != "thing"}
            if used <= values.keys():
                break
        segments = self._filled(form, thing, values, told)
        order = {name: number for number, name in enumerate(CLAUSES)}
        # What is said is a sentence of its own; what is denied is only what it begins with.
        apart = "content" in used or stance == "denies"
        added: list[Segment] = []
        for name in sorted(values.keys() - used, key=lambda name: (order.get(name, len(order)), name)):
            clause = CLAUSES.get(name, OTHER_CLAUSE)
            slots = {"value": values[name], "when": values[name]}
            first, *more = self._filled(clause, thing, slots, told, values[name][0].predicate.value)
            before = ("; " if added else " (") if apart else ", "
            added += [replace(first, pieces=(before, *first.pieces)), *more]
        if apart and added:
            segments[-1] = replace(segments[-1], pieces=(*segments[-1].pieces[:-1], _open(segments[-1].pieces[-1])))
            added[-1] = replace(added[-1], pieces=(*added[-1].pieces, ")"))
        return self._sentence(thing, stance, segments + added)

    def _sentence(self, thing: str, stance: str, segments: list[Segment]) -> Sentence:
        lead = STANCES.get(stance, stance)
        *before, last = segments[-1].pieces or ("",)
        if isinstance(last, str) and last.rstrip()[-1:] in (".", "!", "?", "”"):
            ending: tuple[Piece, ...] = (last.rstrip(),)
        else:
            ending = (last, ".")
        segments[-1] = replace(segments[-1], pieces=(*before, *ending))
        return Sentence(thing, stance, self.catalogue.gettext(lead) if lead else "", tuple(segments))

    def _filled(
        self,
        form: str,
        thing: str,
        values: Mapping[str, Sequence[ox.Triple]],
        told: Mapping[ox.Triple, Evidence],
        word: str = "",
    ) -> list[Segment]:
        """Return a form with its values: a part ends where what it rests on changes."""
        segments: list[Segment] = []
        pieces: list[Piece] = []
        for piece, name in parts(self.catalogue.gettext(form)):
            pieces.append(piece)
            if name == "thing":
                pieces.append(self.ref(thing))
            elif name == "relation":
                pieces.append(relation(self.names, word))
            elif name:
                facts = values[name]
                for number, fact in enumerate(facts):
                    if number:
                        pieces.append(self.catalogue.gettext(" and ") if number == len(facts) - 1 else ", ")
                    pieces.append(self._slot(name, fact.object))
                    segments.append(Segment(tuple(pieces), told[fact]))
                    pieces = []
        if any(pieces):
            if segments:
                segments[-1] = replace(segments[-1], pieces=(*segments[-1].pieces, *pieces))
            else:
                segments.append(Segment(tuple(pieces), Evidence()))
        return segments


def _open(piece: Piece) -> Piece:
    """Return the end of a sentence that goes on, without its full stop."""
    return piece.rstrip().removesuffix(".") if isinstance(piece, str) else piece
