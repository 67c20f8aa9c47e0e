"""Test that files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from coalition.files import staged, write


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
