"""Say what search engines, feed readers and other sites need: schema.org, a sitemap, oEmbed and a card to embed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from coalition.errors import NotFoundError
from coalition.names import LABELLED
from coalition.operations.parameters import Parameter
from coalition.pages.page import MENU, Asked, Page, named

MOST = 50_000
"""How many addresses a sitemap may have, by its definition."""

KINDS: Mapping[str, str] = {
    "Person": "Person",
    "State": "Country",
    "Organisation": "Organization",
    "Meeting": "Event",
    "Event": "Event",
    "Place": "Place",
    "Source": "CreativeWork",
}
"""The type of schema.org that fits a class; the first that a thing has counts."""

WIDTH, HEIGHT = 480, 240
"""The size of a card, in pixels."""


def described(asked: Asked, iri: str) -> dict[str, Any] | None:
    """Return what schema.org says of a thing, as JSON-LD; None where no type of it fits."""
    kinds = asked.writer.kinds(iri)
    kind = next((found for name, found in KINDS.items() if name in kinds), None)
    if kind is None:
        return None
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": iri,
        "name": asked.writer.title(iri),
        "url": asked.origin + asked.thing(iri),
    }
    if kind == "Event":
        number = asked.reader.columns.terms.number_of(iri)
        dates = asked.reader.dates([number]) if number >= 0 else {}
        if dates:
            found["startDate"] = dates[number]
    return found


def dataset(asked: Asked) -> dict[str, Any]:
    """Return what schema.org says of the whole graph, as JSON-LD."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Coalition Graph",
        "description": asked.catalogue.gettext("Facts of documents as a graph, each with the passages that state it."),
        "url": f"{asked.origin}/",
        "version": asked.whole.snapshot.digest,
        "license": asked.whole.root.licence() or None,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/turtle",
                "contentUrl": f"{asked.origin}/graphs?default&format=turtle",
            }
        ],
    }


def sitemap(asked: Asked) -> Mapping[str, Any]:
    """Return the addresses of the pages, as a sitemap."""
    names = asked.whole.names
    things = {iri: None for kind in LABELLED for iri in sorted(names.things(kind))}
    paths = [*("/", *MENU), *(asked.thing(iri) for iri in list(things)[: MOST - len(MENU) - 1])]
    lines = "".join(f"<url><loc>{escape(asked.origin + path)}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return {"content": ("application/xml", f"{head}{lines}</urlset>\n")}


def oembed(asked: Asked) -> Mapping[str, Any]:
    """Return how another site embeds the page of a thing, by oEmbed 1.0.

    Raises
    ------
    NotFoundError
        When the address is none of a page here.
    """
    parts = urlsplit(asked.values["url"])
    path = parts.path.removesuffix(".html").lstrip("/")
    iri = dict(parse_qsl(parts.query)).get("iri") or asked.home + path
    if not asked.reader.own(iri, 1):
        raise NotFoundError("there is no such page", remedy="give the address of the page of a thing")
    card = asked.origin + asked.url("/card", iri=iri)
    title = escape(asked.writer.title(iri), {'"': "&quot;"})
    return {
        "json": {
            "version": "1.0",
            "type": "rich",
            "title": asked.writer.title(iri),
            "provider_name": "Coalition Graph",
            "provider_url": f"{asked.origin}/",
            "width": WIDTH,
            "height": HEIGHT,
            "html": f'<iframe src="{escape(card)}" width="{WIDTH}" height="{HEIGHT}" title="{title}"></iframe>',
        }
    }


def card(asked: Asked) -> Mapping[str, Any]:
    """Return what a small card shows of a thing, for other sites.

    Raises
    ------
    NotFoundError
        When the graph says nothing of it.
    """
    iri = named(asked.values["iri"])
    own = asked.reader.own(iri, 200)
    if not own:
        raise NotFoundError("there is no such thing", remedy="look for its name with the search")
    asked.graph._tracer.look_up(own)
    return {"iri": iri, "title": asked.writer.title(iri), "sentences": asked.writer.each(iri, own)[:4]}


def components(asked: Asked) -> Mapping[str, Any]:
    """Return examples of everything that pages are made of."""
    from coalition.pages.sentences import Ref, Segment, Sentence
    from coalition.pages.words import STANCES
    from coalition.provenance.evidence import Evidence

    passage = next(iter(asked.graph._record.accepted), None)
    cited = asked.graph._tracer.passage(passage) if passage else None
    evidence = Evidence((cited,)) if cited else Evidence()
    examples = [
        Sentence(
            "",
            stance,
            asked.catalogue.gettext(word) if word else "",
            (Segment((Ref(asked.home + "example", "A name"), " ", stance, " something."), evidence),),
        )
        for stance, word in STANCES.items()
    ]
    return {
        "title": asked.catalogue.gettext("Components"),
        "sentences": examples,
        "conflicts": asked.graph._told(asked.graph._pairs[:1]),
    }


SITEMAP = Page("", sitemap)
OEMBED = Page(
    "",
    oembed,
    (
        Parameter("url", "text", "The address of a page.", required=True),
        Parameter("format", "choice", choices=("json",)),
        Parameter("maxwidth", "number"),
        Parameter("maxheight", "number"),
    ),
)
CARD = Page("card.html", card, (Parameter("iri", "text", "The IRI of a thing.", required=True),))
COMPONENTS = Page("components.html", components)
