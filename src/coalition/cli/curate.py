"""Define the command curate: write a graph of one's own on pages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coalition.cli.options import CURATOR, Command, GlobalOptions, WholeNumber
from coalition.errors import SelectionError

if TYPE_CHECKING:
    from coalition.desk.log import Figures

INSTALL = 'run pip install "coalition-graph[serve,intake]"'


@click.command(cls=Command, short_help="Read texts on pages, and say what each passage states.")
@click.argument("source", required=False, default="")
@click.option("--port", type=WholeNumber(0, 65535), default=0, help="Port.  [default: any that is free]")
@CURATOR
@click.option("--times", is_flag=True, help="Print how long passages took so far, and serve nothing.")
@click.pass_obj
def curate(options: GlobalOptions, source: str, port: int, curator: str, times: bool) -> int:
    """Serve pages for one person, on this machine alone, on which texts are added and passages say what they state.

    The address that is printed lets its reader write, so keep it to yourself. What is typed is kept in curation/ of the
    root until it is saved; each change passes the checks, is written whole, and can be undone. Ends with Ctrl-C.

    \b
    Example:
        coalition --root my-graph curate --port 8010
    """
    from coalition.desk import log

    root = options.open_writable_root()
    if times:
        _print(log.figures(log.acts(root.graph.parent / log.FOLDER)))
        return 0
    try:
        from coalition.desk.server import run
    except ImportError as fault:
        raise SelectionError(f"the library {fault.name} is not installed", remedy=INSTALL) from None
    return run(root, options.texts(), port, source, curator)


def _print(found: Figures) -> None:
    """Print what passages took."""
    out = sys.stdout
    out.write(f"{found.passages} passages read, {found.facts} statements\n")
    out.write(f"a statement took {found.seconds:.1f} seconds")
    out.write(f" and {found.keys:.0f} keys or clicks (medians)\n" if found.keys is not None else " (median)\n")
    if found.lists:
        out.write(f"beside these, lists: {found.lists}, which gave {found.listed} values\n")
    told = ", ".join(f"{number} {act}" for act, number in sorted(found.acts.items()))
    out.write(f"{told or 'nothing was done yet'}; {found.faults} times something was wrong and could not be saved\n")
