"""Send answers: from memory or from a file, with the header fields that all of them have."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from coalition.output import problems
from coalition.service.cache import Kept
from coalition.service.pool import Reply

PIECE = 1 << 18

COMMON: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Location, Retry-After, X-Request-Id",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""The header fields of every answer. What is served is public, so that pages of every origin may read it."""


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return header fields as they are sent; a line break in a value, which would begin another field, is taken out."""
    return [
        (key.encode("latin-1"), " ".join(value.split()).encode("latin-1", "replace")) for key, value in headers.items()
    ]


class Sent(Response):
    """Send the answer of a worker, or one that is kept."""

    def __init__(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"", file: int | None = None,
                 size: int = 0) -> None:  # fmt: skip
        self.status_code = status
        self.background = None
        self.body = body
        self.file, self.size = file, size if file is not None else len(body)
        self.raw_headers = [*headers]
        if status not in (204, 304):
            self.raw_headers.append((b"content-length", b"%d" % self.size))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] == "HEAD" or self.size == 0:
                await send({"type": "http.response.body", "body": b""})
                return
            at = 0
            while at < self.size:  # in pieces, of which no more wait for a slow client than one
                piece = self.body[at : at + PIECE] if self.file is None else os.pread(self.file, PIECE, at)
                if not piece:
                    raise OSError("the file of an answer is shorter than it was")
                at += len(piece)
                await send({"type": "http.response.body", "body": bytes(piece), "more_body": at < self.size})
        finally:
            if self.file is not None:
                os.close(self.file)
                self.file = None

    @classmethod
    def of(cls, reply: Reply, headers: Mapping[str, str]) -> Sent:
        """Return the answer of a worker, with further header fields."""
        fields = {**COMMON, "content-type": reply.type, **reply.headers, **headers}
        links = [each["link"] for each in (reply.headers, headers) if "link" in each]
        fields |= {"link": ", ".join(links)} if links else {}
        file, reply.file = reply.file, None
        return cls(reply.status, encoded(fields), reply.body, file, reply.size)

    @classmethod
    def of_kept(cls, kept: Kept) -> Sent:
        """Return an answer that was kept."""
        return cls(kept.status, kept.headers, kept.body)

    def kept(self, most: int) -> Kept | None:
        """Return this answer as it can be kept; None where its body has more than `most` bytes."""
        if self.size > most:
            return None
        if self.file is not None:
            self.body = os.pread(self.file, self.size, 0)
            os.close(self.file)
            self.file = None
        line = f"HTTP/1.1 {self.status_code} {HTTPStatus(self.status_code).phrase}\r\n".encode()
        wire = line + b"".join(b"%b: %b\r\n" % field for field in self.raw_headers)
        fields = tuple(field for field in self.raw_headers if field[0] != b"content-length")
        return Kept(self.status_code, fields, bytes(self.body), wire)


def problem(kind: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Sent:
    """Return a problem as an answer."""
    status = problems.KINDS[kind][0]
    fields = {**COMMON, "content-type": problems.TYPE, "cache-control": "no-store", **(headers or {})}
    return Sent(status, encoded(fields), problems.encoded(problems.problem(status, kind, detail, **more)))


def plain(text: str, status: int = 200, media_type: str = "text/plain; charset=utf-8", **headers: str) -> Sent:
    """Return a text as an answer that is not kept."""
    fields = {**COMMON, "content-type": media_type, "cache-control": "no-store", **headers}
    return Sent(status, encoded(fields), text.encode())
