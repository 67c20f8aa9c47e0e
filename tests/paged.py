"""Make pages in the test's own process, and read them as a reader without scripts would."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from coalition.graph import Graph
from coalition.pages.answers import answer

VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Page:
    """Hold a page: its status, its type, its source, and what was read of it."""

    status: int
    type: str
    source: str
    headers: dict[str, str]
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    """The addresses of links, with their texts."""
    ids: set[str] = field(default_factory=set)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """The attributes of input fields, by their names."""

    def json(self) -> Any:
        """Return what a page holds that is JSON."""
        return json.loads(self.source)

    def to(self, text: str) -> str:
        """Return the address of the first link with a text."""
        return next(address for address, found in self.links if found == text)


class _Reader(HTMLParser):
    """Read the text and the links of a page, and see that its tags are closed."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open, self.link = page, list[str](), ""
        self.parts: list[str] = []
        self.since = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute of {tag} is given twice"
        assert not any(name.startswith("on") or name == "style" for name in given), f"{tag} has {given}"
        if "id" in given:
            assert given["id"] not in self.page.ids, f"two elements have the id {given['id']}"
            self.page.ids.add(given["id"])
        if tag == "a":
            self.link, self.since = given.get("href", ""), len(self.parts)
        if tag in ("input", "select", "textarea") and "name" in given:
            self.page.fields[given["name"]] = given
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "style"):
            assert "src" in given or given.get("type") == "application/ld+json", "a script stands in the page"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"{tag} closes {self.open[-3:]}"
        self.open.pop()
        if tag == "a":
            self.page.links.append((self.link, " ".join("".join(self.parts[self.since :]).split())))

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.parts.append(data)


def page(graph: Graph, name: str, part: str = "", *, texts: str = "passage", **parameters: Any) -> Page:
    """Return a page, read; every tag must be closed, no script and no style may stand in it."""
    output = io.BytesIO()
    path = "/" if name in ("front", "thing") else f"/{name}/{part}" if part else f"/{name}"
    given = {"page": name, "part": part, "path": path, "parameters": parameters, "texts": texts, "origin": "http://x"}
    head = answer(graph, given, output)
    found = Page(head.status, head.type, output.getvalue().decode(), dict(head.headers))
    if found.type.startswith("text/html"):
        reader = _Reader(found)
        reader.feed(found.source)
        reader.close()
        assert not reader.open, reader.open
        found.text = re.sub(r"\s+", " ", "".join(reader.parts))
    return found


def thing(graph: Graph, name: str, **parameters: Any) -> Page:
    """Return the page of a thing, given by its label or IRI."""
    iri = name if "://" in name else graph.find(name)
    return page(graph, "thing", iri=iri, **parameters)
