"""Test what audits say of an invented corpus against the truth that it was made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from invented_corpus import Invented

from coalition.audit.conflicts import Conflict
from coalition.namespaces import CG, local_name

FINE = 2**5 * 3**3 * 5**2 * 7 * 11 * 13 * 17 * 19
"""A length that is a multiple of all numbers of events that two actors share, so that no path is rounded."""


@pytest.fixture(scope="module")
def conflicts(invented: Invented) -> dict[str, list[Conflict]]:
    """The conflicts of the corpus by their kinds."""
    found: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in invented.graph.conflicts():
        found[conflict.kind].append(conflict)
    return found


def shown(term: str) -> str:
    """Return a day as it is written, or the millions of an amount, from a term of RDF."""
    return (
        term.split('"')[1] if '"' in term else local_name(term.strip("<>")).removeprefix("eur-").removesuffix("000000")
    )


def test_passages_slices_and_statements_are_as_many_as_were_written(invented: Invented) -> None:
    counts, truth = invented.graph.snapshot.counts, invented.truth
    assert counts["passages"] == truth["passages"]
    assert counts["statements"] == truth["told"]
    assert counts["factless slices"] == truth["factless slices"]
    assert counts["sources"] == truth["documents"]


def test_each_family_has_the_documents_that_go_back_to_one(invented: Invented) -> None:
    sizes = sorted((len(family.sources) for family in invented.graph.families()), reverse=True)
    assert sizes == invented.truth["families"]
    assert sizes[0] > 2


@pytest.mark.parametrize(("kind", "known"), [("two dates", "two-dates"), ("two values", "two-sums")])
def test_exactly_what_was_contradicted_is_a_conflict_with_all_passages_of_both_sides(
    kind: str, known: str, invented: Invented, conflicts: dict[str, list[Conflict]]
) -> None:
    contradicted = invented.truth["contradicted"][known]
    assert contradicted
    expected = {
        (thing, *pair) for thing, values in contradicted.items() for pair in combinations(sorted(map(str, values)), 2)
    }
    found = Counter(
        (local_name(conflict.thing), *sorted(shown(side.term) for side in conflict.sides))
        for conflict in conflicts[kind]
    )
    assert found == Counter(dict.fromkeys(expected, 1))
    for conflict in conflicts[kind]:
        for side in conflict.sides:
            passages = [cited.passage.name for cited in side.passages]
            stated = invented.truth["sides"][f"{local_name(conflict.thing)} {shown(side.term)}"]
            assert sorted(f"passage:{name}" for name in passages) == stated


def test_nothing_else_contradicts_but_what_is_denied(conflicts: dict[str, list[Conflict]]) -> None:
    assert conflicts.keys() <= {"two dates", "two values", "stated and denied"}


def test_each_day_and_each_sum_is_supported_by_the_documents_and_families_that_assert_it(invented: Invented) -> None:
    words = {CG + "date", CG + "amount"}
    found = {
        f"{local_name(str(support.fact.subject).strip('<>'))} {shown(str(support.fact.object))}": [
            len(support.documents),
            support.families,
        ]
        for support in invented.graph.corroboration()
        if support.fact.predicate.value in words
    }
    assert found == invented.truth["support"]
    assert max(families for _, families in found.values()) > 2
    assert any(documents > families for documents, families in found.values())


def met(invented: Invented, represented: bool) -> dict[str, set[str]]:
    """Return who took part in each event by the truth, a person as the state that it represents, if `represented`."""
    stands_for = invented.truth["represents"]
    return {
        event: {stands_for.get(who, who) if represented else who for who in there}
        for event, there in invented.truth["there"].items()
    }


def ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Return the rank of each score; scores that differ by rounding alone are equal."""
    return {who: 1 + sum(other > score * (1 + 1e-9) for other in scores.values()) for who, score in scores.items()}


def found(invented: Invented, represented: bool, **how: Any) -> dict[str, tuple[int, float]]:
    kinds = ("state", "organisation") if represented else ("person", "organisation")
    ranking = invented.graph.centrality(kinds=kinds, represented=represented, **how)
    return {local_name(row.actor): (row.rank, row.score) for row in ranking.rows}


def expected(scores: Mapping[str, float]) -> dict[str, Any]:
    places = ranks(scores)
    return {who: (places[who], pytest.approx(score, rel=1e-11)) for who, score in scores.items()}


def of_kinds(events: Mapping[str, set[str]], represented: bool) -> list[set[str]]:
    """Return the participants that the network has: states and organisations, or persons and organisations."""
    return [{who for who in there if who[0] in ("so" if represented else "po")} for there in events.values()]


@pytest.mark.parametrize("represented", [False, True])
def test_degrees_strengths_and_their_ranks_are_those_of_the_truth(represented: bool, invented: Invented) -> None:
    events = of_kinds(met(invented, represented), represented)
    actors = set().union(*events)
    shared = Counter(pair for there in events for pair in combinations(sorted(there), 2))
    ties, strength = Counter(who for pair in shared for who in pair), Counter[str]()
    for pair, times in shared.items():
        strength.update(dict.fromkeys(pair, times))
    assert found(invented, represented) == expected({who: ties[who] / (len(actors) - 1) for who in actors})
    assert found(invented, represented, weighted=True) == expected({who: float(strength[who]) for who in actors})
    assert max(shared.values()) > 1
    if not represented:
        assert {who: ties[who] for who in ties} == invented.truth["degrees"]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("represented", [False, True])
def test_betweenness_and_its_ranks_are_those_of_networkx_on_the_truth(
    represented: bool, weighted: bool, invented: Invented
) -> None:
    network = nx.Graph()
    for there in of_kinds(met(invented, represented), represented):
        network.add_nodes_from(there)
        for one, other in combinations(sorted(there), 2):
            times = network.get_edge_data(one, other, {"times": 0})["times"] + 1
            assert FINE % times == 0
            network.add_edge(one, other, times=times, length=FINE // times)
    scores = nx.betweenness_centrality(network, weight="length" if weighted else None)
    assert any(scores.values())
    assert found(invented, represented, measure="betweenness", weighted=weighted) == expected(scores)
