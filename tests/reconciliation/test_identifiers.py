"""Test that identifiers are short, and that whatever names a thing or a word is read."""

from __future__ import annotations

import pytest

from coalition.namespaces import CG, HOME, PREFIXES
from coalition.reconciliation.identifiers import thing_id, thing_iri, word_id, word_iri

FRANCE = HOME + "actor/france"


def test_identifiers_of_things_are_what_their_iris_add_to_the_identifier_space() -> None:
    assert thing_id(FRANCE) == "actor/france"
    assert thing_id("https://example.org/x") == "https://example.org/x"
    for id in ("actor/france", " actor/france ", "actor:france", FRANCE, f"<{FRANCE}>"):
        assert thing_iri(id) == FRANCE
    assert thing_iri("https://example.org/x") == "https://example.org/x"


def test_identifiers_of_words_are_local_names_or_prefixed_names() -> None:
    assert (word_id(CG + "Person"), word_id(PREFIXES["org"] + "holds")) == ("Person", "org:holds")
    assert word_id("https://example.org/x#y") == "https://example.org/x#y"
    for id in ("Person", "cg:Person", CG + "Person"):
        assert word_iri(id) == CG + "Person"
    assert word_iri("org:holds") == PREFIXES["org"] + "holds"


@pytest.mark.parametrize("id", ["a b", "x>y", '"', "\x00", "{", "Volodymyr Zelenskyy"])
def test_what_cannot_be_an_iri_stands_for_nothing(id: str) -> None:
    assert (thing_iri(id), word_iri(id)) == (None, None)
