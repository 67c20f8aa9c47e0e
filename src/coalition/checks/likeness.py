"""Tell which things shapes cannot tell apart, so that one of each kind needs to be validated.

Shapes look at few sides of a thing: its properties, how many different values each has, and of a value its classes, its
datatype, and whether it fits some patterns and bounds. Things that agree in all that the shapes of a file look at are
alike: all of them conform, or none. Of a hundred thousand passages there are a few dozen kinds.

A kind is a number of 64 bits, summed up from what the shapes see, and the same in each graph. That two kinds among ten
thousand get the same one has a chance of one in a hundred billion.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.namespaces import RDFS, TYPE, XSD
from coalition.rdf.silence import silence
from coalition.rdf.store import as_quad

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coalition.columns.table import Columns
    from coalition.columns.terms import Terms

    Codes = NDArray[np.uint64]
else:
    Codes = Any

SHACL = "http://www.w3.org/ns/shacl#"
SUBCLASS = RDFS + "subClassOf"
PLAIN = frozenset({
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
    "maxInclusive", "minLength", "maxLength", "pattern", "hasValue", "in", "message", "severity", "name",
    "description", "order", "group", "path", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf",
})  # fmt: skip
"""The parts of a shape that need no closer look than `Eye` takes by itself; any other part may see more."""

KINDS = {SHACL + "NodeShape", SHACL + "PropertyShape"}
BOUNDS = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
CHUNK = 100_000
"""How many terms are looked at at once; each takes about 300 bytes as long as that lasts."""


class TooDeep(Exception):
    """Report that shapes look at more than this module knows of."""


@dataclass
class Eye:
    """Hold what the shapes of a graph look at.

    Attributes
    ----------
    patterns, bounds, lengths:
        What values are held against.
    constants:
        The terms that shapes or ontology name, which each are of a kind of their own.
    most:
        The largest number of values that a shape counts to.
    inverse, objects:
        The properties that shapes follow backwards, and those whose values they look at as things.
    alternatives:
        The groups of properties that count as one.
    ordered, disjoint:
        The pairs of properties whose values are compared.
    exact:
        The properties whose values queries read.
    """

    patterns: list[re.Pattern[str]] = field(default_factory=list)
    bounds: list[Any] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    constants: set[str] = field(default_factory=set)
    most: int = 1
    inverse: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    alternatives: set[tuple[str, ...]] = field(default_factory=set)
    ordered: set[tuple[str, str]] = field(default_factory=set)
    disjoint: set[tuple[str, str]] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, shapes: Any, words: Iterable[ox.Triple]) -> Eye | None:
        """Return what the shapes in an rdflib graph look at; None where that is more than this module knows of."""
        eye = cls()
        eye.constants = {str(node) for triple in shapes for node in triple}
        eye.constants |= {node.value for triple in words for node in triple if isinstance(node, ox.NamedNode)}
        try:
            eye._read(shapes)
        except TooDeep:
            return None
        # The shapes are read in no fixed order, on which no kind may depend.
        eye.patterns = sorted(set(eye.patterns), key=lambda pattern: pattern.pattern)
        eye.bounds, eye.lengths = sorted(set(eye.bounds), key=repr), sorted(set(eye.lengths))
        return eye

    def _read(self, shapes: Any) -> None:
        from rdflib import RDF, SH

        kinds = {str(kind) for kind in shapes.objects(None, RDF.type)}
        if not kinds <= {*KINDS, SHACL + "SPARQLConstraint"}:
            raise TooDeep
        nested = [SH.property, SH.node, SH["not"]]
        seen: set[tuple[Any, bool]] = set()
        ahead = [(shape, False) for shape in set(shapes.subjects()) if self._is_shape(shapes, shape)]
        while ahead:
            shape, inside = ahead.pop()
            if (shape, inside) in seen:
                continue
            seen.add((shape, inside))
            path = shapes.value(shape, SH.path)
            if inside and path is not None:
                raise TooDeep
            if path is not None:
                self._follow(shapes, path)
            deeper = inside or path is not None
            for word, value in shapes.predicate_objects(shape):
                if word in nested:
                    ahead.append((value, deeper))
                elif word in (SH["and"], SH["or"], SH.xone):
                    ahead += [(each, deeper) for each in shapes.items(value)]
                elif word in (SH.lessThan, SH.disjoint) and not inside and path is not None:
                    pair = (str(path), str(value))
                    (self.ordered if word == SH.lessThan else self.disjoint).add(pair)
                elif word == SH.sparql and not deeper:
                    self._question(shapes, value)
                else:
                    self._part(str(word), value)

    def _is_shape(self, shapes: Any, node: Any) -> bool:
        from rdflib import RDF

        kinds = {str(kind) for kind in shapes.objects(node, RDF.type)}
        return bool(kinds & KINDS) or any(str(word).startswith(SHACL + "target") for word in shapes.predicates(node))

    def _part(self, word: str, value: Any) -> None:
        """Take in a part of a shape that is not a shape itself."""
        name = word.removeprefix(SHACL)
        if word != TYPE and not (word.startswith(SHACL) and name in PLAIN):
            raise TooDeep
        if name == "pattern":
            self.patterns.append(re.compile(str(value)))
        elif name in BOUNDS:
            self.bounds.append(value)
        elif name in ("minLength", "maxLength"):
            self.lengths.append(int(value))
        elif name in ("minCount", "maxCount"):
            self.most = max(self.most, int(value) + 1)
        elif name == "targetObjectsOf":
            self.objects.add(str(value))

    def _follow(self, shapes: Any, path: Any) -> None:
        from rdflib import SH, URIRef

        if isinstance(path, URIRef):
            return
        parts = list(shapes.predicate_objects(path))
        if len(parts) != 1:
            raise TooDeep
        ((how, what),) = parts
        if how == SH.inversePath and isinstance(what, URIRef):
            self.inverse.add(str(what))
        elif how == SH.alternativePath and all(isinstance(each, URIRef) for each in shapes.items(what)):
            self.alternatives.add(tuple(map(str, shapes.items(what))))
        else:
            raise TooDeep

    def _question(self, shapes: Any, constraint: Any) -> None:
        """Take in a constraint in SPARQL, which may read the properties of the thing itself alone."""
        from rdflib import SH, URIRef, Variable
        from rdflib.plugins.sparql import prepareQuery
        from rdflib.plugins.sparql.parserutils import CompValue

        parts = {str(word).removeprefix(SHACL) for word in shapes.predicates(constraint)} - {TYPE}
        text = shapes.value(constraint, SH.select)
        if not parts <= {"select", "message"} or text is None:
            raise TooDeep

        def walk(node: Any) -> None:
            if isinstance(node, CompValue):
                if node.name in ("Graph", "ServiceGraphPattern"):
                    raise TooDeep
                for name, part in node.items():
                    if name == "triples":
                        self._read_by_question(part, Variable("this"), URIRef)
                    walk(part)
            elif isinstance(node, list | tuple | set):
                for part in node:
                    walk(part)

        try:
            with silence():
                walk(prepareQuery(str(text)).algebra)
        except TooDeep:
            raise
        except Exception as fault:  # whatever is wrong with the query, pySHACL tells
            raise TooDeep from fault

    def _read_by_question(self, triples: Any, this: Any, iri: type) -> None:
        for triple in triples:
            if len(triple) != 3 or triple[0] != this or not isinstance(triple[1], iri):
                raise TooDeep
            self.exact.add(str(triple[1]))

    def look(self, term: ox.NamedNode | ox.BlankNode | ox.Literal) -> tuple[object, ...]:
        """Return all that shapes can see in a term by itself."""
        text = term.value
        fits = tuple(pattern.search(text) is not None for pattern in self.patterns)
        sizes = tuple((len(text) > size) - (len(text) < size) for size in self.lengths)
        itself = text if text in self.constants or isinstance(term, ox.BlankNode) else ""
        if not isinstance(term, ox.Literal):
            return type(term).__name__, fits, sizes, itself
        datatype = term.datatype.value
        if datatype == XSD + "string" and all(isinstance(bound.value, int | float | Decimal) for bound in self.bounds):
            return "text", fits, sizes, itself
        return datatype, term.language, fits, sizes, itself, *self._measured(term)

    def _measured(self, term: ox.Literal) -> tuple[object, ...]:
        """Return how rdflib reads a literal, and what pySHACL finds when it compares it with each bound."""
        from pyshacl.rdfutil.compare import compare_literal
        from rdflib import Literal, URIRef

        with silence():
            try:
                kind = None if term.language else URIRef(term.datatype.value)
                read = Literal(term.value, datatype=kind, lang=term.language)
            except Exception:  # the value is out of the range of Python's types
                return ("unread",)
            signs: list[object] = []
            for bound in self.bounds:
                try:
                    sign: int = compare_literal(read, bound)  # type: ignore[no-untyped-call]
                    signs.append((sign > 0) - (sign < 0))
                except Exception as fault:  # what cannot be compared
                    signs.append(type(fault).__name__)
        return bool(read.ill_typed), type(read.value).__name__, *signs


@dataclass(frozen=True)
class Kinds:
    """Hold the kind of each thing of a graph; the things are numbers of terms, shape (things,), and sorted."""

    columns: Columns
    eye: Eye
    things: NDArray[np.int64]
    kinds: Codes

    @classmethod
    def of(cls, columns: Columns, eye: Eye) -> Kinds | None:
        """Return the kind of each thing of a graph with its ontology; None where it has triple terms."""
        import numpy as np

        from coalition.columns.rows import begins, unique

        if columns.terms.has_triples:
            return None
        words, subjects, values = _distinct(columns)
        literals = _literals(columns.terms)
        seen = np.isin(words, np.array(columns.numbers(eye.objects | eye.inverse), np.int64), kind="sort")
        seen |= ~literals[values]
        things = unique(np.concatenate([subjects, values[seen]]))
        looks = _looks(columns.terms, unique(np.concatenate([subjects, values])), eye)
        own = looks[things]
        given = looks[values]
        exact = np.isin(words, np.array(columns.numbers(eye.exact), np.int64), kind="sort")
        given[exact] = _coded(columns.terms, values[exact])  # a value is like no other
        is_type = words == columns.terms.number_of(TYPE)
        classes = _Sums(subjects[is_type], _mixed(_coded(columns.terms, values[is_type])))
        parts = [(subjects, _coded(columns.terms, words), values, given)]
        parts += _sides(columns, eye, words, subjects, values, given, looks)
        subjects, names, values, given = (np.concatenate(each) for each in zip(*parts, strict=True))
        codes = _mixed(names * np.uint64(0x1000003) + _mixed(given + _mixed(classes.of(values))))
        order = np.lexsort((codes, subjects))
        subjects, codes = subjects[order], codes[order]
        starts = np.flatnonzero(begins(subjects, codes))
        counts: Codes = np.minimum(np.diff(np.append(starts, len(order))), eye.most).astype(np.uint64)
        totals = _Sums(subjects[starts], _mixed(codes[starts] + counts * np.uint64(0x9E3779B97F4A7C15)))
        kinds = totals.of(things) + _mixed(own + np.uint64(1)) + _comparisons(columns, eye).of(things)
        return cls(columns, eye, things, kinds)

    @classmethod
    def among(cls, columns: Columns, eye: Eye, things: NDArray[np.int64]) -> Kinds | None:
        """Return the kind of each of some things of a graph, from what shapes see of them alone."""
        import numpy as np

        from coalition.columns.table import Columns

        anywhere = ox.NamedNode("graph:")
        held = Columns.from_quads(as_quad(triple, anywhere) for triple in around(columns, eye, things))
        found = cls.of(held, eye)
        if found is None:
            return None
        forms = map(columns.terms.form, things.tolist())
        chosen = np.isin(found.things, list(held.terms.numbers(forms).values()), kind="sort")
        return cls(held, eye, found.things[chosen], found.kinds[chosen])

    def without(self, known: Collection[int]) -> Kinds:
        """Return the things of other kinds than those that are known."""
        import numpy as np

        new = ~np.isin(self.kinds, np.array(list(known), np.uint64), kind="sort")
        return Kinds(self.columns, self.eye, self.things[new], self.kinds[new])

    def samples(self) -> NDArray[np.int64]:
        """Return one thing of each kind."""
        import numpy as np

        _, first = np.unique(self.kinds, return_index=True)
        return self.things[first]

    def like(self, samples: Collection[str]) -> NDArray[np.int64]:
        """Return all things that are like one of some samples, given by their IRIs or texts, "" for blank nodes."""
        import numpy as np

        ours = self.samples()
        terms = self.columns.terms.terms(ours.tolist())
        chosen = np.array([name_of(term) in samples for term in terms], bool)
        wanted = self.kinds[np.searchsorted(self.things, ours[chosen])]
        return self.things[np.isin(self.kinds, wanted, kind="sort")]


def around(columns: Columns, eye: Eye, things: NDArray[np.int64]) -> Iterator[ox.Triple]:
    """Yield what shapes see of some things, beside the ontology.

    That is what is stated about them and leads to them, and the classes of what that names. Of what leads to a thing
    with a property whose values shapes look at, one statement is enough.
    """
    import numpy as np

    from coalition.columns.rows import unique

    table, chosen = columns.table, columns.chosen(things)
    rows = chosen[table.subject]
    rows |= chosen[table.object] & np.isin(table.word, columns.numbers(eye.inverse), kind="sort")
    for word in columns.numbers(eye.objects):
        at = np.flatnonzero((table.word == word) & chosen[table.object])
        rows[at[np.unique(table.object[at], return_index=True)[1]]] = True
    named = columns.chosen(unique(np.concatenate([table.subject[rows], table.object[rows]])))
    rows |= named[table.subject] & (table.word == columns.terms.number_of(TYPE))
    return (quad.triple for quad in columns.quads(rows))


def seeing(columns: Columns, changed: Collection[ox.Triple]) -> NDArray[np.int64]:
    """Return the things of a graph of which shapes may see something else, where some statements have changed.

    Those are the things that the statements name, and where the class of a thing has changed, those that name it.
    """
    import numpy as np

    from coalition.columns.rows import unique

    nodes = {node for triple in changed for node in (triple.subject, triple.object)}
    classed = {triple.subject for triple in changed if triple.predicate.value == TYPE}
    table = columns.table
    numbers, sorted_anew = (
        np.array(list(columns.terms.numbers(map(str, some)).values()), np.int64) for some in (nodes, classed)
    )
    near = columns.chosen(sorted_anew)
    neighbours = table.subject[near[table.object]], table.object[near[table.subject]]
    things: NDArray[np.int64] = unique(np.concatenate([numbers, *neighbours]).astype(np.int64))
    return things


def name_of(term: object) -> str:
    """Return the IRI or text of a term, "" for a blank node, whose label is random."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def _distinct(columns: Columns) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return properties, subjects and values of all statements, each triple once."""
    import numpy as np

    from coalition.columns.rows import begins

    table = columns.table
    new = begins(*table[:3])
    word, subject, value = (column[new].astype(np.int64) for column in table[:3])
    return word, subject, value


def _literals(terms: Terms) -> NDArray[np.bool_]:
    """Return which terms are literals; shape (terms,)."""
    import numpy as np

    starts = np.append(np.zeros(1, np.int64), terms.ends[:-1])[: len(terms)]
    literals: NDArray[np.bool_] = terms.content[starts] == ord('"')
    return literals


def _code(seen: object) -> int:
    """Return a number for something that shapes see, which is the same in each graph and each process."""
    return int.from_bytes(hashlib.blake2b(repr(seen).encode(), digest_size=8).digest(), "little")


def _coded(terms: Terms, numbers: NDArray[np.int64]) -> Codes:
    """Return a number for each of some terms; shape (numbers,)."""
    import numpy as np

    used, place = np.unique(numbers, return_inverse=True)
    codes: Codes = np.array([_code(key) for key in terms.keys(used)], np.uint64)[place]
    return codes


def _looks(terms: Terms, used: NDArray[np.int64], eye: Eye) -> Codes:
    """Return a number for all that shapes see in each of the terms `used`; shape (terms,)."""
    import numpy as np

    looks, codes = np.zeros(len(terms), np.uint64), _Codes()
    for start in range(0, len(used), CHUNK):
        chunk = used[start : start + CHUNK]
        found = (eye.look(term) for term in terms.terms(chunk.tolist()))  # type: ignore[arg-type]
        looks[chunk] = [codes[look] for look in found]
    return looks


class _Codes(dict[object, int]):
    """Keep the numbers of what shapes see."""

    def __missing__(self, seen: object) -> int:
        code = self[seen] = _code(seen)
        return code


def _sides(
    columns: Columns,
    eye: Eye,
    words: NDArray[np.int64],
    subjects: NDArray[np.int64],
    values: NDArray[np.int64],
    given: Codes,
    looks: Codes,
) -> Iterator[tuple[NDArray[np.int64], Codes, NDArray[np.int64], Codes]]:
    """Yield what shapes see beside the properties of a thing, as rows of further properties."""
    import numpy as np

    from coalition.columns.rows import unique

    def rows(names: Iterable[str]) -> Any:
        return np.isin(words, np.array(columns.numbers(names), np.int64), kind="sort")

    for name in eye.inverse:
        at = rows([name])
        yield values[at], np.full(at.sum(), _code(("inverse", name)), np.uint64), subjects[at], looks[subjects[at]]
    for name in eye.objects:
        targets = unique(values[rows([name])])
        nothing = np.full(len(targets), -1, np.int64)  # which has no class
        side = np.full(len(targets), _code(("object", name)), np.uint64)
        yield targets, side, nothing, np.zeros(len(targets), np.uint64)
    groups = [(group, False) for group in eye.alternatives] + [(group, True) for group in eye.disjoint]
    for group, shared in groups:
        at = np.flatnonzero(rows(group))
        order = at[np.lexsort((values[at], subjects[at]))]
        same = (subjects[order][1:] == subjects[order][:-1]) & (values[order][1:] == values[order][:-1])
        kept = order[1:][same] if shared else order[np.append(np.ones(min(1, len(order)), bool), ~same)]
        side = np.full(len(kept), _code((group, shared)), np.uint64)
        yield subjects[kept], side, values[kept], given[kept]


def _comparisons(columns: Columns, eye: Eye) -> _Sums:
    """Return a number for what comparing the values of two properties of a thing gives."""
    import numpy as np

    measures: dict[int, dict[str, set[Any]]] = {}
    for word in sorted({word for pair in eye.ordered for word in pair}):
        statements = columns.of(word)
        used, place = np.unique(statements.object, return_inverse=True)
        measured = list(map(_measure, columns.terms.terms(used.tolist())))
        for thing, value in zip(statements.subject.tolist(), place.tolist(), strict=True):
            measures.setdefault(thing, {}).setdefault(word, set()).add(measured[value])
    things, codes = [], []
    for thing in sorted(measures):
        for pair in sorted(eye.ordered):
            given = measures[thing]
            found = {_outcome(one, other) for one in given.get(pair[0], ()) for other in given.get(pair[1], ())}
            if found:
                things.append(thing)
                codes.append(_code((pair, sorted(found))))
    return _Sums(np.array(things, np.int64), _mixed(np.array(codes, np.uint64)))


class _Sums:
    """Hold the sum of the codes of each thing; `things` are sorted."""

    def __init__(self, things: NDArray[np.int64], codes: Codes) -> None:
        import numpy as np

        self.things, starts = np.unique(things, return_index=True)
        self.sums = np.add.reduceat(codes, starts) if len(starts) else codes

    def of(self, things: NDArray[np.int64]) -> Codes:
        """Return the sum of each of these things, 0 where it has none."""
        import numpy as np

        if not len(self.things):
            return np.zeros(len(things), np.uint64)
        at = np.minimum(np.searchsorted(self.things, things), len(self.things) - 1)
        return np.where(self.things[at] == things, self.sums[at], np.uint64(0))


def _measure(value: Any) -> object:
    """Return an integer as such, and any other value as text."""
    text = str(getattr(value, "value", value))
    is_integer = isinstance(value, ox.Literal) and value.datatype.value == XSD + "integer"
    return int(text) if is_integer and re.fullmatch(r"[+-]?[0-9]{1,18}", text) else f"“{value}”"


def _outcome(one: Any, other: Any) -> str:
    return str(one < other) if isinstance(one, int) and isinstance(other, int) else f"{one} {other}"


def _mixed(codes: Codes) -> Codes:
    """Return numbers that are as good as random, the same for the same codes: the finaliser of SplitMix64."""
    import numpy as np

    mixed = codes + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
