"""Test that the arrays of all entries choose and order what the timeline does."""

from __future__ import annotations

import numpy as np
import pytest

from coalition.graph import Graph
from coalition.timeline.chronology import Chronology, connected
from coalition.timeline.entries import _connected
from coalition.timeline.kinds import TIMELINE_KINDS

ASKED = [
    {},
    {"since": "2025-03", "until": "2025-03"},
    {"since": "2025-08-19"},
    {"until": "2025-02"},
    {"kinds": ["position"]},
    {"kinds": ["event", "actor"], "since": "2014", "until": "2025-03-15"},
    {"about": "Estonia"},
    {"about": "Ukraine", "kinds": list(TIMELINE_KINDS), "since": "2025-04"},
    {"about": "China"},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_it_gives_the_entries_of_the_timeline_in_its_order(published: Graph, asked: dict[str, object]) -> None:
    expected = published.timeline(**asked)  # type: ignore[arg-type]
    chosen = published._dated(**{name: asked.get(name) for name in ("about", "since", "until", "kinds")})  # type: ignore[arg-type]
    about = chosen.pop("about")
    within = connected(published._columns, about) if about else None
    rows, undated = published._chronology.chosen(**chosen, about=within)
    found = published._entries(rows.tolist(), about)
    assert [entry.to_dict() for entry in found] == [entry.to_dict() for entry in expected.entries]
    iris = published._columns.terms.iris(published._chronology.undated[undated])
    assert iris == [thing.iri for thing in expected.undated]


@pytest.mark.parametrize("about", ["France", "Keir Starmer", "2025 London Summit on Ukraine", "Estonia"])
def test_what_is_connected_is_what_the_query_finds(published: Graph, about: str) -> None:
    iri = published.find(about)
    mask = connected(published._columns, iri)
    things = {iri for iri in _connected(published.store, iri) if "://" in iri}
    iris = published._columns.terms.keys(np.flatnonzero(mask).tolist())
    assert {key[1:] for key in iris if key.startswith("<")} >= things
    assert {key[1:] for key in iris if key.startswith("<http") and "/actor/" in key} == {
        each for each in things if "/actor/" in each
    }


def test_arrays_come_back_as_they_were_written(published: Graph) -> None:
    held = published._chronology
    read = Chronology.from_bytes(held.to_bytes())
    for name in held.__dataclass_fields__:
        assert np.array_equal(getattr(read, name), getattr(held, name))
