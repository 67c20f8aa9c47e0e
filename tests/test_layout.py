"""Test that each module can be imported first, and that tests of the same name exist for it."""

from __future__ import annotations

import json
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from ruritania import PROJECT

SOURCE, TESTS = PROJECT / "src", PROJECT / "tests"
FILES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path.stem != "__main__")
MODULES = [path.with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__") for path in FILES]
TESTED = [path for path in FILES if path.stem != "__init__"]
LIBRARIES = ("click", "networkx", "numpy", "pycountry", "pyoxigraph", "rich")
IMPORT_EACH = f"""
import importlib, json, os, sys
import {", ".join(LIBRARIES)}

faults = {{}}
for module in json.load(sys.stdin):
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            importlib.import_module(module)
        except BaseException as fault:
            os.write(writing, repr(fault).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        faults[module] = pipe.read()
    os.wait()
assert not any(name.startswith("coalition") for name in sys.modules)
json.dump(faults, sys.stdout)
"""
"""Imports each module in a fork of a process that has imported the libraries, but no module of the project."""


@pytest.fixture(scope="module")
def faults() -> dict[str, str]:
    """Return the error of each module that was imported first, or an empty string."""
    command = [sys.executable, "-c", IMPORT_EACH]
    done = subprocess.run(command, input=json.dumps(MODULES), capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_imported_first(module: str, faults: dict[str, str]) -> None:
    assert faults[module] == ""


@pytest.mark.parametrize("path", TESTED, ids=str)
def test_a_module_has_tests_of_its_own_name(path: Path) -> None:
    package, name = path.parent.relative_to("coalition"), path.stem
    assert (TESTS / package / f"test_{name}.py").is_file()


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """By default, pytest ignores folders that are called build."""
    passed_over = pytestconfig.getini("norecursedirs")
    folders = {path.parent.name for path in TESTS.rglob("test_*.py")}
    assert "build" in folders
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in passed_over)] == []
