"""Read the pattern of a query as a tree.

The engine has parsed the query before, so that its grammar is not checked here. What is not known here is refused: the
rows of such a query have no evidence, and say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from coalition.provenance.algebra import (
    ABSENT,
    Basic,
    Dataset,
    Exists,
    Extended,
    Filtered,
    Join,
    Marked,
    Node,
    Optional,
    Pattern,
    Scoped,
    Subquery,
    Union,
    Values,
)
from coalition.provenance.conditions import constraint
from coalition.provenance.cursor import INNER_NAME, TOO_LONG, Cursor, refuse
from coalition.provenance.rewriting import MARK, RewrittenQuery, UntraceableError, rewrite
from coalition.provenance.triples import Terms, Triples
from coalition.rdf.sparql import form, tokens


@dataclass(frozen=True, slots=True)
class Parsed:
    """Hold a query that was taken apart: its parts, the tree of its pattern, its template and its dataset.

    For other forms than CONSTRUCT the template is empty.
    """

    rewritten: RewrittenQuery
    tree: Node
    template: tuple[Pattern, ...]
    dataset: Dataset


def take_apart(text: str) -> Parsed:
    """Take a query that the engine has parsed apart.

    Raises
    ------
    UntraceableError
        With the reason, when the rows cannot be traced back to solutions, or the query has a part that is not known
        here, for instance because it uses more than SPARQL 1.1.
    """
    try:
        rewritten = rewrite(text)
        terms = Terms(rewritten.prologue)
        # What is declared tells where a keyword ends and a name begins, as in `ac:Person`.
        read = tokens(f"{rewritten.prologue} {rewritten.pattern}")
        tree = _Groups(Cursor(read, len(tokens(rewritten.prologue))), terms).whole()
        return Parsed(rewritten, tree, _template(text, tree, terms), _dataset(rewritten.dataset, terms))
    except RecursionError:
        raise UntraceableError(TOO_LONG) from None


def _template(text: str, tree: Node, terms: Terms) -> tuple[Pattern, ...]:
    """Return the patterns of the triples that a CONSTRUCT query makes."""
    if form(text) != "CONSTRUCT":
        return ()
    read = tokens(text)
    cursor = Cursor(read, next(number for number, token in enumerate(read) if token.is_word("CONSTRUCT")) + 1)
    if not cursor.skip("{"):  # CONSTRUCT WHERE: its pattern is its template
        return tree.patterns if isinstance(tree, Basic) else ()
    triples = Triples(cursor, terms)
    while not cursor.skip("}"):
        triples.read()
        cursor.skip(".")
    return triples.taken()


def _dataset(clause: str, terms: Terms) -> Dataset:
    read = pairwise(tokens(clause))
    graphs = [terms.iri(after) for word, after in read if word.is_word("FROM") and not after.is_word("NAMED")]
    return tuple(graphs) if clause else None


class _Groups:
    """Read groups, and return their trees."""

    def __init__(self, cursor: Cursor, terms: Terms) -> None:
        self.cursor, self.triples = cursor, Triples(cursor, terms)

    def whole(self) -> Node:
        """Return the tree of the group that all tokens are."""
        node = self._group()
        return node if self.cursor.at == len(self.cursor.tokens) else refuse()

    def _group(self) -> Node:
        node, condition = self._parts()
        return node if condition is None else Filtered(node, condition)

    def _parts(self) -> tuple[Node, tuple[Exists, ...] | None]:
        """Read a group, and return its tree without its filters, and what these make of each EXISTS.

        That is None where there are no filters. They hold of the whole group, wherever in it they stand, and the
        triples before and after one are one pattern.
        """
        cursor = self.cursor
        if cursor.is_mark("{") and cursor.next(1).is_word("SELECT"):
            cursor.go_past()
            return Values(()), None  # the mark beside a subquery stands for it
        cursor.take("{")
        node: Node = Basic(())
        conditions: list[tuple[Exists, ...]] = []
        while not cursor.skip("}"):
            if cursor.word("FILTER"):
                conditions.append(constraint(cursor))
            elif self.triples.follow():
                self.triples.read()
            elif not cursor.skip("."):
                node = self._part(_joined(node, Basic(self.triples.taken())))
        node = _joined(node, Basic(self.triples.taken()))
        return node, tuple(exists for each in conditions for exists in each) if conditions else None

    def _part(self, node: Node) -> Node:
        """Read what is neither a filter nor triples, and return the tree of it together with what stands before it."""
        self.cursor.count()
        if self.cursor.is_mark("{"):
            return _joined(node, self._union())
        match self.cursor.word("OPTIONAL", "LATERAL", "MINUS", "GRAPH", "BIND", "VALUES"):
            case "OPTIONAL" | "LATERAL":  # the mark in a LATERAL says that it gave the solution, and it always did
                right, condition = self._parts()
                return Optional(node, right, condition or ())
            case "MINUS":
                self.cursor.go_past()
                return Filtered(node, (), (ABSENT,))
            case "GRAPH":
                return _joined(node, Scoped(self.triples.slot(), self._group()))
            case "BIND":
                return self._bind(node)
            case "VALUES":
                return _joined(node, self._values())
            case _:
                return refuse()

    def _union(self) -> Node:
        node = self._group()
        while self.cursor.word("UNION"):
            self.cursor.count()
            node = Union(node, self._group())
        return node

    def _bind(self, node: Node) -> Node:
        start = self.cursor.at
        *_, variable, _ = self.cursor.passed()
        name = variable.text[1:]
        if INNER_NAME.fullmatch(name):
            return Subquery(name)
        if name.startswith(MARK):
            return Marked(name, node)
        condition = self.cursor.exists_since(start)
        return Extended(name, Filtered(node, condition) if condition else node)

    def _values(self) -> Node:
        """Read VALUES, and return the variables to which its rows give values."""
        names = []
        while not self.cursor.is_mark("{"):
            token = self.cursor.take()
            if token.kind == "variable":
                names.append(token.text[1:])
        rows = len(list(self.cursor.passed())) > 2
        return Values(tuple(names) if rows else ())


def _joined(left: Node, right: Node) -> Node:
    """Return the join of two trees; of two basic patterns one pattern.

    So a variable to which the solution gives no value gets the same value in both parts.
    """
    if isinstance(left, Basic) and isinstance(right, Basic):
        return Basic(left.patterns + right.patterns)
    return right if left == Basic(()) else left if right == Basic(()) else Join(left, right)
