"""Test that the manifests of both versions are valid, and say what is there."""

from __future__ import annotations

import pytest
from reconciled import BASE, told, validate

from coalition.graph import Graph
from coalition.namespaces import CG, HOME
from coalition.reconciliation.manifest import endpoint
from coalition.reconciliation.requests import BATCH


@pytest.mark.parametrize("version", ["0.2", "1.0"])
def test_manifests_are_valid(published: Graph, version: str) -> None:
    manifest = told(published, "manifest", version)
    validate("manifest", version, manifest)
    assert (manifest["identifierSpace"], manifest["schemaSpace"]) == (HOME, CG)
    assert manifest["batchSize"] == BATCH
    assert {"Actor", "Person", "Event", "Source"} <= {each["id"] for each in manifest["defaultTypes"]}


def test_addresses_of_version_0_2_lead_to_its_own_parts(published: Graph) -> None:
    manifest = told(published, "manifest")
    address = endpoint(BASE, "0.2")
    assert address == "https://example.org/reconcile/0.2"
    assert manifest["view"]["url"].replace("{{id}}", "actor/france") == HOME + "actor/france"
    assert manifest["preview"]["url"] == address + "/preview?id={{id}}"
    services = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    assert [each["service_url"] + each["service_path"] for each in services] == [
        f"{address}/{part}" for part in ("suggest/entity", "suggest/type", "suggest/property", "extend/propose")
    ]


def test_version_1_0_says_which_parts_there_are(published: Graph) -> None:
    manifest = told(published, "manifest", "1.0")
    assert manifest["versions"] == ["1.0-draft"]
    assert manifest["suggest"] == {"entity": True, "type": True, "property": True}
    assert manifest["extend"]["proposeProperties"] is True
    assert manifest["standardizedScore"] is True
    assert manifest["view"]["url"] == HOME + "{+id}"
