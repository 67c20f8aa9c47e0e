"""Define the command that publishes a graph: serve."""

from __future__ import annotations

from typing import Any

import click

from coalition.cli.options import Command, GlobalOptions, Seconds, WholeNumber
from coalition.errors import SelectionError
from coalition.namespaces import used
from coalition.pages.places import TEXTS

INSTALL = 'run pip install "coalition-graph[serve]"'


@click.command(cls=Command, short_help="Publish the graph over HTTP: SPARQL, an API, things by their IRIs.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 or :: for all.")
@click.option(
    "--port", type=WholeNumber(0, 65535), default=8000, show_default=True, help="Port; 0 for any that is free."
)
@click.option("--workers", type=WholeNumber(1), metavar="N", help="Processes that answer.  [default: by the cores]")
@click.option(
    "--timeout", type=Seconds(min=0.1), default=30, show_default=True, help="Seconds that an answer may take."
)
@click.option(
    "--memory", type=WholeNumber(64), metavar="MIB", default=1024, show_default=True, help="Memory of each process."
)
@click.option(
    "--answer", type=WholeNumber(1), metavar="MIB", default=256, show_default=True, help="Size that an answer may have."
)
@click.option(
    "--share",
    type=WholeNumber(1),
    metavar="N",
    default=64,
    show_default=True,
    help="Requests of one client that may be under way.",
)
@click.option(
    "--cache", type=WholeNumber(0), metavar="MIB", default=64, show_default=True, help="Memory for kept answers."
)
@click.option(
    "--keep",
    type=WholeNumber(0),
    metavar="N",
    default=2,
    show_default=True,
    help="Snapshots before the current one that permalinks can ask.",
)
@click.option(
    "--patience", type=Seconds(min=0.1), default=20, show_default=True, help="Seconds that a client may be silent."
)
@click.option(
    "--connections", type=WholeNumber(1), metavar="N", default=8192, show_default=True, help="Connections in all."
)
@click.option("--base", metavar="IRI", help="What the IRIs of things begin with.  [default: that of the graph]")
@click.option("--behind", "proxies", metavar="ADDRESS,...", default="", help="Proxies that tell the client's address.")
@click.option(
    "--name", "hosts", multiple=True, metavar="HOST", help="Name under which assistants ask; may be repeated."
)
@click.option(
    "--texts",
    type=click.Choice(TEXTS),
    default="passage",
    show_default=True,
    help="How much of the texts of sources pages show.",
)
@click.option("--watch", is_flag=True, help="Take up a new snapshot when the files of the graph change.")
@click.option("--log-all", is_flag=True, help="Note every request on standard error, not only slow and failed ones.")
@click.pass_obj
def serve(options: GlobalOptions, /, host: str, port: int, watch: bool, log_all: bool, **given: Any) -> int:
    """Publish the graph over HTTP: pages for people, SPARQL, an API. Nothing can be changed; no request leaves here.

    On SIGHUP the files are read again, and a new snapshot is taken up without a request lost. On SIGTERM and Ctrl-C
    what runs is finished first. With `coalition --endpoint URL serve`, what a SPARQL server holds is copied first, and
    served from the copy.

    \b
    Example:
        coalition serve --port 8000
    """
    from coalition.service.settings import MIB, Settings

    try:
        from coalition.service.server import serve as run
    except ImportError as fault:
        raise SelectionError(f"the library {fault.name} is not installed", remedy=INSTALL) from None
    values = {
        name: value * MIB if name in ("memory", "answer", "cache") else value
        for name, value in given.items()
        if value is not None
    }
    store, snapshot = options.store, ""
    if options.endpoint:
        # Copied before the service closes its way to the network; as long as `held` lives, nobody removes the copy.
        held = options.connected(copy=True).snapshot
        store, snapshot = str(held.folder.parent), held.digest
    else:
        options.open_root()
    values.setdefault("base", used().base)
    settings = Settings(root=options.root, store=store, sources=options.sources, snapshot=snapshot, **values)
    return run(settings, host, port, watch=watch, all_requests=log_all)
