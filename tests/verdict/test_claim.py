"""Test that a claim finds what it is about: by name, by pattern, by words."""

from __future__ import annotations

import pytest
from ruritania import REGISTER, document

from coalition import Graph
from coalition.errors import QueryError
from coalition.verdict import claim as claims
from coalition.verdict.postings import Postings


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Open the invented corpus once, since no claim changes it."""
    root = tmp_path_factory.mktemp("claims")
    (root / "graph").mkdir()
    (root / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (root / "graph" / "zenda.trig").write_text(document(), encoding="utf-8")
    return Graph.open(root, store=root / "snapshots")


def near(graph: Graph, claim: str) -> list[str]:
    postings = Postings.from_bags(claims.Matter(graph.store, graph.names).bags)
    return [match.thing.rsplit("/", 1)[-1] for match in claims.by_words(claim, postings)]


@pytest.mark.parametrize(
    ("claim", "thing"),
    [
        ("Ruritania promises crowns", "crowns"),
        ("Ruritania is giving Graustark 1,200 crowns", "crowns"),
        ("Ruritanya promised crownes", "crowns"),
        ("Graustark asks for horses", "graustark-horses"),
        ("The King hosted the meeting", "strelsau-1894-05-03"),
        ("Graustark attended the meeting in Strelsau", "strelsau-1894-05-03--graustark"),
    ],
)
def test_words_find_what_has_most_of_them(claim: str, thing: str, graph: Graph) -> None:
    assert thing in near(graph, claim)


@pytest.mark.parametrize("claim", ["Zembla sells wine", "the of to", "?!"])
def test_what_is_not_told_of_is_not_found(claim: str, graph: Graph) -> None:
    assert near(graph, claim) == []


def test_where_nobody_says_it_of_one_those_of_whom_it_is_said_are_found(graph: Graph) -> None:
    postings = Postings.from_bags(claims.Matter(graph.store, graph.names).bags)
    found = claims.by_words("Zembla hosted the meeting", postings)
    assert [fact.object.value.rsplit("/", 1)[-1] for match in found for fact in match.facts] == ["rudolf"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("claim", "is_one"),
    [
        ("?x cg:host actor:rudolf", True),
        ("<http://example.org/a> ?p ?o", True),
        ("$x a cg:Meeting", True),
        ("Who hosted it?", False),
        ("Note: Rudolf was there", False),
        ("1:0 for Ruritania", False),
    ],
)
def test_a_pattern_is_told_from_a_sentence(claim: str, is_one: bool) -> None:
    assert claims.is_pattern(claim) is is_one


@pytest.mark.parametrize("claim", ["no it is not", "Flavia never came", "Flavia didn't come", "Flavia didn’t come"])
def test_a_negation_is_noticed(claim: str) -> None:
    assert claims.negated(claim)
    assert not claims.negated("Flavia noted the knot")


def test_a_pattern_finds_facts_in_every_stance_and_derived_ones(graph: Graph) -> None:
    def found(claim: str) -> list[str]:
        return [m.thing.rsplit("/", 1)[-1] for m in claims.by_pattern(claim, graph.store)]

    assert found("?x cg:attitude cg:Asks") == ["graustark-horses"]
    assert found("actor:rudolf cg:tookPartIn ?where") == ["rudolf"]
    assert found("actor:graustark cg:tookPartIn ?where") == []
    assert found("?x cg:stance ?y") == []  # the record tells nothing of the world


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ("?x cg:tookPart ?y", "the ontology has no word cg:tookPart"),
        ("?x cg:host", "no triple pattern"),
        ("?x cg:host ?y } } ; DROP ALL", "no triple pattern"),
        ("?x cg:host/cg:host ?y", "no triple pattern"),
    ],
)
def test_a_wrong_pattern_is_refused(claim: str, what: str, graph: Graph) -> None:
    with pytest.raises(QueryError, match=what):
        claims.by_pattern(claim, graph.store)


@pytest.mark.parametrize(
    ("claim", "label", "same"),
    [
        ("Did Graustark take part in the meeting?", "Graustark took part in the meeting", True),
        ("Rudolf is leading the League", "Rudolf led the League", True),
        ("Graustark did not take part in the meeting", "Graustark took part in the meeting", True),  # told as negated
        ("Graustark took part in the meeting", "Graustark did not take part in the meeting", False),
        ("Graustark did not take part in the meeting", "Graustark did not take part in the meeting", False),
        ("The meeting took part in Graustark", "Graustark took part in the meeting", False),
    ],
)
def test_a_claim_has_the_words_of_a_label_in_any_form_unless_that_denies(claim: str, label: str, same: bool) -> None:
    assert claims.same_words(claim, label) is same
