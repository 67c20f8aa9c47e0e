"""What the files of a graph must not say together: what no file says that is wrong by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from coalition.checks import statements
from coalition.corpus.fact_files import FactFile, FactFiles, whole
from coalition.corpus.resolution import DECISIONS, MERGED, SPLIT, WHERE, Resolution
from coalition.errors import GraphError, LiteralError, ProvenanceError
from coalition.names import ALIAS, LABELS, fold
from coalition.namespaces import CG, PROV, REGISTER, TYPE, shorten
from coalition.schema import Schema

DERIVED = PROV + "wasDerivedFrom"
NAMES = frozenset(word.value for word in (*LABELS, ALIAS))
LOOKED_AT = NAMES | {TYPE, DERIVED}
SAYING = {MERGED: "identified with", SPLIT: "split from"}
TEXT = (CG + "fileName", CG + "textDigest", CG + "textLength")


class Said(NamedTuple):
    """A statement with the file that makes it, and the thing that it is about once it is decided who is who."""

    quad: ox.Quad
    file: FactFile
    thing: str

    @property
    def at(self) -> str:
        """`file:line:column` of the statement."""
        return self.file.at(self.quad)


def faults(record: FactFiles, words: Schema) -> Iterator[GraphError]:
    """Everything that forbids storing the files of facts: in each of them, else between them."""
    alone = statements.faults(record, words)
    first = next(alone, None)
    if first:
        yield from chain([first], alone)
        return
    wrong = list(_decisions(record, words))
    if wrong:
        yield from wrong
        return
    facts = list(_accepted(record))
    kinds = _kinds(facts)
    yield from _merged(kinds, words)
    yield from _ambiguous(facts, {thing for thing, said in kinds.items() if _is_actor(said, words)})
    yield from _texts(record)
    yield from _twins(record)
    yield from _circles(facts)


def _accepted(record: FactFiles) -> Iterator[Said]:
    """What the record, the register and the passages that assert say of classes, names and derivation."""
    resolution = Resolution.from_quads(quad for quad in record.quads())
    accepted: dict[object, bool] = {ox.DefaultGraph(): True, ox.NamedNode(REGISTER): True}
    for file in record.files:
        for quad in file.quads:
            if quad.predicate.value not in LOOKED_AT:
                continue
            graph = quad.graph_name
            if graph not in accepted:
                accepted[graph] = record.one(graph.value, CG + "stance") == CG + "Asserts"  # type: ignore[union-attr]
            if accepted[graph]:
                place = "" if isinstance(graph, ox.DefaultGraph) else graph.value
                yield Said(quad, file, resolution.resolved(quad.subject.value, place))  # type: ignore[union-attr]


def _kinds(facts: Iterable[Said]) -> dict[str, dict[str, Said]]:
    """The classes of each thing, each with the first statement that gives it."""
    kinds: dict[str, dict[str, Said]] = {}
    for said in facts:
        if said.quad.predicate.value == TYPE:
            kinds.setdefault(said.thing, {}).setdefault(said.quad.object.value, said)  # type: ignore[union-attr]
    return kinds


def _is_actor(kinds: Iterable[str], words: Schema) -> bool:
    return any(words.is_a(kind, CG + "Actor") for kind in kinds)


def _merged(kinds: Mapping[str, Mapping[str, Said]], words: Schema) -> Iterator[GraphError]:
    """A fault for each thing of two classes that exclude each other."""
    for thing, given in kinds.items():
        clash = words.clash(given) if len(given) > 1 else None
        if clash:
            one, other = (shorten(kind) or kind for kind in clash)
            what = f"{shorten(thing) or thing} is a {other} and, at {given[clash[0]].at}, a {one}: nothing is both"
            remedy = "take out the wrong class or decision, or give each of the two things a name of its own"
            yield GraphError(what, where=given[clash[1]].at, remedy=remedy)


def _decisions(record: FactFiles, words: Schema) -> Iterator[GraphError]:
    """A fault for each decision on who is who that is none, or that goes round in a circle."""
    given: dict[str, dict[str, dict[str, Said]]] = {word: {} for word in DECISIONS}
    actors = set()
    for file in record.files:
        for quad in file.quads:
            word, subject, value = quad.predicate.value, quad.subject, quad.object
            if word == TYPE and words.is_a(value.value, CG + "Actor"):  # type: ignore[union-attr]
                actors.add(subject.value)  # type: ignore[union-attr]
            if word in DECISIONS:
                said = Said(quad, file, subject.value)  # type: ignore[union-attr]
                if quad.graph_name != ox.NamedNode(REGISTER):
                    what = f"{shorten(word)} stands outside the register, which alone decides who is who"
                    yield ProvenanceError(what, where=said.at, remedy="move it into graph:register")
                given[word].setdefault(said.thing, {}).setdefault(value.value, said)  # type: ignore[union-attr]
    for word in (MERGED, SPLIT):
        for thing, targets in given[word].items():
            for target, said in targets.items():
                if target not in actors:
                    what = f"{shorten(thing) or thing} is {SAYING[word]} {shorten(target) or target}, which is no actor"
                    yield GraphError(what, where=said.at, remedy="name an actor of the register")
            if len(targets) > 1:
                what = f"{shorten(thing) or thing} is {SAYING[word]} {' and '.join(shorten(t) or t for t in targets)}"
                yield GraphError(what, where=[*targets.values()][1].at, remedy="decide for one of them")
        yield from _rounds(given[word], SAYING[word], "take out the decision that is wrong")
    yield from _undone(given)
    yield from _places(record, given)


def _undone(given: Mapping[str, Mapping[str, Mapping[str, Said]]]) -> Iterator[GraphError]:
    """A fault for each actor that is split from another and taken for it all the same."""
    for thing, origins in given[SPLIT].items():
        for one, other in ((thing, origin) for origin in origins):
            for said in (given[MERGED].get(one, {}).get(other), given[MERGED].get(other, {}).get(one)):
                if said:
                    what = f"{shorten(one) or one} is split from {shorten(other) or other}, and identified with it"
                    yield GraphError(what, where=said.at, remedy="take out one of the two decisions")


def _places(record: FactFiles, given: Mapping[str, Mapping[str, Mapping[str, Said]]]) -> Iterator[GraphError]:
    """A fault for each actor that is split from another nowhere, or where there is nothing, or along with a third."""
    taken: dict[tuple[str, str], str] = {}
    for thing, origins in given[SPLIT].items():
        short = shorten(thing) or thing
        places = given[WHERE].get(thing, {})
        if not places:
            what, where = f"{short} is split from another actor, and not said where", next(iter(origins.values())).at
            yield GraphError(what, where=where, remedy="name the sources or passages that mean it with cg:metIn")
        for place, said in places.items():
            if record.typed[place].isdisjoint({CG + "Source", CG + "Passage"}):
                what = f"{short} is met in {shorten(place) or place}, which is no source and no passage"
                yield GraphError(what, where=said.at, remedy="name one that is recorded")
            for origin in origins:
                first = taken.setdefault((place, origin), thing)
                if first != thing:
                    what = f"{short} and {shorten(first) or first} are both split from one actor in one place"
                    yield GraphError(what, where=said.at, remedy="name the passages that mean each")


def _ambiguous(facts: Iterable[Said], actors: set[str]) -> Iterator[GraphError]:
    """A fault for each name that fits an actor, and another one before it."""
    named: dict[str, dict[str, Said]] = {}
    for said in facts:
        actor, name = said.thing, said.quad.object
        if said.quad.predicate.value in NAMES and actor in actors and isinstance(name, ox.Literal):
            named.setdefault(fold(name.value), {}).setdefault(actor, said)
    for fitting in named.values():
        first, *others = fitting.items()
        for actor, said in others:
            one, other = (shorten(iri) or iri for iri in (first[0], actor))
            what = f"the name “{said.quad.object.value}” fits {other} and, at {first[1].at}, {one}"  # type: ignore[union-attr]
            remedy = "take it from one of them, or write it as skos:hiddenLabel of both"
            yield GraphError(what, where=said.at, remedy=remedy)


def _texts(record: FactFiles) -> Iterator[GraphError]:
    """A fault for each source of whose text too little or too much is said for a passage to be checked with."""
    for name in record.names("Source"):
        short = shorten(name) or name
        if not any(record.about[name][word] for word in TEXT):
            continue
        for word in TEXT:
            value = record.one(name, word)
            where = record.at(name, word if record.about[name][word] else CG + "fileName")
            if not value:
                what = f"{short} has no single {shorten(word)}"
                yield ProvenanceError(what, where=where, remedy="write the one of the text as it was read")
            elif word == CG + "textLength" and whole(value) < 1:
                what = f"{short} has a text of {value} code points"
                yield LiteralError(what, where=where, remedy="count the code points of the text as it was read")
            elif word == CG + "textDigest" and not re.fullmatch(r"[0-9a-f]{64}", value):
                what = f"the digest of the text of {short} is no SHA-256 in lower-case hexadecimal"
                yield LiteralError(what, where=where, remedy="take the SHA-256 of the text as it was read")


def _twins(record: FactFiles) -> Iterator[GraphError]:
    """A fault for each source that has the text of one before it."""
    read: dict[str, str] = {}
    for name in record.names("Source"):
        digest = record.one(name, CG + "textDigest")
        first = read.setdefault(digest, name) if digest else name
        if first != name:
            one, other = (shorten(iri) or iri for iri in (first, name))
            what = f"{other} has the text of {one}, whose digest at {record.at(first, CG + 'textDigest')} is the same"
            remedy = "keep the passages of one, and record the other without a text, as derived from it"
            yield ProvenanceError(what, where=record.at(name, CG + "textDigest"), remedy=remedy)


def _circles(facts: Iterable[Said]) -> Iterator[GraphError]:
    """A fault for each circle of derivation, where it closes."""
    origins: dict[str, dict[str, Said]] = {}
    for said in facts:
        if said.quad.predicate.value == DERIVED and isinstance(said.quad.object, ox.NamedNode):
            origins.setdefault(said.quad.subject.value, {})[said.quad.object.value] = said  # type: ignore[union-attr]
    yield from _rounds(origins, "derived from", "take out the prov:wasDerivedFrom that is wrong")


def _rounds(origins: Mapping[str, Mapping[str, Said]], relation: str, remedy: str) -> Iterator[GraphError]:
    """A fault for each circle of statements, where it closes."""
    for circle in circles(origins):
        names = [shorten(iri) or iri for iri in (*circle, circle[0])]
        link = relation.rpartition(" ")[2]
        what = f"{names[0]} is {relation} itself: {f' {link} '.join(names)}"
        yield ProvenanceError(what, where=origins[circle[-1]][circle[0]].at, remedy=remedy)


def circles(origins: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """The circles that are met when every way from each thing to its origins is gone once."""
    done: set[str] = set()
    for start in origins:
        trail, ahead = ([], []) if start in done else ([start], [iter(origins[start])])
        place = {start: 0}
        while trail:
            origin = next(ahead[-1], None)
            if origin is None:
                done.add(trail.pop())
                ahead.pop()
            elif origin not in done and origin in place:
                yield trail[place[origin] :]
            elif origin not in done:
                place[origin] = len(trail)
                trail.append(origin)
                ahead.append(iter(origins.get(origin, ())))
