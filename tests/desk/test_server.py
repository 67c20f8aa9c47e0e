"""Test that the pages for writing are on this machine alone, end when told to, and print what passages took."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import network_guard
import pytest
from council import council
from program import PROGRAM


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return council(tmp_path_factory.mktemp("curate") / "root")


def test_the_pages_are_served_here_alone_until_a_signal_comes(root: Path) -> None:
    command = [PROGRAM, "--root", str(root), "curate", "minutes"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr
        told = served.stderr.readline()
        match = re.fullmatch(r"write at http://127\.0\.0\.1:([0-9]+)/([A-Za-z0-9_-]{32})/sources/minutes\n", told)
        assert match, told
        port = int(match[1])
        network_guard.STARTED.add(port)
        with urlopen(told.split()[-1]) as page:
            assert b"Rupert Hentzau, a member" in page.read()
        with pytest.raises(HTTPError, match="403"):
            urlopen(f"http://127.0.0.1:{port}/")
        served.send_signal(signal.SIGTERM)
        rest = served.stderr.read()
        assert served.wait(20) in (0, -signal.SIGTERM) and "Traceback" not in rest
    with socket.socket() as connection:
        assert connection.connect_ex(("127.0.0.1", port)) != 0
