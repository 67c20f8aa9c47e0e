"""Find the evidence of an answer: the passages, rules and graphs that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

import pyoxigraph as ox

from coalition.errors import QueryError
from coalition.names import Names
from coalition.namespaces import CG, DCTERMS, ONTOLOGY, PREFIXES, PROV, QUOTED, RECORD, REGISTER, SKOS
from coalition.processes import making_what_lasts
from coalition.provenance.algebra import ABSENT, Pattern, grows
from coalition.provenance.matching import Witness, unify
from coalition.provenance.parsing import Parsed
from coalition.provenance.record import DIGEST, DIRECTNESS, END, READING, STANCE, START, Record, text
from coalition.provenance.rewriting import UntraceableError
from coalition.provenance.witnesses import (
    PARTIAL,
    UNREPEATED,
    UNTRACED,
    Traced,
    WitnessFinder,
    batches,
    gives,
    rows_of,
)
from coalition.provenance.witnesses import Row as Row
from coalition.provenance.works import described
from coalition.rdf import turtle
from coalition.rdf.store import Term
from coalition.texts.passage import Finding, Passage, look_up
from coalition.texts.source import Source, Texts

GROUNDS = {
    REGISTER: "the register: who is who, and under which names",
    RECORD: "the record of sources and passages",
    ONTOLOGY: "the ontology",
}
NO_TRIPLE = "it rests on no triple: it counts nothing, tells of an absence, or repeats values of the query itself"


@dataclass(frozen=True, slots=True)
class Cited:
    """Cite a passage that supports a row: its header, its source, its words if they are found, and its facts.

    `context` cites the slices without which the passage cannot be read; they state nothing here.
    """

    passage: Passage
    source: Source
    finding: Finding
    facts: tuple[ox.Triple, ...]
    context: tuple[Cited, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the passage as plain data, for JSON and CSV."""
        return {
            "passage": self.passage.iri,
            "source": self.source.iri,
            "source_label": self.source.label,
            "title": self.source.title,
            "publisher": self.source.publisher,
            "issued": self.source.issued,
            "start": self.passage.start,
            "end": self.passage.end,
            **({"page": self.passage.page} if self.passage.page else {}),
            "stance": self.passage.stance,
            **({"directness": self.passage.directness} if self.passage.directness else {}),
            "attributed_to": list(self.passage.attributed_to),
            "reported_by": list(self.passage.reported_by),
            "cites": list(self.passage.cites),
            "reading": self.passage.reading,
            "noted": list(self.passage.notes),
            "context": [each.to_dict() for each in self.context],
            "state": str(self.finding.state),
            "words": self.finding.words,
            "facts": [turtle.fact(fact) for fact in self.facts],
        }


def place(cited: Cited) -> tuple[object, ...]:
    """Return the sort key of a passage: by its source, then by its place in the text."""
    return turtle.order(cited.source.iri), cited.passage.start, cited.passage.end, cited.passage.iri


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """Hold what a row rests on.

    Attributes
    ----------
    passages:
        The passages that state its facts, in the order of their sources.
    rules:
        The names of the rules that derived its facts.
    grounds:
        What it rests on besides passages, such as the register.
    notes:
        What could not be traced, and why.
    unread:
        How many more passages it rests on, where only the first ones were asked for.
    """

    passages: tuple[Cited, ...] = ()
    rules: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unread: int = 0

    def __repr__(self) -> str:
        names = ", ".join(cited.passage.name for cited in self.passages)
        more = ", ".join(f"{len(getattr(self, word))} {word}" for word in ("rules", "grounds", "notes"))
        return f"<Evidence: passages {names or 'none'}; {more}>"

    @classmethod
    def joined(cls, several: Sequence[Evidence]) -> Evidence:
        """Return what several rows rest on together: each passage once, with all facts that any row took from it."""
        cited: dict[str, Cited] = {}
        for each in (cited_ for evidence in several for cited_ in evidence.passages):
            facts = {*each.facts, *(cited[each.passage.iri].facts if each.passage.iri in cited else ())}
            cited[each.passage.iri] = replace(each, facts=tuple(sorted(facts, key=str)))
        others = (
            tuple(sorted({text for evidence in several for text in getattr(evidence, word)}))
            for word in ("rules", "grounds", "notes")
        )
        rules, grounds, notes = others
        return cls(tuple(sorted(cited.values(), key=place)), rules, grounds, notes)

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as plain data, for JSON."""
        return {
            "passages": [cited.to_dict() for cited in self.passages],
            "rules": list(self.rules),
            "grounds": list(self.grounds),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Basis:
    """Hold what one witness rests on: the graphs that state it, the rules that derived it, and their premises."""

    graphs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    premises: frozenset[Witness] = frozenset()
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Hold what a row rests on: facts by their graphs, the passages among these to leave unread, rules and notes."""

    facts: Mapping[str, set[ox.Triple]]
    unread: Set[str]
    rules: Set[str]
    notes: Set[str]


@dataclass(slots=True)
class Tracer:
    """Find the evidence of rows and facts.

    Parameters
    ----------
    record:
        The record of the store that the rows come from.
    rules:
        The text of each rule, by the IRI of the graph that holds what it derives.
    texts:
        The texts of the sources, for the words of passages.
    names:
        The names of the store, for labels.
    """

    record: Record
    rules: Mapping[str, str]
    texts: Texts
    names: Names
    _finder: WitnessFinder = field(init=False)
    _bases: dict[Witness, _Basis] = field(default_factory=dict)
    _headers: dict[str, tuple[Passage, Source, Finding] | None] = field(default_factory=dict)
    _slices: dict[str, Cited | None] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = WitnessFinder(self.record.store)

    @making_what_lasts()
    def rows(self, text: str, columns: Sequence[str], rows: Sequence[Row], most: int | None = None) -> list[Evidence]:
        """Return the evidence of each row of the answer to the query `text`; of each, the first `most` passages.

        A row rests on the witness triples of all solutions behind it: for a count, that is everything counted. Where
        the triples cannot be found, the evidence says so and why. For an ASK query, pass one empty row.
        """
        try:
            query = self._finder.parsed(text)
            given = self._given(query, columns, rows)
            traced = rows_of(self._finder, query, columns, rows, given)
            self._explain({witness for witnesses, _ in traced for witness in witnesses})
            doubt = not grows(query.tree, counted=query.rewritten.aggregated)
            gathered: dict[tuple[Row, Traced], _Gathered] = {}
            for row, found in zip(rows, traced, strict=True):
                if (row, found) not in gathered:
                    witnesses, notes = found
                    if doubt and notes <= {ABSENT, UNREPEATED} and not gives(query, columns, row, witnesses, given):
                        notes |= {PARTIAL}
                    gathered[row, found] = self._gather(witnesses, notes, most)
            self.record.read({graph for each in gathered.values() for graph in each.facts.keys() - each.unread})
            evidence = {key: self._evidence(each) for key, each in gathered.items()}
            return [evidence[key] for key in zip(rows, traced, strict=True)]
        except (UntraceableError, QueryError) as reason:
            return [Evidence(notes=(f"cannot say what this rests on: {reason}",))] * len(rows)

    def look_up(self, triples: Iterable[ox.Triple]) -> None:
        """Look up what facts rest on, all at once, so that `triple` knows it."""
        self._explain({Witness(triple) for triple in triples})

    def triple(self, triple: ox.Triple) -> Evidence:
        """Return the evidence of one fact of the default graph."""
        witness = Witness(triple)
        self._explain({witness})
        return self._evidence(self._gather({witness}, set()))

    def cite(self, iri: str) -> Cited:
        """Return a passage of the record with its words, and without facts.

        Raises
        ------
        KeyError
            When the record has no passage with this IRI.
        """
        if cited := self._cited(iri):
            return cited
        raise KeyError(iri)

    def passage(self, iri: str) -> Cited | None:
        """Return a passage with its words and all that it states; None where `iri` is no passage or slice."""
        if not self._header(iri):
            return None
        return self._cited(iri, [quad.triple for quad in self.record.store.quads(None, None, None, ox.NamedNode(iri))])

    def _cited(self, iri: str, facts: Iterable[ox.Triple] = ()) -> Cited | None:
        """Cite a passage for some of its facts; None where `iri` is no passage or slice."""
        header = self._header(iri)
        if not header:
            return None
        stated = tuple(facts)
        return Cited(*header, stated if len(stated) < 2 else tuple(sorted(stated, key=str)), self._context(header[0]))

    def _given(self, query: Parsed, columns: Sequence[str], rows: Sequence[Row]) -> dict[str, Term]:
        """Return the values of the query's parameters: the columns that have a value though the pattern binds none."""
        rewritten = query.rewritten
        no_rows = self.record.store.select(rewritten.visible(), name="evidence")
        visible = {variable.value for variable in no_rows.variables}
        first = dict(zip(columns, rows[0], strict=True)) if rows else {}
        unbound = [name for name in (columns if rewritten.keys is None else rewritten.keys) if name not in visible]
        return {name: value for name in unbound if (value := first.get(name)) is not None}

    def _gather(self, witnesses: Iterable[Witness], notes: Set[str], most: int | None = None) -> _Gathered:
        """Return what witnesses rest on, whose bases `_explain` has found, and their premises with them."""
        facts: dict[str, set[ox.Triple]] = {}
        rules, notes = set[str](), set(notes)
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
        return _Gathered(facts, self._beyond(facts, most), rules, notes)

    def _explain(self, witnesses: set[Witness]) -> None:
        """Find the bases of witnesses, then the bases of their premises, and so on."""
        ahead = {witness for witness in witnesses if witness not in self._bases}
        while ahead:
            derived: dict[str, dict[ox.Triple, Witness]] = {}
            graphs_of = self.record.graphs_of_each({witness.triple for witness in ahead if not witness.graph})
            for witness in ahead:
                named = [witness.graph.value] if witness.graph else sorted(graphs_of[witness.triple])
                self._bases[witness] = _Basis(tuple(name for name in named if name not in self.rules))
                for rule in named:
                    if rule in self.rules:
                        derived.setdefault(rule, {})[witness.triple] = witness
            for rule, conclusions in sorted(derived.items()):
                self._derive(rule, conclusions)
            premises = {premise for witness in ahead for premise in self._bases[witness].premises}
            ahead = {premise for premise in premises if premise not in self._bases}

    def _derive(self, rule: str, conclusions: Mapping[ox.Triple, Witness]) -> None:
        """Add to the bases of conclusions the premises from which a rule derived them."""
        name = rule.removeprefix(PREFIXES["rule"])
        traced: dict[ox.Triple, tuple[set[Witness], set[str]]] = {}
        reason = UNTRACED
        try:
            query = self._finder.parsed(self.rules[rule])
            for pattern in query.template:
                self._premises(query, pattern, conclusions, traced)
        except (UntraceableError, QueryError) as fault:
            reason = f"cannot say which facts the rule {name} was applied to: {fault}"
        for triple, witness in conclusions.items():
            basis = self._bases[witness]
            premises, notes = traced.get(triple, (set(), {reason}))
            self._bases[witness] = _Basis(
                basis.graphs, (*basis.rules, name), basis.premises | premises, basis.notes | notes
            )

    def _premises(
        self,
        query: Parsed,
        pattern: Pattern,
        conclusions: Iterable[ox.Triple],
        traced: dict[ox.Triple, tuple[set[Witness], set[str]]],
    ) -> None:
        """Add to `traced` the witnesses of all solutions in which `pattern`, of a rule's template, is a conclusion."""
        bound = {triple: bindings for triple in conclusions if (bindings := unify(pattern, triple)) is not None}
        for batch in batches(list(bound.items())):
            names = [name for name in batch[0][1] if name not in query.rewritten.unstable]
            keys = [tuple(bindings[name] for name in names) for _, bindings in batch]
            solved = self._finder.solved(query, names, keys)
            for (triple, _), key in zip(batch, keys, strict=True):
                if key in solved:
                    witnesses, notes = traced.setdefault(triple, (set(), set()))
                    witnesses |= solved[key][0]
                    notes |= solved[key][1]

    def _evidence(self, gathered: _Gathered) -> Evidence:
        """Return the evidence that consists of what was gathered."""
        cited, grounds, notes = list[Cited](), set[str](), gathered.notes
        for iri, stated in gathered.facts.items():
            if iri in GROUNDS:
                grounds.add(GROUNDS[iri])
            elif iri in gathered.unread:
                continue
            elif passage := self._cited(iri, stated):
                cited.append(passage)
            else:
                grounds.add(f"the graph {self.names.label(iri)}")
        cited.sort(key=place)
        if not (cited or gathered.rules or grounds or notes):
            notes = {NO_TRIPLE}
        rules, grounds_, notes_ = (tuple(sorted(each)) for each in (gathered.rules, grounds, notes))
        return Evidence(tuple(cited), rules, grounds_, notes_, len(gathered.unread))

    def _beyond(self, graphs: Collection[str], most: int | None) -> set[str]:
        """Return the passages of some graphs that come after the first `most`.

        Only their sources are looked up, and the places of those that the first sources hold.
        """
        if most is None or len(graphs) <= most:
            return set()
        quoted: dict[str, list[str]] = {}
        for iri, sources in self.record.values_of_each(graphs, QUOTED).items():
            for source in sources:
                quoted.setdefault(source, []).append(iri)
        first: list[str] = []
        for source in sorted(quoted, key=turtle.order):
            if len(first) == most:
                break
            self.record.read(quoted[source])
            first += sorted(quoted[source], key=self._place_in_text)[: most - len(first)]
        return {iri for passages in quoted.values() for iri in passages}.difference(first)

    def _place_in_text(self, iri: str) -> tuple[int, int, str]:
        about = self.record.about(iri)
        return int(text(about[START][0])), int(text(about[END][0])), iri

    def _context(self, passage: Passage) -> tuple[Cited, ...]:
        """Cite the slices without which a passage cannot be read."""
        return tuple(cited for iri in passage.context if (cited := self._bare(iri)))

    def _bare(self, iri: str) -> Cited | None:
        """Cite a slice for nothing that it states; many passages have the same one for context."""
        if iri not in self._slices:
            header = self._header(iri)
            self._slices[iri] = Cited(*header, ()) if header else None
        return self._slices[iri]

    def _header(self, iri: str) -> tuple[Passage, Source, Finding] | None:
        if iri not in self._headers:
            self._headers[iri] = self._read_header(iri)
        return self._headers[iri]

    def _read_header(self, iri: str) -> tuple[Passage, Source, Finding] | None:
        """Return a passage with its source and its words; None where the graph `iri` is not a passage."""
        about = self.record.about(iri)
        quoted = about.get(QUOTED)
        if not quoted:
            return None
        label = self.names.text
        passage = Passage(
            iri,
            text(quoted[0]),
            int(text(about[START][0])),
            int(text(about[END][0])),
            text(about[DIGEST][0]),
            "".join(label(node) for node in about.get(STANCE, ())),
            tuple(label(node) for node in about.get(PROV + "wasAttributedTo", ())),
            tuple(label(node) for node in about.get(CG + "reportedBy", ())),
            tuple(described(text(node), self.record, self.names) for node in about.get(CG + "cites", ())),
            " ".join(text(node) for node in about.get(READING, ())),
            tuple(text(node) for node in about.get(SKOS + "note", ())),
            tuple(text(node) for node in about.get(CG + "context", ())),
            next((int(text(node)) for node in about.get(CG + "page", ())), None),
            "".join(label(node) for node in about.get(DIRECTNESS, ())),
        )
        source = self.source(text(quoted[0]))
        return passage, source, look_up(passage, self.texts.get(source))

    def source(self, iri: str) -> Source:
        """Return what the record says about a source."""
        if iri not in self._sources:
            self._sources[iri] = self._read_source(iri)
        return self._sources[iri]

    def _read_source(self, iri: str) -> Source:
        about = self.record.about(iri)

        def values(word: str) -> str:
            return ", ".join(self.names.text(node) for node in about.get(word, ()))

        return Source(
            iri,
            values(SKOS + "prefLabel"),
            values(DCTERMS + "title"),
            values(DCTERMS + "publisher"),
            values(DCTERMS + "creator"),
            values(DCTERMS + "issued"),
            values(CG + "fileName"),
            values(CG + "textDigest"),
            int(values(CG + "textLength") or 0),
        )
