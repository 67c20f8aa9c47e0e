"""The command line: it parses, calls one function, and prints."""

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

from coalition.cli.options import COMPLETE, GlobalOptions
from coalition.errors import CoalitionError

INTERRUPTED = 130
"""The exit code that shells give to a command that was ended by Ctrl-C."""

PATIENCE = 0.5
"""So many seconds a command has to take an interrupt up, before it is ended."""


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
"""The commands, in the order in which people come to need them, each with the module that it is imported from."""


class Commands(click.Group):
    """The group of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES and (ctx.resilient_parsing or cmd_name.startswith("-")):
            return None
        if cmd_name not in MODULES:
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=MODULES, ctx=ctx)
        module = import_module(f"coalition.cli.{MODULES[cmd_name]}")
        command: click.Command = getattr(module, "format_" if cmd_name == "format" else cmd_name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.option("--root", type=click.Path(), help="The folder of the graph; the published graph if left out.")
@click.option("--store", type=click.Path(), help="The folder of snapshots; your cache folder if left out.")
@click.option("--sources", type=click.Path(), help="The folder of the texts; sources/ in the root if left out.")
@click.version_option(package_name="coalition-graph", prog_name="coalition")
@click.pass_context
def coalition(ctx: click.Context, root: str | None, store: str | None, sources: str | None) -> None:
    """Who met, who spoke for whom, what was committed, and which passage of which source says so.

    \b
    Example:
        coalition ask who-took-part --event "2025 London Summit on Ukraine" --why
    """
    ctx.obj = GlobalOptions(root, store, sources)


def main() -> None:
    """Run the command line: exit 0 when all is well, 1 when the data or the request is wrong, 2 on misuse."""
    _heed_interrupts()
    try:
        code = run(sys.argv[1:])
    except BrokenPipeError:  # the reader, such as head, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except OSError as fault:
        what = f"{fault.filename or 'standard output'}: {fault.strerror}"
        click.echo(f"Error: {what}; make room, mend the permissions, or name another file", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or what is left to write would fail once more on the way out
        code = 1
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command that the arguments give, or complete the one that a shell asks for; the exit code.

    Raises
    ------
    OSError
        When what is printed cannot be written, or a file not be read.
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
        if not completing:  # else the line that is being typed would be torn
            click.echo(f"Error: {fault}", err=True)
        return fault.exit_code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return 0


def _heed_interrupts() -> None:
    """Have Ctrl-C end the command at once, unless it is to be ignored, as in a background job.

    While the engine evaluates, Python's own handler would not run before it has finished. So a thread waits for the
    signal, passes it on, and ends the process where nobody takes it up.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    taken_up = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        taken_up.set()
        raise KeyboardInterrupt

    def watch() -> None:
        while True:
            signal.sigwait({signal.SIGINT})
            _thread.interrupt_main()
            if signal.getsignal(signal.SIGINT) is leave and not taken_up.wait(PATIENCE):
                os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, leave)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=watch, daemon=True).start()
