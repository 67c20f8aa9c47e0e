"""Test how few words tell what a fact rests on, without making it stronger than it is."""

from __future__ import annotations

from assisted import passages

from coalition.assistants.citing import by_fact, by_stance, cite, named, short
from coalition.assistants.fitting import WHOLE, Detail
from coalition.graph import Graph
from coalition.namespaces import HOME, REGISTER
from coalition.provenance.evidence import GROUNDS, Evidence

BRIEF = Detail(2, 20)


def test_an_id_is_short_and_can_be_asked_for() -> None:
    assert short(f"{HOME}passage/s002-2116") == "s002-2116"
    assert short(f"{HOME}slice/s002-1") == "s002-1"
    assert short(f"{HOME}actor/france") == "actor:france"
    assert short("https://example.org/x") == "https://example.org/x"
    assert short(f"{HOME}passage/é") == f"{HOME}passage/é"


def test_a_label_stands_beside_the_id_where_it_says_more() -> None:
    assert named(f"{HOME}actor/france", "France", BRIEF) == {"id": "actor:france", "label": "France"}
    assert named(f"{HOME}actor/france", "actor:france", BRIEF) == {"id": "actor:france"}
    assert named(f"{HOME}passage/s0-1", "passage:s0-1", BRIEF) == {"id": "s0-1"}


def test_passages_are_told_by_their_stance(published: Graph) -> None:
    cited = [published._tracer.cite(HOME + f"passage/{name}") for name in ("s000-1646", "s001-34393", "s003-1549")]
    families = published._families.count([cited[0].passage.iri, cited[2].passage.iri])
    assert by_stance({"a fact": cited}, published._families, WHOLE) == {
        "asserts": {"families": families, "passages": ["s000-1646", "s003-1549"]},
        "reports": {"families": 1, "passages": ["s001-34393"], "readings": 1},
    }


def test_passages_that_are_not_listed_are_counted(published: Graph) -> None:
    cited = [published._tracer.cite(each.iri) for each in published._record.slices()[:40]]
    asserted = [each for each in cited if each.passage.stance == "asserts"]
    told = by_stance({None: asserted}, published._families, BRIEF)["asserts"]
    assert len(told["passages"]) == 2
    assert told["more"] == len(asserted) - 2


def test_a_row_is_no_better_supported_than_its_weakest_fact(published: Graph) -> None:
    answer = published.query(
        "SELECT ?who ?name { ?who cg:tookPartIn meeting:london-2025-03-02 ; skos:prefLabel ?name }"
    )
    assert not isinstance(answer, bool | list)
    for evidence in answer.evidence:
        told = cite(evidence, published._families, WHOLE)
        weakest = min(
            published._families.count(c.passage.iri for c in group) for group in by_fact(evidence.passages).values()
        )
        assert (
            told["asserts"]["families"]
            == weakest
            <= published._families.count(c.passage.iri for c in evidence.passages)
        )


def test_of_several_facts_the_one_that_the_fewest_families_state_counts(published: Graph) -> None:
    one, other = (published._tracer.cite(HOME + f"passage/{name}") for name in ("s000-1154", "s003-2775"))
    told = {
        name: by_stance(parts, published._families, WHOLE)["asserts"]["families"]
        for name, parts in {"both": {1: [one, other]}, "one of two": {1: [one, other], 2: [one]}}.items()
    }
    assert told == {"both": 2, "one of two": 1}


def test_a_slice_that_states_nothing_has_no_families(published: Graph) -> None:
    factless = next(each for each in published._record.slices() if not each.stance)
    told = by_stance({None: [published._tracer.cite(factless.iri)]}, published._families, WHOLE)
    assert told == {"states no fact": {"passages": [factless.name]}}
    assert passages(told) == [factless.name]


def test_what_is_no_passage_is_told_too(published: Graph) -> None:
    evidence = Evidence((), ("rule",), (GROUNDS[REGISTER], "the graph of x"), ("a note that is longer than that",))
    told = cite(evidence, published._families, BRIEF)
    assert told == {"rules": ["rule"], "also": ["register", "the graph of x"], "notes": ["a note that is long…"]}
