"""Find what a built page loads from another host: a script, a style, a font, a picture, a frame.

A link does not count: nothing is fetched until a reader follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background"}
"""The attributes of HTML whose address a browser fetches, or sends data to."""

LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
"""The relations of a `link` that make a browser send a request."""

ELSEWHERE = re.compile(r"^\s*(?:[a-z]+:)?//", re.IGNORECASE)
IN_STYLES = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])((?:[a-z]+:)?//[^'\")\s]+)", re.IGNORECASE)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        found = [given[name] for name in LOADING & given.keys()]
        if tag == "link" and LINKS & set(given.get("rel", "").lower().split()):
            found.append(given.get("href", ""))
        self.loaded += [address for address in found if ELSEWHERE.match(address)]
        self.loaded += IN_STYLES.findall(given.get("style", ""))


def loads(text: str, *, style: bool = False) -> list[str]:
    """Return the addresses on other hosts that a page, or a style sheet, loads."""
    if style:
        return IN_STYLES.findall(text)
    page = _Page()
    page.feed(text)
    return page.loaded + IN_STYLES.findall("".join(re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)))


def pages(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield each page and style sheet of a built site with what it loads from other hosts."""
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.css"), *folder.rglob("*.svg")]):
        yield path, loads(path.read_text(encoding="utf-8"), style=path.suffix == ".css")
