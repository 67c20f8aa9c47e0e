"""Rank the actors of a network that an engine builds from tables, without a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from coalition.engines import parts
from coalition.engines.engine import Engine
from coalition.errors import SelectionError, unknown
from coalition.network.build import defined, validated
from coalition.network.definitions import ADD_ACTORS, DEFAULT_KINDS
from coalition.network.measures import measure_of
from coalition.network.ranking import Rank, Ranking, places, size_in, told_of
from coalition.network.sampling import Sample
from coalition.network.scaled import COMPUTED, estimate
from coalition.network.structure import COMPONENT, CORE, Figure
from coalition.network.tables import Tables, build

if TYPE_CHECKING:
    from numpy.typing import NDArray

LABELS = Figure(
    "community",
    "The label that most ties of the actor lead to, by weight, its own label counted as a tie of weight 1; of several "
    "the one of the lowest number. All actors begin with labels of their own, and take others at the same time, until "
    f"nothing changes or for {parts.LONGEST} rounds. The communities are numbered from the largest.",
    "Raghavan, Albert and Kumara 2007, Near linear time algorithm to detect community structures in large-scale "
    "networks, Physical Review E 76, 036106, doi:10.1103/PhysRevE.76.036106, who take nodes one by one at random",
)

NUMBERED = """
SELECT {table}.node, sizes.place AS score FROM {table} JOIN (
  SELECT {column}, ROW_NUMBER() OVER (ORDER BY size DESC, {column}) AS place FROM (
    SELECT {column}, COUNT(*) AS size FROM {table} GROUP BY {column}
  ) counted
) sizes ON sizes.{column} = {table}.{column}
"""


def _components(engine: Engine) -> dict[str, Any]:
    parts.components(engine)
    engine.make("scores", NUMBERED.format(table="parts", column="part"))
    return {}


def _labels(engine: Engine) -> dict[str, Any]:
    rounds = parts.labels(engine)
    engine.make("scores", NUMBERED.format(table="labels", column="label"))
    return {"rounds": rounds}


def _cores(engine: Engine) -> dict[str, Any]:
    parts.cores(engine)
    engine.make("scores", "SELECT node, core AS score FROM cores")
    return {}


PARTS: Mapping[str, tuple[Figure, Callable[[Engine], dict[str, Any]]]] = MappingProxyType(
    {"component": (COMPONENT, _components), "community": (LABELS, _labels), "core": (CORE, _cores)}
)
"""What is found besides measures: its definition, and what leaves it in `scores`."""

ANALYSES = (*COMPUTED, *PARTS)
"""The names of all that can be found."""


@dataclass(frozen=True, slots=True)
class Size:
    """Say how large a network is; see `coalition.network.scaled.Sized`."""

    nodes: int
    directed: bool


def analyse(
    engine: Engine,
    tables: Tables,
    measure: str = "degree",
    network: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
    least: int = 1,
    weighted: bool = False,
    approximate: float | None = None,
) -> Ranking:
    """Rank the actors of a network.

    Parameters
    ----------
    engine, tables:
        What answers SQL, and the tables that `coalition.network.tables.write` has written.
    measure:
        One of ANALYSES. The score of a component or community is its number, which is the rank, too.
    network, kinds, represented, least:
        The network, as for `coalition.network.build.build`.
    weighted, approximate:
        As for `coalition.network.ranking.rank`.

    Raises
    ------
    SelectionError
        When the measure, network or kind does not exist, the network has no actors, or SQL does not compute it.
    """
    if measure not in ANALYSES:
        raise unknown("measure", measure, ANALYSES)
    directed = build(engine, tables, network, kinds, represented, least)
    ((nodes, ties),) = engine.rows("SELECT (SELECT COUNT(*) FROM nodes), (SELECT COUNT(*) FROM ties)")
    if not nodes:
        raise SelectionError(f"the {network} network has no actors to rank", remedy=ADD_ACTORS)
    size = _size(engine, nodes, ties, directed, network)
    if not weighted:
        engine.make("arcs", "SELECT source, target, 1.0E0 AS weight FROM arcs")
        engine.make("ties", "SELECT one, other, 1.0E0 AS weight FROM ties")
    held = Size(nodes, directed)
    if measure in PARTS:
        figure, compute = PARTS[measure]
        if approximate is not None:
            raise SelectionError(f"{measure} is not estimated, but computed", remedy="leave the error out")
        parameters, strong = compute(engine), "weight" if weighted and measure == "community" else None
        name, definition, source = figure.name, figure.definition, figure.source
    else:
        chosen = measure_of(measure, weighted)
        if approximate is None:
            parameters, sample = COMPUTED[measure](engine, held, weighted), None
        else:
            parameters = estimate(engine, held, measure, approximate, weighted)
            sample = Sample(nodes, int(parameters["samples"]), approximate)
        name, strong = chosen.name, chosen.strong if weighted else None
        definition, source = told_of(chosen, weighted, network == "affiliation", sample)
    found = validated(network, kinds, represented, least)
    return Ranking(
        network=network,
        network_definition=defined(found, kinds, represented, least),
        measure=name,
        definition=definition,
        source=source,
        weight=strong,
        weight_definition=found.weight,
        parameters=MappingProxyType(parameters),
        engine=engine.version,
        size=MappingProxyType(size),
        rows=_rows(engine, measure),
    )


def _size(engine: Engine, nodes: int, ties: int, directed: bool, network: str) -> dict[str, float]:
    ((loops,),) = engine.rows("SELECT COUNT(*) FROM ties WHERE one = other")
    events = 0
    if network == "affiliation":
        ((events,),) = engine.rows("SELECT COUNT(DISTINCT thing) FROM present")
    return size_in(nodes, events, ties, ties - loops, directed, parts.components(engine))


def _rows(engine: Engine, measure: str) -> tuple[Rank, ...]:
    """Return the actors with their scores and ranks; events of an affiliation network are left out."""
    found = engine.columns(
        "SELECT actors.iri, actors.label, actors.kind, CAST(scores.score AS DOUBLE) AS score "
        "FROM scores JOIN actors ON actors.node = scores.node WHERE actors.kind <> 'event'"
    )
    scores = found["score"]
    ranks: NDArray[Any] = scores.astype(np.int64) if measure in ("component", "community") else places(scores)
    columns = (found[name].tolist() for name in ("iri", "label", "kind", "score"))
    rows = [Rank(*row) for row in zip(*columns, ranks.tolist(), strict=True)]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.label, row.actor)))
