"""Rankings, with what they rest on, as people and programs read them."""

from __future__ import annotations

import csv
from typing import TextIO

from coalition.network.explanation import Explanation
from coalition.network.ranking import Ranking
from coalition.network.robustness import Robustness
from coalition.output.data import joined, write_json
from coalition.output.passages import grounds, missing
from coalition.output.table import fitted, markdown, plural, table
from coalition.provenance.evidence import Evidence


def ranking(found: Ranking, output: TextIO, format: str, top: int | None = None) -> None:
    """A ranking, as far as rank `top`: what was measured on what, then the rows."""
    measured(found, output)
    rows = [row for row in found.rows if top is None or row.rank <= top]
    cells = [[str(row.rank), row.label, row.kind, f"{row.score:.6f}"] for row in rows]
    columns = ("rank", "actor", "kind", found.measure)
    if format == "markdown":
        markdown(columns, cells, output)
    else:
        table(columns, cells, output, right=(0, 3))


def measured(found: Ranking, output: TextIO) -> None:
    """What was measured on what: the network, the measure, its source, the weight and the parameters."""
    parameters = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
    head = (f"{found.measure} in the {found.network} network", found.network_definition, found.definition, found.source)
    output.writelines(fitted(line, 0, output) for line in head)
    output.write(f"weight: {found.weight or 'none'}{f'; {parameters}' if parameters else ''}\n\n")


def robustness(found: Robustness, output: TextIO, format: str, top: int | None = None) -> None:
    """A ranking as far as rank `top`, with the range of each rank and the sources that it rests on."""
    measured(found.ranking, output)
    output.write(fitted(f"left out in turn: {', '.join(out.name for out in found.left_out)}", 4, output) + "\n")
    columns = ("rank", "actor", "kind", found.ranking.measure, "ranks", "rests on", "absent without")
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
        for row in found.rows
        if top is None or row.whole.rank <= top
    ]
    if format == "markdown":
        markdown(columns, rows, output)
    else:
        table(columns, rows, output, right=(0, 3))
    flagged = sum(row.flagged for row in found.rows)
    output.write(f"\n{flagged} of {plural(len(found.rows), 'rank rests', 'ranks rest')} on one source\n")


def explanation(found: Explanation, output: TextIO) -> None:
    """The score and rank of an actor, then each event or commitment that makes it, with its passages."""
    measured(found.ranking, output)
    output.write(f"{found.place.label}: {found.place.score:.6f}, rank {found.place.rank}\n")
    for ground in found.grounds:
        less = f"{ground.without.score:.6f}, rank {ground.without.rank}" if ground.without else "not in the network"
        ties = plural(ground.ties, "other actor", "other actors")
        output.write(fitted(f"\n{ground.label} · {ties} · without it: {less}", 4, output))
        output.writelines(grounds(Evidence(ground.passages), "   · ", output))
    missing((Evidence(ground.passages) for ground in found.grounds), output)


def ranking_json(found: Ranking | Robustness, output: TextIO, top: int | None = None) -> None:
    """A ranking as the documented object, as far as rank `top`."""
    whole = found.to_dict()
    write_json(whole | {"ranking": [row for row in whole["ranking"] if top is None or row["rank"] <= top]}, output)


def ranking_csv(found: Ranking, output: TextIO, top: int | None = None) -> None:
    """A ranking as CSV, as far as rank `top`, each score with every digit that it has."""
    writer = csv.writer(output)
    writer.writerow(["rank", "actor", "label", "kind", "score"])
    rows = [row for row in found.rows if top is None or row.rank <= top]
    writer.writerows([row.rank, row.actor, row.label, row.kind, repr(row.score)] for row in rows)


def robustness_csv(found: Robustness, output: TextIO, top: int | None = None) -> None:
    """A ranking as CSV with the range of each rank, as far as rank `top`; names of sources are joined by ` | `."""
    writer = csv.writer(output)
    columns = ("rank", "actor", "label", "kind", "score", "best_rank", "worst_rank", "rests_on", "absent_without")
    writer.writerow(columns)
    rows = (row.to_dict() for row in found.rows if top is None or row.whole.rank <= top)
    writer.writerows([joined(row[column]) for column in columns] for row in rows)


def explanation_json(found: Explanation, output: TextIO) -> None:
    """Write an explanation as the documented object."""
    write_json(found.to_dict(), output)
