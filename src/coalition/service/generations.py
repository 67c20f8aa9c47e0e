"""Keep the snapshots that are served: the current one, and some before it for permalinks."""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict
from pathlib import Path

from coalition.build.manifest import readable
from coalition.build.snapshot import Snapshot, Snapshots
from coalition.corpus.root import Root
from coalition.errors import CoalitionError
from coalition.service.pool import Pool, Refused
from coalition.service.settings import Settings

SHORTEST = 8
"""How many characters of a digest name a snapshot at least."""

FEW = 2
"""How many workers a snapshot that is not the current one has."""


class Generations:
    """Hold a pool of workers for each snapshot that is asked.

    Attributes
    ----------
    current:
        The pool of the snapshot that is asked where a request names none.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.current = Pool(settings, settings.snapshot or None)
        self.kept: OrderedDict[str, Snapshot] = OrderedDict()
        """The snapshots before, the newest first; none is removed as long as it is held here."""
        self.reloads = 0
        self._older: dict[str, Pool] = {}
        self._opening = asyncio.Lock()
        self._reloading = asyncio.Lock()

    @property
    def digest(self) -> str:
        """The digest of the current snapshot."""
        return self.current.digest or ""

    async def open(self) -> None:
        """Open the current snapshot, and find those before it.

        Raises
        ------
        Refused
            When the graph cannot be opened.
        """
        await self.current.open()
        snapshots = self._snapshots()
        root = readable(self._root().graph.parent.resolve())
        for entry in snapshots.entries(self.digest):
            origin = entry.origin
            if origin and origin.root == root and not origin.whole and entry.digest != self.digest:
                self._keep(entry.digest)

    async def close(self, patience: float = 0.0) -> None:
        """End all workers, after what runs has had so many seconds."""
        await asyncio.gather(*(pool.close(patience) for pool in (self.current, *self._older.values())))

    async def pool(self, digest: str | None) -> Pool:
        """Return the pool of the snapshot that a request names, by the beginning of its digest, or of the current one.

        Raises
        ------
        Refused
            When that snapshot is not kept.
        """
        named = self.digest if digest is None else self.named(digest)
        if named == self.digest:
            return self.current
        async with self._opening:
            if named not in self._older:
                pool = Pool(self.settings, named, FEW)
                await pool.open()
                self._older[named] = pool
        return self._older[named]

    def named(self, digest: str) -> str:
        """Return the digest of the snapshot that is kept and whose digest begins so.

        Raises
        ------
        Refused
            When there is none, or several.
        """
        known = {self.digest, *self.kept}
        found = [each for each in known if len(digest) >= SHORTEST and each.startswith(digest)]
        if len(found) != 1:
            raise Refused("gone", f"the snapshot {digest[:64]} is not kept here; the current one is {self.digest[:12]}")
        return found[0]

    async def reload(self) -> bool:
        """Build the snapshot of the files as they are now, and ask it from then on; tell whether anything is different.

        What is asked of the one before is answered still.

        Raises
        ------
        Refused
            When the files are wrong; the snapshot before is served on.
        """
        async with self._reloading:
            await build(self.settings)
            pool = Pool(self.settings, self.settings.snapshot or None)
            try:
                await pool.open()
            except Refused:
                await pool.close()
                raise
            if (pool.digest, pool.questions) == (self.digest, self.current.questions):
                await pool.close()
                return False
            before, self.current = self.current, pool
            self.reloads += 1
            if before.digest and before.digest != pool.digest and self.settings.keep:
                self._keep(before.digest, first=True)
            self._retire(before)
            # Those before are asked the questions as they are now, too.
            for digest in list(self._older):
                self._retire(self._older.pop(digest))
            return True

    def _retire(self, pool: Pool) -> None:
        self._retiring = asyncio.get_running_loop().create_task(pool.close(self.settings.timeout))

    def _keep(self, digest: str, first: bool = False) -> None:
        """Hold a snapshot, if there is room for it, or it is the newest."""
        if len(self.kept) >= self.settings.keep and not first:
            return
        try:
            snapshot = self._snapshots().find(digest)
        except CoalitionError:
            return
        if snapshot:
            self.kept[digest] = snapshot
            if first:
                self.kept.move_to_end(digest, last=False)
        while len(self.kept) > self.settings.keep:
            self.kept.popitem()

    def state_of_files(self) -> tuple[tuple[str, int, int], ...]:
        """Return the sizes and times of the files that are served; equal as long as none is changed."""
        try:
            folders = self._root()
            paths = [
                *folders.graph_files(),
                *sorted(path for folder in folders.ontology for path in folder.rglob("*")),
                *folders.question_files(),
            ]
            return tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths)
        except (CoalitionError, OSError):  # one is just being replaced
            return ()

    def _root(self) -> Root:
        return Root.open(None if self.settings.root is None else Path(self.settings.root))

    def _snapshots(self) -> Snapshots:
        return Snapshots(Path(self.settings.store)) if self.settings.store else Snapshots.default()


async def build(settings: Settings, shown: bool = False) -> None:
    """Build the snapshot of the files as they are now, where there is none, in a process of its own.

    Where another one is served, nothing is built. The progress and the errors are `shown` on standard error, or else
    kept for the error.

    Raises
    ------
    Refused
        When the files are wrong, with the first line that the build printed.
    """
    if settings.snapshot:
        return
    given = (("--root", settings.root), ("--store", settings.store), ("--sources", settings.sources))
    options = [part for name, value in given if value is not None for part in (name, value)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "coalition.cli", *options, "build",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=None if shown else asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, told = await process.communicate()
    if process.returncode:
        lines = (told or b"").decode(errors="replace").strip().splitlines() or ["the build ended without a word"]
        raise Refused("store", lines[-1].removeprefix("Error: "))
