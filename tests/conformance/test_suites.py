"""Test that the queries of the W3C's suites are answered, written and explained as by the engine alone.

The engine alone is the measure; `figures.py` lists where it differs from the W3C. A query that calls another machine is
refused, and never given to the engine.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
import pytest
import rdflib
from conformance.figures import agrees, figures
from conformance.readers import SYNTAXES, read_json, read_markdown, read_tsv, read_xml, without_evidence
from conformance.suites import Rows, cases, folder, left_out, plain, read_csv
from conformance.trial import Trial, graph, same
from ledger import record
from rdflib.query import Result

from coalition.errors import CoalitionError, SelectionError
from coalition.query import formats
from coalition.query.answer import Answer
from coalition.rdf.store import Term, as_quad

FOLDER = folder()
CASES = list(cases(FOLDER)) if FOLDER else []
GROUPS = sorted({f"{case.suite}/{case.name.partition('/')[0]}" for case in CASES}) or [""]
"""The folders of the suites; one without a name where they are not on this machine, so that tests are seen to skip."""

LEAST = {"sparql10": 483, "sparql11": 418, "sparql12": 246}
"""The number of tests that each suite had in November 2026."""

pytestmark = pytest.mark.skipif(not FOLDER, reason="W3C suites not found; pass their folder with make test W3C=DIR")
in_each_folder = pytest.mark.parametrize("group", GROUPS)


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test during which a library has logged something, which users would see on standard error."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call")] == []


@cache
def trials(group: str) -> list[Trial]:
    """Return the tests in one folder; their answers are shared by all tests here."""
    return [Trial(case) for case in CASES if f"{case.suite}/{case.name}".startswith(f"{group}/")]


def answers(group: str) -> Iterator[tuple[Trial, Answer, Rows]]:
    """Yield the tests of a folder that are answered with rows, with our answer and the engine's."""
    for trial in trials(group):
        if isinstance(trial.ours, Answer):
            assert isinstance(trial.theirs, Rows)
            yield trial, trial.ours, trial.theirs


def written(trial: Trial, format: str) -> str:
    """Return what the command line writes without evidence."""
    if format in formats.RESULTS:
        stream = io.BytesIO()
        formats.stream(trial.graph.store.query(trial.case.text), format, stream)
        return stream.getvalue().decode()
    output = io.StringIO(newline="")
    formats.write(trial.graph.query(trial.case.text), output, format, iris=True)
    return output.getvalue()


def explained(trial: Trial, format: str) -> str:
    """Return what the command line writes with evidence."""
    output = io.StringIO(newline="")
    formats.write(trial.explained, output, format, evidence=lambda: trial.stated.evidence(trial.case.text), iris=True)
    return output.getvalue()


def plainly(rows: Rows) -> Rows:
    """Return what CSV keeps of a table."""
    return Rows(rows.columns, [tuple(map(plain, row)) for row in rows.rows])


def test_every_test_passes_but_for_what_the_engine_does() -> None:
    found = figures(CASES)
    assert FOLDER
    record(
        "conformance",
        {"suites": {name: each.as_record() for name, each in found.items()}, "left out": left_out(FOLDER)},
    )
    # The suites grow, but never lose a test.
    assert [found[suite].total >= least for suite, least in LEAST.items()] == [True] * len(LEAST)
    assert [name for counted in found.values() for name in counted.ours] == []
    assert {name.partition("/")[0] for counted in found.values() for name in counted.refused} == {
        "service",
        "syntax-fed",
    }
    assert [(name, why) for counted in found.values() for name, why in counted.engine if why == "not looked into"] == []


@in_each_folder
def test_a_query_is_answered_as_by_the_engine_alone(group: str) -> None:
    assert [trial.case.name for trial in trials(group) if not agrees(trial)] == []


@in_each_folder
def test_columns_come_in_the_order_of_the_query(group: str) -> None:
    for trial, ours, theirs in answers(group):
        if not re.search(r"SELECT\s+((DISTINCT|REDUCED)\s*)?\*", trial.case.text, re.IGNORECASE):
            assert ours.columns == theirs.columns, trial.case.name


@in_each_folder
def test_a_query_is_refused_in_one_line_with_its_position(group: str) -> None:
    for trial in trials(group):
        if isinstance(trial.ours, CoalitionError):
            assert "\n" not in str(trial.ours), trial.case.name
            if trial.case.calls or isinstance(trial.theirs, SyntaxError):
                assert re.match(r"query:\d+:\d+: ", str(trial.ours)), trial.case.name


@in_each_folder
def test_rows_are_read_back_from_each_form(group: str) -> None:
    for trial, ours, theirs in answers(group):
        name = trial.case.name
        told = read_csv(written(trial, "csv"))
        assert told.columns == ours.columns and same(told, plainly(theirs), ordered=trial.ordered), name
        heads, rows = read_tsv(written(trial, "tsv"))
        assert heads == [f"?{column}" for column in ours.columns], name
        assert same(Rows(ours.columns, rows), theirs, ordered=trial.ordered), name
        for format, read in (("json", read_json), ("xml", read_xml)):
            found = read(written(trial, format))
            assert isinstance(found, Rows) and found.columns == ours.columns, name
            assert same(found, theirs, ordered=trial.ordered), (name, format)


@in_each_folder
def test_rdflib_reads_the_rows(group: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    caplog.set_level(logging.CRITICAL, "rdflib")  # it warns of ill-typed literals
    for trial, _, theirs in answers(group):
        if theirs.columns and not any(_needs_rdf12(term) for row in theirs.rows for term in row):
            for format in ("json", "xml"):
                stream = io.BytesIO(written(trial, format).encode())
                read = Result.parse(stream, format=format)
                columns = tuple(map(str, read.vars or ()))
                rows = [tuple(_of_rdflib(row.get(name)) for name in read.vars or ()) for row in read.bindings]
                assert same(Rows(columns, rows), theirs, ordered=trial.ordered), (trial.case.name, format)


def _needs_rdf12(term: Term | None) -> bool:
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None)


def _of_rdflib(term: object) -> Term | None:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(term)
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(term)
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(term.datatype)) if term.datatype else ox.Literal(str(term))
    assert term is None
    return None


@in_each_folder
def test_people_see_each_row(group: str) -> None:
    for trial, ours, theirs in answers(group):
        name, count = trial.case.name, len(theirs.rows)
        if not ours.columns:
            line = f"({count} row{'s' * (count != 1)} without columns)\n"
            assert written(trial, "table") == written(trial, "markdown") == line, name
            continue
        if "BNODE(" in trial.case.text:  # each time it is asked, it makes another node
            continue
        cells = sorted([" ".join(cell.split()) for cell in row] for row in (ours.columns, *ours.texts(iris=True)))
        shown = [*read_markdown(written(trial, "markdown"))]
        assert sorted(shown) == cells, name
        lines = written(trial, "table").splitlines()
        assert len(lines) == max(count, 1) + 2 and (count or lines[2] == "(no rows)"), name
        assert sorted(line.split() for line in (lines[0], *lines[2:][:count])) == sorted(
            " ".join(row).split() for row in cells
        ), name
        why = explained(trial, "table").splitlines()
        assert len([line for line in why if re.match(r"\d+  ", line)]) == count, name


@in_each_folder
def test_truth_is_read_back_from_each_form(group: str) -> None:
    for trial in trials(group):
        if isinstance(trial.ours, bool):
            told = {format: written(trial, format) for format in (*formats.PEOPLE, *formats.RESULTS)}
            assert read_json(told.pop("json")) is read_xml(told.pop("xml")) is trial.theirs, trial.case.name
            assert set(told.values()) == {f"{trial.theirs}\n".lower()}, trial.case.name
            assert read_json(explained(trial, "json")) is trial.theirs


@in_each_folder
def test_a_graph_is_read_back_from_each_form(group: str) -> None:
    for trial in trials(group):
        if isinstance(trial.ours, list):
            for format, syntax in SYNTAXES.items():
                if format == "jsonld" and any(isinstance(triple.object, ox.Triple) for triple in trial.ours):
                    with pytest.raises(SelectionError, match=r"JSON-LD cannot hold the triple term .*; choose"):
                        written(trial, format)
                else:
                    read = ox.parse(written(trial, format), format=syntax)
                    assert same([quad.triple for quad in read], trial.ours), (trial.case.name, format)


@in_each_folder
def test_rows_with_evidence_are_the_rows_without(group: str) -> None:
    for trial, ours, theirs in answers(group):
        name, ordered = trial.case.name, trial.ordered
        found = read_json(explained(trial, "json"))
        assert isinstance(found, Rows) and found.columns == ours.columns and same(found, theirs, ordered=ordered), name
        whole = read_csv(explained(trial, "csv"))
        assert len(set(whole.columns)) == len(whole.columns), name
        assert same(without_evidence(whole, ours.columns), plainly(theirs), ordered=ordered), name
        heads, rows = read_tsv(explained(trial, "tsv"))
        whole = Rows(tuple(heads), rows)
        assert same(without_evidence(whole, ours.columns, "?"), theirs, ordered=ordered), name
        with pytest.raises(SelectionError, match="results in XML cannot hold evidence; choose json, csv or tsv"):
            explained(trial, "xml")


@in_each_folder
def test_each_row_has_evidence_that_gives_it_again_or_a_reason_why_not(group: str) -> None:
    for trial in trials(group):
        if isinstance(trial.ours, CoalitionError | list):
            continue
        name, text, found = trial.case.name, trial.case.text, trial.explained
        rows = found.terms if isinstance(found, Answer) else [()] * bool(found)
        evidence = trial.stated.evidence(found if isinstance(found, Answer) else text)
        for row, each in zip(rows, evidence, strict=True):
            assert each.passages or each.rules or each.grounds or each.notes, name
            # The rows that OFFSET passes over are no evidence of the others.
            if trial.stated is not trial.graph and not each.notes and "OFFSET" not in text.upper():
                store = ox.Store()
                store.extend(as_quad(fact) for cited in each.passages for fact in cited.facts)
                again = graph(store).query(text)
                assert row in again.terms if isinstance(again, Answer) else again is found, (name, row)
