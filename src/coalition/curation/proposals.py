"""Place what tools of other people propose: words in the texts of a graph as drafts, actors as a table to look through.

Nothing is accepted. A draft states nothing until a curator gives it a stance, and no actor is added here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import header
from coalition.corpus.root import Root
from coalition.curation.actors import KINDS, NewActor, RegisteredActor, registered, write_new
from coalition.curation.anchoring import Fate, Versions
from coalition.curation.editing import editing
from coalition.curation.judgement import proposed
from coalition.curation.sources import file_of
from coalition.errors import shortened
from coalition.exchange.incoming import FoundActor, Incoming, Quoted, Refused
from coalition.namespaces import CG, DCTERMS, PREFIXES, SKOS, local_name, shorten, used
from coalition.rdf import turtle
from coalition.texts.passage import Passage
from coalition.texts.quotation import Quotable
from coalition.texts.source import Source, Texts, sha256
from coalition.texts.words import fold

NO_PLACE = "no text has these words, or any like them"
SEVERAL = "the words stand at {} places, and nothing tells which is meant"
UNKNOWN_ACTOR = "the register has no {}; add it first, and run the command again"

Place = tuple[Source, str, int, int]
"""A source, its text, and where words begin and end in it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Hold a proposal that was found in a text, as the header and the graph of a draft.

    `remark` says where the text has other words than the file, or what else a curator should know.
    """

    where: str
    source: str
    passage: str
    start: int
    end: int
    words: str
    remark: str
    quads: tuple[ox.Quad, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the proposal as plain data, for JSON."""
        return {
            "from": self.where,
            "passage": self.passage,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "remark": self.remark,
        }


@dataclass
class Proposals:
    """Hold what a file proposes, as far as it was placed.

    Attributes
    ----------
    form:
        The form of the file.
    placed:
        The drafts.
    known:
        The ids of actors of the file that the register has, with what decides so.
    actors:
        Those that it lacks.
    refused:
        What could not be placed, and why.
    """

    form: str
    placed: list[Placed] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    actors: list[FoundActor] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def trig(self) -> str:
        """Return the drafts as canonical TriG."""
        return turtle.trig(quad for each in self.placed for quad in each.quads)

    def write_actors(self, output: TextIO) -> None:
        """Write the actors that the register lacks as a table (CSV), which `coalition actor add --table` reads."""
        write_new(map(_new, self.actors), output)

    def summary(self) -> Iterator[str]:
        """Yield lines that say what was placed, and what was not."""
        passages = {each.passage for each in self.placed}
        yield f"{self.form}: {len(passages)} passages drafted, {len(self.refused)} proposals not placed"
        yield f"actors: {len(self.known)} in the register, {len(self.actors)} not; --actors prints these as a table"
        told = [f"{each.where}: {each.remark}" for each in self.placed if each.remark]
        told += [f"not placed: {each}" for each in self.refused]
        yield from (" ".join(shortened(line).split()) for line in told)  # what a file says stays in its line

    def to_dict(self) -> dict[str, Any]:
        """Return the proposals as plain data, for JSON."""
        return {
            "form": self.form,
            "placed": [each.to_dict() for each in self.placed],
            "known_actors": self.known,
            "new_actors": [{"name": each.name, "kind": each.kind, "id": each.ident} for each in self.actors],
            "refused": [{"from": each.where, "why": each.why} for each in self.refused],
        }


def place(root: Root, texts: Texts, incoming: Incoming) -> Proposals:
    """Look for the words of proposals in the texts of a graph, and for actors in its register.

    Raises
    ------
    GraphError, SourceError
        When a file of the graph or a text cannot be read.
    """
    files = FactFiles.load(root)
    return _Placing(files, texts).place(incoming)


class _Placing:
    def __init__(self, files: FactFiles, texts: Texts) -> None:
        self.files = files
        self.texts: dict[str, tuple[Source, str]] = {}
        for iri in files.names("Source"):
            source = files.source(iri)
            content = texts.get(source) if source.file_name else None
            if content is not None and sha256(content) == source.text_digest:
                self.texts[iri] = source, content
        self.slices = {
            (slice_.source, slice_.start, slice_.end): slice_.iri
            for kind in ("Passage", "FactlessSlice")
            for slice_ in map(files.passage, files.names(kind))
        }
        self.called: dict[str, set[str]] = {}
        for iri in self.texts:
            words = (CG + "fileName", CG + "originalName", CG + "url", CG + "archiveUrl", DCTERMS + "title")
            stated = [quad.object.value for word in words for quad in files.about[iri].get(word, ())]  # type: ignore[union-attr]
            for name in (iri, local_name(iri), *stated):
                self.called.setdefault(fold(name), set()).add(iri)
        self.things = {quad.subject.value for quad in files.quads() if isinstance(quad.subject, ox.NamedNode)}

    def place(self, incoming: Incoming) -> Proposals:
        """Return what can be placed, and what cannot."""
        found = Proposals(incoming.form, refused=list(incoming.refused))
        own = registered(self.files)
        for actor in incoming.actors:
            iri = _known(actor, own)
            if iri:
                found.known[actor.ident] = iri
            else:
                found.actors.append(actor)
        for quoted in incoming.quoted:
            spot = self._spot(quoted)
            if isinstance(spot, str):
                found.refused.append(Refused(quoted.where, spot))
            else:
                self._add(found, quoted, *spot)
        return found

    def _add(self, found: Proposals, quoted: Quoted, place: Place, remark: str) -> None:
        """Add a draft at a place, unless the place has a passage already."""
        source, content, start, end = place
        if known := self.slices.get((source.iri, start, end)):
            found.refused.append(Refused(quoted.where, f"{shorten(known) or known} has these words already"))
            return
        head = header(self.files, source, content, start, end, "Drafted")
        passage: ox.NamedNode = head[0].subject  # type: ignore[assignment]
        for quad in head:  # so that another passage that begins here gets another name
            self.files.about[passage.value][quad.predicate.value] = [quad]
        facts, missing = self._facts(quoted)
        inside = [ox.Quad(fact.subject, fact.predicate, fact.object, passage) for fact in facts]
        for word, value in self._about(quoted, found.known):
            inside.append(ox.Quad(passage, ox.NamedNode(word), value, passage))
        header_quads = [
            ox.Quad(passage, ox.NamedNode(word), value)
            for word, value in quoted.header
            if isinstance(value, ox.Literal) or value.value in self.things
        ]
        lost = [
            value for _, value in quoted.header if not isinstance(value, ox.Literal) and value.value not in self.things
        ]
        remarks = [remark, *(UNKNOWN_ACTOR.format(name) for name in missing)]
        remarks += [f"the graph has no {shorten(value.value) or value.value}, which the header names" for value in lost]
        if missing:
            found.refused += [Refused(quoted.where, UNKNOWN_ACTOR.format(name)) for name in missing]
        told = "; ".join(filter(None, remarks))
        quads = (*head, *header_quads, *dict.fromkeys(inside))
        found.placed.append(
            Placed(quoted.where, source.iri, passage.value, start, end, content[start:end], told, quads)
        )

    def _facts(self, quoted: Quoted) -> tuple[list[ox.Triple], list[str]]:
        """Return the facts whose actors the register has, and the actors that it lacks."""
        kept, missing = list[ox.Triple](), dict[str, None]()
        for fact in quoted.facts:
            lacking = [
                node.value
                for node in (fact.subject, fact.object)
                if isinstance(node, ox.NamedNode)
                and node.value.startswith(PREFIXES["actor"])
                and node.value not in self.things
            ]
            if lacking:
                missing |= dict.fromkeys(shorten(each) or each for each in lacking)
            else:
                kept.append(fact)
        return kept, list(missing)

    def _about(self, quoted: Quoted, known: Mapping[str, str]) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        """Yield what a draft says of its passage: what it mentions, and notes on where it comes from."""
        said = [f"Proposed from {quoted.where}."]
        if quoted.stance:
            said.append(proposed(quoted.stance).value)
        for note in (*said, *quoted.notes):
            yield SKOS + "note", ox.Literal(" ".join(note.split()))
        for name in quoted.mentions:
            iri = known.get(name, name)
            if iri in self.things and iri.startswith(used().base):
                yield CG + "mentions", ox.NamedNode(iri)

    def _spot(self, quoted: Quoted) -> tuple[Place, str] | str:
        """Return the place of words, with a remark; or why there is none."""
        named = {iri for name in quoted.sources for iri in self.called.get(fold(name), ())}
        candidates = [self.texts[iri] for iri in sorted(named)] or list(self.texts.values())
        if not candidates:
            return "no text is at hand"
        if not quoted.words:
            return self._by_digest(quoted, candidates)
        exact = [
            (source, text, start, start + len(quoted.words))
            for source, text in candidates
            for start in _places(quoted.words, text)
        ]
        if exact:
            return _chosen(exact, quoted)
        read = [(source, text, *span) for source, text in candidates for span in Quotable(text).find(quoted.words)]
        if read:
            return _chosen(read, quoted)
        return self._alike(quoted, candidates)

    def _by_digest(self, quoted: Quoted, candidates: Iterable[tuple[Source, str]]) -> tuple[Place, str] | str:
        for source, text in candidates:
            if 0 <= quoted.start < quoted.end and sha256(text[quoted.start : quoted.end]) == quoted.digest:
                return (source, text, quoted.start, quoted.end), ""
        return "no text has, at its offsets, words with its digest"

    def _alike(self, quoted: Quoted, candidates: Iterable[tuple[Source, str]]) -> tuple[Place, str] | str:
        """Return the place of words that are most like those of a proposal."""
        old = quoted.before + quoted.words + quoted.after
        start = len(quoted.before)
        best: tuple[float, Place] | None = None
        for source, text in candidates:
            passage = Passage(quoted.where, source.iri, start, start + len(quoted.words), sha256(quoted.words))
            for anchor in Versions(old, text, self.files.one(source.iri, DCTERMS + "language") or "en").anchors(
                [passage]
            ):
                if anchor.fate is not Fate.LOST and (best is None or anchor.likeness > best[0]):
                    best = anchor.likeness, (source, text, anchor.start, anchor.end)
        if best is None:
            return NO_PLACE
        return best[1], f"the text has other words, {best[0]:.0f} of 100 alike: compare them"


def _places(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _chosen(places: list[Place], quoted: Quoted) -> tuple[Place, str] | str:
    """Return the only place of some; or the one that the offset or the words around it tell."""
    if len(places) > 1:
        at = [place for place in places if quoted.sources and place[2] == quoted.start]
        amid = [place for place in places if _has_around(place, quoted)]
        places = next((chosen for chosen in (at, amid) if len(chosen) == 1), places)
    return (places[0], "") if len(places) == 1 else SEVERAL.format(len(places))


def _has_around(place: Place, quoted: Quoted) -> bool:
    _, text, start, end = place
    return bool(quoted.before or quoted.after) and (
        text[:start].endswith(quoted.before) and text[end:].startswith(quoted.after)
    )


def _known(actor: FoundActor, own: Iterable[RegisteredActor]) -> str:
    """Return the actor of the register that an actor of a file is: by its id, its identifiers, or its only name."""
    own = list(own)
    iri = f"{PREFIXES['actor']}{actor.ident.removeprefix('actor.')}" if actor.ident.startswith("actor.") else ""
    if any(each.iri == iri for each in own):
        return iri
    same = [each.iri for each in own if {*each.identifiers} & {*actor.identifiers}]
    if len(same) == 1:
        return same[0]
    names = {fold(actor.name)} - {""}
    named = [each.iri for each in own if names & {fold(name) for name in (each.name, *each.aliases)}]
    return named[0] if len(named) == 1 and not same else ""


def _new(actor: FoundActor) -> NewActor:
    def plain(value: str) -> str:
        return " ".join(value.split())

    aliases, identifiers = (tuple(map(plain, each)) for each in (actor.aliases, actor.identifiers))
    kind = actor.kind if actor.kind in KINDS else ""
    short = actor.ident.removeprefix("actor.") if actor.ident.startswith("actor.") else ""
    return NewActor(
        plain(actor.name), kind, aliases, identifiers, plain(actor.iso_code), plain(actor.note), plain(short)
    )


def write(root: Root, proposals: Proposals) -> list[Path]:
    """Add the drafts to the files of the sources that they are quoted from, all or none; return these files.

    Raises
    ------
    GraphError
        When a file would be wrong; nothing is written then.
    """
    with editing(root) as edit:
        for each in proposals.placed:
            edit.add(file_of(edit.files, each.source), each.quads)
        return edit.write()
