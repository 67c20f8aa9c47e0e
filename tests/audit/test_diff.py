"""Test the comparison of two graphs, fact by fact."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import prefixes

from coalition.audit.diff import differences, read
from coalition.errors import RDFSyntaxError, SelectionError

OLD = "passage:a { actor:x cg:memberOf actor:y ; cg:ledBy actor:z . } passage:b { actor:x cg:memberOf actor:y . }"
NEW = 'passage:a { actor:x cg:memberOf actor:y . } passage:c { actor:x cg:memberOf actor:y ; cg:isoCode "XXX" . }'


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(prefixes() + text, format=ox.RdfFormat.TRIG))


def test_facts_and_their_support_are_compared_apart() -> None:
    found = [(change.kind, change.fact, change.graphs) for change in differences(iter(quads(OLD)), iter(quads(NEW)))]
    assert found == [
        ("added", 'actor:x cg:isoCode "XXX"', ("passage:c",)),
        ("newly supported", "actor:x cg:memberOf actor:y", ("passage:c",)),
        ("no longer supported", "actor:x cg:memberOf actor:y", ("passage:b",)),
        ("removed", "actor:x cg:ledBy actor:z", ("passage:a",)),
    ]


def test_a_graph_does_not_differ_from_itself() -> None:
    assert differences(iter(quads(OLD)), iter(quads(OLD))) == []


def test_turtle_is_compared_by_its_facts() -> None:
    one, other = (quads(f"actor:x cg:memberOf actor:{name} .") for name in "yz")
    assert [change.kind for change in differences(iter(one), iter(other))] == ["added", "removed"]


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    (tmp_path / "a.ttl").write_text("x", encoding="utf-8")
    with pytest.raises(SelectionError, match="this is not an export"):
        list(read(tmp_path / "a.csv"))
    with pytest.raises(RDFSyntaxError, match=r"a\.ttl:1:1"):
        list(read(tmp_path / "a.ttl"))
