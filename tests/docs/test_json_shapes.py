"""Test that the keys and types that the reference lists are those of real output.

Above each table of `docs/reference/json.md` stands the command and the place of the objects that it describes:
"In `coalition conflicts --format json`, at `conflicts[].sides[]`:".
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from console import become_a_new_user, run
from ruritania import PROJECT

PAGE = PROJECT / "docs" / "reference" / "json.md"
HEAD = re.compile(r"^In `(?P<command>coalition [^`]+)`(?:, at `(?P<path>[^`]+)`)?:$")
ROW = re.compile(r"^\| `(?P<key>\w+)` \| (?P<type>[a-z ]+) \| [^|]+ \|$")

Table = tuple[str, str, dict[str, str]]

NAMES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    dict: "object",
    list: "list",
}
PLURALS = {"string": "strings", "object": "objects", "list": "lists"}


def tables() -> list[Table]:
    """Return the command, the place and the documented types of each table."""
    found: list[Table] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if head := HEAD.match(line):
            found.append((head["command"], head["path"] or "", {}))
        elif row := ROW.match(line):
            assert row["key"] not in found[-1][2], f"{row['key']} stands twice"
            found[-1][2][row["key"]] = row["type"]
    return found


def at(value: Any, path: str) -> Iterator[dict[str, Any]]:
    """Yield the objects at a place such as `conflicts[].sides[]`, or the whole where the place is empty."""
    if not path:
        yield value
        return
    key, _, rest = path.partition(".")
    inner = value[key.removesuffix("[]")]
    for each in inner if key.endswith("[]") else [inner]:
        yield from at(each, rest)


def fits(value: Any, type_: str) -> bool:
    """Tell whether a value has a documented type: `string`, `list of strings`, `integer or null`."""
    for each in type_.split(" or "):
        if isinstance(value, list):
            item = each.removeprefix("list of ")
            if item != each and {PLURALS.get(NAMES[type(inner)]) for inner in value} <= {item}:
                return True
        elif NAMES[type(value)] == each or (each == "number" and type(value) is int):
            return True
    return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Create a folder with two exports that differ, on a new user's machine."""
    folder = tmp_path_factory.mktemp("json")
    with pytest.MonkeyPatch.context() as patch:
        become_a_new_user(patch, folder / "user")
        exports = 'coalition export > before.ttl && coalition export --source "Document 001" > after.ttl'
        assert run(exports, folder).code == 0
        made = "coalition new my-graph && coalition --root my-graph actor add 'Tomás Reke' --kind person"
        assert run(made, folder).code == 0
        text = (folder / "my-graph" / "sources" / "example.txt").read_text(encoding="utf-8")
        minutes = (
            "Present: Mayor Ada Brandt.\n\nThat $25,000 be granted to Tomas Reke by 3 July 2031. CARRIED 3 to 1.\n"
        )
        (folder / "minutes.txt").write_text(minutes, encoding="utf-8")
        added = "coalition --root my-graph source add minutes.txt --title Minutes --language en-CA"
        assert run(added, folder).code == 0
        target = {"source": "minutes", "selector": {"type": "TextQuoteSelector", "exact": "Ada Brandt"}}
        annotation = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "target": target}
        (folder / "annotations.jsonld").write_text(json.dumps(annotation), encoding="utf-8")
        (folder / "present.csv").write_text("name,event\nTomas Reke,Ostvik meeting\n", encoding="utf-8")
        (folder / "new.txt").write_text(f"Corrected\n\n{text}", encoding="utf-8")
        assert run("coalition new edited && coalition --root edited check", folder).code == 0
        assert (
            run("coalition --root edited build && coalition --root edited actor add X --kind state", folder).code == 0
        )
        hers = "coalition new hers && sed -i s/cg:HostRole/cg:SpeakerRole/ hers/graph/example.trig"
        assert run(hers, folder).code == 0
        printed.cache_clear()
        yield folder


@cache
def printed(command: str, folder: Path) -> str:
    """Return what a command prints; `diff` exits with 1 where it finds something."""
    done = run(command, folder)
    assert done.code == ("diff" in command), done.text
    return done.text


TABLES = tables()


@pytest.mark.parametrize(
    ("command", "path", "documented"), TABLES, ids=[f"{command} {path}" for command, path, _ in TABLES]
)
def test_a_table_lists_the_keys_and_types_of_the_output(
    command: str, path: str, documented: dict[str, str], folder: Path
) -> None:
    found = list(at(json.loads(printed(command, folder)), path))
    assert found, "nothing stands there, so the table cannot be checked"
    assert {key for each in found for key in each} == set(documented)
    wrong = [(k, v, documented[k]) for each in found for k, v in each.items() if not fits(v, documented[k])]
    assert not wrong


def test_every_command_that_prints_json_has_a_table() -> None:
    import click

    from coalition.cli.commands import coalition

    def commands(group: click.Group, context: click.Context) -> Iterator[str]:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            inner = click.Context(command, parent=context, info_name=name) if command else context
            if isinstance(command, click.Group) and name != "ask":
                yield from commands(command, inner)
            elif command and any(
                isinstance(option.type, click.Choice) and "json" in option.type.choices for option in command.params
            ):
                yield inner.command_path

    expected = set(commands(coalition, click.Context(coalition, info_name="coalition")))
    expected.remove("coalition analyse")  # whose object is that of centrality; tests/cli/test_tables.py compares them
    assert "coalition conflicts" in expected
    shown = [re.sub(r" --root \S+", "", command) for command, _, _ in TABLES]
    assert {path for path in expected if not any(each.startswith(path) for each in shown)} == set()


COLUMNS = {
    "coalition centrality --format csv": ("`centrality`", 5),
    "coalition centrality --kind state --robust --format csv": ("`centrality`", 9),
    "coalition network --format csv": ("`network`", 7),
    "coalition conflicts --format csv": ("`conflicts`", 13),
    "coalition corroboration --format csv": ("`corroboration`", 6),
    "coalition coverage --format csv": ("`coverage`", 11),
    "coalition identities --format csv": ("`identities`", 7),
}


@pytest.mark.parametrize("command", COLUMNS)
def test_the_columns_of_csv_are_named_in_their_section(command: str, folder: Path) -> None:
    title, number = COLUMNS[command]
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    [header] = list(csv.reader(io.StringIO(printed(command, folder).splitlines()[0])))
    assert len(header) == number
    prose = section[section.index("CSV") :]
    assert [column for column in header if f"`{column}`" not in prose] == []


def test_csv_with_evidence_has_the_keys_of_a_passage(folder: Path) -> None:
    header = printed("coalition ask absences --why --format csv", folder).splitlines()[0].split(",")
    passage = next(list(keys) for _, path, keys in TABLES if path == "evidence[].passages[]")
    keys = [f"why.{key}" for key in (*passage, "rules", "grounds", "notes")]
    assert header == ["why.row", "event", "absent", "said_of", "document", *keys]


def test_the_columns_of_a_timeline_are_its_keys(folder: Path) -> None:
    header = printed("coalition timeline --format csv", folder).splitlines()[0].split(",")
    assert set(header) == set(next(keys for _, path, keys in TABLES if path == "entries[]"))


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("x", "string", True),
        (1, "string", False),
        (1, "number", True),
        (True, "integer", False),
        (None, "integer or null", True),
        (["x"], "list of strings", True),
        ([{}], "list of strings", False),
        ([["x"]], "list of lists", True),
        ([], "list of objects", True),
        ("x", "list of strings", False),
    ],
)
def test_a_value_is_told_from_another_type(value: Any, type_: str, expected: bool) -> None:
    assert fits(value, type_) is expected
