"""Test that the definitions of networks fit each other."""

from __future__ import annotations

from coalition.network import definitions


def test_each_class_becomes_a_kind_of_node_and_each_kind_has_a_plural() -> None:
    assert set(definitions.CLASSES.values()) == set(definitions.KINDS)
    assert tuple(definitions.PLURALS) == definitions.ACTOR_KINDS
    assert set(definitions.ACTOR_KINDS) >= definitions.DEFAULT_KINDS | definitions.FOLDED_KINDS


def test_each_network_stands_under_its_own_name() -> None:
    for name, network in definitions.NETWORKS.items():
        assert network.name == name
        assert "({kinds})" in network.definition
        assert network.support in ("events", "commitments")
