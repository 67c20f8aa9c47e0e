"""Test that only regular files within the limit are read, and that files are written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from coalition import files
from coalition.errors import CoalitionError, SelectionError
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
    own = {"files.py", "build/snapshot.py", "corpus/scaffold.py", "queries/__init__.py"}
    for path in source.rglob("*.py"):
        name = path.relative_to(source).as_posix()
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if re.search(reads, line)]
        calls = [line for line in found if not re.search(r"(Graph|Texts|Root|os|cls)\.open\(|def open\(", line)]
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
