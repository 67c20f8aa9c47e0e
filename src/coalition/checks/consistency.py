"""Check that the files of facts agree with each other.

Each of these faults takes several statements, of which none is wrong by itself.
"""

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
from coalition.names import ALIAS, LABELS
from coalition.namespaces import CG, PROV, REGISTER, TYPE, shorten
from coalition.schema import Schema
from coalition.texts.words import fold

DERIVED = PROV + "wasDerivedFrom"
NAMES = frozenset(word.value for word in (*LABELS, ALIAS))
CHECKED = NAMES | {TYPE, DERIVED}
"""The properties whose statements are checked against each other."""

RELATION = {MERGED: "identified with", SPLIT: "split from"}
TEXT = (CG + "fileName", CG + "textDigest", CG + "textLength")


class Statement(NamedTuple):
    """Hold a statement, its file, and the thing that its subject stands for by the register's decisions."""

    quad: ox.Quad
    file: FactFile
    thing: str

    @property
    def at(self) -> str:
        """`file:line:column` of the statement."""
        return self.file.at(self.quad)


Decisions = Mapping[str, Mapping[str, Mapping[str, Statement]]]
"""The statements of the decisions on identity, by property, subject and value."""


def faults(files: FactFiles, schema: Schema) -> Iterator[GraphError]:
    """Yield each fault that forbids storing the files of facts.

    The faults between files are looked for only where no file has a fault of its own.
    """
    within = statements.faults(files, schema)
    first = next(within, None)
    if first:
        yield from chain([first], within)
        return
    yield from faults_between(files, schema)


def faults_between(files: FactFiles, schema: Schema) -> Iterator[GraphError]:
    """Yield each fault that takes several statements, of files of which none has a fault of its own."""
    wrong = list(_decision_faults(files, schema))
    if wrong:  # the checks below apply the decisions
        yield from wrong
        return
    facts = list(_accepted(files))
    classes = _classes(facts)
    yield from _class_faults(classes, schema)
    yield from _name_faults(facts, {thing for thing, given in classes.items() if _is_actor(given, schema)})
    yield from text_faults(files)
    yield from _duplicate_texts(files)
    yield from _derivation_circles(facts)


def _accepted(files: FactFiles) -> Iterator[Statement]:
    """Yield what the record, the register and the asserting passages state about classes, names and derivation."""
    resolution = Resolution.from_quads(files.quads())
    accepted: dict[object, bool] = {ox.DefaultGraph(): True, ox.NamedNode(REGISTER): True}
    for file in files.files:
        for quad in file.quads:
            if quad.predicate.value not in CHECKED:
                continue
            graph = quad.graph_name
            if graph not in accepted:
                accepted[graph] = files.one(graph.value, CG + "stance") == CG + "Asserts"  # type: ignore[union-attr]
            if accepted[graph]:
                passage = "" if isinstance(graph, ox.DefaultGraph) else graph.value
                thing = resolution.resolved(quad.subject.value, passage)  # type: ignore[union-attr]
                yield Statement(quad, file, thing)


def _classes(facts: Iterable[Statement]) -> dict[str, dict[str, Statement]]:
    """Return the classes of each thing, each with the first statement that gives it."""
    classes: dict[str, dict[str, Statement]] = {}
    for fact in facts:
        if fact.quad.predicate.value == TYPE:
            classes.setdefault(fact.thing, {}).setdefault(fact.quad.object.value, fact)  # type: ignore[union-attr]
    return classes


def _is_actor(classes: Iterable[str], schema: Schema) -> bool:
    return any(schema.is_a(kind, CG + "Actor") for kind in classes)


def _class_faults(classes: Mapping[str, Mapping[str, Statement]], schema: Schema) -> Iterator[GraphError]:
    """Yield a fault for each thing that has two disjoint classes."""
    for thing, given in classes.items():
        clash = schema.clash(given) if len(given) > 1 else None
        if clash:
            one, other = (shorten(kind) or kind for kind in clash)
            what = f"{shorten(thing) or thing} is a {other} and, at {given[clash[0]].at}, a {one}: nothing can be both"
            remedy = "remove the wrong class or decision, or give the two things different IRIs"
            yield GraphError(what, where=given[clash[1]].at, remedy=remedy)


def _decision_faults(files: FactFiles, schema: Schema) -> Iterator[GraphError]:
    """Yield a fault for each decision on identity that cannot be applied."""
    decisions: dict[str, dict[str, dict[str, Statement]]] = {word: {} for word in DECISIONS}
    actors = set()
    for file in files.files:
        for quad in file.quads:
            word, subject, value = quad.predicate.value, quad.subject, quad.object
            if word == TYPE and schema.is_a(value.value, CG + "Actor"):  # type: ignore[union-attr]
                actors.add(subject.value)  # type: ignore[union-attr]
            if word in DECISIONS:
                decision = Statement(quad, file, subject.value)  # type: ignore[union-attr]
                if quad.graph_name != ox.NamedNode(REGISTER):
                    what = f"{shorten(word)} stands outside the register, which alone decides who is who"
                    yield ProvenanceError(what, where=decision.at, remedy="move it into graph:register")
                decisions[word].setdefault(decision.thing, {}).setdefault(value.value, decision)  # type: ignore[union-attr]
    for word in (MERGED, SPLIT):
        yield from _target_faults(decisions[word], RELATION[word], actors)
        yield from _circle_faults(decisions[word], RELATION[word], "remove the wrong decision")
    yield from _contradictory_decisions(decisions)
    yield from _split_faults(files, decisions)


def _target_faults(
    decisions: Mapping[str, Mapping[str, Statement]], relation: str, actors: set[str]
) -> Iterator[GraphError]:
    """Yield a fault for each decision that names no actor, or names two."""
    for thing, targets in decisions.items():
        for target, decision in targets.items():
            if target not in actors:
                what = f"{shorten(thing) or thing} is {relation} {shorten(target) or target}, which is not an actor"
                yield GraphError(what, where=decision.at, remedy="name an actor of the register")
        if len(targets) > 1:
            what = f"{shorten(thing) or thing} is {relation} {' and '.join(shorten(t) or t for t in targets)}"
            yield GraphError(what, where=[*targets.values()][1].at, remedy="keep only one of these decisions")


def _contradictory_decisions(decisions: Decisions) -> Iterator[GraphError]:
    """Yield a fault for each actor that is both split from another and identified with it."""
    for thing, origins in decisions[SPLIT].items():
        for one, other in ((thing, origin) for origin in origins):
            for merge in (decisions[MERGED].get(one, {}).get(other), decisions[MERGED].get(other, {}).get(one)):
                if merge:
                    what = f"{shorten(one) or one} is split from {shorten(other) or other}, and identified with it"
                    yield GraphError(what, where=merge.at, remedy="remove one of the two decisions")


def _split_faults(files: FactFiles, decisions: Decisions) -> Iterator[GraphError]:
    """Yield a fault for each split that does not say where it holds, or that another split contradicts there."""
    taken: dict[tuple[str, str], str] = {}
    for thing, origins in decisions[SPLIT].items():
        short = shorten(thing) or thing
        documents = decisions[WHERE].get(thing, {})
        if not documents:
            what, where = f"{short} is split from another actor without cg:metIn", next(iter(origins.values())).at
            yield GraphError(what, where=where, remedy="name the sources or passages that mean it with cg:metIn")
        for document, decision in documents.items():
            if files.typed[document].isdisjoint({CG + "Source", CG + "Passage"}):
                what = f"{short} is met in {shorten(document) or document}, which is neither a source nor a passage"
                yield GraphError(what, where=decision.at, remedy="name a source or passage that is recorded")
            for origin in origins:
                first = taken.setdefault((document, origin), thing)
                if first != thing:
                    what = f"{short} and {shorten(first) or first} are both split from the same actor"
                    what += f" in {shorten(document) or document}"
                    yield GraphError(what, where=decision.at, remedy="name the passages that mean each of the two")


def _name_faults(facts: Iterable[Statement], actors: set[str]) -> Iterator[GraphError]:
    """Yield a fault for each name that two actors have."""
    named: dict[str, dict[str, Statement]] = {}
    for fact in facts:
        actor, name = fact.thing, fact.quad.object
        if fact.quad.predicate.value in NAMES and actor in actors and isinstance(name, ox.Literal):
            named.setdefault(fold(name.value), {}).setdefault(actor, fact)
    for bearers in named.values():
        first, *others = bearers.items()
        for actor, fact in others:
            one, other = (shorten(iri) or iri for iri in (first[0], actor))
            what = f"the name “{fact.quad.object.value}” belongs to {other} and, at {first[1].at}, to {one}"  # type: ignore[union-attr]
            remedy = "remove it from one of them, or write it as skos:hiddenLabel of both"
            yield GraphError(what, where=fact.at, remedy=remedy)


def text_faults(files: FactFiles) -> Iterator[GraphError]:
    """Yield a fault for each source whose text is described in part, twice, or wrongly."""
    for name in files.names("Source"):
        short = shorten(name) or name
        if not any(files.about[name][word] for word in TEXT):
            continue
        for word in TEXT:
            if fault := _text_fault(short, word, files.one(name, word)):
                kind, what, remedy = fault
                where = files.at(name, word if files.about[name][word] else CG + "fileName")
                yield kind(what, where=where, remedy=remedy)


def _text_fault(short: str, word: str, value: str) -> tuple[type[GraphError], str, str] | None:
    """Return what is wrong with what is recorded of a text, or None: the kind of error, the fault, the remedy."""
    if not value:
        what = f"{short} does not have exactly one {shorten(word)}"
        return ProvenanceError, what, "write the one of the text as it was read"
    if word == CG + "textLength" and whole(value) < 1:
        return (
            LiteralError,
            f"{short} has a text of {value} code points",
            "count the code points of the text as it was read",
        )
    if word == CG + "textDigest" and not re.fullmatch(r"[0-9a-f]{64}", value):
        what = f"the digest of the text of {short} is not a SHA-256 in lower-case hexadecimal"
        return LiteralError, what, "write the SHA-256 of the text as it was read"
    return None


def _duplicate_texts(files: FactFiles) -> Iterator[GraphError]:
    """Yield a fault for each source that has the same text as an earlier one."""
    read: dict[str, str] = {}
    for name in files.names("Source"):
        digest = files.one(name, CG + "textDigest")
        first = read.setdefault(digest, name) if digest else name
        if first != name:
            one, other = (shorten(iri) or iri for iri in (first, name))
            what = f"{other} has the same text as {one}, which has this digest at {files.at(first, CG + 'textDigest')}"
            remedy = "keep the passages of one, and record the other without a text, as derived from it"
            yield ProvenanceError(what, where=files.at(name, CG + "textDigest"), remedy=remedy)


def _derivation_circles(facts: Iterable[Statement]) -> Iterator[GraphError]:
    """Yield a fault for each circle of sources that are derived from one another."""
    origins: dict[str, dict[str, Statement]] = {}
    for fact in facts:
        if fact.quad.predicate.value == DERIVED and isinstance(fact.quad.object, ox.NamedNode):
            origins.setdefault(fact.quad.subject.value, {})[fact.quad.object.value] = fact  # type: ignore[union-attr]
    yield from _circle_faults(origins, "derived from", "remove the wrong prov:wasDerivedFrom")


def _circle_faults(origins: Mapping[str, Mapping[str, Statement]], relation: str, remedy: str) -> Iterator[GraphError]:
    """Yield a fault for each circle of statements, at the statement that closes it."""
    for circle in circles(origins):
        names = [shorten(iri) or iri for iri in (*circle, circle[0])]
        link = relation.rpartition(" ")[2]
        what = f"{names[0]} is {relation} itself: {f' {link} '.join(names)}"
        yield ProvenanceError(what, where=origins[circle[-1]][circle[0]].at, remedy=remedy)


def circles(origins: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield the circles in a relation, each as the things on it.

    This is a depth-first search that follows each link once and keeps its own stack, since a chain of sources may be
    longer than Python's recursion limit. Where circles share links, not all of them are found, but always one.
    """
    done: set[str] = set()
    for start in origins:
        trail, ahead = ([], []) if start in done else ([start], [iter(origins[start])])
        index = {start: 0}  # where each thing of the trail is on it
        while trail:
            origin = next(ahead[-1], None)
            if origin is None:
                done.add(trail.pop())
                ahead.pop()
            elif origin not in done and origin in index:
                yield trail[index[origin] :]
            elif origin not in done:
                index[origin] = len(trail)
                trail.append(origin)
                ahead.append(iter(origins.get(origin, ())))
