"""Test the commands that measure: network, centrality."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from program import Call, misused, refuses

# Measures


def test_centrality_in_json_is_an_object_that_names_what_was_measured(call: Call) -> None:
    found = json.loads(call("centrality", "--measure", "betweenness", "--represented", "--format", "json").out)
    assert found["network"] == "co-participation"
    assert found["measure"] == "betweenness"
    assert found["weight"] is None
    assert "shortest paths" in found["definition"]
    assert {"actor", "label", "score", "rank"} <= set(found["ranking"][0])
    assert [row["rank"] for row in found["ranking"]] == sorted(row["rank"] for row in found["ranking"])


def test_centrality_prints_tables_and_csv(zenda: Call) -> None:
    persons = ("centrality", "--kind", "person", "--kind", "organisation")
    assert zenda(*persons).out.endswith("\n   1  Rudolf Elphberg             person        1.000000\n")
    assert "| 1 | Rudolf Elphberg | person | 1.000000 |\n" in zenda(*persons, "--format", "markdown").out
    lines = list(csv.DictReader(io.StringIO(zenda(*persons, "--format", "csv").out)))
    assert [(line["rank"], line["label"]) for line in lines][-1] == ("1", "Rudolf Elphberg")


@pytest.mark.parametrize("engine", ["networkx", "igraph", "scipy"])
def test_the_engine_can_be_chosen_and_is_told(engine: str, call: Call) -> None:
    options = ("centrality", "--measure", "betweenness", "--engine", engine)
    assert f"\ncomputed by {engine} " in call(*options).out
    found = json.loads(call(*options, "--format", "json").out)
    assert found["engine"].startswith(f"{engine} ")
    expected = json.loads(call(*options[:3], "--format", "json").out)["ranking"]
    assert [row["rank"] for row in found["ranking"]] == [row["rank"] for row in expected]
    assert [row["score"] for row in found["ranking"]] == pytest.approx([row["score"] for row in expected])
    for other in (("--robust",), ("--explain", "Keir Starmer", "--kind", "person")):
        assert json.loads(call(*options, *other, "--format", "json").out)["engine"] == found["engine"]


def test_betweenness_is_estimated_only_if_an_error_is_given(call: Call) -> None:
    options = ("centrality", "--measure", "betweenness", "--approximate", "0.2")
    assert "normalized True, endpoints False, error 0.2, confidence 0.95, samples " in call(*options).out
    assert json.loads(call(*options, "--format", "json").out)["parameters"]["confidence"] == 0.95


def test_a_ranking_can_be_cut_at_a_rank(call: Call) -> None:
    lines = list(csv.DictReader(io.StringIO(call("centrality", "--format", "csv", "--top", "1").out)))
    assert {line["rank"] for line in lines} == {"1"}
    ranking = json.loads(call("centrality", "--format", "json", "--top", "1").out)["ranking"]
    assert [row["actor"] for row in ranking] == [line["actor"] for line in lines]


def test_networks_go_to_standard_output(call: Call) -> None:
    for format_ in ("graphml", "gexf"):
        assert ET.fromstring(call("network", "--format", format_).out).tag.endswith(format_)
    assert json.loads(call("network", "--format", "json").out)
    assert call("network", "--format", "csv").out.count("\n") > 10


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_plots_are_drawn(suffix: str, call: Call, tmp_path: Path) -> None:
    path = tmp_path / f"network.{suffix}"
    done = call("network", "--plot", str(path))
    assert (done.code, done.out, done.err) == (0, "", f"drawn to {path}\n")
    assert path.stat().st_size > 1000
    both = call("network", "--plot", str(path), "--format", "csv")
    assert (both.out, both.err) == (call("network", "--format", "csv").out, f"drawn to {path}\n")
    assert call("centrality", "--plot", str(tmp_path / f"ranked.{suffix}")).out == call("centrality").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["centrality", "--plot", "network.pdf"], "network.pdf: pictures can only be written as SVG, PNG or HTML"),
        (
            ["centrality", "--measure", "katz", "--engine", "igraph"],
            "igraph does not compute katz to twelve digits; use --engine scipy",
        ),
        (["centrality", "--approximate", "0.1"], "degree is not estimated, but computed; leave the error out"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    refuses(call(*arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["centrality", "--measure", "fame"], "'fame' is not one of 'degree'"),
        (["centrality", "--engine", "abacus"], "'abacus' is not one of 'auto', 'networkx', 'igraph', 'scipy'"),
        (["centrality", "--approximate", "2"], "2.0 is not in the range 0<x<1"),
        (["centrality", "--approximate", "0.1", "--robust"], "--approximate is for a ranking alone"),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call) -> None:
    misused(call(*arguments), message)


# Periods


def test_a_period_leaves_out_what_did_not_certainly_happen_in_it_and_says_how_much(call: Call) -> None:
    march = ("--from", "2025-03", "--to", "2025-03")
    found = json.loads(call("centrality", *march, "--format", "json").out)
    assert "certainly happened from 2025-03 to 2025-03 count: 6 of 31; 11 events have" in found["network_definition"]
    ties = list(csv.DictReader(io.StringIO(call("network", *march, "--format", "csv").out)))
    events = {event for tie in ties for event in tie["events"].split()}
    assert 0 < len(events) <= 6
    shown = (call("show", event).out for event in events)
    assert all("2025-03-" in text for text in shown)
    assert call("structure", *march).out.count("count: 6 of 31") == 1
    assert call("path", "France", "Ukraine", *march).out.count("count: 6 of 31") == 1


def test_a_rank_in_a_period_is_tested_without_each_source(call: Call) -> None:
    options = ("centrality", "--kind", "person", "--from", "2025-03", "--format", "json")
    plain, tested = (json.loads(call(*options, *more).out) for more in ((), ("--robust",)))
    assert [(row["actor"], row["rank"]) for row in tested["ranking"]] == [
        (row["actor"], row["rank"]) for row in plain["ranking"]
    ]
    assert tested["network_definition"] == plain["network_definition"]


def test_an_empty_period_says_what_would_be_there(call: Call) -> None:
    refuses(call("centrality", "--from", "2026"), "no actors to rank; 39 without --from 2026")
    refuses(call("structure", "--from", "2026"), "no actors; 39 without --from 2026")
    refuses(call("network", "--from", "2025", "--to", "2024"), "2024 ends before 2025 begins")
    refuses(call("network", "--from", "spring"), "--from: spring is not a date")


def test_windows_are_printed_side_by_side_and_written_in_csv_and_json(call: Call) -> None:
    options = ("centrality", "--kind", "person", "--window", "month", "--from", "2025")
    found = json.loads(call(*options, "--format", "json").out)
    names = [each["window"] for each in found["windows"]]
    assert names == sorted(names) and "2025-03" in names
    assert found["every"] == "month"
    lines = list(csv.DictReader(io.StringIO(call(*options, "--format", "csv").out)))
    assert [(line["window"], line["actor"], int(line["rank"])) for line in lines] == [
        (each["window"], row["actor"], row["rank"]) for each in found["windows"] for row in each["ranking"]
    ]
    printed = call(*options, "--format", "markdown", "--top", "1").out
    assert f"| actor | kind | {' | '.join(names)} |\n" in printed
    assert found["note"] in printed
    march = json.loads(
        call("centrality", "--kind", "person", "--from", "2025-03", "--to", "2025-03", "--format", "json").out
    )
    assert march["ranking"] == next(each["ranking"] for each in found["windows"] if each["window"] == "2025-03")


@pytest.mark.parametrize("other", [("--robust",), ("--approximate", "0.1"), ("--plot", "x.svg")])
def test_windows_are_for_rankings_alone(other: tuple[str, ...], call: Call) -> None:
    misused(call("centrality", "--window", "year", *other), "--window is for rankings alone; leave out")


def test_windows_of_a_network_are_written_as_spells(call: Call) -> None:
    text = call("network", "--kind", "person", "--format", "gexf", "--window", "year").out
    assert text.count('<spell start="2025-01-01" end="2025-12-31"') > 20
    misused(call("network", "--window", "year"), "--window is written in GEXF alone; give --format gexf.")
