"""Measure how many triples of a sample of passages are carried by the words of the passage, as two readers judge.

First a sheet is drawn, the same for the same seed: for each passage its words, its context, and its triples with
numbers. Two readers, who work apart, give each triple a line in a file of their own, `number,1` where the words and the
context carry it, and `number,0` where they do not. Then the share of triples that both find supported is computed, and
how far the readers agree: Krippendorff's alpha for nominal data, by the package of that name.

    python benchmarks/support.py draw --texts DIR --number 200 --seed 1 > sheet.md
    python benchmarks/support.py score one.csv two.csv

The sheet quotes the texts, so it must not get into the project.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from coalition import Graph
from coalition.namespaces import local_name
from coalition.output.passages import said
from coalition.output.values import in_words
from coalition.provenance.evidence import Cited


def main() -> None:
    """Draw a sheet, or score two files of verdicts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="print a sheet of passages with their triples")
    drawing.add_argument("--root", help="the folder of the graph; the published one by default")
    drawing.add_argument("--texts", required=True, help="the folder of the texts")
    drawing.add_argument("--number", type=int, default=200, help="how many passages")
    drawing.add_argument("--seed", type=int, default=1)
    scoring = commands.add_parser("score", help="compute support and agreement from the verdicts of two readers")
    scoring.add_argument("verdicts", type=Path, nargs=2)
    given = parser.parse_args()
    if given.command == "draw":
        draw(Graph.open(given.root, sources=given.texts), given.number, given.seed)
    else:
        one, two = map(read, given.verdicts)
        score(one, two)


def draw(graph: Graph, number: int, seed: int) -> None:
    """Print a sample of passages, in the order of the texts, each with its words, its context and its triples."""
    passages = [slice_.iri for slice_ in graph._record.slices() if slice_.stance]
    sample = set(random.Random(seed).sample(passages, min(number, len(passages))))
    count = 0
    for iri in filter(sample.__contains__, passages):
        cited = graph._tracer.passage(iri)
        assert cited is not None
        print(f"## {cited.passage.name} ({', '.join(_header(cited))})\n")
        print("\n".join(said(cited)), end="\n\n")
        for fact in cited.facts:
            count += 1
            print(f"{count}. {' — '.join(_in_words(graph, node) for node in fact)}")
        print()


def _header(cited: Cited) -> Iterator[str]:
    passage = cited.passage
    yield passage.stance
    yield from (f"attributed to {who}" for who in passage.attributed_to)
    yield from (f"reported by {who}" for who in passage.reported_by)


def _in_words(graph: Graph, node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    name = f" [{local_name(node.value)}]" if isinstance(node, ox.NamedNode) and "#" not in node.value else ""
    return in_words(node, graph.names) + name


def read(path: Path) -> dict[int, int]:
    """Read the verdicts of a reader: 1 or 0, by the number of the triple."""
    with path.open(encoding="utf-8", newline="") as file:
        verdicts = {int(row[0]): int(row[1]) for row in csv.reader(file) if row}
    if wrong := [number for number, verdict in verdicts.items() if verdict not in (0, 1)]:
        sys.exit(f"{path}: the verdict on triple {wrong[0]} is neither 1 nor 0")
    return verdicts


def score(one: Mapping[int, int], two: Mapping[int, int]) -> None:
    """Print the share of triples that are supported, by each reader and by both, and Krippendorff's alpha."""
    import krippendorff

    if missing := sorted(one.keys() ^ two.keys()):
        sys.exit(f"only one reader gives a verdict on triple {missing[0]}, and on {len(missing)} in all")
    numbers = sorted(one)
    rows = [[verdicts[number] for number in numbers] for verdicts in (one, two)]
    for name, row in zip(("first reader", "second reader"), rows, strict=True):
        print(f"{name}: {sum(row)} of {len(row)} supported, {sum(row) / len(row):.2%}")
    both = sum(map(min, *rows))
    print(f"both readers: {both} of {len(numbers)} supported, {both / len(numbers):.2%}")
    refused = [number for number in numbers if not one[number] or not two[number]]
    print(f"not supported, by one or both: {', '.join(map(str, refused)) or 'none'}")
    if len({verdict for row in rows for verdict in row}) < 2:
        print("Krippendorff's alpha: not defined, since all verdicts are the same")
    else:
        alpha = krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal")
        print(f"Krippendorff's alpha: {alpha:.3f}")


if __name__ == "__main__":
    main()
