"""Provide functions that run commands, on the published graph or on the invented corpus."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from program import Call, Done

from coalition.cli.commands import run


@pytest.fixture
def store(published_store: Path) -> Path:
    """Return the folder of snapshots that commands use."""
    return published_store


@pytest.fixture
def call(store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs a command on the published graph in this process."""

    def called(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(["--store", str(store), *arguments])
        return Done(code, *capsys.readouterr())

    return called


@pytest.fixture
def zenda(call: Call, folder: Path) -> Call:
    """Return a function that runs a command on the invented corpus, of which every fact is known."""
    return lambda *arguments, **others: call("--root", str(folder), *arguments, **others)
