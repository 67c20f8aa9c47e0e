"""Registering a text as a source, and the list of the sources that were."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.corpus.canonical import put
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.dates import parse_bound
from coalition.errors import ParameterError, SourceError
from coalition.names import Names, resolve
from coalition.namespaces import CG, DCTERMS, PREFIXES, PROV, RDF, expand
from coalition.rdf import turtle
from coalition.texts.source import Source, Texts, sha256

SHORT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """What a curator tells of a text. Actors and the source it derives from are named by label, alias or IRI."""

    title: str
    issued: str = ""
    publishers: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    language: str = ""
    derived_from: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    """A source that has a text, as far as its files tell: how many slices of which kind, and whether it is there."""

    source: Source
    passages: int
    drafted: int
    factless: int
    at_hand: bool

    def to_dict(self) -> dict[str, Any]:
        """The source as plain data, for JSON."""
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


def register(root: Root, texts: Texts, path: Path, told: SourceDetails, names: Callable[[], Names]) -> Path:
    """Register the text at `path` as a source of `root`; the file of facts that was written for it.

    The text is copied to the folder of texts byte for byte, unless it lies there. `names` is asked for only where an
    actor is named.

    Raises
    ------
    SourceError, ParameterError, GraphError
        When the text or what is told of it does not do, or a file cannot be written; nothing is left behind then.
    """
    content, text = _read(path)
    record = FactFiles.load(root)
    _refuse_twice(record, sha256(text), path)
    short = _short(told.name, path, root, record)
    facts = [*_particulars(told, record, names), *_text_facts(path.name, text)]
    iri = ox.NamedNode(PREFIXES["source"] + short)
    quads = [ox.Quad(iri, ox.NamedNode(word), node) for word, node in facts]
    copied = _copy(content, texts.folder / path.name, root)
    target = root.graph / f"{short}.trig"
    try:
        put(target, turtle.trig(quads).encode())
    except BaseException:
        if copied:
            copied.unlink(missing_ok=True)
        raise
    return target


def registered(root: Root, texts: Texts) -> list[RegisteredSource]:
    """The sources of `root` that have a text, by short name."""
    record = FactFiles.load(root)
    drafted = record.drafted()
    slices: dict[str, list[str]] = {}
    for kind in ("Passage", "FactlessSlice"):
        for name in record.names(kind):
            slices.setdefault(record.one(name, PROV + "wasQuotedFrom"), []).append(name)
    found = []
    for iri in sorted((iri for iri in record.names("Source") if record.one(iri, CG + "fileName")), key=turtle.order):
        known = record.source(iri)
        label = record.one(iri, PREFIXES["skos"] + "prefLabel") or record.one(iri, DCTERMS + "title")
        source = Source(iri, label, file_name=known.file_name, issued=record.one(iri, DCTERMS + "issued"))
        mine = slices.get(iri, [])
        proposed = sum(name in drafted for name in mine)
        factless = sum(CG + "FactlessSlice" in record.typed[name] for name in mine)
        there = texts.get(source) is not None
        found.append(RegisteredSource(source, len(mine) - proposed - factless, proposed, factless, there))
    return found


def _read(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as fault:
        remedy = "name a file with the text"
        raise SourceError(f"the text cannot be read ({fault.strerror})", where=str(path), remedy=remedy) from None
    except UnicodeDecodeError as fault:
        remedy = "save the text as UTF-8, without other changes"
        raise SourceError(f"byte {fault.start} is not UTF-8", where=str(path), remedy=remedy) from None
    if not text.strip():
        raise SourceError("there is no text in it", where=str(path), remedy="name a file with the text")
    return content, text


def _refuse_twice(record: FactFiles, digest: str, path: Path) -> None:
    for iri in record.names("Source"):
        if record.one(iri, CG + "textDigest") == digest:
            what = f"this text is registered as {record.source(iri).name}"
            raise ParameterError(what, where=str(path), remedy="draft or cite from that source")


def _short(wanted: str, path: Path, root: Root, record: FactFiles) -> str:
    """The short name of a new source: the one wanted, or the next free one after the file's."""

    def taken(name: str) -> bool:
        files = {file.stem.casefold() for file in root.graph_files()}
        return name in files or PREFIXES["source"] + name in record.about

    if wanted:
        if not SHORT.fullmatch(wanted):
            remedy = "write it in small letters, digits and single hyphens, such as s005 or paris-2025-03-27"
            raise ParameterError(f"{wanted} is no short name", where="--name", remedy=remedy)
        if taken(wanted):
            remedy = "choose another; coalition source list shows those there are"
            raise ParameterError(f"the short name {wanted} is taken", where="--name", remedy=remedy)
        return wanted
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain)) or "source"
    number = 1
    while taken(name := stem if number == 1 else f"{stem}-{number}"):
        number += 1
    return name


def _particulars(
    told: SourceDetails, record: FactFiles, names: Callable[[], Names]
) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    """What is told of the text, each as a property and its value, once it has been found to do."""
    yield RDF + "type", ox.NamedNode(CG + "Source")
    title = " ".join(told.title.split())
    if not title:
        raise ParameterError("the title is empty", where="--title", remedy="give the title that the text bears")
    yield DCTERMS + "title", ox.Literal(title)
    if told.issued:
        yield DCTERMS + "issued", parse_bound(told.issued, "--issued", ParameterError).literal()
    if told.language:
        if not LANGUAGE.fullmatch(told.language):
            remedy = "give a tag of BCP 47, such as en, fr or uk"
            raise ParameterError(f"{told.language} is no language", where="--language", remedy=remedy)
        yield DCTERMS + "language", ox.Literal(told.language)
    for option, word, actors in (
        ("--publisher", "publisher", told.publishers),
        ("--creator", "creator", told.creators),
    ):
        for actor in actors:
            yield DCTERMS + word, ox.NamedNode(resolve(actor, ("Actor",), names(), option))
    for name in told.derived_from:
        iri = expand(name) or PREFIXES["source"] + name
        if CG + "Source" not in record.typed.get(iri, ()):
            remedy = "give the short name or IRI of a source; coalition source list shows those with a text"
            raise ParameterError(f"there is no source {name}", where="--derived-from", remedy=remedy)
        yield PROV + "wasDerivedFrom", ox.NamedNode(iri)


def _text_facts(file_name: str, text: str) -> Iterator[tuple[str, ox.Literal]]:
    yield CG + "fileName", ox.Literal(file_name)
    yield CG + "textDigest", ox.Literal(sha256(text))
    yield CG + "textLength", ox.Literal(len(text))


def _copy(content: bytes, place: Path, root: Root) -> Path | None:
    """Have the text in the folder of texts; the file, where it was not there before."""
    if place.exists():
        if place.read_bytes() == content:
            return None
        remedy = "give the file another name"
        raise SourceError("another text has this name in the folder of texts", where=str(place), remedy=remedy)
    if place.parent == root.sources:
        root.sources.mkdir(exist_ok=True)
    if not place.parent.is_dir():
        remedy = "make it, or name another with --sources"
        raise SourceError("there is no such folder of texts", where=str(place.parent), remedy=remedy)
    put(place, content)
    return place
