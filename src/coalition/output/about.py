"""Describe what a result was made from, so that it can be made again: view, stances, documents, snapshot, versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.namespaces import DCTERMS, HOME, ONTOLOGY, OWL, PREFIXES, PROV, RDFS, TYPE

NAME = "Coalition Graph"
VERSION = HOME + "version/"
"""What the IRIs of the versions of this program begin with."""

LISTED = 100
"""How many documents are named at most with a result; of more, only the number is told, for they are all of a large
corpus, which the snapshot names."""


@dataclass(frozen=True)
class Document:
    """Name a document that a result rests on.

    `issued` is a day, month or year, or None where it is not known; it may be inferred by the curators.
    """

    source: str
    label: str
    issued: PartialDate | None
    inferred: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the document as plain data."""
        issued = str(self.issued) if self.issued else ""
        return {"source": self.source, "label": self.label, "issued": issued, "inferred": self.inferred}


@dataclass(frozen=True)
class About:
    """Say what a result was made from. It holds no time of the clock, so that equal results have equal bytes.

    Attributes
    ----------
    snapshot:
        The SHA-256 that names the snapshot: of the files of the graph, and for a view of its options, too.
    whole:
        That of the whole graph, where the snapshot is a view of it; else empty.
    view:
        The options of the command line that ask for the view; empty for the whole graph.
    stances:
        The labels of the stances whose passages are accepted.
    sources:
        The IRIs of the documents in the snapshot.
    documents:
        These documents, if they are at most `LISTED`; else none.
    version, ontology:
        The versions of this program and of the ontology.
    licence:
        The SPDX identifier of the licence of the facts; empty where the graph names none.
    command:
        The command that writes the result, as it was typed; empty where Python asked.
    """

    snapshot: str
    whole: str
    view: str
    stances: tuple[str, ...]
    sources: tuple[str, ...]
    documents: tuple[Document, ...]
    version: str
    ontology: str
    licence: str = ""
    command: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the description as JSON holds it; of more than `LISTED` documents, their number."""
        return {
            "command": self.command,
            "view": self.view,
            "stances": list(self.stances),
            "sources": [document.to_dict() for document in self.documents],
            **({"documents": len(self.sources)} if len(self.sources) > LISTED else {}),
            "snapshot": self.snapshot,
            "whole": self.whole,
            "version": self.version,
            "ontology": self.ontology,
            "licence": self.licence,
        }

    def attributes(self) -> dict[str, str]:
        """Return the description as attributes of a network, each one string."""
        sources = self._named([document.source for document in self.documents])
        return {key: str(value) for key, value in self.to_dict().items()} | {
            "stances": ", ".join(self.stances),
            "sources": sources,
        }

    def text(self) -> str:
        """Return the description as one line."""
        return "; ".join(f"{key}: {value}" for key, value in self.attributes().items() if value)

    def below_a_picture(self) -> tuple[str, ...]:
        """Return the lines that stand below a picture: sources with dates, view and snapshot; then the command."""
        sources = self._named([document.label for document in self.documents])
        view = f" View: {self.view}." if self.view else ""
        made = f"Sources: {sources}.{view} Snapshot {self.snapshot[:12]}, {NAME} {self.version}."
        return (made, *((self.command,) if self.command else ()))

    def _named(self, names: list[str]) -> str:
        """Return the documents by these names, with their dates, or how many there are."""
        dates = (document.issued for document in self.documents)
        named = ", ".join(f"{name} ({date})" if date else name for name, date in zip(names, dates, strict=True))
        return named or (f"{len(self.sources):,} documents" if self.sources else "")

    @property
    def dataset(self) -> ox.NamedNode:
        """The IRI of the snapshot as a dataset."""
        return ox.NamedNode(PREFIXES["dataset"] + self.snapshot)

    def quads(self, *, dataset: bool) -> Iterator[ox.Quad]:
        """Yield `triples`: where there are named graphs, in the one with the name of the snapshot."""
        graph = self.dataset if dataset else ox.DefaultGraph()
        yield from (ox.Quad(t.subject, t.predicate, t.object, graph) for t in self.triples())

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the description in the terms of VoID, DCAT, Dublin Core and PROV, without the command.

        The labels and dates of the documents are facts of the record.
        """
        tool = ox.NamedNode(VERSION + self.version)
        yield from _facts(
            self.dataset,
            (TYPE, [ox.NamedNode(PREFIXES["void"] + "Dataset"), ox.NamedNode(PREFIXES["dcat"] + "Dataset")]),
            (DCTERMS + "title", [ox.Literal(f"{NAME}, snapshot {self.snapshot[:12]}")]),
            (DCTERMS + "description", [ox.Literal(self._restriction())]),
            (DCTERMS + "identifier", [ox.Literal(self.snapshot)]),
            (DCTERMS + "conformsTo", [ox.NamedNode(ONTOLOGY)]),
            (DCTERMS + "license", [ox.NamedNode(f"https://spdx.org/licenses/{self.licence}")] if self.licence else []),
            (PREFIXES["void"] + "vocabulary", [ox.NamedNode(PREFIXES["cg"])]),
            (PROV + "wasAttributedTo", [tool]),
            (PROV + "wasDerivedFrom", [ox.NamedNode(source) for source in self.sources]),
            (PROV + "wasDerivedFrom", [ox.NamedNode(PREFIXES["dataset"] + self.whole)] if self.whole else []),
        )
        yield from _facts(
            tool,
            (TYPE, [ox.NamedNode(PROV + "SoftwareAgent")]),
            (RDFS + "label", [ox.Literal(f"{NAME} {self.version}")]),
        )
        yield from _facts(ox.NamedNode(ONTOLOGY), (OWL + "versionInfo", [ox.Literal(self.ontology)]))

    def _restriction(self) -> str:
        kept = f"What passages that have the stance {' or '.join(self.stances)} state, and what follows from it"
        return f"{kept}; restricted by {self.view}." if self.view else f"{kept}."


def describes(quad: ox.Quad) -> bool:
    """Tell whether a quad belongs to the description of a dataset, and states nothing of what the dataset is about."""
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    return subject == ONTOLOGY or subject.startswith((PREFIXES["dataset"], VERSION))


def _facts(subject: ox.NamedNode, *pairs: tuple[str, Iterable[ox.NamedNode | ox.Literal]]) -> Iterator[ox.Triple]:
    for word, values in pairs:
        yield from (ox.Triple(subject, ox.NamedNode(word), value) for value in values)
