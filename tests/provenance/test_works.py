"""Test that what the record says of a work is read, and no more."""

from __future__ import annotations

from pathlib import Path

from works import HARD, citing

from coalition.namespaces import PREFIXES
from coalition.provenance.record import Record
from coalition.provenance.works import Author, work, works_cited


def test_a_reference_leads_to_the_work_that_it_stands_for(folder: Path, tmp_path: Path) -> None:
    graph = citing(folder, tmp_path / "snapshots")
    record = Record(graph.store)
    passage = next(each.iri for each in record.slices())
    (found,) = works_cited(passage, record, graph.names)
    assert (found.name, found.title, found.kind) == ("bridge", HARD, "Tweet")
    assert found.authors == (Author("Flavia of Ruritania", True), Author("League of Nations of Zenda", False))
    assert (found.issued, found.archived, found.retrieved) == ("1894-05", "1894-05-07", "1894-05-08")
    assert (found.publisher, found.via, found.agency) == ("Strelsau Gazette", "Ruritania", "Graustark")


def test_the_label_stands_in_brackets_where_no_title_is_known(folder: Path, tmp_path: Path) -> None:
    graph = citing(folder, tmp_path / "snapshots")
    found = work(PREFIXES["source"] + "zenda", Record(graph.store), graph.names)
    assert (found.title, found.authors, found.url) == ("[The zenda paper]", (), "")
