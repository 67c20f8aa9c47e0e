"""Test that what audits found is laid out as flat tables, the columns of which do not depend on it."""

from __future__ import annotations

import pytest

from coalition.audit import tables
from coalition.audit.diff import Change
from coalition.audit.tables import Layout
from coalition.graph import Graph


@pytest.fixture
def found(published: Graph) -> dict[str, list[object]]:
    """Return what audits find in the published graph."""
    return {
        "CONFLICTS": [*published.conflicts()],
        "CORROBORATION": [*published.corroboration("Portugal")],
        "COVERAGE": [*published.coverage()],
        "IDENTITIES": [*published.identities()],
        "CHANGES": [Change("added", "a b c", ("g", "h"))],
    }


@pytest.mark.parametrize("name", ["CONFLICTS", "CORROBORATION", "COVERAGE", "IDENTITIES", "CHANGES"])
def test_each_row_has_all_columns_and_no_cell_is_an_object(name: str, found: dict[str, list[object]]) -> None:
    layout: Layout = getattr(tables, name)
    rows = list(layout.rows(found[name], 1))
    assert rows
    for row in rows:
        cells = [row[column] for column in layout.columns]
        assert not any(isinstance(cell, dict) for cell in cells)
        assert not any(isinstance(part, dict | list) for cell in cells if isinstance(cell, list) for part in cell)
    assert not list(layout.rows([], 1))


def test_both_sides_of_a_conflict_have_its_number(published: Graph) -> None:
    conflicts = published.conflicts()
    rows = list(tables.CONFLICTS.rows(conflicts, 5))
    assert [row["conflict"] for row in rows] == [number for number in range(5, 5 + len(conflicts)) for _ in range(2)]
    assert [row["side"] for row in rows] == [side.value for each in conflicts for side in each.sides]
    told = {(row["conflict"], row["later"]) for row in rows}
    for number, conflict in enumerate(conflicts, 5):
        if conflict.later is None:
            assert (number, None) in told and (number, True) not in told
        else:
            assert {(number, True), (number, False)} <= told


def test_each_name_of_an_actor_is_a_row(published: Graph) -> None:
    identities = published.identities("Volodymyr Zelensky")
    rows = list(tables.IDENTITIES.rows(identities, 1))
    assert [row["name"] for row in rows] == [*identities[0].names]
    met = {"x": {"Document 1": 2, "Document 2": 1}}
    object.__setattr__(identities[0], "met", {identities[0].names[0]: met["x"]})
    assert next(tables.IDENTITIES.rows(identities, 1))["met"] == ["Document 1: 2", "Document 2: 1"]
