"""Provide the fixtures that tests share.

Tests use real stores and the real program, on this machine only. A test that needs to know every fact uses the invented
corpus of `ruritania.py` or the invented network of `invented_network.py`; the published graph is used where that graph
itself is tested. Tests write only below `tmp_path`. Tests that need the source texts use `texts_folder`, which the
environment variable SOURCES names; those that need the W3C's suites look for them where W3C says. Without these
variables they are skipped. No test measures time; a test whose failure would run for hours uses `ends`. What a run
counts, and why it skips tests, is compared with `docs/reference/ledger.md`.

Whatever in this process asks for a connection to anything but a listener of the tests fails the test;
`network_guard.py` says what that sees. `selection.py` says which files are begun first.
"""

from __future__ import annotations

import fcntl
import gc
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import selection
from hypothesis import settings
from invented_corpus import Invented, invent
from ledger import Ledger
from network_guard import NetworkGuard
from ruritania import REGISTER, TEXT, document

from coalition.build.snapshot import Snapshots
from coalition.corpus.root import Root
from coalition.graph import Graph

# By default an example that takes 0.2 seconds, as on a machine with other work, fails a test of Hypothesis.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the ledger, and the one that chooses tests for the lowest versions of libraries."""
    told = "write what this run counted into docs/reference/ledger.md; without it, the two are compared"
    parser.addoption("--ledger", action="store_true", help=told)
    told = "leave out what no version of a library changes: tests marked slow, and what tests/selection.py lists"
    parser.addoption("--lowest", action="store_true", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the ledger of this run, but for the processes that pytest-xdist starts; choose among the tests."""
    if config.option.lowest:
        config.option.markexpr = "not slow"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(Ledger(config), "ledger")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files for the lowest versions, before they are read."""
    return (config.option.lowest and selection.once(collection_path)) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; for the lowest versions, keep some cases of each test."""
    items.sort(key=lambda item: selection.order(item.path))
    if config.option.lowest:
        kept = selection.some(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]


def pytest_collection_finish() -> None:
    """Keep the tests and the libraries out of what Python looks through again and again for what can be freed."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start half as many workers again as there are processors: a third of their time they wait for other programs."""
    return len(os.sched_getaffinity(0)) * 3 // 2


@pytest.fixture(scope="session")
def network() -> NetworkGuard:
    """Watch the connections that are asked for in this process, as long as it runs."""
    guard = NetworkGuard()
    guard.start()
    return guard


@pytest.fixture(autouse=True)
def no_connection(network: NetworkGuard) -> Iterator[None]:
    """Fail a test during which something asked for a connection, even if that went unnoticed."""
    network.refused.clear()
    yield
    assert not network.refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Create a root with the invented corpus: a register, one source and its text."""
    root = tmp_path / "root"
    (root / "graph").mkdir(parents=True)
    (root / "sources").mkdir()
    (root / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (root / "graph" / "zenda.trig").write_text(document(), encoding="utf-8")
    (root / "sources" / "zenda.txt").write_text(TEXT, encoding="utf-8", newline="")
    return root


@pytest.fixture
def root(folder: Path) -> Root:
    """Return the root with the invented corpus."""
    return Root.open(folder)


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Graph:
    """Open the invented corpus as a Graph."""
    return Graph.open(folder, store=tmp_path / "snapshots")


class Terminal(io.StringIO):
    """Keep what is written, and claim to be a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return a stream that claims to be a terminal of 30 columns."""
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "dumb")
    return Terminal()


@pytest.fixture
def ends() -> Iterator[None]:
    """Fail a test that has not ended after a minute, since each takes time in proportion to its input."""

    def late(signal: int, frame: object) -> None:
        raise TimeoutError("the test has not ended after a minute")

    given = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, given)


@pytest.fixture
def texts_folder() -> Path:
    """Return the folder of the texts of the published graph, or skip the test."""
    named = os.environ.get("SOURCES")
    if not named:
        pytest.skip("source texts not found; pass their folder with make test SOURCES=DIR")
    return Path(named)


@pytest.fixture(scope="session")
def published_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a user's cache with the snapshot of the published graph; the workers of a run share it."""
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
    """Return the folder of snapshots in that cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(published_cache))
        return Snapshots.default().folder


@pytest.fixture(scope="session")
def published(published_store: Path) -> Graph:
    """Open the published graph, only to read it."""
    return Graph.open(store=published_store)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    """Open an invented corpus of 40 documents, only to read it."""
    return invent(tmp_path_factory.mktemp("invented") / "corpus")
