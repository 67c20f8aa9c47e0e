"""Send requests to one SPARQL server, and take nothing for an answer that is none.

A request goes to the address that the user has named and to no other: redirects are told and not followed, proxies of
the environment are passed over. What may be sent again is, with pauses that grow and differ; an answer has a limit on
its time and its size.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from coalition.errors import LimitError, ParameterError, StoreError
from coalition.output.terminal import visible

if TYPE_CHECKING:
    from requests import Response, Session
    from requests.auth import AuthBase

TOKEN, USER, PASSWORD = "COALITION_TOKEN", "COALITION_USER", "COALITION_PASSWORD"
"""The variables of the environment that hold a bearer token, or a name and a password."""

AGAIN = (429, 502, 503, 504)
"""The statuses after which a request that only reads is sent again."""

PIECE = 1 << 16
SHOWN = 200
"""How many characters of what a server says of an error are told."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Say how long and how much a server may answer.

    Attributes
    ----------
    connect, answer:
        The seconds until it must have taken the connection, and until its answer must be whole.
    size:
        The bytes of an answer.
    tries:
        How often a request that only reads is sent again.
    connections:
        How many connections are open at once.
    """

    connect: float = 10.0
    answer: float = 300.0
    size: int = 1 << 30
    tries: int = 4
    connections: int = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold an answer: its media type in lower case without parameters, its header fields, and its body."""

    type: str
    headers: Mapping[str, str]
    body: bytes


def address(url: str, where: str = "--endpoint") -> SplitResult:
    """Return the parts of the address of a server, which was typed at `where`.

    Raises
    ------
    ParameterError
        When it is none of HTTP, or holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not url.isprintable():
        what = f"{url[:200]!r} is no address of a server"
        raise ParameterError(what, where=where, remedy="write it as https://example.org/sparql")
    if parts.username is not None or parts.password is not None:
        remedy = f"put name and password into ~/.netrc, or into {USER} and {PASSWORD}"
        raise ParameterError("an address holds no password, since others can read it", where=where, remedy=remedy)
    if parts.fragment or parts.query:
        remedy = "leave out what follows ? or #"
        raise ParameterError("the address of a server has no parameters", where=where, remedy=remedy)
    return parts


class Client:
    """Send requests to the server at `url`."""

    def __init__(self, url: str, limits: Limits | None = None, where: str = "--endpoint") -> None:
        self.parts = address(url, where)
        self.url, self.limits = url, limits or Limits()
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The connections, which are opened when the first is needed."""
        if self._session is None:
            self._session = _session(self.parts, self.limits)
        return self._session

    def post(self, fields: Sequence[tuple[str, str]], accept: str) -> Reply:
        """Send a form that only reads, and return the answer, whatever its type.

        Parameters
        ----------
        fields:
            The fields of the form.
        accept:
            The media types that are accepted.

        Raises
        ------
        StoreError
            When the server cannot be reached, refuses, or does not answer as HTTP has it.
        LimitError
            When the answer takes too long, or is too large.
        """
        return self._send("POST", list(fields), accept)

    def get(self, accept: str) -> Reply:
        """Return the answer to a request without parameters, as `post` does."""
        return self._send("GET", None, accept)

    def _send(self, method: str, fields: list[tuple[str, str]] | None, accept: str) -> Reply:
        import requests
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        from coalition.remote.deadline import Deadline

        deadline = Deadline(self.limits.answer)
        try:
            with deadline, self.session.request(
                method, self.url, data=fields, timeout=(self.limits.connect, self.limits.answer), stream=True,
                headers={"Accept": accept, "Accept-Encoding": "identity"}, allow_redirects=False,
            ) as response:  # fmt: skip
                reply = self._read(response)
        except (requests.exceptions.ReadTimeout, ReadTimeoutError):
            raise self._too_long() from None
        except requests.exceptions.SSLError as fault:
            if deadline.over:
                raise self._too_long() from None
            remedy = "correct the certificate; REQUESTS_CA_BUNDLE names a file of others that are trusted"
            raise self.fault(f"its certificate cannot be trusted ({_cause(fault)})", remedy) from None
        except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as fault:
            if deadline.over:
                raise self._too_long() from None
            what = f"it cannot be reached, or broke off its answer ({_cause(fault)})"
            raise self.fault(what, "check the address, and that the server runs") from None
        if deadline.over:  # what has come may be cut
            raise self._too_long()
        return reply

    def _read(self, response: Response) -> Reply:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            # Nothing tells whether what is compressed came whole.
            raise self.fault("its answer is compressed, which was not asked for", "let it send answers as they are")
        body = bytearray()
        # What has arrived is taken at once: to wait for a whole piece could take for ever.
        while piece := response.raw.read1(PIECE, decode_content=False):
            body += piece
            if len(body) > self.limits.size:
                what = f"the answer has more than {self.limits.size:,} bytes"
                raise LimitError(what, where=self.url, remedy="ask for less, with LIMIT or a narrower question")
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if response.is_redirect or 300 <= response.status_code < 400:
            there = response.headers.get("Location", "elsewhere")[:SHOWN]
            raise self.fault(f"it leads to {there}, where nothing is sent", "name that address, if you trust it")
        if response.status_code in (401, 403):
            remedy = f"give name and password in ~/.netrc, or {USER} and {PASSWORD}, or {TOKEN}"
            raise self.fault(f"it refuses access ({_status(response)})", remedy)
        if response.status_code >= 400:
            raise self.fault(f"it answers {_status(response)}: {_said(bytes(body))}", "see its log")
        return Reply(kind, response.headers, bytes(body))

    def fault(self, what: str, remedy: str) -> StoreError:
        """Return what is wrong with the server as an error."""
        return StoreError(what, where=self.url, remedy=remedy)

    def _too_long(self) -> LimitError:
        what = f"the server has not answered within {self.limits.answer:g} seconds"
        return LimitError(what, where=self.url, remedy="ask for less, or allow more time with --timeout")


def _session(parts: SplitResult, limits: Limits) -> Session:
    import requests
    from urllib3.exceptions import ReadTimeoutError
    from urllib3.util import Retry

    from coalition.remote.deadline import Adapter, is_over

    class Again(Retry):
        """Send requests again, but not what the server has thought about for as long as it may."""

        def increment(self, *given: Any, **named: Any) -> Retry:  # type: ignore[override]
            """Return what is left of the tries."""
            error = named.get("error")
            if error and (is_over() or isinstance(error, ReadTimeoutError)):
                raise error
            return super().increment(*given, **named)

    session = requests.Session()
    session.trust_env = False  # neither proxies of the environment, nor its redirections
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
    session.auth = credentials(parts)
    retry = Again(
        limits.tries, backoff_factor=0.3, backoff_jitter=0.3, backoff_max=10, status_forcelist=AGAIN,
        allowed_methods=None, raise_on_status=False, redirect=0,
    )  # fmt: skip
    session.mount(
        f"{parts.scheme}://",
        Adapter(max_retries=retry, pool_connections=1, pool_maxsize=limits.connections, pool_block=True),
    )
    return session


def credentials(parts: SplitResult) -> AuthBase | None:
    """Return what a server is told of who asks: from the environment, ~/.netrc or a keyring; None where nothing is.

    A bearer token goes before a name with a password. Which of basic and digest is right, the server says.

    Raises
    ------
    ParameterError
        When others on the way could read it.
    """
    from coalition.remote.credentials import Bearer, Password

    token, name, password = (os.environ.get(each, "") for each in (TOKEN, USER, PASSWORD))
    if not token and not name:
        from requests.utils import get_netrc_auth

        name, password = get_netrc_auth(parts.geturl()) or ("", "")
    if name and not password:
        password = _from_keyring(parts.hostname or "", name)
    if not token and not name:
        return None
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        what = "a password or token would be sent in the clear, to a server that is not on this machine"
        raise ParameterError(what, where=parts.geturl(), remedy="name its address with https")
    return Bearer(token) if token else Password(name, password)


def _from_keyring(host: str, name: str) -> str:
    try:
        import keyring
    except ImportError:
        return ""
    return keyring.get_password(host, name) or ""


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _status(response: Response) -> str:
    try:
        return f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    except ValueError:
        return str(response.status_code)


def _said(body: bytes) -> str:
    """Return the beginning of what a server says of an error, in one line; nothing of a page of HTML."""
    text = " ".join(body[: 4 * SHOWN].decode("utf-8", "replace").split())
    return "a page" if text[:1] == "<" else visible(text[:SHOWN]) or "nothing"


def _cause(fault: BaseException) -> str:
    """Return the innermost reason of a failure, in one line."""
    reason: Any = fault
    while isinstance(inner := getattr(reason, "reason", None) or (reason.args[0] if reason.args else None), Exception):
        reason = inner
    return visible(" ".join(str(reason).split())[:SHOWN])
