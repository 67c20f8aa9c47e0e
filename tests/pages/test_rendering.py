"""Test that templates escape what they are given, and fail where something is missing."""

from __future__ import annotations

import jinja2
import pytest

from coalition.pages.rendering import environment


def test_values_are_escaped_in_texts_too() -> None:
    made = environment()
    assert made.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    assert made.from_string("{{ _('a %(x)s', x=x) }}").render(x="<b>") == "a &lt;b&gt;"
    assert made.from_string("{{ '2025-03-02'|date }}").render() == "2 March 2025"


def test_what_is_missing_is_a_fault() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ missing }}").render()
