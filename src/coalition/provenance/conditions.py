"""Read the conditions of a query, for what they make of each EXISTS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coalition.provenance.algebra import Exists
from coalition.provenance.cursor import Cursor

Told = tuple[tuple[Exists, ...], tuple[Exists, ...]]
"""What a condition makes of each EXISTS in it: where it holds, and where it does not."""


def constraint(cursor: Cursor) -> tuple[Exists, ...]:
    """Read what follows FILTER, and return what it makes of each EXISTS."""
    told = _decided(cursor)
    if told:
        return told[0]
    start = cursor.at  # of the name of a function
    while not cursor.is_mark("("):
        cursor.take()
    cursor.go_past()
    return cursor.exists_since(start)


def _either(cursor: Cursor) -> Told:
    """Read operands with `||` between them; where there are several, none of them alone makes the whole hold."""
    operands = [_both(cursor)]
    while cursor.skip("|"):
        cursor.take("|")
        operands.append(_both(cursor))
    holds, fails = _together(operands)
    return (_shared(holds) if len(operands) > 1 else holds), fails


def _both(cursor: Cursor) -> Told:
    """Read operands with `&&` between them; where there are several, none of them alone makes the whole fail."""
    operands = [_operand(cursor)]
    while cursor.skip("&"):
        cursor.take("&")
        operands.append(_operand(cursor))
    holds, fails = _together(operands)
    return holds, (_shared(fails) if len(operands) > 1 else fails)


def _operand(cursor: Cursor) -> Told:
    """Read up to the next `&&`, `||` or end; it is not told what comparisons and functions make of an EXISTS."""
    start = cursor.at
    told = _decided(cursor)
    if told and cursor.is_mark("&", "|", ")"):
        return told
    while not cursor.is_mark("&", "|", ")"):
        cursor.go_past()
    found = cursor.exists_since(start)
    return found, found


def _decided(cursor: Cursor) -> Told | None:
    """Read EXISTS, a condition in brackets, or the contrary of one; return None where something else comes."""
    if cursor.skip("!"):
        contrary = _decided(cursor)
        return contrary and (contrary[1], contrary[0])
    if cursor.skip("("):
        told = _either(cursor)
        cursor.take(")")
        return told
    negated = bool(cursor.word("NOT"))
    if not cursor.word("EXISTS"):
        return None
    name = cursor.inner()
    holds, fails = (Exists(name, 1, True),), (Exists(name, -1, True),)
    return (fails, holds) if negated else (holds, fails)


def _together(operands: Sequence[Told]) -> Told:
    holds = tuple(exists for told in operands for exists in told[0])
    return holds, tuple(exists for told in operands for exists in told[1])


def _shared(exists: Sequence[Exists]) -> tuple[Exists, ...]:
    return tuple(replace(each, sole=False) for each in exists)
