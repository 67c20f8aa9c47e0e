"""Let other users of this machine do things with a folder for snapshots; only root may."""

from __future__ import annotations

import glob  # noqa: F401
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import small_snapshots
from builders import CONTEXT

from coalition import files
from coalition.build.budget import Budget
from coalition.build.snapshot import BUILDING, GATE, Snapshots
from coalition.errors import StoreError
from coalition.graph import Graph

ALICE, BOB, EVE = 61001, 61002, 61003
TEAM, OTHERS = 61100, 61101
MEMBERS = {ALICE: TEAM, BOB: TEAM, EVE: OTHERS}

Task = Callable[[Path], str]


def act(connection: Connection, user: int, umask: int, task: Task, place: Path) -> None:
    """Become a user and do a task; send back what it returns, or the error."""
    # Other users may be unable to read the modules of Python itself: what they import is imported before.
    if task in (build, killed_build):
        Graph.open(place / "root", store=place / "first")
    os.setgroups([MEMBERS[user]])
    os.setgid(user)
    os.setuid(user)
    os.umask(umask)
    try:
        connection.send(task(place))
    except StoreError as fault:
        connection.send(f"Error: {fault}")
    except BaseException as fault:
        connection.send(repr(fault))


def by(user: int, umask: int, task: Task, place: Path) -> str:
    """Let a user do a task, and return the outcome."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=act, args=(theirs, user, umask, task, place))
    process.start()
    theirs.close()
    try:
        told: str = ours.recv()
    except EOFError:
        told = "it was killed"
    process.join()
    return told


def build(place: Path) -> str:
    graph = Graph.open(place / "root", store=place / "store")
    return f"{graph.snapshot.digest} {len(graph.store)}"


def build_a(place: Path) -> str:
    return small_snapshots.write(place / "store", "a").digest


def build_b(place: Path) -> str:
    return small_snapshots.write(place / "store", "b").digest


def find_a(place: Path) -> str:
    found = Snapshots(place / "store").find(small_snapshots.digest("a"))
    return found.digest if found else ""


def set_budget(place: Path) -> str:
    Snapshots(place / "store").set_budget(Budget(0, 0))
    return "set"


def prune(place: Path) -> str:
    return " ".join(entry.digest for entry in Snapshots(place / "store").prune(""))


def killed_build(place: Path) -> str:
    def killed(items: object, total: int) -> object:
        if list((place / "store").glob(f"{BUILDING}*")):  # not while files are still checked
            os._exit(9)
        return items

    Graph.open(place / "root", store=place / "store", progress=killed)  # type: ignore[arg-type]
    return ""


def hold(place: Path) -> str:
    with files.alone(place / "store" / GATE, "building"):
        time.sleep(60)
    return ""
