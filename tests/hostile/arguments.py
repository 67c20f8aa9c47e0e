"""List hostile arguments for every command: each option and argument, with values that nobody should type.

The commands and what they take are read from click, so a new command or option is among them by itself. The list is the
same in each run: `cases(1)` is the whole of it, which takes minutes, and `cases(n)` is about one in n, always with the
values that no part may miss. A ledger counts the inputs with `sum(1 for case in cases(...))`.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from coalition.cli.commands import coalition

QUESTIONS = {
    "by-date": "date, default 2025",
    "by-number": "number, required, for example 3",
    "by-text": "text",
    "by-actor": "actor, for example Graustark",
    "by-thing": "thing",
}
"""The saved questions of the root that the commands are tried on: one for each type of parameter."""

GOOD = {
    ("show", "thing"): "Graustark",
    ("draft", "source"): "zenda",
    ("cite", "source"): "zenda",
    ("cite", "words"): "The Strelsau meeting",
    ("query", "text"): "ASK {}",
    ("diff", "a"): "facts.ttl",
    ("diff", "b"): "facts.ttl",
    ("new", "folder"): "new",
    ("add", "file"): "telegram.txt",
    ("add", "title"): "Telegram",
    ("by-number", "p_x"): "3",
}
"""A good value for what a command needs, by the names of the command and the parameter. Paths: see `prepare`."""

ALWAYS = ("", "\udcff\udc80", "a" * 100_000, "٢٠٢٥", "9" * 5000, "\x1b[31m\x07\x9b\nError: b")
"""Values that every parameter is tried with in every run."""

TEXTS = (
    *(
        "\t",
        "\n",
        " \n ",
        "\u00a0",
        "\u2028",
        "a\nb",
        "a\rb",
        "a\r\nError: b",
        "\x7f",
        "\u202eabc\u202c",
        "\ufeff",
        "日本語",
    ),
    *("é\udce9", "Zoe\u0308", "\u0301", "שלום", "\U0001f1ec\U0001f1e7", "a " * 50_000, "-" * 70_000),
    *(
        "0",
        "00",
        "+0",
        "-0",
        "1",
        "1.5",
        "-1.5",
        ".5",
        "5.",
        "1_000",
        "0x10",
        "1e3",
        "1e-400",
        "nan",
        "-nan",
        "inf",
        "-inf",
    ),
    *(
        "Infinity",
        "²",
        "½",
        "一",
        "١",
        "9" * 19,
        "-" + "9" * 5000,
        "0." + "9" * 5000,
        "9" * 400 + "." + "9" * 400,
        "True",
    ),
    *(
        "0000",
        "-0044",
        "-0044-03-15",
        "2025Z",
        "2025-03-02Z",
        "2025-03-02+01:00",
        "2025-03-02T10:00:00",
        "2025-13",
        "20250302",
    ),
    *(
        "25-3-1",
        "2025-3-1",
        " 2025",
        "2025 ",
        "2025-03-02\n",
        "٢٠٢٥-٠٣-٠٢",
        "２０２５",
        "12025",
        "9" * 5000 + "-01-01",
        "--03-02",
    ),
    *(
        "-",
        "--",
        "---",
        "-h",
        "--help",
        "--no-such",
        "-f",
        "=",
        "--=",
        "--x=",
        "@file",
        "%s%n%x",
        "{}",
        "{0.__class__}",
        "None",
    ),
    *(
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "| cat",
        "&",
        "*",
        "?",
        "~",
        "!",
        "\\",
        "'",
        '"',
        "\\\\",
        "'\"",
        "a'b",
    ),
    *(
        "?x",
        "<x:y>",
        "<",
        ">",
        "<>",
        "<a b>",
        "http://[bad",
        "https://w3id.org/coalition-graph/actor/",
        "actor:",
        ":",
        "::",
        "_:b",
    ),
    *(
        "cg:Actor",
        "actor:nobody",
        "actor:" + "9" * 5000,
        "x:" + "a" * 100_000,
        "a:b:c",
        "register",
        "graph:register",
        "zenda-22",
    ),
    *(
        "SELECT",
        "SELECT * {",
        "DROP ALL",
        "SERVICE <x:y> {}",
        "{" * 5000,
        "(" * 100_000,
        "ASK {}",
        "#",
        "BASE <",
        "VALUES () { () }",
    ),
    *(
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "SELECT * { VALUES () { () } }",
        "SELECT (1/0 AS ?x) {}",
        'SELECT ("\\u0000" AS ?x) {}',
    ),
    *(
        "graphml",
        "table",
        "json",
        "turtle",
        "degree",
        "Graustark",
        "graustark",
        "GRAUSTARK ",
        "the King",
        "asserts",
        "…",
        "…" * 99,
    ),
)
"""Values for every parameter, of which a short run takes some."""

PATHS = (
    *(
        ".",
        "..",
        "/",
        "missing",
        "missing/deep",
        "facts.ttl/inside",
        "telegram.txt",
        "folder",
        "facts.ttl",
        "empty",
        "binary",
    ),
    *(
        "/dev/null",
        "/dev/full",
        "/dev/null/x",
        "fifo",
        "socket",
        "loop",
        "nowhere",
        "closed",
        "closed-folder/x",
        "closed-folder",
    ),
    *(
        "\udcff.svg",
        "missing/x.svg",
        "folder/x.png",
        "/dev/null/x.svg",
        "a.txt",
        "a.SVG",
        ".svg",
        "x.svg",
        "folder.svg",
        "nowhere.svg",
    ),
    *(
        "a" * 255 + ".svg",
        "a" * 300,
        "a/" * 3000,
        "../" * 3000 + "etc/passwd",
        "utf16",
        "marked.rq",
        "snapshots",
        "a\nb",
    ),
)
"""Values for what takes a path, each a path in the work folder; see `prepare`."""

WRITE = {"new", "add", "format"}
"""The commands that write to the root or make a folder, where they succeed; others write only what --plot names."""


@dataclass(frozen=True)
class Case:
    """Hold a command line and what it is about: the command, and the option or argument that is hostile."""

    command: tuple[str, ...]
    name: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        line = ascii(" ".join(self.arguments))
        return line if len(line) < 300 else f"{line[:200]} ... {line[-60:]}"


def commands(
    group: click.Group = coalition, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield each command with its path, the group `coalition` itself among them.

    Of the saved questions, it yields those that `prepare` writes, one for each type of parameter: all are read alike.
    """
    context = click.Context(group, info_name="coalition")
    context.params = {"root": "root"}  # whose questions are listed
    yield path, group
    for name in group.list_commands(context):
        if path == ("ask",) and name not in QUESTIONS:
            continue
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def prepare(folder: Path) -> None:
    """Make the files that the values of PATHS name; `root` must be there already."""
    (folder / "facts.ttl").write_text("<x:s> <x:p> <x:o> .\n", encoding="utf-8")
    (folder / "telegram.txt").write_text("The King is well.\n", encoding="utf-8")
    (folder / "marked.rq").write_bytes("\ufeffASK {}".encode())
    (folder / "utf16").write_bytes("\ufeffASK {}".encode("utf-16-le"))
    (folder / "binary").write_bytes(bytes(range(256)))
    (folder / "empty").touch()
    for name in ("folder", "folder.svg", "closed-folder", "snapshots", "home", "cache"):
        (folder / name).mkdir()
    (folder / "closed").write_text("ASK {}", encoding="utf-8")
    for name in ("closed", "closed-folder"):
        (folder / name).chmod(0)
    os.mkfifo(folder / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "socket"))
    (folder / "loop").symlink_to("loop")
    for name in ("nowhere", "nowhere.svg"):
        (folder / name).symlink_to("missing/deeper")
    queries = folder / "root" / "queries"
    queries.mkdir()
    for name, type_ in QUESTIONS.items():
        text = f"#+ summary: What is it?\n#+ parameter x: {type_}\nSELECT ?x {{ ?s ?p ?x }} ORDER BY STR(?x) LIMIT 3\n"
        (queries / f"{name}.rq").write_text(text, encoding="utf-8")


def cases(share: int) -> Iterator[Case]:
    """Yield the command lines: all of them for 1, about one in `share` for more; the same in each run."""
    chance = random.Random(7)
    for path, command in commands():
        for parameter in (each for each in command.params if not getattr(each, "hidden", False)):
            for value in (*ALWAYS, *_some(chance, TEXTS, share), *_some(chance, _paths(parameter), share)):
                yield from given(path, command, parameter, value, chance.random() < 0.5)
            yield from _misused(path, command, parameter)
        if isinstance(command, click.Group):
            for value in (*ALWAYS, *_some(chance, TEXTS, share)):
                yield Case(path, "COMMAND", (*_before(), *path, value))


def _some(chance: random.Random, values: tuple[str, ...], share: int) -> list[str]:
    return [value for value in values if chance.random() * share < 1]


def _paths(parameter: click.Parameter) -> tuple[str, ...]:
    return PATHS if isinstance(parameter.type, click.Path) else ()


def _before() -> tuple[str, ...]:
    return ("--root", "root", "--store", "snapshots")


def _needed(path: tuple[str, ...], command: click.Command, but: click.Parameter) -> tuple[str, ...]:
    """Return good values for all that a command needs, except for the parameter `but`."""
    good_values: list[str] = []
    for parameter in command.params:
        good = GOOD.get((path[-1] if path else "", parameter.name or ""))
        if parameter is but or not (parameter.required or (good and isinstance(parameter, click.Argument))):
            continue
        choices: Any = getattr(parameter.type, "choices", None)
        value = good or (choices[0] if choices else "2025-03-02" if parameter.metavar == "DATE" else "x")
        good_values += [parameter.opts[0], value] if isinstance(parameter, click.Option) else [value]
    return tuple(good_values)


def given(
    path: tuple[str, ...], command: click.Command, parameter: click.Parameter, value: str, joined: bool
) -> Iterator[Case]:
    """Yield the command line with the one hostile value; its option and value may be joined by an equals sign."""
    name, needed = parameter.human_readable_name, _needed(path, command, parameter)
    if isinstance(parameter, click.Argument):
        # The others keep their order around it.
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        last = needed[-(len(arguments) - 1) :] if len(arguments) > 1 else ()
        options, after = needed[: len(needed) - len(last)], arguments.index(parameter)
        yield Case(path, name, (*_before(), *path, *options, "--", *last[:after], value, *last[after:]))
        return
    option = parameter.opts[-1]
    # A flag would leave the next word to the command.
    joined = (joined or getattr(parameter, "is_flag", False)) and option.startswith("--")
    words = (f"{option}={value}",) if joined else (option, value)
    if path:
        yield Case(path, name, (*_before(), *path, *words, *needed))
    else:  # a global option stands before the command
        for follows in (("questions",), ("query", "ASK {}"), ("coverage",)):
            others = () if parameter.name == "root" else ("--root", "root")
            store = () if parameter.name == "store" else ("--store", "snapshots")
            yield Case(path, name, (*others, *store, *words, *follows))


def _misused(path: tuple[str, ...], command: click.Command, parameter: click.Parameter) -> Iterator[Case]:
    """Yield the command line with an option twice, without its value, and with a value that it does not take."""
    needed = _needed(path, command, parameter)
    if isinstance(parameter, click.Argument) or not path:
        return
    option, name = parameter.opts[-1], parameter.human_readable_name
    value = () if getattr(parameter, "is_flag", False) else ("x",)
    yield Case(path, name, (*_before(), *path, *needed, option, *value, option, *value))
    yield Case(path, name, (*_before(), *path, *needed, option))
    yield Case(path, name, (*_before(), *path, *needed, f"{option}="))
    yield Case(path, name, (*_before(), *path, *needed, option, *value, "and", "more\nError: b"))
