"""Test the API with requests that schemathesis makes from its own description."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from serving import Server

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SCHEMATHESIS = str(Path(sys.executable).with_name("st"))


@pytest.mark.slow
def test_what_is_made_from_the_description_is_answered_as_it_says(server: Server, tmp_path: Path) -> None:
    options = ("--max-examples", "3", "--phases", "examples,fuzzing", "--checks", CHECKS, "--seed", "1", "--no-color")
    command = [SCHEMATHESIS, "run", f"{server.url}/openapi.json", *options, "--exclude-path-regex", "ask/(?!c)"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert passed and passed[1] == passed[2] and int(passed[1]) > 40
    server.until(lambda: server.query("ASK {}").status == 200)
