"""Test that assistants are answered by workers, over HTTP beside everything else."""

from __future__ import annotations

import asyncio
import json
import tempfile
from typing import Any

import pytest
from serving import Server

from coalition.errors import CoalitionError
from coalition.service.assisting import calls
from coalition.service.pool import Refused, Reply


def call(run: Any) -> tuple[Any, bytes]:
    """Return what a call gets."""

    async def ask() -> tuple[Any, bytes]:
        return await calls(run)("tool", {"tool": "schema", "arguments": {}})

    return asyncio.run(ask())


def test_an_answer_is_passed_on_from_memory_and_from_a_file() -> None:
    async def inline(kind: str, given: dict[str, Any], client: str) -> Reply:
        assert (kind, given["tool"], client) == ("tool", "schema", "")
        return Reply(200, "application/json", {}, 2, b"{}")

    async def in_file(_kind: str, _given: dict[str, Any], _client: str) -> Reply:
        import os

        with tempfile.TemporaryFile() as file:
            file.write(b"large")
            file.flush()
            return Reply(200, "application/json", {}, 5, file=os.dup(file.fileno()))

    assert call(inline)[1] == b"{}"
    assert call(in_file)[1] == b"large"


def test_a_refusal_is_one_line() -> None:
    async def refuse(_kind: str, _given: dict[str, Any], _client: str) -> Reply:
        raise Refused("time", "this takes more than 3 s")

    with pytest.raises(CoalitionError, match="this takes more than 3 s"):
        call(refuse)


def test_the_service_answers_assistants_and_refuses_strangers_that_lead_browsers_to_it(server: Server) -> None:
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()
    accept = {"accept": "application/json, text/event-stream", "content_type": "application/json"}
    told = server.ask("/mcp", "POST", hello, **accept)
    names = {tool["name"] for tool in told.json()["result"]["tools"]}
    assert {
        "schema",
        "search",
        "show",
        "verify",
        "ask",
        "sparql",
        "passage",
        "timeline",
        "conflicts",
        "network",
    } == names
    assert server.ask("/mcp", "POST", hello, host="evil.example", **accept).status == 421
    assert server.ask("/mcp", "POST", hello, origin="http://evil.example", **accept).status == 403
