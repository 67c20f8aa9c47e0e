"""Test that help describes every command, question and option, and that its examples run."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from council import UNANSWERED
from program import BIN, Call, process

from coalition.cli import actor as cli_actor
from coalition.cli import source as cli_source
from coalition.cli.commands import coalition
from coalition.cli.options import GlobalOptions
from coalition.query.questions import questions

CONTEXT = click.Context(coalition)

NAMES = coalition.list_commands(CONTEXT)

COMMANDS = {
    "": coalition,
    **{name: command for name in NAMES if (command := coalition.get_command(CONTEXT, name))},
    **{
        f"{group.name} {name}": command
        for group in (cli_source.source, cli_actor.actor)
        for name, command in group.commands.items()
    },
}

ELSEWHERE = (
    *("serve", "publish", "analyse", "preview", "curate", "review", "agreement", "import", "source update"),
    *("actor merge", "actor split", "actor undo", "actor apart", "actor propose", "actor update"),
)
"""Commands whose examples need something before them: pages of the documentation run them."""

TELLING = {"ask", "new", "draft"}
"""Commands that print next steps on standard error."""


def example(command: click.Command) -> str:
    found = re.search(r"^Example:\n    (.+)\Z", inspect.cleandoc(command.help or ""), re.MULTILINE)
    assert found, "the help has no example at its end"
    return found[1]


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_no_bound_that_does_not_exist(name: str, call: Call) -> None:
    assert "None" not in call(*name.split(), "--help").out


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ELSEWHERE])
def test_the_example_in_the_help_runs(
    name: str, store: Path, folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(tmp_path / "my-graph")
    (tmp_path / "telegram.txt").write_text("All is well.", encoding="utf-8")
    line = example(COMMANDS[name])
    assert re.search(rf"coalition (.* )?{name}", line)
    monkeypatch.chdir(tmp_path)
    if line.startswith("coalition ") and not set(line) & set("|&;<>$"):
        done = call(*shlex.split(line)[1:])
    else:
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        done = process(shell=line, PATH=path, XDG_CACHE_HOME=str(store.parents[1]))
    assert done.code == 0, done.err
    assert bool(done.err) == (name in TELLING)
    assert done.out or line == "coalition mcp" or ">" in line or "eval" in line or "format" in line


@pytest.mark.parametrize("name", questions(GlobalOptions().open_root().question_files()))
def test_the_example_of_a_question_runs(name: str, call: Call) -> None:
    shown = call("ask", name, "--help")
    line = re.search(rf"^  Example:\n      coalition (ask {name}.*)$", shown.out, re.MULTILINE)
    assert line
    done = call(*shlex.split(line[1]))
    assert done.code == 0
    if name in UNANSWERED:
        assert "(no rows)" in done.out
        return
    assert all("more in passages of another stance" in line for line in done.err.splitlines())
    assert len(done.out.splitlines()) >= 3
    assert "(no rows)" not in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_also_asked_for_with_h(name: str, call: Call) -> None:
    words = name.split()
    assert call(*words, "-h") == call(*words, "--help")
    assert "Example:" in call(*words, "-h").out


def test_no_line_of_the_list_of_commands_is_cut_off(call: Call) -> None:
    listed = call("--help").out.partition("Commands:")[2]
    assert "..." not in listed
    assert all(f"\n  {name} " in listed for name in NAMES)


def test_every_option_says_what_it_does() -> None:
    for command in COMMANDS.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name not in ("measure", "format_"):
                assert parameter.help, parameter.opts


def test_the_version_is_that_of_the_project(call: Call) -> None:
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{call("--version").out.split()[-1]}"' in pyproject


def test_the_program_is_also_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "coalition.cli", "-h"], capture_output=True, text=True, check=True)
    assert done.stdout == process("-h").out
    assert shutil.which("coalition", path=str(BIN))
