"""Test the title and description that pictures carry for those who cannot see them."""

from __future__ import annotations

import logging
import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from coalition.errors import SelectionError
from coalition.output import figure
from coalition.output.fonts import LOGGER

pytest.importorskip("matplotlib", reason="the plot extra is not installed")

SVG = "{http://www.w3.org/2000/svg}"
TITLE, CAPTION = "Kings & queens", "2 kings < 3 queens, “crowned”"


def empty() -> Any:
    return figure.sheet((0, 5, 0, 1), TITLE, CAPTION)[0]


def test_that_the_cache_of_fonts_is_built_is_not_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def slow() -> Any:
        logging.getLogger(LOGGER).warning("Matplotlib is building the font cache")
        return empty()

    figure.write(tmp_path / "a.svg", slow, TITLE, CAPTION)
    assert caplog.records == []


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


def test_words_in_an_svg_are_text(tmp_path: Path) -> None:
    figure.write(tmp_path / "a.svg", lambda: labelled("Kings", "Straße, Žižka"), TITLE, CAPTION)
    drawn = [text.text for text in ElementTree.fromstring((tmp_path / "a.svg").read_bytes()).iter(f"{SVG}text")]
    assert {"Kings", "Straße, Žižka", TITLE} <= set(drawn)


def test_a_page_explains_its_marks_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    def explained() -> Any:
        sheet, axes = figure.sheet((0, 5, 0, 2), TITLE, CAPTION, ["made from <nothing>"])
        figure.explain(axes.scatter([1], [1]), 0, "A king & <b>his</b> army")
        return sheet

    figure.write(tmp_path / "a.html", explained, "Kings <b>", CAPTION)
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<title>Kings &lt;b&gt;</title>" in text and "<b>" not in text and "<script" not in text
    assert "<title>A king &amp; &lt;b&gt;his&lt;/b&gt; army</title>" in text
    assert "made from &lt;nothing&gt;" in text
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in text
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", text)
    assert "<?xml" not in text and text.count("<!DOCTYPE") == 1
    figure.write(tmp_path / "b.html", explained, "Kings <b>", CAPTION)
    assert (tmp_path / "b.html").read_text(encoding="utf-8") == text


def test_lines_below_a_picture_stand_under_the_legend() -> None:
    from matplotlib.lines import Line2D

    sheet, _ = figure.sheet((0, 8, 0, 3), TITLE, CAPTION, ["sources " * 30, "a command"])
    figure.legend(sheet, [Line2D([], [], label="one")])
    sheet.draw_without_rendering()
    (foot,) = sheet.texts
    assert foot.get_text().endswith("a command")
    assert 0 < foot.get_window_extent().y0 < foot.get_window_extent().y1 < sheet.legends[0].get_window_extent().y0


def test_a_letter_that_the_font_lacks_is_as_wide_as_a_wide_one() -> None:
    assert figure.width("中华") == figure.width("WW")
    assert figure.width("Kings") < figure.width("WWWWW")


def test_title_and_caption_stand_in_the_head_above_what_is_drawn() -> None:
    long = "a caption of some length " * 8
    sheet, axes = figure.sheet((1.0, 6.0, 2.0, 4.0), "Kings\x1b", long)
    title, caption = axes.texts
    lines = caption.get_text().split("\n")
    assert (title.get_text(), " ".join(lines)) == ("Kings\\x1b", long.strip())
    assert len(lines) > 2 and max(map(len, lines)) <= (5.0 - 2 * figure.MARGIN) / 0.066
    low, high = axes.get_ylim()
    assert axes.get_xlim() == (1.0, 6.0) and low == pytest.approx(2.0 - figure.FOOT)
    assert tuple(sheet.get_size_inches()) == pytest.approx((5.0, high - low))
    assert (title.get_size(), title.get_weight(), caption.get_size()) == (figure.TITLE, "bold", figure.SMALL)
    # One below the other, inside the picture, and nothing of them on what is drawn.
    sheet.draw_without_rendering()
    above, below = (text.get_window_extent().transformed(axes.transData.inverted()) for text in (title, caption))
    assert high > above.y1 > above.y0 > below.y1 > below.y0 > 4.0
    assert above.x0 > 1.0 and below.x0 > 1.0 and above.x1 < 6.0 and below.x1 < 6.0


def test_a_legend_is_one_line_at_the_foot_and_others_stand_above_it() -> None:
    from matplotlib.colors import same_color
    from matplotlib.lines import Line2D

    sheet, axes = figure.sheet((0, 8, 0, 3), TITLE, CAPTION)
    marks = [Line2D([], [], label=name) for name in ("one", "two", "three")]
    figure.legend(sheet, marks)
    figure.legend(sheet, marks[:2], 1)
    sheet.draw_without_rendering()
    first, second = (each.get_window_extent().transformed(axes.transData.inverted()) for each in sheet.legends)
    assert [text.get_text() for text in sheet.legends[0].get_texts()] == ["one", "two", "three"]
    assert len({round(text.get_window_extent().y0) for text in sheet.legends[0].get_texts()}) == 1
    assert second.y0 - first.y0 == pytest.approx(figure.LEGEND, abs=0.02)
    assert first.y0 < 0 and (first.x0 + first.x1) / 2 == pytest.approx(4, abs=0.05)
    assert all(same_color(text.get_color(), figure.INK) for text in sheet.legends[0].get_texts())
    assert not sheet.legends[0].get_frame_on()


def test_a_png_says_what_made_it(tmp_path: Path) -> None:
    path = tmp_path / "a.PNG"
    figure.write(path, empty, TITLE, CAPTION)
    assert dict(_texts(path.read_bytes()))["Software"] == "Coalition Graph"


REFUSED = {
    "a.pdf": "{0}/a.pdf: pictures can only be written as SVG, PNG or HTML; end the file name in .svg, .png or .html",
    "none/a.svg": "{0}/none: the folder does not exist; create it, or name a folder that exists",
}


@pytest.mark.parametrize(("name", "told"), REFUSED.items())
def test_a_file_that_cannot_hold_a_picture_is_refused(name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SelectionError) as caught:
        figure.write(tmp_path / name, empty, TITLE, CAPTION)
    assert str(caught.value) == told.format(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "draw", [empty, lambda: figure.width("a"), lambda: figure.write("a.svg", empty, TITLE, CAPTION)]
)
def test_without_matplotlib_the_remedy_is_named(draw: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"] + ["matplotlib"]:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SelectionError) as caught:
        draw()
    assert str(caught.value) == "matplotlib is not installed; run pip install matplotlib"
