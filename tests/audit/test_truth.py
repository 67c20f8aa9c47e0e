"""Test what audits say of an invented corpus against the truth that it was made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from invented_corpus import Invented

from coalition.audit.conflicts import Conflict
from coalition.namespaces import CG, local_name


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
        f"{local_name(support.fact.subject.value)} {shown(str(support.fact.object))}": [
            len(support.documents),
            support.families,
        ]
        for support in invented.graph.corroboration()
        if support.fact.predicate.value in words
    }
    assert found == invented.truth["support"]
    assert max(families for _, families in found.values()) > 2
    assert any(documents > families for documents, families in found.values())
