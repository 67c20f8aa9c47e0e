"""Answer a request for a feed, in a worker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

from coalition.errors import ParameterError, StoreError, unknown
from coalition.feed.changes import Entry, of_facts, of_question
from coalition.feed.writing import Feed, atom, json_feed
from coalition.graph import Graph
from coalition.output.reply import Head
from coalition.output.table import plural
from coalition.query.questions import expect

FORMATS = {"json": ("application/feed+json", json_feed), "atom": ("application/atom+xml; charset=utf-8", atom)}
"""The media type of each format, and what writes it."""

LIMIT, MOST = 100, 1000
"""How many entries a feed has where the client does not say, and at most."""


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Write a feed of what changed from an old snapshot to that of `graph`.

    Parameters
    ----------
    graph:
        The graph in the new snapshot.
    given:
        `old`, the digest of the old snapshot, or nothing; `thing`, the name of a thing, or `question`, the name of a
        saved question, with `parameters`, its parameters by name; `format`, one of `FORMATS`; `self`, the address of
        the feed; `limit`, how many entries it has at most.
    output:
        What the feed is written to.

    Raises
    ------
    ParameterError
        When there is no such snapshot or thing, a parameter does not fit, or both a thing and a question are named.
    SelectionError
        When there is no such question or format.
    """
    format = given.get("format") or "json"
    if format not in FORMATS:
        raise unknown("format", format, list(FORMATS))
    thing, name, parameters = given.get("thing") or "", given.get("question") or "", given.get("parameters") or {}
    if thing and name:
        raise ParameterError("both a thing and a question are named", where="feed", remedy="name one of them")
    if parameters and not name:
        raise ParameterError("there are parameters, but no question", where="feed", remedy="name a question")
    version = graph._saved.named(name).version if name else ""
    expect(version, given.get("version") if name else None)
    limit = _limit(given.get("limit"))
    old = _opened(graph, given.get("old") or "")
    about = _found(thing, graph, old) if thing else None
    entries = of_question(old, graph, name, parameters) if name else of_facts(old, graph, about)
    subject = graph.names.given(about) or thing if about else name or "the whole graph"
    told = json.dumps([about, name, parameters], sort_keys=True)
    feed = Feed(
        f"urn:sha256:{hashlib.sha256(told.encode()).hexdigest()}",
        f"Changes of {subject}",
        _description(graph, old, entries, limit),
        given.get("self") or "",
        graph.snapshot.built,
    )
    media, write = FORMATS[format]
    output.write(write(feed, entries[:limit]))
    fixed = {"format": format} | ({"old": old.snapshot.digest} if old else {})
    return Head(media, fixed=fixed | ({"version": version} if name else {}))


def _opened(graph: Graph, digest: str) -> Graph | None:
    """Return the graph in the old snapshot; None where none is named."""
    if not digest:
        return None
    try:
        return graph.at(digest)
    except StoreError as fault:
        if fault.where != digest:
            raise
        remedy = "name one that the service still has, or none"
        raise ParameterError(fault.what, where=f"old: {digest}", remedy=remedy) from None


def _found(thing: str, graph: Graph, old: Graph | None) -> str:
    """Return the IRI of a thing, which may be in the old snapshot only."""
    try:
        return graph.find(thing)
    except ParameterError as fault:
        if old:
            with suppress(ParameterError):
                return old.find(thing)
        raise fault from None


def _description(graph: Graph, old: Graph | None, entries: list[Entry], limit: int) -> str:
    now = f"snapshot {graph.snapshot.digest[:12]}"
    if old is None:
        return f"No older snapshot is given to compare {now} with, so that there are no entries."
    between = f"from snapshot {old.snapshot.digest[:12]} to {now}"
    if len(entries) > limit:
        return f"The first {limit:,} of {len(entries):,} changes {between}."
    return f"{plural(len(entries), 'change')} {between}." if entries else f"Nothing changed {between}."


def _limit(given: Any) -> int:
    if given is None or given == "":
        return LIMIT
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ParameterError(f"{text[:50]!r} is no number of entries", where="limit", remedy="give one from 1 on")
    return min(int(text), MOST)
