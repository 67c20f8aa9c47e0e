"""Test that figures are given to Prometheus, on this machine only."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families
from serving import Server


def test_requests_are_counted_by_place_and_status(server: Server) -> None:
    server.query("ASK {}")
    server.query("ASK {")
    for number in range(30):
        server.ask(f"/nothing-{number}/x")
    figures = server.figures()
    assert figures['coalition_requests_total{place="sparql",status="200"}'] >= 1
    assert figures['coalition_requests_total{place="sparql",status="400"}'] >= 1
    assert figures['coalition_requests_total{place="other",status="404"}'] >= 30
    assert figures["coalition_workers"] >= 1
    assert not any("nothing-" in name for name in figures)


def test_prometheus_reads_the_figures(server: Server) -> None:
    names = {family.name for family in text_string_to_metric_families(server.ask("/metrics").text)}
    assert {"coalition_requests", "coalition_seconds", "coalition_cache_bytes", "coalition_reloads"} <= names


def test_figures_are_not_told_through_a_proxy(server: Server) -> None:
    assert server.ask("/metrics", x_forwarded_for="192.0.2.1").status == 404
