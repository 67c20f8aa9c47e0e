"""Route requests: read what each asks for, have a worker answer it, and keep the answer."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import coalition
from coalition.assistants.server import LOOPBACK, Mounted
from coalition.output import problems
from coalition.output.negotiation import NotAcceptableError, negotiated, prefers
from coalition.pages import assets, places
from coalition.pages.refusal import refused
from coalition.publication.things import SUFFIXES
from coalition.reconciliation.answers import PARTS
from coalition.reconciliation.manifest import VERSIONS
from coalition.service import compression, reading, responses
from coalition.service.assisting import CLIENT, calls
from coalition.service.cache import Cache
from coalition.service.generations import Generations
from coalition.service.logs import Log
from coalition.service.metrics import Metrics
from coalition.service.pool import Refused, Reply
from coalition.service.reading import Fields, UnreadableError
from coalition.service.responses import Sent
from coalition.service.settings import Settings
from coalition.service.wire import Doorkeeper

READ = "GET, HEAD"
METHODS = [*READ.split(", "), "POST", "PUT", "DELETE", "PATCH", "QUERY", "OPTIONS"]
LONGEST_LINK = 8000
"""How long the address in a header field may be; proxies refuse longer ones."""

VERSION = coalition.__version__
"""The version of the program, which takes long to look up."""

SAFE = "/:@!$&'()*+,;=~-._"
"""What stands in the path of an address as it is."""

PLACES = {
    "SPARQL 1.1 Protocol, and the description of the service": "/sparql",
    "Graph Store Protocol, for reading": "/graphs?default",
    "HTTP API, described by OpenAPI 3.1": "/openapi.json",
    "saved questions": "/api/questions",
    "VoID, DCAT, example queries": ["/.well-known/void", "/dcat", "/examples"],
    "Reconciliation API": "/reconcile",
    "what changed since the snapshot before": "/feed",
    "ontology": "/ontology",
}
"""Where to begin."""

ROBOTS = "User-agent: *\n" + "".join(
    f"Disallow: {path}\n"
    for path in ("/sparql", "/api/", "/graphs", "/mcp", "/editor", "/search", "/verify", "/network")
)
"""What crawlers should leave alone: what is computed for each request. Things under their own paths are theirs."""

FEEDS = {"json": ("application/feed+json", "application/json"), "atom": ("application/atom+xml",)}
"""The media types of feeds."""


class Service:
    """Answer requests; `app` is the ASGI application.

    Attributes
    ----------
    generations:
        The snapshots that are served.
    cache:
        The answers that are kept, for this class and for `wire`.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.generations = Generations(settings)
        self.cache = Cache(settings.cache)
        self.keeper = Doorkeeper(settings, self.cache)
        hosts = [each for name in (*LOOPBACK, *settings.hosts) for each in (name, f"{name}:*")]
        origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
        self.assistants = Mounted(calls(self._call), hosts, origins)
        self.metrics = Metrics(self)
        self.log = Log()
        self.app = Starlette(routes=self._routes(), exception_handlers={404: _missing, 405: _method, 500: _fault})

    def _routes(self) -> list[Route]:
        return [
            Route("/sparql", self.sparql, methods=METHODS),
            Route("/sparql/", self.sparql, methods=METHODS),
            Route("/graphs", self.graphs, methods=METHODS),
            Route("/graphs/{path:path}", self.graphs, methods=METHODS),
            Route("/api/{name:path}", self.operation, methods=METHODS),
            Route("/openapi.json", self.openapi, methods=READ.split(", ")),
            Route("/.well-known/void", self.described("void"), methods=READ.split(", ")),
            Route("/void", self.described("void"), methods=READ.split(", ")),
            Route("/dcat", self.described("dcat"), methods=READ.split(", ")),
            Route("/examples", self.described("examples"), methods=READ.split(", ")),
            Route("/reconcile", self.reconcile, methods=METHODS),
            Route("/reconcile/{version}", self.reconcile, methods=METHODS),
            Route("/reconcile/{version}/{what:path}", self.reconcile, methods=METHODS),
            Route("/feed", self.feed, methods=METHODS),
            Route("/feed/{question}", self.feed, methods=METHODS),
            Route("/mcp", self.assist, methods=METHODS),
            Route("/assets/{name}", self.asset, methods=READ.split(", ")),
            *(Route(f"/{name}", self.page(name), methods=METHODS) for name in places.PLACES if name != "front"),
            *(Route(f"/{name}/{{part}}", self.page(name), methods=METHODS) for name in places.PARTS),
            Route("/robots.txt", _robots, methods=READ.split(", ")),
            Route("/", self.front, methods=READ.split(", ")),
            Route("/healthz", self.healthy, methods=READ.split(", ")),
            Route("/readyz", self.ready, methods=READ.split(", ")),
            Route("/metrics", self.measured, methods=READ.split(", ")),
            Route("/{path:path}", self.thing, methods=METHODS),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and note what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, size = time.perf_counter(), 0, 0
        request_id = self.log.new_id()

        async def noting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            taken = time.perf_counter() - begun
            self.metrics.observe(scope["path"], status, taken)
            self.log.request(scope, request_id, status, size, taken)

    async def sparql(self, request: Request) -> Response:
        """Answer the SPARQL protocol."""
        if answer := _method_of(request, "GET, HEAD, POST, QUERY", "method", "send a query with GET, POST or QUERY"):
            return answer

        def read(body: bytes) -> tuple[str, dict[str, Any]]:
            method = "GET" if request.method == "HEAD" else request.method
            given = reading.sparql(method, request.scope["query_string"], request.headers.get("content-type", ""), body)
            if given is None:
                return _description(request, "service")
            return "sparql", {**given, "base": str(request.url.replace(query="", fragment=""))}

        return await self.answered(request, read)

    async def graphs(self, request: Request) -> Response:
        """Answer the Graph Store Protocol, as far as it reads."""
        if answer := _method_of(request, READ, "updates", reading.NO_CHANGE):
            return answer

        def read(_body: bytes) -> tuple[str, dict[str, Any]]:
            given = reading.graph(request.scope["query_string"])
            path = request.path_params.get("path", "")
            if given is None and path:
                given = {
                    "graph": self.settings.base + path,
                    **reading.common(reading.fields(request.scope["query_string"])),
                }
            if given is None:
                raise UnreadableError("request", "no graph is named; add ?default or ?graph=IRI")
            return "graph", given

        return await self.answered(request, read)

    async def operation(self, request: Request) -> Response:
        """Answer an operation: a saved question, or what else the command line answers."""
        if answer := _method_of(request, READ, "method", "operations are asked with GET"):
            return answer

        def read(_body: bytes) -> tuple[str, dict[str, Any]]:
            given = dict(reading.one(reading.fields(request.scope["query_string"])))
            given.pop("snapshot", None)
            format = given.pop("format", "")
            reading.once({"format": format})
            if request.path_params["name"] == "diff":  # which sees no other snapshots than those that are kept
                for name in ("old", "new"):
                    if isinstance(digest := given.get(name), str):
                        given[name] = self.generations.named(digest)
            return "operation", {"operation": request.path_params["name"], "parameters": given, "format": format}

        return await self.answered(request, read)

    async def reconcile(self, request: Request) -> Response:
        """Answer OpenRefine and others that match names with things, by the Reconciliation API."""
        version, what = request.path_params.get("version", "0.2"), request.path_params.get("what", "manifest")
        posted = what in ("match", "extend") or (what == "manifest" and version == "0.2")
        if request.method != "OPTIONS" and (version not in VERSIONS or what not in PARTS):
            return responses.problem("missing", f"there is nothing at {request.url.path[:200]}; begin at /reconcile")
        methods = f"{READ}, POST" if posted else READ
        if answer := _method_of(request, methods, "method", f"{request.method} is not answered here"):
            return answer

        def read(body: bytes) -> tuple[str, dict[str, Any]]:
            given = reading.fields(request.scope["query_string"])
            sent = None
            if body and reading.media_type(request.headers.get("content-type", "")) == reading.FORM:
                given += reading.fields(body)
            elif body:
                sent = reading.from_json(body)
            named = reading.one([(name, value) for name, value in given if name != "snapshot"])
            reading.once(named)
            asked = {"what": what, "version": version, "parameters": named, "body": sent}
            return "reconcile", {**asked, "base": str(request.base_url)}

        return await self.answered(request, read)

    async def feed(self, request: Request) -> Response:
        """Answer with what changed since an older snapshot: of all, of one thing, or of the rows of a question."""
        if answer := _method_of(request, READ, "method", "feeds are asked for with GET"):
            return answer

        def read(_body: bytes) -> tuple[str, dict[str, Any]]:
            given = dict(reading.one(reading.fields(request.scope["query_string"])))
            own = {name: given.pop(name, None) for name in ("old", "format", "limit", "snapshot", "version")}
            reading.once(own | given)
            question = request.path_params.get("question")
            thing = None if question else given.pop("thing", None)
            if given and not question:
                raise UnreadableError("parameter", f"there is no parameter {next(iter(given))[:100]!r}; there is thing")
            if not own["format"]:
                own["format"], _ = negotiated(FEEDS, request.headers.get("accept", ""))
            old = self._older(str(own["old"]) if own["old"] else None)
            asked = {"old": old, "thing": thing, "question": question, "parameters": given, "limit": own["limit"]}
            asked["version"] = own["version"]
            return "feed", {**asked, "format": own["format"], "self": str(request.url)}

        return await self.answered(request, read)

    def _older(self, digest: str | None) -> str | None:
        """Return the digest of the snapshot that a feed begins with: the named one, or the newest before this one."""
        if digest:
            return self.generations.named(digest)
        return next(iter(self.generations.kept), None)

    async def openapi(self, request: Request) -> Response:
        """Answer with the description of the API."""
        return await self.answered(request, lambda _body: ("openapi", {"version": _version(request)}))

    def described(self, what: str) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers with a description of the service."""

        async def answer(request: Request) -> Response:
            return await self.answered(request, lambda _body: _description(request, what))

        return answer

    async def thing(self, request: Request) -> Response:
        """Answer with the record of a thing under its own path, or lead to it, as the W3C's recipes have it."""
        if answer := _method_of(request, READ, "updates", reading.NO_CHANGE):
            return answer
        path = request.path_params["path"]
        ends = [(name, suffix) for name, suffix in SUFFIXES.items() if path.endswith(suffix)]
        name, suffix = max(ends, key=lambda pair: len(pair[1]), default=("", ""))

        if name == "html" or (not name and _wants_page(request)):
            iri = self.settings.base + path.removesuffix(suffix)
            return await self._page(request, "thing", {"iri": iri}, lead=not name)

        def read(_body: bytes) -> tuple[str, dict[str, Any]]:
            iri = self.settings.base + path.removesuffix(suffix)
            digest = _snapshot(reading.fields(request.scope["query_string"]))
            path_ = quote(request.scope["path"], safe=SAFE)
            return "thing", {"iri": iri, "format": name, "path": path_, "snapshot": digest}

        return await self.answered(request, read)

    async def front(self, request: Request) -> Response:
        """Answer with the first page, or tell a program where to begin."""
        if _wants_page(request):
            return await self._page(request, "front", {})
        text = json.dumps({"name": "Coalition Graph", "snapshot": self.generations.digest, "see": PLACES}, indent=2)
        return responses.plain(f"{text}\n", media_type="application/json")

    def page(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers with a page."""

        async def answer(request: Request) -> Response:
            return await self._page(request, name, {})

        return answer

    async def _page(self, request: Request, name: str, more: Mapping[str, str], *, lead: bool = False) -> Response:
        """Answer with a page; with `lead`, lead to it. `more` are parameters that the path gives."""
        if answer := _method_of(request, READ, "method", "pages are asked for with GET"):
            return answer

        def read(_body: bytes) -> tuple[str, dict[str, Any]]:
            given = dict(reading.one(reading.fields(request.scope["query_string"])))
            asked = {
                "page": name,
                "parameters": {**given, **more},
                "path": request.scope["path"],
                "part": request.path_params.get("part", ""),
                "home": self.settings.base,
                "origin": str(request.base_url).rstrip("/"),
                "texts": self.settings.texts,
                "accept": "text/html",
            }
            if lead:
                path = quote(request.scope["path"], safe=SAFE)
                asked["lead"] = {"iri": more["iri"], "path": path, "snapshot": given.get("snapshot")}
            return "page", asked

        return await self.answered(request, read)

    async def asset(self, request: Request) -> Response:
        """Answer with a file that pages load."""
        if (found := assets.content(request.path_params["name"])) is None:
            return _problem(request, "missing", f"there is nothing at {request.url.path[:200]}")
        body, media_type = found
        fields = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
        if encoding := compression.chosen(request.headers.get("accept-encoding", "")):
            body, fields["content-encoding"] = _compressed(request.path_params["name"], encoding), encoding
        return Sent(200, responses.encoded({**responses.COMMON, "content-type": media_type, **fields}), body)

    async def answered(self, request: Request, read: Callable[[bytes], tuple[str, dict[str, Any]]]) -> Sent:
        """Answer a request: from the cache, or by a worker.

        Parameters
        ----------
        request:
            The request.
        read:
            Returns the kind of `worker.HANDLERS` and what its handler is given, from the body of the request.
        """
        try:
            body = await self.body(request) if request.method in ("POST", "QUERY") else b""
            kind, given = read(body)
            target = reading.fields(request.scope["query_string"])
            digest = _snapshot(target)
            pool = await self.generations.pool(digest)
            encoding = compression.chosen(request.headers.get("accept-encoding", ""))
            given.setdefault("accept", request.headers.get("accept", ""))
            tag = _tag(f"{pool.digest} {pool.questions}", kind, given, encoding)
            fields = {
                "etag": tag,
                "vary": "Accept, Accept-Encoding",
                "cache-control": "public, max-age=31536000, immutable" if digest else "public, no-cache",
            }
            if kind == "page":  # which what a browser has kept gets from an answer without a body, too
                fields |= places.headers(given["page"])
            if _matches(request.headers.get("if-none-match", ""), tag):
                return Sent(304, responses.encoded({**responses.COMMON, **fields}))
            key = self.keeper.key(_target(request), request.scope["headers"]) if request.method == "GET" else tag
            if key and (kept := self.cache.get(key)):
                return Sent.of_kept(kept)
            reply = await pool.run(kind, given, self._client(request), encoding, partial(_disconnected, request))
        except UnreadableError as fault:
            unread = {"connection": "close"} if fault.kind == "body" else {}
            return _problem(request, fault.kind, fault.detail, unread)
        except NotAcceptableError as fault:
            return _problem(request, "format", str(fault))
        except Refused as refusal:
            retry = {"retry-after": str(refusal.retry)} if refusal.retry else {}
            return _problem(request, refusal.kind, refusal.detail, retry)
        if reply.status not in (200, 303):
            return Sent.of(reply, {"cache-control": "no-store"})
        if reply.status == 200 and (link := _permalink(request, target, given, body, pool.digest or "", reply.fixed)):
            fields["link"] = f'<{link}>; rel="permalink"'
        answer = Sent.of(reply, fields)
        if key and pool is self.generations.current and (kept := answer.kept(self.cache.largest)):
            self.cache.put(key, kept, len(body) + sum(map(len, key)) if isinstance(key, tuple) else len(tag))
        return answer

    async def body(self, request: Request) -> bytes:
        """Return the body of a request.

        Raises
        ------
        UnreadableError
            When it is too large, compressed, or does not come whole.
        """
        most = self.settings.body
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise UnreadableError("media", "a compressed request is not read; send it as it is")
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > most:
            raise UnreadableError("body", f"a request has at most {most:,} bytes")
        body = bytearray()
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise UnreadableError("body", f"a request has at most {most:,} bytes")
        except ClientDisconnect:
            raise UnreadableError("request", "the request did not come whole") from None
        return bytes(body)

    async def assist(self, request: Request) -> Response:
        """Pass the request of an assistant on to the server of the Model Context Protocol."""
        CLIENT.set(self._client(request))
        return _Passed(self.assistants.app)

    async def _call(self, kind: str, given: dict[str, Any], client: str) -> Reply:
        return await self.generations.current.run(kind, given, client)

    def _client(self, request: Request) -> str:
        return request.client.host if request.client else ""

    async def healthy(self, _request: Request) -> Response:
        """Tell that the service runs."""
        return responses.plain("ok\n")

    async def ready(self, _request: Request) -> Response:
        """Tell whether a worker can take a request."""
        ready = any(worker.ready for worker in self.generations.current.workers.values())
        return responses.plain("ready\n" if ready else "no worker is ready\n", 200 if ready else 503)

    async def measured(self, request: Request) -> Response:
        """Give the figures of the service to Prometheus, if it runs on this machine or next to it."""
        if "x-forwarded-for" in request.headers or not _is_local(self._client(request)):
            return responses.problem("missing", "figures are told to this machine only")
        return responses.plain(self.metrics.text(), media_type=self.metrics.TYPE)

    async def reload(self) -> None:
        """Serve the snapshot of the files as they are now."""
        try:
            changed = await self.generations.reload()
        except Refused as fault:
            self.log.event("reload failed", detail=fault.detail)
            return
        self.cache.clear()
        self.log.event("reloaded" if changed else "nothing changed", snapshot=self.generations.digest)


class _Passed(Response):
    """Let another application answer."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it answer."""
        await self.app(scope, receive, send)


def _description(request: Request, what: str) -> tuple[str, dict[str, Any]]:
    """Return what asks for a description of the service."""
    asked = reading.common(reading.fields(request.scope["query_string"]))
    return "description", {"what": what, "base": str(request.base_url), "version": _version(request), **asked}


def _version(request: Request) -> str | None:
    """Return the version of the saved questions that a request names."""
    return next((value for name, value in reading.fields(request.scope["query_string"]) if name == "version"), None)


def _snapshot(target: Fields) -> str | None:
    """Return the snapshot that a request names."""
    given = [value for name, value in target if name == "snapshot"]
    reading.once({"snapshot": given if len(given) > 1 else None})
    return given[0] if given else None


def _permalink(
    request: Request, target: Fields, given: Mapping[str, Any], body: bytes, digest: str, fixed: Mapping[str, str]
) -> str:
    """Return the address under which a request is answered the same, in a newer snapshot and with other header fields.

    `fixed` are the parameters that the request left open.
    """
    fields = [(name, value) for name, value in target if name != "snapshot"]
    if body:
        if reading.media_type(request.headers.get("content-type", "")) == reading.FORM:
            fields += reading.fields(body)
        else:
            fields.append(("query", given.get("query", "")))
    named = {name for name, _ in fields}
    fields += [(name, value) for name, value in fixed.items() if name not in named]
    path = quote(request.scope["path"], safe=SAFE)
    link = f"{path}?{urlencode([*fields, ('snapshot', digest)], quote_via=quote)}"
    return link if len(link) <= LONGEST_LINK else ""


def _tag(digest: str, kind: str, given: Mapping[str, Any], encoding: str | None) -> str:
    asked = json.dumps([VERSION, digest, kind, given, encoding], sort_keys=True)
    return f'"{hashlib.blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()}"'


def _matches(header: str, tag: str) -> bool:
    """Tell whether a header field If-None-Match names a tag, weak or not."""
    return header.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in header.split(","))


def _target(request: Request) -> bytes:
    query = request.scope["query_string"]
    path: bytes = request.scope["raw_path"]
    return path + b"?" + query if query else path


def _method_of(request: Request, methods: str, kind: str, detail: str) -> Sent | None:
    """Answer a request whose method is none of `methods`, which a browser asks for with OPTIONS; else return None.

    `kind` and `detail` are those of the problem.
    """
    if request.method == "OPTIONS":
        return _options(f"{methods}, OPTIONS")
    return None if request.method in methods.split(", ") else responses.problem(kind, detail, {"allow": methods})


def _options(methods: str) -> Sent:
    """Answer what a browser asks before it sends a request of another origin."""
    fields = {
        "allow": methods,
        "access-control-allow-methods": methods,
        "access-control-allow-headers": "Accept, Content-Type, If-None-Match",
        "access-control-max-age": "86400",
    }
    return Sent(204, responses.encoded({**responses.COMMON, **fields}))


def _is_local(address: str) -> bool:
    return address.startswith("127.") or address in ("::1", "")


def _wants_page(request: Request) -> bool:
    """Tell whether a client prefers pages to what programs read, as browsers do."""
    return prefers("text/html", request.headers.get("accept", ""))


def _problem(request: Request, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> Sent:
    """Return a problem as an answer: a page for who reads pages."""
    if not _wants_page(request):
        return responses.problem(kind, detail, headers)
    status, title = problems.KINDS[kind]
    text = refused(title, detail, (headers or {}).get("retry-after", ""))
    return responses.plain(text, status, "text/html; charset=utf-8", **{**places.headers(""), **(headers or {})})


@cache
def _compressed(name: str, encoding: str) -> bytes:
    found = assets.content(name)
    assert found
    output = io.BytesIO()
    compression.compress(io.BytesIO(found[0]), output, encoding)
    return output.getvalue()


async def _robots(_request: Request) -> Response:
    return responses.plain(ROBOTS)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _missing(request: Request, _fault: Exception) -> Response:
    return _problem(request, "missing", f"there is nothing at {request.url.path[:200]}")


async def _method(request: Request, fault: Exception) -> Response:
    allowed = (getattr(fault, "headers", None) or {}).get("Allow", "GET")
    return _problem(request, "method", f"{request.method} is not answered here", {"allow": allowed})


async def _fault(request: Request, fault: Exception) -> Response:
    print(f"coalition serve: {type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
    return _problem(request, "fault", "an unexpected fault, which the log of the service tells")
