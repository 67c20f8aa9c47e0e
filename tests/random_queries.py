"""Write random queries, and random facts to ask them of, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

NODES, VERBS, VARIABLES = "abc", "pq", "xyzw"

PASSAGES = 3

BRANCH = "#branch#"

SPACE = "http://example.org/"

Fact = tuple[str, str, str, frozenset[int]]
"""A subject, a verb, an object, and the numbers of the passages that state it."""


@dataclass(frozen=True)
class RandomQuery:
    """Hold a query, the same query without an end (LIMIT and the like), and one for its full solutions.

    `keys` are the columns that tell the solutions of one row from those of another; None for all of `SELECT *`.
    """

    text: str
    alike: str
    full: str
    keys: tuple[str, ...] | None

    @property
    def exact(self) -> bool:
        """Whether each fact that a solution uses can be told by leaving facts out.

        That is not so where other facts certainly do as well, as in EXISTS, in a path with alternatives, and in a
        subquery that drops or counts solutions.
        """
        inner = self.text.partition("SELECT")[2].partition("SELECT")[2]
        drops = ("GROUP BY", "COUNT", "OPTIONAL", "DISTINCT", "LIMIT 2")
        return not any(word in self.text for word in ("EXISTS", "|")) and not any(word in inner for word in drops)

    @property
    def empty_paths(self) -> bool:
        """Whether a path may have no steps; it then holds of all that the graph mentions."""
        return ")*" in self.text or ")?" in self.text


@dataclass
class Writer:
    """Write random queries. A part is written only where `depth` allows one more level of braces."""

    choose: random.Random
    computed: int = 0

    def variable(self) -> str:
        return "?" + self.choose.choice(VARIABLES)

    def term(self) -> str:
        return self.variable() if self.choose.random() < 0.92 else ":" + self.choose.choice(NODES)

    def triple(self) -> str:
        verb = "?v" if self.choose.random() < 0.1 else ":" + self.choose.choice(VERBS)
        return f"{self.term()} {verb} {self.term()} ."

    def path(self, depth: int = 2) -> str:
        kind = self.choose.randrange(6 if depth else 1)
        if kind == 0:
            return ":" + self.choose.choice(VERBS)
        if kind == 1:
            return f"({self.path(depth - 1)}/{self.path(depth - 1)})"
        if kind == 2:
            return f"({self.path(depth - 1)}|{self.path(depth - 1)})"
        if kind == 3:
            return f"^({self.path(depth - 1)})"
        if kind == 4:
            return "!:p"
        return f"({self.path(depth - 1)}){self.choose.choice('+*?')}"

    def comparison(self) -> str:
        return self.choose.choice(
            [
                f"{self.term()} {self.choose.choice(['=', '!='])} {self.term()}",
                f"BOUND({self.variable()})",
                f"!BOUND({self.variable()})",
            ]
        )

    def condition(self, depth: int) -> str:
        exists = f"EXISTS {self.group(depth)}"
        return self.choose.choice(
            [
                f"FILTER {exists}",
                f"FILTER NOT {exists}",
                f"FILTER({exists} && {self.comparison()})",
                f"FILTER({exists} || EXISTS {self.group(depth)})",
                f"FILTER(!(NOT {exists}))",
                f"FILTER({self.comparison()})",
            ]
        )

    def subquery(self, depth: int) -> str:
        group = self.group(depth)
        key, other = self.choose.sample(VARIABLES, 2)
        self.computed += 1
        return self.choose.choice(
            [
                f"SELECT ?{key} {group}",
                f"SELECT DISTINCT ?{key} ?{other} {group}",
                f"SELECT * {group}",
                f"SELECT ?{key} ?{other} {group} ORDER BY ?{key} ?{other} LIMIT 2",
                f"SELECT ?{key} (COUNT(*) AS ?n{self.computed}) {group} GROUP BY ?{key}",
                f"SELECT (COUNT(DISTINCT ?{other}) AS ?n{self.computed}) {group}",
                f"SELECT ?{key} {group} GROUP BY ?{key} HAVING(COUNT(*) > 1)",
                f"SELECT (COUNT(*) AS ?n{self.computed}) {group} GROUP BY ?{key}",
                f"SELECT (MIN(STR(?{other})) AS ?n{self.computed}) {group} GROUP BY STR(?{key})",
            ]
        )

    def part(self, depth: int) -> str:
        self.computed += 1
        name = f"?b{self.computed}"
        parts: list[Callable[[], str]] = [
            self.triple,
            lambda: f"FILTER({self.comparison()})",
            lambda: f"BIND(STR({self.variable()}) AS {name})",
            lambda: f"VALUES ({self.variable()}) {{ (:a) (UNDEF) }}",
            lambda: f"VALUES {self.variable()} {{ :a :b }}",
            lambda: f"{self.variable()} {self.path()} {self.term()} .",
        ]
        if depth:
            parts += 2 * [
                lambda: f"OPTIONAL {self.branch(depth - 1)}",
                lambda: f"OPTIONAL {self.branch(depth - 1)}",
                lambda: f"{self.branch(depth - 1)} UNION {self.branch(depth - 1)}",
                lambda: self.condition(depth - 1),
                lambda: f"MINUS {self.group(depth - 1)}",
                lambda: f"{{ {self.subquery(depth - 1)} }}",
                lambda: f"OPTIONAL {{ {{ {self.subquery(depth - 1)} }} {BRANCH} }}",
                lambda: f"GRAPH {self.choose.choice(['?g', ':passage0'])} {self.group(depth - 1)}",
                lambda: f"LATERAL {self.group(depth - 1)}",
                lambda: self.group(depth - 1),
                lambda: f"BIND(EXISTS {self.group(depth - 1)} AS {name})",
            ]
        return self.choose.choice(parts)()

    def branch(self, depth: int) -> str:
        """Write a group of an OPTIONAL or UNION, with the place of a mark that says whether it gave a solution."""
        return f"{self.group(depth)[:-2]} {BRANCH} }}"

    def group(self, depth: int) -> str:
        parts = [self.triple() for _ in range(self.choose.randint(1, 2))]
        parts += [self.part(depth) for _ in range(self.choose.randint(0, 2))]
        if self.choose.random() < 0.15:
            self.choose.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def query(self, depth: int) -> RandomQuery:
        group = self.group(depth)
        key, other = self.choose.sample(VARIABLES, 2)
        form = self.choose.choice(
            ["plain", "plain", "all", "distinct", "computed", "count", "groups", "hidden", "named", "ask", "unstable"]
        )
        start, bind, keys, end = {
            "plain": (f"SELECT ?{key} ?{other}", "", (key, other), ""),
            "all": ("SELECT *", "", None, ""),
            "distinct": (f"SELECT DISTINCT ?{key}", "", (key,), ""),
            "computed": (f"SELECT ?{other} (STR(?{key}) AS ?c)", f"BIND(STR(?{key}) AS ?c)", (other, "c"), ""),
            "count": ("SELECT (COUNT(*) AS ?c)", "", (), ""),
            "groups": (f"SELECT ?{key} (COUNT(?{other}) AS ?c)", "", (key,), f"GROUP BY ?{key}"),
            "hidden": (
                f"SELECT ?{key} (COUNT(?{other}) AS ?c) (MIN(STR(?{other})) AS ?h)",
                f"BIND(STR(?{other}) AS ?h)",
                (key, "h"),
                f"GROUP BY ?{key} ?{other}",
            ),
            "named": (
                "SELECT ?h (COUNT(*) AS ?c)",
                f"BIND(STR(?{key}) AS ?h)",
                ("h",),
                f"GROUP BY (STR(?{key}) AS ?h) HAVING(COUNT(*) < 3)",
            ),
            "ask": ("ASK", "", (), ""),
            "unstable": (f"SELECT ?{key} (RAND() AS ?u) (STRUUID() AS ?s)", "", (key,), ""),
        }[form]
        prefix = f"PREFIX : <{SPACE}> "
        limit = " ORDER BY ?x ?y ?z ?w LIMIT 3" if form in ("plain", "all", "distinct", "computed") else ""
        alike = f"{prefix}{start} {group.replace(BRANCH, '')} {end}"
        return RandomQuery(alike + limit, alike, _marked(f"{prefix}SELECT * {{ {group} {bind} }}"), keys)


def _marked(text: str) -> str:
    first, *rest = text.split(BRANCH)
    return first + "".join(f"BIND(true AS ?mark{number}){part}" for number, part in enumerate(rest))


def random_facts(choose: random.Random) -> list[Fact]:
    """Return up to six facts, each with the numbers of the passages that state it."""
    facts = {
        (choose.choice(NODES), choose.choice(VERBS), choose.choice(NODES)): frozenset(
            choose.sample(range(PASSAGES), choose.randint(1, PASSAGES))
        )
        for _ in range(choose.randint(3, 7))
    }
    return [(*triple, passages) for triple, passages in facts.items()]


def random_query(seed: int) -> tuple[RandomQuery, list[Fact]]:
    """Return the query and the facts of a seed."""
    choose = random.Random(seed)
    return Writer(choose).query(choose.choice([1, 1, 2])), random_facts(choose)
