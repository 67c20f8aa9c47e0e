"""Test the server with the SDK's own client over both transports, from discovery to a cited answer."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from serving import serving

from coalition.assistants.describe import INSTRUCTIONS, TOOLS
from coalition.assistants.fitting import BUDGET
from coalition.assistants.server import LARGEST, build
from coalition.errors import LimitError
from coalition.output.reply import Head

MODES = ("auto", "legacy")
"""How a client finds the version of the protocol: the newest, and with the handshake of older ones."""

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def process(store: Path, *more: str) -> StdioServerParameters:
    arguments = ["-m", "coalition.cli", "--store", str(store), *more, "mcp"]
    return StdioServerParameters(command=sys.executable, args=arguments, env={**os.environ})


@asynccontextmanager
async def served(store: Path) -> AsyncIterator[str]:
    """Serve the graph on a port of this machine, and give the URL for assistants."""
    with serving(store, "--workers", "2") as server:
        yield f"{server.url}/mcp"


@asynccontextmanager
async def connected(transport: str, store: Path, mode: str = "auto") -> AsyncIterator[Client]:
    if transport == "stdio":
        async with Client(process(store), mode=mode) as client:
            yield client
    else:
        async with served(store) as url, Client(url, mode=mode) as client:
            yield client


async def text(client: Client, tool: str, **arguments: Any) -> tuple[bool, str]:
    """Call a tool, and return whether it failed and the text that it gives."""
    result = await client.call_tool(tool, arguments)
    assert result.structured_content is None  # which would be a second copy of the text
    [content] = result.content
    assert content.type == "text"
    return bool(result.is_error), content.text


async def answer(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    failed, given = await text(client, tool, **arguments)
    assert not failed, given
    found: dict[str, Any] = json.loads(given)
    return found


def each_way(work: Callable[[Client], Awaitable[None]], transport: str, store: Path, mode: str = "auto") -> None:
    async def run() -> None:
        async with connected(transport, store, mode) as client:
            await work(client)

    asyncio.run(run())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_client_finds_the_tools_and_comes_to_a_cited_answer(transport: str, mode: str, published_store: Path) -> None:
    async def work(client: Client) -> None:
        assert client.instructions == INSTRUCTIONS
        assert client.server_info and client.server_info.name == "coalition"
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert [*tools] == [*TOOLS]
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
        # Discovery
        prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
        assert [a.name for a in prompts["commitments"].arguments or ()] == ["by"]
        prompt = await client.get_prompt("commitments", {"by": "Portugal"})
        [message] = prompt.messages
        assert message.content.type == "text"
        assert '{"question": "commitments", "parameters": {"by": "Portugal"}}' in message.content.text
        # The answer
        found = await answer(client, "ask", question="commitments", parameters={"by": "Portugal"})
        [passage] = found["rows"][0]["asserts"]["passages"]
        # Its passage
        resolved = await answer(client, "passage", id=passage)
        assert resolved["id"] == passage
        assert resolved["reading"]
        assert "Portugal" in " ".join(resolved["states"])
        record = await client.read_resource(f"coalition://passage/{passage}")
        assert json.loads(record.contents[0].text)["place"] == resolved["place"]  # type: ignore[union-attr]

    each_way(work, transport, published_store, mode)


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_what_is_wrong_reaches_the_model_in_one_line(transport: str, published_store: Path) -> None:
    calls: list[tuple[str, dict[str, Any], str]] = [
        ("ask", {"question": "comitments"}, "did you mean"),
        ("ask", {"question": [5, 6]}, "more than one value is given"),
        ("ask", {"questoin": "x"}, "did you mean question?"),
        ("show", {"thing": "x" * 20_000}, "more than 4000 characters"),
        ("show", {"thing": "Untied Kingdom"}, "did you mean United Kingdom?"),
        ("sparql", {"query": "SELECT ?x {"}, "query:1:"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "query"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE"),
        ("passage", {"id": "nothing"}, "there is no passage nothing"),
        ("network", {"measure": "fame"}, "choose one of"),
        ("questions", {}, "there is no tool 'questions'"),
        ("no\ntool", {}, "there is no tool"),
    ]

    async def work(client: Client) -> None:
        for tool, given, told in calls:
            failed, line = await text(client, tool, **given)
            assert failed
            assert told in line
            assert len(line.splitlines()) == 1
        assert (await answer(client, "schema"))["classes"]  # it goes on

    each_way(work, transport, published_store)


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_resources_are_listed_page_by_page_and_read(transport: str, published_store: Path) -> None:
    async def work(client: Client) -> None:
        listed, cursor = list[str](), None
        while True:
            page = await client.list_resources(cursor=cursor)
            listed += [each.uri for each in page.resources]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len({*listed}) == len(listed) > 400
        templates = (await client.list_resource_templates()).resource_templates
        assert [each.uri_template for each in templates] == [
            "coalition://{kind}/{name}",
            "https://w3id.org/coalition-graph/{kind}/{name}",
        ]
        record = await client.read_resource("https://w3id.org/coalition-graph/actor/portugal")
        assert json.loads(record.contents[0].text)["label"] == "Portugal"  # type: ignore[union-attr]
        for uri in ("file:///etc/passwd", "coalition://actor/nobody", "coalition://x"):
            with pytest.raises(MCPError) as caught:
                await client.read_resource(uri)
            assert len(caught.value.message.splitlines()) == 1
        for wrong in ("x", "-1", "٣", "9" * 50):
            with pytest.raises(MCPError, match="cursor"):
                await client.list_resources(cursor=wrong)

    each_way(work, transport, published_store)


def test_a_prompt_takes_the_parameters_of_its_question_alone(published_store: Path) -> None:
    async def work(client: Client) -> None:
        for name, given, told in (
            ("nothing", {}, "there is no prompt nothing"),
            ("commitments", {"of": "x"}, "commitments has no argument of"),
            ("took-part-with", {}, "took-part-with needs the argument actor"),
        ):
            with pytest.raises(MCPError, match=told):
                await client.get_prompt(name, given)

    each_way(work, "http", published_store)


def test_calls_at_the_same_time_get_their_own_answers(published_store: Path) -> None:
    async def work(client: Client) -> None:
        names = ["France", "Portugal", "Ukraine", "Canada", "Germany"] * 3
        found = await asyncio.gather(*(answer(client, "show", thing=name) for name in names))
        assert [each["label"] for each in found] == names

    for transport in ("stdio", "http"):
        each_way(work, transport, published_store)


# HTTP


def test_strangers_pages_and_oversized_requests_are_refused(published_store: Path) -> None:
    async def run() -> None:
        async with served(published_store) as url, httpx2.AsyncClient(trust_env=False) as client:
            good = await client.post(url, json=HELLO, headers=ACCEPT)
            assert good.status_code == 200
            assert good.headers["content-type"].startswith("application/json")  # no stream that stays open
            assert "mcp-session-id" not in good.headers
            assert len(good.json()["result"]["tools"]) == len(TOOLS)
            for headers, status in (
                ({"host": "evil.example"}, 421),
                ({"origin": "https://evil.example"}, 403),
                ({"content-type": "text/plain"}, 400),
            ):
                refused = await client.post(url, json=HELLO, headers={**ACCEPT, **headers})
                assert refused.status_code == status
            large = await client.post(url, content=b"x" * (LARGEST + 1), headers=ACCEPT)
            assert large.status_code == 413
            broken = await client.post(url, content=b"{", headers=ACCEPT)
            assert broken.status_code == 400

    asyncio.run(run())


# What answers the calls


def test_problems_and_errors_of_what_answers_are_told_in_one_line() -> None:
    async def run() -> None:
        async def call(kind: str, given: dict[str, Any]) -> tuple[Head, bytes]:
            assert kind == "tool"
            if given["tool"] == "show":
                raise LimitError("this takes more than 60 s", where="query", remedy="ask\nfor less")
            if given["tool"] == "search":
                return Head("application/problem+json", 503), b'{"title": "busy", "detail": "try\\nagain \\u001b[2J"}'
            return Head("text/plain", 500), b"\xff\xfe"

        async with Client(build(call)) as client:
            assert await text(client, "show", thing="x") == (True, "query: this takes more than 60 s; ask for less")
            assert await text(client, "search", words="x") == (True, "try again \\x1b[2J")
            assert await text(client, "verify", claim="x") == (True, "the call failed with status 500")
            with pytest.raises(MCPError, match="the call failed with status 500"):
                await client.list_prompts()

    asyncio.run(run())


def test_an_answer_over_both_transports_is_small_and_the_same(published_store: Path) -> None:
    given: list[str] = []

    async def work(client: Client) -> None:
        _, body = await text(client, "ask", question="commitments", parameters={"by": "Portugal"})
        given.append(body)

    for transport in ("stdio", "http"):
        for mode in MODES:
            each_way(work, transport, published_store, mode)
    assert len({*given}) == 1
    assert len(given[0].encode()) <= BUDGET
