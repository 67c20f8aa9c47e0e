"""Apply planned rules to columns, by joins of arrays: what the engine would derive, in a fraction of the time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from coalition.build.plans import Choice, Join, Node, Part, Pattern, Plan, Union, UnplannedError, Values, Variable
from coalition.build.rules import MAX_ROUNDS, MAX_TRIPLES, endless, fault_of, position, too_many
from coalition.columns.rows import joined, unique
from coalition.columns.table import Table
from coalition.columns.terms import form_of, key
from coalition.corpus.root import rule_graph

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.schema import Schema

Numbers = NDArray[np.int64]
Rows = dict[str, Numbers]
"""The values of variables, as numbers of terms: arrays of the same shape (rows,)."""

COUNT = ""
"""The column of rows that there always is, though no variable may be bound: zeros."""

MOST = 50_000_000
"""How many rows a join may have; the engine needs no memory for them."""


class Triples(dict[int, Numbers]):
    """Hold triples by the numbers of their properties: subjects and values, each pair once, as sorted single numbers.

    A pair is the number of its subject times `size`, plus that of its value.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def pairs(self, word: int) -> tuple[Numbers, Numbers]:
        """Return the subjects and the values that a property has."""
        subjects, values = np.divmod(self.get(word, np.empty(0, np.int64)), self.size)
        return subjects, values

    def add(self, other: Mapping[int, Numbers]) -> bool:
        """Add triples, and tell whether one of them is new."""
        new = False
        for word, pairs in other.items():
            whole = unique(np.concatenate([self.get(word, pairs[:0]), pairs]))
            new = new or len(whole) > len(self.get(word, pairs[:0]))
            self[word] = whole
        return new

    def __len__(self) -> int:
        return sum(map(len, self.values()))


@dataclass(frozen=True)
class Derivation:
    """Apply rules to the facts of columns that hold nothing derived.

    Attributes
    ----------
    rules:
        The plans of the rules by the paths of their files, and `texts` what stands there.
    """

    columns: Columns
    rules: Mapping[Path, Plan]
    texts: Mapping[Path, str]
    schema: Schema
    _others: dict[str, int] = field(default_factory=dict)

    def derived(self) -> dict[Path, Triples]:
        """Return what each rule derives, when all are applied until nothing is new.

        Raises
        ------
        RuleError
            When a rule derives blank nodes or terms that the ontology lacks, or never ends.
        UnplannedError
            When a rule joins too much at once, or makes terms that no statement has.
        """
        facts, found = self._facts, dict[Path, Triples]()
        most = max(MAX_TRIPLES, len(facts))
        for _ in range(MAX_ROUNDS):
            new = []
            for path, rule in self.rules.items():
                found[path] = self._triples(rule, facts)
                self._examine(path, found[path], most)
                if facts.add(found[path]):
                    new.append(path)
            if not new:
                return found
        raise endless(new, self.texts)

    def rows(self, found: Mapping[Path, Triples]) -> Iterator[Table]:
        """Yield what was derived as rows of columns, in the graphs of the rules.

        Raises
        ------
        UnplannedError
            When no statement names the graph of a rule.
        """
        for path, triples in found.items():
            graph = self.columns.terms.number_of(rule_graph(path))
            for word in triples:
                if graph < 0:
                    raise UnplannedError("nothing names the graph of this rule", where=str(path))
                subjects, values = (side.astype(np.int32) for side in triples.pairs(word))
                yield Table(np.full_like(subjects, word), subjects, values, np.full_like(subjects, graph))

    def lines(self, found: Mapping[Path, Triples]) -> Iterator[tuple[list[bytes], list[bytes]]]:
        """Yield what was derived as lines of N-Triples, and in the graphs of the rules as lines of N-Quads."""
        terms = self.columns.terms
        for path, triples in found.items():
            end = f" <{rule_graph(path)}> .\n".encode()
            for word in triples:
                sides = (terms.keys(side) for side in triples.pairs(word))
                middle = f" {terms.form(word)} "
                stated = [f"{form_of(one)}{middle}{form_of(other)}".encode() for one, other in zip(*sides, strict=True)]
                yield [line + b" .\n" for line in stated], [line + end for line in stated]

    @cached_property
    def _size(self) -> int:
        """One more than the highest number of a term; those that no statement has come last."""
        for node in (node for plan in self.rules.values() for node in plan.constants):
            if self.columns.terms.number(node) < 0:
                self._others.setdefault(node, len(self.columns.terms) + len(self._others))
        return len(self.columns.terms) + len(self._others)

    def _number(self, form: str) -> int:
        return self._others[form] if form in self._others else self.columns.terms.number(form)

    @property
    def _facts(self) -> Triples:
        """The accepted facts that the rules read."""
        facts, columns = Triples(self._size), self.columns
        read = [rule.properties for rule in self.rules.values()]
        words = {word[1:-1] for each in read if each is not None for word in each}
        for word in columns.properties if None in read else sorted(words):
            number, statements = columns.terms.number_of(word), columns.of(word)
            if number >= 0:
                mask = columns.accepted[statements.graph]
                subjects, values = (side[mask].astype(np.int64) for side in (statements.subject, statements.object))
                facts[number] = unique(subjects * self._size + values)
        return facts

    def _triples(self, rule: Plan, facts: Triples) -> Triples:
        rows, found = self._rows(rule.part, facts), Triples(self._size)
        length = len(rows[COUNT])
        for triple in rule.template:
            subject, word, value = (self._column(node, rows, length) for node in triple)
            fit = ~self._is_literal(subject) & self._is_iri(word)
            subject, word, value = subject[fit], word[fit], value[fit]
            for each in unique(word).tolist():
                chosen = word == each
                found.add({each: unique(subject[chosen] * self._size + value[chosen])})
        return found

    def _column(self, node: Node, rows: Rows, length: int) -> Numbers:
        if isinstance(node, Variable):
            return rows[node.name]
        return np.full(length, self._number(node), np.int64)

    def _rows(self, part: Part, facts: Triples) -> Rows:
        match part:
            case Pattern():
                return self._matches(part, facts)
            case Values():
                columns = zip(*part.rows, strict=True) if part.rows else ((),) * len(part.variables)
                numbers = (np.array([self._number(form) for form in column], np.int64) for column in columns)
                return dict(zip(part.variables, numbers, strict=True)) | _counted(len(part.rows))
            case Join():
                return self._join(part, facts)
            case Union():
                left, right = self._rows(part.left, facts), self._rows(part.right, facts)
                return {name: np.concatenate([left[name], right[name]]) for name in (COUNT, *part.variables)}
            case Choice():
                rows = self._rows(part.part, facts)
                return {name: rows[name] for name in (COUNT, *part.variables)}

    def _matches(self, pattern: Pattern, facts: Triples) -> Rows:
        word = pattern.nodes[1]
        words = list(facts) if isinstance(word, Variable) else [self._number(word)]
        parts = [facts.pairs(each) for each in words]
        lengths = [len(subjects) for subjects, _ in parts]
        empty = np.empty(0, np.int64)
        found = (
            np.concatenate([empty, *(subjects for subjects, _ in parts)]),
            np.repeat(np.array(words, np.int64), lengths),
            np.concatenate([empty, *(values for _, values in parts)]),
        )
        mask, rows = np.ones(len(found[0]), dtype=bool), Rows()
        for node, column in zip(pattern.nodes, found, strict=True):
            if not isinstance(node, Variable):
                mask &= column == self._number(node)
            elif node.name in rows:
                mask &= column == rows[node.name]
            else:
                rows[node.name] = column
        return {name: column[mask] for name, column in rows.items()} | _counted(int(mask.sum()))

    def _join(self, join: Join, facts: Triples) -> Rows:
        left, right = self._rows(join.left, facts), self._rows(join.right, facts)
        sizes = [len(side[COUNT]) for side in (left, right)]
        keys = [np.zeros(size, np.int64) for size in sizes]
        if not join.shared and sizes[0] * sizes[1] > MOST:
            raise UnplannedError(
                "this rule joins what has nothing in common", remedy="let its patterns share a variable"
            )
        for name in join.shared:
            # Numbered anew, so that two of them fit into one number.
            _, ranks = np.unique(np.concatenate(keys), return_inverse=True)
            keys = np.split(ranks.reshape(-1) * self._size + np.concatenate([left[name], right[name]]), [sizes[0]])
        try:
            rows, others = joined(*keys, most=MOST)
        except OverflowError:
            remedy = "let its patterns have more in common"
            raise UnplannedError(f"this rule joins more than {MOST:,} pairs of facts", remedy=remedy) from None
        return {name: column[others] for name, column in right.items()} | {
            name: column[rows] for name, column in left.items()
        }

    def _examine(self, path: Path, triples: Triples, most: int) -> None:
        """Look at what a rule derives: at each value that the ontology could forbid, and at one of each property."""
        where, terms = position(path, self.texts[path]), self.columns.terms
        if len(triples) > most:
            raise too_many(most, where)
        for word in triples:
            subjects, values = triples.pairs(word)
            if max(word, int(subjects.max()), int(values.max())) >= len(terms):
                what = "this rule makes terms that no statement has"
                raise UnplannedError(what, where=where, remedy="build the snapshot with the engine")
            different, rows = np.unique(values, return_index=True)
            rows = rows[self._is_ours(different) | ~self._is_iri(different)]
            for row in (0, *rows.tolist(), *np.flatnonzero(self._is_ours(subjects)).tolist()):
                nodes = terms.terms([int(subjects[row]), word, int(values[row])])
                triple = ox.Triple(*nodes)  # type: ignore[arg-type]
                if fault := fault_of(triple, where, self.schema, set()):
                    raise fault

    def _is_literal(self, numbers: Numbers) -> NDArray[np.bool_]:
        return numbers < self._first(b"<")

    def _is_iri(self, numbers: Numbers) -> NDArray[np.bool_]:
        return (numbers >= self._first(b"<")) & (numbers < self._first(b"="))

    def _is_ours(self, numbers: Numbers) -> NDArray[np.bool_]:
        ours = np.zeros(len(numbers), dtype=bool)
        for space in self.schema.spaces:
            start = key(f"<{space}>".encode())
            ours |= (numbers >= self._first(start)) & (numbers < self._first(start + b"\xff"))
        return ours

    def _first(self, beginning: bytes) -> int:
        terms = self.columns.terms
        return bisect_left(range(len(terms)), beginning, key=terms.key)


def _counted(rows: int) -> Rows:
    return {COUNT: np.zeros(rows, np.int64)}
