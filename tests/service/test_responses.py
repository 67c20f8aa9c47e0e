"""Test that answers are sent whole, with the header fields that protect those who read them."""

from __future__ import annotations

import asyncio
import os
import tempfile
from typing import Any

import pytest
from serving import Server

from coalition.service import responses
from coalition.service.pool import Reply
from coalition.service.responses import COMMON, Sent


def sent(answer: Sent, method: str = "GET") -> tuple[dict[str, str], bytes]:
    """Return the header fields and the body that are sent."""
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        raise AssertionError

    asyncio.run(answer({"type": "http", "method": method}, receive, send))
    head, *rest = messages
    assert [message.get("more_body", False) for message in rest] == [True] * (len(rest) - 1) + [False]
    return {key.decode(): value.decode() for key, value in head["headers"]}, b"".join(part["body"] for part in rest)


def in_file(size: int, told: int) -> tuple[Reply, int]:
    """Return an answer in a file that has so many bytes, and the number of the file."""
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * size)
        file.flush()
        number = os.dup(file.fileno())
    return Reply(200, "text/plain", {}, told, file=number), number


def test_an_answer_in_a_file_is_sent_in_pieces_and_its_file_is_closed() -> None:
    reply, number = in_file(1_000_000, 1_000_000)
    headers, body = sent(Sent.of(reply, {}))
    assert headers["content-length"] == "1000000" and len(body) == 1_000_000
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)


def test_a_file_that_is_too_short_is_an_error_and_never_a_short_answer() -> None:
    reply, _ = in_file(10, 20)
    with pytest.raises(OSError, match="shorter"):
        sent(Sent.of(reply, {}))


def test_an_answer_in_a_file_can_be_kept_where_it_is_not_too_large() -> None:
    reply, number = in_file(100_000, 100_000)
    answer = Sent.of(reply, {})
    assert answer.kept(99_999) is None
    kept = answer.kept(100_000)
    assert kept and kept.body == b"x" * 100_000
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
    assert sent(answer) == (sent(Sent.of_kept(kept))[0], kept.body)


def test_head_has_the_length_and_no_body() -> None:
    headers, body = sent(Sent.of(Reply(200, "text/plain", {}, 3, b"abc"), {}), "HEAD")
    assert headers["content-length"] == "3" and body == b""


def test_a_value_cannot_begin_another_header_field() -> None:
    assert responses.encoded({"link": "a\r\nSet-Cookie: x\x00é"}) == [(b"link", b"a Set-Cookie: x\x00\xe9")]


def test_every_answer_has_the_fields_that_protect_its_readers(server: Server) -> None:
    for got in (server.query("ASK {}"), server.query("ASK {"), server.ask("/nothing"), server.ask("/healthz")):
        for name, value in COMMON.items():
            assert got.headers[name] == value
        assert got.headers["x-request-id"]
        assert "server" not in got.headers
