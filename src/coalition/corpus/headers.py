"""The header of a new passage: where words stand in a source, with offsets and digest."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.errors import ParameterError, SourceError
from coalition.namespaces import CG, HOME, PROV, RDF, expand
from coalition.rdf import turtle
from coalition.texts.source import Source, Texts, sha256


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
    record = FactFiles.load(root)
    source, text = readable(record, texts, name)
    return turtle.trig(header(record, source, text, *_span(source, text, words, nth), "Asserts"))


def header(record: FactFiles, source: Source, text: str, start: int, end: int, stance: str) -> list[ox.Quad]:
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


def readable(record: FactFiles, texts: Texts, name: str) -> tuple[Source, str]:
    """A source, by short name, prefixed name or IRI, with its text as it was read.

    Raises
    ------
    ParameterError, SourceError
        When there is no such source, or its text is not at hand or has changed.
    """
    source = _source(record, name)
    text = texts.get(source)
    where = str(texts.folder / source.file_name)
    if text is None:
        remedy = "name the folder of the texts with --sources"
        raise SourceError(f"the text of {source.name} is not at hand", where=where, remedy=remedy)
    if sha256(text) != source.text_digest:
        remedy = "read the new text as a source of its own, or take back the change"
        raise SourceError(f"the text of {source.name} has changed", where=where, remedy=remedy)
    return source, text


def _source(record: FactFiles, name: str) -> Source:
    iri = expand(name) or f"{HOME}source/{name}"
    with_text = [iri for iri in record.names("Source") if record.one(iri, CG + "fileName")]
    if iri not in with_text:
        remedy = f"name one of {', '.join(known.rsplit('/', 1)[-1] for known in with_text)}"
        raise ParameterError(f"there is no source {name} with a text", remedy=remedy)
    return record.source(iri)


def _span(source: Source, text: str, words: str, nth: int | None) -> tuple[int, int]:
    found = list(_occurrences(text, words))
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


def _occurrences(text: str, words: str) -> Iterator[tuple[int, int]]:
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
