"""Read plain text: UTF-8 as it is, and other encodings where they can be told."""

from __future__ import annotations

from pathlib import Path

from coalition.errors import SourceError
from coalition.intake.document import Document, cleaned, program
from coalition.texts.source import decode

LEAST = 100
"""From how many bytes on it can be told in which encoding a text is."""


def parse(content: bytes, path: Path) -> Document:
    """Return the text in the bytes of the file at `path`.

    UTF-8 is kept as it is, byte for byte.

    Raises
    ------
    SourceError
        When the bytes are not UTF-8, and it cannot be told what else they are.
    """
    try:
        return Document(decode(content, path))
    except SourceError:
        from charset_normalizer import from_bytes

        best = from_bytes(content).best() if len(content) >= LEAST else None
        if best is None or "\0" in str(best):  # these are no letters
            raise
    name = best.encoding.replace("_", "-")
    remark = f"the text was read as {name}, which was guessed from its bytes: look whether its accents are right"
    return Document(cleaned(str(best)), f"{program('charset-normalizer')}, as {name}", remarks=(remark,))
