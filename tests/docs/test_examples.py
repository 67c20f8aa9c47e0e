"""Test that the README and the documentation show what the commands print.

`REFRESH=1 python -m pytest tests/docs/test_examples.py` writes the outputs and the pictures again; then read the diff.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import BLOCK, Page, as_shown, become_a_new_user, run, steps
from refresh import REFRESH, refresh
from ruritania import PROJECT

DOCS = PROJECT / "docs"
PICTURES = DOCS / "pictures"
PAGES = [PROJECT / "README.md", *sorted(path for path in DOCS.rglob("*.md") if path.parent.name != "contributing")]
"""All pages but the walk-throughs of `docs/contributing/`, which change the project itself."""

PICTURE = re.compile(r"\]\([./a-z]*pictures/([a-z-]+\.svg)\)")
"""A picture that a page shows."""

PAGE = re.compile(r"pictures/(page-[a-z]+\.png)")
"""A picture of a page of the service."""


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set up the machine of a new user, whose snapshots all pages share."""
    with pytest.MonkeyPatch.context() as patch:
        become_a_new_user(patch, tmp_path_factory.mktemp("user"))
        yield


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_shows_what_its_commands_print(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parts, end = [], 0
    for block, body in Page(path, tmp_path).renewed():
        parts += [text[end : block.start("body")], body]
        end = block.end("body")
    renewed = "".join(parts) + text[end:]
    drawn = [tmp_path / picture for picture in PICTURE.findall(text) if (tmp_path / picture).exists()]
    if REFRESH:
        for picture in drawn:
            shutil.copyfile(picture, PICTURES / picture.name)
    if renewed != text:
        refresh(path, renewed)
    assert renewed == text


def test_the_readme_shows_an_answer_with_its_evidence() -> None:
    blocks = [block["body"] for block in BLOCK.finditer(PAGES[0].read_text(encoding="utf-8"))]
    shown = [step for block in blocks for step in steps(block) if step.shown]
    assert any("--why" in step.command and "asserts" in step.shown for step in shown)


def test_the_readme_is_short() -> None:
    assert len(PAGES[0].read_text(encoding="utf-8").splitlines()) < 150


# Pictures of pages, which are no figures, are taken by hand: PICTURES=DIR with tests/pages/test_browser.py takes more.
@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_stands_on_a_page_that_draws_it(picture: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in PAGES]
    assert [text for text in pages if picture.name in PICTURE.findall(text) and f"--plot {picture.name}" in text]


def test_every_picture_that_a_page_shows_is_there() -> None:
    pages = [path.read_text(encoding="utf-8") for path in PAGES]
    shown = {picture for text in pages for picture in (*PICTURE.findall(text), *PAGE.findall(text))}
    assert shown == {path.name for path in PICTURES.iterdir()}


# The runner itself.


def test_a_command_of_ours_and_one_for_the_shell_print_alike(tmp_path: Path) -> None:
    ours = run("coalition ask aims --format csv", tmp_path)
    shell = run("coalition ask aims --format csv | cat", tmp_path)
    assert ours == shell
    assert ours.code == 0
    assert "aim" in ours.text


def test_the_texts_of_the_checkout_are_not_found(tmp_path: Path) -> None:
    ours = run("coalition cite s002 words", tmp_path).text
    shell = run("coalition cite s002 words | cat", tmp_path).text
    assert ours == shell
    assert "the text of s002 was not found" in ours
    assert str(PROJECT / "sources") not in ours


def test_output_goes_to_the_file_it_is_redirected_to(tmp_path: Path) -> None:
    assert run("coalition ask aims > a.txt && coalition ask aims >> a.txt", tmp_path).text == ""
    once = run("coalition ask aims", tmp_path).text
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").count(once.splitlines()[2].rstrip()) == 2


def test_what_goes_wrong_is_told_and_stops_the_line(tmp_path: Path) -> None:
    printed = run("coalition ask nothing && coalition ask aims", tmp_path)
    assert printed.code == 1
    assert printed.text.startswith("Error: ")
    assert len(printed.text.splitlines()) == 1


def test_a_page_that_shows_something_else_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ coalition query 'ASK {}'\nfalse\n```\n", encoding="utf-8")
    [(block, body)] = Page(page, tmp_path).renewed()
    assert block["body"] != body
    assert body == "$ coalition query 'ASK {}'\ntrue\n"


@pytest.mark.parametrize(
    "block",
    [
        "```console\n$ coalition ask nothing\n```\n",
        "```console\n$ coalition query 'ASK {}'\nError: nothing\n```\n",
        "```pycon\n>>> 1 + 1\n3\n```\n",
        "```python\nassert False\n```\n",
    ],
    ids=["a command fails", "a command should fail", "a doctest", "Python"],
)
def test_a_block_that_does_not_run_fails(block: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(block, encoding="utf-8")
    with pytest.raises(AssertionError):
        list(Page(page, tmp_path).renewed())


def test_a_shown_output_may_stop_before_its_end_or_be_left_out() -> None:
    assert as_shown("", "one\ntwo") == ""
    assert as_shown("old\n...", "one\ntwo\nthree") == "one\n..."
    assert as_shown("old", "one\ntwo") == "one\ntwo"


def test_a_file_of_a_page_is_written_and_read(tmp_path: Path) -> None:
    file = "```{code-block} sparql\n:caption: a/ask.rq\n\nASK {}\n```\n"
    page = tmp_path / "page.md"
    page.write_text(f"{file}\n```console\n$ coalition query -f a/ask.rq\n?\n```\n", encoding="utf-8")
    assert [body for _, body in Page(page, tmp_path).renewed()][1] == "$ coalition query -f a/ask.rq\ntrue\n"
    assert (tmp_path / "a" / "ask.rq").read_text(encoding="utf-8") == "ASK {}\n"
