"""Test that a manifest is read as it was written, or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from coalition.build import manifest
from coalition.build.manifest import LARGEST, LAYOUT, Damage, Manifest, Origin, OtherLayout

DIGEST = "0" * 64
GIVEN = Manifest(DIGEST, Origin("/home/ann/graph é\ud800", "1" * 64, "--on 1894"), {"facts": 3}, {"CURRENT": [1, 2]})


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert Manifest.decode(GIVEN.encode(), DIGEST) == GIVEN


def test_each_bit_of_a_manifest_counts() -> None:
    content = GIVEN.encode()
    for place in range(len(content)):
        for bit in range(8):
            bad = content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
            with pytest.raises(Damage):
                Manifest.decode(bad, DIGEST)


@pytest.mark.parametrize("depth", [10, 300, 900, 100_000])
def test_a_manifest_that_nests_is_no_manifest(depth: int) -> None:
    with pytest.raises(Damage):
        Manifest.decode(b'{"layout": 3, "more": ' + b"[" * depth + b"]" * depth + b"}", DIGEST)


def test_the_manifest_of_another_snapshot_is_told_apart() -> None:
    for content in (GIVEN.encode(), b'{"layout": 1, "digest": ""}'):
        with pytest.raises(Damage, match=r"has the snapshot\.json of another snapshot") as caught:
            Manifest.decode(content, "2" * 64)
        assert not isinstance(caught.value, OtherLayout)
    assert Manifest.decode(GIVEN.encode(), None) == GIVEN


@pytest.mark.parametrize(("layout", "older"), [(1, True), (LAYOUT + 1, False)])
def test_another_layout_is_told_apart_from_damage(layout: int, older: bool) -> None:
    with pytest.raises(OtherLayout, match=f"has layout {layout}, but this version reads layout {LAYOUT}") as caught:
        Manifest.decode(json.dumps({"layout": layout, "digest": DIGEST}).encode(), DIGEST)
    assert caught.value.older is older


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1])
def test_what_is_too_large_is_not_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(size))
    handle = os.open(path, os.O_RDONLY)
    try:
        if size > LARGEST:
            with pytest.raises(Damage, match="is not a file of at most"):
                manifest.read(handle)
        else:
            assert manifest.read(handle) == bytes(size)
    finally:
        os.close(handle)


def test_only_what_the_engine_needs_is_kept(tmp_path: Path) -> None:
    store, columns = tmp_path / "store", tmp_path / "columns"
    store.mkdir()
    columns.mkdir()
    for name in ("000001.sst", "000002.log", "CURRENT", "IDENTITY", "LOCK", "LOG", "MANIFEST-000003", "OPTIONS-000004"):
        (store / name).write_text(name, encoding="utf-8")
    manifest.strip(store)
    assert list(manifest.measure(tmp_path)) == ["store/000001.sst", "store/CURRENT", "store/MANIFEST-000003"]
    manifest.verify(tmp_path, manifest.measure(tmp_path))
