"""Test the completion of commands, questions and names, as each shell asks for it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from program import BIN, Call, misused


@pytest.fixture
def cache(published_cache: Path) -> Path:
    """Return a cache folder with the snapshot of the published graph."""
    return published_cache


def complete(cache: Path, shell: str, *words: str, **variables: str) -> list[str]:
    """Return what is offered for the last word of a command line."""
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
    """Return what bash would insert for the last word of each command line, using the script of `completion bash`."""
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


def test_bash_completes_commands_questions_options_and_formats(cache: Path) -> None:
    commands, names, options, formats = in_bash(
        cache,
        ("coalition", "q"),
        ("coalition", "ask", "who"),
        ("coalition", "ask", "commitments", "--"),
        ("coalition", "query", "--format", "t"),
    )
    assert commands == ["query", "questions"]
    assert {"who-represented-whom", "who-took-part"} <= set(names)
    limits = ["--known-by", "--on", "--stance", "--source", "--families"]
    assert options == ["--by", "--format", "--why", "--iris", *limits, "--help"]
    assert formats == ["table", "tsv", "turtle"]


def test_bash_inserts_names_so_that_they_stay_one_word(cache: Path, folder: Path) -> None:
    register = folder / "graph" / "register.trig"
    register.write_text(
        register.read_text(encoding="utf-8").replace('"the King"', '"Ruritania\'s King"'), encoding="utf-8"
    )
    asked = ("coalition", "--root", str(folder), "ask", "commitments", "--by")
    assert in_bash(
        cache,
        (*asked, "r"),
        (*asked, "Rudolf\\ E"),
        (*asked, '"Rudolf E'),
        (*asked, "'League"),
        (*asked, "xyz"),
    ) == [
        ["Rudolf", "Rudolf\\ Elphberg", "Ruritania", "Ruritania\\'s\\ King"],
        ["Rudolf\\ Elphberg"],
        ["Rudolf Elphberg"],
        ["League of Nations of Zenda"],
        [],
    ]


def test_aliases_are_offered_where_they_begin_like_what_is_typed(cache: Path, folder: Path) -> None:
    asked = ("coalition", "--root", str(folder), "show")
    assert complete(cache, "bash", *asked, "the\\ k") == ["plain,the\\\\ King"]
    assert complete(cache, "zsh", *asked, "the") == ["plain", "the King", "_", "plain", "the League", "_"]


def test_where_nothing_is_typed_the_labels_are_offered(cache: Path, folder: Path) -> None:
    offered = complete(cache, "zsh", "coalition", "--root", str(folder), "ask", "who-took-part", "--event", "")
    assert offered == ["plain", "Meeting in Strelsau", "_"]


def test_zsh_gets_questions_with_their_summaries(cache: Path) -> None:
    offered = complete(cache, "zsh", "coalition", "ask", "who-took")
    assert offered == [
        "plain",
        "who-took-part",
        "Who took part in an event, in what role, according to which document?",
    ]


def test_fish_gets_names(cache: Path, folder: Path) -> None:
    line = f"coalition --root {folder} ask commitments --by Que"
    assert complete(cache, "fish", COMP_WORDS=line, COMP_CWORD="Que") == ["plain,Queen Flavia"]


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


def test_another_shell_is_misuse(call: Call) -> None:
    misused(call("completion", "tcsh"), "'tcsh' is not one of 'bash', 'zsh', 'fish'.")
