"""Look after processes that this program starts: let them end with it, and tell how much memory each holds."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol, TypeVar

from coalition.namespaces import Namespaces, used

Item = TypeVar("Item")
Found = TypeVar("Found")

FOLLOW = 1
"""PR_SET_PDEATHSIG of linux/prctl.h."""


def follow(parent: int = 0) -> None:
    """End this process when its parent ends, where the system offers that, and leave no file behind when it crashes.

    `parent` is the parent where it may have ended already; the process ends then at once.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(FOLLOW, signal.SIGKILL, 0, 0, 0)
        if parent and os.getppid() != parent:
            os._exit(1)


def _begin(parent: int, namespaces: Namespaces) -> None:
    """Begin a process of a pool, in which prefixes stand for the same as in the one that began it."""
    follow(parent)
    namespaces.use()


class Spread(Protocol):
    """Apply a function to items as `map` does, here or in other processes."""

    def __call__(self, work: Callable[[Item], Found], items: Sequence[Item], /) -> Iterator[Found]:
        """Return what the function returns for each item, in their order."""


@contextmanager
def parallel(processes: int) -> Iterator[Spread]:
    """Yield what spreads work over so many processes, which begin with the first and end with the block.

    Work and items are sent to them, so both must pickle. An error of one is raised here.
    """
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    if processes <= 1:
        yield map
        return
    # Not forked: what this process holds open, and its threads, are not for them.
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (os.getpid(), used())) as pool:

        def spread(work: Callable[[Item], Found], items: Sequence[Item], /) -> Iterator[Found]:
            waiting, ahead = deque[Future[Found]](), iter(items)
            try:
                for item in ahead:
                    waiting.append(pool.submit(work, item))
                    if len(waiting) > 2 * processes:  # so that results do not pile up
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for each in waiting:
                    each.cancel()

        yield spread


@contextmanager
def making_what_lasts() -> Iterator[None]:
    """Do not look for circles among objects while many are made that last: that took a quarter of the time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def memory(process: int) -> int:
    """Return how many bytes of memory a process holds, or 0 where the system does not tell."""
    try:
        with open(f"/proc/{process}/statm", "rb") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def give_back() -> None:
    """Give memory that is free within this process back to the system, as far as the C library can."""
    import ctypes

    gc.collect()
    with suppress(OSError, AttributeError):  # not every C library has it
        ctypes.CDLL(None).malloc_trim(0)


def offer(process: str = "self", readiness: int = 700) -> None:
    """Let Linux end a process before others where memory is short; 0 is as all others, 1000 before any."""
    try:
        with open(f"/proc/{process}/oom_score_adj", "w") as score:
            score.write(str(readiness))
    except OSError:
        pass
