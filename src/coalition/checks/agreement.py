"""Tell from the summaries of files which of them must be looked at together to find what they disagree on.

What this module does not name agrees: it never misses a fault that `consistency` would find, but may name files that
have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from coalition.checks.consistency import circles
from coalition.checks.summary import Summary, key
from coalition.closure import closure
from coalition.corpus.resolution import MERGED, SPLIT
from coalition.namespaces import CG
from coalition.schema import Schema

if TYPE_CHECKING:
    from coalition.checks.summary import Keys
else:
    Keys = Any


def related(summaries: Sequence[Summary]) -> dict[int, set[int]]:
    """Return, for each file that cannot be checked alone, the others that say what its checks rely on, by number."""
    import numpy as np

    from coalition.columns.rows import unique

    parts = [unique(np.concatenate([each.described, each.stated, each.asked])) for each in summaries]
    keys, counts = np.unique(np.concatenate([*parts, np.empty(0, np.uint64)]), return_counts=True)
    shared = set(keys[counts > 1].tolist())
    found: dict[int, set[int]] = {}
    if not shared:
        return found
    describe, state = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for keeper, name in ((describe, "described"), (state, "stated")):
        for number, each in enumerate(summaries):
            for thing in shared.intersection(getattr(each, name).tolist()):
                keeper[thing].add(number)
    for number, each in enumerate(summaries):
        own = shared.intersection(each.described.tolist())
        others = own.union(shared.intersection(each.stated.tolist()), shared.intersection(each.asked.tolist()))
        files = {file for thing in others for file in describe[thing]} | {
            file for thing in own for file in state[thing]
        }
        if files - {number}:
            found[number] = files - {number}
    return found


def with_related(numbers: Iterable[int], relations: Mapping[int, set[int]]) -> set[int]:
    """Return files with all that must be at hand to check them."""
    return closure(numbers, lambda number: relations.get(number, ()))


def suspects(summaries: Sequence[Summary], schema: Schema) -> set[int]:
    """Return the numbers of the files that may disagree; where a fault takes several files, all of them."""
    decided = [number for number, each in enumerate(summaries) if each.decisions]
    things = {key(node) for n in decided for thing, _, value, _ in summaries[n].decisions for node in (thing, value)}
    suspicious = (
        _Table(summaries, ("classes", "refused"), aliases={}).files(things) | set(decided) if decided else set()
    )
    aliases = _aliases(summaries, decided)
    classes, names = _Table(summaries, ("classes",), aliases), _Table(summaries, ("names",), aliases, second=True)
    kinds = {key(kind): kind for kind in (*schema.wider, *(kind for pair in schema.exclusive for kind in pair))}
    clashing, actors = (
        set[int](),
        _members(classes, {k for k, kind in kinds.items() if schema.is_a(kind, CG + "Actor")}),
    )
    for thing, given in classes.several():
        if schema.clash([kinds[kind] for kind in given if kind in kinds]):
            clashing.add(thing)
    ambiguous = set[int]()
    for name, bearers in names.several():
        if len(actors.intersection(bearers)) > 1:
            ambiguous.add(name)
            clashing |= actors.intersection(bearers)
    suspicious |= classes.files(clashing) | names.files(ambiguous)
    texts = _Table(summaries, ("texts",))
    suspicious |= texts.files({digest for digest, _ in texts.several()})
    suspicious |= _derived_from_themselves(summaries)
    return suspicious


def _aliases(summaries: Sequence[Summary], decided: Iterable[int]) -> dict[int, set[int]]:
    """Return what each actor that a decision is about may stand for, beside itself."""
    stands: dict[int, set[int]] = defaultdict(set)
    for number in decided:
        for thing, word, value, _ in summaries[number].decisions:
            if word == MERGED:
                stands[key(thing)].add(key(value))
            elif word == SPLIT:
                stands[key(value)].add(key(thing))
    return {thing: closure([thing], lambda each: stands.get(each, ())) for thing in stands}


def _derived_from_themselves(summaries: Sequence[Summary]) -> set[int]:
    """Return all files that say what sources are derived from, where there is a circle."""
    origins: dict[int, dict[int, None]] = {}
    for each in summaries:
        for thing, origin in _pairs(each.origins):
            origins.setdefault(thing, {})[origin] = None
    named = {str(thing): list(map(str, others)) for thing, others in origins.items()}
    if next(circles(named), None) is None:
        return set()
    return {number for number, each in enumerate(summaries) if len(each.origins)}


class _Table:
    """Hold the pairs of all files, with the number of the file of each.

    `aliases` are things that stand for others, too; they are the first of the pairs, or the second with `second`.
    """

    def __init__(
        self,
        summaries: Sequence[Summary],
        names: Sequence[str],
        aliases: Mapping[int, set[int]] | None = None,
        *,
        second: bool = False,
    ) -> None:
        import numpy as np

        parts = [np.concatenate([getattr(each, name) for name in names]).reshape(-1, 2) for each in summaries]
        rows = np.concatenate([*parts, np.empty((0, 2), np.uint64)])
        file = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part) for part in parts])
        more, place = [], int(second)
        for thing, others in (aliases or {}).items():
            for at in np.flatnonzero(rows[:, place] == thing):
                for other in others - {thing}:
                    row = rows[at].copy()
                    row[place] = other
                    more.append((row, file[at]))
        if more:
            rows = np.concatenate([rows, np.array([row for row, _ in more], np.uint64)])
            file = np.concatenate([file, np.array([at for _, at in more], np.int32)])
        self.rows, self.file = rows, file

    def several(self) -> Iterable[tuple[int, set[int]]]:
        """Yield each first member of a pair that has several second ones, with these."""
        import numpy as np

        order = np.lexsort((self.rows[:, 1], self.rows[:, 0]))
        first, other = self.rows[order, 0], self.rows[order, 1]
        # A row is of interest where the one before or behind has the same first member and another second one.
        differs = (first[1:] == first[:-1]) & (other[1:] != other[:-1])
        found: dict[int, set[int]] = {}
        for at in np.flatnonzero(differs).tolist():
            found.setdefault(int(first[at]), set()).update((int(other[at]), int(other[at + 1])))
        return found.items()

    def files(self, firsts: set[int]) -> set[int]:
        """Return the numbers of the files with a pair that begins so."""
        import numpy as np

        wanted = np.array(sorted(firsts), np.uint64)
        # The other kinds of search overflow in numpy 2.0.
        return set(self.file[np.isin(self.rows[:, 0], wanted, kind="sort")].tolist())


def _members(classes: _Table, kinds: set[int]) -> set[int]:
    """Return the things that are of one of these classes."""
    import numpy as np

    return set(classes.rows[np.isin(classes.rows[:, 1], np.array(sorted(kinds), np.uint64), kind="sort"), 0].tolist())


def _pairs(keys: Keys) -> Iterable[tuple[int, int]]:
    numbers = keys.tolist()
    return zip(numbers[::2], numbers[1::2], strict=True)
