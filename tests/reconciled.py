"""Ask the reconciliation service, and validate what it says against the schemas of the specification."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from coalition.graph import Graph
from coalition.reconciliation.answers import answer

SCHEMAS = Path(__file__).parent / "reconciliation" / "schemas"
FOLDERS = {"0.2": "0.2", "1.0": "1.0-draft"}
SWAGGER = "http://swagger.io/v2/schema.json"
"""A schema that those of the manifests refer to for what protects a service, which is not used here."""

BASE = "https://example.org/"


def asked(graph: Graph, what: str, version: str = "0.2", body: Any = None, **parameters: str) -> tuple[str, str]:
    """Return the media type and the text of an answer."""
    output = io.BytesIO()
    given = {"what": what, "version": version, "parameters": parameters, "body": body, "base": BASE}
    head = answer(graph, given, output)
    return head.type, output.getvalue().decode()


def told(graph: Graph, what: str, version: str = "0.2", body: Any = None, **parameters: str) -> Any:
    """Return the JSON of an answer, which is valid."""
    type, text = asked(graph, what, version, body, **parameters)
    assert type == "application/json"
    return json.loads(text)


def candidates(graph: Graph, name: str, **query: Any) -> list[dict[str, Any]]:
    """Return the candidates for a name."""
    found = told(graph, "match", queries=json.dumps({"q": {"query": name, **query}}))
    validate("reconciliation-result-batch", "0.2", found)
    result: list[dict[str, Any]] = found["q"]["result"]
    return result


def ids(found: list[dict[str, Any]]) -> list[str]:
    """Return the identifiers of candidates or suggestions."""
    return [each["id"] for each in found]


def validate(schema: str, version: str, told: Any) -> None:
    """Check that what is told fits a schema of a version."""
    _validator(schema, version).validate(told)


def examples(kind: str, version: str, *, invalid: bool = False) -> list[Path]:
    """Return the specification's examples of requests."""
    folder = SCHEMAS / FOLDERS[version] / "examples"
    return sorted(path for path in folder.glob(f"{kind}--*") if ("--invalid--" in path.name) == invalid)


@cache
def _validator(schema: str, version: str) -> Draft7Validator:
    schemas = [json.loads(path.read_text()) for path in (SCHEMAS / FOLDERS[version]).glob("*.json")]
    swagger = {"$id": SWAGGER, "definitions": {"securityDefinitions": {"additionalProperties": {}}}}
    resources = [Resource.from_contents(each, DRAFT7) for each in (*schemas, swagger)]
    registry = Registry().with_resources((str(each.id()), each) for each in resources)
    own = json.loads((SCHEMAS / FOLDERS[version] / f"{schema}.json").read_text())
    return Draft7Validator(own, registry=registry)
