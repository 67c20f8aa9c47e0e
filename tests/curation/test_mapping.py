"""Test that mappings say what rows state with words of the ontology, and that each fault of one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.mapping import read, ready, text_of
from coalition.errors import ParameterError, SelectionError

FORMS = Forms.from_root(Root.published())

OWN = """words = "{who}"
optional = ["role"]
context = ["minutes-0"]
stance = "Reports"
passage = "words"

[[states]]
form = "Participation"
event = "Zenda talks"
participant = "{who}"
role = ["{role}", "SpeakerRole"]
pictured = true

[values]
The Chair = "ChairRole"
"""


@pytest.mark.parametrize("name", ready())
def test_the_ready_mappings_fit_the_ontology(name: str) -> None:
    found = read(name, FORMS)
    assert found.needed and set(found.needed) <= set(found.columns)
    assert set(found.optional) <= set(found.columns)
    about = text_of(name)[0].split("\n\n")[0]
    assert all(column in about for column in found.columns), "its head names its columns"
    choices = {word for form in FORMS.forms.values() for each in form.fields for word in each.choices or ()}
    assert set(found.values.values()) <= choices


def test_lists_that_are_asked_for_are_ready() -> None:
    assert {"attendance", "meetings", "pledges", "votes"} <= ready().keys()


def test_a_mapping_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN.replace("The Chair", '"The Chair"'), encoding="utf-8")
    found = read(str(tmp_path / "own.toml"), FORMS)
    assert (found.columns, found.needed) == (("who", "role"), ("who",))
    assert (found.stance, found.passage, found.context) == ("Reports", "words", ("minutes-0",))
    (each,) = found.states
    assert each.fields["role"] == ("{role}", "SpeakerRole") and each.fields["pictured"] == ("yes",)
    assert found.values == {"the chair": "ChairRole"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("words", "wordz", "own.toml: a mapping has no key wordz; use words"),
        ('words = "{who}"', "", "does not say what to look for"),
        ("[[states]]", "[states]", "does not say what to look for"),
        ("Participation", "Singing", "there is no form Singing; write one of Participation"),
        ('form = "Participation"', "", "what is stated has no form"),
        ("pictured = true", 'colour = "red"', "own.toml, Participation: there is no field colour; fill one of"),
        ('"Reports"', '"Drafted"', "stance cannot be Drafted; write one of Asserts"),
        ('"words"', '"line"', "passage cannot be line; write one of sentence, words"),
        ('event = "Zenda talks"', 'event = "#2"', "there is no #2: the mapping states 1 things"),
        ("optional = [", "optional = [[1], ", "optional is no text"),
        ("[values]", '[[states]]\nform = "Meeting"\n[values]', "own.toml: the meeting has no name"),
        ("[values]", "[values", "own.toml: this is no TOML"),
        ("[values]\nThe Chair", "values", "values is no table|this is no TOML"),
    ],
)
def test_a_fault_is_told_with_the_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = OWN.replace(old, new, 1)
    text = text.replace("The Chair", '"The Chair"')
    if new == "values":
        text = 'values = "x"\n' + text.split("values =")[0]
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        read(str(tmp_path / "own.toml"), FORMS)


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="there is no mapping singing; name one of attendance, meetings, pledges"):
        read("singing", FORMS)
    with pytest.raises(SelectionError, match="the file cannot be read"):
        read(str(tmp_path / "none.toml"), FORMS)
