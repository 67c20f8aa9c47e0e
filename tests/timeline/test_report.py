"""Test every cell of the table and the data of an invented timeline."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from ruritania import document

from coalition import Graph
from coalition.timeline import report
from coalition.timeline.entries import Timeline

MORE = """
    event:feast a cg:Event ; skos:prefLabel "Feast" ; cg:date "--05-04"^^xsd:gMonthDay .
    event:fair a cg:Event ; skos:prefLabel "Fair" ; cg:startDate "--05-04"^^xsd:gMonthDay ;
        cg:endDate "--05-06"^^xsd:gMonthDay ; cg:inferredDate "1894"^^xsd:gYear ; cg:inferredFrom source:zenda .
    commitment:crowns cg:announcedAt meeting:strelsau-1894-05-03 ; cg:announcedOn "1894-05-02"^^xsd:date .
    meeting:strelsau-1894-05-03 cg:date "1894-05"^^xsd:gYearMonth .
"""
ENVOYS = "The zenda paper, 75–121"
REPORT = "The zenda paper, 224–263 (reports)"
BOTH = "The zenda paper, 75–121, 224–263 (reports)"
PASSAGE = "https://w3id.org/coalition-graph/passage/zenda-224"


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Graph:
    """Open the invented corpus, in which the report gives dates to more things."""
    text = document().replace("    position:graustark-horses a", f"{MORE}    position:graustark-horses a", 1)
    (folder / "graph" / "zenda.trig").write_text(text, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots")


def written(graph: Graph, format: str, found: Timeline | None = None) -> str:
    output = io.StringIO()
    report.write(found or graph.timeline(), graph.names, output, format)
    return output.getvalue()


def test_each_date_stands_with_its_basis_and_its_sources(graph: Graph) -> None:
    lines = written(graph, "markdown").splitlines()
    crowns = "1,200 crowns for Graustark | commitment"
    assert lines == [
        "| date | what | kind | told as | place | basis | sources |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        f"| 1894-05-02 | {crowns} | reported |  | announced, written, contradicts 1894-05-03 | {REPORT} |",
        f"| 1894-05-03 | {crowns} | asserted |  | announced at Meeting in Strelsau, contradicts 1894-05-02 | {BOTH} |",
        f"| 1894-05-03 | Meeting in Strelsau | meeting | asserted | Strelsau | written | {ENVOYS}; 1894-05: {REPORT} |",
        "| 1894-05-04 to 1894-05-06 | Fair | event | reported |  | inferred from --05-04 to --05-06 "
        f"and The zenda paper | {REPORT} |",
        "",
        "no year written",
        "",
        "| date | what | kind | told as | place | basis | sources |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        f"| --05-04 | Feast | event | reported |  | written | {REPORT} |",
    ]


def test_a_table_tells_how_many_have_no_date(graph: Graph) -> None:
    (last,) = written(graph, "table", graph.timeline(kinds=["position"])).splitlines()[-1:]
    assert last == "1 position has no date in any source"
    assert "(no rows)" in written(graph, "table", graph.timeline(kinds=["position"]))
    assert "no date" not in written(graph, "table")


def test_json_is_an_object_with_entries_and_what_has_no_date(graph: Graph) -> None:
    found = json.loads(written(graph, "json", graph.timeline(kinds=["event", "position"])))
    assert list(found) == ["entries", "undated"]
    assert [thing["label"] for thing in found["undated"]] == ["position:graustark-horses"]
    meeting, fair, feast = found["entries"]
    assert (meeting["date"], meeting["start"], meeting["places"]) == ("1894-05-03", None, ["Strelsau"])
    assert (fair["date"], fair["start"], fair["end"], fair["inferred"]) == (None, "1894-05-04", "1894-05-06", True)
    assert fair["inferred_from"] == ["https://w3id.org/coalition-graph/source/zenda"]
    assert [cited["passage"] for cited in feast["passages"]] == [PASSAGE]
    assert feast["passages"][0]["facts"] == ['event:feast cg:date "--05-04"^^xsd:gMonthDay']


def test_csv_has_a_line_for_each_entry(graph: Graph) -> None:
    written_on, at_meeting, *others = csv.DictReader(io.StringIO(written(graph, "csv")))
    assert (written_on["date"], written_on["relation"], written_on["contradicts"]) == (
        "1894-05-02",
        "announced",
        "1894-05-03",
    )
    assert at_meeting["at_event"] == "https://w3id.org/coalition-graph/meeting/strelsau-1894-05-03"
    assert at_meeting["passages"].split(" | ")[1:] == [PASSAGE]
    assert [line["inferred"] for line in others] == ["false", "true", "false"]
