"""The command line: it parses, calls one function, and prints."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from coalition.cli import asking, curating, giving, measuring
from coalition.cli.setting import Setting
from coalition.errors import CoalitionError


class Doors(click.Group):
    """The group of commands, in the order in which people come to need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=Doors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, no_args_is_help=True
)
@click.option(
    "--root", type=click.Path(path_type=Path), help="The folder of the graph; the published graph if left out."
)
@click.option(
    "--store", type=click.Path(path_type=Path), help="The folder of snapshots; your cache folder if left out."
)
@click.option(
    "--sources", type=click.Path(path_type=Path), help="The folder of the texts; sources/ in the root if left out."
)
@click.version_option(package_name="coalition-graph", prog_name="coalition")
@click.pass_context
def coalition(ctx: click.Context, root: Path | None, store: Path | None, sources: Path | None) -> None:
    """Who met, who spoke for whom, what was committed, and which passage of which source says so.

    \b
    Example:
        coalition ask who-took-part --event "2025 London Summit on Ukraine" --why
    """
    ctx.obj = Setting(root, store, sources)


for command in (
    asking.query,
    asking.ask,
    asking.questions,
    asking.show,
    giving.export,
    measuring.centrality,
    measuring.network,
    curating.build,
    curating.check,
    curating.format_,
    curating.cite,
    giving.completion,
):
    coalition.add_command(command)


def main() -> None:
    """Run the command line: exit 0 when all is well, 1 when the data or the request is wrong, 2 on misuse."""
    try:
        coalition.main(standalone_mode=False)
    except CoalitionError as fault:
        click.echo(f"Error: {fault}", err=True)
        sys.exit(fault.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except BrokenPipeError:  # the reader, such as head, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as fault:
        click.echo(
            f"Error: {fault.filename or 'output'}: {fault.strerror}; make room, or write somewhere else", err=True
        )
        sys.exit(1)
