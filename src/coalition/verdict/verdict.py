"""Say what the graph can say of a claim, and where it says nothing, what was read without finding it.

A verdict gives no truth value: it lists who states the claim in which stance, and what contradicts it. It is never
stronger than its evidence. That nothing was found is safe to conclude only of a triple pattern, since other words may
say what a sentence says, and only where all documents were read in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from coalition.audit.conflicts import Conflict
from coalition.audit.coverage import SourceCoverage
from coalition.errors import ParameterError
from coalition.namespaces import CG, TYPE
from coalition.output.values import in_words
from coalition.provenance.evidence import Tracer
from coalition.provenance.families import Families, Group
from coalition.rdf import turtle
from coalition.texts.words import fold
from coalition.verdict import claim as claims
from coalition.verdict.postings import Match, Postings
from coalition.verdict.sentences import sentence, sentences
from coalition.verdict.statements import STANCES, Statement, statements

AGAINST = tuple(ox.NamedNode(CG + name) for name in ("Rejects", "Opposes", "Doubts"))
"""The attitudes of those who do not say that the content of their position is so."""


@dataclass(frozen=True)
class Found:
    """Hold a thing, or facts of it, that the claim may mean, with all that is stated of it.

    Attributes
    ----------
    label:
        The label of the thing, or the facts in words.
    content:
        What a commitment or position is about, in the curators' words.
    support:
        The independent families that speak of it in each stance. For a single fact, the families of an accepted stance
        are those of `coalition corroboration`.
    rephrased:
        Whether the claim has the words of its label in another form, such as a question or another tense.
    """

    match: Match
    label: str
    kind: str
    content: str
    statements: tuple[Statement, ...]
    support: dict[str, tuple[Group, ...]]
    rephrased: bool = False

    @property
    def closeness(self) -> str:
        """How near it is to the claim: `exact`, `rephrased` or `near`."""
        return "exact" if self.match.exact else "rephrased" if self.rephrased else "near"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, for JSON."""
        return {
            "thing": self.match.thing,
            "label": self.label,
            "exact": self.match.exact,
            "rephrased": self.rephrased,
            "kind": self.kind,
            "content": self.content,
            "facts": [turtle.fact(fact) for fact in self.match.facts],
            "families": {stance: len(groups) for stance, groups in self.support.items()},
            "statements": [statement.to_dict() for statement in self.statements],
        }


@dataclass(frozen=True)
class Contradiction:
    """Hold what stands against a finding: a conflict, a passage that denies it, or a position against it.

    `conflict` is None where `by` holds what denies or rejects it.
    """

    thing: str
    label: str
    kind: str
    conflict: Conflict | None = None
    by: Found | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the contradiction as plain data, for JSON."""
        return {
            "thing": self.thing,
            "label": self.label,
            "kind": self.kind,
            "conflict": self.conflict and self.conflict.to_dict(),
            "by": self.by and self.by.to_dict(),
        }


@dataclass(frozen=True)
class Reading:
    """Say of a document whether it was read in full; `complete` is None where its text is needed to tell."""

    source: str
    label: str
    complete: bool | None
    reason: str

    @classmethod
    def of(cls, covered: SourceCoverage) -> Reading:
        """Tell from the coverage of a document whether every sentence was read."""
        label, left = covered.source.label or covered.source.name, len(covered.unread)
        complete: bool | None = not (left or covered.drafted)
        reason = "" if complete else f"{left} sentences and {covered.drafted} drafts were not read"
        if covered.sentences is None and not covered.drafted:
            complete, reason = None, "its text is not here to check it; pass --sources DIR"
        return cls(covered.source.iri, label, complete, reason)

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as plain data, for JSON."""
        return {"source": self.source, "label": self.label, "complete": self.complete, "reason": self.reason}


@dataclass(frozen=True)
class Verdict:
    """Hold what the graph says of a claim.

    Attributes
    ----------
    sought:
        How the claim was looked for: `name`, `pattern` or `words`.
    negated:
        Whether the claim says that something is not so; what is listed is then about what it says is not so.
    matches:
        What the claim may mean: exact matches first, then near ones, the nearest first.
    contradicted_by:
        What stands against those matches that are exact, the claim in another form, or facts.
    read_in_full:
        For each document, whether it was read in full.
    unsafe:
        Why it is not safe to conclude that no document says so; empty where it is safe.
    """

    claim: str
    sought: str
    negated: bool
    matches: tuple[Found, ...]
    contradicted_by: tuple[Contradiction, ...]
    read_in_full: tuple[Reading, ...]
    unsafe: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data, for JSON."""
        return {
            "claim": self.claim,
            "sought": self.sought,
            "negated": self.negated,
            "matches": [found.to_dict() for found in self.matches],
            "contradicted_by": [each.to_dict() for each in self.contradicted_by],
            "read_in_full": [reading.to_dict() for reading in self.read_in_full],
            "safe_to_conclude_absent": not self.unsafe,
            "reasons": list(self.unsafe),
        }


def verify(
    claim: str,
    tracer: Tracer,
    families: Families,
    conflicts: Callable[[Set[str]], Sequence[Conflict]],
    coverage: Iterable[SourceCoverage],
    whole: bool,
    postings: Callable[[], Postings],
) -> Verdict:
    """Return the verdict on a claim.

    Parameters
    ----------
    claim:
        The name of a thing, a triple pattern in the syntax of SPARQL, or a sentence.
    conflicts:
        Returns the conflicts that concern some of the things with these IRIs.
    coverage:
        The coverage of each document.
    whole:
        Whether the graph is no view.
    postings:
        Returns the words of all that a claim may be about.

    Raises
    ------
    ParameterError
        When the claim is empty.
    QueryError
        When the claim looks like a triple pattern and is none.
    """
    if not fold(claim):
        raise ParameterError("the claim is empty", where="claim", remedy="type a sentence, a name or a triple pattern")
    store, names = tracer.record.store, tracer.names
    matches, sought = claims.by_name(claim, names), "name"
    if not matches:
        pattern = claims.is_pattern(claim)
        sought = "pattern" if pattern else "words"
        matches = claims.by_pattern(claim, store) if pattern else []
    if sought != "pattern":
        known = {match.thing for match in matches}
        matches += [near for near in claims.by_words(claim, postings()) if near.thing not in known]

    def told(finding: Found) -> list[str]:
        return [finding.label, *([] if finding.match.facts else sentences(finding.match.thing, store, names)[1:])]

    found = tuple(
        replace(finding, rephrased=not match.exact and any(claims.same_words(claim, own) for own in told(finding)))
        for match in matches
        if (finding := _finding(match, tracer, families)).statements
    )
    found = _once(found, tracer)
    readings = tuple(Reading.of(covered) for covered in coverage)
    return Verdict(
        claim,
        sought,
        sought == "words" and claims.negated(claim),
        found,
        tuple(_contradictions(found, tracer, families, conflicts)),
        readings,
        tuple(_unsafe(sought, found, readings, whole)),
    )


def _once(found: Iterable[Found], tracer: Tracer) -> tuple[Found, ...]:
    """Return findings, of a participation and the fact that follows from it only the one that more stances tell."""
    kept: dict[object, Found] = {}
    for each in found:
        ends = _joined(each.match, tracer)
        key = (ends, each.label, each.closeness) if ends else each.match
        if key not in kept or len(each.support) > len(kept[key].support):
            kept[key] = each
    return tuple(kept.values())


def _finding(match: Match, tracer: Tracer, families: Families) -> Found:
    names, store = tracer.names, tracer.record.store
    stated = tuple(statements(match, tracer, families))
    kinds = names.classes(match.thing)
    contents = {q.object.value for q in store.quads(ox.NamedNode(match.thing), ox.NamedNode(CG + "content"))}  # type: ignore[union-attr]
    words = "; ".join(" ".join(in_words(term, names) for term in fact) for fact in match.facts)
    support = {}
    for stance in STANCES:
        of = [cited.passage.iri for s in stated if s.stance == stance for cited in s.passages]
        if of:
            support[stance] = families.support(of)
    content = "" if match.facts else " / ".join(sorted(contents))
    label = words or names.given(match.thing) or _described(match.thing, tracer)
    return Found(match, label, ", ".join(kinds), content, stated, support)


def _described(thing: str, tracer: Tracer) -> str:
    """Return the classes and values of a thing that has no label, such as an absence, in words."""
    names, node = tracer.names, ox.NamedNode(thing)
    if told := sentence(thing, tracer.record.store, names):
        return told
    facts = {q.triple for q in tracer.record.store.quads(node) if q.predicate.value != TYPE}
    said = sorted(f"{names.text(f.predicate)} {in_words(f.object, names)}" for f in facts)
    return f"{', '.join(names.classes(thing))}: {', '.join(said)}" if said else names.label(thing)


def _joined(match: Match, tracer: Tracer) -> frozenset[str]:
    """Return the event and the participant of which a match says that the one took part in the other; or nothing."""
    facts = match.facts or [q.triple for q in tracer.record.store.quads(ox.NamedNode(match.thing))]
    ends = {f.object.value for f in facts if f.predicate.value in (CG + "event", CG + "participant")}  # type: ignore[union-attr]
    for fact in match.facts:
        if fact.predicate.value == CG + "tookPartIn":
            ends |= {fact.subject.value, fact.object.value}  # type: ignore[union-attr]
    return frozenset(ends) if len(ends) == 2 else frozenset()


def _contradictions(
    found: Sequence[Found], tracer: Tracer, families: Families, conflicts: Callable[[Set[str]], Sequence[Conflict]]
) -> Iterable[Contradiction]:
    # Words alone find commitments and positions of others, too, which the claim does not speak of.
    meant = [each for each in found if each.match.exact or each.rephrased or each.match.facts]
    joined = [_joined(finding.match, tracer) for finding in meant]
    every = conflicts({finding.match.thing for finding in meant}.union(*joined)) if meant else ()
    told: list[Conflict] = []
    for finding, ends in zip(meant, joined, strict=True):
        thing, label = finding.match.thing, finding.label
        words = {fact.predicate.value for fact in finding.match.facts}
        own = [c for c in every if c.thing == thing and (not words or c.property in words)]
        if ends:  # of who was at what, a conflict tells as of the two, and not of the statement
            own += [c for c in every if c not in own and ends <= c.concerns and c.kind == "present and absent"]
        yield from (Contradiction(thing, label, each.kind, conflict=each) for each in own if each not in told)
        told += own
        denied = "denies" in finding.support
        if denied and not any(each.kind == "stated and denied" for each in own):
            yield Contradiction(thing, label, "denied", by=finding)
        for position in _positions_against(thing, tracer) if not finding.match.facts else ():
            yield Contradiction(thing, label, "position against it", by=_finding(Match(position), tracer, families))


def _positions_against(thing: str, tracer: Tracer) -> list[str]:
    """Return the IRIs of the positions about a thing whose holders reject, oppose or doubt it."""
    store, attitude = tracer.record.store, ox.NamedNode(CG + "attitude")
    about = {q.subject for q in store.quads(None, ox.NamedNode(CG + "about"), ox.NamedNode(thing))}
    against = (node for node in about if any(q.object in AGAINST for q in store.quads(node, attitude)))
    return sorted((node.value for node in against if isinstance(node, ox.NamedNode)), key=turtle.order)


def _unsafe(sought: str, found: Sequence[Found], readings: Sequence[Reading], whole: bool) -> Iterable[str]:
    """Yield the reasons why it is not safe to conclude that no document says so."""
    exact = [finding for finding in found if finding.match.exact]
    if exact:
        yield f"passages speak of it: {', '.join(dict.fromkeys(stance for f in exact for stance in f.support))}"
    if sought != "pattern":
        yield "the claim was looked for by its words, and documents may say it in others; ask for a triple pattern"
    if not whole:
        yield "this is a view: what it leaves out was not looked at"
    if not readings:
        yield "no document has been read"
    yield from (f"{reading.label}: {reading.reason}" for reading in readings if not reading.complete)
