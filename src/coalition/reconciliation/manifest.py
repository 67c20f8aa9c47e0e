"""Describe the service to its clients, in each version of the Reconciliation API."""

from __future__ import annotations

from typing import Any

import coalition
from coalition.namespaces import CG, used
from coalition.reconciliation.preview import HEIGHT, WIDTH
from coalition.reconciliation.requests import BATCH
from coalition.reconciliation.vocabulary import Vocabulary

VERSIONS = {"0.2": "0.2", "1.0": "1.0-draft"}
"""The name of each version in a manifest, by its name in addresses."""

NAME = "Coalition Graph"
LIMIT = "How many values each thing has at most; 0 for all"


def endpoint(base: str, version: str) -> str:
    """Return the address of the service in a version, where `base` is that of the whole service."""
    return f"{base}reconcile/{version}"


def manifest(vocabulary: Vocabulary, base: str, version: str) -> dict[str, Any]:
    """Return the manifest of a version."""
    address = endpoint(base, version)
    described = {
        "versions": [VERSIONS[version]],
        "name": NAME,
        "identifierSpace": used().base,
        "schemaSpace": CG,
        "serviceVersion": coalition.__version__,
        "defaultTypes": [type.to_dict() for type in vocabulary.types.values()],
        "batchSize": BATCH,
    }
    if version == "1.0":
        setting = {"id": "limit", "name": "Limit", "helpText": LIMIT, "type": "number", "default": 0}
        return {
            **described,
            "lang": "en",
            "view": {"url": used().base + "{+id}"},
            "suggest": {"entity": True, "type": True, "property": True},
            "preview": {"width": WIDTH, "height": HEIGHT},
            "extend": {"proposeProperties": True, "propertySettings": [setting]},
            "standardizedScore": True,
        }
    old_setting = {"name": "limit", "label": "Limit", "help_text": LIMIT, "type": "number", "default": 0}
    return {
        **described,
        "view": {"url": used().base + "{{id}}"},
        "suggest": {
            word: {"service_url": address, "service_path": f"/suggest/{word}"}
            for word in ("entity", "type", "property")
        },
        "preview": {"url": address + "/preview?id={{id}}", "width": WIDTH, "height": HEIGHT},
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/extend/propose"},
            "property_settings": [old_setting],
        },
    }
