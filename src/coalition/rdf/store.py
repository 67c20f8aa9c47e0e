"""The only holder of an Oxigraph store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import pyoxigraph as ox

from coalition.errors import QueryError, StoreError
from coalition.namespaces import PREFIXES, TYPE
from coalition.rdf import sparql

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Read = TypeVar("Read")
TYPE_NODE = ox.NamedNode(TYPE)
FAULT = r"error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)"


def as_quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph | None = None) -> ox.Quad:
    """A triple as a quad of `graph`; of the default graph where None."""
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph or ox.DefaultGraph())


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT query, each read when it is asked for: damage on disk is a StoreError then."""

    found: ox.QuerySolutions

    @property
    def variables(self) -> list[ox.Variable]:
        """The columns."""
        return self.found.variables

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        return _reading(self.found)

    def serialize(self, output: IO[bytes], format: ox.QueryResultsFormat) -> None:
        """Write the rows as they are read; what is wrong with `output` itself is raised as it is."""
        try:
            self.found.serialize(output, format=format)
        except (OSError, RuntimeError) as fault:
            if isinstance(fault, OSError) and fault.errno is not None:  # the engine's own have no number
                raise
            raise _damaged(fault) from fault


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query, each read when it is asked for, like rows."""

    found: ox.QueryTriples

    def __iter__(self) -> Iterator[ox.Triple]:
        return _reading(self.found)


Result = Rows | ox.QueryBoolean | Triples


class Store:
    """A dataset that is read and never written."""

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine

    @classmethod
    def read_only(cls, folder: Path) -> Store:
        """Open the store in `folder`; several processes may.

        Raises
        ------
        StoreError
            When there is none, or it is of another version, or may not be read.
        """
        try:
            return cls(ox.Store.read_only(str(folder)))
        except (OSError, ValueError, RuntimeError) as fault:  # a corruption is a RuntimeError
            raise StoreError(
                f"the store cannot be opened ({fault})",
                where=str(folder),
                remedy="name a folder that holds a whole store",
            ) from fault

    @classmethod
    def in_memory(cls, quads: Iterable[ox.Quad]) -> Store:
        """A store of `quads` that lives as long as the object."""
        engine = ox.Store()
        engine.bulk_extend(quads)
        return cls(engine)

    def __len__(self) -> int:
        return len(self._engine)

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, name: str = "query") -> Result:
        """Answer a SPARQL 1.1 query, with the standard prefixes known and `bindings` for its variables.

        The columns of SELECT * come in the order in which their variables stand in the query.

        Raises
        ------
        QueryError
            When the text does not parse (the position is given), writes, or reaches out.
        """
        sparql.guard(text, name)
        answer = self._ask(text, bindings, name)
        star = sparql.star(text) if isinstance(answer, Rows) else None
        if star and isinstance(answer, Rows):
            visible = {variable.value for variable in answer.variables}
            ordered = [f"?{v}" for v in sparql.variables(text) if v in visible]
            if ordered:
                answer = self._ask(text[: star.start] + " ".join(ordered) + text[star.end :], bindings, name)
        return answer

    def select(self, text: str, bindings: Mapping[str, Term] | None = None, name: str = "query") -> Rows:
        """Answer a SELECT query; anything else raises QueryError."""
        answer = self.query(text, bindings, name)
        if not isinstance(answer, Rows):
            raise QueryError("not a SELECT query", where=name, remedy="ask with SELECT")
        return answer

    def quads(
        self,
        subject: Term | None = None,
        predicate: ox.NamedNode | None = None,
        obj: Term | None = None,
        graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit a pattern, in no order; None fits anything, and a literal as subject nothing."""
        if isinstance(subject, ox.Literal):
            return iter(())
        return _reading(self._engine.quads_for_pattern(subject, predicate, obj, graph))

    def graphs_of(self, triple: ox.Triple) -> set[ox.NamedNode]:
        """The named graphs that a triple stands in."""
        found = self.quads(triple.subject, triple.predicate, triple.object)
        return {quad.graph_name for quad in found if isinstance(quad.graph_name, ox.NamedNode)}

    def _ask(self, text: str, bindings: Mapping[str, Term] | None, name: str) -> Result:
        values = {ox.Variable(variable): term for variable, term in (bindings or {}).items()}
        try:
            found = self._engine.query(text, prefixes=dict(PREFIXES), substitutions=values or None)
        except SyntaxError as fault:
            raise _syntax(text, str(fault), name) from None
        except (OSError, RuntimeError) as fault:
            if isinstance(fault, OSError) or _is_damage(fault):
                raise _damaged(fault) from fault
            raise QueryError(str(fault), where=name, remedy="select every variable that is given a value") from None
        if isinstance(found, ox.QuerySolutions):
            return Rows(found)
        return Triples(found) if isinstance(found, ox.QueryTriples) else found


class Builder:
    """A dataset in the making: named graphs are added, the default graph is drawn from them, then it is written."""

    def __init__(self) -> None:
        self._engine = ox.Store()

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to the graphs they name."""
        self._engine.bulk_extend(quads)

    def mark(self, word: ox.NamedNode, value: Term, kind: ox.NamedNode, graph: ox.NamedNode) -> None:
        """Say in `graph` that whatever has that value of `word` there is of a kind."""
        found = list(self._engine.quads_for_pattern(None, word, value, graph))
        self._engine.extend(ox.Quad(quad.subject, TYPE_NODE, kind, graph) for quad in found)

    def accept(self, graph_of: str) -> None:
        """Copy into the default graph every triple of the graphs that `graph_of` selects as ?graph."""
        self._engine.update(f"INSERT {{ ?s ?p ?o }} WHERE {{ {{ {graph_of} }} GRAPH ?graph {{ ?s ?p ?o }} }}")

    def construct(self, text: str, name: str) -> Iterator[ox.Triple]:
        """The triples that a CONSTRUCT query gives on what is there so far; DESCRIBE is none."""
        answer = Store(self._engine).query(text, name=name)
        if not isinstance(answer, Triples) or sparql.form(text) != "CONSTRUCT":
            raise QueryError("not a CONSTRUCT query", where=name, remedy="write the rule as a CONSTRUCT query")
        return iter(answer)

    def derive(self, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> int:
        """Add derived triples to `graph` and to the default graph; the number of those that are new."""
        before = len(self._engine)
        triples = list(triples)
        self._engine.extend(as_quad(triple, graph) for triple in triples)
        new = len(self._engine) - before
        self._engine.extend(as_quad(triple) for triple in triples)
        return new

    def reader(self) -> Store:
        """What is there so far, to be asked."""
        return Store(self._engine)

    def write(self, folder: Path, progress: Callable[[Iterable[ox.Quad], int], Iterable[ox.Quad]]) -> None:
        """Fill a fresh store in `folder`, settle it on disk, and close it."""
        engine = ox.Store(str(folder))
        engine.bulk_extend(progress(self._engine, len(self._engine)))
        engine.optimize()
        engine.flush()


def _reading(found: Iterable[Read]) -> Iterator[Read]:
    try:
        yield from found
    except (OSError, RuntimeError) as fault:
        raise _damaged(fault) from fault


def _is_damage(fault: Exception) -> bool:
    return str(fault).startswith("Corruption")


def _damaged(fault: Exception) -> StoreError:
    remedy = "remove the snapshot that it names and run coalition build"
    return StoreError(f"the store is damaged ({fault})", remedy=remedy)


def _syntax(text: str, message: str, name: str) -> QueryError:
    found = re.match(FAULT, message, re.DOTALL)
    if not found:
        return QueryError(f"this does not parse as SPARQL: {message}", where=name, remedy="mend the query")
    line, column = int(found["line"]), int(found["column"])
    offset = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1
    marked = f"{text[max(0, offset - 40) : offset]}▶{text[offset : offset + 20]}"
    return QueryError(
        f"this does not parse as SPARQL at the mark: «{marked}»",
        where=f"{name}:{line}:{column}",
        remedy=_remedy(found["what"]),
    )


def _remedy(what: str) -> str:
    """What the engine's parser says it expected, as far as people can use it."""
    told = re.search(r"[A-Z][a-z]+(?: [\w?]+){2,}", what)  # a sentence among the tokens is what is really wrong
    if told and told.group() == "Prefix not found":
        return "declare the prefix, or take a standard one"
    if told:
        return told.group().lower()
    listed = re.findall(r'"(?:[^"\\]|\\.)+"|\b[A-Z][A-Z]+\b', re.sub(r"\['.*?\]|\[_\]", "", what, flags=re.DOTALL))
    return f"expected {' or '.join(listed[:8])}{' ...' if len(listed) > 8 else ''}" if listed else "mend the query"
