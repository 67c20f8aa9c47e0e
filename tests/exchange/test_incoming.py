"""Test what is held of a file that others wrote."""

from __future__ import annotations

import pytest

from coalition.exchange.incoming import Refused, listed


def test_a_refusal_names_what_it_is_about() -> None:
    assert str(Refused("NK-1", "it is blank")) == "NK-1: it is blank"


@pytest.mark.parametrize(("value", "expected"), [(None, []), (7, [7]), ([7, 8], [7, 8]), ({}, [{}])])
def test_a_value_that_may_be_a_list_is_one(value: object, expected: list[object]) -> None:
    assert listed(value) == expected
