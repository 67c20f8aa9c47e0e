"""Test that a fingerprint tells whether two stores hold the same, in whatever order."""

from __future__ import annotations

from random import Random

from coalition.graph import Graph
from coalition.rdf.fingerprint import Fingerprint, key, nameless
from coalition.rdf.store import lines

LINES = [
    b'<http://e/a> <http://e/p> "x _:y <z> ." <http://e/g> .\n',
    b"<http://e/a> <http://e/p> <http://e/b> .\n",
    b"<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n",
]
NAMELESS = [b"_:a <http://e/p> <http://e/b> .\n", b"<http://e/a> <http://e/p> _:b <http://e/g> .\n"]


def test_the_order_does_not_count_and_everything_else_does() -> None:
    right = Fingerprint.of(LINES)
    assert right == Fingerprint.of(reversed(LINES)) == Fingerprint.of(NAMELESS + LINES)
    assert right.statements == 3 and str(right).startswith("3-") and len(str(right)) == 34
    others = [
        LINES[1:],
        LINES[:2],
        [*LINES[:2], LINES[2].replace(b"/g", b"/h")],
        [*LINES, LINES[1].replace(b"b", b"c")],
    ]
    assert len({right, *map(Fingerprint.of, others)}) == 5
    assert [nameless(line) for line in LINES + NAMELESS] == [False, False, False, True, True]
    assert {-(2**63) <= key(line) < 2**63 for line in LINES} == {True}


def test_that_of_a_graph_is_that_of_its_quads(published: Graph) -> None:
    found = list(lines(published.store.quads()))
    Random(1).shuffle(found)
    assert published.fingerprint() == str(Fingerprint.of(found))
    assert published.fingerprint() != published.view(stances=("Asserts", "Reports")).fingerprint()
