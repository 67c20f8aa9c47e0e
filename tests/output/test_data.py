"""Test how results are written as JSON and CSV."""

from __future__ import annotations

import io
import json

from coalition.output.data import joined, write_json


def test_json_keeps_letters_and_ends_with_a_line() -> None:
    output = io.StringIO()
    write_json({"name": "Zoë", "parts": [1, 2]}, output)
    assert '"name": "Zoë"' in output.getvalue()
    assert output.getvalue().endswith("}\n")
    assert json.loads(output.getvalue()) == {"name": "Zoë", "parts": [1, 2]}


def test_the_parts_of_a_list_are_one_field() -> None:
    assert [joined(value) for value in (["a", "b"], [], "a", 5, ["a"])] == ["a | b", "", "a", "5", "a"]
