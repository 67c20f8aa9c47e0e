"""Invent a corpus of 40 documents, whose truth is known, and open it as a graph; the tests of a run share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus

from coalition import Graph

DOCUMENTS, SEED = 40, 7


@dataclass(frozen=True)
class Invented:
    """Hold a corpus: its folder, the truth that it was made from, and the graph.

    Attributes
    ----------
    folder:
        The root of the graph, with the texts.
    truth:
        What `corpus.Truth.to_dict` in benchmarks/ describes.
    graph:
        The corpus as a Graph, only to read it.
    """

    folder: Path
    truth: Mapping[str, Any]
    graph: Graph


def invent(folder: Path) -> Invented:
    """Write the corpus into `folder`, which must not exist, and build its snapshot beside it."""
    truth = corpus.write(folder, DOCUMENTS, SEED)
    return Invented(folder, truth, Graph.open(folder, store=folder.with_name(f"{folder.name}-snapshots")))
