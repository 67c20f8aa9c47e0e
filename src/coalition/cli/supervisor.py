"""Run a command in a child process, and end it when it exceeds its limits or does not heed Ctrl-C.

The engine can neither be interrupted nor limited from within, so the process that evaluates is one that can be ended.
It has no way to the network. Where the system cannot fork, the command runs without this.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from types import FrameType

from coalition import limits, sandbox
from coalition.errors import CoalitionError, LimitError
from coalition.processes import follow, memory

INTERRUPTED = 130
"""The exit code that shells give to a command that Ctrl-C ended."""

CRASHED = 70
"""The exit code for a fault in the program itself (EX_SOFTWARE of sysexits.h)."""

GRACE = 0.5
"""How many seconds a command has to react to Ctrl-C before its process is ended."""

INTERVAL = 0.02
"""Every how many seconds the memory of the child is looked at. An allocation of 100 MB takes about that long."""

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else ()


def supervise(command: Callable[[], int], network: bool = False) -> int:
    """Run `command` in a child process, and return its exit code there.

    Its way to the network is closed, unless it is to ask a server. This process itself ends with that code, or with
    that of the limit that the child exceeded.
    """
    if not hasattr(os, "fork"):
        return command()
    meter = limits.Meter(memory=_half_of_memory())
    # The child holds one end of a pipe; the other end tells when the child has ended, however it ends.
    ended, held = os.pipe()
    parent = os.getpid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, nobody learns how a child ended
    try:
        child = os.fork()
    except OSError as fault:
        remedy = "end some processes, or raise the limit of the system"
        _print(CoalitionError(f"no process can be started ({fault.strerror})", remedy=remedy))
        return 1
    if child == 0:
        os.close(ended)
        follow(parent)
        if not network:
            sandbox.close_network()
        limits.start(meter)
        return command()
    os.close(held)
    code = _Supervisor(child, ended, meter).wait()
    os._exit(code)  # there is nothing to tidy up, which would take Python some milliseconds


def _half_of_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


class _Supervisor:
    """Wait for a child, pass signals on to it, and watch its memory."""

    def __init__(self, child: int, ended: int, meter: limits.Meter) -> None:
        self.child, self.ended, self.meter = child, ended, meter
        self.interrupted_at: float | None = None
        self.too_large = False

    def wait(self) -> int:
        """Return the exit code of the child."""
        for number in PASSED_ON:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._pass_on)
        ended = select.poll()  # unlike `select`, it takes descriptors beyond 1023, which a program may pass on
        ended.register(self.ended, select.POLLIN)
        while not ended.poll(INTERVAL * 1000):
            self._look()
        _, status = os.waitpid(self.child, 0)
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else self._killed_by(-code)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT and self.interrupted_at is None:
            self.interrupted_at = time.monotonic()
        os.kill(self.child, number)

    def _look(self) -> None:
        if self.interrupted_at is not None and time.monotonic() > self.interrupted_at + GRACE:
            os.kill(self.child, signal.SIGKILL)
        limit = self.meter.memory
        if limit and memory(self.child) > limit:
            self.too_large = True
            os.kill(self.child, signal.SIGKILL)

    def _killed_by(self, number: int) -> int:
        """Print why a signal ended the child, and return the exit code, or end by the same signal."""
        if self.interrupted_at is not None:
            return INTERRUPTED
        if self.too_large:
            size = f"{self.meter.memory / 2**20:g} MiB"
            return self._exceeded(f"this takes more than {size} of memory", "--memory")
        if number == limits.SPENT:
            return self._exceeded(f"this takes more than {self.meter.told()[1]:g} s of processor time", "--timeout")
        if number == signal.SIGXCPU:
            return self._exceeded("this takes more processor time than the system allows", "ulimit -t")
        if (
            number in (signal.SIGABRT, signal.SIGSEGV) and _limits_memory()
        ):  # so the engine and Python end for want of it
            return self._exceeded("this takes more memory than the system allows", "ulimit -v")
        if number == signal.SIGKILL:  # not by us
            return self._exceeded("the system or a user killed this, as happens where memory is short", "")
        if number in PASSED_ON:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        name = signal.Signals(number).name
        what, remedy = f"the process ended unexpectedly ({name})", "please report the command and its input"
        _print(CoalitionError(what, where=self.meter.told()[0], remedy=remedy))
        return CRASHED

    def _exceeded(self, what: str, option: str) -> int:
        remedy = f"ask for less, or raise the limit with {option}" if option else "ask for less, or end other programs"
        fault = LimitError(what, where=self.meter.told()[0], remedy=remedy)
        _print(fault)
        return fault.exit_code


def _limits_memory() -> bool:
    """Tell whether the system limits the memory of a process."""
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _print(fault: CoalitionError) -> None:
    from coalition.output.terminal import one_line

    os.write(2, f"Error: {one_line(str(fault))}\n".encode(errors="replace"))
