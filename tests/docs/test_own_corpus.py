"""Test that the sheets of the tutorial, filled in on the pages, give the files that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import BLOCK, CAPTION, Page, become_a_new_user
from refresh import REFRESH, refresh
from ruritania import PROJECT
from starlette.testclient import TestClient

from coalition.corpus.root import Root
from coalition.desk.app import Application
from coalition.desk.desk import Desk
from coalition.texts.source import Texts

TUTORIAL = PROJECT / "docs" / "own-corpus.md"
HOST = "127.0.0.1:8010"


def sheets(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the beginning of each sentence of the tables, and what is filled in for it, as a browser sends it."""
    words, filled, number = "", dict[str, str](), -1
    for row in re.findall(r"^\| (.*) \|$", text.replace("| |", "|  |"), re.MULTILINE):
        cells = [cell.strip() for cell in row.split("|")]
        if cells[0] == "sentence" or set(cells[0]) == {"-"}:
            continue
        if cells[0]:
            if words:
                yield words, filled
            words, filled, number = cells[0], {"stance": "Asserts", "do": "accept"}, -1
        if cells[1] == "no fact":
            filled |= {"do": "none", "reason": cells[3]}
            continue
        if cells[1]:
            number += 1
            filled[f"{number}.kind"] = cells[1]
        prefix = "" if cells[2] in ("name", "thing") else "f."
        filled[f"{number}.{prefix}{cells[2]}"] = cells[3]
    yield words, filled


def test_what_the_sheets_say_is_what_the_files_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    become_a_new_user(monkeypatch, tmp_path / "user")
    text = TUTORIAL.read_text(encoding="utf-8")
    before = text[: text.index("What you accepted stands in files")]
    page = tmp_path / "page.md"
    page.write_text(before, encoding="utf-8")
    list(Page(page, tmp_path).renewed())
    root = Root.open(tmp_path / "my-council")
    desk = Desk(root, Texts(root.sources))
    client = TestClient(
        Application(desk, "x", [HOST]), f"http://{HOST}", follow_redirects=False, headers={"origin": f"http://{HOST}"}
    )
    filled = list(sheets(before))
    assert len(filled) == 4
    with root.namespaces.used():
        texts = {
            each.name: desk.text(s)[each.start : each.end] for s in ("minutes", "herald") for each in desk.slices(s)
        }
    for words, sheet in filled:
        (name,) = (name for name, own in texts.items() if own.startswith(words))
        got = client.post(f"/x/passages/{name}", data=sheet)
        assert got.status_code == 303, got.text
    shown = {match["name"]: match["text"] for block in BLOCK.finditer(text) if (match := CAPTION.match(block["body"]))}
    for source in ("minutes", "herald", "register"):
        content = (root.graph / f"{source}.trig").read_text(encoding="utf-8")
        text = text.replace(shown[f"my-council/graph/{source}.trig"], content)
    if REFRESH:
        refresh(TUTORIAL, text)
    assert TUTORIAL.read_text(encoding="utf-8") == text
