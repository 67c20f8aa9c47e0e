"""Test that a command imports only the modules that it needs, so that it starts fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOSTS = "SELECT ?host ?event WHERE { ?event cg:host ?host }"


# What it costs


def test_a_command_imports_its_own_room_alone() -> None:
    code = "import sys; from coalition.cli.commands import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, "query", "-h"], capture_output=True, text=True, check=True)
    rooms = {name for name in done.stderr.split() if name.startswith("coalition.cli.")}
    assert rooms == {f"coalition.cli.{room}" for room in ("commands", "options", "query", "supervisor")}


def imported(*arguments: str) -> set[str]:
    code = "import sys; from coalition.cli.commands import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_help_imports_nothing_heavy() -> None:
    heavy = {
        "babel",
        "pyoxigraph",
        "rdflib",
        "networkx",
        "rich",
        "pyshacl",
        "matplotlib",
        "numpy",
        "scipy",
        "pycountry",
        "pandas",
    }
    assert not imported("--help") & heavy
    assert not imported("query", "--help") & heavy


def test_a_query_on_a_built_snapshot_imports_the_engine_alone(store: Path) -> None:
    heavy = {"babel", "rdflib", "networkx", "rich", "pyshacl", "pycountry", "matplotlib", "numpy", "scipy", "pandas"}
    for asked in (["ASK {}"], [HOSTS], [HOSTS, "--why"], [HOSTS, "--format", "csv"], [HOSTS, "--format", "json"]):
        found = imported("--store", str(store), "query", *asked)
        assert "pyoxigraph" in found
        assert not found & heavy
    assert not imported("--store", str(store), "show", "Keir Starmer") & heavy
    assert "networkx" in imported("--store", str(store), "network")  # or the check sees nothing
