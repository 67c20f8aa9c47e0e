"""Completion of commands, questions and names, as the shells ask for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coalition.cli.setting import Setting

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the snapshot of the published graph."""
    folder = tmp_path_factory.mktemp("cache")
    Setting(store=folder / "coalition-graph" / "layout-1").graph()
    return folder


def complete(cache: Path, shell: str, *words: str, **variables: str) -> list[str]:
    """What is offered for the last of the words of a command line."""
    asked = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "_COALITION_COMPLETE": f"{shell}_complete"}
    done = subprocess.run(
        [BIN / "coalition"],
        env=environment | asked | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def in_bash(cache: Path, *lines: tuple[str, ...]) -> list[list[str]]:
    """What bash would insert for the last word of each command line, by the script that `completion bash` prints."""
    script = ['eval "$(coalition completion bash)"']
    for words in lines:
        quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
        script.append(
            f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; COMPREPLY=(); _coalition_completion coalition; "
            "printf '%s\\t' \"${COMPREPLY[@]}\"; echo"
        )
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        env={**os.environ, "PATH": path, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [[item for item in line.split("\t") if item] for line in done.stdout.splitlines()]


def test_bash_completes_commands_questions_options_and_names(cache: Path) -> None:
    commands, names, options, formats = in_bash(
        cache,
        ("coalition", "q"),
        ("coalition", "ask", "who"),
        ("coalition", "ask", "commitments", "--"),
        ("coalition", "query", "--format", "t"),
    )
    assert commands == ["query", "questions"]
    assert names == ["who-represented-whom", "who-took-part"]
    assert options == ["--by", "--format", "--why", "--iris", "--help"]
    assert formats == ["table", "tsv", "turtle"]


def test_bash_inserts_names_so_that_they_stay_one_word(cache: Path) -> None:
    assert in_bash(
        cache,
        ("coalition", "ask", "commitments", "--by", "uni"),
        ("coalition", "ask", "commitments", "--by", "Keir\\ S"),
        ("coalition", "ask", "commitments", "--by", '"Keir S'),
        ("coalition", "ask", "plan-points", "--plan", "Starm"),
        ("coalition", "ask", "plan-points", "--plan", "'Fra"),
    ) == [
        ["United\\ Kingdom", "United\\ States"],
        ["Keir\\ Starmer"],
        ["Keir Starmer"],
        ["Starmer\\'s\\ four-point\\ plan"],
        ["Franco-British proposal of a one-month truce"],
    ]


def test_aliases_are_offered_where_they_begin_like_what_is_typed(cache: Path) -> None:
    assert complete(cache, "bash", "coalition", "ask", "commitments", "--by", "Brit") == ["plain,Britain"]
    shown = complete(cache, "zsh", "coalition", "show", "lond")
    assert shown == ["plain", "London summit", "_"]


def test_where_nothing_is_typed_the_labels_are_offered(cache: Path) -> None:
    offered = complete(cache, "zsh", "coalition", "ask", "who-took-part", "--event", "")
    assert "2025 London Summit on Ukraine" in offered
    assert "London summit" not in offered
    assert "Keir Starmer" not in offered


def test_zsh_gets_questions_with_their_summaries(cache: Path) -> None:
    offered = complete(cache, "zsh", "coalition", "ask", "who-t")
    assert offered == [
        "plain",
        "who-took-part",
        "Who took part in an event, in what role, according to which document?",
    ]


def test_fish_gets_names(cache: Path) -> None:
    line = "coalition ask commitments --by Ke"
    assert complete(cache, "fish", COMP_WORDS=line, COMP_CWORD="Ke") == ["plain,Keir Starmer"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_asks_this_program(shell: str) -> None:
    done = subprocess.run([BIN / "coalition", "completion", shell], capture_output=True, text=True, check=True)
    assert f"_COALITION_COMPLETE={shell}_complete" in done.stdout
    assert re.search(r"\bcoalition\b", done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ("coalition", "--root", "/no/such", "ask", ""),
        ("coalition", "--root", "/no/such", "show", "K"),
        ("coalition", "ask", "no-such-question", "--"),
        ("coalition", "--store", "/dev/null", "show", "K"),
    ],
)
def test_what_is_wrong_does_not_tear_the_line_that_is_typed(words: tuple[str, ...], cache: Path) -> None:
    assert "".join(complete(cache, "bash", *words)) == ""


def test_the_global_options_count_while_completing(cache: Path, folder: Path) -> None:
    offered = complete(cache, "bash", "coalition", "--root", str(folder), "ask", "commitments", "--by", "R")
    assert offered == ["plain,Rudolf", "plain,Rudolf\\\\ Elphberg", "plain,Ruritania"]
