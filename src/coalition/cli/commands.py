"""Define the group `coalition`, and run its commands."""

from __future__ import annotations

import errno
import math
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from types import FrameType
from typing import Any

import click

from coalition import limits
from coalition.cli.options import COMPLETE, GlobalOptions
from coalition.cli.supervisor import INTERRUPTED
from coalition.errors import CoalitionError

MODULES: Mapping[str, str] = {
    "query": "query",
    "ask": "query",
    "questions": "query",
    "show": "query",
    "timeline": "timeline",
    "export": "export",
    "coverage": "audit",
    "conflicts": "audit",
    "corroboration": "audit",
    "identities": "audit",
    "diff": "audit",
    "centrality": "network",
    "network": "network",
    "new": "corpus",
    "source": "corpus",
    "draft": "corpus",
    "build": "corpus",
    "check": "corpus",
    "format": "corpus",
    "cite": "corpus",
    "snapshots": "snapshots",
    "completion": "export",
}
"""The module that defines each command; help lists the commands in this order, those that most people need first."""


class Commands(click.Group):
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
        command: click.Command = getattr(module, "format_" if cmd_name == "format" else cmd_name)
        return command


class Seconds(click.FloatRange):
    """Take a time in seconds, which is finite."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that `value` means."""
        seconds: float = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a number of seconds; 0 means no limit.", param, ctx)
        return seconds


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.option("--root", type=click.Path(), help="Folder of the graph, instead of the published graph.")
@click.option("--store", type=click.Path(), help="Folder for snapshots, instead of your cache folder.")
@click.option(
    "--sources", type=click.Path(), help="Folder of the source texts, instead of sources/ in the folder of the graph."
)
@click.option(
    "--timeout",
    type=Seconds(min=0),
    metavar="SECONDS",
    help="Processor time that a query may take, and rules and shapes ten times as long; 0 for no limit.  [default: 60]",
)
@click.option(
    "--memory",
    type=click.IntRange(min=0),
    metavar="MIB",
    help="Memory that the command may use; 0 for no limit.  [default: half of the machine's]",
)
@click.version_option(package_name="coalition-graph", prog_name="coalition")
@click.pass_context
def coalition(
    ctx: click.Context,
    root: str | None,
    store: str | None,
    sources: str | None,
    timeout: float | None,
    memory: int | None,
) -> None:
    """Ask who met, who spoke for whom and what was committed, and which passage of which source says so.

    \b
    Example:
        coalition ask who-took-part --event "2025 London Summit on Ukraine" --why
    """
    limits.set_limits(timeout, None if memory is None else memory * 2**20)
    ctx.obj = GlobalOptions(root, store, sources)


def run_safely(arguments: list[str]) -> int:
    """Run a command in a process of its own, and return the exit code, whatever becomes of its output."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        return run(arguments)
    except BrokenPipeError:  # the program that reads the output, such as head, has closed it
        _discard_output()
        return 0
    except OSError as fault:
        what = f"{fault.filename or 'standard output'}: {fault.strerror}"
        click.echo(f"Error: {what}; free some disk space, change the permissions, or name another file", err=True)
        _discard_output()
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _discard_output() -> None:
    """Discard what is still to be written, or Python would fail again to write it when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """Stop what the command does, once: a second Ctrl-C must not stop it from putting things in order."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Run a command, or complete one for a shell, and return the exit code.

    Raises
    ------
    OSError
        When the output cannot be written, or a file cannot be read.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    completing = os.environ.get(COMPLETE, "")
    try:
        try:
            if completing:
                from click.shell_completion import shell_complete

                return shell_complete(coalition, {}, "coalition", COMPLETE, completing)
            with coalition.make_context("coalition", arguments) as context:
                coalition.invoke(context)
        finally:
            sys.stdout.flush()
    except CoalitionError as fault:
        if not completing:  # a message would break up the command line that the user is typing
            click.echo(f"Error: {fault}", err=True)
        return fault.exit_code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except click.exceptions.Exit as leaving:  # of Context.exit
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return 0
