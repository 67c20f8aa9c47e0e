"""A query cut open: how to ask for the solutions that stand behind its rows."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.sparql import FORMS, Token, tokens

MARK = "coalition_mark_"
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "SAMPLE"}


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A SELECT or ASK query cut into the parts from which its solutions can be asked for again.

    `keys` are the columns whose values tell a row's solutions apart from another row's: every column, or where the
    query counts, those that it groups by. `marks` are the variables that tell which branch of a UNION and which
    OPTIONAL gave a solution.
    """

    prologue: str
    dataset: str
    pattern: str
    keys: tuple[str, ...]
    marks: int

    def solutions(self, values: str = "") -> str:
        """A query for the full solutions behind the rows, restricted to `values` (a VALUES clause)."""
        return f"{self.prologue} SELECT DISTINCT * {self.dataset} WHERE {{ {values} {self.pattern} }}"


class Untraceable(Exception):
    """Why the solutions behind a row cannot be told."""


def dissect(text: str) -> Anatomy:
    """Cut a SELECT, ASK or CONSTRUCT query into its parts.

    Raises
    ------
    Untraceable
        With the reason, when the rows cannot be traced back to solutions.
    """
    found = list(tokens(text))
    head = next((n for n, token in enumerate(found) if token.is_word(*FORMS)), -1)
    if head < 0 or found[head].is_word("DESCRIBE"):
        raise Untraceable("only the rows of SELECT and the answer of ASK are traced")
    pairs = _pairs(found)
    start = _where(found, head, pairs)
    end = pairs[start]
    clause, tail = found[head + 1 : start], found[end + 1 :]
    dataset = _slice(text, clause, next((n for n, t in enumerate(clause) if t.is_word("FROM")), len(clause)))
    group, columns = _grouping(text, tail), _columns(text, clause) if found[head].is_word("SELECT") else {}
    aggregated = bool(group) or any(_aggregates(expression) for expression in columns.values())
    if found[head].is_word("CONSTRUCT"):
        dataset = ""
    keys = _keys(columns, group) if aggregated else tuple(columns)
    computed = {**columns, **group} if not aggregated else group
    binds = "".join(f" BIND({expression} AS ?{name})" for name, expression in computed.items() if expression)
    inner, marks = _marked(text, found, pairs, start, end)
    if found[start + 1].is_word("SELECT"):
        inner = f"{{ {inner} }}"
    values = next((n for n, t in enumerate(tail) if t.is_word("VALUES")), None)
    trailing = text[tail[values].start :] if values is not None else ""
    return Anatomy(text[: found[head].start], dataset, f"{inner}{binds} {trailing}", keys, marks)


def _pairs(found: list[Token]) -> dict[int, int]:
    pairs, stack = {}, []
    for number, token in enumerate(found):
        if token.kind == "mark" and token.text in "{(":
            stack.append(number)
        elif token.kind == "mark" and token.text in "})" and stack:
            pairs[stack.pop()] = number
    return pairs


def _where(found: list[Token], head: int, pairs: dict[int, int]) -> int:
    """The index of the `{` that opens the WHERE group."""
    number = head + 1
    if found[head].is_word("CONSTRUCT") and found[number].text == "{":
        number = pairs[number] + 1
    while number < len(found) and found[number].text != "{":
        number = pairs.get(number, number) + 1 if found[number].text == "(" else number + 1
    return number


def _slice(text: str, clause: list[Token], first: int) -> str:
    words = [token for token in clause[first:] if not token.is_word("WHERE")]
    return text[words[0].start : words[-1].end] if words else ""


def _columns(text: str, clause: list[Token]) -> dict[str, str]:
    """The columns in order, each with the expression it is computed by; empty for a plain variable."""
    columns: dict[str, str] = {}
    pairs, number = _pairs(clause), 0
    while number < len(clause) and not clause[number].is_word("FROM", "WHERE"):
        token = clause[number]
        if token.text == "(":
            end = pairs[number]
            columns[clause[end - 1].text[1:]] = text[token.end : clause[end - 2].start]
            number = end
        elif token.kind == "variable":
            columns[token.text[1:]] = ""
        number += 1
    return columns


def _grouping(text: str, tail: list[Token]) -> dict[str, str]:
    """The keys that a query groups by, each with its expression; empty for a plain variable."""
    first = next((n for n, t in enumerate(tail) if t.is_word("GROUP")), None)
    if first is None:
        return {}
    rest = tail[first + 2 :]
    last = next((n for n, t in enumerate(rest) if t.is_word("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")), len(rest))
    keys = _columns(text, rest[:last])
    if any(token.kind == "word" and not _inside(rest, number) for number, token in enumerate(rest[:last])):
        raise Untraceable("it groups by an expression that has no name")
    return keys


def _inside(clause: list[Token], number: int) -> bool:
    return any(start < number < end for start, end in _pairs(clause).items())


def _aggregates(expression: str) -> bool:
    return any(token.is_word(*AGGREGATES) for token in tokens(expression))


def _keys(columns: dict[str, str], group: dict[str, str]) -> tuple[str, ...]:
    hidden = [key for key in group if key not in columns]
    if hidden:
        raise Untraceable(f"it groups by ?{hidden[0]}, which is not among its columns")
    return tuple(key for key in columns if key in group)


def _marked(text: str, found: list[Token], pairs: dict[int, int], start: int, end: int) -> tuple[str, int]:
    """The WHERE group with a mark bound in each branch of a UNION and each OPTIONAL, and the number of marks."""
    inserts: list[tuple[int, str]] = []
    marks = 0
    for opening, closing in sorted(pairs.items(), reverse=True):  # inner groups first
        if not start < opening < end or found[opening].text != "{":
            continue
        if not (found[opening - 1].is_word("OPTIONAL", "UNION") or found[closing + 1].is_word("UNION")):
            continue
        bind = f" BIND(true AS ?{MARK}{marks}) "
        marks += 1
        if found[opening + 1].is_word("SELECT"):  # a subquery takes no BIND: it gets a group around it
            inserts += [(found[opening].start, "{ "), (found[closing].end, f"{bind}}}")]
        else:
            inserts.append((found[closing].start, bind))
    pieces, place = [], found[start].start
    for offset, piece in sorted(inserts, key=lambda insert: insert[0]):
        pieces += [text[place:offset], piece]
        place = offset
    return "".join(pieces) + text[place : found[end].end], marks
