"""Test that no argument of any command brings more than one line of refusal, and that a refusal changes nothing.

By default about one case in ten is tried; HOSTILE=all tries all, which takes minutes. LEDGER=DIR writes how many
were tried into `arguments-0.json` and so on.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from hostile.arguments import PATHS, TEXTS, WRITE, Case, cases, commands, given, prepare
from program import Done, process

from coalition.cli.commands import run

SHARE = 1 if os.environ.get("HOSTILE") == "all" else 30
BROKEN = ("Traceback", "Warning", "warning:", "  File ", "site-packages", "Exception ignored", "panicked")
LONGEST_LINE = 6000
"""How long a line of a message may be: a path in it may be long, and of a long value it repeats only the ends."""

VALUE = "2025"
"""A good date and number, in the place of which others are tried."""

MANY = {("check",), ("diff",), ("format",)}
"""The commands that say what they found line by line, and then end with 1."""

PARTS = 4
"""How many tests the cases are divided into, so that several processes may share them."""


@pytest.fixture
def work(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make a folder with the invented corpus and the files that hostile values name, and go there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # A service that has taken its options would run for ever; tests/service starts it.
    monkeypatch.setattr("coalition.service.server.serve", lambda *_settings, **_more: 0)
    monkeypatch.setattr("coalition.desk.server.run", lambda *_settings, **_more: 0)
    prepare(tmp_path)
    shutil.copytree(folder, tmp_path / "pristine")
    yield tmp_path
    (tmp_path / "closed-folder").chmod(0o700)


def called(arguments: tuple[str, ...]) -> Done:
    """Run a command in this process, as the program runs it."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=mode) for mode in ("strict", "backslashreplace")
    )
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(b""))
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = run(list(arguments))
            except OSError as fault:  # the program tells of it in one line
                code = 1
                print(f"Error: {fault.filename}: {fault.strerror}", file=sys.stderr)
    finally:
        sys.stdin = before
    for stream in (out, err):
        stream.flush()
    return Done(code, *(stream.buffer.getvalue().decode(errors="backslashreplace") for stream in (out, err)))


def late(signal: int, frame: object) -> None:
    """Raise what a case that has not ended after half a minute fails with."""
    raise RuntimeError("it has not ended after half a minute")


def state(folder: Path) -> str:
    """Return a digest of the names, kinds and contents of all files in a folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        whole.update(os.fsencode(f"{path}\0{path.is_dir()}\0{len(content)}\0") + content)
    return whole.hexdigest()


def fault_of(case: Case, done: Done) -> str:
    """Return what is wrong with the way a command ended, or "" where it ended as it should."""
    lines = done.err.splitlines()
    said = next((word for word in BROKEN if word in done.err), "")
    if said:
        return f"prints {said}"
    if done.code not in (0, 1, 2):
        return f"ends with {done.code}"
    errors = [line for line in lines if line.startswith("Error: ")]
    if case.command and any(len(line) > LONGEST_LINE for line in lines):
        return "says it in an endless line"
    if done.code == 2 and not (errors == lines[-1:] and lines[0].startswith(("Usage: ", "Error: "))):
        return "is misused, and does not say it once"
    notes = [line for line in lines if line.startswith(("Restricted to ", "not listed: "))]
    if done.code == 1 and case.command not in MANY and (len(errors) != 1 or len(lines) != len(notes) + 1):
        return "fails, and does not say it in one line"
    if done.code == 0 and errors:
        return "succeeds with an error"
    return ""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_argument_is_taken_or_refused_in_one_line_and_a_refusal_changes_nothing(part: int, work: Path) -> None:
    wrong: list[str] = []
    signal.signal(signal.SIGALRM, late)
    before, around = state(work / "root"), sorted(os.listdir())
    tried = 0
    for number, case in enumerate(cases(SHARE)):
        if number % PARTS != part:
            continue
        tried += 1
        signal.alarm(30)  # a case that waits for ever, as for a pipe, fails alone
        try:
            done = called(case.arguments)
        except BaseException as fault:
            wrong.append(f"{case}: {''.join(traceback.format_exception_only(fault)).strip()[:300]}")
            continue
        finally:
            signal.alarm(0)
        if told := fault_of(case, done):
            wrong.append(f"{case}: {told}: {done.code} {done.err[:300]!a}")
        if state(work / "root") != before:
            if done.code or ("--write" not in case.arguments and case.command[-1:] not in {(name,) for name in WRITE}):
                wrong.append(f"{case}: changes the root")
            shutil.rmtree(work / "root")
            shutil.copytree(work / "pristine", work / "root")
        if done.code and sorted(os.listdir()) != around:
            wrong.append(f"{case}: leaves {set(os.listdir()) - set(around)}")
        around = sorted(os.listdir())
    if "LEDGER" in os.environ:
        record = json.dumps({"tried": tried, "wrong": len(wrong), "share": SHARE})
        (Path(os.environ["LEDGER"]) / f"arguments-{part}.json").write_text(record, encoding="utf-8")
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong)


def test_no_command_and_no_parameter_is_left_out(work: Path) -> None:
    tried = {(case.command, case.name) for case in cases(SHARE)}
    found = dict(commands())
    assert len(found) > 25
    for path, command in found.items():
        for parameter in command.params:
            hidden = parameter.name in ("help", "version") or getattr(parameter, "hidden", False)
            assert hidden or (path, parameter.human_readable_name) in tried, (path, parameter.name)
        assert not isinstance(command, click.Group) or (path, "COMMAND") in tried


def test_the_list_is_the_same_in_each_run_and_long_enough(work: Path) -> None:
    assert list(cases(50)) == list(cases(50))
    assert sum(1 for _ in cases(1)) > 20_000
    assert len(set(TEXTS)) == len(TEXTS) and len(set(PATHS)) == len(PATHS)


def test_an_empty_value_is_refused_by_every_option_and_argument(work: Path) -> None:
    for case in cases(10**9):
        if "" in case.arguments or any(
            argument.startswith("--") and argument.endswith("=") for argument in case.arguments
        ):
            done = called(case.arguments)
            assert done.code in (1, 2), case
            assert done.out == "", case


def test_a_number_is_written_in_ascii_digits_wherever_one_is_typed(work: Path) -> None:
    tried = 0
    for case in typed(lambda parameter: isinstance(parameter.type, click.types.IntParamType)):
        for number in ("٣", "３", "1_0", " 3", "3 ", "3\n", "nan", "inf", "1e999", "", "9" * 5000, "-" + "9" * 5000):
            done = called(tuple(number if argument == VALUE else argument for argument in case.arguments))
            assert done.code in (1, 2) and done.out == "", (case.command, case.name, number)
            tried += 1
    assert tried > 100


def test_a_date_is_checked_wherever_one_is_typed(work: Path) -> None:
    tried = 0
    for case in typed(lambda parameter: parameter.metavar == "DATE" or parameter.name == "issued"):
        for date in (
            "٢٠٢٥",
            "0000",
            "-0044",
            "2025Z",
            "2025-02-30",
            "2025-13",
            "2025-3-1",
            " 2025",
            "2025-03-02T10:00",
            "--03-02",
        ):
            done = called(tuple(date if argument == VALUE else argument for argument in case.arguments))
            option = case.arguments[case.arguments.index(VALUE) - 1]
            assert (done.code, done.out) == (1, ""), (case.command, case.name, date)
            assert done.err.startswith(f"Error: {option}: ") and "is not a date that is taken: " in done.err
            tried += 1
    assert tried > 200


def typed(wanted: Callable[[Any], bool]) -> Iterator[Case]:
    """Yield a case with VALUE for each option that is wanted."""
    for path, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and wanted(parameter):
                yield from given(path, command, parameter, VALUE, joined=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--about", ""),
        ("show", "\udcff"),
        ("centrality", "--top", "9" * 5000),
        ("timeline", "--from", "٢٠٢٥"),
        ("--root", "\udcff", "check"),
        ("query", "ASK {}", "--known-by", "-0044"),
    ],
    ids=ascii,
)
def test_the_program_itself_says_the_same(arguments: tuple[str, ...], work: Path) -> None:
    done = process(*(("--root", "root") if "--root" not in arguments else ()), "--store", "snapshots", *arguments)
    assert done.code in (1, 2)
    assert done.out == ""
    assert fault_of(Case(arguments[:1], "", arguments), done) == ""
