"""Write each passage that asserts as a nanopublication: head, assertion, provenance and publication information.

http://nanopub.net/guidelines/working_draft/ Nothing is signed, published or dated by the clock.
"""

from __future__ import annotations

from typing import IO

import pyoxigraph as ox

from coalition.exchange.holdings import Holdings, Stated
from coalition.exchange.losses import Losses
from coalition.namespaces import DCTERMS, PREFIXES, PROV, QUOTED, TYPE
from coalition.output.about import About
from coalition.rdf import turtle
from coalition.rdf.store import Term

NP = "http://www.nanopub.org/nschema#"
PARTS = ("assertion", "provenance", "pubinfo")


def write(holdings: Holdings, about: About, output: IO[bytes]) -> Losses:
    """Write each passage that asserts as a nanopublication, in TriG, and return what that loses."""
    losses = Losses("nanopublications")
    prefixes = sorted({**PREFIXES, "np": NP}.items())
    output.write("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes).encode())
    for stated in holdings.passages():
        if why := holdings.why_not_plain(stated.passage.iri):
            losses.lose(f"facts of passages whose stance is {stated.stance}", why, len(stated.triples))
            losses.lose("headers of such passages", why, sum(map(len, stated.about.values())))
            continue
        losses.carried += len(stated.triples) + sum(map(len, stated.about.values()))
        for graph, triples in _graphs(stated, about).items():
            inside = "".join(turtle.blocks(triples, "    "))
            output.write(f"\n<{graph}> {{\n{inside}}}\n".encode())
    holdings.but_passages(losses)
    return losses


def _graphs(stated: Stated, about: About) -> dict[str, list[ox.Triple]]:
    """Return the four graphs of a nanopublication by their IRIs."""
    passage = stated.passage.iri
    whole = f"{passage}#nanopub"
    head, *rest = (f"{whole}-{part}" for part in ("head", *PARTS))
    assertion, provenance, pubinfo = rest
    words = dict(zip(("hasAssertion", "hasProvenance", "hasPublicationInfo"), rest, strict=True))
    header = [(passage, word, value) for word, values in stated.about.items() for value in values if word != QUOTED]
    licence = (
        [(whole, DCTERMS + "license", _iri(f"https://spdx.org/licenses/{about.licence}"))] if about.licence else []
    )
    return {
        head: _triples(
            (whole, TYPE, _iri(NP + "Nanopublication")), *((whole, NP + word, _iri(iri)) for word, iri in words.items())
        ),
        assertion: stated.triples,
        provenance: _triples(
            (assertion, PROV + "wasDerivedFrom", _iri(passage)),
            (passage, QUOTED, _iri(stated.passage.source)),
            *header,
        ),
        pubinfo: _triples((whole, PROV + "wasDerivedFrom", about.dataset), *licence),
    }


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _triples(*rows: tuple[str, str, Term]) -> list[ox.Triple]:
    return [ox.Triple(ox.NamedNode(subject), ox.NamedNode(word), value) for subject, word, value in rows]
