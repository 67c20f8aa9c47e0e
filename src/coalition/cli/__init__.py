"""Define the command line: the group `coalition`, and how it is run."""

from __future__ import annotations

import _thread
import errno
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from types import FrameType

import click

from coalition.cli.options import GlobalOptions
from coalition.errors import CoalitionError
from coalition.output.terminal import screened

INTERRUPTED = 130
"""The exit code that shells give to a command that Ctrl-C ended."""

INTERRUPT_GRACE = 0.5
"""How many seconds a command has to react to Ctrl-C before the process is ended."""

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
@click.version_option(package_name="coalition-graph", prog_name="coalition")
@click.pass_context
def coalition(ctx: click.Context, root: str | None, store: str | None, sources: str | None) -> None:
    """Ask who met, who spoke for whom and what was committed, and which passage of which source says so.

    \b
    Example:
        coalition ask who-took-part --event "2025 London Summit on Ukraine" --why
    """
    ctx.obj = GlobalOptions(root, store, sources)


@screened()
def main() -> None:
    """Run the command line and exit with its code.

    The code is 0 on success; 1 when the data or the request is wrong, when `diff` finds a difference, or when
    `format --check` finds a file to change; 2 when the command line is wrong; 130 after Ctrl-C.
    """
    _end_on_interrupt()
    try:
        code = run(sys.argv[1:])
    except BrokenPipeError:  # the program that reads the output, such as head, has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except OSError as fault:
        what = f"{fault.filename or 'standard output'}: {fault.strerror}"
        click.echo(f"Error: {what}; free some disk space, change the permissions, or name another file", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python would fail again to write the rest when it exits
        code = 1
    sys.exit(code)


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
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        try:
            with coalition.make_context("coalition", arguments) as context:
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


def _end_on_interrupt() -> None:
    """Make Ctrl-C end the command at once.

    A process that was started to ignore Ctrl-C, such as a background job, goes on ignoring it. While the engine
    evaluates a query, Python runs no signal handler. So a thread waits for the signal, passes it on to the main thread,
    and ends the process if the main thread does not react.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    handled = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        handled.set()
        raise KeyboardInterrupt

    def watch() -> None:
        while True:
            signal.sigwait({signal.SIGINT})
            _thread.interrupt_main()
            if signal.getsignal(signal.SIGINT) is interrupt and not handled.wait(INTERRUPT_GRACE):
                os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, interrupt)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=watch, daemon=True).start()
