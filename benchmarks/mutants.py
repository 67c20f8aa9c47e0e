"""Measure which small faults, put into a module one by one, the tests of its package notice.

mutmut puts the faults, the mutants, into a copy of the project below `out/`, and runs for each the tests that reach the
function. Prints the score of each module, and the mutants that no test noticed; the counts go into
`docs/reference/mutants.json`:

    make mutants PACKAGE=provenance
    make mutants PACKAGE="provenance/families views/view views/temporal"
    make mutants PACKAGE=names
    make mutants

`SAMPLE=60` tries only so many mutants of each module, drawn with a fixed seed. mutmut leaves alone what is outside
functions, and functions with a decorator, such as properties.
"""

from __future__ import annotations

import ast
import configparser
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = PROJECT / "src" / "coalition"
COPY = PROJECT / "out" / "mutants"
SCORES = PROJECT / "docs" / "reference" / "mutants.json"
EQUIVALENT = PROJECT / "tests" / "equivalent_mutants.toml"
APART = {"cli", "sandbox"}
"""Packages whose tests start programs or processes, where mutmut does not see which functions they reach."""
ALSO = {
    "audit": ["tests/provenance/test_families_by_brute_force.py"],
    # Each of its methods hands the work on to a package, whose tests ask the method.
    "graph": ["tests/audit", "tests/network", "tests/query", "tests/timeline", "tests/views"],
}
"""Tests of a package that are not in the folder of its name."""
COPIED = ("benchmarks", "docs", "graph", "ontology", "queries", "src", "tests", "pyproject.toml")
OUTCOMES = {
    None: "not tried",
    0: "survived",
    1: "killed",
    3: "killed",
    5: "not covered",
    33: "not covered",
    -11: "killed",
    -9: "killed",
}
"""What the exit code that mutmut stores means; a signal ended the process, which a test run would show, too."""
TIMED_OUT = {36, -24, 24, 152, 255}
MEMORY = 6 << 30
"""The bytes that one run of tests may use."""


@dataclass(frozen=True)
class Mutant:
    """Hold one mutant: its module, the lines that it changes, what they become, and whether a test noticed."""

    module: str
    name: str
    line: str
    becomes: str
    outcome: str


def main() -> None:
    """Measure the packages or modules that the arguments name, or all."""
    names = sys.argv[1:] or sorted({path.stem for path in PACKAGES.glob("[!_]*") if path.suffix in ("", ".py")} - APART)
    scores = json.loads(SCORES.read_text(encoding="utf-8")) if SCORES.exists() else {}
    known = Equivalent.read()
    for package in dict.fromkeys(name.partition("/")[0] for name in names):
        mutants = list(tried(package, [name for name in names if name.partition("/")[0] == package]))
        for module in sorted({mutant.module for mutant in mutants}):
            scores[module] = score([mutant for mutant in mutants if mutant.module == module], known)
            print(f"{module}: {', '.join(f'{word} {count}' for word, count in scores[module].items())}", flush=True)
        SCORES.write_text(json.dumps(dict(sorted(scores.items())), indent=2) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Equivalent:
    """Hold the mutants that no test can tell from the code: single ones, and kinds of them.

    A kind is a pattern of what may differ: without what it matches, the line and the mutant are the same.
    """

    single: frozenset[tuple[str, str, str]]
    kinds: tuple[re.Pattern[str], ...]

    @classmethod
    def read(cls) -> Equivalent:
        """Return those that the file in `tests/` lists."""
        listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
        single = frozenset((e["module"], e["line"], e["becomes"]) for e in listed["equivalent"])
        return cls(single, tuple(re.compile(kind["differs"]) for kind in listed["kind"]))

    def __contains__(self, mutant: object) -> bool:
        assert isinstance(mutant, Mutant)
        if (mutant.module, mutant.line, mutant.becomes) in self.single:
            return True
        return any(kind.sub("", mutant.line) == kind.sub("", mutant.becomes) for kind in self.kinds)


def score(mutants: list[Mutant], known: Equivalent) -> dict[str, float]:
    """Count the outcomes of the mutants of a module, and print those that no test noticed."""
    counts = Counter[str]()
    for mutant in mutants:
        unnoticed = mutant.outcome in ("survived", "not covered")
        is_known = mutant in known
        counts["equivalent" if unnoticed and is_known else mutant.outcome] += 1
        if unnoticed and not is_known:
            print(f"{mutant.outcome}: {mutant.name}\n  line    = {mutant.line!r}\n  becomes = {mutant.becomes!r}")
    noticed = counts["killed"] + counts["timed out"]
    counted = len(mutants) - counts["equivalent"] - counts["not tried"]
    words = ("killed", "timed out", "survived", "not covered", "equivalent", "not tried")
    return {**{word: counts[word] for word in words}, "score": round(100 * noticed / counted, 1) if counted else 100.0}


def tried(package: str, names: list[str]) -> Iterator[Mutant]:
    """Make the mutants of a package, or of some of its modules, in a copy of the project, and run the tests of each."""
    is_package = (PACKAGES / package).is_dir()
    tests = [f"tests/{package}" if is_package else f"tests/test_{package}.py", *ALSO.get(package, ())]
    modules = [f"{name}/*" if is_package and name == package else name for name in names]
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for each in COPIED:
        source = PROJECT / each
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, COPY / each)
    settings = configparser.ConfigParser()
    settings["mutmut"] = {
        "source_paths": "src",
        "only_mutate": "\n".join(f"src/coalition/{module}.py" for module in modules),
        "also_copy": "\n".join(COPIED),
        "pytest_add_cli_args_test_selection": "\n".join(tests),
        "pytest_add_cli_args": "-p\nno:cacheprovider",
        # After a fork, a store that was opened on disk waits for threads that are not there.
        "process_isolation": "forkserver",
        "timeout_multiplier": "5",
        "timeout_constant": "2",
    }
    with (COPY / "setup.cfg").open("w", encoding="utf-8") as file:
        settings.write(file)
    names = [name for module in modules for path in PACKAGES.glob(f"{module}.py") for name in chosen(path)]
    # One run of tests may use only so much memory: a mutant may collect without end.
    command = ["sh", "-c", f'ulimit -v {MEMORY >> 10}; exec nice -n 10 "$0" -m mutmut run "$@"', sys.executable, *names]
    with (COPY / "log").open("w") as log:
        done = subprocess.run(command, cwd=COPY, env={**os.environ, "PYTHONPATH": ""}, stdout=log, stderr=log)
    if done.returncode != 0:
        sys.exit(f"mutmut could not run the tests of {package}; see {COPY / 'log'}")
    for meta in sorted((COPY / "mutants").rglob("*.py.meta")):
        yield from _read(meta)


def chosen(path: Path) -> list[str]:
    """Return the names of the mutants of a module, or of a sample of them."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    module = ".".join(path.with_suffix("").relative_to(PACKAGES.parent).parts)
    names = [f"{module}.{name}" for name in mutate_file_contents(str(path), path.read_text("utf-8")).mutant_names]
    number = int(os.environ.get("SAMPLE") or len(names))
    return random.Random(0).sample(names, number) if number < len(names) else names


def _read(meta: Path) -> Iterator[Mutant]:
    """Yield the mutants of one module, from what mutmut wrote: their code, and the exit code of the tests of each."""
    code = meta.with_suffix("").read_text(encoding="utf-8")
    lines = code.splitlines()
    functions = {
        node.name: lines[node.lineno : node.end_lineno]  # without the line of the name
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef)
    }
    module = meta.with_suffix("").relative_to(COPY / "mutants" / "src" / "coalition").as_posix()
    for key, code_of_exit in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
        mutant = key.rpartition(".")[2]
        original = mutant.rpartition("__mutmut_")[0] + "__mutmut_orig"
        changed = list(difflib.ndiff(functions[original], functions[mutant]))
        line, becomes = (
            " ".join(each[2:].strip() for each in changed if each.startswith(sign)) for sign in ("- ", "+ ")
        )
        outcome = "timed out" if code_of_exit in TIMED_OUT else OUTCOMES.get(code_of_exit, f"exit code {code_of_exit}")
        yield Mutant(module, mutant, line, becomes, outcome)


if __name__ == "__main__":
    main()
