"""Know how our classes and properties are called in FollowTheMoney, whose library holds the tests to its schemata."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from coalition.namespaces import CG, DCTERMS, ORG, SKOS, THING_PREFIXES, used

SCHEMATA: Mapping[str, str] = {
    "Person": "Person",
    "State": "PublicBody",
    "Force": "Organization",
    "Organisation": "Organization",
    "Collective": "Organization",
    "Meeting": "Event",
    "Event": "Event",
    "Post": "Position",
    "Place": "Address",
    "Source": "Document",
    "Membership": "Membership",
}
"""The schema of each of our classes that FollowTheMoney has one for; narrower classes come before wider ones."""

CLASSIFIED = ("State", "Force", "Organisation", "Collective")
"""The classes that the property `classification` tells apart, since the schemata do not."""

LEGAL = ("Person", "PublicBody", "Organization")
"""The schemata of what FollowTheMoney calls legal entities."""

LEVEL = {"Meeting": "meeting"}
"""The classes that `keywords` tell apart."""

NAMES = {
    SKOS + "prefLabel": "name",
    SKOS + "altLabel": "alias",
    SKOS + "hiddenLabel": "weakAlias",
    SKOS + "note": "notes",
}

LITERALS: Mapping[str, Mapping[str, str]] = {
    "Event": {
        CG + "date": "date",
        CG + "startDate": "startDate",
        CG + "endDate": "endDate",
        CG + "agenda": "summary",
        CG + "outcome": "description",
    },
    "Membership": {CG + "startDate": "startDate", CG + "endDate": "endDate"},
    "Document": {
        DCTERMS + "title": "title",
        DCTERMS + "issued": "publishedAt",
        DCTERMS + "language": "language",
        CG + "fileName": "fileName",
        CG + "url": "sourceUrl",
        CG + "retrievedOn": "retrievedAt",
    },
    "PublicBody": {CG + "isoCode": "country"},
}
"""The properties of ours whose values are literals, by schema."""

LINKS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "Event": {CG + "place": ("addressEntity", ("Address",)), CG + "convener": ("organizer", LEGAL)},
    "Position": {ORG + "postIn": ("organization", ("PublicBody", "Organization"))},
    "Membership": {
        ORG + "member": ("member", LEGAL),
        ORG + "organization": ("organization", ("PublicBody", "Organization")),
    },
}
"""The properties of ours whose values are things, by schema: the property there, and the schemata of its values."""

NAMED_LINKS = {DCTERMS + "creator": "author", DCTERMS + "publisher": "publisher"}
"""The properties of a document whose values are told by name."""

EDGES: Mapping[str, tuple[str, tuple[str, str], tuple[str, str], str, tuple[str, ...], tuple[str, ...]]] = {
    ORG + "holds": ("Occupancy", ("holder", "post"), ("subject", "object"), "", ("Person",), ("Position",)),
    CG + "memberOf": ("Membership", ("member", "organization"), ("subject", "object"), "", LEGAL, LEGAL[1:]),
    CG + "ledBy": ("Directorship", ("organization", "director"), ("subject", "object"), "leader", LEGAL[1:], LEGAL),
    **{
        CG + word: ("UnknownLink", ("object", "subject"), ("subject", "object"), label, ("Event",), LEGAL)
        for word, label in (("host", "host"), ("chair", "chair"), ("coChair", "co-chair"), ("initiator", "initiator"))
    },
}
"""The properties that are entities of their own there: schema, the properties for our subject and value, the role."""

IDENTIFIERS = (
    (re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[0-9]+)"), "wikidataId", "Thing"),
    (re.compile(r"https?://[^/]*gleif\.org/.*?([0-9A-Z]{18}[0-9]{2})"), "leiCode", "LegalEntity"),
    (re.compile(r"https?://[^/]*(?:openfigi|isin)[^/]*/.*?([A-Z]{2}[0-9A-Z]{9}[0-9])"), "isinCode", "Company"),
    (re.compile(r"(?i)urn:isin:([A-Z]{2}[0-9A-Z]{9}[0-9])"), "isinCode", "Company"),
    (re.compile(r"(https?://[a-z-]+\.wikipedia\.org/wiki/.+)"), "wikipediaUrl", "Thing"),
    (re.compile(r"(https?://(?:www\.)?opencorporates\.com/companies/.+)"), "opencorporatesUrl", "LegalEntity"),
    (re.compile(r"https?://permid\.org/1-([0-9]+)"), "permId", "Organization"),
    (re.compile(r"(https?://.+)"), "sourceUrl", "Thing"),
)
"""The forms of identifiers elsewhere, the properties that hold them, and what they are properties of."""

IRIS = {
    "wikidataId": "http://www.wikidata.org/entity/{}",
    "leiCode": "https://search.gleif.org/#/record/{}",
    "isinCode": "https://www.isin.org/isin/{}",
    "permId": "https://permid.org/1-{}",
}
"""The IRIs of identifiers that are not IRIs themselves."""

PLAIN = re.compile(r"[0-9a-zA-Z](?:[0-9a-zA-Z.-]*[0-9a-zA-Z])?")
"""What an id may be in FollowTheMoney."""

LONGEST_ID = 200


def ident(iri: str) -> str:
    """Return the id of a thing: `actor.keir-starmer`, which `iri_of` turns back, or a digest of any other IRI."""
    base = used().base
    kind, _, local = iri.removeprefix(base).partition("/") if iri.startswith(base) else ("", "", "")
    name = f"{kind}.{local}"
    if kind in THING_PREFIXES and PLAIN.fullmatch(name) and len(name) <= LONGEST_ID and "--to--" not in name:
        return name
    return f"iri-{hashlib.sha1(iri.encode()).hexdigest()}"


def iri_of(name: str) -> str:
    """Return the IRI of the thing that has an id; "" for an id that is none of ours."""
    kind, dot, local = name.partition(".")
    return f"{used().base}{kind}/{local}" if dot and local and kind in THING_PREFIXES else ""


def edge(one: str, word: str, other: str) -> str:
    """Return the id of an entity that stands for one of our facts."""
    local = re.split(r"[/#]", word)[-1]
    name = f"{one}--{local}--to--{other}"
    return name if len(name) <= LONGEST_ID else f"edge-{hashlib.sha1(name.encode()).hexdigest()}"


def dataset(iri: str) -> str:
    """Return the name of the dataset that stands for a source, the register or the record."""
    name = re.sub(r"[^a-z0-9]+", "_", iri.rsplit("/", 1)[-1].lower()).strip("_")
    return name or "source"


def country(code: str) -> str:
    """Return the two-letter code of the state with an ISO 3166-1 alpha-3 code; "" where there is none."""
    import pycountry

    found = pycountry.countries.get(alpha_3=code)
    return found.alpha_2.lower() if found else ""


def alpha_3(code: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of a two-letter code; "" where there is none."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code.upper())
    return found.alpha_3 if found else ""


def language(tag: str) -> str:
    """Return the ISO 639-3 code of the language of a tag; "" where there is none."""
    import pycountry

    main = tag.partition("-")[0].lower()
    found = pycountry.languages.get(alpha_2=main) or pycountry.languages.get(alpha_3=main)
    return found.alpha_3 if found else ""
