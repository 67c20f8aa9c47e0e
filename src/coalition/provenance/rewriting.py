"""Rewrite a query so that it returns the solutions behind its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.rdf.sparql import FORMS, Token, tokens, variables

MARK = "coalition_mark_"
"""The prefix of the variables that say which branch gave a solution."""

BOUND = "coalition_bound_"
"""The prefix of the variables that say whether the pattern itself gave a value to a variable."""

AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "SAMPLE"}


@dataclass(frozen=True, slots=True)
class RewrittenQuery:
    """Hold the parts of a SELECT, ASK or CONSTRUCT query from which its solutions can be asked for again.

    Attributes
    ----------
    prologue:
        The declarations before the query.
    pattern:
        What stands between the braces of WHERE, with marks in its branches and with what its columns compute.
    keys:
        The columns whose values tell the solutions of one row from those of another: all of them (None if the query
        selects `*`), or those that an aggregate query groups by.
    aggregated:
        Whether the query counts or otherwise aggregates.
    marks:
        How many branches of UNION and OPTIONAL are marked.
    """

    prologue: str
    pattern: str
    keys: tuple[str, ...] | None
    aggregated: bool
    marks: int

    def solutions(
        self, names: Sequence[str] = (), rows: Iterable[Sequence[object]] = (), doubtful: Iterable[str] = ()
    ) -> str:
        """Return a query for the full solutions behind some rows.

        Parameters
        ----------
        names, rows:
            The variables that are restricted, and the values that they may have together. A blank node cannot be named
            in a query, so it does not restrict anything.
        doubtful:
            Those of `names` that a solution may leave unbound. The restriction binds them all the same, so for each a
            further column says whether the pattern itself bound it.
        """
        was_bound = "".join(f" BIND(BOUND(?{name}) AS ?{BOUND}{name})" for name in doubtful)
        columns = " ".join(f"?{name}" for name in variables(self.pattern + was_bound)) or "*"
        values = ""
        if names:
            cells = (
                " ".join("UNDEF" if t is None or isinstance(t, ox.BlankNode) else str(t) for t in row) for row in rows
            )
            values = f"VALUES ({' '.join(f'?{n}' for n in names)}) {{ {' '.join(f'({cell})' for cell in cells)} }}"
        return f"{self.prologue} SELECT DISTINCT {columns} WHERE {{ {values} {{ {self.pattern}{was_bound} }} }}"

    def variables(self) -> list[str]:
        """Return every variable in the pattern, with those that the pattern only uses in a filter."""
        return variables(self.pattern)

    def visible(self) -> str:
        """Return a query without rows whose columns are the variables that the pattern can bind."""
        return f"{self.prologue} SELECT * WHERE {{ {{ {self.pattern} }} FILTER(false) }}"


class UntraceableError(Exception):
    """Say why the solutions behind a row cannot be found."""


def rewrite(text: str) -> RewrittenQuery:
    """Take a SELECT, ASK or CONSTRUCT query apart.

    Raises
    ------
    UntraceableError
        With the reason, when the rows cannot be traced back to solutions.
    """
    read = list(tokens(text))
    head = next((n for n, token in enumerate(read) if token.is_word(*FORMS)), -1)
    if head < 0 or read[head].is_word("DESCRIBE"):
        raise UntraceableError("only SELECT and ASK queries are traced")
    pairs = _pairs(read)
    start = _where(read, head, pairs)
    end = pairs[start]
    clause, tail = read[head + 1 : start], read[end + 1 :]
    if any(token.is_word("FROM") for token in clause):
        raise UntraceableError("the query names its own dataset with FROM")
    group, columns = _grouping(text, tail), _columns(text, clause) if read[head].is_word("SELECT") else {}
    aggregated = group is not None or any(_aggregates(expression) for expression in columns.values())
    if aggregated:
        keys: tuple[str, ...] | None = _keys(columns, group or {})
    else:
        keys = None if any(token.text == "*" for token in clause[:2]) else tuple(columns)
    computed = (group or {}) if aggregated else columns
    binds = "".join(f" BIND({expression} AS ?{name})" for name, expression in computed.items() if expression)
    inner, marks = _marked(text, read, pairs, start, end)
    # VALUES behind the query restricts its solutions: it moves into the pattern.
    values = next((n for n, t in enumerate(tail) if t.is_word("VALUES")), len(tail))
    return RewrittenQuery(
        text[: read[head].start], f"{inner} {_slice(text, tail[values:])}{binds}", keys, aggregated, marks
    )


def _pairs(read: Sequence[Token]) -> dict[int, int]:
    """Return the closing bracket of each opening one, both by their index in `read`."""
    pairs, stack = {}, []
    for number, token in enumerate(read):
        if token.text in ("{", "("):
            stack.append(number)
        elif token.text in ("}", ")") and stack:
            pairs[stack.pop()] = number
    return pairs


def _where(read: Sequence[Token], head: int, pairs: dict[int, int]) -> int:
    """Return the index of the `{` that opens the WHERE group."""
    number = head + 1
    if read[head].is_word("CONSTRUCT") and read[number].text == "{":
        number = pairs[number] + 1
    while number < len(read) and read[number].text != "{":
        number = pairs.get(number, number) + 1 if read[number].text == "(" else number + 1
    if number not in pairs:
        raise UntraceableError("the brackets of the query could not be paired")
    return number


def _slice(text: str, part: Sequence[Token]) -> str:
    return text[part[0].start : part[-1].end] if part else ""


def _columns(text: str, clause: Sequence[Token]) -> dict[str, str]:
    """Return the columns in order, each with the expression that computes it, or "" for a plain variable."""
    columns: dict[str, str] = {}
    pairs, number = _pairs(clause), 0
    while number < len(clause) and not clause[number].is_word("WHERE"):
        token = clause[number]
        if token.text == "(":
            end = pairs[number]
            # `( expression AS ?name )` has at least five tokens.
            if end < number + 4 or not clause[end - 2].is_word("AS"):
                raise UntraceableError("the query groups by an expression without a name; name it with AS")
            columns[clause[end - 1].text[1:]] = _slice(text, clause[number + 1 : end - 2])
            number = end
        elif token.kind == "variable":
            columns[token.text[1:]] = ""
        number += 1
    return columns


def _grouping(text: str, tail: Sequence[Token]) -> dict[str, str] | None:
    """Return the keys that a query groups by, as `_columns` returns columns, or None without GROUP BY."""
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
        raise UntraceableError(f"the query groups by ?{hidden[0]}, which is not one of its columns")
    return tuple(key for key in columns if key in group)


def _marked(text: str, read: Sequence[Token], pairs: dict[int, int], start: int, end: int) -> tuple[str, int]:
    """Return the WHERE group with a mark bound in each branch of UNION and OPTIONAL, and the number of marks.

    A subquery, EXISTS or MINUS does not pass its variables on to the solution, so nothing inside it is marked.
    """
    inserts: list[tuple[int, int, str]] = []
    marks = 0
    closed = end if read[start + 1].is_word("SELECT") else start  # the brackets up to here get no marks
    for opening, closing in sorted(pairs.items()):
        if opening <= closed or closing > end or read[opening].text != "{":
            continue
        subquery = read[opening + 1].is_word("SELECT")
        if read[opening - 1].is_word("OPTIONAL", "UNION") or read[closing + 1].is_word("UNION"):
            bind = f" BIND(true AS ?{MARK}{marks}) "
            marks += 1
            if subquery:  # the grammar allows no BIND after a subquery: put a group around both
                inserts += [(read[opening].start, -marks, "{ "), (read[closing].end, -marks, f"{bind}}}")]
            else:
                inserts.append((read[closing].start, -marks, bind))
        if subquery or read[opening - 1].is_word("EXISTS", "MINUS"):
            closed = closing
    pieces, copied = [], read[start].start
    for offset, _, piece in sorted(inserts):  # at the same offset, the inner group comes first
        pieces += [text[copied:offset], piece]
        copied = offset
    return "".join(pieces) + text[copied : read[end].end], marks
