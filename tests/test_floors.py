"""The floors of the house: a module imports only from floors beneath its own, inside functions, too."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "coalition"

FLOORS = (
    ("errors", "terms"),
    ("dates", "locate", "measures", "picture", "scale", "sentences", "source", "sparql", "turtle"),
    ("almanac", "anatomy", "corpus", "figures", "founding", "passage", "resolution", "store", "vocabulary"),
    ("algebra", "coverage", "diff", "export", "families", "names", "network", "shapes", "snapshot", "validate"),
    ("drift", "soundness"),
    ("assembly", "centrality", "corroboration", "identities", "interchange", "layout", "lexicon"),
    ("questions", "witness"),
    ("draft", "evidence", "inspection", "plot", "registration", "robustness", "view"),
    ("answer", "claims", "conflicts", "description", "explanation", "selection"),
    ("timeline",),
    ("chart", "reading", "render", "wire"),
    ("graph",),
    ("chronicle", "findings", "reply"),
    ("cli.setting",),
    ("cli.asking", "cli.auditing", "cli.giving", "cli.measuring", "cli.curating", "cli.gathering", "cli.telling"),
    ("cli",),
    ("cli.__main__",),
)
"""From the ground up: words; texts and RDF; stores; what one can do with a graph; answers; doors."""

FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def rooms() -> list[str]:
    """The modules of the package, but for its own front, which imports the graph when it is asked for."""
    names = (path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".") for path in PACKAGE.rglob("*.py"))
    return sorted(name.removesuffix(".__init__") for name in names if name != "__init__")


def imports(room: str) -> set[str]:
    """The rooms that a module imports when it runs: what is imported for types alone does not count."""
    path = PACKAGE / (room.replace(".", "/") + ".py")
    tree = ast.parse((path if path.is_file() else PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found: set[str] = set()
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        for name in names:
            known = name.removeprefix("coalition.")
            if name != known and known in FLOOR:
                found.add(known)
    specific = {name for name in found if any(other.startswith(f"{name}.") for other in found)}
    return found - specific


def test_every_room_has_a_floor() -> None:
    assert rooms() == sorted(FLOOR)


@pytest.mark.parametrize("room", sorted(FLOOR))
def test_imports_run_downwards(room: str) -> None:
    upwards = {other for other in imports(room) if FLOOR[other] >= FLOOR[room]}
    assert not upwards


def test_an_import_inside_a_function_is_seen() -> None:
    assert "conflicts" in imports("graph")


@pytest.mark.parametrize("room", sorted(FLOOR.keys() - {"cli.__main__"}))
def test_a_room_can_be_entered_first(room: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import coalition.{room}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
