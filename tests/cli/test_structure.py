"""Test the commands that look at how a network hangs together: path, structure."""

from __future__ import annotations

import csv
import io
import json

import pytest
from program import Call, misused, refuses


def test_a_path_is_printed_with_the_passages_of_each_step(call: Call) -> None:
    out = call("path", "Keir Starmer", "JD Vance", "--kind", "person", "--weighted").out
    assert "\n1 shortest path of length 0.75\n   1  Keir Starmer – Volodymyr Zelensky – JD Vance\n" in out
    steps = out[out.index("   1  ") :]
    assert steps.index("\nKeir Starmer – Volodymyr Zelensky\n") < steps.index("\nVolodymyr Zelensky – JD Vance\n")
    assert "\n   White House meeting of 28 February 2025\n   · Document 000 · " in steps


def test_a_path_in_json_has_the_same_steps(call: Call) -> None:
    options = ("path", "Keir Starmer", "JD Vance", "--kind", "person", "--weighted", "--format", "json")
    found = json.loads(call(*options).out)
    assert (found["number"], found["weight"]) == (1, "distance")
    assert found["length"] == pytest.approx(sum(1 / step["weight"] for step in found["steps"]))
    assert [node["label"] for node in found["paths"][0]] == ["Keir Starmer", "Volodymyr Zelensky", "JD Vance"]
    assert all(support["passages"] for step in found["steps"] for support in step["supports"])


def test_paths_are_listed_up_to_a_number_and_all_are_counted(call: Call) -> None:
    options = ("path", "Donald Tusk", "JD Vance", "--kind", "person")
    number = json.loads(call(*options, "--format", "json").out)["number"]
    assert number > 1
    assert f"\n{number} shortest paths of length 2, of which 1 are listed\n" in call(*options, "--most", "1").out


def test_no_path_is_told_in_one_line(call: Call) -> None:
    out = call("path", "Keir Starmer", "John Healey", "--kind", "person").out
    assert out.splitlines()[-1].startswith("no path: Keir Starmer is in component 1, of 14 nodes and John Healey ")


def test_an_actor_that_is_not_in_the_network_is_refused(call: Call) -> None:
    refuses(call("path", "Keir Starmer", "Ukraine"), "Keir Starmer is not in the co-participation network; include")
    refuses(call("path", "Ukraine", "Ukraine"), "both ends of the path are Ukraine")
    misused(call("path", "Ukraine"), "Missing argument")


def test_structure_is_printed_and_told_in_json(call: Call) -> None:
    out = call("structure", "--kind", "person").out
    assert "\ncommunities by the Leiden method, seed 1; computed by igraph " in out
    found = json.loads(call("structure", "--kind", "person", "--format", "json").out)
    assert found["communities_by"] == {"method": "Leiden", "seed": 1}
    assert f"\ndensity                {found['figures']['density']:.6f}\n" in out
    assert {each["label"] for each in found["actors"] if each["cut_point"]} == {"Volodymyr Zelensky"}
    assert "doi:10.1038/s41598-019-41695-z" in out
    assert "| bridge from | to |\n" in call("structure", "--kind", "person", "--format", "markdown").out


def test_structure_in_csv_has_a_line_for_each_actor(call: Call) -> None:
    lines = list(csv.DictReader(io.StringIO(call("structure", "--kind", "person", "--format", "csv").out)))
    actors = json.loads(call("structure", "--kind", "person", "--format", "json").out)["actors"]
    assert [line["actor"] for line in lines] == [each["actor"] for each in actors]
    assert [line["constraint"] for line in lines] == [
        "" if each["constraint"] is None else str(each["constraint"]) for each in actors
    ]
    assert {line["cut_point"] for line in lines} == {"true", "false"}


def test_a_structure_of_nothing_says_what_would_be_there(call: Call) -> None:
    refuses(call("structure", "--least", "99"), "the co-participation network has no actors; 39 without --least 99")
    refuses(call("structure", "--network", "affiliation"), "the structure of an affiliation network is not described")
