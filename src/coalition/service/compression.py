"""Choose an encoding that a client accepts, and compress with it."""

from __future__ import annotations

import zlib
from typing import IO, Any

ENCODINGS = ("zstd", "br", "gzip")
"""The encodings, the best first."""

LEAST = 1024
"""From how many bytes on an answer is compressed."""

PIECE = 1 << 18


def chosen(accepted: str) -> str | None:
    """Return the best encoding that a header field Accept-Encoding accepts; None where an answer is sent as it is."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        _, _, weight = parameter.partition("=")
        try:
            weights[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    best = max(ENCODINGS, key=lambda name: (weights.get(name, 0.0), -ENCODINGS.index(name)))
    return best if weights.get(best, 0.0) > 0 else None


def compresses(media_type: str) -> bool:
    """Tell whether what has a media type gets smaller by compression."""
    return media_type.startswith("text/") or any(word in media_type for word in ("json", "xml", "sparql", "n-", "trig"))


def compress(source: IO[bytes], target: IO[bytes], encoding: str) -> int:
    """Compress what `source` holds into `target`, and return how many bytes that gives."""
    compressor: Any
    if encoding == "zstd":
        import zstandard

        compressor = zstandard.ZstdCompressor(level=3).compressobj()
    elif encoding == "br":
        import brotli

        compressor = brotli.Compressor(quality=4)
    else:
        compressor = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: as gzip
    step = compressor.process if encoding == "br" else compressor.compress
    size = 0
    while piece := source.read(PIECE):
        size += target.write(step(piece))
    return size + target.write(compressor.finish() if encoding == "br" else compressor.flush())
