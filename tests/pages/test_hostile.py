"""Test that a hostile graph renders whole and harmless: script, long words, direction marks, crowds, no names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from paged import page, thing
from ruritania import REGISTER, document, prefixes

from coalition.graph import Graph

NASTY = (
    "<script>alert(1)</script>",
    "'\\\" onmouseover=alert(1) x='",
    "javascript:alert(1)",
    "</title></style><img src=x onerror=alert(1)>",
    "\u05e9\u05dc\u05d5\u05dd abc \u0645\u0631\u062d\u0628\u0627",
    "W" * 2_000,
    "{{ 7 * 7 }}{% raw %}",
    "%(name)s {value} {}",
    "e\u0301" * 300,
    "🏴\u200d☠️" * 50,
)
TURNING = ("\u202etxet desrever\u202c", "\u2067\u2066\u202d")
"""Direction marks, which no name may have, but which can be typed."""

CROWD = 10_000


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Build a graph in which all names are nasty, and one meeting has a crowd of participants without names."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "graph").mkdir()
    things = "".join(
        f'actor:n{number} a cg:Person ; skos:prefLabel "{text}" ; skos:altLabel "{text} too" ; skos:note "{text}" .\n'
        f'meeting:n{number} a cg:Meeting ; skos:prefLabel "{text} meets" .\n'
        for number, text in enumerate(NASTY)
    )
    crowd = "".join(f'actor:c{number} a cg:State ; skos:prefLabel "{number}" .\n' for number in range(CROWD))
    (root / "graph" / "register.trig").write_text(
        f"{REGISTER}{prefixes()}graph:register {{ {things}{crowd} }}", encoding="utf-8"
    )
    facts = "".join(
        f"participation:n{number} a cg:Participation ; cg:event meeting:n{number} ; cg:participant actor:n{number} .\n"
        f'position:n{number} a cg:Position ; cg:holder actor:n{number} ; cg:content "{text}" ; cg:attitude cg:Holds .\n'
        for number, text in enumerate(NASTY)
    ) + "".join(
        f"participation:c{number} a cg:Participation ; cg:event meeting:n0 ; cg:participant actor:c{number} .\n"
        for number in range(CROWD)
    )
    text = document()
    opened, number = re.subn(r"(?m)^(passage:zenda-\d+ \{)$", lambda found: f"{found[1]}\n{facts}", text, count=1)
    assert number == 1
    (root / "graph" / "zenda.trig").write_text(prefixes() + opened, encoding="utf-8")
    return Graph.open(root, store=Path(tmp_path_factory.mktemp("store")))


@pytest.mark.parametrize("number", range(len(NASTY)))
def test_nasty_names_are_only_text(hostile: Graph, number: int) -> None:
    home = "https://w3id.org/coalition-graph/"
    shown = NASTY[number].replace('\\"', '"')
    for kind in ("actor", "meeting"):
        found = thing(hostile, f"{home}{kind}/n{number}")
        assert found.status == 200 and "".join(shown.split()) in "".join(found.text.split())


@pytest.mark.parametrize("name", ["front", "timeline", "conflicts", "identities", "sources", "families"])
def test_pages_of_a_nasty_graph_are_whole(hostile: Graph, name: str) -> None:
    assert page(hostile, name).status == 200


@pytest.mark.parametrize("text", [text.replace('\\"', '"') for text in (*NASTY, *TURNING)])
def test_nasty_parameters_are_only_text(hostile: Graph, text: str) -> None:
    for name, parameter in (("search", "words"), ("verify", "claim"), ("timeline", "about"), ("network", "select")):
        found = page(hostile, name, **{parameter: text})
        assert found.status in (200, 400), name
    assert page(hostile, "editor", query=text).status in (200, 400)
    assert page(hostile, "questions", "commitments", by=text).status in (200, 400)
    assert page(hostile, "questions", text).status == 404 and page(hostile, "words", text).status == 404


def test_a_crowd_is_told_page_by_page(hostile: Graph) -> None:
    found = thing(hostile, "https://w3id.org/coalition-graph/meeting/n0")
    assert f"All {CROWD + 1:,}" in found.text and len(found.source) < 300_000
    last = thing(hostile, "https://w3id.org/coalition-graph/meeting/n0", section="participants", offset=str(CROWD))
    assert "Before" in last.text and "More" not in last.text.partition("Cite")[0].rpartition("of ")[2]
    network = page(hostile, "network", kind=["state"])
    assert network.status == 400 and "too many for a page" in network.text
    sides = page(hostile, "network", network="affiliation", kind=["state"])
    assert sides.status == 200 and sides.source.count("<circle") <= 150
