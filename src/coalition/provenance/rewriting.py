"""A query cut open: how to ask for the solutions that stand behind its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.rdf.sparql import FORMS, Token, tokens, variables

MARK = "coalition_mark_"
BOUND = "coalition_bound_"
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "SAMPLE"}


@dataclass(frozen=True, slots=True)
class RewrittenQuery:
    """A SELECT, ASK or CONSTRUCT query cut into the parts from which its solutions can be asked for again.

    `keys` are the columns whose values tell a row's solutions apart from another row's: every column (None, where
    the query selects `*`), or where the query counts, those that it groups by. `marks` are the variables that tell
    which branch of a UNION and which OPTIONAL gave a solution.
    """

    prologue: str
    pattern: str
    keys: tuple[str, ...] | None
    aggregated: bool
    marks: int

    def solutions(
        self, names: Sequence[str] = (), rows: Iterable[Sequence[object]] = (), doubtful: Iterable[str] = ()
    ) -> str:
        """A query for the full solutions behind the rows, restricted to those with the values of `rows` in `names`.

        The restriction gives a value to a variable that a solution leaves open: of each of the `doubtful` names, the
        solution says whether it was bound before. A blank node cannot be named in a query, and is left open.
        """
        told = "".join(f" BIND(BOUND(?{name}) AS ?{BOUND}{name})" for name in doubtful)
        columns = " ".join(f"?{name}" for name in variables(self.pattern + told)) or "*"
        values = ""
        if names:
            cells = (
                " ".join("UNDEF" if t is None or isinstance(t, ox.BlankNode) else str(t) for t in row) for row in rows
            )
            values = f"VALUES ({' '.join(f'?{n}' for n in names)}) {{ {' '.join(f'({cell})' for cell in cells)} }}"
        return f"{self.prologue} SELECT DISTINCT {columns} WHERE {{ {values} {{ {self.pattern}{told} }} }}"

    def variables(self) -> list[str]:
        """The variables that stand in the pattern, those included that it gives no value to."""
        return variables(self.pattern)

    def visible(self) -> str:
        """A query without rows, whose columns are the variables that the pattern can give a value to."""
        return f"{self.prologue} SELECT * WHERE {{ {{ {self.pattern} }} FILTER(false) }}"


class UntraceableError(Exception):
    """Why the solutions behind a row cannot be told."""


def rewrite(text: str) -> RewrittenQuery:
    """Cut a SELECT, ASK or CONSTRUCT query into its parts.

    Raises
    ------
    UntraceableError
        With the reason, when the rows cannot be traced back to solutions.
    """
    found = list(tokens(text))
    head = next((n for n, token in enumerate(found) if token.is_word(*FORMS)), -1)
    if head < 0 or found[head].is_word("DESCRIBE"):
        raise UntraceableError("only the rows of SELECT and the answer of ASK are traced")
    pairs = _pairs(found)
    start = _where(found, head, pairs)
    end = pairs[start]
    clause, tail = found[head + 1 : start], found[end + 1 :]
    if any(token.is_word("FROM") for token in clause):
        raise UntraceableError("it names its own dataset with FROM")
    group, columns = _grouping(text, tail), _columns(text, clause) if found[head].is_word("SELECT") else {}
    aggregated = group is not None or any(_aggregates(expression) for expression in columns.values())
    if aggregated:
        keys: tuple[str, ...] | None = _keys(columns, group or {})
    else:
        keys = None if any(token.text == "*" for token in clause[:2]) else tuple(columns)
    computed = (group or {}) if aggregated else columns
    binds = "".join(f" BIND({expression} AS ?{name})" for name, expression in computed.items() if expression)
    inner, marks = _marked(text, found, pairs, start, end)
    values = next((n for n, t in enumerate(tail) if t.is_word("VALUES")), len(tail))
    return RewrittenQuery(
        text[: found[head].start], f"{inner} {_slice(text, tail[values:])}{binds}", keys, aggregated, marks
    )


def _pairs(found: Sequence[Token]) -> dict[int, int]:
    """The closing bracket of each opening one, both by index."""
    pairs, stack = {}, []
    for number, token in enumerate(found):
        if token.text in ("{", "("):
            stack.append(number)
        elif token.text in ("}", ")") and stack:
            pairs[stack.pop()] = number
    return pairs


def _where(found: Sequence[Token], head: int, pairs: dict[int, int]) -> int:
    """The index of the `{` that opens the WHERE group."""
    number = head + 1
    if found[head].is_word("CONSTRUCT") and found[number].text == "{":
        number = pairs[number] + 1
    while number < len(found) and found[number].text != "{":
        number = pairs.get(number, number) + 1 if found[number].text == "(" else number + 1
    if number not in pairs:
        raise UntraceableError("its brackets are not told apart")
    return number


def _slice(text: str, part: Sequence[Token]) -> str:
    return text[part[0].start : part[-1].end] if part else ""


def _columns(text: str, clause: Sequence[Token]) -> dict[str, str]:
    """The columns in order, each with the expression it is computed by; empty for a plain variable."""
    columns: dict[str, str] = {}
    pairs, number = _pairs(clause), 0
    while number < len(clause) and not clause[number].is_word("WHERE"):
        token = clause[number]
        if token.text == "(":
            end = pairs[number]
            if end < number + 4 or not clause[end - 2].is_word("AS"):
                raise UntraceableError("it groups by an expression that has no name")
            columns[clause[end - 1].text[1:]] = _slice(text, clause[number + 1 : end - 2])
            number = end
        elif token.kind == "variable":
            columns[token.text[1:]] = ""
        number += 1
    return columns


def _grouping(text: str, tail: Sequence[Token]) -> dict[str, str] | None:
    """The keys that a query groups by, each with its expression, empty for a plain variable; None without GROUP BY."""
    first = next((n for n, t in enumerate(tail) if t.is_word("GROUP")), None)
    if first is None:
        return None
    rest = tail[first + 2 :]
    last = next((n for n, t in enumerate(rest) if t.is_word("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")), len(rest))
    return _columns(text, rest[:last])


def _aggregates(expression: str) -> bool:
    return any(token.is_word(*AGGREGATES) for token in tokens(expression))


def _keys(columns: dict[str, str], group: dict[str, str]) -> tuple[str, ...]:
    hidden = [key for key in group if key not in columns]
    if hidden:
        raise UntraceableError(f"it groups by ?{hidden[0]}, which is not among its columns")
    return tuple(key for key in columns if key in group)


def _marked(text: str, found: Sequence[Token], pairs: dict[int, int], start: int, end: int) -> tuple[str, int]:
    """The WHERE group with a mark bound in each branch of a UNION and each OPTIONAL, and the number of marks.

    What does not give its variables to the solution (a subquery, EXISTS, MINUS) takes no marks.
    """
    inserts: list[tuple[int, int, str]] = []
    marks = 0
    closed = end if found[start + 1].is_word("SELECT") else start
    for opening, closing in sorted(pairs.items()):
        if opening <= closed or closing > end or found[opening].text != "{":
            continue
        subquery = found[opening + 1].is_word("SELECT")
        if found[opening - 1].is_word("OPTIONAL", "UNION") or found[closing + 1].is_word("UNION"):
            bind = f" BIND(true AS ?{MARK}{marks}) "
            marks += 1
            if subquery:  # it takes no BIND: it gets a group around it
                inserts += [(found[opening].start, -marks, "{ "), (found[closing].end, -marks, f"{bind}}}")]
            else:
                inserts.append((found[closing].start, -marks, bind))
        if subquery or found[opening - 1].is_word("EXISTS", "MINUS"):
            closed = closing
    pieces, place = [], found[start].start
    for offset, _, piece in sorted(inserts):  # at one place, the inner group first
        pieces += [text[place:offset], piece]
        place = offset
    return "".join(pieces) + text[place : found[end].end], marks
