"""Test that the files that pages name exist, and that the architecture describes every package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from console import CAPTION
from ruritania import PROJECT

DOCS = PROJECT / "docs"
PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
FOLDERS = "src|tests|ontology|queries|graph|docs|benchmarks"
NAMED = re.compile(rf"`((?:{FOLDERS})/[\w./-]+)`")
LINKED = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")
ARCHITECTURE = DOCS / "explanation" / "architecture.md"


MADE = {"graph/s005.trig", "tests/expected/places-of-events.csv"}
"""The files that the commands of a walk-through write."""


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = MADE | {caption["name"] for caption in CAPTION.finditer(text)}
    missing = [path for path in NAMED.findall(text) if not (PROJECT / path).exists() and path not in made]
    assert missing == []


@pytest.mark.parametrize("page", [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"], ids=name)
def test_the_links_of_a_page_outside_the_site_lead_to_files(page: Path) -> None:
    links = LINKED.findall(page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_package_has_one_sentence() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8").split("## Packages")[1].split("## Imports")[0]
    told = re.findall(r"^\| `(\w+)` \| [^|]+ \|$", text, re.MULTILINE)
    packages = {path.parent.name for path in (PROJECT / "src" / "coalition").glob("*/__init__.py")}
    assert len(packages) > 10
    assert sorted(told) == sorted(packages)


def test_every_page_of_the_site_is_in_a_table_of_contents() -> None:
    listed = set()
    for page in DOCS.rglob("*.md"):
        for block in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            names = (line.strip() for line in block.splitlines() if line.strip() and not line.startswith(":"))
            listed |= {(page.parent / f"{each}.md").resolve() for each in names}
    assert listed == {page.resolve() for page in DOCS.rglob("*.md")} - {(DOCS / "index.md").resolve()}
