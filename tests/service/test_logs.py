"""Test that what happens is noted, and nothing that is nobody else's business."""

from __future__ import annotations

import io
import json
from typing import Any

from coalition.service.logs import Log

SCOPE: dict[str, Any] = {
    "client": ("127.0.0.1", 5),
    "method": "GET",
    "path": "/sparql",
    "query_string": b"query=SECRET&token=SECRET",
    "headers": [(b"authorization", b"SECRET")],
}


def lines(*requests: tuple[int, float], all_requests: bool = False) -> list[dict[str, Any]]:
    """Return what is noted of requests with a status and a duration."""
    output = io.StringIO()
    log = Log(output, all_requests)
    for status, taken in requests:
        log.request(SCOPE, log.new_id(), status, 10, taken)
    assert "SECRET" not in output.getvalue()
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_what_is_slow_or_goes_wrong_is_noted_and_else_nothing() -> None:
    noted = lines((200, 0.1), (404, 0.1), (500, 0.1), (200, 2.0))
    assert [(line["status"], line["seconds"]) for line in noted] == [(500, 0.1), (200, 2.0)]
    assert noted[0]["path"] == "/sparql" and noted[0]["client"] == "127.0.0.1"


def test_all_is_noted_where_that_is_asked_for_each_with_an_identifier_of_its_own() -> None:
    noted = lines((200, 0.1), (200, 0.1), all_requests=True)
    assert len({line["id"] for line in noted}) == 2


def test_a_line_is_one_line_whatever_a_client_sends() -> None:
    output = io.StringIO()
    Log(output, True).request({**SCOPE, "path": "/a\nb\x1b[31m" + "c" * 5000, "client": None}, "id", 0, 0, 0.0)
    (line,) = output.getvalue().splitlines()
    assert len(line) < 1000 and "\x1b" not in line
