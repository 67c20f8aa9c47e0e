"""Test pages of lists, and how results that are lists are written."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from coalition.audit.tables import COVERAGE as LAYOUT
from coalition.graph import Graph
from coalition.operations.operation import MEDIA, PAGING, Operation, Page, Writing, write_items
from coalition.operations.parameters import Parameter
from coalition.operations.views import VIEW


@pytest.mark.parametrize(
    ("page", "part", "told"),
    [
        (Page(), [0, 1, 2, 3, 4], {}),
        (Page(2), [0, 1], {"total": 5, "offset": 0}),
        (Page(2, 4, "/next"), [4], {"total": 5, "offset": 4, "next": "/next"}),
        (Page(2, 5), [], {"total": 5, "offset": 5}),
        (Page(10**17, 10**17), [], {"total": 5, "offset": 10**17}),
    ],
)
def test_a_page_is_a_part_of_a_list_and_says_which(page: Page, part: list[int], told: dict[str, Any]) -> None:
    assert page.of(range(5)) == range(5)[part[0] : part[-1] + 1] if part else not list(page.of(range(5)))
    assert page.told(5) == told


def test_a_list_is_written_whole_or_in_part(graph: Graph) -> None:
    items = graph.coverage() * 3
    whole, part, rows = io.StringIO(), io.StringIO(), io.StringIO()
    write_items("sources", items, "json", whole, Writing(graph, {}, graph.about), LAYOUT, more=1)
    assert [*json.loads(whole.getvalue())] == ["about", "sources", "more"]
    paged = Writing(graph, {}, graph.about, Page(2, 1))
    write_items("sources", items, "json", part, paged, LAYOUT)
    found = json.loads(part.getvalue())
    assert ([*found], len(found["sources"])) == (["about", "total", "offset", "sources"], 2)
    write_items("sources", items, "csv", rows, paged, LAYOUT)
    assert len(list(csv.DictReader(io.StringIO(rows.getvalue())))) == 2


def test_an_operation_calls_the_method_of_its_name(graph: Graph) -> None:
    conflicts = Operation("conflicts", "conflicts", "", (), lambda *_: None)
    assert conflicts.result(graph, {"thing": "Meeting in Strelsau"}) == graph.conflicts("Meeting in Strelsau")


def test_common_parameters_follow_its_own_unless_it_has_one_of_that_name() -> None:
    own = (Parameter("limit", "text"), Parameter("stances", "text"))
    listed = Operation("x", "x", "", own, lambda *_: None, listed=list)
    common = [each for each in (*PAGING, *VIEW) if each.name not in ("limit", "stance")]
    assert listed.all_parameters() == (*own, *common)
    assert Operation("x", "x", "", own, lambda *_: None, view=False).all_parameters() == own


def test_each_format_has_a_media_type_of_its_own() -> None:
    assert len({*MEDIA.values()}) == len(MEDIA)
