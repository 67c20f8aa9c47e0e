"""Write changes as a JSON Feed 1.1 or an Atom feed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from coalition.feed.changes import ADDED, GONE, RETRACTED, Basis, Entry
from coalition.output.table import plural
from coalition.rdf.xml import UNFIT

ATOM = "http://www.w3.org/2005/Atom"
AUTHOR = "Coalition Graph"
EXTENSION = "_coalition"
"""The member of an item that holds what a program reads; the specification has such names begin with a low line."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Hold what is told of a feed as a whole.

    Attributes
    ----------
    id:
        Its name, which does not depend on where it is read.
    title, description:
        What it is about, and between which snapshots.
    address:
        Where it is read.
    updated:
        When the new snapshot was built.
    """

    id: str
    title: str
    description: str
    address: str
    updated: datetime

    @property
    def moment(self) -> str:
        """The time of the last change, as RFC 3339 has it."""
        return self.updated.isoformat().replace("+00:00", "Z")


def json_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a JSON Feed 1.1."""
    items = [
        {
            "id": entry.id,
            "title": _title(entry),
            "content_text": _content(entry),
            "date_published": feed.moment,
            "tags": [entry.kind],
            EXTENSION: entry.to_dict(),
        }
        for entry in entries
    ]
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        **({"feed_url": feed.address} if feed.address else {}),
        "authors": [{"name": AUTHOR}],
        "language": "en",
        "items": items,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a feed as RFC 4287 has it."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.description)
    _text(root, "updated", feed.moment)
    _text(SubElement(root, "author"), "name", AUTHOR)
    if feed.address:
        SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": _fit(feed.address)})
    for entry in entries:
        item = SubElement(root, "entry")
        _text(item, "id", entry.id)
        _text(item, "title", _title(entry))
        _text(item, "updated", feed.moment)
        SubElement(item, "category", {"term": entry.kind})
        _text(item, "content", _content(entry)).set("type", "text")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _fit(text)
    return element


def _fit(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return re.sub(UNFIT, "\ufffd", text)


def _title(entry: Entry) -> str:
    return f"{entry.kind.capitalize()}: {entry.title}"


def _content(entry: Entry) -> str:
    """Return what a fact or row rests on, in lines."""
    lines = [entry.title]
    if entry.kind not in (RETRACTED, GONE) or entry.after.passages:
        lines += _lines("now", entry.after)
    if entry.kind != ADDED or entry.before.passages:
        lines += _lines("before", entry.before)
    return "\n".join(lines)


def _lines(when: str, basis: Basis) -> list[str]:
    told = [f"{when}: {each}" for each in basis.passages] or [f"{when}: no passage tells it"]
    families = f"{plural(len(basis.families), 'independent family', 'independent families')}"
    return [*told, f"{when}: {families} ({', '.join(basis.families)})"] if basis.families else told
