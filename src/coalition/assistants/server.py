"""Serve the tools to assistants by the Model Context Protocol, over HTTP or standard input and output.

The server holds no graph: it sends each call to what answers it, and passes the bytes of the answer on.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError

import coalition
from coalition.assistants.describe import INSTRUCTIONS, TOOLS, Tool
from coalition.errors import CoalitionError
from coalition.namespaces import used
from coalition.output.reply import Head
from coalition.output.terminal import one_line

if TYPE_CHECKING:
    from coalition.assistants.proposing import Proposing

Call = Callable[[str, dict[str, Any]], Awaitable[tuple[Head, bytes]]]
"""Sends a call to what answers it: always "tool", and what `coalition.assistants.tools.answer` is given."""

LARGEST = 256 * 1024
"""How many bytes a request over HTTP may have."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The hosts under which a server on this machine may be asked; others would be names that strangers point at it."""

JSON = "application/json"

TEMPLATES = {
    "thing": ("coalition://{kind}/{name}", "A thing or a passage by its id: actor:france is coalition://actor/france."),
    "iri": ("{kind}/{name}", "The same by its IRI."),
}

HINTS = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
WRITES = types.ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)


def build(call: Call, proposing: Proposing | None = None) -> Server[Any]:
    """Return a server that offers the tools, the saved questions as prompts, and things as resources.

    With `proposing` it also offers the tools by which an assistant drafts passages.
    """
    writing = proposing.tools if proposing else {}

    async def asked(tool: str, **arguments: Any) -> dict[str, Any]:
        """Return the answer to what the server itself asks; a fault is one of the protocol."""
        try:
            answer: dict[str, Any] = json.loads(await _answer(call, tool, arguments))
        except CoalitionError as fault:
            raise MCPError(types.INVALID_PARAMS, one_line(str(fault))) from None
        return answer

    async def list_tools(_: Context, _params: Page) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(tool) for tool in (*TOOLS.values(), *writing.values())])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            if proposing and params.name in writing:
                given = params.arguments or {}, _program(context)
                told = await anyio.to_thread.run_sync(proposing.answer, params.name, *given)
                return types.CallToolResult(content=[types.TextContent(text=told.decode())])
            if params.name not in TOOLS:  # what only the server asks for is no tool
                from coalition.errors import unknown

                raise unknown("tool", params.name[:100], [*TOOLS, *writing])
            body, fault = await _answer(call, params.name, params.arguments or {}), False
        except CoalitionError as error:
            body, fault = one_line(str(error)), True
        return types.CallToolResult(content=[types.TextContent(text=body)], is_error=fault)

    async def list_prompts(_: Context, _params: Page) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[_prompt(each) for each in (await asked("questions"))["questions"]])

    async def get_prompt(_: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        questions = {each["name"]: each for each in (await asked("questions"))["questions"]}
        if params.name not in questions:
            raise MCPError(types.INVALID_PARAMS, f"there is no prompt {one_line(params.name[:100])}")
        return _filled(questions[params.name], params.arguments or {})

    async def list_resources(_: Context, params: Page) -> types.ListResourcesResult:
        cursor = (params.cursor if params else None) or "0"
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
            raise MCPError(types.INVALID_PARAMS, "the cursor is none that this server gave")
        found = await asked("resources", after=int(cursor))
        resources = [
            types.Resource(uri=each["uri"], name=each["name"], title=each["label"], mime_type=JSON)
            for each in found["resources"]
        ]
        following = None if found["next"] is None else str(found["next"])
        return types.ListResourcesResult(resources=resources, next_cursor=following)

    async def list_templates(_: Context, _params: Page) -> types.ListResourceTemplatesResult:
        templates = [
            types.ResourceTemplate(
                uri_template=used().base + uri if name == "iri" else uri,
                name=name,
                description=description,
                mime_type=JSON,
            )
            for name, (uri, description) in TEMPLATES.items()
        ]
        return types.ListResourceTemplatesResult(resource_templates=templates)

    async def read_resource(_: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        try:
            body = await _answer(call, "resource", {"uri": params.uri})
        except CoalitionError as fault:
            raise MCPError(types.INVALID_PARAMS, one_line(str(fault)), {"uri": params.uri[:1000]}) from None
        contents = types.TextResourceContents(uri=params.uri, mime_type=JSON, text=body)
        return types.ReadResourceResult(contents=[contents])

    return Server(
        "coalition",
        version=coalition.__version__,
        title="Coalition Graph",
        instructions=INSTRUCTIONS if proposing is None else proposing.instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _program(context: Context) -> str:
    """Return what a client calls itself, or ""."""
    params = context.session.client_params
    return params.client_info.name[:200] if params else ""


Context = ServerRequestContext[Any, Any]
Page = types.PaginatedRequestParams | None


async def _answer(call: Call, tool: str, arguments: dict[str, Any]) -> str:
    """Return the answer to a call.

    Raises
    ------
    CoalitionError
        When the call cannot be answered, whether that is raised or told in a problem of RFC 9457.
    """
    head, body = await call("tool", {"tool": tool, "arguments": arguments})
    text = body.decode("utf-8", "replace")
    if head.status < 400:
        return text
    try:
        told = json.loads(text)
        what = told.get("detail") or told.get("title")
    except (ValueError, AttributeError):
        what = ""
    raise CoalitionError(str(what or f"the call failed with status {head.status}"))


def _tool(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema(),
        annotations=HINTS if tool.reads else WRITES,
    )


def _prompt(question: dict[str, Any]) -> types.Prompt:
    arguments = [
        types.PromptArgument(name=each["name"], description=each["description"], required=each["required"])
        for each in question["parameters"]
    ]
    return types.Prompt(name=question["name"], description=question["summary"], arguments=arguments)


def _filled(question: dict[str, Any], given: dict[str, str]) -> types.GetPromptResult:
    """Return a question as what a user would write, with the call that answers it.

    Raises
    ------
    MCPError
        When an argument is unknown or missing.
    """
    known = {each["name"]: each for each in question["parameters"]}
    if wrong := [name for name in given if name not in known]:
        raise MCPError(types.INVALID_PARAMS, f"{question['name']} has no argument {one_line(wrong[0][:100])}")
    if lacking := [name for name, each in known.items() if each["required"] and not given.get(name)]:
        raise MCPError(types.INVALID_PARAMS, f"{question['name']} needs the argument {lacking[0]}")
    arguments = {"question": question["name"], "parameters": {name: text for name, text in given.items() if text}}
    text = (
        f"{question['summary']} Call the tool ask with {json.dumps(arguments, ensure_ascii=False)}. Tell for each fact "
        "its stance, how many independent families state it, and the ids of its passages; say what is missing."
    )
    message = types.PromptMessage(role="user", content=types.TextContent(text=text))
    return types.GetPromptResult(description=question["summary"], messages=[message])


class Mounted:
    """Answer streamable HTTP without sessions: each request stands for itself, and gets JSON.

    Parameters
    ----------
    call:
        Sends a call to what answers it.
    hosts, origins:
        The values of the headers Host and Origin that are accepted, `:*` for any port. A browser that a stranger's
        page has led to this machine sends others (DNS rebinding).
    """

    def __init__(self, call: Call, hosts: Sequence[str] | None = None, origins: Sequence[str] | None = None) -> None:
        hosts = [*LOOPBACK, *(f"{host}:*" for host in LOOPBACK)] if hosts is None else list(hosts)
        origins = [f"http://{host}" for host in hosts] if origins is None else list(origins)
        self._manager = StreamableHTTPSessionManager(
            build(call),
            json_response=True,
            stateless=True,
            security_settings=TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins),
            max_request_body_size=LARGEST,
        )
        self.app = StreamableHTTPASGIApp(self._manager)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer requests within this context, which can be entered once."""
        async with self._manager.run():
            yield


async def serve_stdio(call: Call, proposing: Proposing | None = None) -> None:
    """Serve the one client at standard input and output, until it closes the input."""
    server = build(call, proposing)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
