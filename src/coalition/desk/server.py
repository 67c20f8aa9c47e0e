"""Run the pages of one person who writes, on this machine alone."""

from __future__ import annotations

import secrets
import sys

import uvicorn

from coalition import sandbox
from coalition.corpus.root import Root
from coalition.desk.app import Application
from coalition.desk.desk import Desk
from coalition.service.server import bound
from coalition.texts.source import Texts

LOOPBACK = "127.0.0.1"


def run(root: Root, texts: Texts, port: int, source: str = "", curator: str = "") -> int:
    """Serve the pages until a signal ends them, and return the exit code.

    The address that is printed has a token that is new each time; whoever has it can write.

    Raises
    ------
    CoalitionError
        When the port cannot be used, or the files cannot be read.
    """
    desk = Desk(root, texts, curator)
    desk.forms.forms  # noqa: B018  a fault of the ontology is told before anybody writes
    if source:
        desk.text(source)
    listener = bound(LOOPBACK, port)
    sandbox.close_network()
    number, token = listener.getsockname()[1], secrets.token_urlsafe(24)
    application = Application(desk, token, [f"{host}:{number}" for host in (LOOPBACK, "localhost")])
    path = f"sources/{source}" if source else ""
    print(f"write at http://{LOOPBACK}:{number}/{token}/{path}", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        application, lifespan="off", ws="none", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=5,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listener])
    return 0
