"""Hold a root that one person works on: its files, the sheets that are not finished, and what was done last."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph as ox

from coalition import files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import readable
from coalition.corpus.offers import Offer, Told, offer, unknown
from coalition.corpus.root import Root
from coalition.corpus.sources import (
    Incoming,
    RegisteredSource,
    SourceDetails,
    refuse_duplicate,
    refuse_wrong,
    register,
    registered,
)
from coalition.curation import actors, lists, mapping, passages, readings, rows
from coalition.curation.editing import History
from coalition.curation.forms import Forms
from coalition.curation.likely import Likely
from coalition.curation.sheet import GENERAL, Pairs, Part, Read, Reader, Sheet, placed
from coalition.curation.sources import add_passages
from coalition.curation.things import Things
from coalition.curation.validation import ShapeError, Shapes
from coalition.desk import log
from coalition.drafting.draft import draft
from coalition.errors import CoalitionError, GraphError, NotFoundError, ParameterError
from coalition.namespaces import CG, PREFIXES, local_name
from coalition.rdf import turtle
from coalition.texts.passage import Passage
from coalition.texts.source import Texts

UNFINISHED, INCOMING = "unfinished.json", "incoming"

MAPPINGS, PASTED = "mappings", "list"
"""The folder of a root that has mappings of its own, and what a list is called that was pasted."""

LONGEST_PAUSE = 60.0
"""The seconds of a pause that count as work."""


class RefusedError(CoalitionError):
    """Tell that a sheet was not saved; `faults` has what is wrong, by the names of its fields."""

    def __init__(self, faults: Mapping[str, Sequence[str]]) -> None:
        """Take what is wrong."""
        super().__init__("the sheet is not saved", remedy="see its fields")
        self.faults = {name: list(told) for name, told in faults.items() if told}


@dataclass(frozen=True)
class Pasted:
    """Hold a list that was pasted, as it was typed: see `coalition.curation.lists`.

    `given` has cells that all rows have, such as `event=First talks`, a line for each.
    """

    source: str
    mapping: str
    text: str
    given: str = ""
    after: str = ""
    before: str = ""
    accept: bool = False


@dataclass
class Work:
    """Hold since when a passage is worked on, and how long."""

    seconds: float = 0
    last: float = 0
    faults: int = 0


class Desk:
    """Work on a root, one change after another."""

    def __init__(self, root: Root, texts: Texts, curator: str = "") -> None:
        """Take the root, its texts, and the name of who works on it, which is recorded where it is given."""
        self.root, self.texts, self.curator = root, texts, curator
        self.folder = root.graph.parent / log.FOLDER
        self.history = History(root)
        self.lock = threading.RLock()
        self._contents: Mapping[Path, bytes] = {}
        self._work: dict[str, Work] = {}
        self._turns: dict[str, int] = {}

    @cached_property
    def forms(self) -> Forms:
        """The forms of the root."""
        return Forms.from_root(self.root)

    @cached_property
    def shapes(self) -> Shapes:
        """The shapes of the root."""
        return Shapes(self.root, self.forms)

    @property
    def files(self) -> FactFiles:
        """The files of facts as they are now, which are parsed again only where they were changed."""
        contents = dict(self.root.read_facts())
        if contents != self._contents:
            self._files = FactFiles.parse(contents)
            self._things = Things(self._files, self.forms)
            self._likely = Likely(self._files, self.forms, self._things, self._text_of)
            self._contents = contents
        return self._files

    @property
    def things(self) -> Things:
        """The things that the files name."""
        self.files  # noqa: B018  reads them
        return self._things

    @property
    def likely(self) -> Likely:
        """What proposes how sheets begin."""
        self.files  # noqa: B018  reads them
        return self._likely

    def _text_of(self, source: str) -> str:
        try:
            return self.text(local_name(source))
        except CoalitionError:
            return ""

    def sources(self) -> list[RegisteredSource]:
        """Return how far each source with a text is read."""
        return registered(self.files, self.texts)

    def text(self, source: str) -> str:
        """Return the text of a source.

        Raises
        ------
        CoalitionError
            When there is no such source, or its text is missing or was changed.
        """
        return readable(self.files, self.texts, source)[1]

    def slices(self, source: str) -> list[Passage]:
        """Return the passages of a source and its parts without facts, in the order of the text."""
        return passages.slices(self.files, PREFIXES["source"] + source)

    def find(self, name: str) -> Passage:
        """Return the passage, or the part without facts, with a short name.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        for kind, folder in (("Passage", "passage"), ("FactlessSlice", "slice")):
            iri = PREFIXES[folder] + name
            if CG + kind in self.files.typed.get(iri, ()):
                return passages.slice_of(self.files, iri)
        raise NotFoundError(f"there is no passage {name}", remedy="choose one in the text")

    def next(self, source: str, after: int = -1) -> str:
        """Return the name of the first drafted passage of a source after an offset, or of all, or ""."""
        drafted = [each for each in self.slices(source) if each.stance == "Drafted"]
        later = [each for each in drafted if each.start > after]
        return next((each.name for each in later or drafted), "")

    def sheet(self, passage: Passage) -> Sheet:
        """Return the sheet of a passage: as it was left, or what the passage states already, or how it may begin."""
        return self.begun(passage)[0]

    def begun(self, passage: Passage) -> tuple[Sheet, str]:
        """Return the sheet of a passage, and the name of the one that it begins like; "" where it was left, or read."""
        if left := self._unfinished().get(passage.name):
            return Sheet.of([(name, value) for name, value in left]), ""
        return self._anew(passage) if passage.stance else (Sheet(), "")

    def _anew(self, passage: Passage) -> tuple[Sheet, str]:
        """Return the sheet of a passage as if nothing had been typed, and the name of the one that it begins like."""
        sheet = Sheet.shown(passages.opened(self.files, self.forms, passage.iri), self.things)
        if passage.stance != "Drafted":
            return sheet, ""
        likely, like = self.likely.sheet(passage)
        if not sheet.parts:
            return likely, like
        sheet.told = {**likely.told, **sheet.told}
        return sheet, ""

    def is_only_proposed(self, passage: Passage, sheet: Sheet) -> bool:
        """Tell whether the forms of a sheet are those with which it began."""
        return list(map(_filled, sheet.parts)) == list(map(_filled, self._anew(passage)[0].parts))

    def add_form(self, passage: Passage, sheet: Sheet, kind: str) -> None:
        """Add a form to a sheet, in the place of forms that are only proposed and cannot be accepted as they are."""
        if sheet.parts and self.is_only_proposed(passage, sheet) and any(self.read(sheet, passage).faults.values()):
            sheet.parts = []
        likely = self.likely.sheet(passage, kind)[0].parts if passage.stance == "Drafted" else []
        sheet.parts.append(likely[0] if likely else Part(kind))

    def in_turn(self, passage: Passage, turn: int) -> bool:
        """Tell whether a sheet was sent after all others of its passage that came; one that was overtaken is old."""
        last = self._turns.get(passage.name, 0)
        self._turns[passage.name] = max(turn, last)
        return turn >= last

    def read(self, sheet: Sheet, passage: Passage) -> Read:
        """Return what the sheet of a passage says, and what is wrong with it before anything is written."""
        beginning = partial(self._beginning, local_name(passage.source))
        return Reader(self.forms, self.things, self.files, beginning=beginning).read(sheet)

    def _beginning(self, source: str, typed: str) -> str | None:
        """Return the IRI of the only passage of a source that begins with some words, or else of the only part."""
        text, wanted = self.text(source), " ".join(typed.split())
        found = [each for each in self.slices(source) if _plain(text, each).startswith(wanted)]
        found = [each for each in found if each.stance] or found
        return found[0].iri if len(found) == 1 else None

    def turtle(self, passage: Passage, read: Read) -> str:
        """Return what a passage would state, in TriG."""
        node = ox.NamedNode(passage.iri)
        quads = [quad for each in read.statements if each.iri for quad in each.quads(node)]
        text = turtle.trig(quads)
        return "\n".join(line for line in text.splitlines() if not line.startswith("@prefix")).strip()

    def mentions(self, passage: Passage) -> list[str]:
        """Return what the draft of a passage mentions and notes."""
        node, found = ox.NamedNode(passage.iri), []
        for quad in self.files.quads():
            if quad.graph_name == node and quad.subject == node:
                value = quad.object
                found.append(self.things.shown(value.value) if isinstance(value, ox.NamedNode) else value.value)  # type: ignore[union-attr]
        return sorted(set(found))

    def keep(self, passage: Passage, pairs: Pairs) -> None:
        """Keep a sheet that is not finished, so that it is there again after a crash."""
        with self.lock:
            left = self._unfinished()
            left[passage.name] = [[name, value] for name, value in pairs]
            self._leave(left)

    def look(self, passage: Passage) -> None:
        """Take note that somebody works on a passage."""
        work, now = self._work.setdefault(passage.name, Work(last=time.monotonic())), time.monotonic()
        work.seconds += min(now - work.last, LONGEST_PAUSE)
        work.last = now

    def accept(self, passage: Passage, sheet: Sheet, keys: int = -1) -> None:
        """Write what a sheet says, through all checks.

        Raises
        ------
        RefusedError
            When something is wrong; nothing is written then, and the sheet is kept.
        """
        with self.lock:
            self.look(passage)
            self.keep(passage, sheet.pairs())
            read = self.read(sheet, passage)
            try:
                if any(read.faults.values()):
                    raise RefusedError(read.faults)
                kept = passages.opened(self.files, self.forms, passage.iri).kept
                with self.history.step(passage.name):
                    readings.accept(
                        self.root, passage.name, read.statements, read.told, kept, self.shapes.check, self.curator
                    )
            except ShapeError as fault:
                self._work[passage.name].faults += 1
                raise RefusedError(placed(fault.wrong, read)) from None
            except RefusedError:
                self._work[passage.name].faults += 1
                raise
            except (ParameterError, GraphError) as fault:
                self._work[passage.name].faults += 1
                raise RefusedError({GENERAL: [str(fault)]}) from None
            self._done(passage, log.ACCEPTED, readings.count(read.statements), keys)

    def no_fact(self, passage: Passage, reason: str, keys: int = -1) -> None:
        """Record that a drafted passage states no fact, and why."""
        with self.lock:
            self.look(passage)
            with self.history.step(passage.name):
                readings.no_fact(self.root, passage.name, reason, self.curator)
            self._done(passage, log.FACTLESS, 0, keys)

    def split(self, passage: Passage, at: int) -> None:
        """Divide a drafted passage at an offset of the text."""
        with self.lock, self.history.step(passage.name):
            passages.split(self.root, self.texts, passage.name, at)

    def join(self, passage: Passage) -> None:
        """Join a drafted passage with the drafted one that follows."""
        with self.lock, self.history.step(passage.name):
            passages.join(self.root, self.texts, passage.name)

    def cut(self, source: str, start: int, end: int) -> str:
        """Draft a passage from one offset of a text to another; return its name."""
        with self.lock, self.history.step():
            return local_name(passages.cut(self.root, self.texts, source, start, end))

    def add_actor(self, name: str, kind: str) -> None:
        """Add an actor to the register."""
        with self.lock, self.history.step():
            actors.add(self.root, [actors.NewActor(name, kind)])

    def mappings(self) -> dict[str, str]:
        """Return what names each mapping that lists can be read by: those that are ready, and files of the root."""
        own = sorted((self.root.graph.parent / MAPPINGS).glob("*.toml"))
        return {**{name: name for name in mapping.ready()}, **{path.stem: str(path) for path in own}}

    def find_rows(self, pasted: Pasted) -> lists.FoundList:
        """Return what would become of the rows of a list; nothing is written.

        Raises
        ------
        CoalitionError
            When the mapping or the list cannot be read, or the text is not at hand.
        """
        return lists.find(self.root, self.texts, self._listed(pasted))

    def take_rows(self, pasted: Pasted) -> lists.FoundList:
        """Write passages for the rows of a list that are found, and return what became of them.

        Raises
        ------
        CoalitionError
            Where `find_rows` raises it, or when a file would be wrong; nothing is written then.
        """
        with self.lock, self.history.step():
            found = lists.write(self.root, self.texts, self._listed(pasted))[0]
        log.note_list(self.folder, found)
        return found

    def _listed(self, pasted: Pasted) -> lists.Listed:
        known = self.mappings()
        if pasted.mapping not in known:
            what = f"there is no mapping {pasted.mapping}"
            raise ParameterError(what, remedy=f"choose one of {', '.join(known)}")
        states = mapping.read(known[pasted.mapping], self.forms)
        given = dict(rows.cell(line) for line in pasted.given.splitlines() if line.strip())
        found = rows.read(pasted.text, PASTED, states, given)
        return lists.Listed(
            PASTED, found, states, pasted.source, pasted.after.strip(), pasted.before.strip(), pasted.accept
        )

    def undo(self) -> str:
        """Take the last change back, and return the name of the passage that it was a change of, if of one.

        Raises
        ------
        CoalitionError
            When there is none, or somebody else has changed its files since.
        """
        with self.lock:
            name = self.history.undo()
            log.note(self._made(), log.Act(log.now(), name, "undone"))
        return name

    def offered(self, name: str, content: bytes, details: SourceDetails) -> tuple[str, Offer]:
        """Keep a file that a browser sent, and return under which name it is kept, and what it tells of itself.

        Raises
        ------
        CoalitionError
            When it cannot be read, or its text is a source already; nothing is kept then.
        """
        with self.lock:
            folder = Path(mkdtemp(dir=self._made(INCOMING)))
            path = folder / (Path(name).name or "text.txt")
            try:
                files.write(path, content)
                found = offer(path, details)
                refuse_duplicate(self.files, found.incoming)
            except BaseException:
                shutil.rmtree(folder)
                raise
        return folder.name, found

    def waiting(self, kept: str) -> Path:
        """Return the path of a file that a browser sent.

        Raises
        ------
        NotFoundError
            When it is not there any more.
        """
        folder = self.folder / INCOMING / kept
        inside = sorted(folder.iterdir()) if kept == Path(kept).name and kept[:1] != "." and folder.is_dir() else []
        if not inside:
            raise NotFoundError("this file is not kept any more", remedy="choose it again")
        return inside[0]

    def take(self, kept: str, details: SourceDetails, *, add_actors: bool, every: bool = False) -> tuple[str, int]:
        """Register a file that a browser sent, and draft its passages; return the name of the source, and how many.

        With `every`, sentences in which nothing was found are drafted, too.

        Raises
        ------
        CoalitionError
            When a detail is wrong, or an actor that it names is not in the register and is not to be added.
        """
        with self.lock:
            path = self.waiting(kept)
            refuse_wrong(details)
            document = offer(path, details, ("creators", "publishers")).incoming.document
            incoming = Incoming(path, files.read(path, GraphError), document, details)
            with self.history.step():
                if add_actors:
                    lacking = unknown([Offer(incoming, _told(details))], self.things.names)
                    actors.add(self.root, actors.lacking(lacking))
                written = register(self.root, self.texts, incoming, lambda: self.things.names)
                drafted = draft(self.root, self.texts, written.stem, every=every)
                if drafted.passages:
                    add_passages(self.root, written.stem, drafted.trig)
            shutil.rmtree(path.parent)
        return written.stem, drafted.passages

    def repository(self) -> Path | None:
        """Return the folder of the git repository that the root lies in; None where it lies in none."""
        here = self.root.graph.resolve()
        return next((each for each in here.parents if (each / ".git").exists()), None)

    def _done(self, passage: Passage, act: str, facts: int, keys: int) -> None:
        work = self._work.pop(passage.name, Work())
        log.note(self._made(), log.Act(log.now(), passage.name, act, facts, round(work.seconds, 1), keys, work.faults))
        left = self._unfinished()
        if left.pop(passage.name, None) is not None:
            self._leave(left)

    def _unfinished(self) -> dict[str, list[list[str]]]:
        path = self.folder / UNFINISHED
        if not path.is_file():
            return {}
        try:
            found: dict[str, list[list[str]]] = json.loads(files.read(path, GraphError))
        except ValueError as fault:
            remedy = "mend the file, or remove it"
            raise GraphError(f"this is no JSON ({fault})", where=str(path), remedy=remedy) from None
        return found

    def _leave(self, left: Mapping[str, list[list[str]]]) -> None:
        files.write(self._made() / UNFINISHED, json.dumps(left, ensure_ascii=False, indent=1).encode())

    def _made(self, *parts: str) -> Path:
        folder = self.folder.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _told(details: SourceDetails) -> tuple[Told, ...]:
    return tuple(Told(name, each, "") for name in ("creators", "publishers") for each in getattr(details, name))


def _filled(part: Part) -> tuple[str, str, str, dict[str, list[str]]]:
    values = {name: [each for each in own if each.strip()] for name, own in part.values.items()}
    return part.kind, part.thing, part.name, {name: own for name, own in values.items() if own}


def _plain(text: str, passage: Passage) -> str:
    return " ".join(text[passage.start : passage.end].split())
