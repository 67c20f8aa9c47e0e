"""Test that two snapshots that are kept can be compared by their digests."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from ruritania import document

from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.operations.answers import answer
from coalition.operations.diff import compare


def test_the_facts_that_changed_between_two_snapshots_are_told(graph: Graph, folder: Path, tmp_path: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = document()
    changed = next(line for line in text.splitlines() if " cg:host " in line)
    path.write_text(text.replace(changed + "\n", ""), encoding="utf-8")
    newer = Graph.open(folder, store=tmp_path / "snapshots")
    digests = {"old": graph.snapshot.digest, "new": newer.snapshot.digest}
    changes = compare(newer, dict(digests))
    assert changes and {change.kind for change in changes} <= {"removed", "no longer supported"}
    back = compare(newer, {"old": digests["new"], "new": digests["old"]})
    assert [change.fact for change in back if change.kind == "added"] == [
        change.fact for change in changes if change.kind == "removed"
    ]
    output = io.BytesIO()
    answer(newer, {"operation": "diff", "parameters": digests}, output)
    assert json.loads(output.getvalue())["changes"] == [change.to_dict() for change in changes]


@pytest.mark.parametrize("digest", ["0" * 64, "../snapshots", "/", "zenda", "A" * 64])
def test_only_snapshots_beside_that_of_the_graph_are_found(graph: Graph, digest: str) -> None:
    with pytest.raises(ParameterError, match=r"^new: there is no such snapshot"):
        compare(graph, {"old": graph.snapshot.digest, "new": digest})
