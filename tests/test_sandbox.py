"""Test that a process can give up the network for good, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such filter")

OPEN = """
import socket, threading
from coalition import sandbox
assert sandbox.close_network()
def refused(family):
    try:
        socket.socket(family)
    except PermissionError:
        return True
    return False
told = [refused(family) for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)]
thread = threading.Thread(target=lambda: told.append(refused(socket.AF_INET)))
thread.start(); thread.join()
import subprocess, sys
child = [sys.executable, "-c", "import socket; socket.socket()"]
told.append(b"PermissionError" in subprocess.run(child, stderr=subprocess.PIPE).stderr)
told.append(open("/proc/self/stat").read() != "")
print(told)
"""


def test_no_socket_can_be_opened_by_the_process_its_threads_and_its_children() -> None:
    done = subprocess.run([sys.executable, "-c", OPEN], capture_output=True, text=True, check=True)
    assert done.stdout == "[True, True, True, True, True, True]\n"
