"""Try inputs in a process of their own, so that one that ends the process is noticed, and the others go on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

CONTEXT = get_context("spawn")  # a forked copy of a process with threads, such as the test's, may hang

Task = Callable[[Any], Any]
"""What is done with an input; both the input and the result can be pickled."""


def apart(prepare: Callable[..., Task], arguments: tuple[Any, ...], inputs: Sequence[Any], seconds: int) -> list[Any]:
    """Return the result of the task that `prepare(*arguments)` makes for each input, in a process of their own.

    Where an input ends the process, its result is the name of the signal, and a new process takes up the rest. SIGPROF
    says that the input took more than so many seconds of processor time, SIGALRM that it did nothing for a minute. An
    exception is the result "raises" with its name and what it says.
    """
    results: list[Any] = []
    while len(results) < len(inputs):
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_work, args=(prepare, arguments, inputs[len(results) :], seconds, theirs))
        process.start()
        theirs.close()
        with contextlib.suppress(EOFError):
            assert ours.recv() == "ready"
            while len(results) < len(inputs):
                results.append(ours.recv())
        process.join()
        if len(results) < len(inputs):
            code = process.exitcode or 0
            results.append(signal.Signals(-code).name if code < 0 else f"exits with {code}")
    return results


def _work(
    prepare: Callable[..., Task], arguments: tuple[Any, ...], inputs: Sequence[Any], seconds: int, to: Connection
) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error")  # a warning of a library would reach a user
    task = prepare(*arguments)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what the engine says before it ends the process
    to.send("ready")
    for each in inputs:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(60)
        try:
            result = task(each)
        except Exception as fault:
            result = f"raises {type(fault).__name__}: {fault}"
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        to.send(result)


def record(name: str, tried: int, wrong: Sequence[str], share: int) -> None:
    """Write how many inputs were tried into the folder that LEDGER names, and fail where one went wrong."""
    if "LEDGER" in os.environ:
        counted = json.dumps({"tried": tried, "wrong": len(wrong), "share": share})
        (Path(os.environ["LEDGER"]) / f"{name}.json").write_text(counted, encoding="utf-8")
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong[:40])
