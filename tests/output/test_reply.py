"""Test that what a handler says of its answer has what most answers need."""

from __future__ import annotations

from coalition.output.reply import Head


def test_an_answer_is_a_success_without_further_header_fields_unless_it_says_more() -> None:
    assert Head("text/csv") == Head("text/csv", 200, {})
