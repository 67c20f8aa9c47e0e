"""Share workers among requests: let each wait its turn, end what takes too much, and replace what has ended."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from coalition.processes import memory
from coalition.service import frames
from coalition.service.settings import LARGE, MIB, Settings

TICK = 0.02
"""Every how many seconds running evaluations are looked at."""

GROWN, OF_COLUMNS = 64 * MIB, 8
"""How many bytes more than twice what it began with a worker may keep after a large evaluation, and how many times the
size of the columns of the snapshot besides, whose names and records it remembers; one that has more is replaced."""

GREETING = 60.0
"""How long a new worker may take to open its store."""


class Refused(Exception):
    """Report that a request was not answered: a kind of `problems.KINDS`, why, and after how long to try again."""

    def __init__(self, kind: str, detail: str, retry: int = 0) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.retry = kind, detail, retry


@dataclass
class Reply:
    """Hold the answer of a worker: its body, or the descriptor of the file that has it."""

    status: int
    type: str
    headers: dict[str, str]
    size: int
    body: bytes = b""
    file: int | None = None
    fixed: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        """Close the file, if there is one."""
        if self.file is not None:
            os.close(self.file)
            self.file = None


@dataclass(eq=False)
class Job:
    """Hold a request that waits or is evaluated."""

    message: bytes
    client: str
    reply: asyncio.Future[Reply]
    begun: float = 0.0
    slow: bool = False
    tries: int = 0
    gone: Callable[[], Coroutine[Any, Any, None]] | None = None
    watching: asyncio.Task[None] | None = None


@dataclass(eq=False)
class Worker:
    """Hold what is known of a worker."""

    number: int
    channel: socket.socket
    started: float
    process: int = 0
    began_with: int = 0
    ready: bool = False
    job: Job | None = None
    decoder: frames.Decoder = field(default_factory=frames.Decoder)
    ended: bool = False


class Pool:
    """Answer requests from one snapshot, with workers that one nursery starts.

    `open` starts it; `run` answers a request; `close` ends it. All of that happens in one event loop.
    """

    def __init__(self, settings: Settings, digest: str | None = None, workers: int | None = None) -> None:
        self.settings = settings
        self.digest = digest
        self.size = workers or settings.workers
        self.workers: dict[int, Worker] = {}
        self.idle: list[Worker] = []
        self.waiting: deque[Job] = deque()
        self.clients: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        """How many workers were ended, by why."""
        self.questions = ""
        """The version of the saved questions that its workers know."""
        self.grown = GROWN
        """How many bytes more than twice what it began with a worker may keep."""
        self.running = 0
        self._number = 0
        self._nursery: asyncio.subprocess.Process | None = None
        self._channel: socket.socket | None = None
        self._decoder = frames.Decoder()
        self._opened: asyncio.Future[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._closing = False
        self._delay = 0.0
        self._starting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the nursery and the first workers.

        Raises
        ------
        Refused
            When the graph cannot be opened.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        settings = self.settings
        given = {"root": settings.root, "store": settings.store, "sources": settings.sources}
        if self.digest:
            given["snapshot"] = self.digest
        self._opened = loop.create_future()
        self._channel, self._decoder = ours, frames.Decoder()
        self._nursery = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "coalition.service.nursery",
            json.dumps({**given, "answer": settings.answer}), str(theirs.fileno()),
            pass_fds=[theirs.fileno()], stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()
        loop.add_reader(ours, self._hear_nursery)
        await self._opened
        for _ in range(self.size):
            self._start()

    async def close(self, patience: float = 0.0) -> None:
        """Let what runs come to its end, for so many seconds, and end all workers."""
        end = time.monotonic() + patience
        while (self.running or self.waiting) and time.monotonic() < end:
            await asyncio.sleep(TICK)
        self._closing = True
        for worker in list(self.workers.values()):
            self._lose(worker, "closed")
        while self.waiting:
            _refuse(self.waiting.popleft(), Refused("busy", "the service is ending", 5))
        if self._channel:
            asyncio.get_running_loop().remove_reader(self._channel)
            self._channel.close()
        if self._nursery:
            with suppress(ProcessLookupError):
                self._nursery.kill()
            await self._nursery.wait()
        if self._watching:
            self._watching.cancel()

    async def run(
        self,
        kind: str,
        given: Mapping[str, Any],
        client: str = "",
        encoding: str | None = None,
        gone: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Reply:
        """Return a worker's answer to a request.

        When the caller is cancelled, the evaluation is ended.

        Parameters
        ----------
        kind, given:
            What `worker.HANDLERS` handles, and what the handler is given.
        client:
            Who asks.
        encoding:
            One of `compression.ENCODINGS`, to compress the answer.
        gone:
            Returns when the client has gone away, so that nobody waits for the answer any more.

        Raises
        ------
        Refused
            When too much waits, or the evaluation exceeds a limit.
        """
        if self._closing:
            raise Refused("busy", "the service is ending", 5)
        if self.clients[client] >= self.settings.share:
            raise Refused("rate", f"more than {self.settings.share} requests of this client are under way", 1)
        if not self.idle and len(self.waiting) >= self.settings.queue:
            raise Refused("busy", f"more than {self.settings.queue} requests are waiting", 1)
        message = frames.encoded({"kind": kind, "given": given, "encoding": encoding})
        job = Job(message, client, asyncio.get_running_loop().create_future(), time.monotonic(), gone=gone)
        self.clients[client] += 1
        try:
            self._assign(job)
            return await job.reply
        except asyncio.CancelledError:
            self._abandon(job)
            raise
        finally:
            if job.watching:
                job.watching.cancel()
            self.clients[client] -= 1
            if not self.clients[client]:
                del self.clients[client]

    def _assign(self, job: Job) -> None:
        if not self.idle:
            job.begun = time.monotonic()
            self.waiting.append(job)
            self._watch()
            return
        worker = self.idle.pop()
        job.begun, job.slow = time.monotonic(), False
        try:
            sent = worker.channel.send(job.message)
            if sent < len(job.message):  # the rest waits, but not long: a worker without a job reads at once
                worker.channel.setblocking(True)
                worker.channel.sendall(memoryview(job.message)[sent:])
                worker.channel.setblocking(False)
        except OSError:
            self._lose(worker, "crashed")
            self._assign(job)
            return
        worker.job = job
        self.running += 1
        self._watch()

    async def _watch_client(self, job: Job, gone: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await gone()
        if not job.reply.done():
            _refuse(job, Refused("request", "the client went away"))
            self._abandon(job)

    def _abandon(self, job: Job) -> None:
        """End a job that nobody waits for any more."""
        with suppress(ValueError):
            self.waiting.remove(job)
        for worker in self.workers.values():
            if worker.job is job:
                self._lose(worker, "abandoned")
                return

    def _start(self) -> None:
        """Ask the nursery for a worker."""
        if self._closing or self._channel is None or len(self.workers) >= self.size:
            return
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self._number += 1
        worker = Worker(self._number, ours, time.monotonic())
        self.workers[worker.number] = worker
        try:
            self._channel.setblocking(True)
            frames.send(self._channel, {"do": "start", "worker": worker.number, "file": True}, file=theirs.fileno())
            self._channel.setblocking(False)
        except OSError:  # the nursery has gone, which is told on its own channel
            ours.close()
            del self.workers[worker.number]
            return
        finally:
            theirs.close()
        asyncio.get_running_loop().add_reader(ours, self._hear, worker)
        self._watch()

    def _hear(self, worker: Worker) -> None:
        """Take what a worker has sent."""
        try:
            there = worker.decoder.read(worker.channel)
        except BlockingIOError:
            return
        while not worker.ended and (frame := worker.decoder.take()):
            self._take(worker, frame)
        if not there and not worker.ended:
            self._lose(worker, "crashed")

    def _take(self, worker: Worker, frame: frames.Frame) -> None:
        if "ready" in frame.content:
            worker.ready, worker.began_with = True, memory(worker.process)
            self._delay = 0.0
        elif worker.job:
            job, worker.job = worker.job, None
            self.running -= 1
            content = frame.content
            reply = Reply(
                content["status"], content["type"], content["headers"], content["size"], frame.body, frame.file,
                content["fixed"],
            )  # fmt: skip
            if job.reply.done():
                reply.close()
            else:
                job.reply.set_result(reply)
            # What a large evaluation has taken is given back to the system with the process alone.
            if time.monotonic() > job.begun + LARGE and memory(worker.process) > 2 * worker.began_with + self.grown:
                self._lose(worker, "retired")
                return
        self._next(worker)

    def _next(self, worker: Worker) -> None:
        """Give a worker that is free the next job."""
        self.idle.append(worker)
        while self.waiting and self.idle:
            job = self.waiting.popleft()
            if not job.reply.done():
                self._assign(job)

    def _lose(self, worker: Worker, why: str, refusal: Refused | None = None) -> None:
        """End a worker, tell its job why, and ask for another one."""
        worker.ended = True
        asyncio.get_running_loop().remove_reader(worker.channel)
        worker.channel.close()
        worker.decoder.close()
        self.workers.pop(worker.number, None)
        with suppress(ValueError):
            self.idle.remove(worker)
        self.ended[why] += 1
        if self._channel and why not in ("crashed", "closed"):
            with suppress(OSError):
                self._channel.send(frames.encoded({"do": "end", "worker": worker.number}))
        job, worker.job = worker.job, None
        if job:
            self.running -= 1
            job.tries += 1
            if not job.reply.done():
                if refusal:
                    _refuse(job, refusal)
                elif why == "crashed" and job.tries < 2:  # it may have been ended from outside
                    self._assign(job)
                elif why == "crashed":
                    _refuse(job, Refused("fault", "the process that answered ended twice"))
                else:
                    _refuse(job, Refused("busy", "the service is ending", 5))
        if self._closing:
            return
        if worker.ready:
            self._start()
        else:  # it could not even begin: wait longer each time
            self._delay = min(max(2 * self._delay, 0.1), 10.0)
            asyncio.get_running_loop().call_later(self._delay, self._start)

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        """Look at what runs, as long as something does."""
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            busy = False
            for worker in list(self.workers.values()):
                if worker.job or not worker.ready:
                    busy = True
                    self._check(worker, now)
            while self.waiting and now > self.waiting[0].begun + self.settings.wait:
                _refuse(self.waiting.popleft(), Refused("busy", "all workers are at work", 2))
            if not busy and not self.waiting:
                return

    def _check(self, worker: Worker, now: float) -> None:
        """End a worker that exceeds a limit."""
        settings, job = self.settings, worker.job
        if job is None:
            if now > worker.started + GREETING:
                self._lose(worker, "late")
            return
        taken = now - job.begun
        if taken < TICK:
            return
        if job.gone and not job.watching:
            job.watching = asyncio.get_running_loop().create_task(self._watch_client(job, job.gone))
        if taken > settings.timeout:
            what = f"this takes more than {settings.timeout:g} s"
            self._lose(worker, "time", Refused("time", f"{what}; ask for less"))
        elif memory(worker.process) > settings.memory:
            what = f"this takes more than {settings.memory >> 20} MiB of memory"
            self._lose(worker, "memory", Refused("memory", f"{what}; ask for less"))
        elif taken > settings.quick and not job.slow:
            self._slow(worker)

    def _slow(self, worker: Worker) -> None:
        """Let a slow job yield to others; where there are too many, end the oldest of the client that has most."""
        assert worker.job
        worker.job.slow = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.process, 10)
        slow = [each for each in self.workers.values() if each.job and each.job.slow]
        if len(slow) <= self.settings.slow:
            return
        held = Counter(each.job.client for each in slow if each.job)
        greedy = max(held.values())
        # The newcomer goes, unless another client has more of them.
        victim = worker if held[worker.job.client] == greedy else None
        for each in slow:
            if victim is None and each.job and held[each.job.client] == greedy:
                victim = each
        assert victim
        what = f"more than {self.settings.slow} requests take longer than {self.settings.quick:g} s"
        self._lose(victim, "slow", Refused("busy", what, 5))

    def _hear_nursery(self) -> None:
        assert self._channel and self._opened
        try:
            there = self._decoder.read(self._channel)
        except BlockingIOError:
            return
        while frame := self._decoder.take():
            content = frame.content
            if "fault" in content and not self._opened.done():
                self._opened.set_exception(Refused("store", content["fault"]))
            elif "ready" in content:
                self.digest, self.questions = content["ready"], content["questions"]
                self.grown = GROWN + OF_COLUMNS * content.get("columns", 0)
                if not self._opened.done():
                    self._opened.set_result(None)
            elif "started" in content and (worker := self.workers.get(content["started"])):
                worker.process = content["process"]
            elif "ended" in content and (worker := self.workers.get(content["ended"])):
                self._lose(worker, "crashed")
        if not there and not self._closing:
            self._lose_nursery()

    def _lose_nursery(self) -> None:
        """Start another nursery in the place of one that has gone."""
        assert self._channel and self._opened
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._channel)
        self._channel.close()
        self._channel = None
        if not self._opened.done():
            self._opened.set_exception(Refused("store", "the process that opens the graph ended"))
            return
        for worker in list(self.workers.values()):  # they end with it
            self._lose(worker, "crashed")
        self.ended["nursery"] += 1
        self._starting = loop.create_task(self._again())

    async def _again(self) -> None:
        if self._nursery:
            await self._nursery.wait()
        while not self._closing:
            try:
                await self.open()
                return
            except (Refused, OSError) as fault:
                print(f"coalition serve: {fault}", file=sys.stderr, flush=True)
                self._delay = min(max(2 * self._delay, 0.5), 10.0)
                await asyncio.sleep(self._delay)


def _refuse(job: Job, refusal: Refused) -> None:
    if not job.reply.done():
        job.reply.set_exception(refusal)
