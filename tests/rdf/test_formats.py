"""Test the names of the RDF syntaxes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from coalition.errors import SelectionError
from coalition.rdf.formats import FORMATS, by_suffix, known


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_what_the_engine_makes_of_it(name: str) -> None:
    format_ = known(name)
    engine = getattr(ox.RdfFormat, format_.engine)
    assert format_.name == name
    assert ox.RdfFormat.from_extension(format_.suffix.removeprefix(".")) == engine
    assert format_.dataset == (engine.supports_datasets and name != "jsonld"), "JSON-LD is written without named graphs"


def test_no_two_formats_are_one() -> None:
    assert len({format_.engine for format_ in FORMATS.values()}) == len(FORMATS)
    assert len({format_.suffix for format_ in FORMATS.values()}) == len(FORMATS)


def test_another_name_is_refused() -> None:
    with pytest.raises(SelectionError, match="turtle, trig, nquads") as refused:
        known("turtel")
    assert "did you mean turtle?" in str(refused.value)


def test_a_suffix_tells_the_format() -> None:
    assert {format_.suffix: by_suffix(format_.suffix) for format_ in FORMATS.values()} == {
        format_.suffix: name for name, format_ in FORMATS.items()
    }
    assert [by_suffix(suffix) for suffix in (".csv", "", ".TTL", "ttl")] == ["", "", "", ""]
