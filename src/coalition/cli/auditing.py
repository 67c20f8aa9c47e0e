"""Commands that audit: coverage, conflicts."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from coalition.cli.setting import Setting

FORMAT = click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)


@click.command(short_help="Print how much of each source was read, and with what result.")
@FORMAT
@click.pass_obj
def coverage(setting: Setting, format_: str) -> None:
    """Print how much of each source lies in passages, was read without finding a fact, or remains.

    Sentences are counted where the texts are at hand.

    \b
    Example:
        coalition coverage
    """
    from coalition import render

    found = setting.graph().coverage()
    if format_ == "json":
        _json({"sources": [source.as_data() for source in found]})
    else:
        render.coverage(found, sys.stdout)


@click.command(short_help="Print where passages contradict each other.")
@FORMAT
@click.pass_obj
def conflicts(setting: Setting, format_: str) -> None:
    """Print where passages contradict each other: both sides, with their passages and families.

    Which properties can conflict is declared in the ontology; nothing is chosen.

    \b
    Example:
        coalition conflicts
    """
    from coalition import render

    found = setting.graph().conflicts()
    if format_ == "json":
        _json({"conflicts": [conflict.as_data() for conflict in found]})
    else:
        render.conflicts(found, sys.stdout)


def _json(whole: dict[str, Any]) -> None:
    json.dump(whole, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
