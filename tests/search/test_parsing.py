"""Test how what a person types is read, and that none of it reaches the index as syntax."""

from __future__ import annotations

import random
import sqlite3

import pytest

from coalition.errors import SelectionError
from coalition.search.parsing import LONGEST, MOST, parse


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Export finance", '("export") AND ("finance")'),
        ('"Export finance" deal', '("export finance") AND ("deal")'),
        ("“Export finance”", '("export finance")'),
        ("air-defence", '("air defence")'),
        ("missil* -loan", '("missil" *) NOT "loan"'),
        ('horses -"the court" -x*', '("horses") NOT "the court" NOT "x" *'),
        ("a OR b c", '("a" OR "b") AND ("c")'),
        ("OR a OR", '("a")'),
        ("a OR -b", '("a") NOT "b"'),
        (
            "or NOT NEAR(a b) {names}:x ^y + z",
            '("or") AND ("not") AND ("near a") AND ("b") AND ("names x") AND ("y") AND ("z")',
        ),
        ('"unclosed phrase', '("unclosed phrase")'),
        ("- -- a", '("a")'),
        ('5" gun', '("5") AND ("gun")'),
        ("中国", '("中 国")'),
    ],
)
def test_words_phrases_beginnings_exclusions_and_alternatives(typed: str, expected: str) -> None:
    assert parse(typed).match() == f"({expected.split(' NOT ')[0]})" + "".join(
        f" NOT {each}" for each in expected.split(" NOT ")[1:]
    )


def test_only_words_that_must_be_there_are_bound_to_columns() -> None:
    assert parse("a -b").match("names contents") == '{names contents} : (("a")) NOT "b"'


def test_words_alone_may_be_the_name_of_a_thing() -> None:
    assert [parse(typed).plain for typed in ("Keir Starmer", '"Keir Starmer"')] == ["keir starmer"] * 2
    assert [parse(typed).plain for typed in ("Starm*", "a OR b", "a -b")] == ["", "", ""]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("?! …", "there is no word to search for"),
        ("\x00 \ud800", "there is no word to search for"),
        ("-a", "it is only said which words must not be there"),
        ("a " * 100, f"more than {MOST} words were typed"),
        ("中" * 100, f"more than {MOST} words were typed"),
        ("a" * 1000, f"a word has more than {LONGEST} characters"),
        ("a " * 10_000_000, f"what was typed has more than {MOST * LONGEST} characters"),
    ],
    ids=["signs", "no characters", "exclusions", "many", "many letters", "long", "very many"],
)
def test_what_cannot_be_searched_is_refused_in_one_line(typed: str, message: str) -> None:
    with pytest.raises(SelectionError, match=message) as caught:
        parse(typed)
    assert len(str(caught.value)) < 200
    assert caught.value.remedy


def test_nothing_that_is_typed_is_syntax_of_the_index() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(names, contents, text)")
    parts = [
        '"',
        "'",
        "*",
        "-",
        "OR",
        "NOT",
        "AND",
        "NEAR",
        "(",
        ")",
        "{",
        "}",
        ":",
        "^",
        "+",
        ",",
        "\x00",
        "a",
        "é",
        "中",
        " ",
    ]
    drawn = random.Random(9)
    searched = 0
    for _ in range(3000):
        typed = "".join(drawn.choices(parts, k=drawn.randint(1, 12)))
        try:
            query = parse(typed)
        except SelectionError:
            continue
        for columns in ("", "names"):
            database.execute("SELECT count(*) FROM words WHERE words MATCH ?", (query.match(columns),)).fetchone()
        searched += 1
    assert searched > 1000
    database.close()
