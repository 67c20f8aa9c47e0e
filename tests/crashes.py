"""Record the order in which a program syncs and renames, and show what a crash at any moment may leave on disk.

A disk keeps what was synced. What was not, it may have written or not, in any order. Two extremes are shown for each
moment: `eager`, in which each change of a name is on disk and no content that was not synced, and `lazy`, in which a
change of a name is on disk only once its folder was synced.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

Tree = dict[str, bytes | None]
"""The content of each file by its path, and None for each folder."""


@dataclass
class Disk:
    """Watch the folder `folder`, which exists already and is on disk as it is."""

    folder: Path
    operations: list[tuple[str, ...]] = field(default_factory=list)
    states: list[tuple[str, Tree]] = field(default_factory=list)
    _contents: dict[int, bytes] = field(default_factory=dict)
    _entries: dict[int, dict[str, int]] = field(default_factory=dict)
    _folders: set[int] = field(default_factory=set)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Record from now on."""
        for path in (self.folder, *self.folder.rglob("*")):
            self._settle(path.stat().st_ino, path)
        fsync, rename, replace = os.fsync, os.rename, os.replace

        def synced(handle: int) -> None:
            self._look()
            fsync(handle)
            path = Path(f"/proc/self/fd/{handle}").readlink()
            self._settle(os.fstat(handle).st_ino, path)
            self._note("sync", path)

        def renamed(source: Path, target: Path) -> None:
            self._look()
            rename(source, target)
            self._note("rename", Path(source), Path(target))

        def replaced(source: Path, target: Path) -> None:
            self._look()
            replace(source, target)
            self._note("rename", Path(source), Path(target))

        patch.setattr(os, "fsync", synced)
        patch.setattr(os, "rename", renamed)
        patch.setattr(os, "replace", replaced)

    def crashes(self, place: Path) -> Iterator[tuple[str, Path]]:
        """Yield each different state that a crash may leave, in folders below `place`, and how it came about."""
        seen: list[Tree] = []
        for number, (how, tree) in enumerate(self.states):
            if tree in seen:
                continue
            seen.append(tree)
            copy = place / f"{number}-{how}"
            copy.mkdir(parents=True)
            for name, content in tree.items():
                if content is None:
                    (copy / name).mkdir()
                else:
                    (copy / name).write_bytes(content)
            yield how, copy

    def _settle(self, number: int, path: Path) -> None:
        if path.is_dir():
            self._folders.add(number)
            self._entries[number] = {inner.name: inner.stat().st_ino for inner in path.iterdir()}
        else:
            self._contents[number] = path.read_bytes()

    def _note(self, what: str, *paths: Path) -> None:
        self.operations.append((what, *(str(path.relative_to(self.folder)) for path in paths)))
        self._look()

    def _look(self) -> None:
        eager: Tree = {}
        for path in sorted(self.folder.rglob("*")):
            about = path.stat()
            name = str(path.relative_to(self.folder))
            if stat.S_ISDIR(about.st_mode):
                self._folders.add(about.st_ino)
                eager[name] = None
            else:
                eager[name] = self._contents.get(about.st_ino, b"")
        self.states.append(("eager", eager))
        self.states.append(("lazy", dict(self._lazy(self.folder.stat().st_ino, ""))))

    def _lazy(self, number: int, beginning: str) -> Iterator[tuple[str, bytes | None]]:
        for name, inner in sorted(self._entries.get(number, {}).items()):
            if inner in self._folders:
                yield beginning + name, None
                yield from self._lazy(inner, f"{beginning}{name}/")
            else:
                yield beginning + name, self._contents.get(inner, b"")
