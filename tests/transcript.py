"""Let the SDK's client answer five questions of the tutorial through `coalition mcp`, and write what it is told.

The texts of the sources are not at hand, so that no words of theirs are in the transcript.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

QUESTIONS: tuple[tuple[str, tuple[tuple[str, dict[str, Any]], ...]], ...] = (
    (
        "What did the United Kingdom promise?",
        (("ask", {"question": "commitments", "parameters": {"by": "United Kingdom"}}),),
    ),
    (
        "Which passage says so, and where does it stand?",
        (("passage", {"id": "s000-1646"}),),
    ),
    (
        "Are the four sources of it independent?",
        (
            ("verify", {"claim": "UK export finance for air defence missiles"}),
            ("ask", {"question": "ties-between-documents"}),
        ),
    ),
    (
        "Do the sources agree about the loan that came with it?",
        (("conflicts", {"thing": "Loan of 2.2 billion pounds for military aid"}),),
    ),
    (
        "What do others need to check the citation?",
        (
            (
                "sparql",
                {
                    "query": "SELECT ?passage ?start ?end ?digest WHERE { VALUES ?passage { passage:s000-1646 } "
                    "?passage cg:start ?start ; cg:end ?end ; cg:digest ?digest }"
                },
            ),
            ("schema", {}),
        ),
    ),
)
"""The questions, each with the calls that answer it."""

WIDTH = 120


async def transcript(store: Path, folder: Path) -> str:
    """Return the transcript; the command runs in `folder`, with the snapshots in `store`."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "coalition.cli", "--store", str(store), "--sources", str(folder), "mcp"],
        env={**os.environ},
        cwd=folder,
    )
    async with Client(server) as client:
        tools = ", ".join(tool.name for tool in (await client.list_tools()).tools)
        written = [f"tools: {tools}"]
        for question, calls in QUESTIONS:
            written.append(f"\n# {question}")
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                [content] = result.content
                assert content.type == "text"
                assert not result.is_error, content.text
                size = len(content.text.encode()) // 4
                call = broken(f"{name} {json.dumps(arguments, ensure_ascii=False)}")
                written += [f"> {call}", broken(content.text), f"({size} tokens)"]
    return "\n".join(written) + "\n"


def broken(text: str) -> str:
    """Return a long line in several ones, broken behind commas and spaces."""
    lines = [""]
    for part in re.split(r"(?<=,)(?!\d)|(?<=\s)", text):
        if lines[-1] and len(lines[-1]) + len(part) > WIDTH:
            lines.append("")
        lines[-1] += part
    return "\n  ".join(line.rstrip() for line in lines)
