"""Test claims: the dates that a passage gives a thing, written or inferred."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import TEXT
from tracing import build

from coalition.corpus.root import Root
from coalition.names import Names
from coalition.namespaces import CG, HOME, REGISTER
from coalition.provenance.evidence import Cited, Tracer
from coalition.provenance.record import Record
from coalition.rdf.store import Store
from coalition.texts.source import Texts
from coalition.timeline.claims import Statement, statements

MEETING = HOME + "meeting/strelsau-1894-05-03"


@pytest.fixture
def tracer(root: Root) -> Tracer:
    return build(root)


@pytest.fixture
def cited(tracer: Tracer) -> Cited:
    return tracer.cite(f"{HOME}passage/zenda-{TEXT.index('envoys')}")


def claims(
    cited: Cited, *, origins: tuple[str, ...] = (), **values: str
) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    said = Statement(origins=set(origins))
    for word, dates in values.items():
        said.values[word] = set(dates.split())
    return [(c.relation, str(c.period), c.inferred, c.origins) for c in said.claims("announced", cited)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"date": "1894-05-03"}, [("dated", "1894-05-03", False)]),
        ({"announcedOn": "1894-05"}, [("announced", "1894-05", False)]),
        ({"statedOn": "1894"}, [("stated", "1894", False)]),
        ({"startDate": "1894-05-03", "endDate": "1894-05-05"}, [("dated", "1894-05-03 to 1894-05-05", False)]),
        ({"startDate": "1894-05-03"}, [("dated", "from 1894-05-03", False)]),
        ({"date": "--05-03", "inferredDate": "1894"}, [("dated", "1894-05-03", True)]),
        ({"date": "1894-05-03", "inferredDate": "1894"}, [("dated", "1894-05-03", False)]),
        ({"inferredDate": "1894-05"}, [("announced", "1894-05", True)]),
        ({"date": "1894-05-03", "inferredDate": "1895"}, [("dated", "1894-05-03", False), ("announced", "1895", True)]),
        ({"announcedAt": MEETING}, []),
        ({}, []),
    ],
)
def test_inferred_dates_complete_what_is_written_and_stand_alone_otherwise(
    values: dict[str, str], expected: list[tuple[str, str, bool]], cited: Cited
) -> None:
    found = claims(cited, origins=("x:why",), **values)
    assert [claim[:3] for claim in found] == expected
    assert all(origins == (("x:why",) if inferred else ()) for *_, inferred, origins in found)


def test_what_each_passage_says_of_each_thing_is_one_statement(tracer: Tracer) -> None:
    ((thing, said, passage),) = statements(tracer, [MEETING, HOME + "commitment/crowns"])
    assert (thing, dict(said.values)) == (MEETING, {"date": {"1894-05-03"}})
    assert (passage.passage.name, passage.facts) == (f"zenda-{TEXT.index('envoys')}", tuple(said.facts))
    assert statements(tracer, []) == []


def test_only_passages_date_things(root: Root) -> None:
    dated = f'GRAPH <{REGISTER}> {{ <{MEETING}> <{CG}date> "1901" . }}'
    store = Store.in_memory([*build(root).record.store.quads(), *ox.parse(dated.encode(), format=ox.RdfFormat.TRIG)])
    tracer = Tracer(Record(store), {}, Texts(root.sources), Names(store))
    ((_, said, _),) = statements(tracer, [MEETING])
    assert said.values["date"] == {"1894-05-03"}
