"""Test that UTF-8 is kept as it is, and that other encodings are told and what is no text is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.errors import SourceError
from coalition.intake.plain_text import parse

FRENCH = "Le conseil a décidé à l'unanimité d'accorder une subvention à la bibliothèque de la cité où étaient les élus."


def test_utf_8_is_kept_as_it_is() -> None:
    text = "\ufeffZenda\r\n\r\n\r\nZoe\u0308 \t\n"
    found = parse(text.encode(), Path("a.txt"))
    assert (found.text, found.program, found.details, found.remarks) == (text, "", {}, ())


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_told(encoding: str) -> None:
    found = parse(FRENCH.encode(encoding), Path("a.txt"))
    assert found.text == FRENCH + "\n"
    assert found.program.startswith("charset-normalizer ")
    assert "guessed from its bytes" in found.remarks[0]


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, "trop court pour le dire: où".encode("cp1252")])
def test_what_is_no_text_or_too_short_to_tell_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="is not UTF-8"):
        parse(content, Path("a.dat"))
