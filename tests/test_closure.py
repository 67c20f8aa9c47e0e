"""Test the transitive closure of a relation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalition.closure import closure

RELATION = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["a"], "e": ["f"]}


def test_what_is_reached_is_reached_by_any_number_of_steps() -> None:
    assert closure("a", lambda node: RELATION.get(node, [])) == set("abcd")
    assert closure("e", lambda node: RELATION.get(node, [])) == set("ef")
    assert closure("", lambda node: RELATION.get(node, [])) == set()


def test_each_thing_is_asked_once() -> None:
    asked: list[str] = []

    def following(node: str) -> list[str]:
        asked.append(node)
        return RELATION.get(node, [])

    closure("ab", following)
    assert sorted(asked) == list("abcd")


def test_a_long_chain_needs_no_recursion() -> None:
    assert len(closure([0], lambda number: [number + 1] if number < 50_000 else [])) == 50_001


@given(st.sets(st.integers(0, 9)), st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 9))))
def test_it_is_the_least_set_that_is_closed(start: set[int], relation: dict[int, set[int]]) -> None:
    found = closure(start, lambda node: relation.get(node, set()))
    least = set(start)
    for _ in range(10):
        least |= {end for node in least for end in relation.get(node, ())}
    assert found == least
