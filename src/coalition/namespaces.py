"""Name the namespaces of the graph, and turn IRIs into prefixed names and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

HOME = "https://w3id.org/coalition-graph/"
CG = HOME + "ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
DCTERMS = "http://purl.org/dc/terms/"

TYPE = RDF + "type"
QUOTED = PROV + "wasQuotedFrom"
"""The property that leads from a passage to its source."""

THING_PREFIXES = (
    "absence",
    "actor",
    "affairs",
    "agenda",
    "aim",
    "amount",
    "ballot",
    "commitment",
    "condition",
    "dataset",
    "decision",
    "event",
    "graph",
    "item",
    "meeting",
    "membership",
    "motion",
    "participation",
    "passage",
    "place",
    "plan",
    "point",
    "position",
    "post",
    "quantity",
    "rate",
    "rule",
    "series",
    "slice",
    "source",
    "statement",
    "vote",
)
"""The kinds of things in our IRIs: each is a folder under `HOME`, and a prefix of the same name."""

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "cg": CG,
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": DCTERMS,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "oa": "http://www.w3.org/ns/oa#",
        "org": ORG,
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": SKOS,
        "void": "http://rdfs.org/ns/void#",
        "xsd": XSD,
        **{name: f"{HOME}{name}/" for name in THING_PREFIXES},
    }
)
"""The standard prefixes, which every query may use and every export declares where it needs them."""

REGISTER = HOME + "graph/register"
"""The graph of the curators' identity decisions: who is who, and under which names."""

RECORD = HOME + "graph/record"
"""The graph of what is recorded about sources, passages and slices without facts."""

ONTOLOGY = HOME + "ontology"
"""The graph of the ontology; it is not part of the default graph."""

NAMESPACES: Mapping[str, str] = MappingProxyType({namespace: prefix for prefix, namespace in PREFIXES.items()})
"""The standard prefixes by their namespaces."""

LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""The local names that we write after a prefix: the part of Turtle's PN_LOCAL that needs no escapes."""


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last slash."""
    return iri.rsplit("/", 1)[-1]


@lru_cache(maxsize=1 << 16)  # what is written out names few things many times
def shorten(iri: str) -> str | None:
    """Return the prefixed name of `iri`, or None.

    None means that no standard prefix fits, or that the name would need escapes.
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = NAMESPACES.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and LOCAL.fullmatch(iri, cut) else None


def expand(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """Return the IRI that `name` stands for, or None.

    `name` is a prefixed name, or an IRI with or without angle brackets.
    """
    name = name.strip()
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    # Without "://", a mistyped prefixed name such as `actr:ukraine` would pass for an IRI of the scheme `actr`.
    return name if re.match(r"[a-z][a-z0-9+.-]*://\S+$", name) else None
