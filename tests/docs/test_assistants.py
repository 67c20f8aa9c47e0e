"""Test that the page on assistants shows what the tools answer, and names each of them.

`REFRESH=1 python -m pytest tests/docs/test_assistants.py` writes the transcript again; then read the diff.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from mcp import Client, StdioServerParameters
from refresh import refresh
from ruritania import PROJECT
from transcript import QUESTIONS, transcript

from coalition.assistants.describe import TOOLS

PAGE = PROJECT / "docs" / "how-to" / "assistants.md"
TRANSCRIPT = re.compile(r"(?<=<!-- transcript -->\n\n```text\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
STANZA = re.compile(r"```json\n(\{.*?\n\})\n```", re.DOTALL)


def test_the_page_shows_what_the_tools_answer(published_store: Path, tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = asyncio.run(transcript(published_store, tmp_path))
    renewed = TRANSCRIPT.sub(lambda _: made, text)
    if renewed != text:
        refresh(PAGE, renewed)
    assert made in text
    assert len(QUESTIONS) == 5
    assert all(int(number) <= 400 for number in re.findall(r"^\((\d+) tokens\)$", made, re.MULTILINE))


def test_the_page_names_each_tool() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [*TOOLS]


def test_the_configuration_that_the_page_gives_starts_the_server(published_store: Path, tmp_path: Path) -> None:
    import json
    import os
    import sys

    found = [json.loads(stanza) for stanza in STANZA.findall(PAGE.read_text(encoding="utf-8"))]
    started = [each["mcpServers"]["coalition"] for each in found]
    [first] = [each for each in started if each.get("args") == ["mcp"]]
    assert first["command"] == "coalition"
    (tmp_path / "coalition").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m coalition.cli "$@"\n', encoding="utf-8")
    (tmp_path / "coalition").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    cache = {"PATH": path, "XDG_CACHE_HOME": str(published_store.parent)}

    async def run() -> None:
        server = StdioServerParameters(**first, env={**os.environ, **cache})
        async with Client(server) as client:
            assert len((await client.list_tools()).tools) == len(TOOLS)

    asyncio.run(run())
