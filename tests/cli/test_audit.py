"""Test the commands that audit: coverage, conflicts, corroboration, identities, diff."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import endpoint
from program import Call, misused, process, refuses
from ruritania import prefixes

from coalition.graph import Graph


@pytest.mark.parametrize(
    ("arguments", "key", "number"),
    [
        (["coverage"], "sources", 1),
        (["conflicts"], "conflicts", 0),
        (["corroboration"], "facts", 1),
        (["corroboration", "Meeting in Strelsau"], "facts", 1),
        (["identities"], "identities", 6),
        (["identities", "the King"], "identities", 1),
    ],
)
def test_what_is_found_is_printed_for_people_or_as_an_object(
    arguments: list[str], key: str, number: int, zenda: Call
) -> None:
    shown, data = zenda(*arguments), zenda(*arguments, "--format", "json")
    assert (shown.code, shown.err, data.code, data.err) == (0, "", 0, "")
    found = json.loads(data.out)[key]
    assert len(found) == number or (key == "facts" and len(found) > number)
    assert shown.out != data.out


@pytest.mark.parametrize(
    ("arguments", "heads", "rows"),
    [
        (["coverage"], "source,label,passages", 1),
        (["conflicts"], "conflict,kind,thing", 0),
        (["corroboration", "Meeting in Strelsau"], "fact,families,groups", 13),
        (["corroboration", "Meeting in Strelsau", "--alone"], "fact,families,groups", 13),
        (["identities", "the King"], "actor,label,kinds,name", 3),
    ],
)
def test_what_is_found_is_printed_as_a_flat_table(arguments: list[str], heads: str, rows: int, zenda: Call) -> None:
    done = zenda(*arguments, "--format", "csv")
    lines = done.out.splitlines()
    assert (done.code, done.err, lines[0].startswith(heads), len(lines) - 1) == (0, "", True, rows)


def test_a_snapshot_is_checked_before_it_is_compared(zenda: Call, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(zenda("build").out.splitlines()[1], copy)
    assert zenda("diff", str(copy), str(copy)).code == 0
    next(copy.glob("store/MANIFEST-*")).write_bytes(b"")
    refuses(zenda("diff", str(copy), str(copy)), "is damaged")


def test_exports_are_compared(call: Call, tmp_path: Path) -> None:
    for name, other in (("old", "y"), ("new", "z")):
        text = f"{prefixes()} passage:a {{ actor:x cg:memberOf actor:{other} . }}"
        (tmp_path / f"{name}.trig").write_text(text, encoding="utf-8")
    paths = [str(tmp_path / f"{name}.trig") for name in ("old", "new")]
    done = call("diff", *paths)
    assert (done.code, done.err) == (1, "")
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["added", "removed", "2 differences"]
    assert len(json.loads(call("diff", *paths, "--format", "json").out)["changes"]) == 2
    lines = call("diff", *paths, "--format", "csv").out.splitlines()
    assert [line.split(",")[0] for line in lines] == ["kind", "added", "removed"]
    assert call("diff", paths[0], paths[0]).code == 0


def test_wrong_requests_are_refused(call: Call, tmp_path: Path) -> None:
    refuses(call("identities", "Zembla"), "there is no actor called Zembla")
    refuses(call("corroboration", "Zembla"), "called Zembla")
    misused(call("diff", str(tmp_path / "nowhere.ttl"), str(tmp_path)), "does not exist")


def test_what_a_server_holds_is_compared_by_its_address(
    published: Graph, published_store: Path, tmp_path: Path
) -> None:
    export = tmp_path / "all.nq"
    export.write_text(published.export("nquads"))
    with endpoint(ox.parse(export.read_bytes(), format=ox.RdfFormat.N_QUADS)) as served:
        done = process("--store", str(tmp_path), "diff", served.url, str(export))
        assert (done.code, done.out) == (0, "0 differences\n")
        label = "<https://w3id.org/coalition-graph/actor/portugal> <http://www.w3.org/2004/02/skos/core#prefLabel>"
        export.write_text("".join(line for line in published.export("nquads").splitlines(True) if label not in line))
        done = process("--store", str(tmp_path), "diff", str(export), served.url)
        assert done.code == 1 and "Portugal" in done.out
    refuses(process("--store", str(tmp_path), "diff", served.url, str(export)), "cannot be reached")
