"""Search a graph for words, and suggest names to a person who is typing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coalition.errors import ParameterError, unknown
from coalition.search.parsing import Query, Term, parse
from coalition.search.tokens import Token, key, tokens
from coalition.search.typos import Correction, corrected

MOST = 10_000
"""How many hits are ranked and counted; of words that stand in more places, the first of these."""

WEIGHTS = (10.0, 4.0, 1.0)
"""What a word in a name, a content and a text weighs."""

COLUMNS = ("names", "names contents", "")
"""The columns of the index in which all words are looked for, one after another; the last is all of them."""

SHOWN = ("name", "title", "alias")
"""What names are called that are shown."""

WIDTH = 160
"""About how many code points of a text are shown around the words found."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold a thing, passage or place in a text that has the words.

    Attributes
    ----------
    kind:
        What it is: `person`, `commitment`, `position`, ...; `passage`, or `slice` for one that holds no fact; or `text`
        for words that no passage covers.
    label:
        Its label; the label of the source for a place in a text.
    iri:
        Its IRI; the IRI of the source for a place in a text.
    found_in:
        Where the words stand: `name`, `alias`, `title`, `content`, `note`, `text`, ...
    snippet:
        The part of that text around the words.
    marks:
        Where the words stand in `snippet`, as the start and end of each, in code points.
    stances:
        How the passages tell it: none where one asserts it and none denies it, or else their stances.
    passages:
        The IRIs of the passages that state it, the first ten of `passage_count`.
    passage_count:
        How many passages state it.
    source, start, end:
        For a passage, slice or text, the IRI of the source and the place in it; else "" and None.
    """

    kind: str
    label: str
    iri: str
    found_in: str
    snippet: str
    marks: tuple[Range, ...]
    stances: tuple[str, ...]
    passages: tuple[str, ...]
    passage_count: int
    source: str = ""
    start: int | None = None
    end: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the hit as plain data, for JSON."""
        return {
            "kind": self.kind,
            "label": self.label,
            "iri": self.iri,
            "found_in": self.found_in,
            "snippet": self.snippet,
            "marks": [list(mark) for mark in self.marks],
            "stances": list(self.stances),
            "passages": list(self.passages),
            "passage_count": self.passage_count,
            "source": self.source,
            "start": self.start,
            "end": self.end,
        }


class Hits(list[Hit]):
    """Hold the first hits of a search, the best first, and what is to be told of them.

    Attributes
    ----------
    total:
        How many hits there are, counted up to `coalition.search.search.MOST`.
    corrections:
        The words that stand nowhere, with those that were searched for in their place.
    counts:
        For each word or phrase that was looked for, in how many places it stands by itself, counted up to as many.
    texts, texts_found:
        How many sources have a text, and how many of those texts were searched.
    """

    total: int
    corrections: tuple[Correction, ...]
    counts: dict[str, int]
    texts: int
    texts_found: int

    def __init__(
        self,
        hits: Iterable[Hit],
        total: int,
        corrections: Sequence[Correction],
        counts: dict[str, int],
        texts: int,
        texts_found: int,
    ) -> None:
        super().__init__(hits)
        self.total, self.corrections, self.counts = total, tuple(corrections), counts
        self.texts, self.texts_found = texts, texts_found

    def to_dict(self) -> dict[str, Any]:
        """Return the hits as plain data, for JSON."""
        return {
            "total": self.total,
            "counted_to": MOST,
            "corrections": [each.to_dict() for each in self.corrections],
            "texts": self.texts,
            "texts_found": self.texts_found,
            "hits": [hit.to_dict() for hit in self],
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Suggest a thing whose names begin with what was typed.

    Attributes
    ----------
    name:
        The name that fits: the label, or else an alias.
    label, kind, iri:
        The label, the kind and the IRI of the thing.
    """

    name: str
    label: str
    kind: str
    iri: str

    def to_dict(self) -> dict[str, str]:
        """Return the suggestion as plain data, for JSON."""
        return {"name": self.name, "label": self.label, "kind": self.kind, "iri": self.iri}


Ask = Callable[[sqlite3.Connection], Hits]


def question(words: str, kinds: Sequence[str], limit: int, exact: bool) -> Ask:
    """Return what asks an index for words; `coalition.search.parsing` says how they are read.

    Parameters
    ----------
    words:
        What was typed.
    kinds:
        The kinds of hits; all where empty.
    limit:
        How many hits are returned.
    exact:
        Whether words that stand nowhere are left as they are, and not corrected.

    Raises
    ------
    SelectionError
        When no word is looked for, or there are too many.
    ParameterError
        When `limit` is less than 1.
    """
    if limit < 1:
        raise ParameterError(f"{limit} hits are asked for", where="limit", remedy="ask for at least 1")
    query = parse(words)
    return lambda database: _search(query, database, kinds, limit, exact)


def _search(query: Query, database: sqlite3.Connection, kinds: Sequence[str], limit: int, exact: bool) -> Hits:
    """Return the best hits: names first, then contents, then texts.

    Within these, hits are ranked by BM25 (Robertson and Zaragoza, The probabilistic relevance framework, 2009), then by
    the number of their passages, then by their IRIs.

    Raises
    ------
    SelectionError
        When there is nothing of a kind.
    """
    _check(kinds, database)
    corrections: list[Correction] = []
    if not exact:
        query, corrections = corrected(query, database)
    hits = [_hit(item, query, database) for item in _ranked(query, database, kinds, limit)]
    meta = dict(database.execute("SELECT key, value FROM meta"))
    return Hits(
        hits,
        _count(query.match(), database, kinds),
        [replace(each, used=_as_written(each.used, hits)) for each in corrections],
        {str(term): _count(term.match(), database, kinds) for term in query.terms},
        meta["texts"],
        meta["found"],
    )


def _check(kinds: Sequence[str], database: sqlite3.Connection) -> None:
    """Refuse a kind of which the index has nothing."""
    known = [kind for (kind,) in database.execute("SELECT name FROM kind ORDER BY name")]
    for kind in kinds:
        if kind not in known:
            raise unknown("kind", kind, known)


def _of_kinds(kinds: Sequence[str]) -> tuple[str, list[str]]:
    """Return a condition of SQL on the kinds of items, and its values."""
    either = " OR ".join("instr(kinds, ?)" for _ in kinds)
    return (f"AND ({either})" if kinds else ""), [f"|{kind}|" for kind in kinds]


def _count(match: str, database: sqlite3.Connection, kinds: Sequence[str]) -> int:
    condition, values = _of_kinds(kinds)
    joined = "JOIN item ON id = words.rowid" if kinds else ""
    inner = f"SELECT 1 FROM words {joined} WHERE words MATCH ? {condition} LIMIT {MOST}"
    count: int = database.execute(f"SELECT count(*) FROM ({inner})", (match, *values)).fetchone()[0]
    return count


def _ranked(query: Query, database: sqlite3.Connection, kinds: Sequence[str], limit: int) -> list[int]:
    """Return the numbers of the best items, first those that have the words for a name."""
    condition, values = _of_kinds(kinds)
    named = f"SELECT id FROM name JOIN item ON id = item WHERE key = ? {condition} ORDER BY count DESC, id LIMIT ?"
    rows = database.execute(named, (query.plain, *values, limit))
    found = dict.fromkeys(item for (item,) in rows)
    scored = (
        f"SELECT id, count, bm25(words, {', '.join(map(str, WEIGHTS))}) AS score "
        f"FROM words JOIN item ON id = words.rowid WHERE words MATCH ? {condition} LIMIT {MOST}"
    )
    for columns in COLUMNS:
        if len(found) < limit:
            best = f"SELECT id FROM ({scored}) ORDER BY score, count DESC, id LIMIT ?"
            rows = database.execute(best, (query.match(columns), *values, limit))
            found |= dict.fromkeys(item for (item,) in rows)
    return list(found)[:limit]


def _hit(item: int, query: Query, database: sqlite3.Connection) -> Hit:
    kind, label, iri, source, start, end, *whole = database.execute(
        "SELECT kind, label, iri, source, start, end, count, passages, stances FROM item WHERE id = ?", (item,)
    ).fetchone()
    fields = database.execute(
        "SELECT word, value, count, passages, stances FROM field WHERE item = ? ORDER BY number", (item,)
    )
    word, value, marks, most = "name", label, list[Range](), -1
    claimed = whole  # a name is no claim, but what is said of a thing is one by itself
    for each, text, *own in fields:
        spans = [list(_occurrences(term, list(tokens(text)))) for term in query.terms]
        fitting = sum(map(bool, spans))
        if fitting > most:
            word, value, marks, most = each, text, _joined(span for found in spans for span in found), fitting
            claimed = own if own[0] and each not in SHOWN else whole
    snippet, marks = _cut(value, marks)
    count, numbers, stances = claimed
    passages = [
        database.execute("SELECT iri FROM passage WHERE id = ?", (number,)).fetchone()[0] for number in numbers.split()
    ]
    told = tuple(filter(None, stances.split("|")))
    return Hit(kind, label, iri, word, snippet, tuple(marks), told, tuple(passages), count, source, start, end)


def _occurrences(term: Term, written: Sequence[Token]) -> Iterator[Range]:
    """Yield where a term stands among the tokens of a text."""
    size = len(term.tokens)
    for at in range(len(written) - size + 1):
        run = written[at : at + size]
        *first, last = (token.text for token in run)
        if (last.startswith(term.tokens[-1]) if term.prefix else last == term.tokens[-1]) and (
            first == list(term.tokens[:-1])
        ):
            yield run[0].start, run[-1].end


def _joined(spans: Iterable[Range]) -> list[Range]:
    """Return spans in their order, with those joined that overlap."""
    joined: list[Range] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, marks: Sequence[Range]) -> tuple[str, list[Range]]:
    """Return the part of a text around its first mark, with "…" where it was cut, and the marks in that part."""
    if len(text) <= WIDTH:
        return text, list(marks)
    at = marks[0][0] if marks else 0
    start = max(0, min(at - WIDTH // 4, len(text) - WIDTH))
    end = max(start + WIDTH, marks[0][1] if marks else 0)
    if start:  # not within a word
        space = text.rfind(" ", start, at)
        start = text.find(" ", start, at) + 1 or start if space >= 0 else start
    if end < len(text):
        end = max(text.rfind(" ", start, end), marks[0][1] if marks else 0) if " " in text[start:end] else end
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(head) - start
    shown = [(first + shift, last + shift) for first, last in marks if first >= start and last <= end]
    return head + text[start:end].rstrip() + tail, shown


def _as_written(used: str, hits: Iterable[Hit]) -> str:
    """Return a word as a hit writes it."""
    for hit in hits:
        for start, end in hit.marks:
            if key(hit.snippet[start:end]) == used:
                return hit.snippet[start:end]
    return used


def suggestions(
    typed: str, database: sqlite3.Connection, kinds: Sequence[str] = (), limit: int = 10
) -> list[Suggestion]:
    """Return the things of which a name has all typed words, the last of which may be only the beginning of one.

    Those with a name that begins with what was typed come first, then those that most passages speak of.
    """
    wanted = [token.text for token in tokens(typed)][:8]
    if not wanted:
        return []
    _check(kinds, database)
    condition, values = _of_kinds(kinds)
    start = " ".join(wanted)
    begins = (
        f"SELECT id FROM name JOIN item ON id = item WHERE key >= ? AND key < ? {condition} "
        "GROUP BY id ORDER BY item.count DESC, id LIMIT ?"
    )
    rows = database.execute(begins, (start, start + "\U0010ffff", *values, limit))
    found = dict.fromkeys(item for (item,) in rows)
    if len(found) < limit:
        has = (
            f"SELECT id FROM titles JOIN item ON id = titles.rowid WHERE titles MATCH ? {condition} "
            "ORDER BY count DESC, id LIMIT ?"
        )
        match = " AND ".join(f'"{word}"' for word in wanted)
        rows = database.execute(has, (f"{match} *", *values, limit))
        found |= dict.fromkeys(item for (item,) in rows)
    return [_suggestion(item, wanted, database) for item in list(found)[:limit]]


def _suggestion(item: int, wanted: Sequence[str], database: sqlite3.Connection) -> Suggestion:
    label, kind, iri = database.execute("SELECT label, kind, iri FROM item WHERE id = ?", (item,)).fetchone()
    names = database.execute(
        "SELECT value FROM field WHERE item = ? AND word IN (?, ?, ?) ORDER BY number", (item, *SHOWN)
    )
    fitting = (name for (name,) in names if _has(wanted, [token.text for token in tokens(name)]))
    return Suggestion(next(fitting, label), label, kind, iri)


def _has(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a name has all typed words, of the last one at least the beginning."""
    return set(wanted[:-1]) <= set(words) and any(word.startswith(wanted[-1]) for word in words)
