"""Declare the operations on networks: network, centrality, path, structure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from coalition.network.definitions import ACTOR_KINDS, NETWORKS
from coalition.network.formats import NETWORK_FORMATS
from coalition.network.measures import AUTO, ENGINES, MEASURES
from coalition.operations.operation import Operation, Writing
from coalition.operations.parameters import Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coalition.graph import Graph

DECLARING = (
    Parameter(
        "network",
        "choice",
        "co-participation joins actors that took part in the same event; affiliation joins an actor to an event; "
        "commitment joins the actor that commits to the one that benefits.",
        choices=tuple(NETWORKS),
        default="co-participation",
    ),
    Parameter(
        "kind",
        "choice",
        "Kind of actors to include; may be repeated.  [default: states and organisations, each person counted as those "
        "that the person represents]",
        python="kinds",
        choices=ACTOR_KINDS,
        many=True,
        example="person",
    ),
    Parameter(
        "represented",
        "flag",
        "Count a person, at each event, as the state or organisation that the person represents there.",
    ),
    Parameter(
        "least",
        "number",
        "Keep only ties of at least N events or commitments, and the actors that have one.",
        default=1,
        least=1,
        placeholder="N",
    ),
    Parameter(
        "from",
        "date",
        "Count only the events or commitments that certainly happened from this date on: 2025-03-02, 2025-03 or 2025.",
        python="since",
        placeholder="DATE",
        example="2025-03",
    ),
    Parameter(
        "to",
        "date",
        "Count only those that certainly happened by then.",
        python="until",
        placeholder="DATE",
        example="2025-04",
    ),
)
"""The parameters that declare a network, which all operations on networks have."""

WEIGHTED = Parameter("weighted", "flag", "Let each tie count by its weight; without it, all ties count the same.")
END = Parameter("", "thing", kinds=("Actor",), required=True, argument="ACTOR")
WINDOW = Parameter("window", "choice", choices=("year", "month"))


def build(graph: Graph, values: dict[str, Any]) -> Any:
    """Return a network."""
    declared = {key: value for key, value in values.items() if key != "network"}
    return graph.network(values.get("network", "co-participation"), **declared)


def _excluded(values: Mapping[str, Any], format: str) -> str:
    """Return which parameters of `centrality` exclude each other, in a sentence."""
    robust, actor, window = values.get("robust"), values.get("actor"), values.get("window")
    approximate = values.get("approximate")
    if robust and actor:
        return "Give --robust or --explain, not both."
    if approximate and (robust or actor):
        return "--approximate is for a ranking alone; leave out --robust or --explain."
    if actor and format not in ("table", "json"):
        return "--explain is printed only as a table or as json; give --format table or --format json."
    if window and (robust or actor or approximate or values.get("plot")):
        return "--window is for rankings alone; leave out --robust, --explain, --approximate and --plot."
    return ""


def _without_spells(values: Mapping[str, Any], format: str) -> str:
    """Return that a format of networks holds no windows, in a sentence."""
    return "--window is written in GEXF alone; give --format gexf." if values.get("window") and format != "gexf" else ""


def rank(graph: Graph, values: dict[str, Any], progress: Any = iter) -> Any:
    """Return a ranking: alone, with its robustness, in windows, or the explanation of one actor's score."""
    declared = {key: value for key, value in values.items() if key not in SHOWN}
    if actor := values.get("actor"):
        return graph.explanation(actor, **declared, progress=progress)
    if values.get("robust"):
        return graph.robustness(**declared, progress=progress)
    if window := values.get("window"):
        return graph.windows(window, **declared)
    return graph.centrality(**declared, approximate=values.get("approximate"))


SHOWN = ("actor", "robust", "window", "approximate", "top")
"""The parameters of `centrality` that choose what is told of a ranking."""


def _write_network(network: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.network.formats import write
    from coalition.output.terminal import as_data

    as_data(output).write(write(network, format, writing.about()))


def write_ranking(result: Any, format: str, output: TextIO, writing: Writing) -> None:
    """Write what `rank` returns, up to a rank where one is given."""
    from coalition.network import report

    values, top = writing.values, writing.values.get("top")
    about = writing.about() if format == "json" else None
    if values.get("actor"):
        report.explanation_json(result, output, about)
    elif values.get("window"):
        if format == "csv":
            report.windows_csv(result, output, top)
        else:
            report.windows_json(result, output, top, about)
    elif format == "json":
        report.ranking_json(result, output, top, about)
    elif values.get("robust"):
        report.robustness_csv(result, output, top)
    else:
        report.ranking_csv(result, output, top)


def _write_paths(paths: Any, _format: str, output: TextIO, writing: Writing) -> None:
    from coalition.output.data import write_json

    write_json(paths.to_dict(), output, writing.about())


def _write_structure(structure: Any, format: str, output: TextIO, writing: Writing) -> None:
    from coalition.network import report
    from coalition.output.data import write_json

    if format == "csv":
        report.structure_csv(structure, output)
    else:
        write_json(structure.to_dict(), output, writing.about())


NETWORK = Operation(
    "network",
    "network",
    "Write a network of participants for another program.",
    (
        *DECLARING,
        replace(WINDOW, summary="In GEXF, write in which years or months each participant and each tie was there."),
    ),
    _write_network,
    NETWORK_FORMATS,
    answer=build,
    exclusion=_without_spells,
)
CENTRALITY = Operation(
    "centrality",
    "centrality",
    "Rank the participants of a network by centrality.",
    (
        Parameter("measure", "choice", choices=tuple(MEASURES), default="degree"),
        *DECLARING,
        WEIGHTED,
        Parameter(
            "engine",
            "choice",
            "What computes the scores, to the same twelve digits, or by SQL to nine; auto takes the one that fits the "
            "size of the network.",
            choices=(AUTO, *ENGINES),
            default=AUTO,
        ),
        Parameter(
            "approximate",
            "fraction",
            "Estimate betweenness from a sample, so that with 95% probability no score is wrong by more than ERROR.",
            placeholder="ERROR",
        ),
        Parameter(
            "robust", "flag", "Rank again without each source, then each family, and print how far each rank moves."
        ),
        Parameter(
            "explain",
            "thing",
            "Print the events or commitments that make up the score of this actor, with passages.",
            python="actor",
            kinds=("Actor",),
            example="Keir Starmer",
        ),
        replace(WINDOW, summary="Rank in each year or month alone, by what certainly happened in it."),
        Parameter("top", "number", "Print only ranks 1 to N.", least=1, placeholder="N", example="10"),
    ),
    write_ranking,
    ("json", "csv"),
    answer=rank,
    exclusion=_excluded,
)
PATH = Operation(
    "path",
    "path",
    "Find the shortest paths between two participants of a network.",
    (
        replace(END, name="one", summary="The actor at which paths begin.", example="Keir Starmer"),
        replace(END, name="other", summary="The actor at which they end.", example="JD Vance"),
        Parameter("most", "number", "List at most N paths.", default=10, least=1, placeholder="N"),
        *DECLARING,
        replace(WEIGHTED, summary="Let a tie be 1 / weight long; without it, each tie is 1 long."),
    ),
    _write_paths,
)
STRUCTURE = Operation(
    "structure",
    "structure",
    "Describe how a network hangs together, and who stands between others.",
    (*DECLARING, WEIGHTED),
    _write_structure,
    ("json", "csv"),
)
