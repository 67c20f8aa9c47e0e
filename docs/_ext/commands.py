"""Define the commands as their page shows them: `ask` without a section for each saved question.

The questions have a page of their own, made from their headers.
"""

from __future__ import annotations

import click

from coalition.cli.commands import coalition as program


def _shown() -> click.Group:
    context = click.Context(program, info_name="coalition")
    commands = {name: program.get_command(context, name) for name in program.list_commands(context)}
    found = {name: command for name, command in commands.items() if command is not None}
    ask = found["ask"]
    assert isinstance(ask, click.Group)
    found["ask"] = click.Group("ask", params=ask.params, help=ask.help, subcommand_metavar=ask.subcommand_metavar)
    return click.Group("coalition", commands=found, params=program.params, help=program.help)


coalition = _shown()
