"""Test that spaCy finds names in place of the rule of capitals, and that its absence is told in one line."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import pytest

from coalition.drafting.entities import finder
from coalition.drafting.gazetteer import NameMatch
from coalition.errors import SelectionError


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write a pipeline that knows four names by heart."""
    pytest.importorskip("spacy", reason="spaCy, of the extra ner, is not installed")
    folder = tmp_path_factory.mktemp("model") / "tiny"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries beneath spaCy
        spacy: Any = importlib.import_module("spacy")
    pipeline = spacy.blank("en")
    patterns = {"bo lee": "PERSON", "Port League": "ORG", "Ostvik": "GPE", "Canada": "GPE", "Monday": "DATE"}
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": words} for words, label in patterns.items()])
    pipeline.to_disk(folder)
    return str(folder)


def test_spacy_names_what_its_model_knows(model: str) -> None:
    found = list(finder(model)("On Monday bo lee and the Port League (PL) left Ostvik.", [NameMatch(47, 53, ("x",))]))
    assert [(each.name, each.kind, each.acronym) for each in found] == [
        ("bo lee", "Person", ""),
        ("Port League", "Organisation", "PL"),
    ]
    assert found[0].reason == f"the model {model} of spaCy calls it PERSON"


def test_a_region_may_be_a_place(model: str) -> None:
    (found,) = finder(model)("In Ostvik", [])
    assert (found.name, found.kind) == ("Ostvik", "")


def test_a_model_that_is_missing_is_told_of(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="spaCy, of the extra ner, is not installed")
    for name in ("xx_no_model", str(tmp_path)):
        with pytest.raises(SelectionError, match=r"^--model: spaCy has no model .*; name an installed model"):
            finder(name)


def test_that_spacy_is_missing_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    with pytest.raises(
        SelectionError, match=r"^--model: spaCy is not installed; run pip install 'coalition-graph\[ner\]'$"
    ):
        finder("en_core_web_sm")
