"""Test how results are written as JSON and CSV."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from coalition.output.about import About
from coalition.output.data import as_json, joined, write_csv, write_json, write_json_list
from coalition.output.terminal import visible


def test_json_keeps_letters_and_ends_with_a_line() -> None:
    output = io.StringIO()
    write_json({"name": "Zoë", "parts": [1, 2]}, output)
    assert '"name": "Zoë"' in output.getvalue()
    assert output.getvalue().endswith("}\n")
    assert json.loads(output.getvalue()) == {"name": "Zoë", "parts": [1, 2]}


@pytest.mark.parametrize("content", [{"b": [1]}, {}, {"b": 1, "c": {}}])
@pytest.mark.parametrize("items", [[], [{}], [{"x": "a\nb\x1b"}, {"y": [1, {"z": [2]}], "e": []}]])
@pytest.mark.parametrize("described", [True, False])
def test_a_list_is_written_item_by_item_as_it_is_at_once(
    content: dict[str, Any], items: list[Any], described: bool
) -> None:
    about = About("s", "", "", (), (), (), "1", "1") if described else None
    whole, parts = io.StringIO(), io.StringIO()
    write_json({"a": items, **content}, whole, about)
    write_json_list("a", map(as_json, items), content, parts, about)
    assert parts.getvalue() == whole.getvalue()


def test_the_parts_of_a_list_are_one_field() -> None:
    assert [joined(value) for value in (["a", "b"], [], "a", 5, ["a"])] == ["a | b", "", "a", "5", "a"]
    assert [joined(value) for value in (None, True, False, 0, 0.1)] == ["", "true", "false", "0", "0.1"]


def test_rows_are_written_as_csv_below_their_columns() -> None:
    output = io.StringIO()
    write_csv(("b", "a"), [{"a": ["x", 'y"z'], "b": None, "c": 1}], output)
    assert output.getvalue() == 'b,a\r\n,"x | y""z"\r\n'
    nothing = io.StringIO()
    write_csv(("b",), [], nothing)
    assert nothing.getvalue() == "b\r\n"


def test_json_is_indented_keeps_the_order_and_can_be_sorted() -> None:
    content = {"b": {"d": 1, "c": [2]}, "a": None}
    assert as_json(content) == '{\n  "b": {\n    "d": 1,\n    "c": [\n      2\n    ]\n  },\n  "a": null\n}\n'
    assert list(json.loads(as_json(content, sort_keys=True))) == ["a", "b"]
    assert as_json(content, sort_keys=True).index('"c"') < as_json(content, sort_keys=True).index('"d"')


def test_json_holds_what_a_terminal_would_obey_as_escapes() -> None:
    text = "é \x1b[31m \x7f \x9b \u202e \ud800 \U000e0041 \u200b"
    written = as_json({text: text})
    assert written.count("\\") == 2 * (7 + 1)  # a character beyond U+FFFF takes two
    assert visible(written) == written and "é" in written
    assert json.loads(written) == {text: text}
