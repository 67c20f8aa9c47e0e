"""Write rankings, their robustness and explanations of scores, for people and programs."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from coalition.network.chains import Paths
from coalition.network.explanation import Explanation
from coalition.network.ranking import Ranking
from coalition.network.robustness import Robustness
from coalition.network.structure import Structure
from coalition.network.windows import Windows
from coalition.output.data import write_csv, write_json
from coalition.output.passages import grounds, missing
from coalition.output.table import fitted, in_markdown, markdown, plural, table
from coalition.output.terminal import as_data
from coalition.provenance.evidence import Evidence

if TYPE_CHECKING:
    from coalition.output.about import About


def ranking(result: Ranking, output: TextIO, format: str, top: int | None = None) -> None:
    """Write what was measured, then a table or, in the format `markdown`, Markdown of the ranks up to `top`."""
    measured(result, output)
    rows = [row for row in result.rows if top is None or row.rank <= top]
    cells = [[str(row.rank), row.label, row.kind, f"{row.score:.6f}"] for row in rows]
    columns = ("rank", "actor", "kind", result.measure)
    if format == "markdown":
        markdown(columns, cells, output)
    else:
        table(columns, cells, output, right=(0, 3))


def measured(result: Ranking, output: TextIO) -> None:
    """Write what was measured: the network, the measure, its source, the weight, the parameters and the engine."""
    parameters = ", ".join(f"{name} {value}" for name, value in result.parameters.items())
    head = (
        f"{result.measure} in the {result.network} network",
        result.network_definition,
        result.definition,
        result.source,
    )
    output.writelines(fitted(line, 0, output) for line in head)
    output.write(f"weight: {result.weight or 'none'}{f'; {parameters}' if parameters else ''}\n")
    output.write(f"computed by {result.engine}\n")
    output.write(f"{in_words(result.size)}\n\n")


MOST_NAMED = 20
"""How many sources and families are named one by one; where there are more, they are counted."""


def in_words(size: Mapping[str, float]) -> str:
    """Return how large and how dense a network is, in one line."""
    counts = [plural(int(size[name]), name.removesuffix("s")) for name in ("nodes", "ties", "components")]
    return f"{counts[0]}, {counts[1]}, density {size['density']:.3f}, {counts[2]}"


def robustness(result: Robustness, output: TextIO, format: str, top: int | None = None) -> None:
    """Write a ranking up to the rank `top`, with the range of each rank and the sources that it rests on."""
    measured(result.ranking, output)
    left_out = ", ".join(out.name for out in result.left_out)
    if len(result.left_out) > MOST_NAMED:
        sources = sum(len(out.sources) == 1 for out in result.left_out)
        left_out = f"{sources} sources, and {plural(len(result.left_out) - sources, 'family', 'families')} of several"
    left_out = in_markdown(left_out) if format == "markdown" else left_out
    output.write(fitted(f"left out in turn: {left_out}", 4, output) + "\n")
    columns = ("rank", "actor", "kind", result.ranking.measure, "ranks", "rests on", "absent without")
    rows = [
        [
            str(row.whole.rank),
            row.whole.label,
            row.whole.kind,
            f"{row.whole.score:.6f}",
            str(row.best) if row.best == row.worst else f"{row.best} to {row.worst}",
            ", ".join(row.rests_on),
            ", ".join(row.absent),
        ]
        for row in result.rows
        if top is None or row.whole.rank <= top
    ]
    if format == "markdown":
        markdown(columns, rows, output)
    else:
        table(columns, rows, output, right=(0, 3))
    flagged = sum(row.flagged for row in result.rows)
    output.write(f"\n{flagged} of {plural(len(result.rows), 'rank rests', 'ranks rest')} on one source\n")


def explanation(result: Explanation, output: TextIO) -> None:
    """Write the score and rank of an actor, then each of its events or commitments, with the passages."""
    measured(result.ranking, output)
    output.write(fitted(f"{result.whole.label}: {result.whole.score:.6f}, rank {result.whole.rank}", 4, output))
    for ground in result.grounds:
        rest = f"{ground.without.score:.6f}, rank {ground.without.rank}" if ground.without else "not in the network"
        ties = plural(ground.ties, "other actor", "other actors")
        output.write("\n" + fitted(f"{ground.label} · {ties} · without it: {rest}", 4, output))
        output.writelines(grounds(Evidence(ground.passages), "   · ", output))
    missing((Evidence(ground.passages) for ground in result.grounds), output)


def ranking_json(
    result: Ranking | Robustness, output: TextIO, top: int | None = None, about: About | None = None
) -> None:
    """Write a ranking up to the rank `top` as JSON; `to_dict` of its class gives the keys."""
    content = result.to_dict()
    rows = [row for row in content["ranking"] if top is None or row["rank"] <= top]
    write_json(content | {"ranking": rows}, output, about)


def ranking_csv(result: Ranking, output: TextIO, top: int | None = None) -> None:
    """Write a ranking up to the rank `top` as CSV, with all digits of the scores."""
    writer = csv.writer(as_data(output))
    writer.writerow(["rank", "actor", "label", "kind", "score"])
    rows = [row for row in result.rows if top is None or row.rank <= top]
    writer.writerows([row.rank, row.actor, row.label, row.kind, repr(row.score)] for row in rows)


def robustness_csv(result: Robustness, output: TextIO, top: int | None = None) -> None:
    """Write a ranking up to the rank `top` as CSV, with the range of each rank and the sources that it rests on."""
    columns = ("rank", "actor", "label", "kind", "score", "best_rank", "worst_rank", "rests_on", "absent_without")
    write_csv(columns, (row.to_dict() for row in result.rows if top is None or row.whole.rank <= top), output)


def explanation_json(result: Explanation, output: TextIO, about: About | None = None) -> None:
    """Write an explanation as JSON; `Explanation.to_dict` gives the keys."""
    write_json(result.to_dict(), output, about)


def paths(result: Paths, output: TextIO) -> None:
    """Write the paths between two actors, one a line, then what each of their steps rests on; or why there is none."""
    head = (f"shortest paths in the {result.network} network", result.network_definition, result.definition)
    output.writelines(fitted(line, 0, output) for line in (*head, result.source))
    output.write(f"weight: {result.weight or 'none'}\n\n")
    if result.length is None:
        output.write(fitted(result.apart, 0, output))
        return
    listed = "" if len(result.paths) == result.number else f", of which {len(result.paths)} are listed"
    length = f"{result.length:.6f}".rstrip("0").rstrip(".") if result.weight else f"{result.length:.0f}"
    verb = "path" if result.number == 1 else "paths"
    output.write(f"{result.number} shortest {verb} of length {length}{listed}\n")
    for place, path in enumerate(result.paths, 1):
        output.write(fitted(f"{place:4}  {' – '.join(node.label for node in path)}", 6, output))
    for step in result.steps:
        output.write("\n" + fitted(f"{step.one.label} – {step.other.label}", 4, output))
        for support in step.supports:
            output.write(fitted(f"   {support.label}", 6, output))
            output.writelines(grounds(Evidence(support.passages), "   · ", output))
    missing((Evidence(support.passages) for step in result.steps for support in step.supports), output)


def structure(result: Structure, output: TextIO, format: str) -> None:
    """Write what was found of a network as a table, or in the format `markdown`, then its actors, bridges and words."""
    head = (f"structure of the {result.network} network", result.network_definition, result.notes)
    output.writelines(fitted(line, 0, output) for line in head if line)
    output.write(f"weight: {result.weight or 'none'}\n")
    output.write(f"communities by the {result.method} method, seed {result.seed}; computed by {result.engines}\n\n")
    tables: list[tuple[tuple[str, ...], list[list[str]], tuple[int, ...]]] = [
        (("figure", "value"), [[name, _number(value)] for name, value in result.figures.items()], (1,))
    ]
    columns = ("actor", "kind", "component", "community", "core", "cut point", "constraint", "effective size")
    rows = [
        [
            each.label, each.kind, str(each.component), str(each.community), str(each.core),
            "yes" if each.cut_point else "", _number(each.constraint), _number(each.effective_size),
        ]
        for each in result.places
    ]  # fmt: skip
    tables.append((columns, rows, (2, 3, 4, 6, 7)))
    if result.bridges:
        tables.append((("bridge from", "to"), [[one[1], other[1]] for one, other in result.bridges], ()))
    for names, cells, right in tables:
        if format == "markdown":
            markdown(names, cells, output)
        else:
            table(names, cells, output, right=right)
        output.write("\n")
    for each in result.definitions:
        line = f"{each.name}: {each.definition} {each.source}"
        output.write(fitted(in_markdown(line) if format == "markdown" else line, 4, output))
        output.write("\n" if format == "markdown" else "")


def _number(value: float | None) -> str:
    """Return a number as tables show it; empty where it is not defined."""
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.6f}"


def structure_csv(result: Structure, output: TextIO) -> None:
    """Write the place of each actor as CSV, with all digits; empty where something is not defined."""
    rows = [place.to_dict() for place in result.places]
    write_csv([*rows[0]], rows, output)


def windows(result: Windows, output: TextIO, format: str, top: int | None = None) -> None:
    """Write what was measured, then a table, or Markdown, with a row for each actor and a column for each window."""
    first = result.windows[0].ranking
    head = (
        f"{first.measure} in the {first.network} network, by {result.every}",
        first.network_definition,
        result.note,
        first.definition,
        first.source,
    )
    output.writelines(fitted(line, 0, output) for line in head)
    output.write(f"weight: {first.weight or 'none'}\n")
    engines = dict.fromkeys(each.ranking.engine for each in result.windows)
    output.write(f"computed by {'; '.join(engines)}\n\n")
    columns, rows = ("actor", "kind", *(each.window for each in result.windows)), result.rows(top)
    if format == "markdown":
        markdown(columns, rows, output)
    else:
        table(columns, rows, output, right=range(2, len(columns)))


def windows_csv(result: Windows, output: TextIO, top: int | None = None) -> None:
    """Write a line for each window and each actor that has a rank up to `top` in it, with all digits of the scores."""
    writer = csv.writer(as_data(output))
    writer.writerow(["window", "rank", "actor", "label", "kind", "score"])
    for each in result.windows:
        rows = [row for row in each.ranking.rows if top is None or row.rank <= top]
        writer.writerows([each.window, r.rank, r.actor, r.label, r.kind, repr(r.score)] for r in rows)


def windows_json(result: Windows, output: TextIO, top: int | None = None, about: About | None = None) -> None:
    """Write the rankings of windows up to the rank `top` as JSON; `Windows.to_dict` gives the keys."""
    content = result.to_dict()
    for each in content["windows"]:
        each["ranking"] = [row for row in each["ranking"] if top is None or row["rank"] <= top]
    write_json(content, output, about)
