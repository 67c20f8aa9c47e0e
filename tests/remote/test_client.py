"""Test that a client asks one server only, in the way that it wants, and believes no answer that is none."""

from __future__ import annotations

import base64
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from endpoint import Answer, Lie, endpoint

from coalition.errors import CoalitionError, LimitError, ParameterError, StoreError
from coalition.remote import client as module
from coalition.remote.client import PASSWORD, TOKEN, USER, Client, Limits, address, credentials, is_loopback
from coalition.remote.credentials import Bearer, Password

FORM = [("query", "ASK {}")]


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing of this machine tell who asks."""
    for name in (TOKEN, USER, PASSWORD, "REQUESTS_CA_BUNDLE", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def always(answer: Answer) -> Lie:
    """Return what answers each request alike."""
    return lambda _right, _form, _headers: answer


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/sparql", "is no address of a server; write it as https://example.org/sparql"),
        ("example.org", "is no address"),
        ("http://", "is no address"),
        ("http://[::1", "is no address"),
        ("http://x:0/", "is no address"),
        ("http://x:99999/", "is no address"),
        ("http://x/\n", "is no address"),
        ("https://me:secret@example.org/", "holds no password, since others can read it; put name and password into"),
        ("https://me@example.org/", "holds no password"),
        ("http://x/?query=ASK", "has no parameters"),
        ("http://x/#a", "has no parameters"),
    ],
)
def test_what_is_no_address_is_refused_without_a_secret_in_the_message(url: str, message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        address(url)
    assert message in str(caught.value) and "secret" not in str(caught.value)


def test_a_form_is_sent_and_the_answer_returned() -> None:
    with endpoint() as served:
        reply = Client(served.url).post([*FORM, ("default-graph-uri", "urn:a")], "a/b")
        assert (reply.type, reply.body) == ("application/sparql-results+json", b'{"head":{},"boolean":true}')
        assert served.asked == [{"query": ["ASK {}"], "default-graph-uri": ["urn:a"]}]
        assert (served.headers[0]["Accept"], served.headers[0]["Accept-Encoding"]) == ("a/b", "identity")
        assert "Authorization" not in served.headers[0]


WRONG: list[tuple[Answer, type[CoalitionError], str]] = [
    (
        Answer(b"", status=302, headers={"Location": "http://127.0.0.1:9/x"}),
        StoreError,
        "leads to http://127.0.0.1:9/x",
    ),
    (Answer(b"", status=307), StoreError, "it leads to elsewhere, where nothing is sent"),
    (
        Answer(b"no\nsuch \x1b[1mword", "text/plain", 400),
        StoreError,
        "it answers 400 Bad Request: no such \\x1b[1mword",
    ),
    (Answer(b"<html>Oops", "text/html", 500), StoreError, "it answers 500 Internal Server Error: a page"),
    (Answer(b"", status=404), StoreError, "it answers 404 Not Found: nothing"),
    (Answer(b"", status=799), StoreError, "it answers 799: nothing"),
    (Answer(b"", status=403), StoreError, "it refuses access (403 Forbidden); give name and password"),
    (Answer(b'{"head":{}}', broken=5), StoreError, "broke off its answer"),
    (Answer(b"x" * 2000), LimitError, "the answer has more than 1,000 bytes"),
]


@pytest.mark.parametrize(("answer", "kind", "message"), WRONG, ids=[each[2][:30] for each in WRONG])
def test_what_is_no_answer_is_told_in_one_line(answer: Answer, kind: type[CoalitionError], message: str) -> None:
    with endpoint(lie=always(answer)) as served:
        with pytest.raises(kind) as caught:
            Client(served.url, Limits(size=1000, tries=0)).post(FORM, "*/*")
        told = str(caught.value)
        assert message in told and told.startswith(served.url) and len(told.splitlines()) == 1
        assert len(served.asked) == 1


def test_what_may_be_sent_again_is_until_it_is_answered() -> None:
    statuses = [503, 429, 200]

    def lie(right: Answer, _form: object, _headers: object) -> Answer:
        return Answer(right.body, status=statuses.pop(0), headers={"Retry-After": "0"})

    with endpoint(lie=lie) as served:
        assert Client(served.url).post(FORM, "*/*").body
        assert len(served.asked) == 3


def test_what_stays_busy_is_given_up_and_what_is_wrong_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for status, times in ((503, 3), (500, 1), (400, 1)):
        with endpoint(lie=always(Answer(b"busy", "text/plain", status, {"Retry-After": "0"}))) as served:
            with pytest.raises(StoreError, match=f"it answers {status}"):
                Client(served.url, Limits(tries=2)).post(FORM, "*/*")
            assert len(served.asked) == times


@contextmanager
def dripping(data: bytes, pause: float) -> Iterator[str]:
    """Serve one connection that sends some bytes, and then a byte now and then."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(data)
                while not ended.wait(pause):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            ended.set()
            thread.join()


OK = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "nothing": b"",
    "its first line": b"HTTP/1.1 2",
    "its head": OK + b"X: ",
    "its body": OK + b"Content-Length: 100000\r\n\r\n",
    "the length of a piece": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "a body without an end": OK + b"\r\n",
}


@pytest.mark.parametrize("what", DRIPS)
def test_an_answer_that_never_ends_is_given_up(what: str) -> None:
    with dripping(DRIPS[what], 0.05 if DRIPS[what] else 10) as url:
        begun = time.monotonic()
        with pytest.raises(LimitError, match=r"has not answered within 0\.4 seconds; ask for less, or allow more time"):
            Client(url, Limits(answer=0.4)).post(FORM, "*/*")
        assert time.monotonic() - begun < 30


def test_nothing_compressed_is_taken_since_it_may_be_cut() -> None:
    for body in (gzip.compress(b"x" * 1000), gzip.compress(b"x" * 1000)[:15], b"plain"):
        with endpoint(lie=always(Answer(body, headers={"Content-Encoding": "gzip"}))) as served:
            with pytest.raises(StoreError, match="its answer is compressed, which was not asked for"):
                Client(served.url, Limits(tries=0)).post(FORM, "*/*")
            assert served.headers[0]["Accept-Encoding"] == "identity"


def test_nobody_there_is_told() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            Client(f"http://127.0.0.1:{closed.getsockname()[1]}/", Limits(tries=0)).post(FORM, "*/*")
    assert "object at 0x" not in str(caught.value)


# Who asks


def wanting(scheme: str) -> Lie:
    """Return what asks for a name and a password, and answers those who give them."""

    def lie(right: Answer, _form: object, headers: dict[str, str]) -> Answer:
        given = headers.get("Authorization", "")
        if given.startswith(scheme):
            return right
        challenge = f'{scheme} realm="x"' + (', nonce="abc", qop="auth"' if scheme == "Digest" else "")
        return Answer(b"", status=401, headers={"WWW-Authenticate": challenge})

    return lie


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
@pytest.mark.parametrize("place", ["environment", "netrc"])
def test_a_password_is_sent_as_the_server_wants_it_and_only_when_it_asks(
    scheme: str, place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if place == "environment":
        monkeypatch.setenv(USER, "me")
        monkeypatch.setenv(PASSWORD, "secret")
    else:
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
        (tmp_path / ".netrc").chmod(0o600)
    with endpoint(lie=wanting(scheme)) as served:
        assert Client(served.url).post(FORM, "*/*").body
        first, second = (headers.get("Authorization", "") for headers in served.headers)
        assert first == ""
        if scheme == "Basic":
            assert base64.b64decode(second.removeprefix("Basic ")) == b"me:secret"
        else:
            assert 'username="me"' in second and "secret" not in second


def test_a_wrong_password_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, "secret")
    with endpoint(lie=always(Answer(b"", status=401, headers={"WWW-Authenticate": 'Basic realm="x"'}))) as served:
        with pytest.raises(StoreError, match="it refuses access") as caught:
            Client(served.url).post(FORM, "*/*")
        assert "secret" not in str(caught.value) and len(served.asked) == 2


def test_a_token_goes_before_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(TOKEN, "t0ken")
    with endpoint() as served:
        Client(served.url).post(FORM, "*/*")
        assert served.headers[0]["Authorization"] == "Bearer t0ken"


def test_nothing_secret_is_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "t0ken")
    with pytest.raises(ParameterError, match="would be sent in the clear") as caught:
        credentials(address("http://example.org/sparql"))
    assert "t0ken" not in str(caught.value)
    assert isinstance(credentials(address("https://example.org/sparql")), Bearer)
    monkeypatch.delenv(TOKEN)
    assert credentials(address("http://example.org/sparql")) is None
    monkeypatch.setenv(USER, "me")
    monkeypatch.setattr(module, "_from_keyring", lambda host, name: f"{name} at {host}")
    found = credentials(address("https://example.org/sparql"))
    assert isinstance(found, Password) and found.password == "me at example.org"


def test_a_certificate_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    monkeypatch.setenv(TOKEN, "t0ken")
    with endpoint(tls=context) as served:
        with pytest.raises(StoreError, match="its certificate cannot be trusted"):
            Client(served.url, Limits(tries=0)).post(FORM, "*/*")
        assert served.asked == []  # and the token has not been sent
        authority.cert_pem.write_to_path(str(tmp_path / "trusted.pem"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "trusted.pem"))
        assert Client(served.url).post(FORM, "*/*").body
        assert served.headers[0]["Authorization"] == "Bearer t0ken"


def test_a_certificate_of_another_name_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("example.org").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "trusted.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "trusted.pem"))
    with endpoint(tls=context) as served, pytest.raises(StoreError, match="cannot be trusted"):
        Client(served.url, Limits(tries=0)).post(FORM, "*/*")


def test_proxies_of_the_environment_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with endpoint() as served:
        assert Client(served.url).post(FORM, "*/*").body


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("a.localhost", True),
        ("example.org", False),
        ("", False),
    ],
)
def test_this_machine_is_known(host: str, is_one: bool) -> None:
    assert is_loopback(host) is is_one
