"""Fill the sheet of what a row of a list states with the cells of the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from coalition.curation.forms import AMOUNT, ITEM, QUANTITY, Field, Forms
from coalition.curation.mapping import NUMBERED, RowMapping
from coalition.curation.rows import Row
from coalition.curation.sheet import Part, Sheet
from coalition.dates import PartialDate
from coalition.drafting.expressions import Count, Money
from coalition.drafting.mentions import Expressions
from coalition.errors import ParameterError
from coalition.texts.words import fold

BOUNDED: Mapping[str, str] = {
    "": "Exactly",
    **dict.fromkeys(("more than", "over"), "MoreThan"),
    **dict.fromkeys(("fewer than", "less than", "under"), "FewerThan"),
    "at least": "AtLeast",
    **dict.fromkeys(("at most", "up to"), "AtMost"),
    **dict.fromkeys(("about", "around", "some", "nearly", "almost", "approximately"), "Approximately"),
}
"""The bounds of quantities by the words that stand before their numbers."""


@dataclass(frozen=True)
class Cells:
    """Fill sheets with the cells of rows.

    `expressions` reads dates, numbers and sums as the language of the text writes them; None where it is not known.
    """

    mapping: RowMapping
    forms: Forms
    expressions: Expressions | None

    def sheet(self, row: Row) -> Sheet:
        """Return the sheet of what a row states; a thing whose name is empty is left out, with what leads to it.

        Raises
        ------
        ParameterError
            When a cell that is to be a date or a sum of money is none, or may be several.
        """
        kept, numbers = [], {}
        for number, each in enumerate(self.mapping.states, 1):
            if not each.name or row.filled(each.name):
                kept.append(each)
                numbers[f"#{number}"] = f"#{len(kept)}"
        parts = [Part(each.form, row.filled(each.thing), row.filled(each.name)) for each in kept]
        for each, part in zip(kept, list(parts), strict=True):
            for name, templates in each.fields.items():
                about = self.forms.forms[each.form].field(name)
                for template in templates:
                    if NUMBERED.fullmatch(template):
                        typed = numbers.get(template, "")
                    else:
                        typed = self._typed(about, row.filled(template), parts)
                    if typed:
                        part.values.setdefault(name, []).append(typed)
        return Sheet(parts)

    def _typed(self, about: Field, cell: str, parts: list[Part]) -> str:
        """Return what a curator would type for a cell."""
        expressions, cell = self.expressions, self.mapping.values.get(fold(cell), cell)
        if not cell:
            return ""
        if about.takes == "number" and expressions:
            return expressions.plain_number(cell)
        if about.takes == "date" and expressions:
            return self._date(expressions, cell)
        if about.kind == AMOUNT and expressions and not cell.startswith("amount:"):
            return self._sum(expressions, cell, parts)
        if about.kind == QUANTITY and expressions and not cell.startswith("quantity:"):
            return self._quantity(expressions, cell, parts)
        return cell

    def _date(self, expressions: Expressions, cell: str) -> str:
        try:
            return str(PartialDate.parse(cell))
        except ValueError:
            values = _whole(expressions.dates, cell)
            if len(values) > 1:
                what = f"{cell} may mean {' or '.join(map(str, values))}"
                raise ParameterError(what, remedy="say in [values] of the mapping which") from None
            return str(values[0]) if values else cell

    def _sum(self, expressions: Expressions, cell: str, parts: list[Part]) -> str:
        """Add a form for a sum of money, and return its number."""
        values: list[Money] = list(_whole(expressions.sums, cell))
        code, number = cell[:3], expressions.plain_number(cell[3:].strip())
        if re.fullmatch(r"[A-Z]{3} [0-9]+(\.[0-9]+)?", f"{code} {number}"):  # in a text, TOP 10 would be no sum
            values = [Money(code, Decimal(number))]
        if len(values) != 1:
            may = f" may mean {' or '.join(map(str, values))}" if values else " is no sum of money"
            remedy = "say so in [values] of the mapping, or give the source a language with its region, such as en-GB"
            raise ParameterError(f"{cell}{may}", remedy=remedy)
        money = values[0].to_dict()
        parts.append(Part(AMOUNT, values={"currency": [str(money["currency"])], "value": [str(money["value"])]}))
        return f"#{len(parts)}"

    def _quantity(self, expressions: Expressions, cell: str, parts: list[Part]) -> str:
        """Add forms for a quantity, and for what it counts, and return the number of the quantity."""
        number = expressions.plain_number(cell)
        counts: list[Count] = list(_whole(expressions.counts, cell))
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", number):
            counts = [Count(Decimal(number), "")]
        if len(counts) != 1 or not (bound := _bound(counts[0])):
            remedy = "write a number, or a number and what it counts, such as 30 delegates"
            raise ParameterError(f"{cell} is no quantity", remedy=remedy)
        told = counts[0].to_dict()
        values = {"bound": [bound], "number": [str(told["number"])]}
        if told["upper"]:
            values["upperNumber"] = [str(told["upper"])]
        if told["of"]:
            parts.append(Part(ITEM, name=str(told["of"])))
            values["item"] = [f"#{len(parts)}"]
        parts.append(Part(QUANTITY, values=values))
        return f"#{len(parts)}"


def _bound(count: Count) -> str:
    """Return the local name of the bound of a count; "" where its words are not known."""
    if count.upper is not None:
        return "" if count.bound else "Between"
    return BOUNDED.get(count.bound, "")


def _whole(find: Callable[[str], Iterable[Any]], cell: str) -> Sequence[Any]:
    """Return what a cell means, where all of it is one expression."""
    return next((each.values for each in find(cell) if (each.start, each.end) == (0, len(cell))), ())
