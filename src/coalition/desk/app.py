"""Route the requests of the one person who writes, and refuse all others."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from coalition.corpus.offers import divided
from coalition.corpus.sources import SourceDetails
from coalition.curation.actors import KINDS
from coalition.curation.forms import PAIRED
from coalition.curation.lists import FoundList
from coalition.curation.sheet import DIVIDES, GENERAL, TOLD, Pairs, Sheet
from coalition.desk.desk import Desk, Pasted, RefusedError
from coalition.errors import CoalitionError, NotFoundError, ParameterError
from coalition.namespaces import local_name
from coalition.pages import assets
from coalition.pages.places import POLICY
from coalition.pages.rendering import environment
from coalition.texts.passage import Passage
from coalition.texts.words import words

HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

MOST = 64 << 20
"""How many bytes a request may have."""

SHOWN = 40
"""How many characters of the words are shown before which a passage can be divided."""

MANY = 20_000
"""How many fields a sheet may have."""

DETAILS = (
    "title",
    "issued",
    "creators",
    "publishers",
    "language",
    "url",
    "retrieved",
    "archive_url",
    "archived",
    "name",
)
"""The details of a source that are asked for, in this order."""

SEVERAL = ("creators", "publishers")


class Application:
    """Answer requests under a path that begins with a token, from pages of this address alone."""

    def __init__(self, desk: Desk, token: str, hosts: Iterable[str]) -> None:
        """Take the desk, the token, and the hosts, each with its port, under which a browser may ask."""
        self.desk, self.token, self.hosts = desk, token, frozenset(hosts)
        self.base = f"/{token}"
        self.app = Starlette(
            routes=[
                Route("/assets/{name}", self.asset),
                Route(f"{self.base}/", self.front),
                Route(f"{self.base}/texts", self.offer, methods=["POST"]),
                Route(f"{self.base}/texts/{{kept}}", self.take, methods=["POST"]),
                Route(f"{self.base}/sources/{{name}}", self.source),
                Route(f"{self.base}/sources/{{name}}/cut", self.cut, methods=["POST"]),
                Route(f"{self.base}/sources/{{name}}/list", self.paste, methods=["GET", "POST"]),
                Route(f"{self.base}/passages/{{name}}", self.passage, methods=["GET", "POST"]),
                Route(f"{self.base}/passages/{{name}}/look", self.look, methods=["POST"]),
                Route(f"{self.base}/undo", self.undo, methods=["POST"]),
                Route(f"{self.base}/suggest", self.suggest),
            ],
            exception_handlers={HTTPException: _refused},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request if it comes from a page of this address, and refuse it otherwise."""
        if scope["type"] != "http":
            return
        answer = self._refusal(Request(scope))
        await (answer or self.app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        first = request.url.path.split("/", 2)[1]
        if request.headers.get("host", "") not in self.hosts:
            return _plain(421, "this host is not answered for; open the address that the program printed")
        if first != "assets" and not hmac.compare_digest(first.encode(), self.token.encode()):
            return _plain(403, "the address lacks the token; open the address that the program printed")
        if request.method not in ("GET", "HEAD") and request.headers.get("origin") not in self._origins:
            return _plain(403, "only pages of this address can write")
        length = request.headers.get("content-length", "0")
        if request.method == "POST" and (not length.isdecimal() or int(length) > MOST):
            return _plain(413, f"this is more than {MOST >> 20} MiB")
        return None

    @property
    def _origins(self) -> frozenset[str]:
        return frozenset(f"http://{host}" for host in self.hosts)

    async def asset(self, request: Request) -> Response:
        """Answer with a file that pages load."""
        if (found := assets.content(request.path_params["name"])) is None:
            raise HTTPException(404)
        return Response(found[0], media_type=found[1], headers={"x-content-type-options": "nosniff"})

    async def front(self, request: Request) -> Response:
        """Answer with the sources, and how far each is read."""
        return await self._answered(lambda: self._front())

    async def offer(self, request: Request) -> Response:
        """Answer with what a text that was sent tells of itself, to be confirmed."""
        async with request.form(max_part_size=MOST) as form:
            file, text, title = form.get("file"), str(form.get("text") or ""), str(form.get("title") or "").strip()
            if isinstance(file, UploadFile) and file.filename:
                name, content = file.filename, await file.read()
            else:
                name, content = f"{title or 'text'}.txt", text.replace("\r\n", "\n").encode()

        def answer() -> Response:
            kept, found = self.desk.offered(name.replace("/", "-")[:120], content, SourceDetails(title=title))
            details = found.incoming.details
            values = {each: _typed(getattr(details, each)) for each in DETAILS}
            origins = {told.field: told.origin for told in found.told}
            length = len(found.incoming.document.text)
            return self._page("desk_text.html", kept=kept, values=values, origins=origins, remarks=found.remarks,
                              length=length, faults={}, add=False, every=False)  # fmt: skip

        return await self._answered(answer, lambda fault: self._front(fault))

    async def take(self, request: Request) -> Response:
        """Register a text with the details that were confirmed, and go to its first passage."""
        async with request.form() as form:
            values = {each: str(form.get(each) or "").strip() for each in DETAILS}
            add, every = bool(form.get("add_actors")), bool(form.get("every"))
        kept = request.path_params["kept"]

        def answer() -> Response:
            own: dict[str, Any] = {each: divided(values[each]) if each in SEVERAL else values[each] for each in values}
            name, _ = self.desk.take(kept, SourceDetails(**own), add_actors=add, every=every)
            return self._to(f"/sources/{quote(name)}")

        def again(fault: CoalitionError) -> Response:
            where = getattr(fault, "where", "") or ""
            field = next((each for each in DETAILS if each in where.replace("-", "_")), GENERAL)
            return self._page("desk_text.html", 422, kept=kept, values=values, origins={}, remarks=(), length=0,
                              faults={field: [str(fault)]}, add=add, every=every)  # fmt: skip

        return await self._answered(answer, again)

    async def source(self, request: Request) -> Response:
        """Go to the first drafted passage of a source; or answer with its text, where there is none."""
        name = request.path_params["name"]

        def answer() -> Response:
            self.desk.text(name)
            after = request.query_params.get("after", "-1")
            found = self.desk.next(name, int(after) if after.lstrip("-").isdecimal() else -1)
            return self._to(f"/passages/{quote(found)}") if found else self._read(name)

        return await self._answered(answer)

    async def cut(self, request: Request) -> Response:
        """Draft a passage of the words that are marked in a text."""
        given, name = dict(await self._pairs(request)), request.path_params["name"]

        def answer() -> Response:
            start, end = _whole(given, "start"), _whole(given, "end")
            return self._to(f"/passages/{quote(self.desk.cut(name, start, end))}")

        return await self._answered(answer, lambda fault: self._read(name, general=str(fault)))

    async def paste(self, request: Request) -> Response:
        """Answer with a form for a list, with what becomes of the rows of one, or write their passages."""
        name, given = request.path_params["name"], dict(await self._pairs(request))
        pasted = Pasted(
            name,
            given.get("mapping", ""),
            given.get("list", "").replace("\r\n", "\n"),
            given.get("given", ""),
            given.get("after", ""),
            given.get("before", ""),
            bool(given.get("accept")),
        )

        def answer() -> Response:
            self.desk.text(name)
            if request.method == "GET":
                return self._list(pasted)
            if given.get("do") == "write":
                found = self.desk.take_rows(pasted)
                return self._list(pasted, found) if found.refused else self._to(f"/sources/{quote(name)}")
            return self._list(pasted, self.desk.find_rows(pasted))

        return await self._answered(answer, lambda fault: self._list(pasted, fault=fault))

    async def passage(self, request: Request) -> Response:
        """Answer with a passage and its sheet, or do with it what is asked."""
        name = request.path_params["name"]
        if request.method == "GET":

            def answer() -> Response:
                passage = self.desk.find(name)
                self.desk.look(passage)
                return self._read(local_name(passage.source), passage)

            return await self._answered(answer)
        pairs = await self._pairs(request)
        return await self._answered(lambda: self._done(name, pairs))

    async def look(self, request: Request) -> Response:
        """Keep a sheet, and answer with what it would state and what is wrong with it."""
        pairs, name = await self._pairs(request), request.path_params["name"]

        def answer() -> Response:
            passage, sheet = self.desk.find(name), Sheet.of(pairs)
            self.desk.look(passage)
            if self.desk.in_turn(passage, _number(dict(pairs), "turn")):
                self.desk.keep(passage, sheet.pairs())
            read = self.desk.read(sheet, passage)
            faults = {key: told for key, told in read.faults.items() if told}
            return JSONResponse({"turtle": self.desk.turtle(passage, read), "faults": faults}, headers=HEADERS)

        return await self._answered(answer, lambda fault: JSONResponse({"fault": str(fault)}, 409, headers=HEADERS))

    async def undo(self, request: Request) -> Response:
        """Take the last change back, and return to where it was done."""
        given = dict(await self._pairs(request))

        def answer() -> Response:
            back = self.desk.undo() or given.get("back", "")
            with suppress(NotFoundError):
                return self._to(f"/passages/{quote(self.desk.find(back).name)}")
            return self._to("/")

        return await self._answered(answer, lambda fault: self._front(fault))

    async def suggest(self, request: Request) -> Response:
        """Answer with the names that what is typed may mean."""
        typed, kind = request.query_params.get("typed", "")[:200], request.query_params.get("kind", "")

        name = request.query_params.get("passage", "")

        def answer() -> Response:
            known = kind if kind in self.desk.forms.classes else ""
            near = self.desk.likely.near(self.desk.find(name)) if name else []
            found = self.desk.things.like(typed, known, near=near)
            listed = [{"label": label, "name": name, "iri": iri} for label, name, iri in found]
            return JSONResponse({"suggestions": listed}, headers=HEADERS)

        return await self._answered(answer)

    def _done(self, name: str, pairs: Pairs) -> Response:
        """Do what a button of a sheet asks for."""
        given = dict(pairs)
        do, _, what = given.get("do", "accept").partition(":")
        passage, sheet = self.desk.find(name), Sheet.of(pairs)
        source = local_name(passage.source)
        on = f"/sources/{quote(source)}?{urlencode({'after': passage.start})}"
        counted = _number(given, "keys", -1)
        self.desk.in_turn(passage, _number(given, "turn"))
        field = ""
        try:
            match do:
                case "accept":
                    for key, kind in pairs:  # actors that the register lacks
                        if key.startswith("new.") and kind:
                            self._add_actor(sheet, key.removeprefix("new."), kind)
                    self.desk.accept(passage, sheet, counted)
                    return self._to(on)
                case "none":
                    self.desk.no_fact(passage, given.get("reason", ""), counted)
                    return self._to(on)
                case "skip":
                    if not self.desk.is_only_proposed(passage, sheet):
                        self.desk.keep(passage, sheet.pairs())
                    return self._to(on)
                case "split":
                    self.desk.split(passage, _whole(given, "at"))
                case "join":
                    self.desk.join(passage)
                case "form":
                    self.desk.add_form(passage, sheet, given.get("form", ""))
                    self.desk.keep(passage, sheet.pairs())
                    field = self._first(sheet)
                case "field":
                    number = int(what) if what.isdecimal() and int(what) < len(sheet.parts) else -1
                    if number >= 0 and (wanted := given.get(f"{number}.more", "")):
                        values = sheet.parts[number].values.setdefault(wanted, [])
                        values.append("")
                        field = f"{number}.f.{wanted}" + (f".{len(values) - 1}" if len(values) > 1 else "")
                    self.desk.keep(passage, sheet.pairs())
                case "remove":
                    if what.isdecimal() and int(what) < len(sheet.parts):
                        del sheet.parts[int(what)]
                    self.desk.keep(passage, sheet.pairs())
                case _:
                    raise ParameterError(f"nothing is called {do}", remedy="use the buttons")
        except RefusedError as fault:
            return self._read(source, passage, sheet, fault.faults)
        except CoalitionError as fault:
            return self._read(source, passage, sheet, general=str(fault))
        return self._to(f"/passages/{quote(passage.name)}" + (f"#i-{quote(field)}" if field else ""))

    def _first(self, sheet: Sheet) -> str:
        """Return the field of the last form of a sheet that is filled in first."""
        number, part = len(sheet.parts) - 1, sheet.parts[-1]
        form = self.desk.forms.forms.get(part.kind)
        needed = [each.name for each in form.fields if each.required] if form else []
        if form and form.named and "content" not in needed:
            return f"{number}.thing"
        empty = [name for name in needed if not any(part.values.get(name, ()))]
        return next((f"{number}.f.{name}" for name in [*empty, *needed]), "")

    def _add_actor(self, sheet: Sheet, key: str, kind: str) -> None:
        """Add to the register the actor that a field names, or those of several that it lacks."""
        number, _, rest = key.partition(".f.")
        typed, divides = sheet.told.get(key, []), False
        if rest and number.isdecimal() and int(number) < len(sheet.parts):
            part, name = sheet.parts[int(number)], rest.split(".")[0]
            typed, divides = part.values.get(name, []), name in PAIRED.get(part.kind, ())[1:]
        place = rest.rpartition(".")[2]
        index = int(place) if place.isdecimal() else 0
        named = typed[index : index + 1]
        for each in [part for text in named for part in text.split(DIVIDES)] if divides else named:
            if each.strip() and not (divides and self._is_known(each)):
                self.desk.add_actor(each.strip(), kind)

    def _is_known(self, name: str) -> bool:
        try:
            return bool(self.desk.things.find(name, "Actor"))
        except ParameterError:
            return False

    def _list(self, pasted: Pasted, found: FoundList | None = None, fault: CoalitionError | None = None) -> Response:
        mappings = list(self.desk.mappings())
        return self._page("desk_list.html", 422 if fault else 200, pasted=pasted, found=found, fault=fault,
                          mappings=mappings, undo=self.desk.history.can_undo)  # fmt: skip

    def _front(self, fault: CoalitionError | None = None) -> Response:
        repository = self.desk.repository()
        return self._page(
            "desk.html", 422 if fault else 200, sources=self.desk.sources(), fault=fault, repository=repository,
            undo=self.desk.history.can_undo, folder=self.desk.root.graph.parent,
        )  # fmt: skip

    def _read(
        self,
        source: str,
        passage: Passage | None = None,
        sheet: Sheet | None = None,
        faults: Mapping[str, Sequence[str]] | None = None,
        general: str = "",
    ) -> Response:
        """Answer with the text of a source, and the sheet of a passage beside it."""
        text, slices = self.desk.text(source), self.desk.slices(source)
        told = {**(faults or {}), **({GENERAL: [general]} if general else {})}
        stances = {each.name: each.stance for each in slices}
        values: dict[str, Any] = {}
        if passage:
            like = ""
            if sheet is None:
                sheet, like = self.desk.begun(passage)
            read = self.desk.read(sheet, passage)
            sheet.parts = [part for part in sheet.parts if part.kind in self.desk.forms.forms]
            values = {
                "sheet": sheet,
                "like": like,
                "phrases": self.desk.likely.phrases(passage),
                "turtle": self.desk.turtle(passage, read),
                "words": text[passage.start : passage.end],
                "mentions": self.desk.mentions(passage),
                "cuts": list(_cuts(text, passage)),
            }
        drafted = sum(stance == "Drafted" for stance in stances.values())
        forms = self.desk.forms
        return self._page(
            "desk_source.html",
            422 if told else 200,
            name=source,
            passage=passage,
            pieces=_pieces(text, slices),
            stances=stances,
            left=drafted,
            read=len(slices) - drafted,
            forms=forms.forms,
            choices={kind: forms.choices(kind) for kind in ("Stance", "Directness", "Reason")},
            told=TOLD,
            faults=told,
            kinds=KINDS,
            paired=PAIRED,
            undo=self.desk.history.can_undo,
            **values,
        )

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        text = environment().get_template(template).render(base=self.base, **values)
        return HTMLResponse(text, status, HEADERS)

    def _to(self, path: str) -> Response:
        return RedirectResponse(self.base + path, 303, HEADERS)

    async def _pairs(self, request: Request) -> list[tuple[str, str]]:
        async with request.form(max_fields=MANY) as form:
            return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]

    async def _answered(
        self, answer: Callable[[], Response], again: Callable[[CoalitionError], Response] | None = None
    ) -> Response:
        """Return an answer that is made while no other is; where that fails, one that tells why."""

        def made() -> Response:
            with self.desk.lock, self.desk.root.namespaces.used():
                try:
                    return answer()
                except CoalitionError as fault:
                    if again:
                        with suppress(CoalitionError):
                            return again(fault)
                    status = 404 if isinstance(fault, NotFoundError) else 409
                    return self._page("desk_fault.html", status, fault=fault)

        return await run_in_threadpool(made)


def _pieces(text: str, slices: Sequence[Passage]) -> list[tuple[str, int, str]]:
    """Return the words of a text in parts, each with its offset and the name of the passage that it lies in, if any."""
    found, at = list[tuple[str, int, str]](), 0
    for each in slices:
        if each.start < at:  # it lies in the one before, which is shown
            continue
        if at < each.start:
            found.append((text[at : each.start], at, ""))
        found.append((text[each.start : each.end], each.start, each.name))
        at = each.end
    return [*found, (text[at:], at, "")] if at < len(text) else found


def _cuts(text: str, passage: Passage) -> Iterator[tuple[int, str]]:
    """Yield where a passage can be divided: the offset of each of its words but the first, and the words from there."""
    for word in words(text[passage.start : passage.end])[1:]:
        start = passage.start + word.start
        yield start, " ".join(text[start : min(start + SHOWN, passage.end)].split())


def _typed(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _number(given: Mapping[str, str], name: str, otherwise: int = 0) -> int:
    """Return a number that a page sends, if it is one."""
    value = given.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 16 else otherwise


def _whole(given: Mapping[str, str], name: str) -> int:
    value = given.get(name, "")
    if value.isdecimal() and len(value) < 12:
        return int(value)
    raise ParameterError("it is not said where", remedy="put the cursor into the words of the passage")


def _plain(status: int, text: str) -> Response:
    return PlainTextResponse(f"{text}\n", status, HEADERS)


async def _refused(_request: Request, fault: Exception) -> Response:
    status = getattr(fault, "status_code", 500)
    return _plain(status, {404: "there is nothing here; go back", 405: "this cannot be done here"}.get(status, "no"))
