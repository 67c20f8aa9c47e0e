"""The files of facts as they are written: their canonical form, and the header of a new passage."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from coalition.checks.statements import Document, Record, anonymous
from coalition.corpus.root import Root
from coalition.errors import GraphError, ParameterError, SourceError, SyntaxFault
from coalition.namespaces import CG, HOME, PROV, RDF, expand
from coalition.rdf import turtle
from coalition.texts.source import Source, Texts, sha256


def format_files(root: Root, *, write: bool) -> list[Path]:
    """The files of facts that are not in canonical form; with `write`, they are put into it.

    Raises
    ------
    SyntaxFault
        When a file does not parse, or holds a comment that would be lost, or a blank node: nothing is written then.
    """
    wanted = {path: canonical(Document.read(path)) for path in root.graph_files()}
    changed = [path for path, text in wanted.items() if path.read_bytes() != text.encode()]
    if write:
        for path in changed:
            put(path, wanted[path].encode())
    return changed


def canonical(document: Document) -> str:
    """The canonical text of a file: its comments at the top, prefixes, sorted blocks; sorted lines for N-Quads."""
    for fault in anonymous(document):
        raise fault
    head = _head(document)
    if document.path.suffix == ".nq":
        return head + "".join(f"{line} .\n" for line in sorted({str(quad) for quad in document.quads}))
    return turtle.trig(document.quads, head)


def _head(document: Document) -> str:
    """The comments at the top of a file, a line each."""
    top = re.match(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$))*", document.text)
    count = sum(line.lstrip().startswith("#") for line in re.split(r"\r\n?|\n", top.group() if top else ""))
    comments = list(document.places.comments())
    for _, position in comments[count:]:
        raise SyntaxFault(
            "a comment between statements would be lost",
            where=f"{document.path}:{position}",
            remedy="move it to the top of the file, or into a skos:note",
        )
    return "".join(f"{comment}\n" for comment, _ in comments)


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the permissions that it has; where it is a link, what it leads to.

    Raises
    ------
    GraphError
        When it cannot be written.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise GraphError(
            f"cannot be written ({fault.strerror})", where=str(path), remedy="mend its permissions"
        ) from None


def cite(root: Root, texts: Texts, name: str, words: str, nth: int | None = None) -> str:
    """The header, in TriG, of the passage of a source that has exactly these words.

    Parameters
    ----------
    name:
        A source: its short name, prefixed name or IRI.
    words:
        The words as the text has them, line ends included; `first … last` takes everything from one to the other.
    nth:
        Which occurrence is meant, from 1, where there are several.

    Raises
    ------
    ParameterError, SourceError
        When there is no such source, or its text is not at hand, or the words do not stand in it just once.
    """
    record = Record.of(Document.read(path) for path in root.graph_files())
    source, text = readable(record, texts, name)
    return turtle.trig(header(record, source, text, *_span(source, text, words, nth), "Asserts"))


def header(record: Record, source: Source, text: str, start: int, end: int, stance: str) -> list[ox.Quad]:
    """The header of the passage of a source from `start` to `end`, in a stance of ours."""
    slice_ = f"{HOME}passage/{source.name}-{start}"
    if record.one(slice_, CG + "end") not in ("", str(end)):  # another passage begins here, and has that name
        slice_ += f"-{end}"
    facts = (
        (RDF + "type", ox.NamedNode(CG + "Passage")),
        (PROV + "wasQuotedFrom", ox.NamedNode(source.iri)),
        (CG + "start", ox.Literal(start)),
        (CG + "end", ox.Literal(end)),
        (CG + "digest", ox.Literal(sha256(text[start:end]))),
        (CG + "stance", ox.NamedNode(CG + stance)),
    )
    return [ox.Quad(ox.NamedNode(slice_), ox.NamedNode(word), node) for word, node in facts]


def readable(record: Record, texts: Texts, name: str) -> tuple[Source, str]:
    """A source, by short name, prefixed name or IRI, with its text as it was read.

    Raises
    ------
    ParameterError, SourceError
        When there is no such source, or its text is not at hand or has changed.
    """
    source = _source(record, name)
    text = texts.of(source)
    where = str(texts.folder / source.file_name)
    if text is None:
        remedy = "name the folder of the texts with --sources"
        raise SourceError(f"the text of {source.name} is not at hand", where=where, remedy=remedy)
    if sha256(text) != source.text_digest:
        remedy = "read the new text as a source of its own, or take back the change"
        raise SourceError(f"the text of {source.name} has changed", where=where, remedy=remedy)
    return source, text


def _source(record: Record, name: str) -> Source:
    iri = expand(name) or f"{HOME}source/{name}"
    with_text = [iri for iri in record.names("Source") if record.one(iri, CG + "fileName")]
    if iri not in with_text:
        remedy = f"name one of {', '.join(known.rsplit('/', 1)[-1] for known in with_text)}"
        raise ParameterError(f"there is no source {name} with a text", remedy=remedy)
    return record.source(iri)


def _span(source: Source, text: str, words: str, nth: int | None) -> tuple[int, int]:
    found = list(_places(text, words))
    if not found:
        raise ParameterError(
            f"these words do not stand in {source.name}", remedy="copy them from the text letter by letter"
        )
    if nth is None and len(found) > 1:
        places = ", ".join(str(start) for start, _ in found[:5])
        raise ParameterError(
            f"these words stand in {source.name} {len(found)} times, at {places}", remedy="choose one with --nth"
        )
    if nth is not None and not 1 <= nth <= len(found):
        remedy = f"choose an --nth from 1 to {len(found)}"
        raise ParameterError(f"these words stand in {source.name} only {len(found)} times", remedy=remedy)
    return found[(nth or 1) - 1]


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Start and end of each place where `words` stand, or where everything from one phrase to another does."""
    first, ellipsis, last = words.partition("…")
    if not ellipsis or words in text:  # a text may have an ellipsis of its own
        first, last = words, ""
    elif not (first.strip() and last.strip()):
        return
    first, last = (first.strip(), last.strip()) if last else (first, last)
    start = text.find(first) if first else -1
    while start >= 0:
        end = text.find(last, start + len(first))
        if end < 0:
            return
        yield start, end + len(last)
        start = text.find(first, start + 1)
