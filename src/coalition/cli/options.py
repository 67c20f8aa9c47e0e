"""Hold what commands share: the global options, the options of views, and how names and queries are read."""

from __future__ import annotations

import functools
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from coalition.errors import CoalitionError, ParameterError, QueryError, SelectionError, shortened
from coalition.limits import set_limits
from coalition.operations.parameters import Parameter
from coalition.operations.views import VIEW
from coalition.output.terminal import as_data

if TYPE_CHECKING:
    from coalition.build.snapshot import Snapshots
    from coalition.corpus.root import Root
    from coalition.graph import Graph
    from coalition.namespaces import Namespaces
    from coalition.operations.operation import Operation, Writing
    from coalition.output.about import About
    from coalition.texts.source import Texts


Item = TypeVar("Item")

ViewOptions = Mapping[str, Any]
"""The values of the options that `view_options` adds, by the names of the parameters of `Graph.view`."""


class Command(click.Command):
    """Refuse values that no command takes: an empty one, and one that is not UTF-8.

    A shell passes an empty value where a variable is unset. Every command is made with this class, so that each option
    and argument has the rule.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments of the command.

        Raises
        ------
        click.UsageError, ParameterError
            When an argument is not one that the command takes.
        """
        with _on_one_line(ctx):
            rest = super().parse_args(ctx, args)
        for parameter in () if ctx.resilient_parsing else self.params:
            given = ctx.params.get(parameter.name or "")
            # What completion passes in hidden options may be empty: it is what was typed so far.
            hidden = isinstance(parameter, click.Option) and parameter.hidden
            if ctx.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE and not hidden:
                name = (
                    max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.make_metavar(ctx)
                )
                for value in given if isinstance(given, tuple) else (given,):
                    refuse(value, name.strip("[]"), isinstance(parameter.type, click.Path))
        return rest


class Group(click.Group):
    """Make the commands of a group with the class `Command`, and say on one line what is wrong with its arguments."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options of the group."""
        with _on_one_line(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name, and the arguments that are left."""
        with _on_one_line(ctx):
            return super().resolve_command(ctx, args)


@contextmanager
def _on_one_line(ctx: click.Context) -> Iterator[None]:
    """Say what click says of wrong arguments on one line.

    Raises
    ------
    click.UsageError
        In the place of the one that the block raises.
    """
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:  # which is no fault
        raise
    except click.UsageError as fault:
        raise click.UsageError(shortened(" ".join(fault.format_message().split())), ctx) from None


def refuse(value: object, name: str, path: bool = False) -> None:
    """Refuse a value of the option or argument `name` that is empty or, unless it is a `path`, not UTF-8.

    Raises
    ------
    ParameterError
        When it is one of the two.
    """
    if not isinstance(value, str):
        return
    if not value.strip():
        raise ParameterError("the value is empty", where=name, remedy="type one, or set the variable of the shell")
    try:
        value.encode()
    except UnicodeEncodeError as fault:  # Python hands on bytes that are not UTF-8 as lone surrogates
        if not path:  # the name of a file may have any bytes
            what = f"byte {len(os.fsencode(value[: fault.start]))} is not UTF-8"
            raise ParameterError(what, where=name, remedy="type the value in UTF-8") from None


class WholeNumber(click.IntRange):
    """Take a whole number of at least `min`, written in the digits 0 to 9."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; Python itself would also read `٣`, `1_000` and spaces, and refuse thousands of digits."""
        if isinstance(value, str) and not re.fullmatch("[+-]?[0-9]{1,18}", value):
            self.fail(f"{value!r} is not a whole number of at most 18 digits", param, ctx)
        return super().convert(value, param, ctx)

    def _describe_range(self) -> str:
        """Return the range as help shows it; without one, click would show `x<=None`."""
        return "" if self.min is self.max is None else super()._describe_range()


def _work_in(namespaces: Namespaces) -> None:
    """Let prefixes stand for what they do in a graph, as long as the command runs."""
    context = click.get_current_context(silent=True)
    if context:
        context.find_root().with_resource(namespaces.used())
    else:
        namespaces.use()


@dataclass(frozen=True)
class GlobalOptions:
    """Hold the global options, and open what they name."""

    root: str | None = None
    store: str | None = None
    sources: str | None = None
    endpoint: str | None = None
    arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for option in ("root", "store", "sources", "endpoint"):
            # The engine opens no store whose path is not UTF-8.
            refuse(getattr(self, option), f"--{option}", path=option in ("root", "sources"))

    @classmethod
    def from_context(cls, ctx: click.Context) -> GlobalOptions:
        """Return the global options of a command line.

        Completion asks for them before the group `coalition` has run, so they are read from the parsed parameters.
        """
        given = ctx.find_root().params
        return cls(given.get("root"), given.get("store"), given.get("sources"), given.get("endpoint"))

    def graph(self, limits: ViewOptions | None = None) -> Graph:
        """Open the graph, or the view of it that `limits` asks for.

        A snapshot that does not exist yet is built first, with a progress bar. What a view holds is printed to
        standard error.
        """
        from coalition.graph import Graph

        graph = (
            self.connected()
            if self.endpoint
            else Graph.open(self.root, store=self.store, sources=self.sources, progress=bar)
        )
        _work_in(graph.namespaces)
        given = {name: value for name, value in (limits or {}).items() if value not in (None, ())}
        if not given:
            return graph
        view = graph.view(**given, progress=bar)
        if view is graph:
            return graph
        click.echo(_restriction(view, dated="known_by" in given), err=True)
        return view

    def connected(self, copy: bool = False) -> Graph:
        """Open the graph on the server that --endpoint names, or a copy of it on this machine."""
        from coalition.graph import Graph

        assert self.endpoint
        with needing_remote("--endpoint"):
            graph = Graph.connect(
                self.endpoint, self.root, store=self.store, sources=self.sources, copy=copy, progress=reading
            )
        _work_in(graph.namespaces)
        return graph

    def about(self, graph: Graph, *read: str) -> About:
        """Return what a result of this command is made from.

        `read` is what was read from standard input, which the command that is told has as an argument.
        """
        command = shlex.join(("coalition", *self.arguments, *read))
        return graph.about(os.fsencode(command).decode("utf-8", "replace"))  # the name of a file may have any bytes

    def writing(self, graph: Graph, values: Mapping[str, Any] = MappingProxyType({})) -> Writing:
        """Return what the result of an operation on `graph` is written with, for a machine."""
        from coalition.operations.operation import Writing

        return Writing(graph, values, lambda: self.about(graph))

    def open_root(self) -> Root:
        """Return the folders of the graph, without opening a snapshot.

        Raises
        ------
        GraphError
            When the folder does not exist, or holds no facts that can be read.
        """
        from pathlib import Path

        from coalition.corpus.root import Root

        root = Root.open(None if self.root is None else Path(self.root))
        _work_in(root.namespaces)
        return root

    def open_writable_root(self) -> Root:
        """Return the folders of the graph that --root names, which a command may write to.

        A command writes only to a folder that was named, also in a checkout: its curator passes `--root .`.

        Raises
        ------
        SelectionError
            When --root is missing; and where `open_root` raises it.
        """
        if self.root is None:
            remedy = "pass --root DIR with a graph of your own, which coalition new DIR creates, or with a checkout"
            raise SelectionError("the published graph cannot be changed", remedy=remedy)
        return self.open_root()

    def snapshots(self) -> Snapshots:
        """Return the folder for snapshots."""
        from pathlib import Path

        from coalition.build.snapshot import Snapshots

        return Snapshots(Path(self.store)) if self.store else Snapshots.default()

    def texts(self) -> Texts:
        """Return the folder of the source texts.

        Raises
        ------
        SourceError
            When --sources names a folder that does not exist.
        """
        from pathlib import Path

        from coalition.texts.source import Texts

        return Texts(self.open_root().sources) if self.sources is None else Texts.open(Path(self.sources))


@contextmanager
def needing_remote(option: str) -> Iterator[None]:
    """Do what needs the extra `remote`, or say that `option` does.

    Raises
    ------
    SelectionError
        When a library of it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] not in ("requests", "urllib3"):
            raise
        what, remedy = f"the library {fault.name} is not installed", 'run pip install "coalition-graph[remote]"'
        raise SelectionError(what, where=option, remedy=remedy) from None


def _restriction(graph: Graph, dated: bool) -> str:
    """Return the line that says what a view holds.

    Where it is `dated`, the line names the documents that are left out.
    """
    assert graph.whole is not None
    part, whole = graph.snapshot.counts, graph.whole.snapshot.counts
    passages = f"{part['passages']} of {whole['passages']} passages"
    line = f"Restricted to {passages}, from {part['sources']} of {whole['sources']}"
    left_out = ", ".join(graph.left_out()) if dated else ""
    return f"{line} documents{f'; left out: {left_out}' if left_out else ''}."


def reading(items: Iterable[Item], total: int) -> Iterable[Item]:
    """Return the items, with a progress bar for what is read from a server."""
    return bar(items, total, "Reading from the server")


def bar(items: Iterable[Item], total: int, doing: str = "Building the snapshot") -> Iterable[Item]:
    """Return the items, with a progress bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, doing, total, console=Console(file=as_data(sys.stderr)), transient=True)


def read_query(text: str | None, file: str | None) -> tuple[str, str]:
    """Return a query and what messages call it.

    The query is `text`, or the content of `file`, or else what standard input gives.

    Raises
    ------
    click.UsageError
        When none of the three gives a query.
    QueryError
        When the query is empty, is not UTF-8, or cannot be read.
    """
    from pathlib import Path

    from coalition import files

    if text is not None:
        name, content = "query", os.fsencode(text)
    elif file is not None:
        name, content = file, files.read(Path(file), QueryError, pipe=True)
    elif sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError("Give a query as TEXT, with -f FILE, or on standard input.")
    else:
        name, content = "standard input", files.read_standard_input(sys.stdin.buffer, QueryError)
    query = files.decode(content, name, QueryError)
    if not query.strip():
        raise QueryError("the query is empty", where=name, remedy="write one, for example ASK {}")
    return query, name


class ThingName(click.ParamType[str]):
    """Complete the name of a thing; the name itself is passed on as it was typed.

    `kinds` are the local names of classes. Completion offers the labels and aliases of their things.
    """

    name = "name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the names that begin with what was typed; none where the graph cannot be opened."""
        from click.shell_completion import CompletionItem

        try:
            names = GlobalOptions.from_context(ctx).graph().names
        except CoalitionError:  # the error is printed when the command is run
            return []
        offered = {name for kind in self.kinds for name in names.offered(kind, incomplete)}
        if isinstance(param, click.Argument):  # the command would take the name for an option
            offered = {name for name in offered if not name.startswith("-")}
        return [CompletionItem(name) for name in sorted(offered)]


def title_option(command: Any) -> Any:
    """Add the option --title, for a picture, to a command."""
    return click.option("--title", default="", metavar="TEXT", help="Title of the picture; use it with --plot.")(
        command
    )


CURATOR = click.option(
    "--curator",
    default="",
    metavar="NAME",
    help="Your name, which is recorded with what you decide.  [default: only of proposals, the name of the account]",
)


def view_options(command: Any) -> Any:
    """Add the options that restrict a command to a part of the graph, and those that limit what it may use.

    The parameter `limits` of the command gets the values of the former.
    """

    @functools.wraps(command)
    def limited(*args: Any, **given: Any) -> Any:
        limits = {parameter.key: given.pop(parameter.key) for parameter in VIEW if parameter.key in given}
        return command(*args, limits=limits, **given)

    limited = limit_options(limited)
    for parameter in reversed(VIEW):
        # What makes a view says how many families there must be.
        type_ = WholeNumber() if parameter.name == "families" else None
        limited = parameter_option(parameter, type_)(limited)
    return limited


def declared(operation: Operation, **types: click.ParamType[Any]) -> Callable[[Any], Any]:
    """Add the options and arguments of an operation to a command; some may have `types` of their own, by name."""

    def add(command: Any) -> Any:
        for parameter in reversed(operation.parameters):
            command = parameter_option(parameter, types.get(parameter.name))(command)
        return command

    return add


def parameter_option(parameter: Parameter, type: click.ParamType[Any] | None = None) -> Callable[[Any], Any]:
    """Return what adds the option or the argument of a parameter to a command."""
    if parameter.argument:
        several = {"nargs": -1} if parameter.argument.endswith("...") else {}
        metavar = {} if parameter.argument.strip("[].").lower() == parameter.key else {"metavar": parameter.argument}
        given: dict[str, Any] = {"required": parameter.required, "type": type or _type(parameter), **several, **metavar}
        return click.argument(parameter.key, **given)
    given = {"help": parameter.off or parameter.summary or None, "metavar": parameter.placeholder or None}
    if parameter.switch:
        given |= {"is_flag": True, "flag_value": False, "default": None}
    elif parameter.type == "flag":
        given |= {"is_flag": True}
    else:
        given |= {"type": type or _type(parameter), "multiple": parameter.many, "required": parameter.required}
        if parameter.default is not None:
            given |= {"default": parameter.default, "show_default": True}
    name = parameter.switch or f"--{parameter.name.replace('_', '-')}"
    return click.option(name, parameter.key, **given)


def _type(parameter: Parameter) -> click.ParamType[Any]:
    if parameter.kinds:
        return ThingName(*parameter.kinds)
    if parameter.choices:
        return click.Choice(parameter.choices)
    if parameter.type == "number":
        return WholeNumber(parameter.least)
    return click.FloatRange(0, 1, min_open=True, max_open=True) if parameter.type == "fraction" else click.STRING


class Seconds(click.FloatRange):
    """Take a time in seconds, written in the digits 0 to 9."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; Python itself would also read `nan`, `1_0` and `٣`."""
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", value):
            self.fail(f"{value!r} is not a number of seconds such as 60 or 0.5", param, ctx)
        return super().convert(value, param, ctx)


def limit_options(command: Any) -> Any:
    """Add the options that limit what a command may use; they may stand before its name, too."""

    def timeout(ctx: click.Context, _param: click.Parameter, seconds: float | None) -> None:
        if not ctx.resilient_parsing:
            set_limits(seconds, None)

    def memory(ctx: click.Context, _param: click.Parameter, mebibytes: int | None) -> None:
        if not ctx.resilient_parsing and mebibytes is not None:
            set_limits(None, mebibytes * 2**20)

    for option in (
        click.option(
            "--memory",
            type=WholeNumber(min=0),
            metavar="MIB",
            expose_value=False,
            callback=memory,
            help="Memory that the command may use; 0 for no limit.  [default: half of the machine's]",
        ),
        click.option(
            "--timeout",
            type=Seconds(min=0),
            metavar="SECONDS",
            expose_value=False,
            callback=timeout,
            help="Processor time that a query may take, and a rule or the shapes ten times as long; 0 for no limit.  "
            "[default: 60]",
        ),
    ):
        command = option(command)
    return command
