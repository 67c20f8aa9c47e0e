"""Ask every saved question of a corpus, and print how much processor time the answer takes.

A parameter that names a thing gets each of the five of its class that are mentioned most, and then of five in the
middle of those that are mentioned; of each five, the slowest answer is printed. Other parameters get their examples.
What can be asked without a thing is asked so, too, of everything. Each is asked in a process of its own, which is ended
after a limit:

    python benchmarks/questions.py --root ROOT --store STORE --limit 30
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from coalition import Graph
from coalition.names import Names
from coalition.namespaces import CG, TYPE
from coalition.query.questions import Question
from coalition.rdf.store import Store

EVERYTHING = "of everything"
"""How a question is asked whose parameters are left out."""

Bindings = Mapping[str, ox.NamedNode | ox.Literal]


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold how a question was answered: seconds until the first row and until the last, and the number of rows."""

    first: float
    seconds: float
    rows: int


def main() -> None:
    """Ask the questions, and print a line for each, the slowest first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", help="the folder of the graph; the published one by default")
    parser.add_argument("--store", help="the folder of the snapshots")
    parser.add_argument("--queries", type=Path, help="a folder with other questions than those of the graph")
    parser.add_argument("--only", nargs="*", default=[], help="the names of the questions to ask; all by default")
    parser.add_argument("--limit", type=float, default=30, help="the seconds after which a question is given up")
    parser.add_argument("--tried", type=int, default=5, help="how many things a parameter gets, one after another")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to a file")
    given = parser.parse_args()
    graph = Graph.open(given.root, store=given.store)
    print(f"{graph.snapshot.counts['statements']:,} statements", flush=True)
    slowest: dict[tuple[str, str], Asked | None] = {}
    mentioned = Mentioned(graph.snapshot.store(), given.tried)
    for question in _questions(graph, given.queries):
        if not given.only or question.name in given.only:
            for how, bindings in mentioned.bindings(question):
                found = ask(graph, question, bindings, given.limit)
                slowest[question.name, how] = max(slowest.get((question.name, how), found), found, key=_seconds)
    asked = sorted(slowest.items(), key=lambda each: -_seconds(each[1]))
    if given.json:
        told = [
            {
                "question": f"{name}, {how}",
                "seconds": min(_seconds(each), given.limit),
                "rows": each.rows if each else 0,
                "everything": how == EVERYTHING,
            }
            for (name, how), each in asked
        ]
        given.json.write_text(json.dumps(told), encoding="utf-8")
    print(f"{'seconds':>8} {'first':>8} {'rows':>9}  question")
    for (name, how), found in asked:
        figures = f"{found.seconds:8.3f} {found.first:8.3f} {found.rows:9,}" if found else f"{'given up':>26} "
        print(figures, f" {name}, {how}")


def _seconds(found: Asked | None) -> float:
    return found.seconds if found else math.inf


def _questions(graph: Graph, folder: Path | None) -> list[Question]:
    from coalition.corpus.root import layered
    from coalition.query.questions import questions

    return list(questions(layered([folder]) if folder else graph.root.question_files(), graph.root.kinds()).values())


class Mentioned:
    """Choose the things that parameters get, by how often the passages mention them."""

    def __init__(self, store: Store, tried: int = 5) -> None:
        self.store, self.names, self.tried = store, Names(store), tried
        self._ranks: dict[tuple[str, ...], list[ox.NamedNode]] = {}
        self._counts = Counter(quad.object.value for quad in store.quads() if isinstance(quad.object, ox.NamedNode))

    def bindings(self, question: Question) -> Iterator[tuple[str, Bindings]]:
        """Yield the ways to ask a question: how its parameters are chosen, and their values."""
        values = tuple(parameter for parameter in question.parameters if not parameter.kinds)
        plain = replace(question, parameters=values).bindings({each.name: each.example for each in values}, self.names)
        things = [parameter for parameter in question.parameters if parameter.kinds]
        if not any(parameter.required for parameter in things):
            yield EVERYTHING if things else "which has none", plain
        if not things:
            return
        for how, share in (("most mentioned", 0.0), ("middle", 0.5)):
            for number in range(self.tried):
                chosen: dict[str, ox.NamedNode | ox.Literal] = {}
                for parameter in things:
                    ranked = [each for each in self._ranked(parameter.kinds) if each not in chosen.values()]
                    at = int(len(ranked) * share) + number
                    if at < len(ranked):
                        chosen[parameter.name] = ranked[at]
                if len(chosen) == len(things):
                    yield how, {**plain, **chosen}

    def _ranked(self, kinds: tuple[str, ...]) -> list[ox.NamedNode]:
        """Return the things of some classes, those that are mentioned most first."""
        if kinds in self._ranks:
            return self._ranks[kinds]
        quads = (quad for kind in kinds for quad in self.store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(CG + kind)))
        things = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        mentioned = sorted(filter(self._counts.__getitem__, things), key=lambda iri: (-self._counts[iri], iri))
        return self._ranks.setdefault(kinds, [*map(ox.NamedNode, mentioned)])


def ask(graph: Graph, question: Question, bindings: Bindings, limit: float) -> Asked | None:
    """Answer a question in a process of its own; None where it takes longer than `limit` seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            signal.setitimer(signal.ITIMER_PROF, limit)
            found = answer(graph.snapshot.store(), question, bindings)
            os.write(writing, f"{found.first} {found.seconds} {found.rows}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as told:
        words = told.read().split()
    _, status = os.waitpid(child, 0)
    if not words:
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGPROF:
            sys.exit(f"{question.name} ended with the status {status}")
        return None
    return Asked(float(words[0]), float(words[1]), int(words[2]))


def answer(store: Store, question: Question, bindings: Bindings) -> Asked:
    """Answer a question, and read all rows."""
    start, first, rows = time.process_time(), 0.0, 0
    for _ in store.select(question.text, bindings, question.name):
        first = first or time.process_time() - start
        rows += 1
    return Asked(first, time.process_time() - start, rows)


if __name__ == "__main__":
    main()
