"""Test the benchmarks that run every command: that commands exist, that figures are kept, and judged rightly."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from pathlib import Path

import click
import pytest
import scale
from curves import exponent
from scale import Cost, Figures, judged, table
from tasks import BULK, IMPORT, TASKS, Task

from coalition.cli.commands import coalition


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_each_task_is_a_command_with_options_that_there_are(task: Task) -> None:
    if task.program:
        return
    command = coalition.get_command(click.Context(coalition), task.arguments[0])
    assert command is not None, task.name
    known = {option for parameter in command.params for option in parameter.opts}
    assert [each for each in task.arguments if each.startswith("--") and each not in known] in ([], ["--by"])


def test_what_a_task_is_compared_with_is_a_task() -> None:
    names = [task.name for task in TASKS]
    assert len(set(names)) == len(names)
    assert [task.beside for task in TASKS if task.beside and task.beside not in names] == []


@pytest.mark.parametrize("k", [0.5, 1.0, 1.3, 2.0])
def test_the_exponent_is_that_of_a_curve_with_a_start(k: float) -> None:
    points = [(n, 0.4 + 3 * (n / 100_000) ** k) for n in (60_000, 600_000, 3_000_000)]
    assert exponent(points) == pytest.approx(k, rel=1e-6)
    assert exponent(points[:2]) is None
    assert exponent([(n, 0.4) for n, _ in points]) is None


def figures_of(path: Path, seconds: dict[str, tuple[float, float]]) -> Figures:
    figures = Figures(path / "figures.json")
    for name, each in seconds.items():
        for size, taken in zip((40, 400), each, strict=True):
            figures.add(str(size), name, asdict(Cost(taken, 100, True, 50)))
    return figures


WRITTEN = {"t": (1, 9), BULK: (1, 5), scale.READING: (0, 2)}
STARTED = {"t": (3, 4.5), IMPORT: (2, 2)}


@pytest.mark.parametrize(
    ("task", "seconds", "told", "reached"),
    [
        (Task("t", ("build",), beside=BULK, ratio=3), WRITTEN, "3.00 ×", True),
        (Task("t", ("build",), beside=BULK, ratio=2.9), WRITTEN, "3.00 ×", False),
        (Task("t", ("x",), beside=IMPORT, small=2, growth=1.5), STARTED, "1.50 × small, 1.50 × at size", True),
        (Task("t", ("x",), growth=1.5), {"t": (3, 5)}, "1.67 × at size", False),
        (Task("t", ("x",), seconds=20), {"t": (3, 21)}, "21.00 s", False),
        (Task("t", ("x",), seconds=20, mebibytes=99), {"t": (3, 5)}, "5.00 s, 100 MiB", False),
        (Task("t", ("x",), each=0.1), {"t": (3, 5)}, "100.000 ms each", True),
        (Task("t", ("x",)), {"t": (3, 5)}, "", None),
    ],
)
def test_a_task_is_judged_by_its_goal(
    task: Task, seconds: dict[str, tuple[float, float]], told: str, reached: bool | None, tmp_path: Path
) -> None:
    assert judged(task, figures_of(tmp_path, seconds), (40, 400)) == (told, reached)


def test_figures_are_kept_until_they_are_forgotten(tmp_path: Path) -> None:
    figures = figures_of(tmp_path, {"network": (1, 2), "search": (1, 2)})
    again = Figures(figures.path)
    assert again.cost(400, "network") == Cost(2, 100, True, 50)
    again.forget(["network"])
    assert again.lacks("400", "network")
    assert not again.lacks("400", "search")


def test_every_line_of_the_table_has_as_many_cells(tmp_path: Path) -> None:
    figures = figures_of(tmp_path, {task.name: (1.0, 2.0) for task in TASKS if "kglab" not in task.arguments})
    lines = list(table(figures, (40, 400)))
    assert len(lines) == len(TASKS) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {9}


def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    assert scale.cost([sys.executable, "-c", "pass"]).ended
    assert not scale.cost([sys.executable, "-c", "import sys; sys.exit(2)"]).ended
    said = scale.cost([sys.executable, "-c", 'print(\'{"seconds": 3, "number": 7}\')'], told=True)
    assert (said.seconds, said.number) == (3, 7)
