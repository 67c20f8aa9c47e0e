"""Test the command export."""

from __future__ import annotations

import pytest
from program import Call, misused, refuses


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "--about", "Lodnon summit"], "there is no thing called Lodnon summit; did you mean 2025 London"),
        (["export", "--format", "trig", "--provenance"], "trig already holds each passage as a named graph"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    refuses(call(*arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "--about", "NATO", "--query", "DESCRIBE actor:nato"], "Give only one of --about, --query and -f."),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call) -> None:
    misused(call(*arguments), message)
