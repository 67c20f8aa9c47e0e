"""Test that the generated pages are complete, and that anything loaded from another host is detected."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from ruritania import PROJECT

from coalition.errors import CoalitionError


@pytest.fixture(scope="module")
def extension() -> Iterator[dict[str, ModuleType]]:
    """Import the modules of `docs/_ext` that need no Sphinx."""
    folder = str(PROJECT / "docs" / "_ext")
    sys.path.insert(0, folder)
    names = ("commands", "kinds", "offline", "ontology", "operations", "questions", "results")
    try:
        yield {name: __import__(name) for name in names}
    finally:
        sys.path.remove(folder)
        for name in names:
            del sys.modules[name]


def test_every_term_of_the_ontology_has_a_section(extension: dict[str, ModuleType]) -> None:
    text = extension["ontology"].markdown()
    files = [*(PROJECT / "ontology").glob("*.ttl"), *(PROJECT / "ontology" / "lists").glob("*.ttl")]
    defined = {
        term for path in files for term in re.findall(r"^(cg:\w+) a ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(defined) > 150
    shown = re.findall(r"^`(cg:\w+)` · ", text, re.MULTILINE)
    assert sorted(shown) == sorted(defined)
    anchors = re.findall(r"^\((.+)\)=$", text, re.MULTILINE)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\(#(term-[\w-]+)\)", text)) <= set(anchors)


def test_a_term_is_told_with_all_that_its_files_say(extension: dict[str, ModuleType]) -> None:
    text = extension["ontology"].markdown()
    date, code = (text.split(f"`{term}` · ")[1].split("\n(")[0] for term in ("cg:date", "cg:isoCode"))
    assert "- Of: [state](#term-class-state)" in code
    for told in ("- Value: ", "- Can conflict as: [one date]", '- Example: `meeting:london-2025-03-02 cg:date "2025'):
        assert told in date


def test_every_question_has_a_section_with_its_parameters(extension: dict[str, ModuleType]) -> None:
    text = extension["questions"].markdown()
    names = {path.stem for path in (PROJECT / "queries").glob("*.rq")}
    assert set(re.findall(r"^### ([\w-]+)$", text, re.MULTILINE)) == names
    assert set(re.findall(r"\(#question-([\w-]+)\)", text)) == names
    assert "- `--by ACTOR`: optional, for example “United Kingdom”" in text


def test_every_operation_has_a_section_with_its_parameters_formats_and_stability(
    extension: dict[str, ModuleType],
) -> None:
    from coalition.operations.declared import PLACES, operation
    from coalition.operations.operation import PAGING, Operation
    from coalition.operations.questions import SHOWN
    from coalition.operations.views import VIEW

    sections = dict(re.findall(r"^### ([^\n]+)\n\n(.+?)(?=^\(|^#|\Z)", extension["operations"].markdown(), re.M | re.S))
    shown = {head: re.findall(r"^- `(\w+)` \(.+\)", text, re.M) for head, text in sections.items()}
    assert shown.pop("Of a list that is read in pages") == [each.name for each in PAGING]
    assert shown.pop("Of all that can be restricted to a part of the graph") == [each.name for each in VIEW]
    assert shown.pop("Of all") == ["format", "snapshot"]
    assert shown.pop("ask/NAME") == [each.name for each in SHOWN]
    declared: dict[str, Operation] = {name: operation(name) for name in PLACES}
    assert shown == {name: [each.name for each in each_.parameters] for name, each_ in declared.items()}
    for name, each in declared.items():
        text = sections[name]
        assert f"`GET /api/{name}` · " in text and (f"· `coalition {name}` ·" in text) == each.command
        assert all(f"`{format}`" in text for format in each.formats)
        assert (" · stable\n" in text, " · experimental\n" in text) == (each.stable, not each.stable)
        assert (" · in pages · " in text) == bool(each.listed)


def test_every_command_is_shown_and_no_question_among_them(extension: dict[str, ModuleType]) -> None:
    from coalition.cli.commands import coalition

    shown = extension["commands"].coalition
    assert list(shown.commands) == coalition.list_commands(None)  # type: ignore[arg-type]
    assert shown.commands["ask"].commands == {}
    assert "list" in shown.commands["source"].commands


def test_the_results_of_graph_are_found_through_what_they_are_made_of(extension: dict[str, ModuleType]) -> None:
    found = [each.__name__ for each in extension["results"].results()]
    assert {"Answer", "Evidence", "Passage", "Ranking", "Rank", "Timeline", "Entry", "Conflict", "Side"} <= set(found)
    assert len(found) == len(set(found))
    assert {"Graph", "Store", "Names"} & set(found) == set()


@pytest.mark.parametrize(
    ("folder", "make"), [("conflicts", "conflicts"), ("rules", "rules")], ids=["conflicts", "rules"]
)
def test_every_query_of_a_folder_is_defined(folder: str, make: str, extension: dict[str, ModuleType]) -> None:
    text = getattr(extension["kinds"], make)()
    names = [path.stem for path in sorted((PROJECT / "ontology" / folder).glob("*.rq"))]
    assert names
    terms = re.findall(r"^([^:\n].*)\n: ", text, re.MULTILINE)
    assert [term.strip("`").replace(" ", "-") for term in terms] == names


def test_measures_and_networks_are_defined_with_their_sources(extension: dict[str, ModuleType]) -> None:
    from coalition.network.definitions import NETWORKS
    from coalition.network.measures import MEASURES

    assert re.findall(r"^`(.+)`\n: ", extension["kinds"].measures(), re.MULTILINE) == list(MEASURES)
    assert extension["kinds"].measures().count("\n\n  Source: ") == len(MEASURES)
    assert re.findall(r"^`(.+)`\n: ", extension["kinds"].networks(), re.MULTILINE) == list(NETWORKS)


def test_every_kind_of_error_is_listed_under_its_parent(extension: dict[str, ModuleType]) -> None:
    lines = extension["kinds"].errors().splitlines()
    assert lines[0].startswith("- `CoalitionError`: ")
    assert sum(line.startswith("  - `") for line in lines) == len(CoalitionError.__subclasses__())
    assert all(len(line.split("`: ")[1]) > 10 for line in lines)


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<script src="//cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="https://fonts.example/css">',
        '<link rel="preconnect" href="https://fonts.example">',
        '<img src="http://example.org/x.png">',
        '<iframe src="https://example.org/"></iframe>',
        '<form action="https://example.org/"></form>',
        "<style>@import 'https://fonts.example/css';</style>",
        "<style>body { background: url(https://example.org/x.png) }</style>",
        '<p style="background: url(//example.org/x.png)">',
    ],
)
def test_a_load_from_another_host_is_found(html: str, extension: dict[str, ModuleType]) -> None:
    assert len(extension["offline"].loads(html)) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.org/">a link</a>',
        '<script src="_static/x.js"></script>',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="canonical" href="https://example.org/">',
        '<link rel="stylesheet" href="../_static/x.css">',
        "<p>url(https://example.org/x.png)</p>",
    ],
)
def test_what_is_no_load_is_not_taken_for_one(html: str, extension: dict[str, ModuleType]) -> None:
    assert extension["offline"].loads(html) == []


def test_the_files_of_a_site_are_all_looked_at(tmp_path: Path, extension: dict[str, ModuleType]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.css").write_text("body { background: url('https://example.org/x.png') }")
    (tmp_path / "index.html").write_text("<p>nothing</p>")
    found = {path.name: loaded for path, loaded in extension["offline"].pages(tmp_path)}
    assert found == {"x.css": ["https://example.org/x.png"], "index.html": []}
