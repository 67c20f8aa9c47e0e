"""Run bash, zsh and fish on a terminal of their own, with a program `coalition` that this process answers for.

The program passes its arguments on to this process. Where the script of a shell asks it for completions, it gets those
of a command whose names the test chooses; any other arguments are what the shell has made of the line that was typed.
"""

from __future__ import annotations

import os
import pty
import queue
import shutil
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import CompletionItem

from coalition.cli.completion import SCRIPTS, answer

SHELLS = {"bash": ("--norc", "--noprofile", "-i"), "zsh": ("-f", "-i"), "fish": ("--no-config", "-i")}
"""The shells, with the options that keep them from reading the files of the user."""

BEGIN = {"bash": ". ./script", "zsh": "autoload -Uz compinit; compinit -u; . ./script", "fish": "source ./script"}
"""What makes each shell use the script in its folder."""

PROGRAM = """\
#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/{port}
printf '%s\\0' "$#" "$@" >&3
cat <&3
"""


class Name(click.ParamType[str]):
    """Complete the names that a test has chosen."""

    name = "name"

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        return [CompletionItem(name) for name in self.names if name.casefold().startswith(incomplete.casefold())]


class Shell:
    """Type into a shell, and see with what arguments it runs `coalition`."""

    def __init__(self, name: str, folder: Path) -> None:
        program = shutil.which(name)
        if program is None:
            if "ALL_SHELLS" in os.environ:
                pytest.fail(f"{name} is not installed")
            pytest.skip(f"{name} is not installed, so its completion is not tested; install it, for example by apt-get")
        self.name, self.folder, self.names = name, folder, list[str]()
        self.group = click.Group("coalition")
        show = click.Command("show", params=[click.Argument(["thing"], type=Name(self.names))])
        show.params.append(click.Option(["--by"], type=Name(self.names)))
        self.group.add_command(show)
        self.ran: queue.Queue[list[str]] = queue.Queue()
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        (folder / "bin").mkdir()
        (folder / "home").mkdir()
        (folder / "home" / "script").write_text(SCRIPTS[name], encoding="utf-8")
        coalition = folder / "bin" / "coalition"
        coalition.write_text(PROGRAM.format(port=self.server.getsockname()[1]), encoding="utf-8")
        coalition.chmod(0o755)
        home = {"HOME": str(folder / "home"), "TERM": "xterm", "LC_ALL": "C.UTF-8", "COLUMNS": "200"}
        environment = {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", **home}
        self.process, self.terminal = pty.fork()
        if self.process == 0:  # the child, which becomes the shell
            os.chdir(folder / "home")
            os.execve(program, [name, *SHELLS[name]], environment)
        threading.Thread(target=self._read, daemon=True).start()
        assert self.type(f"{BEGIN[name]}\r", "coalition ready\r") == ["ready"]

    def _read(self) -> None:
        """Take what the shell writes, so that it need not wait."""
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:  # so Linux says that the shell has ended
            pass

    def _serve(self) -> None:
        try:
            while True:
                connection, _ = self.server.accept()
                with connection, connection.makefile("rwb") as stream:
                    stream.write(self._answer(stream).encode())
        except OSError:  # so Linux says that the server is closed
            pass

    def _answer(self, stream: Any) -> str:
        parts = stream.read1().split(b"\0")
        while len(parts) < int(parts[0]) + 2:
            parts = b"\0".join([*parts[:-1], parts[-1] + stream.read1()]).split(b"\0")
        arguments = [part.decode() for part in parts[1:-1]]
        if arguments[:1] != ["completion"]:
            self.ran.put(arguments)
            return ""
        given = dict(zip(arguments[2::2], arguments[3::2], strict=True))
        lines = answer(self.group, self.name, given["--line"], given.get("--word", ""))
        return "".join(f"{line}\n" for line in lines)

    def type(self, *keys: str) -> list[str] | None:
        """Type keys and return the arguments of `coalition`, or None where it was not run."""
        for each in keys:
            os.write(self.terminal, each.encode())
        try:
            return self.ran.get(timeout=10)
        except queue.Empty:
            os.write(self.terminal, b"\x03")
            return None

    def complete(self, line: str, names: Sequence[str]) -> list[str] | None:
        """Press Tab and Enter at the end of a line, where these names are offered; return the arguments."""
        self.names[:] = names
        return self.type(line, "\t", "\r")

    def close(self) -> None:
        """End the shell and the server."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.server.close()
        os.close(self.terminal)
