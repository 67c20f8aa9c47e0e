"""Look after processes that this program starts: let them end with it, and tell how much memory each holds."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress

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
