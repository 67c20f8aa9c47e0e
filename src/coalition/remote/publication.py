"""Write a snapshot into a store by SPARQL 1.1 Update, so that nobody takes a half of it for the whole.

A mark on the server says that a snapshot is being written, and how far that has come. It is set before anything is
changed, and goes when all is there and was compared. Those who read by this program look for it after each answer. What
differs little from the snapshot that the server holds is written in one request, which servers that know transactions
do as a whole.

Everything that is sent can be sent twice: what is there already is not added again, nor removed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import IO

import pyoxigraph as ox

from coalition.build.snapshot import DIGEST, Progress, no_progress
from coalition.errors import LimitError, StoreError
from coalition.namespaces import DCTERMS, RDFS
from coalition.output.table import plural
from coalition.rdf.store import lines
from coalition.remote.client import Client, address
from coalition.remote.difference import (
    NAMELESS,
    Change,
    Content,
    data,
    description,
    differences,
    in_order,
    split,
    update,
)
from coalition.remote.profile import ACCEPTED, BEING_WRITTEN, Profile, believe
from coalition.remote.reading import PAGE, Place, Reading
from coalition.remote.snapshot import SAID
from coalition.remote.store import RemoteStore

SIZE = 1_000
"""How many quads a request adds and removes, where a snapshot is written in many."""

AT_ONCE = 50_000
"""How many quads may differ for a snapshot to take another's place in one request."""

SAMPLES = 30
"""How many graphs are read again at the end, and how many things of the default graph."""

UNKNOWN = "unknown"
"""What is noted in the place of a digest where the store held something else."""

MARK = f"<{BEING_WRITTEN}>"
REPLACES, COMING, DONE = (f"<{DCTERMS}{word}>" for word in ("replaces", "hasVersion", "extent"))

Known = Callable[[str], IO[bytes] | None]
"""Returns the export in N-Quads of the snapshot with a digest, where it is here."""


@dataclass(frozen=True, slots=True)
class State:
    """Say what a server holds.

    Attributes
    ----------
    held:
        The digest of its snapshot; "" where it has none, and UNKNOWN where it has something else.
    coming:
        The digest of a snapshot whose writing has begun and not ended; else "".
    replaced:
        The digest of the snapshot in whose place it comes.
    done:
        How many of the changes have been made.
    """

    held: str = ""
    coming: str = ""
    replaced: str = ""
    done: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """Say what writing a snapshot into a store has changed, or would change.

    Attributes
    ----------
    digest, before:
        The digests of the snapshot, and of the one that it replaces: "" for none, `unknown` for something else.
    quads, graphs:
        How many quads and named graphs it has.
    added, removed:
        How many quads have been added and removed, besides what the snapshot says of itself.
    resumed:
        How many of those had been written before.
    requests:
        How many requests have changed something.
    """

    digest: str
    before: str
    quads: int
    graphs: int
    added: int
    removed: int
    resumed: int = 0
    requests: int = 0

    def text(self, url: str, dry: bool = False) -> str:
        """Return what was done with the server at `url`, or with `dry` what would be done, in one line."""
        name, size = f"snapshot {self.digest[:12]}", f"{self.quads:,} quads in {self.graphs:,} named graphs"
        if self.before == self.digest and not (self.added or self.removed or self.requests):
            return f"{url} holds {name}: {size}."
        before = {"": "nothing", UNKNOWN: "what was there", self.digest: "the same"}
        place = before.get(self.before, f"snapshot {self.before[:12]}")
        changes = f"{self.added:,} added, {self.removed:,} removed"
        if self.resumed:
            changes += f", {self.resumed:,} of them by an earlier call"
        told = f", in {plural(self.requests, 'request')}; the numbers of quads and {SAMPLES} samples are right"
        verb = "Would write" if dry else "Wrote"
        return f"{verb} {name} to {url}, in the place of {place}: {size}; {changes}{'' if dry else told}."


class Publisher:
    """Write snapshots to the server that `reader` asks."""

    def __init__(self, reader: Client, update: str | None = None, progress: Progress = no_progress) -> None:
        """Ask the server whether it can be believed; `update` is the address that takes updates, None one of the usual.

        Raises
        ------
        ParameterError
            When `update` is no address.
        StoreError
            When the server answers wrongly.
        """
        if update:
            address(update)
        self.reader, self._update, self._progress = reader, update, progress
        believe(reader)
        self._store = RemoteStore(reader, Profile(""))
        self._accepted = ""
        self._requests = 0

    @cached_property
    def writer(self) -> Client:
        """What sends updates; nothing is looked for before something must be changed."""
        return Client(update_address(self.reader, self._update), self.reader.limits)

    def publish(self, new: Content, known: Known, *, dry: bool = False, take_over: bool = False) -> Publication:
        """Write a snapshot, in the place of the one that the server holds.

        Parameters
        ----------
        new:
            The snapshot.
        known:
            Returns snapshots that are here.
        dry:
            Whether to change nothing, and only say what would be changed.
        take_over:
            Whether to go on where the writing of another snapshot has begun and not ended.

        Raises
        ------
        StoreError
            When the server holds something else, another snapshot is being written, the server does not take updates,
            or has not kept what was written.
        """
        state = self.state()
        if state.coming not in ("", new.digest) and not take_over:
            what = f"snapshot {state.coming[:12]} is being written to it, or was, by somebody who did not end that"
            raise self.reader.fault(what, "wait for the end; if nobody writes any more, add --take-over")
        if state.held == UNKNOWN and not state.coming:
            what = "it holds something that is no snapshot of this program"
            raise self.reader.fault(what, "empty it first, or name another dataset")
        self._accepted = self._place_of_accepted()
        with self._old(state, new, known) as old:
            return self._write(state, old, new, dry)

    def _write(self, state: State, old: Content, new: Content, dry: bool) -> Publication:
        changes = Counter(change.added for change in differences(old.lines(new.digest), new.lines()))
        done = state.done if (state.coming, state.replaced) == (new.digest, old.digest) else 0
        graphs = len([*filter(None, new.numbers)])
        report = Publication(new.digest, old.digest, new.total, graphs, changes[True], changes[False], done)
        is_there = state == State(new.digest)
        if dry or (is_there and not self.amiss(new)):
            return report
        is_small = old.digest not in ("", UNKNOWN) and not state.coming and changes.total() <= AT_ONCE
        if not is_small or not self._at_once(old, new):
            self._by_and_by(old, new, done, changes.total())
        if self.amiss(new):  # what was there was not as expected
            with self._read() as found:
                self._by_and_by(found, new, 0, None)
            if amiss := self.amiss(new):
                raise self.reader.fault(f"it has not kept what was written: {amiss}", "see its log")
        if self.state() != State(new.digest):
            self._send([f"INSERT DATA {{ {data(new.own)} }}", f"DELETE WHERE {{ GRAPH {MARK} {{ ?s ?p ?o }} }}"])
        if self.state() != State(new.digest):
            raise self.reader.fault("it does not show the snapshot that was written", "see its log")
        return replace(report, requests=self._requests)

    def state(self) -> State:
        """Return what the server holds."""
        marks = f"SELECT ?p ?o {{ GRAPH {MARK} {{ {MARK} ?p ?o }} }}"
        noted: dict[str, list[str]] = {}
        for row in self._store.select(marks, name="mark"):
            noted.setdefault(str(row["p"]), []).append(row["o"].value)
        said = {row["digest"].value for row in self._store.select(SAID, name="snapshot")}
        said = {digest for digest in said if DIGEST.fullmatch(digest)}
        if len(said) > 1:
            raise self.reader.fault("it holds several snapshots", "empty it first, or name another dataset")
        held = next(iter(said), "")
        if not held and self._holds_anything():
            held = UNKNOWN
        done = max(map(int, filter(str.isdecimal, noted.get(DONE, ()))), default=0)
        coming, replaced = ("".join(noted.get(word, ())[:1]) for word in (COMING, REPLACES))
        return State(held, coming, replaced, done)

    def _holds_anything(self) -> bool:
        texts = ("ASK { ?s ?p ?o }", f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != {MARK}) }}")
        return any(bool(self._store.query(text)) for text in texts)

    def _place_of_accepted(self) -> str:
        """Return the graph for the accepted facts: "" for the default graph, unless it shows what others hold.

        Of an empty store that can be told only once there is a mark.
        """
        asked = f"GRAPH <{ACCEPTED}> {{ ?s ?p ?o }}", f"{MARK} ?p ?o"
        return ACCEPTED if any(bool(self._store.query(f"ASK {{ {text} }}")) for text in asked) else ""

    def _old(self, state: State, new: Content, known: Known) -> Content:
        """Return what the server holds, as far as it can be told without reading it; else all that it holds."""
        digest = state.held
        if state.coming:
            digest = state.replaced if state.coming == new.digest else UNKNOWN
        if digest == "":
            return Content(in_order(()), "")
        file = known(digest) if digest != UNKNOWN else None
        return self._read() if file is None else Content(file, digest)

    def _read(self) -> Content:
        """Return what the server holds, as it gives it."""
        reading = Reading(self._store)
        numbers = {graph: number for graph, number in reading.numbers().items() if str(graph) != MARK}
        return Content(in_order(self._lines(reading, numbers)), UNKNOWN)

    def _lines(self, reading: Reading, numbers: dict[Place, int]) -> Iterator[bytes]:
        accepted = f"<{ACCEPTED}>".encode()
        for line in lines(reading.of_each(numbers, self._progress)):
            triple, graph = split(line)
            yield b"%s .\n" % triple if graph == accepted else line
        if not self._accepted:
            yield from lines(reading.of_default())

    def _at_once(self, old: Content, new: Content) -> bool:
        """Make all changes in one request; tell whether the server has taken it."""
        changes = update(differences(old.lines(new.digest), new.lines()), self._accepted)
        last = f"INSERT DATA {{ {data(new.own)} }}"
        try:
            self._send([*self._moved(old, new), *changes, *self._nameless(old, new), last])
        except (StoreError, LimitError):
            return False  # perhaps it is too large for it
        return True

    def _by_and_by(self, old: Content, new: Content, done: int, total: int | None) -> None:
        """Make the changes one thousand after another, behind a mark, which stays."""
        note = f"{MARK} {REPLACES} {ox.Literal(old.digest)} ; {COMING} {ox.Literal(new.digest)} ; {DONE} {done} ."
        clear = f"DELETE WHERE {{ GRAPH {MARK} {{ ?s ?p ?o }} }}"
        # A mark first: whoever reads must not see changes without one.
        self._send([f"INSERT DATA {{ GRAPH {MARK} {{ {note} }} }}"])
        self._send([clear, f"INSERT DATA {{ GRAPH {MARK} {{ {note} }} }}", *self._moved(old, new)])
        if not self._store.query(f"ASK {{ GRAPH {MARK} {{ {MARK} {COMING} {ox.Literal(new.digest)} }} }}"):
            raise self.reader.fault(f"it does not show what {self.writer.url} has taken", "name the right --update")
        self._accepted = self._place_of_accepted()
        if not done:
            self._send(self._nameless(old, new))
        changes = islice(differences(old.lines(new.digest), new.lines()), done, None)
        batches = iter(lambda: [*islice(changes, SIZE)], [])
        steps = range(done, total, SIZE) if total is not None else ()
        for batch in self._paced(batches, len(steps)):
            self._send([*update(batch, self._accepted), *_noted(done, done + len(batch))])
            done += len(batch)

    def _paced(self, batches: Iterable[list[Change]], total: int) -> Iterable[list[Change]]:
        return self._progress(batches, total) if total else batches

    def _moved(self, old: Content, new: Content) -> list[str]:
        """Return the operations after which nothing describes itself as the old snapshot; labels go to the new one."""
        name = description(new.digest).decode()
        if old.digest in ("", UNKNOWN):
            # Whatever describes itself as a snapshot is none any more.
            return [f"DELETE WHERE {{ GRAPH ?g {{ ?g <{DCTERMS}identifier> ?digest }} }}"]
        if old.digest == new.digest:
            return []
        before = description(old.digest).decode()
        labels = f"?s <{RDFS}label> ?o"
        return [
            f"DELETE WHERE {{ GRAPH {before} {{ {before} ?p ?o }} }}",
            f"INSERT {{ GRAPH {name} {{ {labels} }} }} WHERE {{ GRAPH {before} {{ {labels} }} }}",
            f"DROP SILENT GRAPH {before}",
        ]

    def _nameless(self, old: Content, new: Content) -> list[str]:
        """Return the operations that put the lines with blank nodes of the new snapshot into the place of the old's."""
        if old.nameless == new.nameless:
            return []
        graphs = {split(line)[1].decode() for line in (*old.nameless, *new.nameless)}
        operations = []
        for graph in sorted(graphs):
            place = graph or (self._accepted and f"<{self._accepted}>")
            pattern = f"GRAPH {place} {{ ?s ?p ?o }}" if place else "?s ?p ?o"
            operations.append(f"DELETE {{ {pattern} }} WHERE {{ {pattern} FILTER(isBlank(?s) || isBlank(?o)) }}")
        return [*operations, f"INSERT DATA {{ {data(new.nameless, self._accepted)} }}"] if graphs else []

    def _send(self, operations: list[str]) -> None:
        if operations:
            self.writer.post([("update", " ;\n".join(operations))], "*/*")
            self._requests += 1

    def amiss(self, new: Content) -> str:
        """Return in what the server differs from a snapshot: in the numbers of quads, or in samples; "" for nothing.

        What the snapshot says of itself, and blank nodes, are not looked at.
        """
        reading = Reading(self._store)
        numbers = reading.numbers()
        found = {str(graph).encode(): number for graph, number in numbers.items() if str(graph) != MARK}
        accepted = f"<{ACCEPTED}>".encode()
        if self._accepted:
            found[b""] = found.pop(accepted, 0)
        else:
            (counted,) = self._store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", name="default graph")
            found[b""] = int(counted["n"].value)
        expected = Counter(new.numbers)
        for line in new.nameless:
            expected[split(line)[1]] += 1
        own = description(new.digest)
        found[own] = found.get(own, 0) - self._said_of(own.decode())
        for graph in sorted(found.keys() | expected.keys()):
            if found.get(graph, 0) != expected[graph]:
                place = graph.decode() or "the default graph"
                return f"{place} has {found.get(graph, 0):,} quads in the place of {expected[graph]:,}"
        return self._sampled(new, reading, numbers)

    def _said_of(self, name: str) -> int:
        """Return how many quads say something of a snapshot itself."""
        condition = f"FILTER(!(?p = <{RDFS}label> && ?s != {name}))"  # with || Jena gives rows twice
        text = f"SELECT ?s ?p {{ GRAPH {name} {{ ?s ?p ?o {condition} }} }}"
        return len([*self._store.select(text, name="description")])

    def _sampled(self, new: Content, reading: Reading, numbers: dict[Place, int]) -> str:
        """Return the first quad that differs among those of some graphs and things, or ""."""
        small = (graph for graph, number in new.numbers.items() if graph and number <= PAGE)
        graphs = set(sorted(small, key=_chance)[:SAMPLES])
        graphs.discard(description(new.digest))
        things = {line.split(b" ", 1)[0] for line in new.lines() if not split(line)[1]}
        things = set(sorted(things, key=_chance)[:SAMPLES])
        expected = set[bytes]()
        for line in new.lines():
            graph = split(line)[1]
            if graph in graphs or (not graph and line.split(b" ", 1)[0] in things):
                expected.add(line)
        named = {graph: number for graph, number in numbers.items() if str(graph).encode() in graphs}
        place = ox.NamedNode(self._accepted) if self._accepted else ox.DefaultGraph()
        subjects = [ox.NamedNode(thing[1:-1].decode()) for thing in things]
        found = {line for line in lines(reading.of_each(named)) if not NAMELESS.match(line)}
        for line in lines(reading.of_things(subjects, place)):
            if not NAMELESS.match(line):
                found.add(b"%s .\n" % split(line)[0])
        for line in sorted(expected ^ found):
            there = "is not there" if line in expected else "does not belong there"
            return f"{line.decode().strip()[:200]} {there}"
        return ""


def _chance(name: bytes) -> bytes:
    """Return a number that has nothing to do with the order of names, and is always the same."""
    return hashlib.sha256(name).digest()


def _noted(before: int, after: int) -> list[str]:
    """Return the operations that note how many changes are made; on the way, the larger number counts."""
    note = "GRAPH {0} {{ {0} {1} {2} }}"
    return [
        f"INSERT DATA {{ {note.format(MARK, DONE, after)} }}",
        f"DELETE DATA {{ {note.format(MARK, DONE, before)} }}",
    ]


def update_address(reader: Client, given: str | None) -> str:
    """Return the address of a server for updates: as it is given, or the first of the usual ones that takes one.

    Raises
    ------
    StoreError
        When none does.
    """
    if given:
        address(given)
        return given
    url = reader.url.rstrip("/")
    guesses = [url]
    if url.endswith(("/query", "/sparql")):
        guesses.append(f"{url.rpartition('/')[0]}/update")
    guesses += [f"{url}-auth" if url.endswith("/sparql") else f"{url}/update"]
    fault: StoreError | None = None
    for guess in guesses:
        try:
            Client(guess, reader.limits).post([("update", "INSERT DATA {}")], "*/*")
        except StoreError as caught:
            fault = fault or caught
        else:
            return guess
    assert fault
    what = f"it takes no updates ({fault.what})"
    raise reader.fault(what, "let it take them, or name their address with --update")
