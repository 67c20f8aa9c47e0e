"""Test that a typo is corrected to the nearest word of the index, and nothing else is."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest

from coalition.search.parsing import parse
from coalition.search.typos import corrected, distance, nearest, pairs, stands


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ruritanai", "ruritania"),
        ("Ruritnaa", "ruritania"),
        ("Grustark", "graustark"),
        ("hoses", "horses"),
        ("Flvia", "flavia"),
        ("Qeen", "queen"),
        ("1895", ""),
        ("xy", ""),
        ("Zaragoza", ""),
        ("上海", ""),
        ("x" * 100, ""),
    ],
)
def test_the_nearest_word_is_found(typed: str, expected: str, database: sqlite3.Connection) -> None:
    assert nearest(typed.lower(), database) == expected


def test_a_word_that_stands_somewhere_is_kept(database: sqlite3.Connection) -> None:
    for typed in ("horse", "treaty", "hors*", "Straße"):
        query, made = corrected(parse(typed), database)
        assert (query, made) == (parse(typed), [])


def test_what_is_corrected_is_told_as_it_was_typed(database: sqlite3.Connection) -> None:
    query, made = corrected(parse('Ruritnia "Quen Flavia" zzzzzz -hoses'), database)
    assert query.match() == '(("ruritania") AND ("queen flavia") AND ("zzzzzz")) NOT "hoses"'
    assert [each.to_dict() for each in made] == [
        {"typed": "Ruritnia", "used": "ruritania"},
        {"typed": "Quen", "used": "queen"},
    ]


def test_the_beginning_of_a_word_stands_where_a_word_begins_so(database: sqlite3.Connection) -> None:
    assert [stands("rurit", database, prefix) for prefix in (False, True)] == [False, True]


def test_numbers_and_what_is_very_short_or_long_have_no_pairs() -> None:
    assert pairs("abc") == {"^a", "ab", "bc", "c$"}
    assert [pairs(word) for word in ("ab", "1894", "b2b", "a" * 41)] == [set()] * 4


def test_the_distance_is_that_of_its_definition() -> None:
    """Compare with the recursive definition on all short words of two letters."""

    def defined(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        steps = [defined(a[:-1], b) + 1, defined(a, b[:-1]) + 1, defined(a[:-1], b[:-1]) + (a[-1] != b[-1])]
        if len(a) > 1 and len(b) > 1 and a[-1] == b[-2] and a[-2] == b[-1]:
            steps.append(defined(a[:-2], b[:-2]) + 1)
        return min(steps)

    words = ["".join(letters) for size in range(5) for letters in product("ab", repeat=size)]
    for one, other in product(words, words):
        assert distance(one, other, 2) == min(defined(one, other), 3), (one, other)
