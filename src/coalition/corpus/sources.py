"""Register a text as a source, and list the registered sources."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from coalition.corpus.canonical import put
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.dates import parse_bound
from coalition.errors import ParameterError, SourceError
from coalition.files import fault_of_folder, read
from coalition.intake.document import Document
from coalition.intake.reading import read as read_document
from coalition.names import Names, resolve
from coalition.namespaces import CG, DCTERMS, PREFIXES, PROV, RDF, XSD, expand
from coalition.output.terminal import one_line
from coalition.rdf import turtle
from coalition.texts.source import Source, Texts, sha256

SHORT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 100
"""How long a short name may be: it names a file, and with an offset and a digest it names passages."""

ORIGINALS = "originals"
"""The folder, in that of the texts, of the files that texts were taken from."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A tag of BCP 47: a language of ISO 639, then subtags such as script and region."""


class DuplicateError(ParameterError):
    """Tell that a source has this text already."""


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """Hold what a curator says about a text.

    Publishers and creators are actors, by label, alias or IRI; `derived_from` are sources, by short name or IRI. `name`
    is the short name of the new source.
    """

    title: str
    issued: str = ""
    publishers: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    language: str = ""
    derived_from: tuple[str, ...] = ()
    name: str = ""
    url: str = ""
    retrieved: str = ""
    archive_url: str = ""
    archived: str = ""


@dataclass(frozen=True)
class Incoming:
    """Hold a file whose text is to become a source, as it was read, and what is said about it."""

    path: Path
    content: bytes
    document: Document
    details: SourceDetails

    @classmethod
    def read(cls, path: Path, details: SourceDetails) -> Incoming:
        """Read the file at `path`; for the errors, see `coalition.intake.reading.read`."""
        return cls(path, *read_document(path), details)


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    """Describe a source that has a text: the number of its slices of each kind, and whether its text was found."""

    source: Source
    passages: int
    drafted: int
    factless: int
    at_hand: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the source as plain data, for JSON."""
        return {
            "source": self.source.iri,
            "label": self.source.label,
            "file": self.source.file_name,
            "issued": self.source.issued,
            "passages": self.passages,
            "drafted": self.drafted,
            "factless_slices": self.factless,
            "text_at_hand": self.at_hand,
        }


def register(root: Root, texts: Texts, incoming: Incoming, names: Callable[[], Names]) -> Path:
    """Register the text of a file as a source of `root`, and return the new file of facts.

    Plain text is copied to the folder of texts byte for byte, unless it is there already. A text that was taken out of
    a file of another kind is written there, and the file is copied to `originals/` in that folder. `names` is called
    only if the details name an actor, since it may have to build the graph.

    Raises
    ------
    SourceError, ParameterError, GraphError
        When the text or its details are not valid, or a file cannot be written. Nothing is left behind then.
    """
    path, document, details = incoming.path, incoming.document, incoming.details
    _refuse_control(path.name, str(path), "rename the file")
    files = FactFiles.load(root)
    refuse_duplicate(files, incoming)
    short = _short_name(details.name, path, root, files)
    is_taken = bool(document.program)
    file_name = f"{short}.txt" if is_taken else path.name
    facts = [*_detail_facts(details, files, names), *text_facts(file_name, document.text)]
    if is_taken:
        facts += original_facts(incoming)
    iri = ox.NamedNode(PREFIXES["source"] + short)
    quads = [ox.Quad(iri, ox.NamedNode(word), node) for word, node in facts]
    target = root.graph / f"{short}.trig"
    content = document.text.encode() if is_taken else incoming.content
    with ExitStack() as undo:
        undo.enter_context(copied(content, texts.folder, file_name, root.sources))
        if is_taken:
            originals = texts.folder / ORIGINALS
            undo.enter_context(copied(incoming.content, originals, path.name, originals))
        put(target, turtle.trig(quads).encode())
    return target


def registered(files: FactFiles, texts: Texts) -> list[RegisteredSource]:
    """Return the sources that have a text, sorted by short name."""
    drafted = files.drafted()
    slices: dict[str, list[str]] = {}
    for kind in ("Passage", "FactlessSlice"):
        for name in files.names(kind):
            slices.setdefault(files.one(name, PROV + "wasQuotedFrom"), []).append(name)
    sources = []
    for iri in sorted((iri for iri in files.names("Source") if files.one(iri, CG + "fileName")), key=turtle.order):
        file_name = files.source(iri).file_name
        label = files.one(iri, PREFIXES["skos"] + "prefLabel") or files.one(iri, DCTERMS + "title")
        source = Source(iri, label, file_name=file_name, issued=files.one(iri, DCTERMS + "issued"))
        own = slices.get(iri, [])
        proposed = sum(name in drafted for name in own)
        factless = sum(CG + "FactlessSlice" in files.typed[name] for name in own)
        at_hand = texts.get(source) is not None
        sources.append(RegisteredSource(source, len(own) - proposed - factless, proposed, factless, at_hand))
    return sources


def _refuse_control(text: str, where: str, remedy: str) -> None:
    """Refuse a text with characters that a graph must not hold.

    Raises
    ------
    ParameterError
        When it has control characters, or bytes that are not UTF-8.
    """
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        what = "the name or title has control characters, or bytes that are not UTF-8"
        raise ParameterError(what, where=where, remedy=remedy)


def refuse_duplicate(files: FactFiles, incoming: Incoming) -> None:
    """Refuse a file whose text, or whose bytes, a source has already.

    Raises
    ------
    ParameterError
        When one has.
    """
    text, original = sha256(incoming.document.text), hashlib.sha256(incoming.content).hexdigest()
    for iri in files.names("Source"):
        if files.one(iri, CG + "textDigest") == text or files.one(iri, CG + "originalDigest") == original:
            what = f"this text is already registered as {files.source(iri).name}"
            raise DuplicateError(what, where=str(incoming.path), remedy="draft or cite from that source")


def _short_name(wanted: str, path: Path, root: Root, files: FactFiles) -> str:
    """Return the short name of a new source: the wanted one, or a free one made from the name of its file."""

    def taken(name: str) -> bool:
        stems = {file.stem.casefold() for file in root.graph_files()}  # some file systems ignore case
        return name in stems or PREFIXES["source"] + name in files.about

    if wanted:
        if not SHORT_NAME.fullmatch(wanted) or len(wanted) > LONGEST_NAME:
            remedy = (
                f"write at most {LONGEST_NAME} small letters, digits and single hyphens, such as s005 or paris-2025"
            )
            raise ParameterError(f"{wanted} is not a short name", where="--name", remedy=remedy)
        if taken(wanted):
            remedy = "choose another; coalition source list shows those in use"
            raise ParameterError(f"the short name {wanted} is taken", where="--name", remedy=remedy)
        return wanted
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_NAME].strip("-") or "source"
    number = 1
    while taken(name := stem if number == 1 else f"{stem}-{number}"):
        number += 1
    return name


def _detail_facts(
    details: SourceDetails, files: FactFiles, names: Callable[[], Names]
) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    """Check the details of a text and yield each as a property and its value."""
    yield RDF + "type", ox.NamedNode(CG + "Source")
    title = " ".join(details.title.split())
    if not title:
        raise ParameterError("the title is empty", where="--title", remedy="type the title of the text")
    _refuse_control(title, "--title", "type the title without them")
    yield DCTERMS + "title", ox.Literal(title)
    if details.issued:
        yield DCTERMS + "issued", parse_bound(details.issued, "--issued", ParameterError).literal()
    if details.retrieved:
        yield CG + "retrievedOn", parse_bound(details.retrieved, "--retrieved", ParameterError).literal()
    if details.archived:
        yield CG + "archivedOn", parse_bound(details.archived, "--archived", ParameterError).literal()
    if details.url:
        yield CG + "url", _address(details.url, "--url")
    if details.archive_url:
        yield CG + "archiveUrl", _address(details.archive_url, "--archive-url")
    if details.language:
        yield DCTERMS + "language", _language(details.language)
    for option, word, actors in (
        ("--publisher", "publisher", details.publishers),
        ("--creator", "creator", details.creators),
    ):
        for actor in actors:
            yield DCTERMS + word, ox.NamedNode(resolve(actor, ("Actor",), names(), option))
    for name in details.derived_from:
        iri = expand(name) or PREFIXES["source"] + name
        if CG + "Source" not in files.typed.get(iri, ()):
            remedy = "type the short name or IRI of a source; coalition source list shows those with a text"
            raise ParameterError(f"there is no source {name}", where="--derived-from", remedy=remedy)
        yield PROV + "wasDerivedFrom", ox.NamedNode(iri)


def fault_of(name: str, value: str) -> str:
    """Return what is wrong with a detail of a text that has a form, such as its address; "" where nothing is."""
    try:
        _refuse_wrong(name, value)
    except ParameterError as fault:
        return fault.what
    return ""


def refuse_wrong(details: SourceDetails) -> None:
    """Refuse details that have not the form that they need, before anything is read.

    Raises
    ------
    ParameterError
        When one is a wrong date, address, language or title.
    """
    for name in ("title", "issued", "retrieved", "archived", "url", "archive_url", "language"):
        if value := getattr(details, name):
            _refuse_wrong(name, value)


def _refuse_wrong(name: str, value: str) -> None:
    option = f"--{name.replace('_', '-')}"
    match name:
        case "url" | "archive_url":
            _address(value, option)
        case "issued" | "retrieved" | "archived":
            parse_bound(value, option, ParameterError)
        case "language":
            _language(value)
        case _:
            _refuse_control(" ".join(value.split()), option, "type it without them")


def _language(tag: str) -> ox.Literal:
    if not LANGUAGE.fullmatch(tag):
        remedy = "type a tag of BCP 47, such as en, fr or uk"
        raise ParameterError(f"{tag} is not a language tag", where="--language", remedy=remedy)
    return ox.Literal(tag)


def _address(url: str, where: str) -> ox.Literal:
    try:
        whole = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname) and ox.NamedNode(url)
    except ValueError:  # what no IRI can hold, or a host that is none
        whole = False
    if not whole:
        remedy = "type it as browsers show it, such as https://example.org/page"
        raise ParameterError(f"{one_line(url)} is not an address on the web", where=where, remedy=remedy)
    return ox.Literal(url, datatype=ox.NamedNode(XSD + "anyURI"))


def text_facts(file_name: str, text: str) -> Iterator[tuple[str, ox.Literal]]:
    """Yield what is recorded of a text, each as a property and its value."""
    yield CG + "fileName", ox.Literal(file_name)
    yield CG + "textDigest", ox.Literal(sha256(text))
    yield CG + "textLength", ox.Literal(len(text))


def original_facts(incoming: Incoming) -> Iterator[tuple[str, ox.Literal]]:
    """Yield what is recorded of the file that a text was taken from, each as a property and its value."""
    yield CG + "originalName", ox.Literal(incoming.path.name)
    yield CG + "originalDigest", ox.Literal(hashlib.sha256(incoming.content).hexdigest())
    yield CG + "extractedBy", ox.Literal(incoming.document.program)


@contextmanager
def copied(content: bytes, folder: Path, name: str, own: Path) -> Iterator[None]:
    """Write a file to a folder of texts, unless it is there already, and take it back where the block fails.

    The folder `own` is created where it is missing, and taken back likewise; another one must exist.
    """
    target = folder / name
    with ExitStack() as undo:
        fault = fault_of_folder(folder)
        if fault and folder == own and not os.path.lexists(folder):
            folder.mkdir()
            undo.callback(folder.rmdir)
        elif fault:
            remedy = "create it, or pass another with --sources DIR"
            raise SourceError(fault, where=str(folder), remedy=remedy)
        if target.is_dir():
            raise SourceError("a folder has the name of the text", where=str(target), remedy="rename the file")
        if target.exists():
            if read(target, SourceError) != content:
                what = "the folder of texts holds another text of this name"
                raise SourceError(what, where=str(target), remedy="rename the file")
        else:
            undo.callback(target.unlink, missing_ok=True)
            put(target, content)
        yield
        undo.pop_all()
