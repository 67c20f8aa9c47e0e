"""Test the title and description that pictures carry for those who cannot see them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from coalition.output import figure

pytest.importorskip("matplotlib", reason="the plot extra is not installed")

SVG = "{http://www.w3.org/2000/svg}"
TITLE, CAPTION = "Kings & queens", "2 kings < 3 queens, “crowned”"


def empty() -> Any:
    return figure.sheet((0, 5, 0, 1), TITLE, CAPTION)[0]


def test_an_svg_is_an_image_with_a_title_and_a_description(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    figure.write(path, empty, TITLE, CAPTION)
    root = ElementTree.fromstring(path.read_bytes())
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert (title.text, description.text) == (TITLE, CAPTION)
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")


def test_an_svg_shows_what_xml_cannot_hold(tmp_path: Path) -> None:
    path, title = tmp_path / "a.svg", "The King\x1b[31m\x00\ufffe\u202e"
    seen = "The King\\x1b[31m\\x00\\ufffe\\u202e"
    figure.write(path, lambda: figure.sheet((0, 5, 0, 1), title, title)[0], title, title)
    root = ElementTree.fromstring(path.read_bytes())
    assert [element.text for name in ("title", "desc") for element in root.iter(f"{SVG}{name}")] == [seen, seen]
    assert figure.short(title) == seen


def test_a_png_carries_its_title_and_description(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    figure.write(path, empty, TITLE, CAPTION)
    texts = dict(_texts(path.read_bytes()))
    assert (texts["Title"], texts["Description"]) == (TITLE, CAPTION)


def _texts(png: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts in a PNG, with their keywords."""
    at = 8
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        content = png[at + 8 : at + 8 + length]
        keyword, _, text = content.partition(b"\0")
        if kind == b"tEXt":
            yield keyword.decode("latin-1"), text.decode("latin-1")
        elif kind == b"iTXt":
            packed, text = text[0], text[2:].split(b"\0", 2)[2]
            yield keyword.decode("latin-1"), (zlib.decompress(text) if packed else text).decode()
        at += 12 + length


def test_labels_are_cut_where_they_are_too_long() -> None:
    assert figure.short("a  b\nc") == "a b c"
    assert figure.short("x" * 80) == "x" * 59 + "…"


FOREIGN = ["وزارة الخارجية", "中华人民共和国", "😀🇺🇦", "देवनागरी", "ไทย", "\ue000"]


def labelled(*labels: str) -> Any:
    """Return a picture with a label in each of its lines."""
    sheet, axes = figure.sheet((0, 5, 0, len(labels)), TITLE, CAPTION)
    for line, label in enumerate(labels):
        axes.text(1, line, label, size=figure.FONT)
    return sheet


@pytest.mark.parametrize("label", FOREIGN)
def test_a_label_in_letters_that_the_font_lacks_is_drawn_without_a_word(label: str, tmp_path: Path) -> None:
    figure.write(tmp_path / "a.svg", lambda: labelled("Kings", label), TITLE, CAPTION)
    texts = [text.text for text in ElementTree.fromstring((tmp_path / "a.svg").read_bytes()).iter(f"{SVG}text")]
    assert {"Kings", TITLE, label} <= set(texts)
    figure.write(tmp_path / "a.png", lambda: labelled("Kings", label), TITLE, CAPTION)
    figure.write(tmp_path / "b.png", lambda: labelled("Kings", ""), TITLE, CAPTION)
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_a_picture_whose_letters_the_font_has_is_drawn_as_paths(tmp_path: Path) -> None:
    figure.write(tmp_path / "a.svg", lambda: labelled("Kings", "Straße, Žižka"), TITLE, CAPTION)
    assert not list(ElementTree.fromstring((tmp_path / "a.svg").read_bytes()).iter(f"{SVG}text"))


def test_a_letter_that_the_font_lacks_is_as_wide_as_a_wide_one() -> None:
    assert figure.width("中华") == figure.width("WW")
    assert figure.width("Kings") < figure.width("WWWWW")
