"""What the README shows is what the commands print. REFRESH=1 python -m pytest tests/test_readme.py renews it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruritania import PROJECT

README = PROJECT / "README.md"
BLOCK = re.compile(r"^```(?P<kind>console|python)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
ELSEWHERE = ("make ", "pip ", "eval ", "coalition new ", "coalition --root my-graph")
"""Commands that install, change the shell, or need a graph of the reader's own: other tests run what they run."""


def blocks(kind: str) -> list[str]:
    return [found["body"] for found in BLOCK.finditer(README.read_text(encoding="utf-8")) if found["kind"] == kind]


def steps(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output that is shown under it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


COMMANDS = [step for block in blocks("console") for step in steps(block) if not step[0].startswith(ELSEWHERE)]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A new user's machine: an empty cache, and `coalition` on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    cache = str(tmp_path_factory.mktemp("cache"))
    return {**os.environ, "PATH": path, "XDG_CACHE_HOME": cache, "COLUMNS": "100"}


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command.split("  #")[0]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    words = re.sub(r"^(drawn to \w+\.svg|Restricted to .*)\n", "", done.stderr, flags=re.MULTILINE)
    assert (done.returncode, words) == (0, ""), command
    return done.stdout


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_prints_what_is_shown(command: str, shown: str, tmp_path: Path, environment: dict[str, str]) -> None:
    printed = run(command, tmp_path, environment)
    if shown:
        assert shown.rstrip() == "\n".join(line.rstrip() for line in printed.rstrip().splitlines())


def test_some_answers_are_shown_with_their_evidence() -> None:
    assert sum(bool(shown) for _, shown in COMMANDS) >= 4
    assert any("--why" in command and "asserts" in shown for command, shown in COMMANDS)


def test_the_python_example_runs(tmp_path: Path, environment: dict[str, str]) -> None:
    (example,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "passage/s000-1646" in done.stdout


@pytest.mark.skipif(
    "REFRESH" not in os.environ, reason="REFRESH=1 writes the README anew; without it nothing is written"
)
def test_refresh(tmp_path: Path, environment: dict[str, str]) -> None:
    def renewed(found: re.Match[str]) -> str:
        lines = []
        for command, shown in steps(found["body"]):
            lines.append(f"$ {command}\n")
            if shown.strip():
                printed = run(command, tmp_path, environment)
                lines += [f"{line.rstrip()}\n" for line in printed.rstrip().splitlines()]
        return f"```{found['kind']}\n{''.join(lines)}```"

    text = README.read_text(encoding="utf-8")
    README.write_text(BLOCK.sub(lambda f: renewed(f) if f["kind"] == "console" else f.group(), text), encoding="utf-8")
    pytest.fail("refreshed: read the diff, then run the tests without REFRESH")
