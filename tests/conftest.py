"""The fixtures that tests share.

Policy: tests use the real store and the real programs, on this machine only. A test that needs to know every fact uses
the invented corpus of `ruritania.py`, or the invented network of `invented_network.py`; the published graph is used
where the graph itself is tested. Nothing is written outside `tmp_path`. Tests that need the texts of the sources take
`texts_folder`: the environment variable SOURCES names it, and without it they are skipped with that reason. No test
measures how long something takes; what would go on for hours if it were wrong takes `ends`.
"""

from __future__ import annotations

import fcntl
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruritania import REGISTER, TEXT, document

from coalition.build.snapshot import Snapshots
from coalition.corpus.root import Root
from coalition.graph import Graph


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A root with the invented corpus: `graph/` with a register and one source, `sources/` with its text."""
    root = tmp_path / "root"
    (root / "graph").mkdir(parents=True)
    (root / "sources").mkdir()
    (root / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (root / "graph" / "zenda.trig").write_text(document(), encoding="utf-8")
    (root / "sources" / "zenda.txt").write_text(TEXT, encoding="utf-8", newline="")
    return root


@pytest.fixture
def root(folder: Path) -> Root:
    """The invented corpus as a Root."""
    return Root.open(folder)


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Graph:
    """The invented corpus as a Graph."""
    return Graph.open(folder, store=tmp_path / "snapshots")


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal of 30 columns, to write to."""
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "dumb")
    return Terminal()


@pytest.fixture
def ends() -> Iterator[None]:
    """Have a test fail that has not ended after a minute, as none does that takes time in proportion to its input."""

    def late(signal: int, frame: object) -> None:
        raise TimeoutError("the test has not ended after a minute")

    given = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, given)


@pytest.fixture
def texts_folder() -> Path:
    """The folder of the texts of the published graph."""
    named = os.environ.get("SOURCES")
    if not named:
        pytest.skip("the texts of the sources are not at hand: name their folder with make test SOURCES=DIR")
    return Path(named)


@pytest.fixture(scope="session")
def published_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's cache with the snapshot of the published graph: one for all workers of a run, built by the first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    cache = shared / "published-cache"
    cache.mkdir(exist_ok=True)
    with (shared / "published-cache.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patch.setenv("XDG_CACHE_HOME", str(cache))
        Graph.open()
    return cache


@pytest.fixture(scope="session")
def published_store(published_cache: Path) -> Path:
    """The folder of snapshots in that cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(published_cache))
        return Snapshots.default().folder


@pytest.fixture(scope="session")
def published(published_store: Path) -> Graph:
    """The published graph. It is only read."""
    return Graph.open(store=published_store)
