"""Find what changed between two snapshots: facts, or rows of a saved question, each with the passages that tell it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.audit.pairing import of_columns
from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.namespaces import QUOTED, RECORD, TYPE, local_name
from coalition.output.values import in_words
from coalition.provenance.record import ACCEPTED, STANCE
from coalition.query.description import relation
from coalition.rdf import turtle
from coalition.rdf.store import Term

if TYPE_CHECKING:
    from coalition.query.questions import Question

ADDED, RETRACTED, GONE, RESOURCED, RETOLD = "added", "retracted", "gone", "re-sourced", "retold"
"""What may have happened: a fact or row is new; a fact or row is no longer there; other passages support it than
before; or other passages report, deny, predict or propose it than before."""

KINDS = (ADDED, RETRACTED, GONE, RESOURCED, RETOLD)

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Telling:
    """Hold a passage that tells a fact: its short name, its IRI, its stance, and the label of its source."""

    name: str
    iri: str
    stance: str
    source: str
    accepted: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {"passage": self.name, "iri": self.iri, "stance": self.stance, "source": self.source}

    def __str__(self) -> str:
        return f"{self.name} ({self.stance}, {self.source})"


@dataclass(frozen=True, slots=True)
class Basis:
    """Hold what a fact or row rests on in one snapshot: its passages, and the families that support it."""

    passages: tuple[Telling, ...] = ()
    families: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {"passages": [each.to_dict() for each in self.passages], "families": list(self.families)}


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one change.

    Attributes
    ----------
    kind:
        One of `KINDS`.
    title:
        The fact or the row as people read it.
    data:
        The fact in Turtle, or the values of the row.
    before, after:
        What it rests on in the old and the new snapshot.
    """

    kind: str
    title: str
    data: Mapping[str, Any]
    before: Basis
    after: Basis

    @property
    def id(self) -> str:
        """The name of the entry: the same for the same change, whichever snapshots show it."""
        told = json.dumps(self.to_dict())
        return f"urn:sha256:{hashlib.sha256(told.encode()).hexdigest()}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data, for JSON."""
        return {"kind": self.kind, **self.data, "before": self.before.to_dict(), "after": self.after.to_dict()}


def of_facts(old: Graph | None, new: Graph, about: str | None = None) -> list[Entry]:
    """Return the changes of what passages state, sorted by kind and fact; none where there is no old snapshot.

    Parameters
    ----------
    old, new:
        The graph in two snapshots.
    about:
        The IRI of a thing: return only facts about it, and facts about what refers to it, such as a participation.
        Facts that only give a thing a class are left out.
    """
    if old is None:
        return []
    triples = _touched(old, new)
    if about is not None:
        connected = {about, *_referring(old, about), *_referring(new, about)}
        triples = {triple for triple in triples if {_iri(triple.subject), _iri(triple.object)} & connected}
    before, after = (graph._record.graphs_of_each(triples) for graph in (old, new))
    entries = []
    for triple in triples:
        bases = [_basis(graph, graphs[triple]) for graph, graphs in ((old, before), (new, after))]
        if kind := _kind(*bases):
            names = (old if kind == RETRACTED else new).names
            title = " ".join(
                (names.text(triple.subject), relation(names, triple.predicate.value), in_words(triple.object, names))
            )
            entries.append(Entry(kind, title, {"fact": turtle.fact(triple)}, *bases))
    return sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.title, entry.data["fact"]))


def of_question(old: Graph | None, new: Graph, name: str, parameters: Fields) -> list[Entry]:
    """Return the changes of the rows of a saved question, sorted by kind and row; none where there is no old snapshot.

    Its parameters name what they name in the new snapshot; what is only in the old one is looked up there.

    Raises
    ------
    SelectionError
        When there is no such question.
    ParameterError
        When a parameter does not fit.
    """
    saved = new._saved.named(name)
    bindings = _bindings(saved, parameters, old, new)
    if old is None:
        return []
    answers = [graph.select(saved.text, saved.name, **bindings) for graph in (old, new)]
    rows: list[dict[tuple[Term | None, ...], Basis]] = []
    for graph, found in zip((old, new), answers, strict=True):
        evidence = found.evidence
        passages = [{cited.passage.iri for cited in each.passages} for each in evidence]
        rows.append({row: _basis(graph, own) for row, own in zip(found.terms, passages, strict=True)})
    columns = answers[1].columns
    entries = []
    for row in dict.fromkeys((*rows[0], *rows[1])):
        bases = [own.get(row, Basis()) for own in rows]
        kind = ADDED if row not in rows[0] else GONE if row not in rows[1] else ""
        if not kind and bases[0].passages != bases[1].passages:
            kind = RESOURCED
        if kind:
            names = (old if kind == GONE else new).names
            cells = {
                column: in_words(value, names) for column, value in zip(columns, row, strict=True) if value is not None
            }
            title = " · ".join(f"{column}: {text}" for column, text in cells.items())
            terms = {c: turtle.term(value) for c, value in zip(columns, row, strict=True) if value is not None}
            entries.append(Entry(kind, title or "(no values)", {"question": name, "row": terms}, *bases))
    return sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.title, json.dumps(entry.data)))


def _bindings(
    saved: Question, parameters: Fields, old: Graph | None, new: Graph
) -> dict[str, ox.NamedNode | ox.Literal]:
    try:
        return saved.bindings(parameters, new.known_names)
    except ParameterError as fault:
        if old:
            with suppress(ParameterError):
                return saved.bindings(parameters, old.known_names)
        raise fault from None


def _iri(term: Term) -> str:
    """Return the IRI of a term; of others their Turtle, which is no IRI."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _touched(old: Graph, new: Graph) -> set[ox.Triple]:
    """Return the triples of named graphs that only one snapshot has, and those of passages with another stance."""
    pairing = of_columns(old._columns, new._columns)
    changed = pairing.old | pairing.new
    passages = {
        _iri(quad.subject)
        for quad in changed
        if quad.graph_name.value == RECORD and (quad.predicate.value == STANCE or quad.object == ACCEPTED)  # type: ignore[union-attr]
    }
    graphs = [ox.NamedNode(iri) for iri in sorted(passages)]
    stated = (quad for graph in (old, new) for name in graphs for quad in graph.store.quads(None, None, None, name))
    return {quad.triple for quads in (changed, stated) for quad in quads if quad.predicate.value != TYPE}


def _referring(graph: Graph, thing: str) -> Iterable[str]:
    """Yield what a fact in a passage leads from to a thing."""
    for quad in graph.store.quads(None, None, ox.NamedNode(thing)):
        name = quad.graph_name
        if isinstance(quad.subject, ox.NamedNode) and isinstance(name, ox.NamedNode) and name.value != RECORD:
            yield quad.subject.value


def _basis(graph: Graph, graphs: Collection[str]) -> Basis:
    """Return the passages among some named graphs, in order, and the families of those that are accepted."""
    record = graph._record
    passages = []
    for iri in sorted((each for each in graphs if record.values(each, QUOTED)), key=turtle.order):
        stance = ", ".join(graph.names.label(each) for each in record.values(iri, STANCE))
        source = graph._tracer.source(record.values(iri, QUOTED)[0])
        label = source.label or source.title or source.name
        passages.append(Telling(local_name(iri), iri, stance, label, record.is_accepted(iri)))
    accepted = [each.iri for each in passages if each.accepted]
    return Basis(tuple(passages), tuple(group.name for group in graph._families.support(accepted)))


def _kind(before: Basis, after: Basis) -> str:
    """Return what happened to a fact; nothing where no passage tells it otherwise."""
    old, new = ({each.name for each in basis.passages if each.accepted} for basis in (before, after))
    if old != new:
        return RESOURCED if old and new else ADDED if new else RETRACTED
    return RETOLD if before.passages != after.passages else ""
