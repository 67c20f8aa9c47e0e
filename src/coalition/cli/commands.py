"""Define the group `coalition`, and run its commands."""

from __future__ import annotations

import errno
import os
import signal
import sys
import warnings
from collections.abc import Mapping
from importlib import import_module
from types import FrameType

import click

from coalition import files
from coalition.cli.options import GlobalOptions, Group, limit_options
from coalition.cli.supervisor import CRASHED, INTERRUPTED
from coalition.errors import CoalitionError
from coalition.output.terminal import screened

TRACEBACK = "COALITION_TRACEBACK"
"""The environment variable that makes the program print a traceback where it fails."""

ARGUMENTS = "coalition.arguments"
"""The key under which the context holds the arguments as they were typed."""

MODULES: Mapping[str, str] = {
    "query": "query",
    "ask": "query",
    "questions": "query",
    "search": "search",
    "show": "show",
    "words": "words",
    "verify": "audit",
    "timeline": "timeline",
    "export": "export",
    "import": "incoming",
    "coverage": "audit",
    "conflicts": "audit",
    "corroboration": "audit",
    "identities": "audit",
    "diff": "audit",
    "centrality": "network",
    "network": "network",
    "path": "structure",
    "structure": "structure",
    "tables": "tables",
    "analyse": "tables",
    "bulk": "tables",
    "serve": "serve",
    "publish": "publish",
    "new": "corpus",
    "source": "source",
    "actor": "actor",
    "draft": "corpus",
    "curate": "curate",
    "review": "review",
    "agreement": "agreement",
    "build": "corpus",
    "check": "corpus",
    "preview": "source",
    "format": "corpus",
    "cite": "corpus",
    "snapshots": "snapshots",
    "mcp": "mcp",
    "completion": "export",
}
"""The module that defines each command; help lists the commands in this order, those that most people need first."""


LOCAL = frozenset({
    "mcp", "diff", "analyse", "bulk", "new", "source", "actor", "draft", "curate", "review", "agreement", "import",
    "build", "check", "preview", "format", "cite", "snapshots", "completion",
})  # fmt: skip
"""The commands that work on files of this machine, whatever a server holds."""


class Commands(Group):
    """List the commands without importing them, and import each when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, or None where click must handle an unknown name.

        Raises
        ------
        click.exceptions.NoSuchCommand
            When there is no command of that name; similar names are suggested.
        """
        if cmd_name not in MODULES and (ctx.resilient_parsing or cmd_name.startswith("-")):
            return None
        if cmd_name not in MODULES:
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=MODULES, ctx=ctx)
        module = import_module(f"coalition.cli.{MODULES[cmd_name]}")
        # The names of functions of Python, and its keywords, have a line behind them.
        command: click.Command = getattr(module, f"{cmd_name}_" if cmd_name in ("format", "import") else cmd_name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "color": True},
    no_args_is_help=True,
)
@click.option("--root", type=click.Path(), help="Folder of the graph, instead of the published graph.")
@click.option("--store", type=click.Path(), help="Folder for snapshots, instead of your cache folder.")
@click.option(
    "--sources", type=click.Path(), help="Folder of the source texts, instead of sources/ in the folder of the graph."
)
@click.option(
    "--endpoint",
    metavar="URL",
    help="SPARQL server that holds the graph, in the place of a snapshot on this machine; for commands that ask.",
)
@limit_options
@click.version_option(package_name="coalition-graph", prog_name="coalition")
@click.pass_context
def coalition(
    ctx: click.Context, root: str | None, store: str | None, sources: str | None, endpoint: str | None
) -> None:
    """Ask who met, who spoke for whom and what was committed, and which passage of which source says so.

    \b
    Example:
        coalition ask who-took-part --event "2025 London Summit on Ukraine" --why
    """
    if endpoint is not None and ctx.invoked_subcommand in LOCAL:
        what = f"--endpoint is for commands that ask, and {ctx.invoked_subcommand} works on files here."
        raise click.UsageError(what)
    ctx.obj = GlobalOptions(root, store, sources, endpoint, tuple(ctx.meta.get(ARGUMENTS, ())))


@screened()
def run_safely(arguments: list[str]) -> int:
    """Run a command in a process of its own, and return the exit code, whatever becomes of its output."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # those of libraries are not for users
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        return run(arguments)
    except BrokenPipeError:  # the program that reads the output, such as head, has closed it
        _discard_output()
        return 0
    except OSError as fault:
        remedy = "free some disk space, change the permissions, or name another file"
        told = files.exhaustion(fault) or CoalitionError(
            fault.strerror or "", where=str(fault.filename or "standard output"), remedy=remedy
        )
        click.echo(f"Error: {told}", err=True, color=True)
        _discard_output()
        return told.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:  # a fault of ours, which must not be a traceback to those who cannot mend it
        if TRACEBACK in os.environ:
            raise
        what = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
        remedy = f"please report the command and its input, with what it prints when {TRACEBACK}=1 is set"
        click.echo(f"Error: {CoalitionError(f'an unexpected fault ({what})', remedy=remedy)}", err=True, color=True)
        return CRASHED


def _discard_output() -> None:
    """Discard what is still to be written, or Python would fail again to write it when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """Stop what the command does, once: a second Ctrl-C must not stop it from putting things in order."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@screened()
def run(arguments: list[str]) -> int:
    """Run a command and return the exit code.

    Raises
    ------
    OSError
        When the output cannot be written, or a file cannot be read.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    try:
        try:
            with coalition.make_context("coalition", list(arguments)) as context:
                context.meta[ARGUMENTS] = arguments
                coalition.invoke(context)
        finally:
            sys.stdout.flush()
    except CoalitionError as fault:
        click.echo(f"Error: {fault}", err=True, color=True)  # without it, click removes escape codes before we see them
        return fault.exit_code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except click.exceptions.Exit as leaving:  # of Context.exit
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return 0
