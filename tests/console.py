"""Run what a Markdown page shows: its console blocks, its Python, and the files that the reader is told to write.

The blocks of a page run in order, in one folder, as a reader would run them:

- ```` ```console ```` holds commands after `$ ` (continued after `> `), each followed by its output. Where no output is
  shown, any output is accepted. A last line of `...` means that the output goes on.
- ```` ```python ```` is run; ```` ```pycon ```` is run as a doctest. The blocks of a page share their variables.
- ```` ```{code-block} LANGUAGE ```` with `:caption: NAME` is a file that the reader saves under that name.

A line that consists only of `coalition` commands, joined by `&&` and redirected by `>` or `>>`, runs in this process,
which takes a tenth of the time. All other lines run in a shell.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from coalition.corpus.root import Root

BLOCK = re.compile(
    r"^(?P<fence>```+)(?P<info>[^\n`]+)\n(?P<body>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)
CAPTION = re.compile(r":caption: (?P<name>\S+)\n\n(?P<text>.*)", re.DOTALL)

NOT_RUN = ("make ", "pip ", "python3 -m venv ", "pre-commit ", "git ", "eval ", "source ")
"""Commands that install, change the shell or change the checkout; other tests, or CI, run what they do."""

OPERATORS = {"&&", ">", ">>"}


@dataclass(frozen=True)
class Step:
    """Hold a command and the output that the page shows for it."""

    command: str
    shown: str


@dataclass(frozen=True)
class Printed:
    """Hold the exit code of a command, and what it printed on both streams, without spaces at the ends of lines."""

    code: int
    text: str


def steps(block: str) -> Iterator[Step]:
    """Yield the steps of a console block."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.split("\n")
        more = 1
        while lines[more : more + 1] and lines[more].startswith("> "):
            more += 1
        yield Step("\n".join([lines[0], *(line[2:] for line in lines[1:more])]), "\n".join(lines[more:]).rstrip())


def run(command: str, folder: Path) -> Printed:
    """Run a line of commands in `folder`."""
    words = _words(command)
    if words is None:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return Printed(done.returncode, _stripped(done.stdout.decode()))
    screen = io.BytesIO()
    terminal = io.TextIOWrapper(screen, encoding="utf-8", write_through=True)
    code = 0
    with contextlib.chdir(folder), contextlib.redirect_stderr(terminal):
        for call in _calls(words):
            code = _call(call, terminal)
            if code:
                break
    return Printed(code, _stripped(screen.getvalue().decode()))


def _words(command: str) -> list[str] | None:
    """Return the words of a line that this process can run, or None where a shell is needed."""
    if "$(" in command or "|" in _unquoted(command) or ";" in _unquoted(command):
        return None
    lexer = shlex.shlex(command, posix=True, punctuation_chars="&>")
    lexer.whitespace_split = True
    words = list(lexer)
    first = [0, *(number + 1 for number, word in enumerate(words) if word == "&&")]
    return words if all(words[number : number + 1] == ["coalition"] for number in first) else None


def _unquoted(command: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", command)


def _calls(words: list[str]) -> Iterator[list[str]]:
    call: list[str] = []
    for word in [*words, "&&"]:
        if word == "&&":
            yield call
            call = []
        else:
            call.append(word)


def _call(call: list[str], terminal: io.TextIOWrapper) -> int:
    """Run one command in this process; write its output to the terminal or to the file that it is redirected to."""
    from coalition.cli.commands import run as coalition

    arguments, mode, target = call[1:], "", ""
    if len(call) > 2 and call[-2] in OPERATORS:
        arguments, mode, target = call[1:-2], {">": "wb", ">>": "ab"}[call[-2]], call[-1]
    with contextlib.ExitStack() as stack:
        out = terminal
        if target:
            out = io.TextIOWrapper(stack.enter_context(open(target, mode)), encoding="utf-8", write_through=True)
        stack.enter_context(contextlib.redirect_stdout(out))
        try:
            return coalition(arguments)
        finally:
            out.flush()


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def as_shown(shown: str, printed: str) -> str:
    """Return the output as a page shows it: nothing, all of it, or as many lines as before, then `...`."""
    if not shown:
        return ""
    if not shown.endswith("\n..."):
        return printed
    lines = printed.splitlines()
    return "\n".join([*lines[: shown.count("\n")], "..."])


class Page:
    """Run the blocks of a Markdown page in one folder."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def renewed(self) -> Iterator[tuple[re.Match[str], str]]:
        """Run each block, and yield it with what the page should show."""
        for block in BLOCK.finditer(self.path.read_text(encoding="utf-8")):
            yield block, self._run(block["info"].split()[0], block["body"])

    def _run(self, kind: str, body: str) -> str:
        if kind == "console":
            return "".join(self._step(step) for step in steps(body))
        if kind == "python":
            self._python(body)
        elif kind == "pycon":
            self._doctest(body)
        elif kind == "{code-block}" and (file := CAPTION.search(body)):
            target = self.folder / file["name"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(file["text"], encoding="utf-8")
        return body

    def _step(self, step: Step) -> str:
        command = "\n> ".join(step.command.split("\n"))
        if step.command.startswith(NOT_RUN):
            return "\n".join(filter(None, (f"$ {command}", step.shown))) + "\n"
        printed = run(step.command, self.folder)
        failing = "Error: " in step.shown or "not in canonical form" in step.shown
        assert bool(printed.code) == failing, f"{self.path.name}: {step.command} exits {printed.code}\n{printed.text}"
        shown = as_shown(step.shown, printed.text)
        return "\n".join(filter(None, (f"$ {command}", shown))) + "\n"

    def _python(self, body: str) -> None:
        code = compile(body, str(self.path), "exec")
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(io.StringIO()):
            exec(code, self.names)

    def _doctest(self, body: str) -> None:
        test = doctest.DocTestParser().get_doctest(body, self.names, self.path.name, str(self.path), 0)
        report = io.StringIO()
        with contextlib.chdir(self.folder):
            failed, _ = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(
                test, out=report.write, clear_globs=False
            )
        self.names.update(test.globs)
        assert not failed, f"{self.path.name}:\n{report.getvalue()}"


PROGRAM = """
from dataclasses import replace
from pathlib import Path
from coalition.cli import main
from coalition.corpus.root import Root
published = replace(Root.published(), sources=Path({texts!r}))
Root.published = lambda: published
main()
"""


def become_a_new_user(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Set an empty cache, a terminal of 100 columns, and a `coalition` on the path that finds no texts.

    A checkout may hold texts in `sources/`, and no page may show their words.
    """
    texts = folder / "no-texts"
    published = replace(Root.published(), sources=texts)
    patch.setattr(Root, "published", lambda: published)
    program = folder / "bin" / "coalition"
    program.parent.mkdir(parents=True)
    command = shlex.join([sys.executable, "-c", PROGRAM.format(texts=str(texts))])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    patch.setenv("PATH", os.pathsep.join([str(program.parent), str(Path(sys.executable).parent), os.environ["PATH"]]))
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    patch.setenv("COLUMNS", "100")
