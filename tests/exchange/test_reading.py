"""Test that the form of a file is told by its content, and that what is no such file is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coalition.errors import SourceError
from coalition.exchange.reading import read

ANNOTATION = {
    "type": "Annotation",
    "target": {"source": "a:b", "selector": {"type": "TextQuoteSelector", "exact": "x"}},
}
ENTITY = {"id": "NK-1", "schema": "Person", "properties": {"name": ["Anna Holm"]}}
STATEMENT = {"entity_id": "NK-1", "schema": "Person", "prop": "name", "value": "Anna Holm", "dataset": "d"}


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (json.dumps(ANNOTATION), "Web Annotations"),
        (json.dumps([ANNOTATION]), "Web Annotations"),
        (json.dumps({"type": "AnnotationPage", "items": [ANNOTATION]}), "Web Annotations"),
        (json.dumps({"type": ["AnnotationCollection"], "first": {"items": [ANNOTATION]}}), "Web Annotations"),
        ("\ufeff" + json.dumps(ENTITY) + "\n\n" + json.dumps(ENTITY), "FollowTheMoney entities"),
        (json.dumps(STATEMENT) + "\n", "FollowTheMoney statements"),
    ],
)
def test_the_form_is_told_by_the_content(tmp_path: Path, content: str, form: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    found = read(path)
    assert found.form == form
    assert found.quoted or found.actors
    assert not found.refused


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "file: the file is empty"),
        ("[]", "file: the file is empty"),
        ("{}", "file: the file has none of the forms that are known"),
        ("[7]", "file: this is no object of JSON"),
        ('{"id": 1}\n{', "file:2: this is no JSON"),
        ("[" * 100_000, "file:1: this is no JSON"),
    ],
)
def test_another_file_is_refused_with_its_place(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read(path)
    assert message in str(caught.value)
