"""Copy the snapshot that a server holds to this machine, where all of it is asked without the server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coalition.build.manifest import Origin
from coalition.build.snapshot import Progress, Snapshot, Snapshots
from coalition.build.tally import tally
from coalition.columns.table import Columns
from coalition.columns.writer import Writer
from coalition.errors import StoreError
from coalition.rdf.store import Builder, lines
from coalition.remote.snapshot import RemoteSnapshot

COPIES = "copies"
"""The folder, within that for snapshots, for copies: what a server says of itself must not pass for what was built."""

AT_ONCE = 100_000
"""How many quads are written at once."""


@dataclass(frozen=True)
class Copy:
    """Hold the columns that were read from a server, ready to be written as a snapshot."""

    read: Columns

    def write(self, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        """Write the named graphs, and the default graph from those that are accepted; return the counts.

        Raises
        ------
        StoreError
            When something that is accepted has no name.
        """
        table, accepted = self.read.table, self.read.accepted[self.read.table.graph]
        if (accepted & self.read.nameless).any():
            remedy = "ask it with --endpoint"
            raise StoreError("what the server holds has blank nodes among its accepted facts", remedy=remedy)
        writer = Writer(columns)
        builder = Builder(store, copies=[writer.add])
        steps = range(0, len(table.graph), AT_ONCE)
        for first in progress(steps, len(steps)):
            part = np.arange(first, min(first + AT_ONCE, len(table.graph)))
            builder.add(self.read.quads(part))
            builder.add_accepted(lines(quad.triple for quad in self.read.quads(part[accepted[part]])))
        builder.finish()
        writer.finish()
        return tally(Columns.open(columns))


def copied(found: RemoteSnapshot, snapshots: Snapshots, root: str, progress: Progress) -> Snapshot:
    """Return the copy of the snapshot on a server, which is made where there is none.

    Raises
    ------
    StoreError
        When it cannot be written, or has another number of accepted facts than the server.
    """
    copies = Snapshots(snapshots.folder / COPIES)
    there = copies.find(found.digest)
    if there:
        return there
    made = copies.write(found.digest, Copy(found.columns()), Origin(root, base=found.origin.base), progress)
    asked = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    here, far = ([int(row["n"].value) for row in each.store().select(asked)] for each in (made, found))
    if here != far:
        what = f"it has {far[0]:,} accepted facts, where its passages give {here[0]:,}"
        raise found.store().client.fault(what, "write the snapshot again with coalition publish")
    return made
