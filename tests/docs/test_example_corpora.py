"""Test that the example corpora are whole, and that their pages show what the commands print."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import Page, become_a_new_user
from refresh import refresh
from ruritania import PROJECT

from coalition.build.check import check
from coalition.corpus.offers import listed
from coalition.corpus.root import Root
from coalition.graph import Graph
from coalition.texts.source import Texts

EXAMPLES = PROJECT / "examples"
LICENCES = {"rust-council": ("LICENSE-APACHE", "LICENSE-MIT"), "fomc": ()}
"""The examples that ship texts, with the licences that stand beside these."""

DOCUMENTS = {"rust-council": 20, "fomc": 28}


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set up the machine of a new user."""
    with pytest.MonkeyPatch.context() as patch:
        become_a_new_user(patch, tmp_path_factory.mktemp("user"))
        yield


@pytest.fixture(params=sorted(DOCUMENTS))
def example(request: pytest.FixtureRequest) -> Path:
    """Return the folder of an example that ships texts."""
    return EXAMPLES / str(request.param)


def test_the_page_shows_what_its_commands_print(example: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    path = example / "README.md"
    text = path.read_text(encoding="utf-8")
    parts, end = [], 0
    for block, body in Page(path, tmp_path).renewed():
        parts += [text[end : block.start("body")], body]
        end = block.end("body")
    renewed = "".join(parts) + text[end:]
    if renewed != text:
        refresh(path, renewed)
    assert renewed == text


def test_the_graph_is_clean_with_its_texts(example: Path) -> None:
    root, licences = Root.open(example), LICENCES[example.name]
    with root.namespaces.used():
        report = check(root.read(), Texts(root.sources), root.shape_files())
    assert not report.faults and not report.counts["drafted passages"]
    found = {path.name for path in root.sources.iterdir()} - set(licences)
    assert len(found) == DOCUMENTS[example.name]
    for licence in licences:
        assert "WARRANT" in (root.sources / licence).read_text(encoding="utf-8").upper()


def test_the_second_reading_is_clean() -> None:
    root, texts = Root.open(EXAMPLES / "rust-council" / "second-reading"), Texts(EXAMPLES / "rust-council" / "sources")
    with root.namespaces.used():
        report = check(root.read(), texts, root.shape_files())
    assert not report.faults and not report.counts["drafted passages"]


def test_the_first_five_are_read_whole(example: Path) -> None:
    measured = sorted(Graph.open(example).coverage(), key=lambda each: each.source.name)
    assert len(measured) == DOCUMENTS[example.name] and all(each.passages for each in measured)
    for each in measured[:5]:
        assert (each.unread, each.drifted, each.drafted) == ((), False, 0) and each.share_accounted_for == 1
    assert all(each.unread for each in measured[5:])


def test_a_table_leads_to_texts_that_are_not_shipped() -> None:
    folder = EXAMPLES / "node-tsc"
    rows = list(listed(folder / "list.csv"))
    assert len(rows) == 20 and {path.name for path in folder.iterdir()} == {"README.md", "list.csv"}
    for path, details in rows:
        assert path.stem == details.name and details.url.endswith(f"/meetings/{path.name}")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    (commit,) = {details.url.split("/")[-3] for _, details in rows}
    assert commit in readme


def test_a_table_lists_the_texts_that_stand_beside_it() -> None:
    rows = list(listed(EXAMPLES / "fomc" / "list.csv"))
    assert len(rows) == DOCUMENTS["fomc"]
    for path, details in rows:
        assert path.is_file() and path.name.partition(".")[0].removesuffix("-minutes") in details.url


@pytest.mark.parametrize(
    ("name", "right", "wrong", "told"),
    [
        ("2006-08-08", "own:percent 5.25", "own:percent 525.5", "write own:percent as a number from 0 to 100"),
        ("2008-12-16", "own:highestPercent 0.25", "own:highestPercent -0.25", "write own:lowestPercent as a number"),
    ],
)
def test_the_words_of_an_example_have_shapes(tmp_path: Path, name: str, right: str, wrong: str, told: str) -> None:
    root = Root.open(shutil.copytree(EXAMPLES / "fomc", tmp_path / "fomc"))
    path = root.graph / f"{name}.trig"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with root.namespaces.used():
        (fault,) = check(root.read(), Texts(root.sources), root.shape_files()).faults
    assert told in str(fault)


def test_the_examples_are_small() -> None:
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file()) < 1_500_000
