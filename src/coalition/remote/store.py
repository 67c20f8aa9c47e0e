"""Read a dataset on a server as the embedded store is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.limits import Budget
from coalition.rdf.sorting import Unordered, unordered
from coalition.rdf.store import Dataset, Evaluated, Rows, Store, Term, in_order, nothing
from coalition.remote.engine import Endpoint

if TYPE_CHECKING:
    from coalition.remote.client import Client
    from coalition.remote.profile import Profile


class RemoteStore(Store):
    """Read a dataset on a server, and never write to it.

    Queries are parsed here, so that what is wrong with one is told as it is for the embedded store; rows are put in
    order here as far as that can be done, and else by the server.
    """

    sorts = False

    def __init__(self, client: Client, profile: Profile) -> None:
        super().__init__(Endpoint(client, profile))
        self.client, self.profile = client, profile

    def _in_order(self, text: str, values: dict[ox.Variable, Term], budget: Budget, dataset: Dataset | None) -> Rows:
        """Return the rows of a query in the order in which the embedded engine gives them.

        It is the server's, where a row has a blank node, or the query takes only some rows.
        """
        sought = unordered(text)
        found = self._evaluate(sought.text, values, dataset)
        assert isinstance(found, ox.QuerySolutions)
        columns, rows = [variable.value for variable in found.variables], [tuple(row) for row in found]
        if sought.order and not any(map(_is_nameless, chain(*rows))):
            found = in_order(columns, rows, sought)
        else:
            found = self._evaluate(text, values, dataset)
            assert isinstance(found, ox.QuerySolutions)
        return Rows(found, budget, Unordered(text), partial(self._in_order, text, values, budget, dataset))

    def _evaluate(self, text: str, values: Mapping[ox.Variable, Term], dataset: Dataset | None) -> Evaluated:
        asked = self._asked(values, dataset)
        nothing(text, **asked)  # which tells what is wrong with it
        return self._engine.query(text, **asked)  # type: ignore[no-any-return]


def _is_nameless(term: Term | None) -> bool:
    return isinstance(term, ox.BlankNode | ox.Triple)
