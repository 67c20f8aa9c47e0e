"""Store and query RDF with Oxigraph; no other module opens a store."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

import pyoxigraph as ox

from coalition import files
from coalition.errors import QueryError, StoreError, shortened
from coalition.limits import PATIENCE, Budget
from coalition.namespaces import TYPE, Namespaces, used
from coalition.rdf import ordering, sorting, sparql
from coalition.rdf.parameters import planned

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Read = TypeVar("Read")
Evaluated = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | Iterator[ox.Triple]
"""What an engine returns for a query."""
TYPE_NODE = ox.NamedNode(TYPE)
FAULT = r"error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)"
"""How the engine words a syntax error of SPARQL; it gives the position in its text only."""

OTHER_WORDS = tuple("".join(chr((ord(c) - 97 + n) % 26 + 97) for c in "service") for n in range(1, 26))
"""What may take the place of the word SERVICE: words of as many letters, none of which is a keyword."""

NO_TRIPLE = "The SPARQL dataset returned a triple term that is not a valid RDF 1.2 term"
"""What the engine says of a pattern that makes a triple which cannot be."""

CHUNK = 100_000
"""How many quads are written at once. The engine holds them in memory, about 1.5 kB each; more are not faster."""

BATCH = 1000
"""How many triples are looked up with one query."""

NO_VARIABLE = "coalition_no_variable"
"""A variable that no query has."""


def as_quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph | None = None) -> ox.Quad:
    """Return a triple as a quad of `graph`, or of the default graph where `graph` is None."""
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph or ox.DefaultGraph())


class Engine(Protocol):
    """What a store needs of what holds its quads; `pyoxigraph.Store` has it."""

    def __len__(self) -> int:
        """Return how many quads there are."""

    def query(
        self,
        query: str,
        /,
        *,
        prefixes: dict[str, str] | None = None,
        substitutions: Any = None,
        default_graph: Any = None,
        named_graphs: Any = None,
    ) -> Any:
        """Answer a query, with values in the place of some variables, of some graphs or of all."""

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any, /) -> Iterator[ox.Quad]:
        """Yield the quads that match a pattern."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Name the graphs of which a query is asked: those whose union is its default graph, and its named graphs."""

    default: tuple[ox.NamedNode, ...] = ()
    named: tuple[ox.NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Iterate over the rows of a SELECT query.

    A row is read from the store when it is asked for, so iterating raises StoreError where the store is damaged, and
    QueryError where the query makes a triple that cannot be.
    """

    solutions: ox.QuerySolutions
    budget: Budget
    sought: sorting.Unordered
    """What the engine was asked: `solutions` are not yet in its `order`, and have its `added` columns."""
    again: Callable[[], Rows]
    """Evaluates the query once more, so that the engine puts the rows in order."""

    @property
    def variables(self) -> list[ox.Variable]:
        """The columns."""
        found = self.solutions.variables
        return found[: len(found) - len(self.sought.added)]

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        rows, sought = _checked(self.solutions, self.budget), self.sought
        if not sought.order:
            return rows
        try:
            held = sorting.sort(rows, [variable.value for variable in self.solutions.variables], sought.order)
        except sorting.UnsortableError:
            return iter(self.again())
        if not sought.added:
            return iter(held)
        names = [variable.value for variable in self.variables]
        return iter(sorting.narrowed(held, names, distinct=sought.distinct))

    def serialize(self, output: IO[bytes], format: ox.QueryResultsFormat) -> None:
        """Write the rows to `output` as they are read.

        Raises
        ------
        StoreError
            When the store is damaged.
        OSError
            When `output` cannot be written.
        """
        try:
            with self.budget:
                (self.again() if self.sought.order else self).solutions.serialize(output, format=format)
        except (OSError, RuntimeError) as fault:
            # An error of `output` has an error number; the engine's own have none, and mean damage.
            if isinstance(fault, OSError) and fault.errno is not None:
                raise
            raise _evaluation_error(fault, self.budget.what) from fault


@dataclass(frozen=True, slots=True)
class Triples:
    """Iterate over the triples of a CONSTRUCT or DESCRIBE query.

    A triple is read from the store when it is asked for, so iterating raises StoreError where the store is damaged, and
    QueryError where the query makes a triple that cannot be.
    """

    triples: Iterable[ox.Triple]
    budget: Budget

    def __iter__(self) -> Iterator[ox.Triple]:
        return _checked(self.triples, self.budget)


Result = Rows | ox.QueryBoolean | Triples


class Store:
    """Read a dataset, on disk or in memory, and never write to it."""

    sorts = True
    """Whether the engine puts rows in order as it should; else they are put in order here."""

    def __init__(self, engine: Engine, budget: Budget | None = None) -> None:
        """Read what `engine` holds; all queries share the time of `budget`, or each has its own where it is None."""
        self._engine, self._budget = engine, budget

    @classmethod
    def read_only(cls, folder: Path) -> Store:
        """Open the store in `folder`, which several processes may do at once.

        Raises
        ------
        StoreError
            When `folder` holds no store, one of another version, a damaged one, or one that may not be read.
        LimitError
            When the system does not allow as many open files as the engine needs.
        """
        try:
            return cls(ox.Store.read_only(str(folder)))
        except (OSError, ValueError, RuntimeError) as fault:  # the engine reports damage as a RuntimeError
            files.refuse_exhaustion(fault)
            raise StoreError(
                f"the store cannot be opened ({fault})",
                where=str(folder),
                remedy="name a folder that holds a whole store",
            ) from fault

    @classmethod
    def in_memory(cls, quads: Iterable[ox.Quad]) -> Store:
        """Return a store of `quads` in memory."""
        engine = ox.Store()
        engine.bulk_extend(quads)
        return cls(engine)

    def __len__(self) -> int:
        return len(self._engine)

    def query(
        self,
        text: str,
        bindings: Mapping[str, Term] | None = None,
        name: str = "query",
        dataset: Dataset | None = None,
        in_order: bool = False,
    ) -> Result:
        """Answer a SPARQL 1.1 query, which may use the standard prefixes without declaring them.

        Parameters
        ----------
        text:
            The query. The columns of a SELECT * come in the order in which the query first uses its variables.
        bindings:
            The values of some variables, by their names without `?`. A SELECT query must select those variables.
        name:
            What messages call the query.
        dataset:
            What the query is asked of in the place of the graphs that it names with FROM, or of the whole store.
        in_order:
            Whether the engine puts the rows in order, as is right for rows that it serializes, and slow for others.

        Raises
        ------
        QueryError
            When the query does not parse (the error gives the position), writes, or calls another machine.
        """
        sparql.guard(text, name)
        _refuse_service(text, name)
        answer = self._ask(text, bindings, name, dataset, in_order)
        # The engine returns the columns of SELECT * in alphabetical order: ask again with the variables written out.
        star = sparql.star(text) if isinstance(answer, Rows) else None
        if star and isinstance(answer, Rows):
            visible = {variable.value for variable in answer.variables}
            ordered = [f"?{v}" for v in sparql.variables(text) if v in visible]
            if ordered:
                whole = text[: star.start] + " ".join(ordered) + text[star.end :]
                answer = self._ask(whole, bindings, name, dataset, in_order)
        return answer

    def select(self, text: str, bindings: Mapping[str, Term] | None = None, name: str = "query") -> Rows:
        """Answer a SELECT query.

        Raises
        ------
        QueryError
            When the query has another form, and where `query` raises it.
        """
        answer = self.query(text, bindings, name)
        if not isinstance(answer, Rows):
            raise QueryError("this is not a SELECT query", where=name, remedy="write it with SELECT")
        return answer

    def quads(
        self,
        subject: Term | None = None,
        predicate: ox.NamedNode | None = None,
        obj: Term | None = None,
        graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """Return the quads that match a pattern, in no particular order.

        None matches anything. A literal as subject matches nothing, since no RDF triple has one.
        """
        if isinstance(subject, ox.Literal):
            return iter(())
        return _checked(self._engine.quads_for_pattern(subject, predicate, obj, graph))

    def graphs_of(self, triple: ox.Triple) -> set[ox.NamedNode]:
        """Return the named graphs that hold a triple."""
        quads = self.quads(triple.subject, triple.predicate, triple.object)
        return {quad.graph_name for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}

    def graphs_of_each(self, triples: Collection[ox.Triple]) -> dict[ox.Triple, set[str]]:
        """Return the IRIs of the named graphs that hold each of some triples."""
        found: dict[ox.Triple, set[str]] = {triple: set() for triple in triples}
        # What VALUES cannot hold is looked up alone.
        listed = [triple for triple in found if all(isinstance(node, ox.NamedNode | ox.Literal) for node in triple)]
        for triple in found.keys() - set(listed) if len(listed) < len(found) else ():
            found[triple] = {graph.value for graph in self.graphs_of(triple)}
        for first in range(0, len(listed), BATCH):
            batch = listed[first : first + BATCH]
            rows = " ".join(f"({n} {t.subject} {t.predicate} {t.object})" for n, t in enumerate(batch))
            text = f"SELECT ?n ?graph {{ VALUES (?n ?s ?p ?o) {{ {rows} }} GRAPH ?graph {{ ?s ?p ?o }} }}"
            answer = self._engine.query(text)
            assert isinstance(answer, ox.QuerySolutions)
            for number, graph in _checked(answer):
                found[batch[int(number.value)]].add(graph.value)
        return found

    def _ask(
        self, text: str, bindings: Mapping[str, Term] | None, name: str, dataset: Dataset | None, in_order: bool
    ) -> Result:
        values = {ox.Variable(variable): term for variable, term in (bindings or {}).items()}
        budget = self._budget or Budget(name)
        try:
            with budget:
                if in_order and self.sorts:
                    sought, answer = sorting.Unordered(text), self._evaluate(text, values, dataset)
                else:
                    sought, answer = self._unordered(text, values, dataset)
        except SyntaxError as fault:
            raise _syntax_error(text, str(fault), name) from None
        except (OSError, RuntimeError) as fault:
            if isinstance(fault, OSError) or _is_damage(fault) or str(fault).startswith(NO_TRIPLE):
                raise _evaluation_error(fault, name) from fault
            # Two more are known: an unknown function, and a variable in `bindings` that a SELECT query does not select.
            function, value = "call a function that SPARQL defines", "select every variable that is given a value"
            remedy = function if "function" in str(fault) else value
            raise QueryError(str(fault).rstrip("."), where=name, remedy=remedy) from None
        if isinstance(answer, ox.QuerySolutions):
            return Rows(answer, budget, sought, partial(self._in_order, text, values, budget, dataset))
        return answer if isinstance(answer, ox.QueryBoolean) else Triples(answer, budget)

    def _unordered(
        self, text: str, values: dict[ox.Variable, Term], dataset: Dataset | None
    ) -> tuple[sorting.Unordered, Evaluated]:
        """Evaluate a query without sorting where its rows can be sorted here, and return what was asked."""
        sought = sorting.unordered(text)
        if sought.order:
            with suppress(SyntaxError):  # which is to be about the text as it was typed
                answer = self._evaluate(sought.text, values, dataset)
                names = {name for name, _ in sought.order}
                if isinstance(answer, ox.QuerySolutions) and names <= {variable.value for variable in answer.variables}:
                    return sought, answer
        return sorting.Unordered(text), self._evaluate(text, values, dataset)

    def _in_order(self, text: str, values: dict[ox.Variable, Term], budget: Budget, dataset: Dataset | None) -> Rows:
        solutions = self._evaluate(text, values, dataset)
        assert isinstance(solutions, ox.QuerySolutions)
        again = partial(self._in_order, text, values, budget, dataset)
        return Rows(solutions, budget, sorting.Unordered(text), again)

    def _evaluate(self, text: str, values: dict[ox.Variable, Term], dataset: Dataset | None) -> Evaluated:
        """Evaluate a query, in an order that is total where it sorts."""
        whole = ordering.total(text)
        # A change that we make may mend what the user has written wrongly.
        if whole != text and (fault := _parse_fault(text, used())):
            raise SyntaxError(fault)
        asked = self._asked(values, dataset)
        for each in dict.fromkeys((planned(whole, _constants(values)), whole, text)):
            try:
                return self._engine.query(each, **asked)  # type: ignore[no-any-return]
            except SyntaxError:
                # The engine's complaint must be about the text as it was typed, which may also be right by itself: a
                # label of a blank node cannot be repeated.
                if each == text:
                    raise
        raise AssertionError("the text itself is tried last")

    def _asked(self, values: Mapping[ox.Variable, Term], dataset: Dataset | None) -> dict[str, Any]:
        """Return what an engine is asked beside the text of a query."""
        graphs: dict[str, Any] = {}
        if dataset:
            graphs = {"default_graph": list(dataset.default), "named_graphs": list(dataset.named)}
        return {"prefixes": dict(used().prefixes), "substitutions": dict(values) or None, **graphs}


class Builder:
    """Build a dataset in memory, or on disk in memory that does not grow with it.

    Named graphs are added first, the default graph is filled from them, then rules add to it.
    """

    def __init__(self, folder: Path | None = None, copies: Iterable[Callable[[Sequence[bytes]], None]] = ()) -> None:
        """Build a new store in `folder`, which is empty, or in memory where None.

        Each of `copies` is called with all quads of named graphs, list by list, in the order in which they are written,
        as lines of N-Quads.

        Raises
        ------
        OSError
            When a store cannot be made there.
        LimitError
            When the system does not allow as many open files as the engine needs.
        """
        try:
            self._engine = ox.Store(str(folder)) if folder else ox.Store()
        except (OSError, RuntimeError) as fault:
            files.refuse_exhaustion(fault)
            raise
        self.added = 0
        """How many quads were added, those that were there already with them."""
        self.copies = list(copies)
        self._waiting: list[bytes] = []
        self._budgets: dict[str, Budget] = {}

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads of named graphs."""
        for chunk in _chunks(quads):
            self._engine.bulk_extend(chunk)  # which keeps the labels of blank nodes
            self.added += len(chunk)
            for copy in self.copies:
                copy(list(lines(chunk)))

    def add_lines(self, named: Sequence[bytes]) -> None:
        """Add quads of named graphs, without blank nodes, as lines of N-Quads: faster, and with less memory."""
        self._wait(named)
        for copy in self.copies:
            copy(named)

    def add_accepted(self, triples: Iterable[bytes]) -> None:
        """Add triples without blank nodes to the default graph, as lines of N-Triples."""
        self._wait(triples)

    def mark(self, word: ox.NamedNode, value: Term, kind: ox.NamedNode, graph: ox.NamedNode) -> None:
        """Add to `graph` that each subject whose property `word` has the value `value` there is of the class `kind`."""
        matches = list(self._written().quads_for_pattern(None, word, value, graph))
        self._engine.extend(ox.Quad(quad.subject, TYPE_NODE, kind, graph) for quad in matches)

    def accept(self, graph_of: str) -> None:
        """Copy to the default graph every triple of the graphs that the pattern `graph_of` binds to ?graph."""
        self._written().update(f"INSERT {{ ?s ?p ?o }} WHERE {{ {{ {graph_of} }} GRAPH ?graph {{ ?s ?p ?o }} }}")

    def construct(self, text: str, name: str) -> Iterator[ox.Triple]:
        """Return the triples that a CONSTRUCT query gives on the dataset so far.

        Raises
        ------
        QueryError
            When the query has another form, and where `Store.query` raises it.
        """
        # A rule is applied again and again, all in the time of one budget.
        budget = self._budgets.setdefault(name, Budget(name, PATIENCE))
        answer = Store(self._written(), budget).query(text, name=name)
        if not isinstance(answer, Triples) or sparql.form(text) != "CONSTRUCT":  # DESCRIBE gives triples, too
            raise QueryError("this is not a CONSTRUCT query", where=name, remedy="write the rule with CONSTRUCT")
        return iter(answer)

    def derive(self, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> bool:
        """Add derived triples without blank nodes to `graph` and to the default graph; tell whether one is new."""
        first, new = next(self._written().quads_for_pattern(None, None, None, graph), None) is None, False
        for chunk in _chunks(triples):
            if not first:
                chunk = [triple for triple in chunk if as_quad(triple, graph) not in self._engine]
            derived = list(lines(chunk))
            self.add_accepted(derived)
            self.add_lines([line[:-2] + b"%s .\n" % str(graph).encode() for line in derived])
            new = new or bool(chunk)
        return new

    def reader(self) -> Store:
        """Return the dataset so far as a store that can be queried."""
        return Store(self._written())

    def finish(self) -> None:
        """Bring a dataset on disk into the form in which it is read fastest, and wait until all of it is on disk."""
        self._written().optimize()
        self._engine.flush()

    def stated(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs."""
        return (quad for quad in self._written() if isinstance(quad.graph_name, ox.NamedNode))

    def write(self, folder: Path, progress: Callable[[Iterable[ox.Quad], int], Iterable[ox.Quad]]) -> None:
        """Write the dataset to a new store in `folder`, wait until it is on disk, and close it.

        `progress` wraps the quads, whose number it is given, to report how many have been written.
        """
        other, engine = Builder(folder), self._written()
        for chunk in _chunks(progress(engine, len(engine))):
            other._engine.bulk_extend(chunk)
        other.finish()

    def _wait(self, quads: Iterable[bytes]) -> None:
        """Write quads, together with others, as soon as there are many."""
        waiting = len(self._waiting)
        self._waiting += quads
        self.added += len(self._waiting) - waiting
        if len(self._waiting) >= CHUNK:
            self._written()

    def _written(self) -> ox.Store:
        """Write the quads that wait, and return the engine."""
        if self._waiting:
            content, self._waiting = b"".join(self._waiting), []
            # Leniently: the same engine has parsed them before.
            self._engine.bulk_load(content, ox.RdfFormat.N_QUADS, lenient=True)
        return self._engine


class Editor:
    """Change a store on disk that no one reads yet."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`.

        Raises
        ------
        OSError
            When it cannot be opened.
        """
        try:
            self._engine = ox.Store(str(folder))
        except RuntimeError as fault:  # so the engine reports damage
            raise OSError(str(fault)) from fault

    def remove(self, quads: Sequence[bytes]) -> None:
        """Remove quads without blank nodes, given as lines of N-Quads, or of N-Triples from the default graph."""
        for first in range(0, len(quads), BATCH):
            text = "".join(map(_as_data, quads[first : first + BATCH]))
            self._engine.update(f"DELETE DATA {{ {text} }}")

    def add(self, quads: Sequence[bytes]) -> None:
        """Add quads without blank nodes, given in the same way."""
        self._engine.bulk_load(b"".join(quads), ox.RdfFormat.N_QUADS, lenient=True)

    def finish(self) -> None:
        """Wait until all is on disk."""
        self._engine.flush()


def _as_data(line: bytes) -> str:
    """Return a quad, given as a line of N-Quads, as an update names it."""
    (quad,) = ox.parse(line, ox.RdfFormat.N_QUADS, lenient=True)
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return triple if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }} "


def nothing(text: str, **asked: Any) -> None:
    """Ask a query of no data, as an engine is asked, to learn what is wrong with it.

    Raises
    ------
    SyntaxError, ValueError, RuntimeError
        When the embedded engine refuses it.
    """
    ox.Store().query(text, **asked)


def canonical(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return each of some literals as the engine writes it: 1.50 as 1.5, which other engines do not."""
    held = list(dict.fromkeys(literals))
    found: dict[ox.Literal, ox.Literal] = {}
    for first in range(0, len(held), BATCH):
        batch = held[first : first + BATCH]
        rows = " ".join(f"({number} {literal})" for number, literal in enumerate(batch))
        answer = ox.Store().query(f"SELECT ?n ?x {{ VALUES (?n ?x) {{ {rows} }} }}")
        assert isinstance(answer, ox.QuerySolutions)
        found |= {batch[int(number.value)]: literal for number, literal in answer}
    return found


def in_order(
    columns: Sequence[str], rows: Iterable[Sequence[Term | None]], sought: sorting.Unordered
) -> ox.QuerySolutions:
    """Return rows, which have no blank nodes, in the order that is sought, without the columns that were added."""
    heads = [f"?{column}" for column in columns]
    held = " ".join(f"({' '.join('UNDEF' if cell is None else str(cell) for cell in row)})" for row in rows)
    kept = heads[: len(heads) - len(sought.added)]
    keys = " ".join(f"{'DESC' if descending else 'ASC'}(?{name})" for name, descending in sought.order)
    select = f"SELECT {'DISTINCT ' * sought.distinct}{' '.join(kept)}"
    text = f"{select} {{ VALUES ({' '.join(heads)}) {{ {held} }} }} ORDER BY {keys}"
    answer = ox.Store().query(ordering.total(text))
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def parsed(forms: Iterable[str]) -> dict[str, Term]:
    """Return terms by their forms in N-Triples, parsed in one go: leniently, since the same engine has written them."""
    listed = list(forms)
    content = "".join(f"<s:> <p:> {form} .\n" for form in listed).encode()
    quads = ox.parse(content, ox.RdfFormat.N_TRIPLES, lenient=True)
    return dict(zip(listed, (quad.object for quad in quads), strict=True))


def lines(statements: Iterable[ox.Quad] | Iterable[ox.Triple]) -> Iterator[bytes]:
    """Yield quads as lines of N-Quads, or triples as lines of N-Triples, each with its end."""
    for chunk in _chunks(statements):
        content = ox.serialize(chunk, format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
        assert content is not None  # as no file was given
        yield from content.splitlines(keepends=True)


def _chunks(items: Iterable[Read]) -> Iterator[list[Read]]:
    ahead = iter(items)
    while chunk := list(islice(ahead, CHUNK)):
        yield chunk


def _checked(read: Iterable[Read], budget: Budget | None = None) -> Iterator[Read]:
    """Yield what the engine reads, within a budget, and raise StoreError where the store is damaged."""
    try:
        with budget or nullcontext():
            yield from read
    except (OSError, RuntimeError) as fault:
        raise _evaluation_error(fault, budget.what if budget else "") from fault


def _constants(values: Mapping[ox.Variable, Term]) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return the values that a query may hold, by the names of their variables with `?`."""
    return {str(name): term for name, term in values.items() if isinstance(term, ox.NamedNode | ox.Literal)}


def _is_damage(fault: Exception) -> bool:
    # The engine has no error class for it; so its storage, RocksDB, words what it finds.
    return str(fault).startswith(("Corruption", "IO error"))


def _evaluation_error(fault: Exception, name: str) -> QueryError | StoreError:
    """Return the error for what keeps the engine from going on with an evaluation."""
    files.refuse_exhaustion(fault)
    if str(fault).startswith(NO_TRIPLE):  # the query asks for it, whatever the store holds
        what = "a triple between << and >> would have a literal or another triple as its subject"
        return QueryError(
            what, where=name, remedy="let the subject be an IRI, or a variable that no part gives another value"
        )
    remedy = "remove the snapshot that the message names, and run coalition build"
    if _is_damage(fault):
        return StoreError(f"the store is damaged ({fault})", remedy=remedy)
    return StoreError(f"the engine cannot go on ({fault})", remedy="try again, or run coalition build")


def _refuse_service(text: str, name: str) -> None:
    """Refuse a query in which the engine reads the keyword SERVICE.

    The engine has no switch for it. So it parses the query once more with other letters in the place of that word,
    wherever it stands: a name, an IRI, a comment or a string is as good with those letters, a call is none.
    """
    words = [match.start() for match in re.finditer("service", text, re.IGNORECASE | re.ASCII)]
    if not words:
        return
    # A word that the query holds already might become one name with another.
    word = next((word for word in OTHER_WORDS if word not in text.lower()), OTHER_WORDS[0])
    letters = str.maketrans("serviceSERVICE", word + word.upper())
    other = re.sub("service", lambda word: word.group().translate(letters), text, flags=re.IGNORECASE | re.ASCII)
    fault = _parse_fault(other, used())
    if not fault:
        return
    own = _parse_fault(text, used())
    if own:
        raise _syntax_error(text, own, name)
    offset = _offset(text, fault)
    # The parser gives up behind the word that it does not know.
    call = max((start for start in words if offset is None or start < offset), default=words[0])
    what = "SERVICE would send a request to another machine, which is not allowed here"
    where = "{}:{}:{}".format(name, *sparql.position(text, call))
    raise QueryError(what, where=where, remedy="remove the SERVICE clause")


@lru_cache(maxsize=256)
def _parse_fault(text: str, known: Namespaces) -> str | None:
    """Return why a query does not parse, or None where it does; it is not evaluated.

    The engine refuses a value for a variable that the query does not have: after parsing, and before evaluation.

    Raises
    ------
    AssertionError
        When the engine does not do so any more.
    """
    for query in ("ASK {}", text):
        try:
            ox.Store().query(query, prefixes=dict(known.prefixes), substitutions={ox.Variable(NO_VARIABLE): TYPE_NODE})
        except SyntaxError as fault:
            return str(fault)
        except RuntimeError:
            continue
        raise AssertionError("the engine evaluates a query that it should only parse")
    return None


def _offset(text: str, message: str) -> int | None:
    """Return the offset at which the engine says that the query does not parse, or None where it does not say so."""
    position = re.match(FAULT, message, re.DOTALL)
    if not position:
        return None
    lines = text.split("\n")[: int(position["line"]) - 1]
    return sum(len(line) + 1 for line in lines) + int(position["column"]) - 1


def _syntax_error(text: str, message: str, name: str) -> QueryError:
    """Return the engine's complaint about the query `text` as our own error, with the place marked."""
    position, offset = re.match(FAULT, message, re.DOTALL), _offset(text, message)
    if not position or offset is None:
        return QueryError(f"this does not parse as SPARQL: {message}", where=name, remedy="correct the query")
    # 60 characters around the mark are enough to recognise the place and fit on a line.
    marked = f"{text[max(0, offset - 40) : offset]}▶{text[offset : offset + 20]}"
    relative = sparql.relative(text)
    return QueryError(
        f"this does not parse as SPARQL at the mark: «{marked}»",
        where=f"{name}:{position['line']}:{position['column']}",
        # The engine says nothing of that, and goes on to look for something else.
        remedy=f"write {shortened(relative, 100)} in full" if relative else _syntax_remedy(position["what"]),
    )


def _syntax_remedy(what: str) -> str:
    """Return what the engine's parser expected, as far as people can use it."""
    # The parser lists what may follow: keywords, quoted tokens, names of grammar rules and sets of characters. Where a
    # sentence stands among them, it is what is really wrong.
    sentence = re.search(r"[A-Z][a-z]+(?: [\w?]+){2,}", what)
    if sentence and sentence.group() == "Prefix not found":
        return "declare the prefix, or use a standard one"
    if sentence:
        return sentence.group().lower()
    # Sets of characters such as ['a' ..= 'z'] say nothing to a reader; quoted tokens and keywords do.
    without_sets = re.sub(r"\['.*?\]|\[_\]", "", what, flags=re.DOTALL)
    expected = re.findall(r'"(?:[^"\\]|\\.)+"|\b[A-Z][A-Z]+\b', without_sets)
    if not expected:
        return "correct the query"
    return f"expected {' or '.join(expected[:8])}{' ...' if len(expected) > 8 else ''}"
