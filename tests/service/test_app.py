"""Test that requests are routed, that answers are kept, and that things lead to their records."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from serving import Got, Server, serving

from coalition.graph import Graph
from coalition.service.app import PLACES


def test_the_front_tells_where_to_begin(server: Server) -> None:
    found = server.ask("/").json()
    assert found["snapshot"] == server.digest
    paths = [each for value in PLACES.values() for each in ([value] if isinstance(value, str) else value)]
    assert len(paths) > 6
    for path in paths:
        assert server.ask(path).status in (200, 303), path


def test_a_thing_leads_to_its_record_in_the_format_that_is_accepted(server: Server) -> None:
    for accept, suffix in (("text/turtle", ".ttl"), ("application/ld+json", ".jsonld"), ("*/*", ".ttl")):
        got = server.ask("/actor/keir-starmer", accept=accept)
        assert (got.status, got.headers["location"]) == (303, f"/actor/keir-starmer{suffix}")
        assert "Accept" in got.headers["vary"]
        assert server.ask(got.headers["location"]).status == 200
    assert server.ask("/passage/s002-2116.nt").headers["content-type"] == "application/n-triples"


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/nothing/here/at/all", 404, "There is no such thing"),
        ("/timeline?snapshot=ffffffffffffffff", 410, "The answer cannot be given again"),
    ],
)
def test_who_reads_pages_is_told_by_a_page_what_the_service_refuses(
    server: Server, path: str, status: int, told: str
) -> None:
    page = server.ask(path, accept="text/html,*/*;q=0.8")
    assert (page.status, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert f"<h1>{told}</h1>" in page.text and "default-src 'none'" in page.headers["content-security-policy"]
    assert server.ask(path, accept="*/*").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/actor/nobody", "/actor/nobody.ttl", "/nothing", "/actor/", "/%00", "/a%0d%0ab.ttl"])
def test_what_is_not_there_is_not_found(server: Server, path: str) -> None:
    got = server.ask(path)
    assert got.status == 404 and got.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/actor/../../../etc/passwd.ttl", "/..%2f..%2fetc%2fpasswd", "//etc/passwd"]
)
def test_no_path_leads_out(server: Server, path: str) -> None:
    got = server.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert got.startswith(b"HTTP/1.1 404") and b"root:" not in got


def test_things_of_another_home_are_served_under_its_paths(published_store: Path) -> None:
    with serving(published_store, "--workers", "1", "--base", "https://w3id.org/coalition-graph/actor/") as server:
        assert server.ask("/actor/keir-starmer").status == 404
        assert server.ask("/keir-starmer").headers["location"] == "/keir-starmer.ttl"
        assert server.ask("/keir-starmer.ttl").status == 200
        assert server.ask("/graphs/keir-starmer").status == 404  # which is a thing, and no graph


def test_only_a_proxy_that_is_trusted_can_tell_the_address_of_a_client(published_store: Path) -> None:
    for options, told in ((("--behind", "127.0.0.1"), "192.0.2.7"), ((), "127.0.0.1")):
        with serving(published_store, "--workers", "1", "--log-all", *options) as server:
            server.ask("/healthz", x_forwarded_for="192.0.2.7")
            server.until(lambda server=server: any("/healthz" in line for line in server.said))
            line = next(line for line in server.said if "/healthz" in line)
            assert json.loads(line)["client"] == told


def test_operations_are_answered_with_links_between_pages(server: Server, published: Graph) -> None:
    first = server.ask("/api/conflicts?limit=2")
    assert first.json()["total"] == len(published.conflicts())
    links = first.headers["link"]
    assert 'rel="next"' in links and 'rel="permalink"' in links
    second = server.ask(next(part for part in links.split(", ") if "next" in part)[1:].partition(">")[0])
    assert second.json()["offset"] == 2
    assert second.json()["conflicts"][0] == published.conflicts()[2].to_dict()


def permalink(got: Got) -> str:
    """Return the permalink of an answer."""
    (link,) = [part for part in got.headers["link"].split(", ") if part.endswith('; rel="permalink"')]
    return link[1:].partition(">")[0]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/sparql?query=ASK%7B%7D", "text/csv"),
        ("/sparql?query=DESCRIBE%20actor:france", "application/ld+json"),
        ("/sparql?query=ASK%7B%7D&format=xml", "text/csv"),
        ("/sparql", "application/n-triples"),
        ("/graphs?default", "application/n-triples"),
        ("/api/conflicts?limit=2", "text/csv"),
        ("/api/ask/commitments?by=France", "text/tab-separated-values"),
        ("/api/questions", "*/*"),
        ("/openapi.json", "*/*"),
        ("/examples", "application/rdf+xml"),
        ("/feed", "application/atom+xml"),
        ("/feed/commitments?by=France", "*/*"),
        ("/actor/france.ttl", "*/*"),
    ],
)
def test_a_permalink_gives_the_same_whatever_is_accepted(server: Server, path: str, accept: str) -> None:
    got = server.ask(path, accept=accept)
    assert got.status == 200
    again = server.ask(permalink(got), accept="text/turtle, application/json;q=0.5, text/csv;q=0.1, */*;q=0.01")
    assert again.status == 200
    assert again.headers["content-type"] == got.headers["content-type"]
    # A feed names its own address.
    assert again.body == got.body or "feed" in path
    assert server.ask(permalink(again)).body == again.body
    assert {*permalink(again).partition("?")[2].split("&")} == {*permalink(got).partition("?")[2].split("&")}


def test_a_thing_of_a_snapshot_leads_to_its_record_in_that_snapshot(server: Server) -> None:
    got = server.ask(f"/actor/france?snapshot={server.digest[:12]}")
    assert got.headers["location"] == f"/actor/france.ttl?snapshot={server.digest[:12]}"
    assert "permalink" not in got.headers.get("link", "")
    assert server.ask(got.headers["location"]).status == 200


@pytest.mark.parametrize("path", ["/api/ask/commitments", "/api/questions", "/openapi.json", "/examples"])
def test_what_another_version_of_a_question_answered_is_gone(server: Server, path: str) -> None:
    got = server.ask(f"{path}?version=0123456789abcdef")
    assert got.status == 410 and "have been changed" in got.json()["detail"]


def test_an_operation_takes_its_format_from_accept_too(server: Server) -> None:
    assert server.ask("/api/conflicts?limit=1", accept="text/csv").headers["content-type"].startswith("text/csv")
    assert server.ask("/api/network", accept="application/json").json()["nodes"]
    assert server.ask("/api/verify?claim=x", accept="text/csv").status == 406


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/api/ask/nothing", 404),
        ("/api/conflicts?thing=Atlantis", 400),
        ("/api/conflicts?thing=a&thing=b", 400),
        ("/api/conflicts?format=json&format=csv", 400),
        ("/api/conflicts?snapshot=x", 410),
        ("/api/diff?old=ffffffffffff&new=ffffffffffff", 410),
        ("/api/verify", 400),
    ],
)
def test_what_cannot_be_answered_is_a_problem(server: Server, path: str, status: int) -> None:
    got = server.ask(path)
    assert got.status == status and got.json()["status"] == status
    assert got.headers["cache-control"] == "no-store"


def test_a_snapshot_does_not_differ_from_itself(server: Server) -> None:
    got = server.ask(f"/api/diff?old={server.digest[:12]}&new={server.digest}")
    assert got.json() == {**got.json(), "changes": [], "total": 0}


@pytest.mark.parametrize("path", ["/api/conflicts", "/actor/keir-starmer", "/sparql", "/graphs?default"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_is_changed(server: Server, path: str, method: str) -> None:
    got = server.ask(path, method)
    assert got.status in (403, 405) and "allow" in got.headers


def test_answers_are_kept_and_made_once(server: Server) -> None:
    path = f"/sparql?query={quote('SELECT ?s { ?s a cg:Plan } # once')}"
    before = server.figures()["coalition_cache_misses"]
    bodies = {server.ask(path).body for _ in range(5)}
    assert len(bodies) == 1
    assert server.figures()["coalition_cache_misses"] == before + 1


def test_many_clients_at_once_get_each_their_own_answer(server: Server) -> None:
    def ask(number: int) -> bool:
        text = f"SELECT ({number} AS ?n) {{}}"
        got = server.ask(f"/sparql?query={quote(text)}", source=f"127.0.1.{number % 200 + 1}")
        return str(got.json()["results"]["bindings"][0]["n"]["value"]) == str(number)

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, range(400)))


def test_every_request_has_an_identifier_of_its_own(server: Server) -> None:
    assert len({server.ask("/healthz").headers["x-request-id"] for _ in range(10)}) == 10


def test_descriptions_are_found_where_they_are_looked_for(server: Server) -> None:
    for path in ("/.well-known/void", "/dcat", "/examples", "/sparql"):
        got = server.ask(path, accept="application/ld+json")
        assert got.headers["content-type"] == "application/ld+json" and json.loads(got.body)
    assert server.url.encode() + b"/sparql" in server.ask("/.well-known/void").body
    assert "Disallow: /sparql" in server.ask("/robots.txt").text


def test_names_are_matched_with_things_in_both_versions(server: Server) -> None:
    for path in ("/reconcile", "/reconcile/0.2", "/reconcile/1.0"):
        assert server.ask(path).json()["name"]
    form = urlencode({"queries": json.dumps({"q0": {"query": "Portugal", "type": "State"}})}).encode()
    for path in ("/reconcile", "/reconcile/0.2"):
        got = server.ask(path, "POST", form, content_type="application/x-www-form-urlencoded")
        (best, *_) = got.json()["q0"]["result"]
        assert (best["id"], best["match"]) == ("actor/portugal", True)
    body = {"queries": [{"type": "State", "conditions": [{"matchType": "name", "propertyValue": "Portugal"}]}]}
    got = server.ask("/reconcile/1.0/match", "POST", json.dumps(body).encode(), content_type="application/json")
    assert got.json()["results"][0]["candidates"][0]["id"] == "actor/portugal"
    suggested = server.ask("/reconcile/0.2/suggest/entity?prefix=portu").json()["result"]
    assert "actor/portugal" in {each["id"] for each in suggested}


def test_a_preview_can_be_shown_in_a_frame_and_does_nothing(server: Server) -> None:
    got = server.ask("/reconcile/0.2/preview?id=actor/portugal")
    assert got.headers["content-type"].startswith("text/html") and "Portugal" in got.text
    assert "frame-ancestors" not in got.headers["content-security-policy"]
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in server.ask("/healthz").headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("/reconcile/7", "GET", None, 404),
        ("/reconcile/0.2/nothing", "GET", None, 404),
        ("/reconcile/0.2/preview", "POST", b"", 405),
        ("/reconcile/1.0/match", "POST", b"[" * 100_000, 400),
        ("/reconcile/1.0/match", "POST", b"{", 400),
        ("/reconcile?queries=x&queries=y", "GET", None, 400),
        ("/feed?old=ffffffffffff", "GET", None, 410),
        ("/feed?nothing=1", "GET", None, 400),
        ("/feed?format=json&format=atom", "GET", None, 400),
        ("/feed", "POST", b"", 405),
        ("/feed/nothing", "GET", None, 400),
    ],
)
def test_what_is_not_of_these_protocols_is_a_problem(
    server: Server, path: str, method: str, body: bytes | None, status: int
) -> None:
    got = server.ask(path, method, body, content_type="application/json")
    assert got.status == status and got.headers["content-type"] == "application/problem+json"


def test_a_feed_without_a_snapshot_before_says_so(server: Server) -> None:
    got = server.ask("/feed")
    assert got.headers["content-type"] == "application/feed+json"
    assert got.json()["items"] == []
    assert server.ask("/feed", accept="application/atom+xml").headers["content-type"].startswith("application/atom+xml")
