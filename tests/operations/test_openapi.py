"""Test that the API is described as OpenAPI 3.1 has it, and that a client library can be made from that."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from serving import Server, serving

from coalition.graph import Graph
from coalition.operations.declared import all_of
from coalition.operations.openapi import PROBLEMS, answer, description


@pytest.fixture(scope="module")
def described(published: Graph) -> Any:
    """Return the description of the API of the published graph."""
    output = io.BytesIO()
    assert answer(published, {}, output).type == "application/json"
    return json.loads(output.getvalue())


@pytest.fixture(scope="module")
def server(published_store: Path) -> Iterator[Server]:
    """Serve the published graph."""
    with serving(published_store, "--workers", "2") as started:
        yield started


def test_the_description_is_valid(described: Any) -> None:
    validate(described)
    assert described["openapi"] == "3.1.0"


def test_every_operation_has_a_name_of_its_own_tells_problems_and_whether_it_is_stable(described: Any) -> None:
    operations = [path["get"] for path in described["paths"].values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for each in operations:
        assert {*each["responses"]} == {"200", *PROBLEMS}
        assert each["x-stability"] in ("stable", "experimental")
        assert each["summary"].endswith((".", "?"))


def test_examples_fit_the_schemas(published: Graph) -> None:
    import jsonschema

    for path in description(all_of(published))["paths"].values():
        for parameter in path["get"]["parameters"]:
            if "example" in parameter:
                jsonschema.validate(parameter["example"], parameter["schema"])


def test_the_service_gives_the_description(server: Server, described: Any) -> None:
    got = server.ask("/openapi.json")
    assert got.headers["content-type"] == "application/json"
    assert got.json() == described


def test_one_page_leads_to_the_next_of_the_same_snapshot(server: Server) -> None:
    first = server.ask("/api/conflicts?limit=4")
    second = server.ask(first.json()["next"])
    assert f'<{first.json()["next"]}>; rel="next"' in first.headers["link"] and 'rel="prev"' in second.headers["link"]
    assert f"snapshot={server.digest}" in first.json()["next"]
    both = server.ask("/api/conflicts?limit=8").json()["conflicts"]
    assert first.json()["conflicts"] + second.json()["conflicts"] == both


def test_a_question_of_any_name_has_a_place_of_its_own(folder: Path, tmp_path: Path) -> None:
    (folder / "queries").mkdir()
    (folder / "queries" / "who {is} it.rq").write_text("#+ summary: Who?\nSELECT ?who { }", encoding="utf-8")
    found = description(all_of(Graph.open(folder, store=tmp_path / "snapshots")))
    assert found["paths"]["/api/ask/who%20%7Bis%7D%20it"]["get"]["operationId"] == "ask_who__is__it"
    validate(found)


@pytest.mark.slow
def test_a_client_library_made_from_the_description_asks_the_service(
    server: Server, described: Any, tmp_path: Path
) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(described))
    (tmp_path / "config.yml").write_text("project_name_override: made\npackage_name_override: made\npost_hooks: []\n")
    make = ("-m", "openapi_python_client", "generate", "--path", "openapi.json", "--config", "config.yml")
    done = subprocess.run([sys.executable, *make, "--meta", "none"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    made = sorted(path.stem for path in (tmp_path / "made" / "api").rglob("*.py") if path.stem != "__init__")
    assert made == sorted(path["get"]["operationId"] for path in described["paths"].values())
    program = f"""
from made import Client
from made.api.operations import conflicts, verify
from made.api.questions import ask_commitments
client = Client("{server.url}")
found = ask_commitments.sync_detailed(client=client, by="Portugal", limit=1)
print(found.status_code.value, len(found.parsed.additional_properties["results"]["bindings"]))
print(verify.sync_detailed(client=client, claim="China joins the coalition").status_code.value)
print(conflicts.sync_detailed(client=client, thing="Atlantis").parsed.status)
"""
    asked = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False, text=True)
    assert asked.stdout.split() == ["200", "1", "200", "400"], asked.stderr
