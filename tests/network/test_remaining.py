"""Test what can remain of claims; `tests/views/test_facts.py` compares networks of rests with those of built views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from invented_network import REGISTER, columns, iri, trig

from coalition.columns.table import Columns
from coalition.errors import GraphError
from coalition.namespaces import CG
from coalition.network.remaining import Claims, Remaining, register_tells_more

if TYPE_CHECKING:
    from coalition.network.rows import Mask


def accepting(whole: Columns, *passages: str) -> Mask:
    """Return which graphs are accepted if only some passages are."""
    return whole.facts(np.array([whole.terms.number_of(iri(name)) for name in passages], dtype=np.int32))


def test_a_claim_holds_as_long_as_one_passage_states_it() -> None:
    whole = columns(trig())
    claims = Claims.read(whole, CG + "participant")
    alfa = [
        place
        for place, (subject, value) in enumerate(zip(claims.subject, claims.object, strict=True))
        if whole.terms.iri(subject) == iri("participation:one--alfa") and whole.terms.iri(value) == iri("actor:alfa")
    ]
    assert len(alfa) == 1
    for passages, holds in (
        (("passage:s1-10", "passage:s2-20"), True),
        (("passage:s1-10",), True),
        (("passage:s2-20",), True),
        (("passage:s2-50",), False),
        ((), False),
    ):
        assert bool(claims.hold(accepting(whole, *passages))[alfa[0]]) is holds


def test_a_network_of_nothing_has_no_nodes() -> None:
    for name in ("co-participation", "affiliation", "commitment"):
        empty = Columns.from_quads([])
        edges, nodes = Remaining(empty, name, ["state"]).edges(empty.accepted)
        assert (edges.nodes, len(edges.source), len(nodes)) == (0, 0, 0)


def test_an_actor_that_loses_its_class_is_refused_by_name() -> None:
    register = REGISTER.replace("actor:ben a cg:Person ;", "actor:ben")
    text = trig(register=register) + "\npassage:s1-10 { actor:ben a cg:Person . }"
    whole = columns(text)
    remaining = Remaining(whole, "co-participation", ["person"])
    assert remaining.edges(whole.accepted)[0].nodes
    with pytest.raises(GraphError, match="actor:ben takes part or commits, but no class says what kind"):
        remaining.edges(accepting(whole, "passage:s2-20"))


def test_what_the_register_itself_says_of_participations_is_noticed() -> None:
    assert not register_tells_more(columns(trig()))
    told = "graph:register { participation:x cg:event meeting:one . }"
    assert register_tells_more(columns(f"{trig()}\n{told}"))
