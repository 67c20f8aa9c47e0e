"""Tell which things shapes cannot tell apart, so that one of each kind needs to be validated.

Shapes look at few sides of a thing: its properties, how many different values each has, and of a value its classes, its
datatype, and whether it fits some patterns and bounds. Things that agree in all that the shapes of a file look at are
alike: all of them conform, or none. Of a hundred thousand passages there are a few dozen kinds.

A kind is a number of 64 bits, summed up from what the shapes see. That two kinds among ten thousand get the same one
has a chance of one in a hundred billion.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.namespaces import RDFS, TYPE, XSD
from coalition.rdf.silence import silence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint64]
    Rows = tuple[Codes, Codes, Codes, Codes]
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
MEMORY = 200_000
"""How many literals are remembered with their looks."""


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


class Likeness:
    """Sort the things of a graph into kinds that shapes cannot tell apart.

    Triples are added first, in any order; one that comes again changes nothing.
    """

    def __init__(self, eye: Eye) -> None:
        """Look at things as the shapes do."""
        self.eye = eye
        self._subjects, self._values = array("Q"), array("Q")
        self._words, self._looks = array("I"), array("I")
        self._word_numbers: dict[str, int] = {}
        self._look_numbers: dict[object, int] = {}
        self._terms: dict[int, tuple[Any, int]] = {}
        self._keys: dict[str, int] = {}
        self._literals: dict[ox.Literal, tuple[int, int]] = {}
        self._compared = {word for pair in eye.ordered for word in pair}
        self._measures: dict[int, dict[str, set[Any]]] = {}
        self.too_deep = False

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples of the graph; those of the ontology come first."""
        words, eye = self._word_numbers, self.eye
        for triple in triples:
            subject, word, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                self.too_deep = True
                continue
            thing = self._thing(subject)[0]
            if isinstance(value, ox.Literal):
                other, look = self._literal(value)
                if word in eye.objects or word in eye.inverse:
                    self._terms.setdefault(other, (value, look))
            else:
                other, look = self._thing(value)
            number = words.get(word)
            if number is None:
                number = words[word] = len(words)
            if word in eye.exact:
                look = self._look(("exact", str(value)))
            if word in self._compared:
                self._measures.setdefault(thing, {}).setdefault(word, set()).add(_measure(value))
            self._subjects.append(thing)
            self._words.append(number)
            self._values.append(other)
            self._looks.append(look)

    def kinds(self) -> Kinds:
        """Return the kind of each thing."""
        import numpy as np

        subjects, values = (np.frombuffer(each, np.uint64) for each in (self._subjects, self._values))
        words, looks = (np.frombuffer(each, np.uint32).astype(np.uint64) for each in (self._words, self._looks))
        order = np.lexsort((values, words, subjects))
        new = np.ones(len(order), bool)
        rows = [each[order] for each in (subjects, words, values, looks)]
        if len(order):
            new[1:] = np.any([each[1:] != each[:-1] for each in rows[:3]], axis=0)
        subjects, words, values, looks = (each[new] for each in rows)
        classes = _Sums(subjects, _mixed(values), words == self._word_numbers.get(TYPE, 2**32 - 1))
        parts = [(subjects, words, values, looks)]
        parts += self._sides(subjects, words, values, looks)
        subjects, words, values, looks = (np.concatenate(each) for each in zip(*parts, strict=True))
        codes = _mixed(words * np.uint64(0x1000003) + _mixed(looks + _mixed(classes.of(values))))
        order = np.lexsort((codes, subjects))
        subjects, codes = subjects[order], codes[order]
        first = np.ones(len(order), bool)
        if len(order):
            first[1:] = (subjects[1:] != subjects[:-1]) | (codes[1:] != codes[:-1])
        starts = np.flatnonzero(first)
        counts = np.minimum(np.diff(np.append(starts, len(order))), self.eye.most).astype(np.uint64)
        totals = _Sums(subjects[starts], _mixed(codes[starts] + counts * np.uint64(0x9E3779B97F4A7C15)))
        things = np.array(sorted(self._terms), np.uint64)
        own = np.array([self._terms[thing][1] for thing in things.tolist()], np.uint64)
        kinds = totals.of(things) + _mixed(own + np.uint64(1)) + self._comparisons().of(things)
        return Kinds(self._terms, things, kinds)

    def _sides(
        self, subjects: Codes, words: Codes, values: Codes, looks: Codes
    ) -> Iterator[tuple[Codes, Codes, Codes, Codes]]:
        """Yield what shapes see beside the properties of a thing, as rows of further properties."""
        import numpy as np

        def rows(names: Iterable[str]) -> Any:
            wanted = [self._word_numbers[name] for name in names if name in self._word_numbers]
            return np.isin(words, np.array(wanted, np.uint64), kind="sort")

        further = len(self._word_numbers)
        for name in sorted(self.eye.inverse):
            at, further = rows([name]), further + 1
            own = np.array([self._terms[thing][1] for thing in subjects[at].tolist()], np.uint64)
            yield values[at], np.full(len(own), further, np.uint64), subjects[at], own
        for name in sorted(self.eye.objects):
            at, further = rows([name]), further + 1
            targets = np.unique(values[at])
            nothing = np.zeros(len(targets), np.uint64)
            yield targets, np.full(len(targets), further, np.uint64), nothing, nothing
        groups = [(group, False) for group in self.eye.alternatives] + [(group, True) for group in self.eye.disjoint]
        for group, shared in sorted(groups):
            at, further = np.flatnonzero(rows(group)), further + 1
            order = at[np.lexsort((values[at], subjects[at]))]
            same = (subjects[order][1:] == subjects[order][:-1]) & (values[order][1:] == values[order][:-1])
            kept = order[1:][same] if shared else order[np.append(np.ones(min(1, len(order)), bool), ~same)]
            yield subjects[kept], np.full(len(kept), further, np.uint64), values[kept], looks[kept]

    def _comparisons(self) -> _Sums:
        """Return a number for what comparing the values of two properties of a thing gives."""
        import numpy as np

        things, codes = [], []
        for thing, given in self._measures.items():
            for pair in sorted(self.eye.ordered):
                found = {_outcome(one, other) for one in given.get(pair[0], ()) for other in given.get(pair[1], ())}
                if found:
                    things.append(thing)
                    codes.append(_key(f"{pair} {sorted(found)}"))
        order = np.argsort(np.array(things, np.uint64), kind="stable")
        return _Sums(np.array(things, np.uint64)[order], np.array(codes, np.uint64)[order])

    def _thing(self, node: ox.NamedNode | ox.BlankNode) -> tuple[int, int]:
        name = node.value
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = _key(f"{type(node).__name__} {name}")
            self._terms[key] = (node, self._look(self.eye.look(node)))
        return key, self._terms[key][1]

    def _literal(self, value: ox.Literal) -> tuple[int, int]:
        known = self._literals.get(value)
        if known is None:
            known = _key(str(value)), self._look(self.eye.look(value))
            if len(self._literals) > MEMORY:
                self._literals.clear()
            self._literals[value] = known
        return known

    def _look(self, look: object) -> int:
        return self._look_numbers.setdefault(look, len(self._look_numbers))


@dataclass(frozen=True)
class Kinds:
    """Hold the kind of each thing of a graph, by the number of the thing."""

    terms: dict[int, tuple[Any, int]]
    things: Codes
    kinds: Codes

    def samples(self) -> list[Any]:
        """Return one thing of each kind."""
        import numpy as np

        _, first = np.unique(self.kinds, return_index=True)
        return [self.terms[thing][0] for thing in self.things[first].tolist()]

    def like(self, samples: Iterable[str]) -> list[Any]:
        """Return all things that are like one of some samples, given by their IRIs or texts, "" for blank nodes."""
        import numpy as np

        wanted = set(samples)
        _, first = np.unique(self.kinds, return_index=True)
        terms = ((at, self.terms[int(self.things[at])][0]) for at in first.tolist())
        chosen = [at for at, term in terms if ("" if isinstance(term, ox.BlankNode) else term.value) in wanted]
        at = np.isin(self.kinds, self.kinds[chosen], kind="sort")
        return [self.terms[thing][0] for thing in self.things[at].tolist()]


class _Sums:
    """Hold the sum of the codes of each thing; `things` are sorted."""

    def __init__(self, things: Codes, codes: Codes, where: Any = None) -> None:
        import numpy as np

        if where is not None:
            things, codes = things[where], codes[where]
        self.things, starts = np.unique(things, return_index=True)
        self.sums = np.add.reduceat(codes, starts) if len(starts) else codes

    def of(self, things: Codes) -> Codes:
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


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _mixed(codes: Codes) -> Codes:
    """Return numbers that are as good as random, the same for the same codes: the finaliser of SplitMix64."""
    import numpy as np

    mixed = codes + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
