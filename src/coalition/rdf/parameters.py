"""Tell the engine's planner which variables have a value, so that it begins with the patterns that they are in.

The engine binds parameters when it evaluates a query, after it has chosen an order for the joins: it would look for all
passages first, and then for one actor in each. So the values are written into the text as well, as a row of VALUES,
which the planner sees. They restrict nothing more there, since the variables have these values already.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise

import pyoxigraph as ox

from coalition.rdf.sparql import CLOSING, OPENING, tokens

Terms = Mapping[str, ox.NamedNode | ox.Literal]


@dataclass(slots=True)
class _Group:
    """Hold a bracket that is open: where it begins, which parameters it sees, and which it mentions."""

    at: int
    seen: Set[str]
    holder: _Group | None
    mentioned: list[str] = field(default_factory=list)


def planned(text: str, terms: Terms) -> str:
    """Return a query with the values of its parameters, by their names with `?`, in each group that mentions them.

    The whole pattern gets all of them. A group that stands in a GRAPH is left as it is: its parameters are written into
    the group around it. A group that begins with a dot is left as it is, too: behind values the dot would be right.
    """
    rows = [(group.at, _row(group.mentioned, terms)) for group in _groups(text, terms)] if terms else []
    for at, row in sorted(rows, reverse=True):
        text = f"{text[:at]} {row}{text[at:]}"
    return text


def _row(names: list[str], terms: Terms) -> str:
    once = list(dict.fromkeys(names))
    return f"VALUES ({' '.join(once)}) {{ ({' '.join(str(terms[name]) for name in once)}) }}"


def _groups(text: str, terms: Terms) -> list[_Group]:
    """Return the groups that mention parameters."""
    read = tokens(text)
    found: list[_Group] = []
    stack = [_Group(0, frozenset(terms), None)]
    selected: set[str] | None = None  # the variables that the SELECT whose pattern comes next returns, if there is one
    depth = 0
    values = False  # whether a block of VALUES comes next
    for at, token in enumerate(read):
        if token.kind == "mark" and token.text in OPENING:
            inner = _Group(token.end, stack[-1].seen, None)
            if token.text != "{" or read[at - 2].is_word("GRAPH"):
                inner.holder = stack[-1].holder or stack[-1]  # what it mentions counts for the group around it
            elif values:
                values = False
            else:
                inner.seen = inner.seen if selected is None else inner.seen & selected
                selected = None
                found.append(inner)
            stack.append(inner)
        elif token.kind == "mark" and token.text in CLOSING:
            del stack[max(1, len(stack) - 1) :]
        elif token.is_word("SELECT"):
            found = [group for group in found if group is not stack[-1]]  # a subquery has the pattern
            selected, depth = set(), len(stack)
        elif selected is not None:
            if len(stack) == depth:  # what an aggregate reads is another variable than the one outside
                selected |= set(terms) if token.text == "*" else {f"?{token.text[1:]}"}
        elif token.is_word("VALUES"):
            values = True
        elif token.kind == "variable" and not values:
            name = f"?{token.text[1:]}"
            if name in stack[-1].seen and not read[at - 1].is_word("AS"):
                (stack[-1].holder or stack[-1]).mentioned.append(name)
    for group in found[:1]:  # the whole pattern, which holds the others
        group.mentioned += sorted(group.seen)
    dotted = {token.end for token, after in pairwise(read) if token.text == "{" and after.text == "."}
    return [group for group in found if group.mentioned and group.at not in dotted]
