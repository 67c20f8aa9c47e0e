"""Test that what is compressed can be unpacked by the client that accepts it."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from urllib.parse import quote

import brotli
import pytest
import zstandard
from serving import Server

from coalition.service.compression import chosen, compress, compresses

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().stream_reader(data).read(),
}


@pytest.mark.parametrize(
    ("accepted", "name"),
    [
        ("", None),
        ("identity", None),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("zstd;q=0, GZIP", "gzip"),
        ("gzip;q=x", None),
    ],
)
def test_the_best_encoding_that_is_accepted_is_chosen(accepted: str, name: str | None) -> None:
    assert chosen(accepted) == name


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("size", [0, 10, 1_000_000])
def test_what_is_compressed_is_the_same_when_it_is_unpacked(encoding: str, size: int) -> None:
    content, target = b"coalition " * (size // 10), io.BytesIO()
    told = compress(io.BytesIO(content), target, encoding)
    assert told == len(target.getvalue())
    assert UNPACK[encoding](target.getvalue()) == content


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("limit", [100, 5000])
def test_the_service_sends_what_is_compressed_also_when_it_is_kept(server: Server, encoding: str, limit: int) -> None:
    path = f"/sparql?format=csv&query={quote(f'SELECT * {{ ?s ?p ?o }} LIMIT {limit}')}"
    plain = server.ask(path)
    for _ in range(2):
        got = server.ask(path, accept_encoding=encoding)
        assert got.headers["content-encoding"] == encoding
        assert len(got.body) < len(plain.body) / 3
        assert UNPACK[encoding](got.body) == plain.body
        assert got.headers["etag"] != plain.headers["etag"]


def test_text_is_compressed_and_what_is_small_already_is_not(server: Server) -> None:
    assert compresses("text/turtle; charset=utf-8") and compresses("application/sparql-results+json")
    assert not compresses("image/png")
    assert "content-encoding" not in server.query("ASK {}", accept_encoding="gzip").headers
