"""Evidence: the passages that an answer rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from coalition import turtle
from coalition.algebra import Node, Pattern, Var, parse
from coalition.anatomy import Anatomy, Untraceable, dissect
from coalition.names import Names
from coalition.passage import Finding, Passage, look_up
from coalition.source import Source, Texts
from coalition.store import Store, Term
from coalition.terms import CG, DCTERMS, ONTOLOGY, PREFIXES, PROV, RECORD, REGISTER, SKOS
from coalition.witness import Witness, witnesses

Row = tuple[Term | None, ...]
BATCH = 100
"""So many rows are traced with one query."""

GROUNDS = {
    REGISTER: "the register: who is who, and under which names",
    RECORD: "the record of sources and passages",
    ONTOLOGY: "the ontology",
}
UNTRACED = "cannot say: the triples behind this row were not found again"


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that supports a row: its header, its source, its words where they are found, and the facts it gives."""

    passage: Passage
    source: Source
    finding: Finding
    facts: tuple[ox.Triple, ...]

    def as_data(self) -> dict[str, Any]:
        """The passage as plain data, for JSON and CSV."""
        return {
            "passage": self.passage.iri,
            "source": self.source.iri,
            "source_label": self.source.label,
            "title": self.source.title,
            "publisher": self.source.publisher,
            "issued": self.source.issued,
            "start": self.passage.start,
            "end": self.passage.end,
            "stance": self.passage.stance,
            "attributed_to": list(self.passage.attributed_to),
            "reported_by": list(self.passage.reported_by),
            "cites": list(self.passage.cites),
            "state": str(self.finding.state),
            "words": self.finding.words,
            "facts": [" ".join(turtle.term(node) for node in fact) for fact in self.facts],
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row rests on: passages; rules that were applied; other graphs; and what cannot be told."""

    passages: tuple[Cited, ...] = ()
    rules: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The evidence as plain data, for JSON."""
        return {
            "passages": [cited.as_data() for cited in self.passages],
            "rules": list(self.rules),
            "grounds": list(self.grounds),
            "notes": list(self.notes),
        }


@dataclass(slots=True)
class _Gathered:
    """Evidence in the making."""

    facts: dict[str, set[ox.Triple]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    seen: set[Witness] = field(default_factory=set)


@dataclass(slots=True)
class Tracer:
    """Finds the evidence of rows in a store.

    Parameters
    ----------
    rules:
        The text of each rule under the IRI of the graph of what it derives.
    texts:
        Where the words of the sources are looked for.
    """

    store: Store
    rules: Mapping[str, str]
    texts: Texts
    names: Names
    _passages: dict[str, tuple[Passage, Source] | None] = field(default_factory=dict)
    _trees: dict[str, tuple[Anatomy, Node, tuple[Pattern, ...]]] = field(default_factory=dict)

    def rows(self, text: str, columns: Sequence[str], rows: Sequence[Row]) -> list[Evidence]:
        """The evidence of each row of the answer to the SELECT query `text`; of an ASK, give one empty row.

        A row rests on the witness triples of all solutions that it stands for: of a count, of everything counted.
        Where that cannot be told, the evidence says so and why.
        """
        try:
            anatomy, tree, _ = self._read(text)
            if anatomy.dataset:
                raise Untraceable("it names its own dataset with FROM")
        except (Untraceable, ValueError) as reason:
            return [Evidence(notes=(f"cannot say: {reason}",))] * len(rows)
        keys = [columns.index(key) for key in anatomy.keys]
        gathered: list[Evidence] = []
        for first in range(0, len(rows), BATCH):
            wanted = [tuple(row[key] for key in keys) for row in rows[first : first + BATCH]]
            held = self._solutions(anatomy, wanted)
            gathered += [self._evidence(tree, held.get(row, [])) for row in wanted]
        return gathered

    def triple(self, triple: ox.Triple) -> Evidence:
        """The evidence of one fact of the default graph."""
        gathered = _Gathered()
        self._gather(Witness(triple), gathered)
        return self._finish(gathered)

    def _read(self, text: str) -> tuple[Anatomy, Node, tuple[Pattern, ...]]:
        if text not in self._trees:
            anatomy = dissect(text)
            template = parse(text)[1] if "CONSTRUCT" in text.upper() else ()
            self._trees[text] = (anatomy, parse(anatomy.solutions())[0], template)
        return self._trees[text]

    def _solutions(self, anatomy: Anatomy, wanted: Sequence[Row]) -> dict[Row, list[dict[str, Term]]]:
        held: dict[Row, list[dict[str, Term]]] = {}
        for solution in self._ask(anatomy, _values(anatomy.keys, wanted)):
            held.setdefault(tuple(solution.get(key) for key in anatomy.keys), []).append(solution)
        return held

    def _ask(self, anatomy: Anatomy, values: str) -> list[dict[str, Term]]:
        answer = self.store.select(anatomy.solutions(values), name="evidence")
        names = [variable.value for variable in answer.variables]
        return [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in answer]

    def _evidence(self, tree: Node, solutions: list[dict[str, Term]]) -> Evidence:
        gathered = _Gathered()
        for solution in solutions:
            found = witnesses(self.store, tree, solution)
            if found is None:
                gathered.notes.add(UNTRACED)
                continue
            gathered.notes |= found[1]
            for witness in found[0]:
                self._gather(witness, gathered)
        if not solutions:
            gathered.notes.add("it rests on no triple: a count of nothing, or an absence")
        return self._finish(gathered)

    def _gather(self, witness: Witness, gathered: _Gathered) -> None:
        if witness in gathered.seen:
            return
        gathered.seen.add(witness)
        for graph in [witness.graph] if witness.graph else self.store.graphs_of(witness.triple):
            if graph.value in GROUNDS:
                gathered.grounds.add(GROUNDS[graph.value])
            elif graph.value in self.rules:
                self._premises(witness.triple, graph.value, gathered)
            else:
                gathered.facts.setdefault(graph.value, set()).add(witness.triple)

    def _premises(self, triple: ox.Triple, rule: str, gathered: _Gathered) -> None:
        gathered.rules.add(rule.removeprefix(PREFIXES["rule"]))
        anatomy, tree, template = self._read(self.rules[rule])
        for pattern in template:
            bindings = _unify(pattern, triple)
            if bindings is None:
                continue
            values = _values(tuple(bindings), [tuple(bindings.values())])
            for solution in self._ask(anatomy, values):
                found = witnesses(self.store, tree, solution)
                for witness in found[0] if found else ():
                    self._gather(witness, gathered)

    def _finish(self, gathered: _Gathered) -> Evidence:
        cited = []
        for iri, facts in gathered.facts.items():
            header = self._header(iri)
            if header is None:
                gathered.grounds.add(f"the graph {self.names.label(iri)}")
                continue
            passage, source = header
            finding = look_up(passage, self.texts.of(source))
            cited.append(Cited(passage, source, finding, tuple(sorted(facts, key=str))))
        cited.sort(key=lambda c: (turtle.order(c.source.iri), c.passage.start, c.passage.end))
        return Evidence(
            tuple(cited), tuple(sorted(gathered.rules)), tuple(sorted(gathered.grounds)), tuple(sorted(gathered.notes))
        )

    def _header(self, iri: str) -> tuple[Passage, Source] | None:
        if iri not in self._passages:
            self._passages[iri] = self._look(iri)
        return self._passages[iri]

    def _look(self, iri: str) -> tuple[Passage, Source] | None:
        about = self._about(iri)
        quoted = about.get(PROV + "wasQuotedFrom")
        if not quoted:
            return None
        label = self.names.text
        passage = Passage(
            iri,
            quoted[0].value,
            int(about[CG + "start"][0].value),
            int(about[CG + "end"][0].value),
            about[CG + "digest"][0].value,
            "".join(label(node) for node in about.get(CG + "stance", ())),
            tuple(label(node) for node in about.get(PROV + "wasAttributedTo", ())),
            tuple(label(node) for node in about.get(CG + "reportedBy", ())),
            tuple(label(node) for node in about.get(CG + "cites", ())),
        )
        return passage, self.source(quoted[0].value)

    def source(self, iri: str) -> Source:
        """What is recorded of a source."""
        about = self._about(iri)

        def said(word: str) -> str:
            return ", ".join(self.names.text(node) for node in about.get(word, ()))

        return Source(
            iri,
            said(SKOS + "prefLabel"),
            said(DCTERMS + "title"),
            said(DCTERMS + "publisher"),
            said(DCTERMS + "creator"),
            said(DCTERMS + "issued"),
            said(CG + "fileName"),
            said(CG + "textDigest"),
            int(said(CG + "textLength") or 0),
        )

    def _about(self, iri: str) -> dict[str, list[Any]]:
        about: dict[str, list[Any]] = {}
        for quad in sorted(self.store.quads(ox.NamedNode(iri), None, None, ox.NamedNode(RECORD)), key=str):
            about.setdefault(quad.predicate.value, []).append(quad.object)
        return about


def _values(keys: Sequence[str], rows: Sequence[Row]) -> str:
    """A VALUES clause; a blank node cannot be named in one, and is left open."""
    if not keys:
        return ""
    cells = (" ".join("UNDEF" if v is None or isinstance(v, ox.BlankNode) else str(v) for v in row) for row in rows)
    return f"VALUES ({' '.join(f'?{key}' for key in keys)}) {{ {' '.join(f'({cell})' for cell in cells)} }}"


def _unify(pattern: Pattern, triple: ox.Triple) -> dict[str, Term] | None:
    """The bindings under which a pattern of a rule's template is `triple`; None where there are none."""
    bindings: dict[str, Term] = {}
    for slot, node in zip((pattern.subject, pattern.predicate, pattern.object), triple, strict=True):
        if isinstance(slot, Var):
            if bindings.setdefault(slot.name, node) != node:
                return None
        elif slot != node:
            return None
    return bindings
