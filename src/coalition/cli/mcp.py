"""Define the command mcp."""

from __future__ import annotations

import click

from coalition.cli.options import Command, GlobalOptions, Seconds
from coalition.errors import SelectionError

LIBRARIES = ("anyio", "mcp", "mcp_types", "starlette", "pydantic", "zstandard", "brotli")
"""What the extra `serve` installs."""


@click.command(cls=Command, short_help="Serve assistants over standard input and output.")
@click.option(
    "--timeout", type=Seconds(min=0.1), default=30, show_default=True, help="Seconds that an answer may take."
)
@click.pass_obj
def mcp(options: GlobalOptions, timeout: float) -> None:
    """Answer an assistant by the Model Context Protocol, over standard input and output.

    An assistant starts this command itself; its configuration names it. The assistant gets tools to search, ask and
    verify, whose answers carry the ids of their passages, and can change nothing.

    \b
    Example:
        coalition mcp
    """
    try:
        from coalition.service.assisting import over_stdio
        from coalition.service.settings import Settings
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] not in LIBRARIES:
            raise
        what, remedy = f"{fault.name} is not installed", 'run pip install "coalition-graph[serve]"'
        raise SelectionError(what, where="mcp", remedy=remedy) from None
    options.open_root()  # a folder that is none is told at once, and not to the assistant
    import asyncio

    settings = Settings(root=options.root, store=options.store, sources=options.sources, timeout=timeout)
    asyncio.run(over_stdio(settings))
