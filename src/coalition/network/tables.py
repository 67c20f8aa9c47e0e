"""Write what networks are made from as Parquet tables, and build networks from them by SQL.

The tables hold less than a graph, and more than a network: any network of `coalition.network.definitions` can be made
from them, on an engine that need not see the graph. They are four files in a folder:

- `actors`: node, iri, label, kind, of all actors and events, by numbers that hold only within these tables;
- `participations`: thing, one, other, passage: of an event, a participant and each actor that he or she represents
  there, or -1, with each accepted passage that says so, or -1;
- `commitments`: the same, of a commitment, who is bound and who benefits;
- `passages`: passage, iri, source: what the numbers of passages stand for, and of which document each is a part;

and `tables.json`, which names the snapshot.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coalition import files
from coalition.columns.rows import NONE, unique
from coalition.engines.engine import Engine
from coalition.errors import SelectionError, StoreError, shortened
from coalition.namespaces import QUOTED
from coalition.network.build import Nodes, validated
from coalition.network.definitions import ACTOR_KINDS, DEFAULT_KINDS, KINDS, NETWORKS
from coalition.network.rows import Reader, Rows
from coalition.network.scaled import ARCS, BACK

if TYPE_CHECKING:
    from coalition.columns.table import Columns

FORMAT = 1
"""The version of the layout of the tables."""

ABOUT = "tables.json"
NAMES = ("actors", "participations", "commitments", "passages")

PRESENT = """
SELECT DISTINCT thing, node FROM (
  SELECT p.thing, {actor} AS node FROM participations p JOIN actors person ON person.node = p.one
) chosen
"""

REPRESENTED = "CASE WHEN person.kind = 'person' AND p.other <> -1 THEN p.other ELSE p.one END"

TOGETHER = """
SELECT one.node AS one, other.node AS other, CAST(COUNT(*) AS DOUBLE) AS weight
FROM present one JOIN present other ON other.thing = one.thing AND other.node > one.node
GROUP BY one.node, other.node
"""

AFFILIATED = "SELECT node AS one, thing AS other, CAST(1 AS DOUBLE) AS weight FROM present"

COMMITTED = """
SELECT one, other, CAST(COUNT(DISTINCT thing) AS DOUBLE) AS weight FROM commitments
WHERE one IN (SELECT node FROM counted) AND other IN (SELECT node FROM counted) GROUP BY one, other
"""


def write(columns: Columns, folder: Path, digest: str) -> dict[str, int]:
    """Write the tables of a graph into a folder, and return how many rows each has.

    Raises
    ------
    StoreError
        When they cannot be written.
    GraphError
        When an actor has none of the classes that give a kind.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    reader = Reader(columns)
    nodes = Nodes(reader)
    numbers = np.flatnonzero(nodes.kinds >= 0)
    iris = nodes.terms.iris(numbers.tolist())
    participations, commitments = reader.participations(), reader.commitments()
    passages = unique(np.concatenate([participations.passage, commitments.passage]))
    passages = passages[passages != NONE]
    quoted = columns.recorded(QUOTED)
    place = np.searchsorted(quoted.subject, passages)
    tables = {
        "actors": {
            "node": numbers.astype(np.int64),
            "iri": iris,
            "label": [nodes.label(iri) for iri in iris],
            "kind": [KINDS[kind] for kind in nodes.kinds[numbers].tolist()],
        },
        "participations": _numbered(participations),
        "commitments": _numbered(commitments),
        "passages": {
            "passage": passages.astype(np.int64),
            "iri": nodes.terms.iris(passages.tolist()),
            "source": nodes.terms.iris(quoted.object[place].tolist()),
        },
    }
    rows = {name: len(next(iter(table.values()))) for name, table in tables.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ABOUT).unlink(missing_ok=True)  # as long as it is not there, the tables are not whole
        for name, table in tables.items():
            with (folder / f"{name}.parquet").open("wb") as file:  # else a name with a colon would be an address
                pq.write_table(pa.table(table), file, compression="zstd")
        mark(folder, digest, rows)
    except OSError as fault:
        remedy = "free some disk space, or name another folder"
        raise StoreError(f"the tables cannot be written ({fault.strerror})", where=str(folder), remedy=remedy) from None
    return rows


def mark(folder: Path, digest: str, rows: Mapping[str, int]) -> None:
    """Write the file that says what the tables in a folder are of, and with that, that they are whole."""
    content = {"format": FORMAT, "snapshot": digest, "rows": dict(rows)}
    (folder / ABOUT).write_text(json.dumps(content, indent=2) + "\n")


def _numbered(rows: Rows) -> dict[str, Any]:
    return {name: column.astype(np.int64) for name, column in zip(Rows._fields, rows, strict=True)}


@dataclass(frozen=True, slots=True)
class Tables:
    """Name tables that were written: their place, which may be the address of an object store, and their snapshot."""

    place: str
    snapshot: str = ""

    @classmethod
    def at(cls, place: str) -> Tables:
        """Return the tables at a place; what lies on this machine is looked at.

        Raises
        ------
        SelectionError
            When there are none, or of another version.
        """
        if "://" in place:
            return cls(place.rstrip("/"))
        none = SelectionError(
            "there are no tables, or not all of them", where=shortened(place), remedy="write them with coalition tables"
        )
        if not os.path.isfile(os.path.join(place, ABOUT)):  # which also tells of a name that no system takes
            raise none
        try:
            about = json.loads(files.read(Path(place) / ABOUT, SelectionError))
            number, snapshot = about["format"], str(about["snapshot"])
        except (ValueError, LookupError, TypeError):
            raise none from None
        if number != FORMAT:
            what = f"the tables have layout {number}, but this version reads layout {FORMAT}"
            raise SelectionError(what, where=place, remedy="write them again with coalition tables")
        return cls(place, snapshot)

    def read(self, engine: Engine) -> None:
        """Let an engine read the tables."""
        for name in NAMES:
            engine.read(name, f"{self.place}/{name}.parquet")


def build(
    engine: Engine,
    tables: Tables,
    name: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
    least: int = 1,
) -> bool:
    """Make the tables `nodes`, `ties` and `arcs` of the network `name`, and tell whether it is directed.

    The parameters, the network and the errors are those of `coalition.network.build.build`.
    """
    validated(name, kinds, represented, least)
    tables.read(engine)
    listed = ", ".join(f"'{kind}'" for kind in ACTOR_KINDS if kind in kinds)
    engine.make("counted", f"SELECT node FROM actors WHERE kind IN ({listed})")
    if name == "commitment":
        engine.make("ties", COMMITTED)
        ends = "SELECT one AS node FROM ties UNION SELECT other FROM ties"
    else:
        actor = REPRESENTED if represented else "p.one"
        chosen = (
            f"SELECT thing, node FROM ({PRESENT.format(actor=actor)}) every WHERE node IN (SELECT node FROM counted)"
        )
        engine.make("present", chosen)
        engine.make("ties", AFFILIATED if name == "affiliation" else TOGETHER)
        ends = "SELECT node FROM present"
        ends = (
            f"{ends} UNION SELECT thing FROM present"
            if name == "affiliation"
            else f"SELECT DISTINCT node FROM ({ends}) p"
        )
    if least > 1:
        engine.make("ties", f"SELECT * FROM ties WHERE weight >= {least}")
        ends = "SELECT one AS node FROM ties UNION SELECT other FROM ties"
    engine.make("nodes", ends)
    directed = NETWORKS[name].directed
    engine.make("arcs", ARCS if directed else ARCS + BACK)
    return directed
