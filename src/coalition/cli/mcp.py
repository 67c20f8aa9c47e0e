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
@click.option("--propose", is_flag=True, help="Let the assistant draft passages, too, which wait for a person.")
@click.pass_obj
def mcp(options: GlobalOptions, timeout: float, propose: bool) -> None:
    """Answer an assistant by the Model Context Protocol, over standard input and output.

    An assistant starts this command itself; its configuration names it. The assistant gets tools to search, ask and
    verify, whose answers carry the ids of their passages, and can change nothing. With --propose it may read the texts
    of your own graph and draft what passages state; `coalition curate` and `coalition review` show you each draft.

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
    # A folder that is none is told at once, and not to the assistant.
    root = options.open_writable_root() if propose else options.open_root()
    import asyncio

    settings = Settings(root=options.root, store=options.store, sources=options.sources, timeout=timeout)
    if not propose:
        asyncio.run(over_stdio(settings))
        return
    from coalition.assistants.proposing import Proposing

    asyncio.run(over_stdio(settings, Proposing(root, options.texts())))
