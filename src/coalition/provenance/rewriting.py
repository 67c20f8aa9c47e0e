"""Rewrite a query so that it returns the solutions behind its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

import pyoxigraph as ox

from coalition.rdf.sparql import FORMS, Token, tokens, variables

OWN = "coalition_"
"""How the names of all variables begin that are added to a query."""

MARK = "coalition_mark_"
"""The prefix of the variables that say which branch gave a solution."""

BOUND = "coalition_bound_"
"""The prefix of the variables that say whether the pattern itself gave a value to a variable."""

INNER = "coalition_inner_"
"""The prefix of the variables that say where an inner query stands: a subquery, or the pattern of an EXISTS."""

ROW = "coalition_row"
"""The variable that numbers the rows for which the pattern of an EXISTS is matched."""

AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "SAMPLE"}
UNSTABLE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
"""The functions that may give another value when the query is asked again."""

VARYING = UNSTABLE | {"GROUP_CONCAT", "SAMPLE"}
"""The functions that may give another value when the query is asked of fewer facts."""

# The parts of a query behind its pattern, in the order of the grammar.
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass(frozen=True, slots=True)
class Inner:
    """Hold a query within a query: a subquery, or the pattern of an EXISTS as `SELECT *`.

    `copies` are the variables of the outer query that hold a subquery's row, by the subquery's columns.
    """

    text: str
    copies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RewrittenQuery:
    """Hold the parts of a SELECT, ASK or CONSTRUCT query from which its solutions can be asked for again.

    Attributes
    ----------
    prologue, dataset:
        The declarations before the query, and what it says with FROM.
    pattern:
        What WHERE holds, with marks in its branches and inner queries, and with what the columns compute.
    keys:
        The variables whose values tell the solutions of one row from those of another: all columns (None if the query
        selects `*`), or what an aggregate query groups by.
    groups:
        For a query that groups by what is no column: the query that gives those keys as columns as well. Else "".
    alike:
        The query without ORDER BY, LIMIT and OFFSET.
    aggregated:
        Whether the query counts or otherwise aggregates.
    marks:
        How many branches of UNION, OPTIONAL and LATERAL are marked.
    inner:
        The inner queries, by the variables of INNER.
    unstable, varying:
        The variables whose values may differ when the query is asked again, or asked of fewer facts.
    conditional:
        Whether the query chooses or computes its groups with EXISTS, which is not traced.
    """

    prologue: str
    dataset: str
    pattern: str
    keys: tuple[str, ...] | None
    groups: str
    alike: str
    aggregated: bool
    marks: int
    inner: Mapping[str, Inner]
    unstable: frozenset[str]
    varying: frozenset[str]
    conditional: bool

    def solutions(
        self,
        names: Sequence[str] = (),
        rows: Iterable[Sequence[object]] = (),
        doubtful: Iterable[str] = (),
        graph: object = None,
        within: bool = False,
        apart: bool = False,
    ) -> str:
        """Return a query for the full solutions behind some rows.

        Parameters
        ----------
        names, rows:
            The variables that are restricted, and the values that they may have together. A blank node cannot be named
            in a query, so it does not restrict anything, nor does a triple.
        doubtful:
            Those of `names` that a solution may leave unbound. The restriction binds them all the same, so for each a
            further column says whether the pattern itself bound it.
        graph:
            The named graph in which the pattern is matched; None for the default graph.
        within:
            Whether each row is put into the pattern before it is matched, as EXISTS does, instead of joined with its
            solutions. The column ROW then holds the number of the row.
        apart:
            Whether the pattern is matched apart from the rows, as a subquery, so that the engine cannot put their
            values into it. That takes longer: the pattern is matched as if there were no rows.
        """
        was_bound = "".join(f" BIND(BOUND(?{name}) AS ?{BOUND}{name})" for name in doubtful)
        table = [[str(t) if isinstance(t, ox.NamedNode | ox.Literal) else "UNDEF" for t in row] for row in rows]
        columns = variables(f"{self.pattern}{was_bound}")
        pattern = self.pattern if within else _narrowed(self.pattern, names, table)
        pattern = f"{{ {pattern}{was_bound} }}"
        if graph is not None:
            pattern = f"{{ GRAPH {graph} {pattern} }}"
        cells = [" ".join(row) for row in table]
        if apart:
            pattern = f"{{ SELECT * {pattern} }}"
        if within:
            columns = [ROW, *columns]
            names = (ROW, *names)
            cells = [f"{number} {cell}" for number, cell in enumerate(cells)]
            pattern = f"LATERAL {pattern}"
        heads = " ".join(f"?{name}" for name in names)
        values = f"VALUES ({heads}) {{ {' '.join(f'({cell})' for cell in cells)} }}" if names else ""
        shown = " ".join(f"?{name}" for name in dict.fromkeys([*columns, *names])) or "*"
        return f"{self.prologue} SELECT DISTINCT {shown} {self.dataset} WHERE {{ {values} {pattern} }}"

    def assigned(self) -> set[str]:
        """Return the variables to which the pattern gives a value with VALUES or AS."""
        read = list(tokens(self.pattern))
        named = {read[n + 1].text[1:] for n, token in enumerate(read) if token.is_word("AS")}
        for number, token in enumerate(read):
            if token.is_word("VALUES"):
                until = next(n for n in range(number, len(read)) if read[n].text == "{")
                named.update(part.text[1:] for part in read[number:until] if part.kind == "variable")
        return named

    def variables(self) -> list[str]:
        """Return every variable in the pattern, with those that the pattern only uses in a filter."""
        return variables(self.pattern)

    def visible(self) -> str:
        """Return a query without rows whose columns are the variables that the pattern can bind."""
        return f"{self.prologue} SELECT * {self.dataset} WHERE {{ {{ {self.pattern} }} FILTER(false) }}"


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
    clause = _modifiers(read[end + 1 :])
    selected, dataset = _cut(read[head + 1 : start], "FROM", "WHERE")
    dataset = [token for token in dataset if not token.is_word("WHERE")]
    prologue, where = text[: read[head].start], _slice(text, read[start : end + 1])
    # VALUES behind the query restricts its solutions: it moves into the pattern.
    values = _slice(text, clause.get("VALUES", []))
    columns = _columns(text, selected) if read[head].is_word("SELECT") else {}
    group = _grouping(text, clause["GROUP"][2:]) if "GROUP" in clause else None
    aggregated = group is not None or any(_aggregates(expression) for expression in columns.values())
    keys: tuple[str, ...] | None
    if aggregated:
        keys = tuple(group or {})
    else:
        keys = None if any(token.text == "*" for token in selected[:2]) else tuple(columns)
    computed = (group or {}) if aggregated else columns
    binds = "".join(f" BIND({expression} AS ?{name})" for name, expression in computed.items() if expression)
    pattern, marks, inner = _marked(prologue, f"{{ {where} {values}{binds} }}")
    having = _slice(text, clause.get("HAVING", []))
    hidden = [key for key in group or {} if key not in columns]
    groups = ""
    if group and hidden:
        plain = [token for token in selected if not token.is_word("DISTINCT", "REDUCED")]
        by = " ".join(f"({expression} AS ?{key})" if expression else f"?{key}" for key, expression in group.items())
        more = " ".join(f"?{key}" for key in hidden)
        groups = (
            f"{prologue} SELECT {_slice(text, plain)} {more} {_slice(text, dataset)} WHERE {where}"
            f" GROUP BY {by} {having} {values}"
        )
    conditional = aggregated and _tells(having + " ".join(columns.values()), "EXISTS")
    return RewrittenQuery(
        prologue,
        _slice(text, dataset),
        pattern,
        keys,
        groups,
        f"{text[: read[end].end]} {_slice(text, clause.get('GROUP', []))} {having} {values}",
        aggregated,
        marks,
        inner,
        _computed_by(read, UNSTABLE),
        _computed_by(read, VARYING),
        conditional,
    )


def _modifiers(tail: Sequence[Token]) -> dict[str, Sequence[Token]]:
    """Return the parts behind the pattern, each with its keyword, by that keyword."""
    starts = [n for n, token in enumerate(tail) if token.is_word(*MODIFIERS)]
    return {tail[n].text.upper(): tail[n:until] for n, until in pairwise([*starts, len(tail)])}


def _cut(read: Sequence[Token], *words: str) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the tokens before and from the first of `words`."""
    first = next((n for n, token in enumerate(read) if token.is_word(*words)), len(read))
    return read[:first], read[first:]


def _tells(text: str, *words: str) -> bool:
    return any(token.is_word(*words) for token in tokens(text))


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
    while number < len(clause):
        token = clause[number]
        if token.text == "(":
            end = pairs[number]  # the grammar has `( expression AS ?name )` here
            columns[clause[end - 1].text[1:]] = _slice(text, clause[number + 1 : end - 2])
            number = end
        elif token.kind == "variable":
            columns[token.text[1:]] = ""
        number += 1
    return columns


def _grouping(text: str, clause: Sequence[Token]) -> dict[str, str]:
    """Return the keys that a query groups by, as `_columns` returns columns.

    An expression without a name gets one.
    """
    keys: dict[str, str] = {}
    pairs, number = _pairs(clause), 0
    while number < len(clause):
        token, end = clause[number], number
        if token.kind == "variable":
            keys[token.text[1:]] = ""
        else:  # `( expression )`, `( expression AS ?name )` or `name( expressions )`
            opening = next((n for n in range(number, len(clause)) if clause[n].text == "("), None)
            if opening not in pairs:
                raise UntraceableError("what the query groups by could not be read")
            end = pairs[opening]
            if opening == number and clause[end - 2].is_word("AS"):
                keys[clause[end - 1].text[1:]] = _slice(text, clause[number + 1 : end - 2])
            else:
                keys[f"{OWN}key_{len(keys)}"] = _slice(text, clause[number : end + 1])
        number = end + 1
    return keys


def _aggregates(expression: str) -> bool:
    return _tells(expression, *AGGREGATES)


def _computed_by(read: Sequence[Token], functions: Collection[str]) -> frozenset[str]:
    """Return the variables that are computed by one of some functions, or from such a variable."""
    computed: list[tuple[str, Sequence[Token]]] = []
    for opening, closing in _pairs(read).items():
        if read[opening].text == "(" and read[closing - 2].is_word("AS") and read[closing - 1].kind == "variable":
            computed.append((read[closing - 1].text[1:], read[opening + 1 : closing - 2]))
    found: set[str] = set()
    before = -1
    while len(found) > before:
        before = len(found)
        for name, expression in computed:
            if any(t.is_word(*functions) or (t.kind == "variable" and t.text[1:] in found) for t in expression):
                found.add(name)
    return frozenset(found)


def _marked(prologue: str, group: str) -> tuple[str, int, dict[str, Inner]]:
    """Return a group with a mark bound in each branch and inner query, the number of branches, and the inner queries.

    An inner query or MINUS does not pass its variables on to the solution, so nothing inside it is marked. Beside a
    subquery, its row is copied: the outer query may give a value to a variable that the subquery left unbound.
    """
    read = list(tokens(group))
    inserts: list[tuple[int, int, str]] = []
    marks, inner = 0, dict[str, Inner]()
    closed = 0  # the brackets up to here get no marks
    for opening, closing in sorted(_pairs(read).items()):
        if opening <= closed or read[opening].text != "{":
            continue
        before, after = read[opening - 1], read[closing + 1]
        subquery = read[opening + 1].is_word("SELECT")
        bind = ""
        if before.is_word("EXISTS"):
            name = f"{INNER}{len(inner)}"
            bind = f" BIND(true AS ?{name}) "
            inner[name] = Inner(f"{prologue} SELECT * {group[read[opening].start : read[closing].end]}", {})
        elif subquery and not before.is_word("MINUS"):
            name = f"{INNER}{len(inner)}"
            held = _slice(group, read[opening + 1 : closing])
            copies = {column: f"{name}_{number}" for number, column in enumerate(_selected(held))}
            inner[name] = Inner(f"{prologue} {held}", copies)
            bind = "".join(f" BIND(?{column} AS ?{copy})" for column, copy in copies.items())
            bind += f" BIND(true AS ?{name}) "
        if before.is_word("OPTIONAL", "UNION", "LATERAL") or after.is_word("UNION"):
            bind += f" BIND(true AS ?{MARK}{marks}) "
            marks += 1
        if bind:
            number = -opening  # at the same offset, the inner group comes first
            if subquery:  # the grammar allows no BIND after a subquery: put a group around both
                inserts += [(read[opening].start, number, "{ "), (read[closing].end, number, f"{bind}}}")]
            else:
                inserts.append((read[closing].start, number, bind))
        if subquery or before.is_word("EXISTS", "MINUS"):
            closed = closing
    pieces, copied = [], 0
    for offset, _, piece in sorted(inserts):
        pieces += [group[copied:offset], piece]
        copied = offset
    return "".join(pieces) + group[copied:], marks, inner


def _narrowed(pattern: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a pattern in which each group that certainly gives values to some variables is told those of the rows.

    The whole is joined with the rows, so that only solutions are lost which do not fit one. The engine's planner begins
    with values that it finds in a group; with those that stand outside, it first looks for all that the group matches.
    An OPTIONAL is told the values of what certainly has one before it, too: no other would fit there.
    """
    read = tokens(pattern)
    pairs, told = _pairs(read), dict[int, str]()
    # Each with the variables that it may be told of, and whether every solution of the whole has one of it.
    ahead: list[tuple[int, Set[str], bool]] = [(0, frozenset(names), True)] if rows else []
    while ahead:
        start, tellable, required = ahead.pop()
        group = _group(read, pairs, start)
        if columns := [number for number, name in enumerate(names) if name in group.leading & tellable]:
            fitting = dict.fromkeys(" ".join(row[number] for number in columns) for row in rows)
            heads = " ".join(f"?{names[number]}" for number in columns)
            told[read[start].end] = f" VALUES ({heads}) {{ {' '.join(f'({row})' for row in fitting)} }} "
        if required:
            ahead += [(each, tellable, True) for each in group.groups]
            ahead += [(each, sure, False) for each, sure in group.optionals]
    for offset in sorted(told, reverse=True):
        pattern = f"{pattern[:offset]}{told[offset]}{pattern[offset:]}"
    return pattern


@dataclass(slots=True)
class _Group:
    """Hold what is known of a group.

    Attributes
    ----------
    leading:
        The variables of the triples that it begins with. Those behind an OPTIONAL, MINUS, LATERAL or BIND do not count,
        since these see only what stands before them.
    sure:
        The variables that certainly have a value in its solutions, as far as that is plain to see.
    groups:
        The groups in it that it is a join of, by the index of their brace.
    optionals:
        Its OPTIONALs, with the variables that are sure before each.
    """

    leading: set[str] = field(default_factory=set)
    sure: set[str] = field(default_factory=set)
    groups: list[int] = field(default_factory=list)
    optionals: list[tuple[int, Set[str]]] = field(default_factory=list)


def _group(read: Sequence[Token], pairs: Mapping[int, int], start: int) -> _Group:
    """Look at the group that begins with a brace."""
    found = _Group()
    leads, values, at = True, False, start + 1
    while at < pairs[start]:
        token, before = read[at], read[at - 1]
        bound: set[str] = set()
        if token.text == "{":
            part = values or before.is_word("MINUS", "LATERAL", "EXISTS", "UNION")
            if before.is_word("OPTIONAL"):
                found.optionals.append((at, frozenset(found.sure)))
            elif read[at - 2].is_word("GRAPH"):
                bound = _group(read, pairs, at).leading
            elif not (part or read[pairs[at] + 1].is_word("UNION") or read[at + 1].is_word("SELECT")):
                found.groups.append(at)
                found.sure |= _group(read, pairs, at).sure
            values = False
        elif token.kind == "variable" and not values:
            bound = {token.text[1:]}
        elif token.is_word("OPTIONAL", "MINUS", "LATERAL", "BIND"):
            leads = False
        elif token.is_word("VALUES"):
            values = True
        found.sure |= bound
        found.leading |= bound if leads else set()
        at = pairs[at] + 1 if token.text in ("{", "(") else at + 1
    return found


def _selected(subquery: str) -> list[str]:
    """Return the columns of a subquery; for `SELECT *` all its variables, of which some may not be columns."""
    read = list(tokens(subquery))
    clause, _ = _cut(read[1 : _where(read, 0, _pairs(read))], "WHERE")
    return variables(subquery) if any(token.text == "*" for token in clause[:2]) else list(_columns(subquery, clause))
