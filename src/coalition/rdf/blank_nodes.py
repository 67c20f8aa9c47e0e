"""Give blank nodes names that depend on what is stated about them, and on nothing else.

A parser, or a CONSTRUCT query, gives blank nodes names by chance. Here each gets a name made from the statements that
it takes part in, so that equal facts are written with equal bytes, and compared as equal.

The method is that of Hogan, Canonical Forms for Isomorphic and Equivalent RDF Graphs (ACM Transactions on the Web 11:4,
2017): blank nodes get the same colour as long as nothing tells them apart; where several keep one colour, each in turn
is told apart by force, and the smallest result counts. W3C's RDFC-1.0 is not used because it numbers the nodes of a
whole dataset in one sequence, so that one more fact renames the others, and because it recurses along lists.

In the worst case the time grows exponentially, as with every known method. So the steps are counted, not timed: the
same input is always accepted, or always refused.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from coalition.errors import SelectionError

MAX_STEPS = 3_000_000
"""How many times a statement may be looked at, which takes some seconds. A list of 100,000 equal items needs half."""

MAX_GUESSES = 100
"""How many blank nodes may be told apart by force, one within another."""

NAME = 24
"""How many hexadecimal digits of a digest a name has."""

Nodes = list[int]
"""Blank nodes, as numbers: they are compared much faster than the engine's objects."""

Colours = dict[int, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold a quad with blank nodes: a digest of its text with gaps for them, and the nodes, in that order."""

    text: str
    nodes: tuple[int, ...]


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return quads with canonical names for their blank nodes, without repetitions, in no particular order.

    Equal datasets, which differ only in the names of blank nodes, give equal quads. What is stated elsewhere does not
    change the name of a blank node: only the statements that lead to it through other blank nodes do.

    Raises
    ------
    SelectionError
        When the blank nodes are too much alike to be told apart in MAX_STEPS steps.
    """
    quads = set(quads)
    numbers: dict[ox.BlankNode, int] = {}
    statements = []
    for quad in quads:
        # Most quads have no blank node, and their text need not be made.
        if any(isinstance(term, ox.BlankNode | ox.Triple) for term in quad):
            nodes: Nodes = []
            text = " ".join(_gapped(term, numbers, nodes) for term in quad)
            if nodes:
                statements.append(Statement(_digest(text), tuple(nodes)))
    if not numbers:
        return list(quads)
    names = _Naming(statements).names()
    renamed = {node: names[number] for node, number in numbers.items()}
    return [_renamed(quad, renamed) for quad in quads]


def _gapped(term: Any, numbers: dict[ox.BlankNode, int], nodes: Nodes) -> str:
    """Return the text of a term with a gap for each blank node, and append their numbers to `nodes`."""
    if isinstance(term, ox.BlankNode):
        nodes.append(numbers.setdefault(term, len(numbers)))
        return "_:"
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(_gapped(part, numbers, nodes) for part in term)} )>>"
    return str(term)


def _renamed(term: Any, names: Mapping[ox.BlankNode, ox.BlankNode]) -> Any:
    if isinstance(term, ox.BlankNode):
        return names[term]
    if isinstance(term, ox.Triple | ox.Quad):
        return type(term)(*(_renamed(part, names) for part in term))
    return term


def _digest(*parts: str) -> str:
    # A text cannot hold a null character that is not escaped, so that it separates the parts.
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


@dataclass
class _Naming:
    """Name the blank nodes of statements.

    Attributes
    ----------
    statements:
        The statements with blank nodes.
    around:
        The statements that each blank node takes part in.
    steps:
        How often a statement has been looked at.
    """

    statements: list[Statement]
    around: dict[int, list[Statement]] = field(default_factory=dict)
    steps: int = 0

    def names(self) -> dict[int, ox.BlankNode]:
        """Return the new name of each blank node."""
        for statement in self.statements:
            for node in dict.fromkeys(statement.nodes):
                self.around.setdefault(node, []).append(statement)
        pieces: dict[str, list[Nodes]] = defaultdict(list)
        for piece in self._pieces(set(self.around)):
            form, ordered = self._order(piece, dict.fromkeys(piece, ""), 0)
            pieces[form].append(ordered)
        names = {}
        for form, twins in pieces.items():
            for twin, ordered in enumerate(twins):  # equal pieces can change places
                for place, node in enumerate(ordered):
                    names[node] = ox.BlankNode(f"b{_digest(form, str(twin), str(place))[:NAME]}")
        return names

    def _pieces(self, nodes: set[int]) -> Iterator[Nodes]:
        """Yield `nodes` in groups that statements connect."""
        left = set(nodes)
        while left:
            piece = [left.pop()]
            for node in piece:  # grows while it is read
                for statement in self._read(node):
                    for other in statement.nodes:
                        if other in left:
                            left.remove(other)
                            piece.append(other)
            yield piece

    def _read(self, node: int) -> list[Statement]:
        statements = self.around[node]
        self.steps += len(statements)
        if self.steps > MAX_STEPS:
            raise _too_alike()
        return statements

    def _order(self, piece: Nodes, colours: Colours, guesses: int) -> tuple[str, Nodes]:
        """Return the canonical form of a piece, and its nodes in canonical order.

        `colours` holds a colour for each node of the piece, and a colour of its own for each node beside it that is
        already told apart.
        """
        if guesses > MAX_GUESSES:
            raise _too_alike()
        colours = dict(colours)
        self._refine(piece, colours)
        classes = self._classes(piece, colours)
        single = sorted((nodes[0] for nodes in classes.values() if len(nodes) == 1), key=colours.__getitem__)
        rest = {node for nodes in classes.values() if len(nodes) > 1 for node in nodes}
        parts = list(self._pieces(rest))
        if single or len(parts) > 1:
            # What is told apart no longer connects the others: each part of them is ordered by itself.
            ordered = sorted((self._order(part, colours, guesses + 1) for part in parts), key=lambda part: part[0])
            whole = [*single, *(node for _, nodes in ordered for node in nodes)]
            return self._form(whole, colours), whole
        if not rest:
            return self._form([], colours), []
        _, alike = min((len(nodes), colour) for colour, nodes in classes.items() if len(nodes) > 1)
        forced = ({**colours, node: _digest("told apart", alike)} for node in classes[alike])
        return min((self._order(piece, guess, guesses + 1) for guess in forced), key=lambda form: form[0])

    def _form(self, ordered: Nodes, colours: Colours) -> str:
        """Return a digest of all statements about `ordered`, in which each of these nodes is a number."""
        place = {node: str(number) for number, node in enumerate(ordered)}
        lines = set()  # a statement about several of the nodes is read once for each of them
        for node in ordered:
            for s in self._read(node):
                lines.add(" ".join((s.text, *(place.get(n) or "=" + colours[n] for n in s.nodes))))
        return _digest(str(len(ordered)), *sorted(lines))

    @staticmethod
    def _classes(piece: Nodes, colours: Colours) -> dict[str, Nodes]:
        classes: dict[str, Nodes] = {}
        for node in piece:
            classes.setdefault(colours[node], []).append(node)
        return classes

    def _refine(self, piece: Nodes, colours: Colours) -> None:
        """Give nodes different colours where their statements differ, until nothing more tells nodes apart.

        Of the nodes that had one colour, the largest group keeps it, so that only the neighbours of the others need be
        looked at again: a long list takes time in proportion to its length.
        """
        inside = set(piece)
        classes = {colour: set(nodes) for colour, nodes in self._classes(piece, colours).items()}
        changed, rounds = set(piece), 0
        while changed:
            rounds += 1  # part of each new colour, so that none is the colour of an earlier round
            groups: dict[str, dict[str, Nodes]] = defaultdict(lambda: defaultdict(list))
            for node in changed:
                if len(classes[colours[node]]) > 1:
                    groups[colours[node]][self._signature(node, colours)].append(node)
            changed = set()
            fresh: Colours = {}
            for colour, parts in groups.items():
                looked_at = sum(map(len, parts.values()))
                sizes = {signature: len(nodes) for signature, nodes in parts.items()}
                sizes[""] = len(classes[colour]) - looked_at  # nothing has changed around these
                keeping = max(sizes, key=lambda signature: (sizes[signature], signature))
                for signature in parts.keys() - {keeping}:
                    fresh.update(dict.fromkeys(parts[signature], _digest(str(rounds), colour, signature)))
                if keeping and sizes[""]:
                    untouched = classes[colour].difference(*parts.values())
                    fresh.update(dict.fromkeys(untouched, _digest(str(rounds), colour, "")))
            for node, colour in fresh.items():
                classes[colours[node]].discard(node)
                classes.setdefault(colour, set()).add(node)
                colours[node] = colour
            for node in fresh:
                changed.update(other for statement in self._read(node) for other in statement.nodes if other in inside)

    def _signature(self, node: int, colours: Colours) -> str:
        """Return what the statements about a node say of it, as far as colours tell the others apart."""
        lines = []
        for s in self._read(node):
            lines.append(" ".join((s.text, *("." if n == node else "=" + colours[n] for n in s.nodes))))
        return _digest(*sorted(lines))


def _too_alike() -> SelectionError:
    what = "too many blank nodes are alike, so that they cannot be given names that stay the same"
    return SelectionError(what, remedy="give the things IRIs")
