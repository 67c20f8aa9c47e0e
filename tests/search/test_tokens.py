"""Test that what is written and what is typed is cut alike, in every script."""

from __future__ import annotations

import sqlite3

import pytest

from coalition.search.tokens import indexed, key, tokens
from coalition.search.writing import TOKENIZER

WRITTEN = [
    ("Air-defence missiles, £1.6bn (UK's)", "air defence missiles 1 6bn uk s"),
    ("snake_case and e\u0301lan", "snake case and elan"),
    ("STRASSE Straße ﬁne ＦＵＬＬ", "strasse strasse fine full"),
    ("co\u00adoperation", "cooperation"),
    ("中国上海", "中 国 上 海"),
    ("ใน2025", "ใ น 2025"),
    ("नमस्ते दुनिया", "नमस्ते दुनिया"),
    ("Ελλάδα, Київ, שָׁלוֹם, İstanbul", "ελλαδα киів שלום istanbul"),
    ("\x00\x1b[31m \ud800 … — ''", "31m"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_a_text_is_cut_into_tokens_without_case_accents_and_signs(text: str, expected: str) -> None:
    assert key(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in WRITTEN])
def test_the_index_cuts_a_text_as_we_do(text: str) -> None:
    """What is typed is cut by us, and what is written by the index: they must not differ."""
    database = sqlite3.connect(":memory:")
    database.execute(f'CREATE VIRTUAL TABLE words USING fts5(text, content="", tokenize="{TOKENIZER}")')
    database.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, instance)")
    database.execute(
        "INSERT INTO words(rowid, text) VALUES (1, ?)", (indexed(text).encode("utf-8", "replace").decode(),)
    )
    cut = [term for (term,) in database.execute("SELECT term FROM vocabulary ORDER BY offset")]
    assert cut == key(text).split()
    database.close()


def test_a_token_has_its_place_in_the_text() -> None:
    text = "In 中国, Élan_x"
    assert [(text[start:end], token) for start, end, token in tokens(text)] == [
        ("In", "in"),
        ("中", "中"),
        ("国", "国"),
        ("Élan", "elan"),
        ("x", "x"),
    ]
