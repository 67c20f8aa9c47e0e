"""Start workers: a process that has all modules and the graph, but no open store, and copies itself for each worker.

The front process speaks to it through a pair of sockets: it asks for a worker or for the end of one, and is told when
one has ended. A worker ends when its own channel is closed, so none outlives the front process.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any

from coalition import processes, sandbox
from coalition.build.manifest import COLUMNS
from coalition.errors import CoalitionError, StoreError
from coalition.graph import Graph
from coalition.pages import answers
from coalition.service import frames, worker


class Nursery:
    """Hold a graph, and start the workers that the other end of `channel` asks for."""

    def __init__(self, channel: socket.socket, graph: Graph, most: int) -> None:
        self.channel, self.graph, self.most = channel, graph, most
        self.handlers = worker.load()
        self.children: dict[int, int] = {}  # the number of each worker by its process
        self.decoder = frames.Decoder()

    def run(self) -> None:
        """Start and end workers until the channel is closed."""
        woken, wake = os.pipe()
        for end in (woken, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        self._reap()  # what prepares the graph may have ended already
        gc.collect()
        gc.freeze()  # what is there already is not looked through in each worker, which would copy its memory
        # Read before the first worker is started, so that all of them ask the same questions.
        folder = self.graph.snapshot.folder / COLUMNS
        size = sum(path.stat().st_size for path in folder.iterdir())
        opened = {"ready": self.graph.snapshot.digest, "questions": self.graph._saved.version(), "columns": size}
        frames.send(self.channel, opened)
        heard = select.poll()  # which takes handles of any number
        for each in (self.channel.fileno(), woken):
            heard.register(each, select.POLLIN)
        while True:
            ready = [handle for handle, _ in heard.poll()]
            if woken in ready:
                os.read(woken, 4096)
                self._reap()
            if self.channel.fileno() in ready:
                if not self.decoder.read(self.channel):
                    break
                while frame := self.decoder.take():
                    self._do(frame)
        for process in self.children:
            os.kill(process, signal.SIGKILL)

    def _do(self, frame: frames.Frame) -> None:
        number = frame.content["worker"]
        if frame.content["do"] == "start" and frame.file is not None:
            self._start(number, frame.file)
        elif frame.content["do"] == "end":
            for process in [process for process, known in self.children.items() if known == number]:
                os.kill(process, signal.SIGKILL)  # it has not been waited for, so that its number is still its own

    def _start(self, number: int, channel: int) -> None:
        parent = os.getpid()
        try:
            process = os.fork()
        except OSError as fault:
            os.close(channel)
            frames.send(self.channel, {"ended": number, "why": fault.strerror or "no process can be started"})
            return
        if process == 0:
            self._become_worker(channel, parent)
        os.close(channel)
        self.children[process] = number
        frames.send(self.channel, {"started": number, "process": process})

    def _become_worker(self, channel: int, parent: int) -> None:
        """Answer requests, and end this process."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.channel.close()
            processes.follow(parent)
            processes.offer()
            worker.work(socket.socket(fileno=channel), self.graph, self.handlers, self.most)
            code = 0
        except (StoreError, OSError) as fault:
            print(f"worker: {fault}", file=sys.stderr, flush=True)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process == 0:
                return
            if (number := self.children.pop(process, None)) is not None:
                code = os.waitstatus_to_exitcode(status)
                frames.send(self.channel, {"ended": number, "code": code})


def _prepare(graph: Graph) -> None:
    """Write the index of searches where there is none, in a process of its own: it takes longer than a request may.

    That process then goes on to make what answers on a large graph need, while others serve.
    """
    told, tell = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        try:
            os.close(told)
            processes.follow(parent)
            processes.offer()
            with suppress(CoalitionError):  # whoever searches is told
                graph.suggestions("a")
            os.close(tell)
            os.nice(10)  # readers come first
            with suppress(CoalitionError):
                answers.warm(graph)
        finally:
            os._exit(0)
    os.close(tell)
    os.read(told, 1)  # which ends when the other end is closed
    os.close(told)


def main(arguments: list[str]) -> int:
    """Open a graph, and start workers; the first argument says which, the second is the descriptor of the channel."""
    given: dict[str, Any] = json.loads(arguments[0])
    channel = socket.socket(fileno=int(arguments[1]))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the front process alone heeds them
        signal.signal(number, signal.SIG_IGN)
    processes.follow()
    processes.offer()
    sandbox.close_network()
    most = given.pop("answer")
    try:
        graph = Graph.open(**given)
    except CoalitionError as fault:
        frames.send(channel, {"fault": str(fault), "code": fault.exit_code})
        return 1
    graph.namespaces.use()
    _prepare(graph)
    graph._share()
    Nursery(channel, graph, most).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
