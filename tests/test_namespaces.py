"""Test long and short forms of IRIs."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.namespaces import (
    CG,
    HOME,
    PARTS,
    PREFIXES,
    STANDARD,
    THING_PREFIXES,
    Namespaces,
    expand,
    local_name,
    shorten,
    space_of,
    used,
    within,
    word_iri,
    word_name,
)


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (CG + "Meeting", "cg:Meeting"),
        (HOME + "meeting/london-2025-03-02", "meeting:london-2025-03-02"),
        (HOME + "slice/2", "slice:2"),
        (HOME + "actor/a.b", "actor:a.b"),
    ],
)
def test_a_name_that_needs_no_escapes_is_prefixed(iri: str, name: str) -> None:
    assert shorten(iri) == name


@pytest.mark.parametrize(
    "local", ["", "a.", ".a", "-a", "a/b", "a%20b", "a(b", "zoë", "a'b", "a:b", "a\n", "a b", "a~b", "😀"]
)
def test_any_other_name_is_left_whole(local: str) -> None:
    assert shorten(HOME + "actor/" + local) is None


def test_an_iri_of_no_known_namespace_is_left_whole() -> None:
    assert shorten("https://example.org/a") is None


@given(st.sampled_from(sorted(PREFIXES)), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8))
def test_what_is_shortened_expands_to_itself(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    name = shorten(iri)
    assert name is None or expand(name) == iri


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        (" cg:Meeting ", CG + "Meeting"),
        ("<urn:x>", "urn:x"),
        ("https://example.org/a", "https://example.org/a"),
        ("Keir Starmer", None),
        ("nobody:knows", None),
        ("https://example.org/a b", None),
    ],
)
def test_what_people_type_is_expanded(name: str, iri: str | None) -> None:
    assert expand(name) == iri


def test_every_kind_of_thing_has_a_prefix_of_its_name() -> None:
    assert {PREFIXES[kind] for kind in THING_PREFIXES} == {f"{HOME}{kind}/" for kind in THING_PREFIXES}


@pytest.mark.parametrize(
    ("iri", "name"), [(HOME + "source/s001", "s001"), ("https://example.org/a/b/c", "c"), ("x:a", "x:a"), ("x/", "")]
)
def test_a_local_name_is_what_follows_the_last_slash(iri: str, name: str) -> None:
    assert local_name(iri) == name


@pytest.mark.parametrize("name", ["<x:a", "x:a>", "< x:a", "nothing:a", "plain", "", "https://a b", "HTTPS://a"])
def test_what_is_no_name_expands_to_nothing(name: str) -> None:
    assert expand(name) is None


@pytest.mark.parametrize(
    ("name", "iri"),
    [("<x:a>", "x:a"), ("cg:Meeting", CG + "Meeting"), ("https://example.org/a", "https://example.org/a")],
)
def test_a_name_in_each_form_expands_to_its_iri(name: str, iri: str) -> None:
    assert expand(name) == iri


@pytest.mark.parametrize("iri", [CG + "a#b", CG + "a/b#c", HOME + "actor/x#y"])
def test_only_what_follows_the_last_mark_is_a_local_name(iri: str) -> None:
    assert shorten(iri) is None


OWN = Namespaces("https://example.org/x/", {"ship": "https://example.org/words#"}, ["https://example.org/words#"])


def test_a_graph_has_a_base_and_prefixes_of_its_own() -> None:
    with OWN.used():
        assert (PREFIXES["actor"], PREFIXES["cg"]) == ("https://example.org/x/actor/", CG)
        assert {PREFIXES[kind] for kind in PARTS} == {f"{HOME}{kind}/" for kind in PARTS}
        assert shorten("https://example.org/x/actor/ann") == "actor:ann"
        assert shorten(HOME + "actor/ann") is None
        assert (expand("ship:Ship"), word_iri("ship:Ship")) == ("https://example.org/words#Ship",) * 2
        assert word_name("https://example.org/words#Ship") == "ship:Ship"
        assert used().words == (CG, "https://example.org/words#")
    assert (used(), PREFIXES["actor"]) == (STANDARD, HOME + "actor/")
    assert expand("ship:Ship") is None


def test_namespaces_are_the_same_in_another_process() -> None:
    there = pickle.loads(pickle.dumps(OWN))
    assert there == OWN and hash(there) == hash(OWN) and there.prefixes == OWN.prefixes
    assert OWN.with_base(HOME) != OWN and OWN.with_base(OWN.base) is OWN


class Told:
    """Tell in its own namespaces what a prefix stands for, at once and step by step."""

    namespaces = OWN

    @within
    def once(self) -> str:
        """Return it once."""
        return PREFIXES["actor"]

    @within
    def steps(self) -> Iterator[str]:
        """Yield it twice."""
        yield PREFIXES["actor"]
        yield PREFIXES["actor"]


def test_a_method_works_in_the_namespaces_of_its_object() -> None:
    assert Told().once() == OWN.prefixes["actor"]
    for told in Told().steps():
        assert (told, PREFIXES["actor"]) == (OWN.prefixes["actor"], HOME + "actor/")


def test_the_namespace_of_a_word_ends_with_the_last_mark() -> None:
    assert [space_of(iri) for iri in (CG + "Meeting", HOME + "actor/x", "urn:x")] == [CG, HOME + "actor/", ""]
