"""Say why a query has no rows, or lacks a row that someone expected.

An obstacle is what, when it alone is left out, makes the row appear. Each is tried with the engine before it is named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from coalition.errors import ParameterError, QueryError
from coalition.names import LABELLED, Names, resolve
from coalition.namespaces import expand
from coalition.rdf import sorting, sparql
from coalition.rdf.store import Rows, Store, Term

if TYPE_CHECKING:
    from coalition.provenance.removal import Divided, Part
    from coalition.provenance.witnesses import Row

Expected = Mapping[str, ox.NamedNode | ox.Literal]
"""The values that a row should have, by its columns. A literal stands for every literal with its text."""

ACCEPTED = "a cg:AcceptedPassage"
"""How a query asks for the passages whose facts are accepted."""

OTHER = "coalition_stance"
"""A variable that no query has."""

OF_ALL = ("GROUP", "HAVING", "LIMIT", "OFFSET", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT")
"""The words of queries in which a row depends on others, so that they are asked for each stance by itself."""

WORDS = {"pattern": "no match for", "filter": "the condition", "minus": "the exclusion"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Name what keeps the row away; without all of `parts`, it appears.

    `kind` is pattern, filter, minus, optional, union, graph, group, bind, values, subquery, having, limit, offset,
    several, stance, view or unknown. `remedy` is what to type to see the row, where there is such an option.
    """

    kind: str
    parts: tuple[str, ...]
    remedy: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the obstacle as plain data, for JSON."""
        return {"kind": self.kind, "parts": list(self.parts), "remedy": self.remedy}

    def __str__(self) -> str:
        if self.remedy:
            return self.remedy
        told = " and ".join(self.parts)
        if self.kind in WORDS:
            told = f"{WORDS[self.kind]} {told}"
        return told


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Hold why a row is not in an answer.

    Attributes
    ----------
    present:
        Whether the row is there after all; for no expected values, whether there is any row.
    obstacles:
        What keeps it away, each by itself.
    notes:
        What cannot be told, and which documents were not read in full.
    """

    present: bool
    obstacles: tuple[Obstacle, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, for JSON."""
        obstacles = [obstacle.to_dict() for obstacle in self.obstacles]
        return {"present": self.present, "obstacles": obstacles, "notes": list(self.notes)}


def obstacles(
    store: Store, text: str, bindings: Mapping[str, Term], expected: Expected
) -> tuple[list[Obstacle], list[str]]:
    """Return the parts of a query that keep a row away, and what cannot be told.

    Each part that keeps it away alone is an obstacle. Where none does, one smallest set of parts is one: with any one
    of its parts left in, the row stays away.
    """
    from coalition.provenance.removal import IndivisibleError, divide

    try:
        divided = divide(text)
    except IndivisibleError as fault:
        return [], [f"cannot say which part of the query keeps it away: {fault}"]
    if not _same(store, divided, text, bindings, expected):
        return [], ["cannot say which part of the query keeps it away: the query could not be taken apart"]
    parts = divided.all()
    mentioned = set(sparql.variables(divided.pattern()))

    def appears(removed: Set[int], *, free: bool = True) -> bool:
        return _appears(store, divided, removed, bindings, expected, mentioned if free else ())

    for free in (False, True):
        alone = [part for part in parts if appears({part.number}, free=free)]
        # A group is no obstacle beside a part of it.
        inner = {number for part in alone for number in _within(part) if number != part.number}
        smallest = [p for p in alone if not (p.parts and inner & {a.number for a in alone} & set(_within(p)))]
        if smallest:
            return [Obstacle(part.kind, (_shown(part),)) for part in smallest], []
    several = _smallest(parts, appears)
    if not several:
        return [], ["cannot say which part of the query keeps it away: it stays away without any of them"]
    return [Obstacle("several", tuple(_shown(part) for part in several))], []


def _smallest(parts: Sequence[Part], appears: Callable[[Set[int]], bool]) -> list[Part]:
    """Return parts without all of which the row appears, and without all but one of which it does not."""
    removed = {part.number for part in parts}
    if not appears(removed):
        return []
    before = -1
    while len(removed) != before:  # again, since what returns may let another part return, as within NOT EXISTS
        before = len(removed)
        # A group goes back first, so that its parts are named instead.
        for part in sorted(parts, key=lambda part: part.parts is None):
            if part.number in removed and appears(removed - {part.number}):
                removed.discard(part.number)
    return [part for part in parts if part.number in removed]


def _within(part: Part) -> list[int]:
    return [inner.number for inner in part.all()]


def _shown(part: Part) -> str:
    return " ".join(part.without(frozenset()).removesuffix(" .").split())


def _same(store: Store, divided: Divided, text: str, bindings: Mapping[str, Term], expected: Expected) -> bool:
    """Tell whether the query, put together again, is without the row, as it was."""
    try:
        return not any(
            chain.from_iterable(matches(store, each, bindings, expected) for each in (text, divided.without()))
        )
    except QueryError:
        return False


def _appears(
    store: Store,
    divided: Divided,
    removed: Set[int],
    bindings: Mapping[str, Term],
    expected: Expected,
    free: Collection[str],
) -> bool:
    """Tell whether a query has the row when parts are left out.

    A column of `free` that nothing in the pattern mentions any more has the expected value.
    """
    left = sparql.variables(divided.pattern(removed))
    more = [f"BIND({expected[name]} AS ?{name})" for name in expected if name in free and name not in left]
    try:
        return any(matches(store, divided.without(removed, " ".join(more)), bindings, expected))
    except QueryError:  # without the part, what is left is no query
        return False


def matches(store: Store, text: str, bindings: Mapping[str, Term], expected: Expected) -> Iterator[Literal[True]]:
    """Yield True for each row of an answer that has the expected values, or once for an ASK query that holds."""
    result = store.query(text, bindings, "why-not")
    if isinstance(result, ox.QueryBoolean):
        found: Iterable[object] = [()] if result else []
    elif isinstance(result, Rows):
        columns = {variable.value for variable in result.variables}
        rows = result if columns >= set(expected) else ()
        found = (row for row in rows if all(_equal(row[name], value) for name, value in expected.items()))
    else:
        found = result
    for _ in found:
        yield True


def _equal(term: Term | None, wanted: ox.NamedNode | ox.Literal) -> bool:
    if isinstance(wanted, ox.Literal):
        return isinstance(term, ox.Literal) and term.value == wanted.value
    return term == wanted


def expected_values(text: str, store: Store, given: Mapping[str, str], names: Names) -> Expected:
    """Return the terms that typed values stand for: things by a name or an IRI, or else texts.

    Raises
    ------
    ParameterError
        When the query has no such column, or a value names several things.
    """
    columns: list[str] = []
    if given:
        result = store.query(text, {}, "why-not")
        columns = [variable.value for variable in result.variables] if isinstance(result, Rows) else []
    for name in given:
        if name not in columns:
            remedy = f"name one of {', '.join(columns)}" if columns else "ask a SELECT query"
            raise ParameterError(f"the query has no column {name}", where="--why-not", remedy=remedy)
    return {name: _value(typed, names) for name, typed in given.items()}


def _value(typed: str, names: Names) -> ox.NamedNode | ox.Literal:
    if any(names.resolve(typed, kind) for kind in LABELLED):
        return ox.NamedNode(resolve(typed, LABELLED, names, "--why-not"))
    try:
        return ox.NamedNode(expand(typed) or "")
    except ValueError:
        return ox.Literal(typed)


def more(
    store: Store, text: str, bindings: Mapping[str, Term], rows: Collection[Row], stances: Iterable[str]
) -> dict[str, int]:
    """Return how many rows beyond `rows` a query has in the passages of each stance, where it has any.

    Only a query that `names_stance` is asked; of others nothing is known.
    """
    if not names_stance(text):
        return {}
    read = sparql.tokens(text)
    found: dict[str, set[Row]] = {stance: set() for stance in stances}
    if sum(token.is_word("SELECT") for token in read) == 1 and not any(token.is_word(*OF_ALL) for token in read):
        for row in _selected(store, _in_stances(text, found), bindings):
            found[row[0].value].add(row[1:])  # type: ignore[union-attr]
    else:
        for stance, others in found.items():
            asked = text.replace(ACCEPTED, f"a cg:Passage ; cg:stance <{stance}>")
            others.update(_selected(store, asked, bindings))
    numbers = {stance: len(others.difference(rows)) for stance, others in found.items()}
    return {stance: number for stance, number in numbers.items() if number}


def names_stance(text: str) -> bool:
    """Tell whether a query asks once for accepted passages, so that it can ask for those of a stance instead."""
    return text.count(ACCEPTED) == 1 and not any(t.is_word("EXISTS", "MINUS", "HAVING") for t in sparql.tokens(text))


def _selected(store: Store, text: str, bindings: Mapping[str, Term]) -> Iterator[Row]:
    result = store.query(sorting.in_any_order(text), bindings, "stances")
    return map(tuple, result if isinstance(result, Rows) else ())


def _in_stances(text: str, stances: Iterable[str]) -> str:
    """Return a query for accepted passages, asked for those of some stances, each row with its stance in front."""
    read = sparql.tokens(text)
    select = next(at for at, token in enumerate(read) if token.is_word("SELECT"))
    pattern = next(token.end for token in read[select:] if token.text == "{")
    columns = read[select + read[select + 1].is_word("DISTINCT", "REDUCED")].end
    values = f" VALUES ?{OTHER} {{ {' '.join(f'<{stance}>' for stance in stances)} }}"
    asked = f"{text[:columns]} ?{OTHER}{text[columns:pattern]}{values}{text[pattern:]}"
    return asked.replace(ACCEPTED, f"a cg:Passage ; cg:stance ?{OTHER}")
