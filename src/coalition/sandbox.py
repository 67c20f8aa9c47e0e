"""Close this process's way to the network."""

from __future__ import annotations

import os
import struct
import sys

# The values of Linux's headers: linux/audit.h, asm/unistd.h, linux/filter.h, linux/seccomp.h, linux/prctl.h.
ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""For each machine, the number of its architecture and that of its system call `socket`."""
IO_URING_SETUP = 425
FOREIGN_CALLS = 0x40000000
"""From this number on, calls on x86_64 belong to another way of numbering them."""
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 13
"""Let a call through, or answer it with "permission denied" (13)."""
NO_NEW_PRIVILEGES, SET_FILTER, FILTER_MODE = 38, 22, 2


def close_network() -> bool:
    """Refuse every new socket to this process and to those it starts, and return whether that is so.

    It works on Linux, where any process may give up system calls (seccomp). It cannot be undone, and concerns only the
    calling thread and threads that it starts: call it early. Elsewhere nothing happens.
    """
    if sys.platform != "linux" or os.uname().machine not in ARCHITECTURES:
        return False
    import ctypes

    architecture, socket = ARCHITECTURES[os.uname().machine]
    # Each step: what to do; how many steps to skip where it holds, and where it does not; its operand.
    steps = (
        (LOAD, 0, 0, 4),  # the architecture of the call
        (EQUAL, 0, 4, architecture),
        (LOAD, 0, 0, 0),  # the number of the call
        (AT_LEAST, 2, 0, FOREIGN_CALLS),
        (EQUAL, 1, 0, socket),
        (EQUAL, 0, 1, IO_URING_SETUP),  # it can open sockets without calling `socket`
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    )

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    program = Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    prctl = ctypes.CDLL(None).prctl
    if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    done: bool = prctl(SET_FILTER, FILTER_MODE, ctypes.byref(program), 0, 0) == 0
    return done
