"""Say which pages there are, and where: what the service needs to know of them before it makes one."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS = ("whole", "context", "passage", "none")
"""How much of a text pages may show: all of it; passages with what stands around them; passages; nothing."""

PLACES: Mapping[str, tuple[str, str]] = {
    "front": ("front", "FRONT"),
    "thing": ("things", "THING"),
    "questions": ("questions", "QUESTIONS"),
    "timeline": ("timeline", "PAGE"),
    "network": ("network", "NETWORK"),
    "editor": ("editor", "EDITOR"),
    "words": ("ontology", "WORDS"),
    "sitemap.xml": ("linked", "SITEMAP"),
    "oembed": ("linked", "OEMBED"),
    "card": ("linked", "CARD"),
    "components": ("linked", "COMPONENTS"),
    "reading": ("front", "READING"),
    "search": ("search", "SEARCH"),
    "verify": ("search", "VERIFY"),
    "sources": ("sources", "SOURCES"),
    "trace": ("sources", "TRACE"),
    "conflicts": ("audit", "CONFLICTS"),
    "identities": ("audit", "IDENTITIES"),
    "families": ("audit", "FAMILIES"),
    "releases": ("audit", "RELEASES"),
    "coverage": ("sources", "COVERAGE"),
}
"""The module and the name of the declaration of each page; all but `front` have their name as path."""

PARTS = ("questions", "network", "words", "editor")
"""The pages that have pages below them, such as `/questions/commitments`."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a browser lets a page load, as Content Security Policy: only what this service gives, and no script in pages."""

EMBEDDED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of cards, which other sites may frame."""


def headers(page: str) -> dict[str, str]:
    """Return the header fields that all answers with a page have, by its name."""
    return {"content-security-policy": EMBEDDED if page == "card" else POLICY}
