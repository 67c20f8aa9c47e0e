"""Write the header of a new passage: find its words in the source, and give their offsets and digest."""

from __future__ import annotations

import re

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.errors import ParameterError, SourceError
from coalition.intake.document import page_of
from coalition.namespaces import CG, PREFIXES, PROV, RDF, expand
from coalition.output.terminal import escape
from coalition.rdf import turtle
from coalition.texts.quotation import Difference, Quotable
from coalition.texts.source import Source, Texts, sha256
from coalition.texts.words import has_word


def cite(root: Root, texts: Texts, name: str, words: str, nth: int | None = None) -> str:
    """Return the header, in TriG, of the passage of a source that has these words.

    Parameters
    ----------
    name:
        The short name, prefixed name or IRI of the source.
    words:
        The words as they are read (see `coalition.texts.reading`); `first … last` means everything from one to the
        other.
    nth:
        Which of several occurrences is meant, counted from 1.

    Raises
    ------
    ParameterError, SourceError
        When the source does not exist, its text is missing or has changed, or the words do not occur in it, or occur
        several times and `nth` does not choose one.
    """
    files = FactFiles.load(root)
    source, text = readable(files, texts, name)
    return turtle.trig(header(files, source, text, *_span(source, text, words, nth), "Asserts"))


def header(files: FactFiles, source: Source, text: str, start: int, end: int, stance: str) -> list[ox.Quad]:
    """Return the header of the passage of a source from `start` to `end`; `stance` is a local name."""
    slice_ = f"{PREFIXES['passage']}{source.name}-{start}"
    if files.one(slice_, CG + "end") not in ("", str(end)):  # another passage that begins here has this name
        slice_ += f"-{end}"
    page = page_of(text, start)
    facts = (
        (RDF + "type", ox.NamedNode(CG + "Passage")),
        (PROV + "wasQuotedFrom", ox.NamedNode(source.iri)),
        (CG + "start", ox.Literal(start)),
        (CG + "end", ox.Literal(end)),
        (CG + "digest", ox.Literal(sha256(text[start:end]))),
        (CG + "stance", ox.NamedNode(CG + stance)),
        *(((CG + "page", ox.Literal(page)),) if page else ()),
    )
    return [ox.Quad(ox.NamedNode(slice_), ox.NamedNode(word), node) for word, node in facts]


def readable(files: FactFiles, texts: Texts, name: str) -> tuple[Source, str]:
    """Return the source with a short name, prefixed name or IRI, and its text, unchanged since it was read.

    Raises
    ------
    ParameterError, SourceError
        When the source does not exist, or its text is missing or has changed.
    """
    source = _source(files, name)
    text = texts.get(source)
    where = str(texts.folder / source.file_name)
    if text is None:
        raise SourceError(f"the text of {source.name} was not found", where=where, remedy="pass --sources DIR")
    if sha256(text) != source.text_digest:
        remedy = "undo the change, or register the new text as another source"
        raise SourceError(f"the text of {source.name} has changed", where=where, remedy=remedy)
    return source, text


def _source(files: FactFiles, name: str) -> Source:
    iri = expand(name) or PREFIXES["source"] + name
    with_text = [iri for iri in files.names("Source") if files.one(iri, CG + "fileName")]
    if iri not in with_text:
        remedy = f"name one of {', '.join(known.rsplit('/', 1)[-1] for known in with_text)}"
        raise ParameterError(f"there is no source {name} with a text", remedy=remedy)
    return files.source(iri)


def _span(source: Source, text: str, words: str, nth: int | None) -> tuple[int, int]:
    if not has_word(words):
        raise ParameterError("there are no words to look for", remedy="copy them from the text")
    quotable = Quotable(text)
    spans = quotable.find(words)
    if not spans:
        what, remedy = f"{source.name} does not contain these words", "copy them from the text"
        if difference := quotable.difference(words):
            what += ": at {} it has “{}”, not “{}”".format(difference.start, *_distinct(difference))
            remedy += ", or write … for those that you leave out"
        else:
            what += ", or any like them"
            remedy += ", or name another source"
        raise ParameterError(what, remedy=remedy)
    if nth is None and len(spans) > 1:
        offsets = ", ".join(str(start) for start, _ in spans)
        what = f"{source.name} contains these words {len(spans)} times, at {offsets}"
        raise ParameterError(what, remedy="choose one with --nth")
    if nth is not None and not 1 <= nth <= len(spans):
        remedy = f"choose an --nth from 1 to {len(spans)}"
        raise ParameterError(f"{source.name} contains these words only {len(spans)} times", remedy=remedy)
    return spans[(nth or 1) - 1]


def _distinct(difference: Difference) -> list[str]:
    """Return the words of the text and the quoted ones, so that they do not look the same."""
    both = [difference.text, difference.quoted]
    unseen = "[\u00ad\u200c\u200d]"  # which are printed as they are, and seen at most at a line end
    if len({re.sub(unseen, "", words) for words in both}) > 1:
        return both
    return [re.sub(unseen, lambda match: escape(match[0]), words) for words in both]
