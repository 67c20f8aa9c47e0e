"""Test views against graphs built from less, and dates of every precision against sets of days."""

from __future__ import annotations

import datetime
import itertools
import random
import shutil
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from random_dates import days, some_bound, some_date
from stated import dated_to

from coalition.build.dataset import Ontology, materialise
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.graph import Graph
from coalition.namespaces import CG, DCTERMS, HOME, ONTOLOGY, QUOTED, RECORD, REGISTER
from coalition.provenance.families import Families
from coalition.provenance.record import STANCE, Record, text
from coalition.rdf.store import Builder, Store, as_quad
from coalition.views.view import View

OURS = {RECORD, REGISTER, ONTOLOGY}

FACTS = Path(__file__).parents[2] / "graph"


def between(start: PartialDate, end: PartialDate, on: set[datetime.date]) -> bool:
    """Tell whether every period from a day of `start` to a day of `end` has a day in common with `on`.

    Nothing is certain of a start or an end without a year.
    """
    if start.year is None or end.year is None:
        return False
    shortest = [(first, min((last for last in days(end) if first <= last), default=None)) for first in days(start)]
    periods = [(first, last) for first, last in shortest if last]
    return bool(periods) and all(any(first <= day <= last for day in on) for first, last in periods)


BOUNDARIES = [PartialDate.parse(t) for t in ("2023", "2023-12", "2023-12-31", "2024-01-01", "2024-01", "2024-01-31")]


@pytest.mark.parametrize("on", BOUNDARIES, ids=str)
def test_a_period_has_its_first_and_its_last_day(on: PartialDate) -> None:
    thing = ox.NamedNode(HOME + "event/thing")
    for start, end in itertools.product(BOUNDARIES, BOUNDARIES):
        bounds = ((CG + "startDate", start), (CG + "endDate", end))
        facts = {ox.Triple(thing, ox.NamedNode(word), date.literal()) for word, date in bounds}
        found, _ = dated_to({"passage": facts}, facts, {thing}, (), on)
        expected = days(start) <= days(on) or days(end) <= days(on) or between(start, end, days(on))
        # A start that may come after its end is not certain to be before it.
        assert (found["passage"] == facts) >= expected or max(days(start)) > min(days(end)), (start, end)
        assert (found["passage"] == facts) <= expected, (start, end)


@pytest.mark.parametrize("seed", range(150))
def test_what_belongs_to_a_day_is_what_has_all_its_possible_days_there(seed: int) -> None:
    choose = random.Random(seed)
    on = some_bound(choose)
    dates: dict[str, list[PartialDate]] = {}
    for word in ("date", "inferredDate", "announcedOn", "statedOn", "startDate", "endDate"):
        chance = 0.5 if word in ("startDate", "endDate") else 0.1
        dates[word] = [some_date(choose) for _ in range(2) if choose.random() < chance]
    thing = ox.NamedNode(HOME + "event/thing")
    part, whole = ox.NamedNode(HOME + "participation/part"), ox.NamedNode(CG + "event")
    facts = {
        ox.Triple(thing, ox.NamedNode(CG + word), date.literal()) for word, found in dates.items() for date in found
    }
    facts.add(ox.Triple(part, whole, thing))
    found, apart = dated_to({"passage": facts}, facts, {thing}, (), on)
    expected = any(days(date) <= days(on) for found in dates.values() for date in found) or any(
        between(start, end, days(on)) for start, end in itertools.product(dates["startDate"], dates["endDate"])
    )
    assert (found["passage"] == facts) is expected
    assert (apart == set()) is expected
    if not expected:
        assert found["passage"] == set()


@pytest.mark.parametrize("seed", range(60))
def test_a_document_is_known_by_a_day_where_all_its_possible_days_have_come(seed: int) -> None:
    choose = random.Random(seed)
    by = some_bound(choose)
    issued = {DCTERMS + "issued": choose.randint(0, 2), CG + "inferredDate": choose.randint(0, 1)}
    dates = {word: [some_date(choose) for _ in range(number)] for word, number in issued.items()}
    source = ox.NamedNode(HOME + "source/a")
    graph = ox.NamedNode(RECORD)
    store = Store.in_memory(
        ox.Quad(source, ox.NamedNode(word), date.literal(), graph) for word, found in dates.items() for date in found
    )
    known = [[date for date in found if date.year] for found in dates.values()]
    counting = next((found for found in known if found), [])
    expected = bool(counting) and all(max(days(date)) <= max(days(by)) for date in counting)
    assert View(known_by=by).includes(source.value, Record(store)) is expected


def held(store: Store, but: set[ox.Triple]) -> dict[str, set[ox.Triple]]:
    """Return the facts of each passage, of each rule, and of the default graph, without those of `but`."""
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in store.quads():
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if graph not in OURS and not (graph == "" and quad.triple in but):
            found[graph].add(quad.triple)
    return dict(found)


def ours(store: Store) -> set[ox.Triple]:
    """Return what the register, the record and the ontology say."""
    return {quad.triple for graph in OURS for quad in store.quads(None, None, None, ox.NamedNode(graph))}


def rebuilt(quads: list[ox.Quad], accepted: frozenset[str]) -> Store:
    """Build a dataset of passages anew."""
    builder = Builder()
    builder.add(quads)
    materialise(builder, Ontology.from_inputs(Root.published().read()), accepted)
    return builder.reader()


@pytest.mark.parametrize(
    ("asked", "files"),
    [
        ({"sources": ["s000"]}, ["s000"]),
        ({"sources": ["s001", "s004"]}, ["s001", "s004"]),
        ({"known_by": "2025-03-31"}, ["s002", "s003", "s004"]),
        ({"known_by": "2025-03-31", "sources": ["s000", "s004"]}, ["s004"]),
    ],
)
def test_a_view_of_documents_is_a_graph_built_from_their_files(
    asked: dict[str, object], files: list[str], published: Graph, tmp_path: Path
) -> None:
    folder = tmp_path / "root" / "graph"
    folder.mkdir(parents=True)
    for name in ("register", *files):
        shutil.copy(FACTS / f"{name}.trig", folder)
    fresh = Graph.open(folder.parent, store=tmp_path / "store").store
    view = published.view(**asked).store  # type: ignore[arg-type]
    but = ours(fresh)
    expected, found = held(fresh, but), held(view, but)
    mentioned = {node for quad in view.quads() for node in (quad.subject, quad.object)}
    lost = {fact for graph in expected for fact in expected[graph] - found.get(graph, set())}
    assert {graph: facts - lost for graph, facts in expected.items() if facts - lost} == found
    # Rules derive more of what the whole register says, and an inferred date goes with the document of its premise.
    words = {CG + "inferredDate", CG + "inferredFrom"}
    assert [fact for fact in lost if fact.subject in mentioned and fact.predicate.value not in words] == []


@pytest.mark.parametrize("least", [1, 2, 3])
@pytest.mark.parametrize("stances", [(), ("Reports",), ("Asserts", "Denies", "Predicts")])
def test_a_view_of_stances_and_families_is_built_from_their_passages(
    stances: tuple[str, ...], least: int, published: Graph
) -> None:
    accepted = frozenset(CG + stance for stance in stances or ("Asserts",))
    record = Record(published.store)
    families = Families.from_record(record)
    passages = {
        iri
        for iri, (stance,) in record.column(STANCE).items()
        if record.values(iri, QUOTED) and (stance in accepted or (least == 1 and not stances))
    }
    stated: dict[ox.Triple, list[str]] = defaultdict(list)
    for quad in published.store.quads():
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in passages:
            stated[quad.triple].append(quad.graph_name.value)
    kept = [
        as_quad(fact, ox.NamedNode(passage))
        for fact, where in stated.items()
        if families.count(where) >= least
        for passage in where
    ]
    view = published.view(stances=[f"cg:{stance}" for stance in stances], families=least).store
    others = [
        as_quad(quad.triple, quad.graph_name)
        for quad in view.quads()
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in OURS
        if text(quad.object) != CG + "AcceptedPassage"
    ]
    assert held(view, set()) == held(rebuilt([*kept, *others], accepted), set())
