"""Suggest things, types and properties to a person who is typing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coalition.errors import SelectionError
from coalition.reconciliation.candidates import Matcher
from coalition.reconciliation.identifiers import thing_id
from coalition.reconciliation.requests import EXACT
from coalition.reconciliation.vocabulary import Entry
from coalition.texts.words import plain

QUALIFIERS = [{"id": EXACT, "name": "the same thing, number or text, without regard to case"}]


def things(matcher: Matcher, prefix: str, type: str, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return the things whose identifier was typed, or that have a name with all typed words, the last one begun."""
    vocabulary = matcher.vocabulary
    asked = vocabulary.type(type) if type else None
    kinds = [each.kind for each in ([asked] if asked else [] if type else vocabulary.types.values())]
    if not kinds or not prefix.strip():
        return []
    identified = matcher.identified(prefix)
    found = [identified] if identified else []
    try:
        found += [each.iri for each in matcher.graph.suggestions(prefix, kinds=kinds, limit=limit + offset)]
    except SelectionError:  # the index has nothing of a kind
        return []
    own = {iri: vocabulary.types_of(iri) for iri in found}
    chosen = [iri for iri in own if own[iri] and (asked is None or asked in own[iri])]
    return [
        {
            "id": thing_id(iri),
            "name": matcher.graph.names.label(iri),
            "description": matcher.description(iri),
            "notable": [each.to_dict() for each in own[iri]],
        }
        for iri in chosen[offset : offset + limit]
    ]


def types(matcher: Matcher, prefix: str, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return the types whose label or identifier begins with what was typed; all for nothing."""
    broader = matcher.vocabulary.broader
    found = _beginning(matcher.vocabulary.types.values(), prefix)[offset : offset + limit]
    return [
        {**_described(each), **({"broader": [b.to_dict() for b in above]} if (above := broader(each.iri)) else {})}
        for each in found
    ]


def properties(matcher: Matcher, prefix: str, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return the properties whose label or identifier begins with what was typed; all for nothing."""
    found = _beginning(matcher.vocabulary.properties.values(), prefix)[offset : offset + limit]
    return [{**_described(each), "matchQualifiers": QUALIFIERS} for each in found]


def _described(entry: Entry) -> dict[str, Any]:
    return {**entry.to_dict(), **({"description": entry.description} if entry.description else {})}


def _beginning(entries: Iterable[Entry], prefix: str) -> list[Entry]:
    """Return the entries of which a word of the label, the identifier or the IRI begins with a prefix."""
    wanted = plain(prefix)
    return [
        entry
        for entry in entries
        if f" {wanted}" in f" {plain(entry.name)}"
        or plain(entry.id).startswith(wanted)
        or (wanted and entry.iri == prefix.strip())
    ]
