"""Keep the ledger: what the tests tried, what passed, what did not and why, and what may be skipped.

A test writes what it counted with `record`. At the end of a run, `Ledger` compares these figures with those that
`docs/reference/ledger.json` keeps; with `pytest --ledger` it writes them there instead. The page `ledger.md` beside it
is made of that file, of `mutants.json` and of the reasons in the tests; `test_ledger.py` holds that it is up to date.
"""

from __future__ import annotations

import ast
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import ledger_page
import pytest

TESTS = Path(__file__).parent
FOLDER = TESTS.parent / "docs" / "reference"
KEPT, PAGE, MUTANTS = FOLDER / "ledger.json", FOLDER / "ledger.md", FOLDER / "mutants.json"

Figures = Mapping[str, Any]

NEEDS = {"conformance": "W3C", "passages": "SOURCES", "sentences": "SOURCES"}
"""The records that are made only where this environment variable names a folder; others are hostile inputs."""

RENEW = "if the change is meant, run `make ledger SOURCES=DIR W3C=DIR` and read the difference"


def record(name: str, figures: Figures) -> None:
    """Write the figures that a test counted, for the ledger."""
    if folder := os.environ.get("LEDGER"):
        (Path(folder) / f"{name}.json").write_text(json.dumps(figures), encoding="utf-8")


def recorded(folder: Path) -> dict[str, Figures]:
    """Return the figures that tests have written into a folder, by their names."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def differences(kept: Mapping[str, Figures], measured: Mapping[str, Figures], expected: Iterable[str]) -> Iterator[str]:
    """Yield a line for each figure that the ledger does not hold as measured, or that should have been measured."""
    for name, figures in sorted(measured.items()):
        before = kept.get(name, {})
        for key in sorted({*figures, *before}):
            if figures.get(key) != before.get(key):
                yield f"{name}: {key}: the ledger says {_short(before.get(key))}, the tests {_short(figures.get(key))}"
    for name in sorted({*expected} - {*measured}):
        yield f"{name}: in the ledger, but no test has recorded it"


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) < 200 else f"{text[:200]}…"


@cache
def reasons() -> dict[str, list[str]]:
    """Return the reasons for which tests may be skipped or may fail, as patterns, with the files that give them.

    A part of a reason that is known only when the test runs is a star.
    """
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("pytest."):
                called = ast.unparse(node.func).rpartition(".")[2]
                if called in ("skip", "skipif", "xfail", "importorskip"):
                    given = [keyword.value for keyword in node.keywords if keyword.arg == "reason"]
                    given += node.args[:1] if called in ("skip", "xfail") else []
                    found.setdefault(_pattern(given), set()).add(path.relative_to(TESTS.parent).as_posix())
    return {reason: sorted(places) for reason, places in sorted(found.items())}


def _pattern(given: list[ast.expr]) -> str:
    match given:
        case [ast.Constant(value=str(text)), *_]:
            return text
        case [ast.JoinedStr(values=parts), *_]:
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
    return ""


def unlisted(skipped: Iterable[str]) -> list[str]:
    """Return the reasons for which tests were skipped that no test gives in its text, sorted."""
    listed = [reason for reason in reasons() if reason]
    return sorted(reason for reason in {*skipped} if not any(fnmatchcase(reason, each) for each in listed))


class Ledger:
    """Collect the figures and the skipped tests of a run, and compare them with the ledger, or write it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.lines = config, list[str]()
        self.skipped: dict[str, str] = {}
        self.made = tempfile.TemporaryDirectory(prefix="ledger-")
        # The processes of pytest-xdist start later, and inherit it.
        self.folder = Path(os.environ.setdefault("LEDGER", self.made.name))
        self.folder.mkdir(parents=True, exist_ok=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the reason of a test that was skipped, or that was expected to fail."""
        if report.skipped:
            self._skip(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the reason of a file that was skipped."""
        if report.skipped:
            self._skip(report)

    def _skip(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        # Before the reason, pytest writes what became of the test.
        reason = re.sub(r"^(Skipped: |reason: |\[NOTRUN\] )", "", getattr(report, "wasxfail", told))
        self.skipped[report.nodeid] = reason

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Compare the figures with the ledger, or write it, and fail the run that differs."""
        options = self.config.option
        ended = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
        if options.collectonly or exitstatus not in ended:
            return
        told = "a test was skipped for a reason that the ledger does not list:"
        wrong = [f"{told} {reason or 'none is given'}" for reason in unlisted(self.skipped.values())]
        measured, kept = recorded(self.folder), read(KEPT)
        missing = {name: needed for name, needed in NEEDS.items() if not os.environ.get(needed)}
        whole = self.config.args_source is self.config.ArgsSource.TESTPATHS
        whole = whole and not (options.keyword or getattr(options, "lf", False))
        if options.markexpr or os.environ.get("HOSTILE"):
            self.lines.append("ledger: figures not compared: this run does not try what the ledger counts")
        elif options.ledger and not exitstatus:
            if whole:
                kept = {name: kept[name] for name in missing if name in kept}
                measured["skipped"] = dict(sorted(Counter(self.skipped.values()).items()))
            write({**kept, **measured})
            self.lines.append(f"ledger: {len(measured)} records written to {PAGE.relative_to(TESTS.parent)}")
        else:
            expected = {*kept} - {*missing, "skipped"} if whole and not exitstatus else ()
            wrong += differences(kept, measured, expected)
            self.lines.append(f"ledger: {len(measured)} records compared")
            if whole:
                self.lines += [f"ledger: not compared without {needed}: {name}" for name, needed in missing.items()]
        if wrong:
            self.lines += [f"ledger: {line}" for line in wrong] + [f"ledger: {RENEW}"]
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what was compared, and what differs."""
        for line in self.lines:
            terminalreporter.write_line(line)

    def pytest_unconfigure(self) -> None:
        """Remove the folder of the figures, unless the user has named one."""
        if os.environ.get("LEDGER") == self.made.name:
            del os.environ["LEDGER"]
        self.made.cleanup()


def read(path: Path) -> dict[str, Any]:
    """Return what a file of figures holds; nothing if there is none."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def write(records: Mapping[str, Figures]) -> None:
    """Write the ledger, and its page."""
    KEPT.write_text(json.dumps(dict(sorted(records.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(ledger_page.page(records, read(MUTANTS), reasons()), encoding="utf-8")
