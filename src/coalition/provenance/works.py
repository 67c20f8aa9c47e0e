"""Read what the record says of a work: author, title, publisher, dates and addresses, as a citation needs them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from coalition.names import Names
from coalition.namespaces import CG, DCTERMS, SKOS, TYPE, local_name
from coalition.provenance.record import Record, text

ISSUED = DCTERMS + "issued"
TYPE_NODE, PERSON = ox.NamedNode(TYPE), ox.NamedNode(CG + "Person")


@dataclass(frozen=True, slots=True)
class Author:
    """Name an author, and say whether it is a person or a body."""

    name: str
    person: bool


@dataclass(frozen=True, slots=True)
class Work:
    """Hold what is recorded of a document or of a work that one cites. What is not recorded is empty.

    Attributes
    ----------
    iri:
        The IRI of the work.
    title:
        Its title; where none is known, its label in brackets.
    authors:
        Its authors.
    publisher, place, periodical, number:
        Who published it, where, and in which number of which periodical.
    via, agency:
        By way of whom it was found, and the agency that it names.
    kind:
        What sort of work it is, such as `Press release`.
    language:
        The code of its language.
    issued, archived, retrieved:
        The dates of issue, of the archived copy, and on which it was looked at.
    url, archive_url:
        The addresses of the work and of its archived copy.
    """

    iri: str
    title: str
    authors: tuple[Author, ...]
    publisher: str
    place: str
    periodical: str
    number: str
    via: str
    agency: str
    kind: str
    language: str
    issued: str
    archived: str
    retrieved: str
    url: str
    archive_url: str

    @property
    def name(self) -> str:
        """The short name of the work: the last part of its IRI."""
        return local_name(self.iri)


def works_cited(passage: str, record: Record, names: Names) -> tuple[Work, ...]:
    """Return the works that a passage cites, in order. A reference leads to the work that it stands for."""
    iris = {work: None for cited in record.values(passage, CG + "cites") for work in _works(cited, record)}
    return tuple(work(iri, record, names) for iri in iris)


def _works(cited: str, record: Record) -> list[str]:
    return record.values(cited, CG + "referenceTo") or [cited]


def described(cited: str, record: Record, names: Names) -> str:
    """Return a cited work as people name it: by author, title, publisher and date, as far as they are recorded."""
    about = record.about(_works(cited, record)[0])

    def value(word: str, form: str = "{}") -> str:
        return form.format(", ".join(names.text(node) for node in about[word])) if word in about else ""

    words = value(DCTERMS + "creator"), value(DCTERMS + "title", "“{}”"), value(DCTERMS + "publisher"), value(ISSUED)
    return ", ".join(filter(None, words)) or value(SKOS + "prefLabel")


def work(iri: str, record: Record, names: Names) -> Work:
    """Return what the record says of a work."""
    about = record.about(iri)

    def value(word: str) -> str:
        return ", ".join(names.text(node) for node in about.get(word, ()))

    def written(word: str) -> str:
        # Of several dates or addresses, the last is the one to give: it is that of the newest copy.
        return text(about[word][-1]) if word in about else ""

    return Work(
        iri,
        value(DCTERMS + "title") or f"[{value(SKOS + 'prefLabel') or local_name(iri)}]",
        tuple(_author(node, record, names) for node in about.get(DCTERMS + "creator", ())),
        value(DCTERMS + "publisher"),
        value(CG + "publishedIn"),
        value(CG + "periodical"),
        value(CG + "issueNumber"),
        value(CG + "via"),
        value(CG + "agency"),
        value(CG + "workType"),
        written(DCTERMS + "language"),
        written(ISSUED),
        written(CG + "archivedOn"),
        written(CG + "retrievedOn"),
        written(CG + "url"),
        written(CG + "archiveUrl"),
    )


def _author(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, record: Record, names: Names) -> Author:
    is_person = record.store.quads(node, TYPE_NODE, PERSON, ox.DefaultGraph())
    return Author(names.text(node), any(is_person))
