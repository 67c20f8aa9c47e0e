"""Test the kinds of a timeline: each can be asked for, and belongs to a class of the ontology."""

from __future__ import annotations

from coalition.build.dataset import Ontology
from coalition.corpus.root import Root
from coalition.timeline.kinds import CLASSES, COUNTED_IF_UNDATED, DEFAULT_KINDS, INFERRED_RELATIONS, TIMELINE_KINDS


def test_every_kind_is_that_of_a_class_of_the_ontology() -> None:
    terms = Ontology.from_inputs(Root.published().read()).schema.terms
    assert set(CLASSES) <= set(terms)
    assert {kind for _, kind in CLASSES.values()} == set(TIMELINE_KINDS)


def test_what_is_said_of_kinds_is_said_of_those_there_are() -> None:
    assert set(DEFAULT_KINDS) < set(TIMELINE_KINDS)
    assert set(INFERRED_RELATIONS) <= set(TIMELINE_KINDS)
    assert set(COUNTED_IF_UNDATED) <= {called for called, _ in CLASSES.values()}


def test_a_narrower_class_comes_before_a_wider_one() -> None:
    """The first class that a thing belongs to names its kind, so a meeting is not called an event."""
    wider = Ontology.from_inputs(Root.published().read()).schema.wider
    order = list(CLASSES)
    assert all(
        order.index(one) < order.index(other)
        for one in order
        for other in wider.get(one, ())
        if other in order and other != one
    )
