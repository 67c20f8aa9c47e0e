"""Test that only regular files are read, that files are written whole or not at all, and that locks hold and end."""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import re
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from crashes import Disk, Tree

from coalition import files
from coalition.errors import CoalitionError, SelectionError, StoreError
from coalition.files import LIMIT, MAX_MEBIBYTES, decode, read, read_standard_input, staged, write

INSTEAD = "put a file in its place, or name another"
THERE = "put the file there, or change its permissions"


def irregular(path: Path, kind: str) -> None:
    """Make `path` something that is not a regular file."""
    if kind == "a folder":
        path.mkdir()
    elif kind == "a named pipe":
        os.mkfifo(path)
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    else:
        # The name of a socket may not be long, so it is made in the folder.
        here = os.open(".", os.O_RDONLY)
        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as unix:
            unix.bind(path.name)
        os.fchdir(here)
        os.close(here)


@pytest.mark.parametrize("kind", ["a folder", "a named pipe", "a device", "a socket"])
@pytest.mark.parametrize("pipe", [False, True])
def test_what_is_not_a_regular_file_is_refused_and_never_waited_for(tmp_path: Path, kind: str, pipe: bool) -> None:
    path = tmp_path / "x.ttl"
    irregular(path, kind)
    if pipe and kind == "a named pipe":
        assert read(path, SelectionError, pipe=True) == b""  # no program writes to it
        return
    with pytest.raises(SelectionError) as caught:
        read(path, SelectionError, pipe=pipe)
    assert str(caught.value) == f"{path}: this is {kind}, not a file; {INSTEAD}"


def test_a_pipe_that_a_user_names_is_read_to_its_end() -> None:
    program = "import time; print('ASK', flush=True); time.sleep(0.1); print('{}')"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert read(Path(f"/dev/fd/{writer.stdout.fileno()}"), SelectionError, pipe=True) == b"ASK\n{}\n"


def test_what_cannot_be_opened_is_told_of(tmp_path: Path) -> None:
    link, null = tmp_path / "link", tmp_path / "a\0b"
    link.symlink_to("nowhere")
    for path, reason in ((link, "No such file or directory"), (null, "embedded null byte")):
        with pytest.raises(CoalitionError) as caught:
            read(path, CoalitionError)
        assert str(caught.value) == f"{path}: the file cannot be read ({reason}); {THERE}"


def test_a_file_that_is_too_large_is_refused_unless_more_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large"
    path.touch()
    os.truncate(path, MAX_MEBIBYTES * 2**20 + 1)
    message = f"this is larger than {MAX_MEBIBYTES} MiB; make it smaller, or set {LIMIT} to the number of MiB that may"
    with pytest.raises(CoalitionError, match=f"large: {message}"):
        read(path, CoalitionError)
    os.truncate(path, 2**20 + 1)
    assert len(read(path, CoalitionError)) == 2**20 + 1
    monkeypatch.setenv(LIMIT, "1")
    with pytest.raises(CoalitionError, match="large: this is larger than 1 MiB"):
        read(path, CoalitionError)
    with pytest.raises(CoalitionError, match="standard input: this is larger than 1 MiB"):
        read_standard_input(io.BytesIO(bytes(2**20 + 1)), CoalitionError)
    assert read_standard_input(io.BytesIO(bytes(2**20)), CoalitionError) == bytes(2**20)


@pytest.mark.parametrize("limit", ["", "0", "-1", "1.5", "many", "9" * 5000, "٣"])
def test_a_limit_that_is_no_number_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    (tmp_path / "a").touch()
    monkeypatch.setenv(LIMIT, limit)
    with pytest.raises(CoalitionError, match=f"^{LIMIT}: '.*' is not a number of MiB; set it to a number such as 256"):
        read(tmp_path / "a", CoalitionError)


def test_text_is_decoded_without_its_byte_order_mark() -> None:
    assert decode("\ufeffé\ufeff".encode(), "F", CoalitionError) == "é\ufeff"
    for content, message in (
        ("é".encode("utf-16"), "F: the file is in UTF-16; save it as UTF-8"),
        ("\ufeffé\né".encode() + b"\xff", "F:2:2: byte 8 is not UTF-8; save it as UTF-8"),
    ):
        with pytest.raises(CoalitionError) as caught:
            decode(content, "F", CoalitionError)
        assert str(caught.value) == message


def test_no_other_module_reads_files() -> None:
    source = Path(files.__file__).parent
    reads = r"\.read_bytes\(|\.read_text\(|\bopen\("
    own = {
        "build/manifest.py",
        "processes.py",
        "columns/iris.py",
        "columns/writer.py",
        "files.py",
        "build/snapshot.py",
        "bulk/parts.py",
        "corpus/scaffold.py",
        "network/tables.py",  # writes alone
        "queries/__init__.py",
    }
    opening = "Columns|Graph|Texts|Root|os|cls|self|pool|current|generations"  # which open no files by name
    for path in source.rglob("*.py"):
        name = path.relative_to(source).as_posix()
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if re.search(reads, line)]
        calls = [line for line in found if not re.search(rf"({opening})\.open\(|def open\(", line)]
        assert not calls or name in own, (name, calls)


def everything(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    path.chmod(0o640)
    write(path, b"after")
    assert everything(tmp_path) == {"a.txt": b"after"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"first")
    assert everything(tmp_path) == {"a.txt": b"first"}


def test_where_a_file_cannot_be_written_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(path, b"after")
    assert everything(tmp_path) == {"a.txt": b"before"}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, real = tmp_path / "a.txt", tmp_path / "real.txt"
    real.write_bytes(b"before")
    path.symlink_to(real)
    write(path, b"after")
    assert path.is_symlink()
    assert real.read_bytes() == b"after"


def test_the_target_appears_when_the_block_ends(tmp_path: Path) -> None:
    with staged(tmp_path / "made") as draft:
        draft.mkdir()
        (draft / "file").write_text("whole", encoding="utf-8")
        assert not (tmp_path / "made").exists()
    assert [path.name for path in tmp_path.rglob("*")] == ["made", "file"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_failing_block_wrote_is_removed(tmp_path: Path, kind: str) -> None:
    def begin() -> None:
        with staged(tmp_path / "made") as draft:
            if kind == "folder":
                draft.mkdir()
                draft /= "file"
            draft.write_text("half", encoding="utf-8")
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        begin()
    assert everything(tmp_path) == {}


# Crashes


def test_a_crash_at_any_moment_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_bytes(b"before")
    disk = Disk(work)
    with monkeypatch.context() as patch:
        disk.watch(patch)
        write(work / "a.txt", b"after")
    draft = f".a.txt.{os.getpid()}"
    assert disk.operations == [("sync", draft), ("rename", draft, "a.txt"), ("sync", ".")]
    found = [(copy / "a.txt").read_bytes() for _, copy in disk.crashes(tmp_path / "crashes")]
    assert found[0] == b"before"
    assert set(found) == {b"before", b"after"}
    assert disk.states[-1] == ("lazy", {"a.txt": b"after"})


def test_a_crash_at_any_moment_leaves_no_folder_or_the_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    disk = Disk(work)
    with monkeypatch.context() as patch:
        disk.watch(patch)
        with staged(work / "made") as draft:
            (draft / "inner").mkdir(parents=True)
            (draft / "inner" / "file").write_bytes(b"whole")
    whole: Tree = {"made": None, "made/inner": None, "made/inner/file": b"whole"}
    for _, tree in disk.states:
        assert {name: content for name, content in tree.items() if name.startswith("made")} in ({}, whole)
    assert disk.states[-1] == ("lazy", whole)


@pytest.mark.parametrize("number", range(2))
def test_where_one_sync_fails_the_file_is_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "a.txt").write_bytes(b"before")
    with monkeypatch.context() as patch:
        calls = failing(patch, "fsync", number)
        with pytest.raises(OSError, match="Input/output error"):
            write(tmp_path / "a.txt", b"after")
    assert len(calls) == number + 1
    assert everything(tmp_path) == {"a.txt": (b"before", b"after")[number]}


def failing(patch: pytest.MonkeyPatch, name: str, number: int) -> list[object]:
    """Let the call `number`, from 0, of a function of `os` fail; return the list of calls, which grows."""
    given = getattr(os, name)
    calls: list[object] = []

    def call(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        if len(calls) == number + 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return given(*arguments, **named)

    patch.setattr(os, name, call)
    return calls


def test_a_folder_that_cannot_be_synced_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        given(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write(tmp_path / "a.txt", b"after")
    assert everything(tmp_path) == {"a.txt": b"after"}


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / f".a.txt.{ended.pid}").write_bytes(b"half")
    (tmp_path / f".a.txt.{os.getppid()}").write_bytes(b"of a process that runs")
    (tmp_path / ".a.txt.swp").write_bytes(b"of an editor")
    write(tmp_path / "a.txt", b"after")
    assert sorted(everything(tmp_path)) == sorted([f".a.txt.{os.getppid()}", ".a.txt.swp", "a.txt"])


# Locks


def test_the_end_of_a_wait_is_told_with_who_holds_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(files, "SILENCE", 0.0)
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    path = tmp_path / "lock"
    with (
        files.alone(path, "adding a snapshot"),
        pytest.raises(StoreError) as caught,
        files.alone(path, "removing"),
    ):
        pytest.fail("two processes had the lock at once")
    since = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    holder = rf"process {os.getpid()} of {re.escape(files.user(os.getuid()))}, adding a snapshot since {since}"
    assert re.fullmatch(rf"gave up after waiting 0 seconds for {holder}", caught.value.what)
    assert caught.value.where == str(path)
    assert re.fullmatch(rf"{re.escape(str(path))}: waiting up to 0 seconds for {holder}\n", capsys.readouterr().err)


def test_a_short_wait_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lock"
    held = files.alone(path, "adding a snapshot")
    held.__enter__()
    ending = threading.Timer(files.PAUSE, held.__exit__, (None, None, None))
    ending.start()
    with files.alone(path, "removing"):
        ending.join()
    assert capsys.readouterr().err == ""
    assert path.read_bytes() == b""


NOTES = {
    "nothing": b"",
    "garbage": b"\xff{",
    "depth": b"[" * 4096,
    "another shape": b'["pid"]',
    "half of the keys": b'{"pid": 1}',
    "a process that has ended": b'{"pid": 4194305, "user": "x", "doing": "y", "since": "z"}',
    "a number that is none": b'{"pid": 99999999999999999999, "user": "x", "doing": "y", "since": "z"}',
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_a_lock_file_that_says_nothing_of_use_is_waited_for_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: bytes
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.0)
    path = tmp_path / "lock"
    with files.alone(path, "adding a snapshot"):
        path.write_bytes(note)
        with pytest.raises(StoreError, match="seconds for another process;"), files.alone(path, "removing"):
            pytest.fail("two processes had the lock at once")


def test_what_a_lock_file_says_cannot_steer_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.0)
    path = tmp_path / "lock"
    with files.alone(path, "adding"):
        note = {"pid": os.getpid(), "user": "\x1b[2J\u202e", "doing": "\n\x07", "since": "now"}
        path.write_text(json.dumps(note), encoding="utf-8")
        with pytest.raises(StoreError, match=r"of \?\[2J\?, \?\? since now"), files.alone(path, "removing"):
            pytest.fail("two processes had the lock at once")


HOLDS = """
import pathlib, sys, time
from coalition import files

with files.alone(pathlib.Path(sys.argv[1]), "adding"):
    print(flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_killed_process_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert b'"pid"' in path.read_bytes()
        process.kill()
    with files.alone(path, "adding"):
        pass


@pytest.mark.parametrize("fault", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_locks_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int) -> None:
    def refused(handle: int, kind: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(
        StoreError, match=r"lock: this file system has no locks \(.+\); pass a folder on a disk of this"
    ):
        files.alone(tmp_path / "lock", "adding").__enter__()
    (tmp_path / "file").touch()
    assert files.reading(tmp_path / "file")


def test_a_lock_file_is_not_followed_to_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic links"):
        files.alone(tmp_path / "lock", "adding").__enter__()
    assert (tmp_path / "precious").read_bytes() == b"mine"


def test_what_is_read_is_not_claimed_until_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    one, two = files.reading(path), files.reading(path)
    assert files.claim(path) is None
    del one
    assert files.claim(path) is None
    del two
    assert files.claim(path)


def test_a_file_that_was_replaced_during_the_wait_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    given = fcntl.flock

    def replacing(handle: int, kind: int) -> None:
        monkeypatch.setattr(fcntl, "flock", given)
        (tmp_path / "new").write_bytes(b"new")
        (tmp_path / "new").replace(path)
        given(handle, kind)

    monkeypatch.setattr(fcntl, "flock", replacing)
    assert os.read(files.reading(path).handle, 10) == b"new"


@pytest.mark.parametrize(
    ("folder", "file", "made"),
    [
        (0o755, 0o644, 0o755),
        (0o700, 0o600, 0o700),
        (0o2775, 0o664, 0o2775),
        (0o770, 0o660, 0o770),
        (0o1777, 0o644, 0o755),
    ],
)
def test_what_is_made_gets_the_permissions_of_its_folder(tmp_path: Path, folder: int, file: int, made: int) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(folder)
    (shared / "file").touch(0o600)
    (shared / "made").mkdir(0o700)
    for path in shared.iterdir():
        files.share(path, shared)
    assert [stat.S_IMODE((shared / name).stat().st_mode) for name in ("file", "made")] == [file, made]


def test_what_a_killed_process_left_goes_even_before_its_parent_asks_about_it(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        left = tmp_path / f".out.{process.pid}"
        left.write_text("half", encoding="utf-8")
        write(tmp_path / "out", b"one")
        assert left.exists()
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        write(tmp_path / "out", b"two")
        assert not left.exists()
