"""Read what clients of the Reconciliation API ask, in its version 0.2 and in the draft of 1.0, and bound it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalition.errors import ParameterError, shortened

BATCH = 50
"""How many queries a batch may have."""

LONGEST = 500
"""How many code points a name, a value or an identifier may have."""

CONDITIONS = 20
"""How many conditions on properties a query may have, and values a condition."""

LIMIT, MOST = 10, 100
"""How many candidates or suggestions there are where the client does not say, and at most."""

EXACT = "ExactMatch"
"""The one way in which values of properties are compared."""

QUANTIFIERS = ("any", "all", "none")
STRICT = ("any", "should", "all")


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask for a value of a property.

    Attributes
    ----------
    property:
        The identifier of the property.
    values:
        Names, numbers and identifiers, as text.
    required:
        Whether what does not have them is left out.
    quantifier:
        Whether any, all or none of the values are wanted.
    comparable:
        Whether the values are to be compared in the way that there is; else the condition fits nothing.
    """

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: str = "any"
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ask for candidates.

    Attributes
    ----------
    names:
        The names; one of them suffices.
    ids:
        Identifiers of things that are asked for as such.
    types:
        The identifiers of types.
    strict:
        Whether a candidate has any or all of the types, or only should have one.
    conditions:
        What is asked of its properties.
    limit:
        How many candidates are wanted.
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    strict: str = "any"
    conditions: tuple[Condition, ...] = ()
    limit: int = LIMIT


def decoded(text: str, where: str) -> Any:
    """Return JSON that a parameter holds.

    Raises
    ------
    ParameterError
        When it is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ParameterError("this is not JSON", where=where, remedy="send a JSON object in UTF-8") from None


def batch_of_0_2(queries: Any) -> dict[str, Wanted]:
    """Return the queries of a batch of version 0.2 by their keys.

    Raises
    ------
    ParameterError
        When it is no batch, or too large.
    """
    return {key: query_of_0_2(query, f"queries.{key}") for key, query in _batch(_object(queries, "queries")).items()}


def query_of_0_2(query: Any, where: str) -> Wanted:
    """Return one query of version 0.2; a text asks for a name.

    Raises
    ------
    ParameterError
        When it is no query.
    """
    if isinstance(query, str):
        return Wanted((_name(query, where),))
    query = _query(query, where, ("query", "type", "limit", "properties", "type_strict"))
    names = (_name(query["query"], f"{where}.query"),) if query.get("query") not in (None, "") else ()
    conditions = []
    for number, each in enumerate(_several(query.get("properties"), f"{where}.properties")):
        place = f"{where}.properties[{number}]"
        each = _object(each, place)
        conditions.append(Condition(_name(each.get("pid"), f"{place}.pid"), _values(each.get("v"), f"{place}.v")))
    if not names and not conditions:
        raise ParameterError("the query has neither a name nor properties", where=where, remedy="give it a query")
    types = query.get("type")
    types = [] if types in (None, "") else types if isinstance(types, list) else [types]
    return Wanted(
        names,
        types=tuple(_name(each, f"{where}.type") for each in _few(types, f"{where}.type")),
        strict=_choice(query.get("type_strict", "any"), STRICT, f"{where}.type_strict"),
        conditions=tuple(conditions),
        limit=whole(query.get("limit"), f"{where}.limit"),
    )


def batch_of_1_0(body: Any) -> list[Wanted]:
    """Return the queries of a batch of the draft of version 1.0.

    Raises
    ------
    ParameterError
        When it is no batch, or too large.
    """
    queries = _object(body, "body").get("queries")
    if not isinstance(queries, list):
        raise ParameterError("there is no list of queries", where="queries", remedy='send {"queries": [...]}')
    return [_query_of_1_0(query, f"queries[{number}]") for number, query in enumerate(_batch(queries))]


def _query_of_1_0(query: Any, where: str) -> Wanted:
    query = _query(query, where, ("conditions", "type", "limit", "lang", "dir"))
    given = _several(query.get("conditions"), f"{where}.conditions")
    if not given:
        raise ParameterError("the query has no conditions", where=where, remedy="give it a condition on the name")
    found: dict[str, list[str]] = {"name": [], "id": []}
    conditions = []
    for number, each in enumerate(given):
        place = f"{where}.conditions[{number}]"
        each = _object(each, place)
        kind = _choice(each.get("matchType"), ("name", "id", "property"), f"{place}.matchType")
        values = _values(each.get("propertyValue"), f"{place}.propertyValue")
        if kind != "property":
            found[kind] += values
            continue
        conditions.append(
            Condition(
                _name(each.get("propertyId"), f"{place}.propertyId"),
                values,
                _truth(each.get("required", False), f"{place}.required"),
                _choice(each.get("matchQuantifier", "any"), QUANTIFIERS, f"{place}.matchQuantifier"),
                each.get("matchQualifier") in (None, "", EXACT),
            )
        )
    type = query.get("type")
    return Wanted(
        tuple(found["name"]),
        tuple(found["id"]),
        () if type in (None, "") else (_name(type, f"{where}.type"),),
        conditions=tuple(conditions),
        limit=whole(query.get("limit"), f"{where}.limit"),
    )


def whole(value: Any, where: str, default: int = LIMIT, least: int = 1, most: int = MOST) -> int:
    """Return a number of things that are asked for, at most `most`; `default` where none is given.

    Raises
    ------
    ParameterError
        When it is not a whole number of at least `least`.
    """
    if value is None or value == "":
        return default
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ParameterError("this is no such number", where=where, remedy=f"give a whole number from {least} on")
    return min(value, most)


def texts(value: Any, where: str, most: int) -> list[str]:
    """Return a list of texts.

    Raises
    ------
    ParameterError
        When it is no such list, or has more than `most` items.
    """
    if not isinstance(value, list):
        raise ParameterError("this is no list", where=where, remedy="give a list of texts")
    if len(value) > most:
        raise ParameterError(f"there are {len(value):,}", where=where, remedy=f"ask for at most {most} at once")
    return [_name(each, where) for each in value]


def _batch(queries: Any) -> Any:
    if len(queries) > BATCH:
        what = f"there are {len(queries):,} queries"
        raise ParameterError(what, where="queries", remedy=f"send at most {BATCH} at once")
    return queries


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ParameterError("this is no JSON object", where=where, remedy="write it as the specification does")
    return value


def _query(value: Any, where: str, members: tuple[str, ...]) -> Mapping[str, Any]:
    """Return a query; a member that is not one of a query would be passed over without a word."""
    for name in (query := _object(value, where)):
        if name not in members:
            what = f"a query has no {shortened(name, 50)}"
            raise ParameterError(what, where=where, remedy=f"give it one of {', '.join(members)}")
    return query


def _several(value: Any, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ParameterError("this is no list", where=where, remedy="write it as the specification does")
    return _few(value, where)


def _few(value: list[Any], where: str) -> list[Any]:
    if len(value) > CONDITIONS:
        raise ParameterError(f"there are {len(value):,}", where=where, remedy=f"give at most {CONDITIONS}")
    return value


def _values(value: Any, where: str) -> tuple[str, ...]:
    several = _few(value, where) if isinstance(value, list) else [value]
    if not several:
        raise ParameterError("there is no value", where=where, remedy="give a text, a number or an identifier")
    return tuple(_value(each, where) for each in several)


def _value(value: Any, where: str) -> str:
    if isinstance(value, dict) and "id" in value:
        return _name(value["id"], f"{where}.id")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}" if isinstance(value, float) else _name(json.dumps(value), where)
    return _name(value, where)


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ParameterError("this is no text", where=where, remedy="write it as the specification does")
    if len(value) > LONGEST:
        what = f"this has {len(value):,} characters"
        raise ParameterError(what, where=where, remedy=f"give at most {LONGEST}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ParameterError("this is not Unicode", where=where, remedy="send it in UTF-8") from None
    return value


def _choice(value: Any, choices: tuple[str, ...], where: str) -> str:
    if value not in choices:
        raise ParameterError("this is none of the choices", where=where, remedy=f"choose one of {', '.join(choices)}")
    return str(value)


def _truth(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise ParameterError("this is neither true nor false", where=where, remedy="write true or false")
    return value
