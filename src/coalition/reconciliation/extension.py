"""Give the values of properties of things, as accepted facts have them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.namespaces import XSD
from coalition.output.values import in_words
from coalition.rdf.store import Term
from coalition.reconciliation.identifiers import thing_id, thing_iri
from coalition.reconciliation.requests import texts, whole
from coalition.reconciliation.vocabulary import Vocabulary
from coalition.schema import is_lexical_form

THINGS, PROPERTIES = 500, 50
"""How many things and properties may be asked for at once."""

LONGEST_INTEGER = 15
"""How many characters an integer has that every client reads exactly."""

Row = dict[str, list[dict[str, Any]]]


def extension(graph: Graph, vocabulary: Vocabulary, query: Any) -> tuple[list[dict[str, Any]], dict[str, Row]]:
    """Return what is told of the properties, and for each identifier its values by property.

    A property that no accepted fact has, and a thing that there is not, have no values.

    Raises
    ------
    ParameterError
        When the query is not one, or asks for too much.
    """
    if not isinstance(query, dict):
        raise ParameterError("this is no query", where="extend", remedy='send {"ids": [...], "properties": [...]}')
    ids = texts(query.get("ids"), "ids", THINGS)
    limits: dict[str, int] = {}
    properties = query.get("properties")
    asked = properties if isinstance(properties, list) else [properties]
    texts([each.get("id") if isinstance(each, dict) else each for each in asked], "properties", PROPERTIES)
    for each in asked:
        if not isinstance(each, dict):
            raise ParameterError("this is no property", where="properties", remedy='write it as {"id": "..."}')
        settings = each.get("settings") or {}
        if not isinstance(settings, Mapping):
            raise ParameterError("these are no settings", where="settings", remedy='write them as {"limit": 5}')
        limits[each["id"]] = whole(settings.get("limit"), "settings.limit", 0, 0, 10**9)
    rows = {id: {word: _values(graph, vocabulary, id, word, limit) for word, limit in limits.items()} for id in ids}
    return [_about(vocabulary, word) for word in limits], rows


def _about(vocabulary: Vocabulary, word: str) -> dict[str, Any]:
    entry = vocabulary.property(word)
    if entry is None:
        return {"id": word, "name": word}
    type = vocabulary.range(entry.iri)
    return {"id": word, "name": entry.name, **({"type": type.to_dict()} if type else {})}


def _values(graph: Graph, vocabulary: Vocabulary, id: str, word: str, limit: int) -> list[dict[str, Any]]:
    thing, entry = thing_iri(id), vocabulary.property(word)
    if thing is None or entry is None:
        return []
    quads = graph.store.quads(ox.NamedNode(thing), ox.NamedNode(entry.iri), None, ox.DefaultGraph())
    values = sorted({quad.object for quad in quads}, key=lambda value: (in_words(value, graph.names), str(value)))
    return [_value(value, graph, vocabulary) for value in (values[:limit] if limit else values)]


def _value(value: Term, graph: Graph, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a value as the specification has it.

    A date is a text: the specification only has moments, to the second, and no fact is that exact. So is a number that
    a client would round.
    """
    text = in_words(value, graph.names)
    if isinstance(value, ox.NamedNode) and vocabulary.types_of(value.value):
        return {"id": thing_id(value.value), "name": text}
    if isinstance(value, ox.Literal) and is_lexical_form(value.datatype.value, value.value):
        if value.datatype.value == XSD + "integer" and len(value.value) <= LONGEST_INTEGER:
            return {"int": int(value.value)}
        if value.datatype.value == XSD + "decimal" and Decimal(repr(float(value.value))) == Decimal(value.value):
            return {"float": float(value.value)}
    return {"str": text}
