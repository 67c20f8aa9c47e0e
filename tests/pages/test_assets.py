"""Test that the files that pages load have names with their digests, and are those that web/ gives."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from coalition.pages import assets


@pytest.mark.parametrize("name", ["main.css", "main.js", "network.js", "editor.js", "icon.svg"])
def test_a_file_has_the_digest_of_its_content_in_its_name(name: str) -> None:
    address = assets.address(name)
    found = assets.content(address.removeprefix("/assets/"))
    assert found
    digest = hashlib.sha256(found[0]).hexdigest()[:12]
    assert digest in address and found[1] in assets.TYPES.values()


def test_only_those_files_are_served() -> None:
    names = json.loads((assets.FOLDER / "names.json").read_text())
    assert {path.name for path in assets.FOLDER.iterdir()} == {*names.values(), "names.json"}
    for name in ("names.json", "../answers.py", "main.css", ""):
        assert assets.content(name) is None


def test_a_page_of_text_loads_little() -> None:
    found = [assets.content(assets.address(name).removeprefix("/assets/")) for name in ("main.css", "main.js")]
    assert sum(len(gzip.compress(each[0])) for each in found if each) < 15_000
