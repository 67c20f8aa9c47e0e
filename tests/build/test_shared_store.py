"""Test that several users can share a folder for snapshots, with real users where the tests run as root."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_snapshots
from builders import CONTEXT
from ruritania import REGISTER, document
from users import ALICE, BOB, EVE, TEAM, act, build, build_a, build_b, by, find_a, hold, killed_build, prune, set_budget

from coalition import files
from coalition.build.budget import BUDGET
from coalition.build.manifest import MANIFEST
from coalition.build.snapshot import BUILDING, GATE, REMOVED
from coalition.errors import StoreError

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as other users")


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a folder that other users may enter, unlike `tmp_path`, with the invented corpus."""
    folder = Path(tempfile.mkdtemp(prefix="coalition-test-"))
    folder.chmod(0o755)
    (folder / "root" / "graph").mkdir(parents=True)
    (folder / "root" / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (folder / "root" / "graph" / "zenda.trig").write_text(document(), encoding="utf-8")
    yield folder
    shutil.rmtree(folder)


def make(place: Path, group: int, mode: int, owner: int = ALICE) -> Path:
    """Make the store of a user."""
    store = place / "store"
    store.mkdir()
    os.chown(store, owner, group)
    store.chmod(mode)
    return store


@pytest.mark.parametrize(("mode", "umask"), [(0o2775, 0o022), (0o2775, 0o077), (0o770, 0o077)])
def test_each_member_of_a_group_builds_finds_and_removes(place: Path, mode: int, umask: int) -> None:
    store = make(place, TEAM, mode)
    a, b = small_snapshots.digest("a"), small_snapshots.digest("b")
    assert by(ALICE, umask, build_a, place) == a
    assert by(BOB, umask, find_a, place) == a
    built = by(BOB, umask, build, place)
    assert by(ALICE, umask, build, place) == built
    assert by(BOB, umask, build_b, place) == b
    for path in store.rglob("*"):
        about = path.stat()
        assert about.st_gid == TEAM
        assert stat.S_IMODE(about.st_mode) == mode & (0o2777 if path.is_dir() else 0o666), path
    assert by(BOB, umask, set_budget, place) == "set"
    assert set(by(BOB, umask, prune, place).split()) == {a, b, built.split()[0]}
    assert {path.name for path in store.iterdir()} - {".digests.json"} == {GATE, BUDGET}
    assert by(ALICE, umask, set_budget, place) == "set"


def test_what_a_killed_build_of_another_user_left_is_swept_away(place: Path) -> None:
    store = make(place, TEAM, 0o2775)
    assert by(ALICE, 0o077, killed_build, place) == "it was killed"
    assert len(list(store.glob(f"{BUILDING}*"))) == 1
    assert by(BOB, 0o077, build_a, place) == small_snapshots.digest("a")
    assert [*store.glob(f"{BUILDING}*"), *store.glob(f"{REMOVED}*")] == []


def test_others_read_where_the_folder_lets_them_and_are_told_what_hinders_them(place: Path) -> None:
    store = make(place, TEAM, 0o2775)
    assert by(ALICE, 0o077, build_a, place) == small_snapshots.digest("a")
    assert by(EVE, 0o022, find_a, place) == small_snapshots.digest("a")
    hindered = f"Error: {store}: the snapshot cannot be written (Permission denied); it belongs to {ALICE}: change its"
    assert by(EVE, 0o022, build_b, place).startswith(hindered)
    for path in (store / small_snapshots.digest("a") / MANIFEST, store / small_snapshots.digest("a") / "store"):
        given = path.stat().st_mode
        path.chmod(0o700)
        told = by(BOB, 0o022, find_a, place)
        assert told.startswith(f"Error: {path}: the snapshot cannot be read (Permission denied); it belongs to {ALICE}")
        path.chmod(given)
    assert by(EVE, 0o022, prune, place) == ""


def test_a_lock_file_that_only_its_owner_may_write_is_no_obstacle_and_one_that_nobody_else_may_read_is_named(
    place: Path,
) -> None:
    store = make(place, TEAM, 0o2775)
    by(ALICE, 0o022, build_a, place)
    (store / GATE).chmod(0o644)
    assert by(BOB, 0o022, build_b, place) == small_snapshots.digest("b")
    (store / GATE).chmod(0o600)
    told = by(BOB, 0o022, build, place)
    assert told.startswith(f"Error: {store / GATE}: the snapshot cannot be written (Permission denied); it belongs to")


def test_in_a_folder_with_the_sticky_bit_each_user_removes_only_ones_own(place: Path) -> None:
    store = make(place, TEAM, 0o1777, owner=0)
    a, b = small_snapshots.digest("a"), small_snapshots.digest("b")
    assert by(ALICE, 0o077, build_a, place) == a
    assert by(EVE, 0o077, find_a, place) == a
    assert by(EVE, 0o077, build_b, place) == b
    assert by(EVE, 0o022, set_budget, place) == "set"
    told = by(EVE, 0o022, prune, place)
    assert told.startswith(f"Error: {store / a}: a snapshot cannot be removed (Operation not permitted); it belongs to")
    assert {path.name for path in store.iterdir()} == {GATE, BUDGET, a}
    assert {oct(stat.S_IMODE(path.stat().st_mode) & 0o022) for path in (store / a).rglob("*")} == {"0o0"}


def test_a_wait_for_another_user_names_that_user(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make(place, TEAM, 0o2775)
    monkeypatch.setattr(files, "PATIENCE", 0.0)
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=act, args=(theirs, ALICE, 0o077, hold, place))
    process.start()
    try:
        while not (store / GATE).exists() or not (store / GATE).read_bytes():
            assert process.is_alive()
        with pytest.raises(StoreError, match=f"for process {process.pid} of {ALICE}, building since "):
            small_snapshots.write(store, "a")
    finally:
        process.kill()
        process.join()
        ours.close()
        theirs.close()
    assert small_snapshots.write(store, "a")
