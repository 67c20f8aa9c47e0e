"""Write the index of a graph: names, contents and texts, each with the passages that they rest on."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.closure import closure
from coalition.names import ALIAS, HIDDEN, ISO_CODE, LABELS, best_label
from coalition.namespaces import CG, DCTERMS, ONTOLOGY, RDFS, local_name, shorten
from coalition.provenance.record import text
from coalition.rdf.store import Store
from coalition.search.staging import TABLES, Said, Staging
from coalition.search.tokens import indexed, key
from coalition.search.typos import pairs
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts, sha256
from coalition.texts.words import composed, has_word

if TYPE_CHECKING:
    from coalition.columns.table import Columns

Progress = Callable[[Iterable[Any], int], Iterable[Any]]
"""Wraps an iterable and yields its items, to report how many of a number have been handled."""

PASSAGE, SLICE, TEXT = "passage", "slice", "text"
"""The kinds of what is no thing: a passage, a slice that holds no fact, and words that neither covers."""

DOCUMENT = "document"
"""The wider kind of a source that has passages, which a view can be restricted to."""

WORDS = {word.value: "name" for word in LABELS[:2]} | {LABELS[2].value: "title", ALIAS.value: "alias"}
"""What the properties that give names are called; other properties have a label in the ontology."""

UNSHOWN = {HIDDEN.value, ISO_CODE.value}
"""The names that are looked for, and not shown."""

ORDER = {word.value: place for place, word in enumerate((*LABELS, ALIAS))}
"""The order of what is said of a thing: names first."""

NAMED = {CG + kind for kind in ("Actor", "Place", "Post", "Item", "Series", "Source")}
"""The classes of what is only named: that there is such a thing is no claim that a passage could deny."""

ASSERTS, DENIES = CG + "Asserts", CG + "Denies"

CITED = 10
"""How many passages are kept of each thing and value; of all, their number and stances."""

APART = "\ue000"
"""Stands between two names, so that no phrase reaches over both: a character for private use, which nobody types."""

TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
"""How SQLite cuts what `indexed` returns: accents are gone by then, and marks that are left are part of words."""

SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE item (
    id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, kinds TEXT, label TEXT, source TEXT, start INTEGER, end INTEGER,
    count INTEGER, passages TEXT, stances TEXT
);
CREATE TABLE field (
    item INTEGER, number INTEGER, word TEXT, value TEXT, count INTEGER, passages TEXT, stances TEXT,
    PRIMARY KEY (item, number)
) WITHOUT ROWID;
CREATE TABLE name (key TEXT, item INTEGER, PRIMARY KEY (key, item)) WITHOUT ROWID;
CREATE TABLE kind (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, iri TEXT, source TEXT, start INTEGER, end INTEGER, digest TEXT, stance TEXT
);
CREATE TABLE word (id INTEGER PRIMARY KEY, term TEXT UNIQUE, count INTEGER);
CREATE TABLE pair (pair TEXT, word INTEGER, PRIMARY KEY (pair, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(names, contents, text, content='', tokenize="{TOKENIZER}");
CREATE VIRTUAL TABLE titles USING fts5(
    names, content='', columnsize=0, detail=none, prefix='1 2 3', tokenize="{TOKENIZER}"
);
"""

SETTINGS = (
    *("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "temp_store=FILE"),
    *("main.cache_size=-65536", "temp.cache_size=-65536"),
)
"""The settings of a database that is no index until it is renamed into place, so that nothing is lost without a
journal. Its two caches take 64 MiB each."""

Rest = tuple[int, str, str]
"""How many passages something rests on, the numbers of the first of them, and the stances that must be told."""

NOTHING: Rest = (0, "", "")


@dataclass(frozen=True)
class Content:
    """Hold what is indexed.

    Attributes
    ----------
    store, columns:
        The store of the snapshot, and its columns.
    texts:
        The folder of the source texts.
    digests:
        The SHA-256 of each text that is at hand, by the name of its file; what is not in it is not read.
    uncovered:
        Whether the words that no passage covers are indexed, too. A view that leaves passages out cannot tell these
        words from those of the passages.
    slices:
        How many passages and slices without facts there are, for the progress.
    """

    store: Store
    columns: Columns
    texts: Texts
    digests: Mapping[str, str]
    uncovered: bool = True
    slices: int = 0

    @property
    def key(self) -> str:
        """The name that tells this index from those of the same snapshot with other texts."""
        parts = (f"{name}\0{digest}" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write(content: Content, path: Path, progress: Progress, stamp: int) -> None:
    """Write the index of `content`, with its `stamp`, to the new file `path`.

    Raises
    ------
    sqlite3.Error
        When the file cannot be written.
    SourceError
        When a text is there and cannot be read.
    """
    database = sqlite3.connect(path, isolation_level=None)
    try:
        for setting in SETTINGS:
            database.execute(f"PRAGMA {setting}")
        database.executescript(SCHEMA + TABLES)
        database.execute("BEGIN")
        writer = _Writer(content, database)
        for _ in progress(writer.steps(), 3 * content.slices):
            pass
        writer.finish(stamp)
        database.execute("COMMIT")
    finally:
        database.close()


class _Writer:
    """Fill the tables of a new index."""

    def __init__(self, content: Content, database: sqlite3.Connection) -> None:
        self.content, self.store, self.database = content, content.store, database
        self.staging = Staging(content.columns, database)
        self.items, self.kinds, self.documents = 0, set[str](), set[str]()
        self.labels, self.above = dict[str, str](), dict[str, set[str]]()
        for word, take in ((RDFS + "label", self._label_term), (RDFS + "subClassOf", self._place_class)):
            for quad in self.store.quads(None, ox.NamedNode(word), None, ox.NamedNode(ONTOLOGY)):
                take(text(quad.subject), text(quad.object))

    def _label_term(self, term: str, label: str) -> None:
        self.labels[term] = label

    def _place_class(self, kind: str, wider: str) -> None:
        self.above.setdefault(kind, set()).add(wider)

    def steps(self) -> Iterator[None]:
        """Write everything that is found, and yield three times for each passage and slice."""
        yield from self.staging.fill()
        self.documents = {source for (source,) in self.database.execute("SELECT DISTINCT source FROM passage")}
        for thing in self.staging.things():
            self._write_thing(thing)
        yield from self._write_texts()

    def finish(self, stamp: int) -> None:
        """Write what is made from the whole index: its words, its kinds, and how many texts it holds."""
        run = self.database.execute
        run("INSERT INTO words(words) VALUES ('optimize')")
        run("INSERT INTO titles(titles) VALUES ('optimize')")
        run("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, 'row')")
        run("INSERT INTO word SELECT NULL, term, doc FROM temp.vocabulary WHERE term != ?", (APART,))
        known = run("SELECT id, term FROM word ORDER BY id")
        rows = ((pair, number) for number, term in known for pair in sorted(pairs(term)))
        self.database.executemany("INSERT INTO pair VALUES (?, ?)", rows)
        self.database.executemany("INSERT INTO kind VALUES (?)", ((kind,) for kind in sorted(self.kinds)))
        (texts,) = run("SELECT count(*) FROM file").fetchone()
        run("INSERT INTO meta VALUES ('texts', ?), ('found', ?)", (texts, len(self.content.digests)))
        run("INSERT INTO meta VALUES ('stamp', ?)", (stamp,))

    def _write_thing(self, thing: str) -> None:
        said = sorted(self.staging.said(thing), key=lambda each: ORDER.get(each.word, len(ORDER)))
        names, contents = ([each for each in said if each.is_name is kind] for kind in (True, False))
        classes, kind, kinds = self._kinds(thing)
        kinds += [DOCUMENT] if thing in self.documents else []
        rest = self._rest(self.staging.speaking_of(thing), claim=classes.isdisjoint(NAMED))
        item = self._write_item(thing, kind, kinds, self._label(names) or shorten(thing) or thing, rest)
        self._write_said(item, said)
        self.database.executemany("INSERT INTO name VALUES (?, ?)", {(key(each.value), item) for each in names})
        columns = [_joined(names), _joined(contents)]
        self.database.execute("INSERT INTO words(rowid, names, contents) VALUES (?, ?, ?)", (item, *columns))
        if names:
            self.database.execute("INSERT INTO titles(rowid, names) VALUES (?, ?)", (item, columns[0]))

    def _kinds(self, thing: str) -> tuple[set[str], str, list[str]]:
        """Return the classes of a thing with those above them, the kind of the narrowest, and the kinds of all."""
        given = self.staging.classes(thing)
        above = {wider for kind in given for wider in self.above.get(kind, ())}
        above = closure(above, lambda kind: self.above.get(kind, ()))
        narrowest = min(map(_kind, given - above), default="thing")
        return given | above, narrowest, sorted({narrowest, *(_kind(each) for each in given | above if CG in each)})

    def _word(self, term: str) -> str:
        """Return what a property is called: by its label in the ontology, or by the end of its IRI."""
        return WORDS.get(term) or self.labels.get(term) or re.split("[/#]", term)[-1]

    def _label(self, names: Sequence[Said]) -> str:
        of_each_word = ([each.literal for each in names if each.word == word.value] for word in (*LABELS, ALIAS))
        return best_label(next(filter(None, of_each_word), ()))

    def _rest(self, passages: Sequence[int], claim: bool = True) -> Rest:
        """Return what is kept of the passages that something rests on; their stances only if it is a claim.

        Where a passage asserts it, the stances need not be told, unless another denies it.
        """
        stances = {self.staging.stance(passage) for passage in passages} if claim else set()
        if ASSERTS in stances:
            stances &= {ASSERTS, DENIES} if DENIES in stances else set()
        told = sorted(self.labels.get(stance) or local_name(stance) for stance in stances)
        return len(passages), " ".join(map(str, passages[:CITED])), "|".join(told)

    def _write_item(
        self,
        iri: str,
        kind: str,
        kinds: Iterable[str],
        label: str,
        rest: Rest,
        place: tuple[str, int | None, int | None] = ("", None, None),
    ) -> int:
        self.items += 1
        self.kinds.update(kinds)
        row = (self.items, iri, kind, f"|{'|'.join(kinds)}|", label, *place, *rest)
        self.database.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return self.items

    def _write_said(self, item: int, said: Iterable[Said]) -> None:
        shown = (each for each in said if each.word not in UNSHOWN)
        rows = ((item, n, self._word(s.word), s.value, *self._rest(s.passages)) for n, s in enumerate(shown))
        self.database.executemany("INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    # Passages and texts

    def _write_texts(self) -> Iterator[None]:
        # Passages are numbered in the order of the texts, so that those of one source stand together.
        sources = self.database.execute(
            "SELECT source, max(first), max(last) FROM ("
            "SELECT source, min(id) AS first, max(id) AS last FROM passage GROUP BY source "
            "UNION ALL SELECT source, 0, 0 FROM file) GROUP BY source ORDER BY source"
        )
        for source, *span in sources.fetchall():
            whole, covered = self._text(source), list[tuple[int, int]]()
            slices = self.database.execute(
                "SELECT id, iri, start, end, digest, stance FROM passage WHERE id BETWEEN ? AND ? ORDER BY id", span
            )
            for number, iri, start, end, digest, stance in slices:
                words = "" if whole is None else whole[start:end]
                if words and sha256(words) == digest:
                    covered.append((start, end))
                else:  # they have changed since they were read, and may be any others
                    words = ""
                self._write_slice(iri, (source, start, end), words, number if stance else 0)
                yield
            if whole is not None and self.content.uncovered:
                self._write_uncovered(source, whole, _merged(covered))

    def _text(self, source: str) -> str | None:
        """Return the text of a source; None where it has none, or it is not to be read."""
        named = self.database.execute("SELECT name FROM file WHERE source = ?", (source,)).fetchone()
        if named is None or named[0] not in self.content.digests:
            return None
        # A new object for each, since it keeps what it has read, and all texts together may be too much.
        return Texts(self.content.texts.folder).get(Source(source, file_name=named[0]))

    def _write_slice(self, iri: str, place: tuple[str, int, int], words: str, passage: int) -> None:
        """Write a passage, or where `passage` is 0 a slice without facts, with its words and what is noted of it."""
        kind, passages = (PASSAGE, (passage,)) if passage else (SLICE, ())
        noted = self.staging.said(iri)
        item = self._write_item(iri, kind, [kind], local_name(iri), self._rest(passages), place)
        self._write_said(item, [*noted, *([Said(TEXT, composed(words), None, passages)] if words else [])])
        row = (item, indexed(local_name(iri)), _joined(noted), indexed(words))
        self.database.execute("INSERT INTO words(rowid, names, contents, text) VALUES (?, ?, ?, ?)", row)

    def _write_uncovered(self, source: str, whole: str, covered: Sequence[tuple[int, int]]) -> None:
        """Write what no passage or slice covers, each sentence or part of one by itself."""
        if not any(has_word(whole[start:end]) for start, end in _between(covered, 0, len(whole))):
            return
        label = self._label([each for each in self.staging.said(source) if each.is_name]) or local_name(source)
        languages = self.store.quads(ox.NamedNode(source), ox.NamedNode(DCTERMS + "language"))
        language = min((text(quad.object) for quad in languages), default="en").partition("-")[0]
        for sentence in sentences(whole, language):
            for start, end in _between(covered, *sentence):
                words = whole[start:end]
                if has_word(words):
                    item = self._write_item(source, TEXT, [TEXT], label, NOTHING, (source, start, end))
                    self._write_said(item, [Said(TEXT, composed(words), None, ())])
                    self.database.execute("INSERT INTO words(rowid, text) VALUES (?, ?)", (item, indexed(words)))


def _kind(class_: str) -> str:
    """Return what a class is called as a kind: `state of affairs` for StateOfAffairs."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", re.split("[/#]", class_)[-1]).lower()


def _joined(said: Iterable[Said]) -> str:
    return f" {APART} ".join(indexed(each.value) for each in said)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans that are sorted by their starts, with those joined that touch or overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _between(covered: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a stretch that lie outside the spans `covered`, which are `_merged`."""
    first = bisect_right(covered, start, key=lambda span: span[1])
    while first < len(covered) and covered[first][0] < end:
        if covered[first][0] > start:
            yield start, covered[first][0]
        start = covered[first][1]
        first += 1
    if start < end:
        yield start, end
