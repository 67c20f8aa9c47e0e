"""Correct words that stand nowhere in the index to the words there that are spelled most like them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from coalition.search.parsing import Query, Term

SHORTEST, MIDDLE, LONGEST = 3, 6, 40
"""The lengths of words that are corrected; from the middle one on, by up to two letters, below it by one."""

START, END = "^", "$"
"""Stand for the beginning and the end of a word in its pairs of letters."""

COST = {1: 3, 2: 5}
"""How many pairs of letters may change with so many typos: two letters that change places change three pairs."""

MOST = 2000
"""How many words, those with the most pairs in common, are compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Hold a word that stands nowhere, as it was typed, and the word that was searched for in its place."""

    typed: str
    used: str

    def to_dict(self) -> dict[str, str]:
        """Return the correction as plain data, for JSON."""
        return {"typed": self.typed, "used": self.used}


def pairs(word: str) -> set[str]:
    """Return the pairs of letters of a word, by which similar words are found; none of what is never corrected.

    A number is never corrected: another year is another fact.
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return set()
    marked = START + word + END
    return {marked[at : at + 2] for at in range(len(marked) - 1)}


def corrected(query: Query, database: sqlite3.Connection) -> tuple[Query, list[Correction]]:
    """Return a query with what stands nowhere replaced by what is spelled most like it, and the corrections made."""
    made: dict[str, str] = {}

    def mended(term: Term) -> Term:
        last = len(term.tokens) - 1
        words = []
        for place, (token, written) in enumerate(zip(term.tokens, term.written, strict=True)):
            near = "" if stands(token, database, term.prefix and place == last) else nearest(token, database)
            words.append((near or token, near or written))
            if near:
                made[written] = near
        used, shown = zip(*words, strict=True)
        return replace(term, tokens=used, written=shown)

    groups = tuple(tuple(mended(term) for term in group) for group in query.groups)
    return replace(query, groups=groups), [Correction(*pair) for pair in made.items()]


def stands(token: str, database: sqlite3.Connection, prefix: bool = False) -> bool:
    """Tell whether a token stands in the index, or with `prefix` one that begins with it."""
    sql, values = "SELECT 1 FROM word WHERE term = ?", [token]
    if prefix:
        sql, values = "SELECT 1 FROM word WHERE term >= ? AND term < ? LIMIT 1", [token, token + "\U0010ffff"]
    return database.execute(sql, values).fetchone() is not None


def nearest(token: str, database: sqlite3.Connection) -> str:
    """Return the word of the index that is spelled most like a token, or "" where none is.

    Of several, the one that stands in the most places is taken, then the first of the alphabet.
    """
    wanted = sorted(pairs(token))
    for typos in (1, 2) if len(token) >= MIDDLE else (1,):
        least = max(1, len(wanted) - COST[typos])
        found = database.execute(
            f"SELECT term, word.count FROM pair JOIN word ON id = word WHERE pair IN ({', '.join('?' * len(wanted))}) "
            "AND length(term) BETWEEN ? AND ? GROUP BY word HAVING count(*) >= ? "
            "ORDER BY count(*) DESC, word.count DESC, term LIMIT ?",
            (*wanted, len(token) - typos, len(token) + typos, least, MOST),
        )
        near = [(-count, term) for term, count in found if distance(token, term, typos) <= typos]
        if near:
            best: str = min(near)[1]
            return best
    return ""


def distance(one: str, other: str, most: int) -> int:
    """Return how many typos lie between two words, or `most + 1` where there are more than `most`.

    A typo is a letter that is missing, added or another, or two neighbours that change places (optimal string
    alignment: Boytsov, Indexing methods for approximate dictionary searching, 2011, section 2.1).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            step = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                step = min(step, earlier[j - 2] + 1)
            row.append(step)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
