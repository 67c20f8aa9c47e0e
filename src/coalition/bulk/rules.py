"""Write the plans of rules as SQL, the same for all engines."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.build.plans import Choice, Join, Node, Part, Pattern, Plan, Union, Values, Variable

FACTS = "facts"
"""The table of facts: subject, property, value, each in the form of N-Triples."""

COLUMNS = ("subject", "property", "value")


def as_sql(plan: Plan) -> str:
    """Return a statement that gives the subject, the property and the value of what a rule derives, each row once."""
    rows = []
    for triple in plan.template:
        terms = list(map(_term, triple))
        # A literal is no subject, and only an IRI is a property: SPARQL leaves such triples out.
        fit = f"substr({terms[0]}, 1, 1) <> '\"' AND substr({terms[1]}, 1, 1) = '<'"
        named = ", ".join(f"{term} AS {name}" for name, term in zip(COLUMNS, terms, strict=True))
        rows.append(f"SELECT {named} FROM found WHERE {fit}")
    # UNION returns each row once, also of one part with itself.
    text = " UNION ".join(rows[:1] + rows) or "SELECT '' AS subject, '' AS property, '' AS value WHERE FALSE"
    return f"WITH found AS ({_part(plan.part)}) {text}"


def _part(part: Part) -> str:
    match part:
        case Pattern():
            return _pattern(part)
        case Values():
            return _values(part)
        case Join():
            on = " AND ".join(f"a.{_column(name)} = b.{_column(name)}" for name in part.shared) or "TRUE"
            sides = (("a" if name in part.left.variables else "b", _column(name)) for name in part.variables)
            columns = ", ".join(f"{side}.{name} AS {name}" for side, name in sides) or "1 AS one"
            return f"SELECT {columns} FROM ({_part(part.left)}) a JOIN ({_part(part.right)}) b ON {on}"
        case Union():
            columns = _listed(part.variables)
            return (
                f"SELECT {columns} FROM ({_part(part.left)}) a UNION ALL SELECT {columns} FROM ({_part(part.right)}) b"
            )
        case Choice():
            once = "DISTINCT " if part.distinct else ""
            return f"SELECT {once}{_listed(part.variables)} FROM ({_part(part.part)}) p"


def _pattern(pattern: Pattern) -> str:
    conditions, chosen = list[str](), dict[str, str]()
    for column, node in zip(COLUMNS, pattern.nodes, strict=True):
        if not isinstance(node, Variable):
            conditions.append(f"{column} = {text(node)}")
        elif node.name in chosen:
            conditions.append(f"{column} = {chosen[node.name]}")
        else:
            chosen[node.name] = column
    columns = ", ".join(f"{column} AS {_column(name)}" for name, column in chosen.items()) or "1 AS one"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {columns} FROM {FACTS}{where}"


def _values(values: Values) -> str:
    if not values.rows:
        empty = ", ".join(f"'' AS {_column(name)}" for name in values.variables) or "1 AS one"
        return f"SELECT {empty} WHERE FALSE"
    named = [(_column(name), place) for place, name in enumerate(values.variables)]
    rows = (", ".join(f"{text(row[place])} AS {name}" for name, place in named) or "1 AS one" for row in values.rows)
    return " UNION ALL ".join(f"SELECT {row}" for row in rows)


def _term(node: Node) -> str:
    return _column(node.name) if isinstance(node, Variable) else text(node)


def text(value: str) -> str:
    """Return a text as SQL: without a backslash, which engines read differently."""
    parts = [f"'{part}'" for part in value.replace("'", "''").split("\\")]
    return parts[0] if len(parts) == 1 else f"concat({', chr(92), '.join(parts)})"


def _column(name: str) -> str:
    """Return the column of a variable. SQL knows no capitals, and SPARQL allows letters that it does not."""
    return f"v_{name.encode().hex()}"


def _listed(variables: Sequence[str]) -> str:
    return ", ".join(map(_column, variables)) or "1 AS one"
