"""Commands that audit: coverage, conflicts, corroboration, identities, diff."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import Limits, Setting, Thing, restricting

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
    from coalition.audit import report
    from coalition.output import data

    found = setting.graph().coverage()
    if format_ == "json":
        data.data_json({"sources": [source.as_data() for source in found]}, sys.stdout)
    else:
        report.coverage(found, sys.stdout)


@click.command(short_help="Print where passages contradict each other.")
@FORMAT
@restricting
@click.pass_obj
def conflicts(setting: Setting, limits: Limits, format_: str) -> None:
    """Print where passages contradict each other: both sides, with their passages, words and families.

    Which properties can conflict is declared in the ontology; nothing is chosen.

    \b
    Example:
        coalition conflicts
    """
    from coalition.audit import report
    from coalition.output import data

    found = setting.graph(limits).conflicts()
    if format_ == "json":
        data.data_json({"conflicts": [conflict.as_data() for conflict in found]}, sys.stdout)
    else:
        report.conflicts(found, sys.stdout)


@click.command(short_help="Print how independently each fact is held.")
@click.argument("thing", required=False, type=Thing("Actor", "Event", "Commitment", "Plan"))
@click.option("--alone", is_flag=True, help="Print only the facts that rest on one family.")
@FORMAT
@restricting
@click.pass_obj
def corroboration(setting: Setting, limits: Limits, thing: str | None, alone: bool, format_: str) -> None:
    """Print by how many documents, families and cited works each fact is held, or each fact about THING.

    Passages that go back to one text, publisher or work are one family, and count once.

    \b
    Example:
        coalition corroboration "2025 London Summit on Ukraine"
    """
    from coalition.audit import report
    from coalition.output import data

    graph = setting.graph(limits)
    found = [support for support in graph.corroboration(thing) if support.families == 1 or not alone]
    if format_ == "json":
        families = [family.as_data() for family in graph.families()]
        data.data_json({"facts": [support.as_data() for support in found], "families": families}, sys.stdout)
    else:
        report.corroboration(found, graph.families(), graph.names, sys.stdout)


@click.command(short_help="Print which names were taken for one actor.")
@click.argument("actor", required=False, type=Thing("Actor"))
@FORMAT
@click.pass_obj
def identities(setting: Setting, actor: str | None, format_: str) -> None:
    """Print which names were taken for one actor, by which decision of the register, for all or for ACTOR.

    How often each name stands in which text is counted where the texts are at hand.

    \b
    Example:
        coalition identities "Volodymyr Zelensky"
    """
    from coalition.audit import report
    from coalition.output import data

    found = setting.graph().identities(actor)
    if format_ == "json":
        data.data_json({"identities": [identity.as_data() for identity in found]}, sys.stdout)
    else:
        report.identities(found, sys.stdout)


@click.command(short_help="Compare two graphs fact by fact.")
@click.argument("a", type=click.Path(exists=True))
@click.argument("b", type=click.Path(exists=True))
@FORMAT
def diff(a: str, b: str, format_: str) -> None:
    """Compare graph A with graph B fact by fact: added, removed, newly or no longer supported.

    Each is an export (.ttl, .nt, .trig, .nq, .jsonld, .rdf) or the folder of a snapshot. Exits 1 where they differ.

    \b
    Example:
        coalition export > a.ttl && coalition diff a.ttl a.ttl
    """
    from pathlib import Path

    from coalition.audit import report
    from coalition.audit.diff import differences, read
    from coalition.output import data

    found = differences(read(Path(a)), read(Path(b)))
    if format_ == "json":
        data.data_json({"changes": [change.as_data() for change in found]}, sys.stdout)
    else:
        report.differences(found, sys.stdout)
    sys.exit(1 if found else 0)
