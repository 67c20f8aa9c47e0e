"""Count what happens, in the text format of Prometheus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from coalition.service.app import Service

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

PLACES = ("sparql", "graphs", "api", "mcp", "reconcile", "feed")
"""The first parts of paths that are told apart; all others count as one, or a client could fill our memory."""


class Metrics:
    """Count requests by place and status, and what workers, cache and connections do."""

    TYPE = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("coalition_requests", "Requests.", ("place", "status"), registry=self.registry)
        self.seconds = Histogram(
            "coalition_seconds", "Time to answer.", ("place",), buckets=BUCKETS, registry=self.registry
        )
        self.began = time.time()
        self._service = service
        for name, help_, value in (
            ("workers", "Worker processes.", lambda: len(self._pool.workers)),
            ("workers_busy", "Workers that evaluate a request.", lambda: self._pool.running),
            ("requests_waiting", "Requests that wait for a worker.", lambda: len(self._pool.waiting)),
            ("connections", "Open connections.", lambda: service.keeper.open),
            ("cache_bytes", "Bytes of kept answers.", lambda: service.cache.size),
            ("cache_answers", "Kept answers.", lambda: len(service.cache)),
            ("cache_hits", "Answers that were there.", lambda: service.cache.hits),
            ("cache_misses", "Answers that were made.", lambda: service.cache.misses),
            ("requests_at_once", "Requests answered without a task.", lambda: service.keeper.answered),
            ("reloads", "Snapshots taken up since the start.", lambda: service.generations.reloads),
            ("start_time_seconds", "When the service began, in seconds since 1970.", lambda: self.began),
        ):
            gauge = Gauge(f"coalition_{name}", help_, registry=self.registry)
            gauge.set_function(value)
        self.ended = Gauge("coalition_workers_ended", "Workers ended, by why.", ("why",), registry=self.registry)
        self.closed = Gauge(
            "coalition_connections_closed", "Connections closed, by why.", ("why",), registry=self.registry
        )

    @property
    def _pool(self) -> Any:
        return self._service.generations.current

    def observe(self, path: str, status: int, taken: float) -> None:
        """Count a request."""
        first = path.split("/", 2)[1]
        place = first if first in PLACES else "other"
        self.requests.labels(place, str(status)).inc()
        self.seconds.labels(place).observe(taken)

    def text(self) -> str:
        """Return all figures."""
        for why, number in self._pool.ended.items():
            self.ended.labels(why).set(number)
        for why, number in self._service.keeper.refused.items():
            self.closed.labels(why).set(number)
        return generate_latest(self.registry).decode()
