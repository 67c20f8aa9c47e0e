"""Commands that audit: coverage, conflicts, corroboration, identities, diff."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import GlobalOptions, ThingName, ViewOptions, view_options

FORMAT = click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)


@click.command(short_help="Print how much of each source was read, and with what result.")
@FORMAT
@click.pass_obj
def coverage(options: GlobalOptions, format_: str) -> None:
    """Print how much of each source lies in passages, was read without finding a fact, or remains.

    Sentences are counted where the texts are at hand.

    \b
    Example:
        coalition coverage
    """
    from coalition.audit import report
    from coalition.output.data import write_json

    found = options.graph().coverage()
    if format_ == "json":
        write_json({"sources": [source.to_dict() for source in found]}, sys.stdout)
    else:
        report.coverage(found, sys.stdout)


@click.command(short_help="Print where passages contradict each other.")
@FORMAT
@view_options
@click.pass_obj
def conflicts(options: GlobalOptions, limits: ViewOptions, format_: str) -> None:
    """Print where passages contradict each other: both sides, with their passages, words and families.

    Which properties can conflict is declared in the ontology; nothing is chosen.

    \b
    Example:
        coalition conflicts
    """
    from coalition.audit import report
    from coalition.output.data import write_json

    found = options.graph(limits).conflicts()
    if format_ == "json":
        write_json({"conflicts": [conflict.to_dict() for conflict in found]}, sys.stdout)
    else:
        report.conflicts(found, sys.stdout)


@click.command(short_help="Print how independently each fact is held.")
@click.argument("thing", required=False, type=ThingName("Actor", "Event", "Commitment", "Plan"))
@click.option("--alone", is_flag=True, help="Print only the facts that rest on one family.")
@FORMAT
@view_options
@click.pass_obj
def corroboration(options: GlobalOptions, limits: ViewOptions, thing: str | None, alone: bool, format_: str) -> None:
    """Print by how many documents, families and cited works each fact is held, or each fact about THING.

    Passages that go back to one text, publisher or work are one family, and count once.

    \b
    Example:
        coalition corroboration "2025 London Summit on Ukraine"
    """
    from coalition.audit import report
    from coalition.output.data import write_json

    graph = options.graph(limits)
    found = [support for support in graph.corroboration(thing) if support.families == 1 or not alone]
    if format_ == "json":
        families = [family.to_dict() for family in graph.families()]
        write_json({"facts": [support.to_dict() for support in found], "families": families}, sys.stdout)
    else:
        report.corroboration(found, graph.families(), graph.names, sys.stdout)


@click.command(short_help="Print which names were taken for one actor.")
@click.argument("actor", required=False, type=ThingName("Actor"))
@FORMAT
@click.pass_obj
def identities(options: GlobalOptions, actor: str | None, format_: str) -> None:
    """Print which names were taken for one actor, by which decision of the register, for all or for ACTOR.

    How often each name stands in which text is counted where the texts are at hand.

    \b
    Example:
        coalition identities "Volodymyr Zelensky"
    """
    from coalition.audit import report
    from coalition.output.data import write_json

    found = options.graph().identities(actor)
    if format_ == "json":
        write_json({"identities": [identity.to_dict() for identity in found]}, sys.stdout)
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
    from coalition.output.data import write_json

    found = differences(read(Path(a)), read(Path(b)))
    if format_ == "json":
        write_json({"changes": [change.to_dict() for change in found]}, sys.stdout)
    else:
        report.differences(found, sys.stdout)
    sys.exit(1 if found else 0)
