"""Limit the processor time of each evaluation: of a query, a rule, or the shapes.

The engine has no way to end a query, so only the process that evaluates it can be ended. A program that supervises such
a process gives it a `Meter` before it starts; in any other process, evaluations are not limited.
"""

from __future__ import annotations

import mmap
import signal
import struct
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import TypeVar

from coalition.errors import LimitError

Row = TypeVar("Row")

SECONDS = 60.0
"""How much processor time one evaluation may take, unless the user says otherwise."""

ROWS = 1_000_000
"""How many rows or triples of an answer are held in memory."""

PATIENCE = 10
"""How many times as long a rule or the shapes may take as a query, since they read the whole graph."""

SPENT = getattr(signal, "SIGPROF", signal.SIGTERM)
"""The signal that ends a process whose evaluation has used up its time; Windows has none."""


class Meter:
    """Share the limits of a process, and what it evaluates, with the process that supervises it.

    Whatever one of them sets, the other sees, if the meter was made before the one was forked from the other.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = 0) -> None:
        self._shared = mmap.mmap(-1, 4096)
        self.current: Budget | None = None
        self.set_limits(seconds, memory)

    def set_limits(self, seconds: float, memory: int) -> None:
        """Set the seconds of processor time for each evaluation, and the bytes of memory; 0 means no limit."""
        # The largest values that a timer and the layout take are as good as none.
        self._shared[:16] = struct.pack("<dq", min(seconds, 1e9), min(memory, 2**62))

    @property
    def seconds(self) -> float:
        """The seconds of processor time that an evaluation may take, or 0."""
        seconds: float = struct.unpack("<d", self._shared[:8])[0]
        return seconds

    @property
    def memory(self) -> int:
        """The bytes of memory that the process may use, or 0."""
        memory: int = struct.unpack("<q", self._shared[8:16])[0]
        return memory

    def tell(self, what: str, allowed: float) -> None:
        """Tell what is being evaluated now, and how many seconds it may take."""
        # One byte is left, so that the text always ends; a character that is cut is shown as replaced.
        name = what.encode(errors="replace").replace(b"\0", b"")[: 4096 - 25]
        self._shared[16 : 25 + len(name)] = struct.pack("<d", allowed) + name + b"\0"

    def told(self) -> tuple[str, float]:
        """Return what is being evaluated, or "" where nothing is, and how many seconds it may take."""
        return self._shared[24:].split(b"\0")[0].decode(errors="replace"), *struct.unpack("<d", self._shared[16:24])


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


def start(meter: Meter) -> None:
    """Limit the evaluations of this process from now on; its memory is watched by its supervisor."""
    # The program that started us may ignore or block the signal, which its children inherit.
    signal.signal(SPENT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {SPENT})
    _METER.set(meter)


def seconds() -> float:
    """Return how many seconds an evaluation in this process may take; where there is no limit, the usual one."""
    meter = _METER.get()
    return (meter.seconds if meter else 0) or SECONDS


def set_limits(seconds: float | None, memory: int | None) -> None:
    """Change the limits of this process, where a supervisor watches it; None leaves a limit as it is."""
    meter = _METER.get()
    if meter:
        meter.set_limits(meter.seconds if seconds is None else seconds, meter.memory if memory is None else memory)


def counted(rows: Iterable[Row], name: str) -> Iterator[Row]:
    """Yield the rows of the answer to the query `name`, as long as they are no more than `ROWS`.

    Raises
    ------
    LimitError
        When there are more.
    """
    for number, row in enumerate(rows):
        if number == ROWS:
            remedy = "ask for less with LIMIT, or write the rows as csv, tsv or json, which holds none of them"
            raise LimitError(f"the answer has more than {ROWS} rows", where=name, remedy=remedy)
        yield row


class Budget:
    """Measure the processor time of one evaluation, which may be resumed.

    The time between the rows of an answer counts, too. Budgets nest: while an evaluation waits for another, its time
    stands still.

    Parameters
    ----------
    what:
        What is evaluated, as messages call it.
    times:
        How many times the limit this evaluation may take.
    """

    __slots__ = ("_left", "_meter", "_outer", "_since", "allowed", "what")

    def __init__(self, what: str, times: float = 1) -> None:
        self.what = what
        self._meter = _METER.get()
        self.allowed = self._left = self._meter.seconds * times if self._meter else 0.0
        self._outer: Budget | None = None
        self._since = 0.0

    @property
    def metered(self) -> bool:
        """Whether a supervisor watches this process."""
        return self._meter is not None

    def __enter__(self) -> Budget:
        if self._meter:
            self._outer, self._meter.current = self._meter.current, self
            if self._outer:
                self._outer._stop()
            self._go()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._meter and self._meter.current is self:
            self._stop()
            self._meter.current = self._outer
            if self._outer:
                self._outer._go()
            else:
                self._meter.tell("", 0)
        elif self._meter:  # rows that were not read to their end are given up after others have begun
            inner = self._meter.current
            while inner and inner._outer is not self:
                inner = inner._outer
            if inner:
                inner._outer = self._outer

    def _go(self) -> None:
        assert self._meter is not None
        self._meter.tell(self.what, self.allowed)
        if self.allowed and self._left <= 0:
            signal.raise_signal(SPENT)
        self._since = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, self._left if self.allowed else 0)

    def _stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        # The timer counts in steps of some milliseconds: by it, many short evaluations would cost nothing.
        self._left -= time.process_time() - self._since
