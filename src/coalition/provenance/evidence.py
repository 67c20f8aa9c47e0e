"""Evidence: the passages that an answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from coalition.errors import QueryError
from coalition.names import Names
from coalition.namespaces import CG, DCTERMS, ONTOLOGY, PREFIXES, PROV, QUOTED, RECORD, REGISTER, SKOS
from coalition.provenance.algebra import Node, Pattern, parse
from coalition.provenance.record import Record, text
from coalition.provenance.rewriting import RewrittenQuery, UntraceableError, rewrite
from coalition.provenance.witnesses import UNTRACED, Witness, WitnessFinder, batches, unify
from coalition.provenance.witnesses import Row as Row
from coalition.rdf import turtle
from coalition.rdf.sparql import form
from coalition.rdf.store import Term
from coalition.texts.passage import Finding, Passage, look_up
from coalition.texts.source import Source, Texts

GROUNDS = {
    REGISTER: "the register: who is who, and under which names",
    RECORD: "the record of sources and passages",
    ONTOLOGY: "the ontology",
}
NO_TRIPLE = "it rests on no triple: a count of nothing, an absence, or values that the query itself gives"


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that supports a row: its header, its source, its words where they are found, and the facts it gives."""

    passage: Passage
    source: Source
    finding: Finding
    facts: tuple[ox.Triple, ...]

    def to_dict(self) -> dict[str, Any]:
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
            "facts": [turtle.fact(fact) for fact in self.facts],
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row rests on: passages; rules that were applied; other graphs; and what cannot be told."""

    passages: tuple[Cited, ...] = ()
    rules: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The evidence as plain data, for JSON."""
        return {
            "passages": [cited.to_dict() for cited in self.passages],
            "rules": list(self.rules),
            "grounds": list(self.grounds),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Basis:
    """Where one witness stands: passages and other graphs; and what it was derived from, by which rules."""

    graphs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    premises: frozenset[Witness] = frozenset()
    notes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tracer:
    """Finds the evidence of rows.

    Parameters
    ----------
    record:
        The record of the store that the rows come from.
    rules:
        The text of each rule under the IRI of the graph of what it derives.
    texts:
        Where the words of the sources are looked for.
    """

    record: Record
    rules: Mapping[str, str]
    texts: Texts
    names: Names
    _finder: WitnessFinder = field(init=False)
    _bases: dict[Witness, _Basis] = field(default_factory=dict)
    _headers: dict[str, tuple[Passage, Source, Finding] | None] = field(default_factory=dict)
    _trees: dict[str, tuple[RewrittenQuery, Node, tuple[Pattern, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = WitnessFinder(self.record.store)

    def rows(self, text: str, columns: Sequence[str], rows: Sequence[Row]) -> list[Evidence]:
        """The evidence of each row of the answer to the SELECT query `text`; of an ASK, give one empty row.

        A row rests on the witness triples of all solutions that it stands for: of a count, of everything counted.
        Where that cannot be told, the evidence says so and why.
        """
        try:
            rewritten, tree, _ = self._parse(text)
            given = self._given(rewritten, columns, rows)
            keys = [key for key in (columns if rewritten.keys is None else rewritten.keys) if key not in given]
            places = [columns.index(key) for key in keys]
            nothing = NO_TRIPLE if rewritten.aggregated else UNTRACED
            gathered: list[Evidence] = []
            for batch in batches(rows):
                wanted = [tuple(row[place] for place in places) for row in batch]
                held = self._finder.solved(rewritten, tree, keys, wanted, given)
                self._explain({witness for found, _ in held.values() for witness in found})
                gathered += [self._evidence(*held.get(row, (set(), {nothing}))) for row in wanted]
            return gathered
        except (UntraceableError, QueryError) as reason:
            return [Evidence(notes=(f"cannot say: {reason}",))] * len(rows)

    def triple(self, triple: ox.Triple) -> Evidence:
        """The evidence of one fact of the default graph."""
        witness = Witness(triple)
        self._explain({witness})
        return self._evidence({witness}, set())

    def cite(self, iri: str) -> Cited:
        """A passage of the record with its words, and without facts; KeyError where there is none of that IRI."""
        header = self._header(iri)
        if header is None:
            raise KeyError(iri)
        return Cited(*header, ())

    def _parse(self, text: str) -> tuple[RewrittenQuery, Node, tuple[Pattern, ...]]:
        if text not in self._trees:
            rewritten = rewrite(text)
            template = parse(text)[1] if form(text) == "CONSTRUCT" else ()
            self._trees[text] = (rewritten, parse(rewritten.solutions())[0], template)
        return self._trees[text]

    def _given(self, rewritten: RewrittenQuery, columns: Sequence[str], rows: Sequence[Row]) -> dict[str, Term]:
        """The values of the parameters of the query: columns that have a value, and none that the pattern gives."""
        nothing = self.record.store.select(rewritten.visible(), name="evidence")
        visible = {variable.value for variable in nothing.variables}
        first = dict(zip(columns, rows[0], strict=True)) if rows else {}
        told = [name for name in (columns if rewritten.keys is None else rewritten.keys) if name not in visible]
        return {name: value for name in told if (value := first.get(name)) is not None}

    def _evidence(self, witnesses: Iterable[Witness], notes: set[str]) -> Evidence:
        """What witnesses rest on that were explained before."""
        facts: dict[str, set[ox.Triple]] = {}
        rules: set[str] = set()
        notes = set(notes)
        ahead, seen = list(witnesses), set(witnesses)
        while ahead:
            witness = ahead.pop()
            basis = self._bases[witness]
            for graph in basis.graphs:
                facts.setdefault(graph, set()).add(witness.triple)
            rules.update(basis.rules)
            notes |= basis.notes
            ahead += basis.premises - seen
            seen |= basis.premises
        return self._finish(facts, rules, notes)

    def _explain(self, witnesses: set[Witness]) -> None:
        """Find the bases of witnesses, of what they were derived from, and so on."""
        ahead = witnesses - self._bases.keys()
        while ahead:
            derived: dict[str, dict[ox.Triple, Witness]] = {}
            for witness in ahead:
                graphs = [witness.graph] if witness.graph else self.record.store.graphs_of(witness.triple)
                named = sorted(graph.value for graph in graphs)
                self._bases[witness] = _Basis(tuple(name for name in named if name not in self.rules))
                for rule in named:
                    if rule in self.rules:
                        derived.setdefault(rule, {})[witness.triple] = witness
            for rule, conclusions in sorted(derived.items()):
                self._derive(rule, conclusions)
            ahead = {premise for w in ahead for premise in self._bases[w].premises} - self._bases.keys()

    def _derive(self, rule: str, conclusions: Mapping[ox.Triple, Witness]) -> None:
        """Add to the bases of conclusions what a rule derived them from."""
        name = rule.removeprefix(PREFIXES["rule"])
        found: dict[ox.Triple, tuple[set[Witness], set[str]]] = {}
        reason = UNTRACED
        try:
            rewritten, tree, template = self._parse(self.rules[rule])
            for pattern in template:
                self._premises(rewritten, tree, pattern, conclusions, found)
        except (UntraceableError, QueryError) as fault:
            reason = f"cannot say: what the rule {name} was applied to ({fault})"
        for triple, witness in conclusions.items():
            basis = self._bases[witness]
            premises, notes = found.get(triple, (set(), {reason}))
            self._bases[witness] = _Basis(
                basis.graphs, (*basis.rules, name), basis.premises | premises, basis.notes | notes
            )

    def _premises(
        self,
        rewritten: RewrittenQuery,
        tree: Node,
        pattern: Pattern,
        conclusions: Iterable[ox.Triple],
        found: dict[ox.Triple, tuple[set[Witness], set[str]]],
    ) -> None:
        """Collect the witnesses of all solutions from which `pattern` of a rule's template gives the conclusions."""
        bound = {triple: bindings for triple in conclusions if (bindings := unify(pattern, triple)) is not None}
        for batch in batches(list(bound.items())):
            names = tuple(batch[0][1])
            held = self._finder.solved(rewritten, tree, names, [tuple(bindings.values()) for _, bindings in batch])
            for triple, bindings in batch:
                key = tuple(bindings.values())
                if key in held:
                    witnesses, notes = found.setdefault(triple, (set(), set()))
                    witnesses |= held[key][0]
                    notes |= held[key][1]

    def _finish(self, facts: Mapping[str, set[ox.Triple]], rules: set[str], notes: set[str]) -> Evidence:
        cited, grounds = [], set()
        for iri, given in facts.items():
            header = self._header(iri)
            if iri in GROUNDS:
                grounds.add(GROUNDS[iri])
            elif header is None:
                grounds.add(f"the graph {self.names.label(iri)}")
            else:
                cited.append(Cited(*header, tuple(sorted(given, key=str))))
        cited.sort(key=lambda c: (turtle.order(c.source.iri), c.passage.start, c.passage.end, c.passage.iri))
        if not (cited or rules or grounds or notes):
            notes.add(NO_TRIPLE)
        return Evidence(tuple(cited), tuple(sorted(rules)), tuple(sorted(grounds)), tuple(sorted(notes)))

    def _header(self, iri: str) -> tuple[Passage, Source, Finding] | None:
        if iri not in self._headers:
            self._headers[iri] = self._look(iri)
        return self._headers[iri]

    def _look(self, iri: str) -> tuple[Passage, Source, Finding] | None:
        about = self.record.about(iri)
        quoted = about.get(QUOTED)
        if not quoted:
            return None
        label = self.names.text
        passage = Passage(
            iri,
            text(quoted[0]),
            int(text(about[CG + "start"][0])),
            int(text(about[CG + "end"][0])),
            text(about[CG + "digest"][0]),
            "".join(label(node) for node in about.get(CG + "stance", ())),
            tuple(label(node) for node in about.get(PROV + "wasAttributedTo", ())),
            tuple(label(node) for node in about.get(CG + "reportedBy", ())),
            tuple(label(node) for node in about.get(CG + "cites", ())),
        )
        source = self.source(text(quoted[0]))
        return passage, source, look_up(passage, self.texts.get(source))

    def source(self, iri: str) -> Source:
        """What is recorded of a source."""
        about = self.record.about(iri)

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
