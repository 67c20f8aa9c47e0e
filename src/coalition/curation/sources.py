"""Take up a new version of a text, and withdraw a source: what becomes of its passages is told beforehand."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.corpus.canonical import put
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import readable
from coalition.corpus.root import Root
from coalition.corpus.sources import ORIGINALS, Incoming, SourceDetails, copied, original_facts, text_facts
from coalition.curation.anchoring import Anchor, Fate, Versions
from coalition.curation.editing import Edit, editing
from coalition.errors import GraphError, ParameterError, SelectionError
from coalition.intake.document import page_of
from coalition.namespaces import CG, DCTERMS, PREFIXES, expand, shorten
from coalition.rdf import turtle
from coalition.texts.source import Source, Texts, sha256

TEXT_WORDS = ("fileName", "textDigest", "textLength", "originalName", "originalDigest", "extractedBy")
TEXT_IRIS = frozenset(CG + word for word in TEXT_WORDS)
ANCHOR_WORDS = ("start", "end", "digest", "page")
WITHDRAWN = "withdrawn"
"""The folder beside `graph/` that keeps what was withdrawn; nothing in it is read."""


@dataclass(frozen=True)
class Update:
    """Hold a new version of the text of a source, and where its passages are in it."""

    source: Source
    incoming: Incoming
    anchors: tuple[Anchor, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many passages have met each fate."""
        found = Counter(anchor.fate for anchor in self.anchors)
        return {fate: found[fate] for fate in Fate}

    def to_dict(self) -> dict[str, Any]:
        """Return the update as plain data, for JSON."""
        return {
            "source": self.source.iri,
            "file": str(self.incoming.path),
            "counts": {str(fate): number for fate, number in self.counts.items()},
            "passages": [anchor.to_dict() for anchor in self.anchors],
        }


def updated(root: Root, texts: Texts, name: str, path: Path) -> Update:
    """Return where the passages of a source are in the new version of its text in the file at `path`.

    Raises
    ------
    ParameterError
        When there is no such source with a text, or the file has the text that the source has.
    SourceError, SelectionError
        When the file cannot be read, or the old text is not found.
    """
    return _update(FactFiles.load(root), texts, name, Incoming.read(path, SourceDetails("")))


def _update(files: FactFiles, texts: Texts, name: str, incoming: Incoming) -> Update:
    source, old = readable(files, texts, name)
    new = incoming.document.text
    if new == old:
        raise ParameterError("the source has this text already", where=str(incoming.path), remedy="name a new version")
    language = (files.one(source.iri, DCTERMS + "language") or "en").partition("-")[0]
    own = [files.passage(iri) for iri in files.slices(source.iri)]
    own.sort(key=lambda passage: (passage.start, passage.end, passage.iri))
    return Update(source, incoming, tuple(Versions(old, new, language).anchors(own)))


def refuse_unread(shown: Update, *, changed: bool, lost: bool) -> None:
    """Refuse an update of which some passages need to be read again, unless it is said what becomes of them.

    Raises
    ------
    SelectionError
        When it is not.
    """
    for fate, allowed, option in ((Fate.CHANGED, changed, "--changed"), (Fate.LOST, lost, "--lost")):
        if shown.counts[fate] and not allowed:
            what = f"{shown.counts[fate]} of {len(shown.anchors)} passages are {fate}"
            raise SelectionError(what, remedy=f"read them, and pass {option}, or keep the old text")


def take_up(root: Root, texts: Texts, shown: Update, *, changed: bool, lost: bool) -> list[Path]:
    """Write a new version of a text, with the new offsets of its passages, and return the files that changed.

    The old text stays in the folder of texts; the new one has a name of its own beside it. Passages keep their IRIs.

    Parameters
    ----------
    shown:
        The update that a curator has seen.
    changed:
        Whether passages whose words were changed go on stating what they state.
    lost:
        Whether passages whose words are lost are taken out, with what they state.

    Raises
    ------
    SelectionError
        When passages were changed or lost and it is not said what becomes of them; or when the files are no longer what
        the curator has seen.
    GraphError
        When the files would be wrong, or cannot be written. Nothing is changed then.
    """
    refuse_unread(shown, changed=changed, lost=lost)
    source, incoming = shown.source, shown.incoming
    with editing(root) as edit:
        if _update(edit.files, texts, source.iri, incoming).anchors != shown.anchors:
            raise SelectionError("the files were changed meanwhile", remedy="run the command again")
        main = file_of(edit.files, source.iri)
        for anchor in shown.anchors:
            if anchor.fate is Fate.LOST:
                edit.removed |= _all_of(edit.files, {anchor.passage.iri})
            else:
                _reanchor(edit, anchor, incoming.document.text)
        _refuse_needed(edit, {anchor.passage.iri for anchor in shown.anchors if anchor.fate is Fate.LOST})
        name, original = _free_names(texts.folder, source, incoming)
        _describe(edit, source, incoming, name, original)
        content = incoming.document.text.encode() if incoming.document.program else incoming.content
        with ExitStack() as undo:
            undo.enter_context(copied(content, texts.folder, name, root.sources))
            if original:
                originals = texts.folder / ORIGINALS
                undo.enter_context(copied(incoming.content, originals, original, originals))
            return edit.write(last=[main])


def _reanchor(edit: Edit, anchor: Anchor, text: str) -> None:
    iri = anchor.passage.iri
    new: dict[str, object] = {
        "start": ox.Literal(anchor.start),
        "end": ox.Literal(anchor.end),
        "digest": ox.Literal(sha256(text[anchor.start : anchor.end])),
    }
    if page := page_of(text, anchor.start):
        new["page"] = ox.Literal(page)
    _restate(edit, iri, ANCHOR_WORDS, new)


def _describe(edit: Edit, source: Source, incoming: Incoming, name: str, original: str) -> None:
    facts = dict(text_facts(name, incoming.document.text))
    if original:
        facts |= dict(original_facts(incoming)) | {CG + "originalName": ox.Literal(original)}
    new: dict[str, object] = {word.removeprefix(CG): node for word, node in facts.items()}
    _restate(edit, source.iri, TEXT_WORDS, new)


def _restate(edit: Edit, thing: str, words: tuple[str, ...], new: dict[str, object]) -> None:
    """Replace what the record says of a thing by some words, in the file that says it."""
    own = edit.files.about[thing]
    edit.removed.update(quad for word in words for quad in own.get(CG + word, ()))
    quads = [ox.Quad(ox.NamedNode(thing), ox.NamedNode(CG + word), node) for word, node in new.items()]  # type: ignore[arg-type]
    edit.add(file_of(edit.files, thing), quads)


def file_of(files: FactFiles, thing: str) -> Path:
    """Return the file that says what class a thing has."""
    types = files.about[thing][PREFIXES["rdf"] + "type"]
    return next(file.path for file in files.files if types and types[0] in file.stated)


def _free_names(folder: Path, source: Source, incoming: Incoming) -> tuple[str, str]:
    """Return names for the new text and for its original, "" where it is the text itself, that nothing has yet."""
    own = incoming.path
    name = f"{source.name}.txt" if incoming.document.program else own.name
    original = own.name if incoming.document.program else ""
    return _free(folder, name), _free(folder / ORIGINALS, original) if original else ""


def _free(folder: Path, name: str) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while (folder / (found := name if number == 1 else f"{stem}-{number}{suffix}")).exists():
        number += 1
    return found


def add_passages(root: Root, name: str, trig: str) -> Path:
    """Add passages that are written in TriG to the file of facts of their source, and return that file.

    Raises
    ------
    ParameterError
        When there is no such source.
    GraphError
        When the file would be wrong with them.
    """
    with editing(root) as edit:
        path = file_of(edit.files, _named(edit.files, name))
        edit.add(path, ox.parse(trig.encode(), ox.RdfFormat.TRIG))
        edit.write()
    return path


def _named(files: FactFiles, name: str) -> str:
    """Return the IRI of the source with a short name, prefixed name or IRI.

    Raises
    ------
    ParameterError
        When there is none.
    """
    iri = expand(name) or PREFIXES["source"] + name
    if CG + "Source" not in files.typed.get(iri, ()):
        raise ParameterError(f"there is no source {name}", remedy="coalition source list shows them")
    return iri


@dataclass(frozen=True)
class Withdrawal:
    """Hold what goes with a source that is withdrawn: its passages and slices, and the statements."""

    source: str
    slices: int
    statements: int


def withdrawal(root: Root, name: str) -> Withdrawal:
    """Return what goes with a source.

    Raises
    ------
    ParameterError
        When there is no such source.
    """
    edit = Edit(root, FactFiles.load(root))
    return _withdrawn(edit, name)


def _withdrawn(edit: Edit, name: str) -> Withdrawal:
    files = edit.files
    iri = _named(files, name)
    slices = set(files.slices(iri))
    referring = {subject for subject, own in files.about.items() if _values(own.get(CG + "referenceIn", ())) == {iri}}
    edit.removed = _all_of(files, {iri, *slices, *referring})
    if any(_left(edit, {iri})):  # it goes on as a work that others name, without its text
        own = files.about[iri]
        edit.removed -= {each for word in own for each in own[word] if word not in TEXT_IRIS}
    _refuse_needed(edit, {*slices, *referring})
    return Withdrawal(iri, len(slices), len(edit.removed))


def _refuse_needed(edit: Edit, going: set[str]) -> None:
    """Refuse that something goes to which a statement leads that stays.

    Raises
    ------
    GraphError
        When there is such a statement.
    """
    for quad, where in _left(edit, going):
        what = f"{shorten(quad.object.value)} is needed: {turtle.fact(quad.triple)}"  # type: ignore[union-attr]
        raise GraphError(what, where=where, remedy="change that statement first")


def _left(edit: Edit, going: set[str]) -> Iterator[tuple[ox.Quad, str]]:
    """Yield each statement that stays and leads to something that goes, and where it stands."""
    for file in edit.files.files:
        for quad in file.quads:
            if isinstance(quad.object, ox.NamedNode) and quad.object.value in going and quad not in edit.removed:
                yield quad, file.at(quad)


def _values(quads: object) -> set[str]:
    return {quad.object.value for quad in quads}  # type: ignore[attr-defined]


def _all_of(files: FactFiles, things: set[str]) -> set[ox.Quad]:
    """Return all that the record says of some things, and all that those state which are passages."""
    return {
        quad
        for quad in files.quads()
        if (
            quad.subject.value in things  # type: ignore[union-attr]
            if isinstance(quad.graph_name, ox.DefaultGraph)
            else quad.graph_name.value in things
        )
    }


def withdraw(root: Root, name: str, today: datetime.date) -> tuple[Path, list[Path]]:
    """Take a source out of the files, with its passages and what they state; its text stays where it is.

    Where something that stays leads to the source, such as a work that cites it, what is known of it as a work stays.
    Return the file that keeps what was taken out, in the folder `withdrawn/` beside `graph/`, and the files that
    changed. Moved into `graph/`, that file brings everything back.

    Raises
    ------
    ParameterError
        When there is no such source.
    GraphError
        When something that stays leads to one of its passages, such as another that is read with it.
    """
    with editing(root) as edit:
        found = _withdrawn(edit, name)
        for fault in edit.faults():
            raise fault
        folder = root.graph.parent / WITHDRAWN
        folder.mkdir(exist_ok=True)
        short = found.source.rsplit("/", 1)[-1]
        kept = folder / _free(folder, f"{short}-{today.isoformat()}.trig")
        put(kept, turtle.trig(sorted(edit.removed, key=str)).encode())
        try:
            return kept, edit.write()
        except GraphError:
            kept.unlink()
            raise


def without(root: Root, name: str) -> Edit:
    """Return the change that withdraws a source, to look at what it would do."""
    edit = Edit(root, FactFiles.load(root))
    _withdrawn(edit, name)
    return edit
