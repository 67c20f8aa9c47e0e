"""Start the command line, in a process of its own where the system can fork."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys


def main() -> None:
    """Run the command line and exit with its code.

    The code is 0 on success; 1 when the data or the request is wrong, when `diff` finds a difference, or when
    `format --check` finds a file to change; 2 when the command line is wrong; 3 when a limit on time or memory is
    exceeded; 130 after Ctrl-C.
    """
    # Until a command can react to Ctrl-C, it ends this process without a traceback. Jobs in the background ignore it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from coalition.cli.supervisor import supervise

    # The service watches its own workers, and needs the network.
    given = sys.argv[1:]
    options, command = _parts(given)
    # Spark is a process of its own, which is asked on this machine or on a cluster.
    connects = command == "publish" or "--endpoint" in options or bool({"spark", "--engine=spark"} & {*given})
    connects |= command == "diff" and any(each.startswith(("http://", "https://")) for each in given)
    code = _run() if command in ("serve", "curate") else supervise(_run, network=connects)
    # What Python itself tidies up goes with the process, and takes as long as many a command.
    atexit._run_exitfuncs()
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(code)


def _parts(arguments: list[str]) -> tuple[list[str], str]:
    """Return the options before the name of the command, all of which have values, and that name, or ""."""
    options, rest = list[str](), iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            return options, argument
        name, equals, _ = argument.partition("=")
        options.append(name)
        if not equals:
            next(rest, None)
    return options, ""


def _run() -> int:
    # A command makes many objects that last and few circles, and soon ends: looking for circles took a quarter of it.
    gc.set_threshold(100_000, 50, 100)
    from coalition.cli.commands import run_safely

    return run_safely(sys.argv[1:])
