"""Define the command mcp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import Command, GlobalOptions
from coalition.errors import CoalitionError, SelectionError

if TYPE_CHECKING:
    from coalition.assistants.server import Call
    from coalition.output.reply import Head


@click.command(cls=Command, short_help="Serve assistants over standard input and output.")
@click.pass_obj
def mcp(options: GlobalOptions) -> None:
    """Answer an assistant by the Model Context Protocol, over standard input and output.

    An assistant starts this command itself; its configuration names it. The assistant gets tools to search, ask and
    verify, whose answers carry the ids of their passages, and can change nothing.

    \b
    Example:
        coalition mcp
    """
    try:
        import anyio

        from coalition.assistants.server import serve_stdio
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] not in ("anyio", "mcp", "mcp_types", "starlette", "pydantic"):
            raise
        what, remedy = f"{fault.name} is not installed", 'run pip install "coalition-graph[serve]"'
        raise SelectionError(what, where="mcp", remedy=remedy) from None
    options.open_root()  # a folder that is none is told at once, and not to the assistant
    anyio.run(serve_stdio, call_in_thread(options))


def call_in_thread(options: GlobalOptions) -> Call:
    """Return what answers calls from a graph in one thread of this process, in which it is opened.

    The pool of workers of the service takes the place of this function where it can.
    """
    import asyncio
    import contextvars
    import io
    from concurrent.futures import ThreadPoolExecutor

    from coalition.assistants.tools import answer

    # One thread, since a connection to the index of a search belongs to the thread that opened it. It gets the limits
    # of this process with the context.
    pool, context = ThreadPoolExecutor(1), contextvars.copy_context()
    opened = pool.submit(context.run, options.graph)

    def handle(given: dict[str, Any]) -> tuple[Head, bytes]:
        output = io.BytesIO()
        try:
            head = answer(opened.result(), given, output)
        except CoalitionError:
            raise
        except Exception as fault:  # a fault of ours, which must not end the conversation
            raise CoalitionError(f"an unexpected fault ({type(fault).__name__}: {fault})") from fault
        return head, output.getvalue()

    async def call(_: str, given: dict[str, Any]) -> tuple[Head, bytes]:
        return await asyncio.get_running_loop().run_in_executor(pool, context.run, handle, given)

    return call
