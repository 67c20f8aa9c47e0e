"""Test that requests for feeds are answered, the same each time, and that wrong ones are told in a line."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from followed import WITHOUT_CROWNS, Opened

from coalition.errors import CoalitionError, ParameterError, SelectionError, StoreError
from coalition.feed.answers import answer
from coalition.feed.writing import ATOM
from coalition.graph import Graph


def asked(graph: Graph, **given: Any) -> tuple[str, bytes]:
    """Return the media type and the body of an answer."""
    output = io.BytesIO()
    return answer(graph, given, output).type, output.getvalue()


def items(graph: Graph, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(asked(graph, **given)[1])["items"]
    return found


def test_a_feed_of_all_of_a_thing_and_of_a_question(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    digest = old.snapshot.digest
    everything = items(new, old=digest)
    assert {item["tags"][0] for item in everything} == {"retracted"}
    of_thing = items(new, old=digest, thing="Graustark")
    assert 0 < len(of_thing) < len(everything)
    (row,) = items(new, old=digest, question="commitments", parameters={})
    assert row["tags"] == ["gone"]


def test_both_formats_have_the_same_entries_and_the_same_bytes_each_time(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    given = {"old": old.snapshot.digest, "self": "https://x/feed"}
    type, body = asked(new, format="json", **given)
    assert type == "application/feed+json"
    other, document = asked(new, format="atom", **given)
    assert other == "application/atom+xml; charset=utf-8"
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in ElementTree.fromstring(document).iter(f"{{{ATOM}}}entry")]
    assert ids == [item["id"] for item in json.loads(body)["items"]]
    again = Graph.open(new.root.graph.parent, store=new.snapshot.folder.parent)
    assert (asked(again, format="json", **given)[1], asked(again, format="atom", **given)[1]) == (body, document)


def test_without_an_old_snapshot_the_feed_is_empty_and_says_so(written: Opened) -> None:
    feed = json.loads(asked(written())[1])
    assert feed["items"] == []
    assert feed["description"].startswith("No older snapshot is given")


def test_without_a_change_the_feed_is_empty_and_says_so(written: Opened) -> None:
    graph = written()
    feed = json.loads(asked(graph, old=graph.snapshot.digest)[1])
    assert (feed["items"], feed["description"][:15]) == ([], "Nothing changed")


def test_a_limit_keeps_the_first_entries_and_tells_how_many_there_are(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    everything = items(new, old=old.snapshot.digest)
    feed = json.loads(asked(new, old=old.snapshot.digest, limit="2")[1])
    assert feed["items"] == everything[:2]
    assert feed["description"].startswith(f"The first 2 of {len(everything)} changes from snapshot ")


def test_a_thing_that_only_the_old_snapshot_has_can_be_followed(written: Opened, folder: Path) -> None:
    old = written()
    register = folder / "graph" / "register.trig"
    text = register.read_text(encoding="utf-8")
    register.write_text(
        text.replace('skos:prefLabel "1,200 crowns for Graustark"', "a cg:Commitment"), encoding="utf-8"
    )
    new = written(WITHOUT_CROWNS)
    found = items(new, old=old.snapshot.digest, thing="1,200 crowns for Graustark")
    assert "Retracted: 1,200 crowns for Graustark committed by Ruritania" in {item["title"] for item in found}


def test_a_feed_has_one_name_wherever_it_is_read_and_however_it_is_asked_for(written: Opened) -> None:
    graph = written()
    asks = [{"by": "Ruritania"}, {"by": "Ruritania"}]
    names = {
        ElementTree.fromstring(asked(graph, format="atom", question="commitments", parameters=by, **more)[1]).findtext(
            f"{{{ATOM}}}id"
        )
        for by, more in zip(asks, ({"self": "https://x/a"}, {"limit": "1"}), strict=True)
    }
    assert len(names) == 1
    other = asked(graph, format="atom", question="commitments")[1]
    assert ElementTree.fromstring(other).findtext(f"{{{ATOM}}}id") not in names


@pytest.mark.parametrize(
    ("given", "fault", "words"),
    [
        ({"old": "0" * 64}, ParameterError, "there is no such snapshot"),
        ({"old": "../x"}, ParameterError, "there is no such snapshot"),
        ({"thing": "Zorro"}, ParameterError, "there is no thing called Zorro|nothing is called|called Zorro"),
        ({"question": "nope"}, SelectionError, "there is no question nope"),
        ({"question": "actors", "thing": "Graustark"}, ParameterError, "both a thing and a question"),
        ({"parameters": {"by": "x"}}, ParameterError, "no question"),
        ({"question": "commitments", "parameters": {"x": "y"}}, ParameterError, "there is no parameter x"),
        ({"format": "rss"}, SelectionError, "there is no format 'rss'"),
        ({"limit": "0"}, ParameterError, "no number of entries"),
        ({"limit": "1e3"}, ParameterError, "no number of entries"),
        ({"limit": -1}, ParameterError, "no number of entries"),
    ],
)
def test_what_is_wrong_with_a_request_is_told(
    graph: Graph, given: dict[str, Any], fault: type[CoalitionError], words: str
) -> None:
    with pytest.raises(fault, match=words) as caught:
        asked(graph, **given)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_an_old_snapshot_that_is_damaged_is_no_fault_of_the_request(written: Opened) -> None:
    old, new = written(), written(WITHOUT_CROWNS)
    shutil.rmtree(old.snapshot.folder / "columns")
    with pytest.raises(StoreError, match="damaged"):
        asked(new, old=old.snapshot.digest)
