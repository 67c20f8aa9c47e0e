"""Test that the text of a source is read exactly as stored, is reported as not found, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.errors import SourceError
from coalition.texts.source import Source, Texts, sha256


def test_a_text_is_read_exactly_as_it_is_stored(tmp_path: Path) -> None:
    text = "\ufeffline\r\nline\rline\n\u2028é e\u0301 🇬🇧"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert Texts(tmp_path).get(Source("x:a", file_name="a.txt")) == text


def test_a_text_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("first", encoding="utf-8")
    texts, source = Texts(tmp_path), Source("x:a", file_name="a.txt")
    texts.get(source)
    (tmp_path / "a.txt").write_text("second", encoding="utf-8")
    assert texts.get(source) == "first"


@pytest.mark.parametrize("name", ["", "absent.txt", "../outside.txt", "folder/inside.txt", ".."])
def test_a_text_that_is_not_a_file_of_the_folder_is_not_at_hand(tmp_path: Path, name: str) -> None:
    texts = tmp_path / "texts"
    (texts / "folder").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (texts / "folder" / "inside.txt").write_text("secret", encoding="utf-8")
    assert Texts(texts).get(Source("x:a", file_name=name)) is None


def test_without_a_folder_no_text_is_at_hand(tmp_path: Path) -> None:
    assert Texts(tmp_path / "nowhere").get(Source("x:a", file_name="a.txt")) is None


def test_a_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Zoë".encode("latin-1"))
    with pytest.raises(
        SourceError, match=r"a\.txt: byte 2 is not UTF-8; save the text as UTF-8, without other changes$"
    ) as caught:
        Texts(tmp_path).get(Source("x:a", file_name="a.txt"))
    assert "\n" not in str(caught.value)


def test_a_digest_is_of_the_text_in_utf_8() -> None:
    assert sha256("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_a_source_is_named_by_the_last_part_of_its_iri() -> None:
    assert Source("https://example.org/source/s002").name == "s002"


def test_a_folder_of_texts_that_is_named_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    remedy = "name the folder of the source texts"
    for name, what in (("file", "this is not a folder"), ("none", "there is no such folder")):
        with pytest.raises(SourceError) as caught:
            Texts.open(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name}: {what}; {remedy}"
    assert Texts.open(tmp_path) == Texts(tmp_path)


def test_a_folder_in_the_place_of_a_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(SourceError, match=r"a\.txt: this is a folder, not a file"):
        Texts(tmp_path).get(Source("x:a", file_name="a.txt"))
