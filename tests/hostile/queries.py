"""Write random SPARQL from a small grammar that reaches every construct, mutate queries, and pile up what nests.

The same seed gives the same queries. They are asked of the invented corpus, whose terms they use, so that many have
answers. Some do not parse, since not all that the grammar allows may stand together: the engine is the judge.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

ODD = ("·", "\u0301", "\u200d", "‿", "é", "日本", "ß", "_", "service", "a1", "x")
"""Characters and words that names may have, and that `\\w` or a search for words would read otherwise."""

WORDS = (
    *("cg:Person", "cg:State", "cg:tookPartIn", "cg:participant", "cg:event", "cg:host", "cg:date", "cg:committedBy"),
    *("skos:prefLabel", "skos:altLabel", "rdf:type", "a", "org:holds", "cg:stance", "prov:wasQuotedFrom", "cg:value"),
    *("actor:rudolf", "actor:graustark", "actor:ruritania", "meeting:strelsau-1894-05-03", "commitment:crowns"),
)
FUNCTIONS = (
    *("STR", "LANG", "DATATYPE", "IRI", "ABS", "CEIL", "FLOOR", "ROUND", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI"),
    *("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "MD5", "SHA1", "SHA256", "SHA384"),
    *("SHA512", "isIRI", "isURI", "isBLANK", "isLITERAL", "isNUMERIC", "isTRIPLE", "SUBJECT", "PREDICATE", "OBJECT"),
    *("LANGDIR", "hasLANG", "hasLANGDIR", "URI", "xsd:integer", "xsd:string", "xsd:double", "xsd:boolean", "xsd:date"),
)
TWO = (
    *("CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "LANGMATCHES", "sameTerm", "STRDT", "STRLANG"),
    *("REGEX", "SUBSTR", "ADJUST"),
)
OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||")
AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
TRAPS = (
    *(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<<",
        ">>",
        "<<(",
        ")>>",
        "{|",
        "|}",
        "<",
        ">",
        "?",
        "$",
        "@",
        "^",
        "^^",
        "\\",
        "'",
    ),
    *(
        '"',
        "'''",
        '"""',
        "#",
        "\n",
        "\r",
        "\t",
        "\u00a0",
        "\ufeff",
        "\x00",
        "·",
        "\u0301",
        "é",
        ":",
        "_:",
        ".",
        "..",
        ";",
    ),
    *("SERVICE", "INSERT DATA", "DROP", "SELECT", "WHERE", "VALUES", "UNDEF", "FILTER", "EXISTS", "NOT", "BIND", "AS"),
    *("OPTIONAL", "MINUS", "GRAPH", "LATERAL", "UNION", "GROUP BY", "HAVING", "LIMIT", "ORDER BY", "*", "+", "-", "/"),
    *("!", "|", "||", "&&", "=", "!=", "<=", "1e", "1.", ".1", "1e400", "99999999999999999999", "-0", "%41", "\\u0041"),
    *("\\U00110000", "\\uD800", "<\\u003E>", "true", "TRUE", "a", "A", "~", "{ | }", "--ltr", "@en--ltr", "\U0001f600"),
)


class Grammar:
    """Write random queries. `depth` says how many levels of groups may still follow."""

    def __init__(self, seed: object, address: str) -> None:
        self.chance = random.Random(f"{seed}")
        self.address = address

    def one(self, *choices: str | Callable[[], str]) -> str:
        chosen = self.chance.choice(choices)
        return chosen if isinstance(chosen, str) else chosen()

    def some(self, part: Callable[[], str], least: int = 1, most: int = 3, between: str = " ") -> str:
        return between.join(part() for _ in range(self.chance.randint(least, most)))

    def maybe(self, part: Callable[[], str], share: float = 0.5) -> str:
        return part() if self.chance.random() < share else ""

    def gap(self) -> str:
        """Write white space, or a comment that holds what would mislead a search for words."""
        return self.one(" ", " ", " ", "\n", "\t", "\r\n", " # SERVICE <x> { ' \" { DROP\n", "#\n", " #<\r")

    def variable(self) -> str:
        name = self.one("s", "p", "o", "x", "y", "s", "o", lambda: "v" + self.some(lambda: self.one(*ODD), 0, 2, ""))
        return self.one("?", "?", "?", "$") + name

    def string(self) -> str:
        quote = self.one("'", '"', "'''", '"""')
        return (
            quote + self.one("Rudolf", "a", "", "SERVICE", "\\n", "\\u0041", "\\\\", "é", "#", "{", "> <", "//") + quote
        )

    def literal(self) -> str:
        tag = self.one(
            "", "", "@en", "@EN-gb", "@en--ltr", "^^xsd:string", "^^xsd:date", "^^<http://x/t>", "^^xsd:integer"
        )
        number = self.one("1", "0", "-1", "+2", "1.5", ".5", "1e3", "1.e-3", "50", "20.0", "true", "false")
        return self.one(number, lambda: self.string() + tag)

    def iri(self) -> str:
        odd = self.some(lambda: self.one(*ODD), 1, 2, "")
        return self.one(
            *WORDS, *WORDS, f"e:{odd}", f"e:a.b{odd}", "e:%41", "e:a\\-b\\.", "e:", "<>", "<#a>", f"<http://x/{odd}>"
        )

    def term(self, depth: int = 1) -> str:
        parts: list[str | Callable[[], str]] = [*[self.variable] * 5, self.iri, self.iri, self.literal]
        if depth:
            parts += [
                lambda: f"<<( {self.term(0)} {self.verb()} {self.term(0)} )>>",
                lambda: f"<< {self.term(0)} {self.verb()} {self.term(0)} {self.one('', '~ _:r', '~ ?r')} >>",
                lambda: f"[ {self.path()} {self.term(0)} ]",
                lambda: f"( {self.some(lambda: self.term(0), 0)} )",
                lambda: self.one("[]", "_:b", "_:b·1", "()", "_:a.b"),
            ]
        return self.one(*parts)

    def verb(self) -> str:
        return self.one(self.variable, *WORDS[2:14], self.iri)

    def path(self, depth: int = 2) -> str:
        if not depth or self.chance.random() < 0.5:
            return self.verb() if depth == 2 else self.one(*WORDS[2:14])
        return self.one(
            lambda: f"{self.path(depth - 1)}{self.one('/', '|')}{self.path(depth - 1)}",
            lambda: f"({self.path(depth - 1)}){self.one('+', '*', '?', '')}",
            lambda: f"^{self.path(0)}",
            lambda: f"!{self.path(0)}",
            lambda: f"!({self.path(0)}|^{self.path(0)})",
        )

    def triple(self) -> str:
        note = self.maybe(lambda: f" {{| {self.verb()} {self.term(0)} |}}", 0.05) + self.maybe(lambda: " ~ _:n", 0.03)
        more = self.maybe(lambda: f" ; {self.path()} {self.term()}", 0.15) + self.maybe(
            lambda: f" , {self.term()}", 0.1
        )
        return f"{self.term()} {self.path()} {self.term()}{note}{more} ."

    def expression(self, depth: int = 2) -> str:
        if not depth:
            return self.one(self.variable, self.variable, self.literal, self.iri)

        def inner() -> str:
            return self.expression(depth - 1)

        return self.one(
            inner,
            lambda: f"{inner()}{self.gap()}{self.one(*OPERATORS)} {inner()}",
            lambda: f"{inner()}{self.one('<', '>', '=', '+', '-', '<=')}{inner()}",
            lambda: f"{self.one('!', '-', '+')}{inner()}",
            lambda: f"({inner()})",
            lambda: f"{self.one(*FUNCTIONS)}({inner()})",
            lambda: f"{self.one(*TWO)}({inner()}, {inner()})",
            lambda: f"{inner()} {self.one('', 'NOT')} IN ({self.some(inner, 0, 3, ', ')})",
            lambda: f"{self.one('IF', 'REPLACE', 'SUBSTR', 'TRIPLE', 'REGEX')}({inner()}, {inner()}, {inner()})",
            lambda: f"{self.one('COALESCE', 'CONCAT')}({self.some(inner, 0, 3, ', ')})",
            lambda: f"BOUND({self.variable()})",
            lambda: f"{self.one('', 'NOT')} EXISTS {self.group(0)}",
            lambda: f"<<( {self.variable()} {self.one(*WORDS[2:10])} {self.variable()} )>>",
        )

    def aggregate(self) -> str:
        name, distinct = self.one(*AGGREGATES), self.one("", "DISTINCT ")
        if name == "COUNT" and self.chance.random() < 0.5:
            return f"COUNT({distinct}*)"
        end = self.maybe(lambda: f" ; SEPARATOR = {self.string()}") if name == "GROUP_CONCAT" else ""
        return f"{name}({distinct}{self.expression(1)}{end})"

    def values(self) -> str:

        def value() -> str:
            return self.one(self.iri, self.literal, "UNDEF", "<<( e:a e:b 'c' )>>")

        first, other = self.variable(), self.variable()
        return self.one(
            lambda: f"VALUES {first} {{ {self.some(value, 0)} }}",
            lambda: f"VALUES ({first} {other}) {{ {self.some(lambda: f'({value()} {value()})', 0)} }}",
            lambda: f"VALUES () {{ {self.some(lambda: '()', 0)} }}",
        )

    def part(self, depth: int) -> str:
        parts: list[str | Callable[[], str]] = [
            *[self.triple] * 5,
            lambda: f"FILTER({self.expression()})",
            lambda: f"FILTER {self.one(*FUNCTIONS)}({self.expression(1)})",
            lambda: f"BIND({self.expression()} AS {self.variable()}{self.one('n', '2', 'é')})",
            self.values,
        ]
        if depth:

            def group() -> str:
                return self.group(depth - 1)

            parts += [
                lambda: f"OPTIONAL {group()}",
                lambda: f"{group()} UNION {group()}",
                lambda: f"MINUS {group()}",
                lambda: f"GRAPH {self.one(self.variable, self.iri)} {group()}",
                lambda: f"FILTER {self.one('', 'NOT ')}EXISTS {group()}",
                lambda: f"LATERAL {group()}",
                lambda: f"{{ {self.select(depth - 1)} }}",
                group,
            ]
            if self.chance.random() < 0.25:
                parts.append(lambda: self.service(depth))
        return self.one(*parts)

    def service(self, depth: int) -> str:
        word, silent = self.one("SERVICE", "service", "SERVICE#\n"), self.one("", " SILENT", " silent")
        target = self.one(f"<{self.address}>", "e:x·y", "?s", "?v·", "e:", f"<{self.address}#SERVICE>")
        before = self.one("", "", "LATERAL { ", "OPTIONAL { ", "FILTER EXISTS { ")
        return f"{before}{word}{silent} {target} {self.group(depth - 1)}{' }' if before else ''}"

    def group(self, depth: int) -> str:
        return f"{{{self.gap()}{self.some(lambda: self.part(depth), 1, 3, self.gap())}{self.gap()}}}"

    def select(self, depth: int) -> str:
        chosen = self.one(
            "*",
            lambda: self.some(self.variable),
            lambda: f"{self.variable()} ({self.expression()} AS {self.variable()}c)",
            lambda: f"({self.aggregate()} AS ?n)",
            lambda: f"({self.aggregate()} + 1 AS ?n) ({self.aggregate()} AS ?m)",
        )
        key = self.variable()
        ending = ""
        if self.chance.random() < 0.25:
            chosen, ending = f"{key} ({self.aggregate()} AS ?n)", f" GROUP BY {key}"
            ending += self.maybe(lambda: f" HAVING({self.aggregate()} > 0)", 0.3)
        ending += self.maybe(lambda: f" ORDER BY {self.one('', 'DESC', 'ASC')}({self.expression(1)})", 0.2)
        ending += self.maybe(lambda: self.one(" LIMIT 3", " OFFSET 1", " LIMIT 2 OFFSET 1"), 0.15)
        ending += self.maybe(lambda: " " + self.values(), 0.1)
        distinct = self.one("", "", "DISTINCT ", "REDUCED ")
        word, where = self.one("SELECT", "select", "SeLeCt"), self.one("", "WHERE")
        return f"{word} {distinct}{chosen} {where} {self.group(depth)}{ending}"

    def query(self) -> str:
        depth = self.chance.choice([0, 1, 1, 2, 2, 3])
        declared = f"PREFIX e: <{self.address}>" + self.one(
            "", " BASE <http://base/>", " PREFIX : <>", "\nVERSION '1.2'\n"
        )
        dataset = self.maybe(lambda: self.one("FROM ", "FROM NAMED ") + self.iri() + " ", 0.05)
        form = self.one(
            *[lambda: self.select(depth)] * 6,
            lambda: f"ASK {dataset}{self.group(depth)}",
            lambda: f"CONSTRUCT {{ {self.some(self.triple, 0, 2)} }} {dataset}WHERE {self.group(depth)}",
            lambda: f"CONSTRUCT WHERE {{ {self.triple()} }}",
            lambda: f"DESCRIBE {self.one(self.variable, self.iri)} {dataset}WHERE {self.group(depth)}",
            lambda: f"DESCRIBE {self.iri()}",
            self.update,
        )
        return f"{declared}{self.gap()}{form}{self.maybe(self.gap)}"

    def update(self) -> str:
        return self.one(
            lambda: f"INSERT DATA {{ {self.triple()} }}",
            lambda: f"DELETE {{ {self.triple()} }} INSERT {{ {self.triple()} }} WHERE {self.group(0)}",
            lambda: (
                f"{self.one('CLEAR', 'DROP', 'CREATE')} {self.one('ALL', 'DEFAULT', 'GRAPH e:g', 'SILENT GRAPH <g>')}"
            ),
            lambda: f"{self.one('COPY', 'MOVE', 'ADD')} DEFAULT TO e:g",
            lambda: f"LOAD {self.one('', 'SILENT ')}<{self.address}>",
            lambda: f"WITH e:g DELETE WHERE {{ {self.triple()} }}",
            lambda: f"{self.select(0)} ; {self.one('DROP ALL', 'INSERT DATA { e:a e:b e:c }')}",
        )


PARTS = re.compile(r"\s+|[\w:-]+|[^\w\s]")
"""What a mutation takes for the parts of a query: without a grammar, so that it also cuts where no token ends."""


def mutated(text: str, others: str, seed: object) -> str:
    """Return a query with one to four parts removed, repeated, exchanged, cut, or replaced by a trap."""
    chance = random.Random(f"{seed}")
    parts, strangers = PARTS.findall(text), PARTS.findall(others)
    for _ in range(chance.randint(1, 4)):
        if not parts:
            break
        place = chance.randrange(len(parts))
        match chance.randrange(7):
            case 0:
                del parts[place]
            case 1:
                parts.insert(place, parts[place])
            case 2:
                other = chance.randrange(len(parts))
                parts[place], parts[other] = parts[other], parts[place]
            case 3:
                parts[place] = chance.choice(strangers)
            case 4:
                parts[place] = chance.choice(TRAPS)
            case 5:
                parts.insert(place, chance.choice(TRAPS))
            case 6:
                parts = (
                    parts[:place]
                    if chance.random() < 0.2
                    else [*parts[:place], *parts[place + 1 + chance.randrange(9) :]]
                )
    return "".join(parts)


NESTED = (
    *(("{", "}"), ("OPTIONAL {", "}"), ("GRAPH ?g {", "}"), ("MINUS {", "}"), ("LATERAL {", "}")),
    *(("{ SELECT * {", "}}"), ("{ {} UNION", "}"), ("FILTER EXISTS {", "}"), ("FILTER NOT EXISTS {", "}")),
)
"""What is repeated before, and what behind."""

WITHIN = (
    *(("FILTER(%s)", "(", "1", ")"), ("FILTER(%s)", "!", "1", ""), ("FILTER(%s)", "- ", "1", "")),
    *(("FILTER(%s)", "STR(", "?s", ")"), ("FILTER(%s)", "IF(1, 2, ", "3", ")"), ("FILTER(%s)", "1 IN (", "1", ")")),
    *(("FILTER(%s)", "CONCAT(", "'a'", ")"), ("?s %s ?o", "(", "cg:host", ")"), ("?s %s ?o", "^", "cg:host", "")),
    *(("?s %s ?o", "(", "cg:host", ")*"), ("?s ?p %s", "<<( ?s ?p ", "1", " )>>"), ("BIND(%s AS ?z)", "(", "1", ")")),
    *(("BIND(%s AS ?z)", "EXISTS { FILTER(", "1", ")}"), ("BIND(%s AS ?z)", "TRIPLE(?s, ?p, ", "1", ")")),
    *(("VALUES ?x { %s }", "<<( cg:a cg:b ", "1", " )>>"), ("FILTER(%s)", "1 = (", "1", ")")),
    ("FILTER(%s)", "NOT EXISTS { FILTER ", "(1)", "}"),
)
"""A frame, what is repeated before, what stands inside, and what is repeated behind."""

JOINED_WITHIN = (
    *(("?s ?p %s", "(", "1", ")"), ("?s ?p %s", "[ ?p ", "1", "]"), ("?s ?p %s", "<< ?s ?p ", "1", " >>")),
    *(("?s ?p 1 %s", "{| ?p 1 ", "", "|}"), ("?s ?p 1 %s", "~ _:b ", "", "")),
)
"""The same for what is joined: the engine takes long to find the best order of more than a dozen patterns."""

CHAINS = (
    *("{ } UNION ", "OPTIONAL { } ", "FILTER(?s) ", "MINUS { ?s ?p ?o } ", "{ } ", "BIND(1 AS ?x%d) ", "LATERAL { } "),
    *("{ SELECT * {} } ", "FILTER EXISTS { } ", "VALUES () { () } "),
)
JOINED_CHAINS = (
    *("?s ?p ?o . ", "?s cg:host ?x%d . ", "[] ?p ?o . ", "<< ?s ?p ?o >> ?p ?o . ", "?s ?p ( 1 ) . "),
    *("?s cg:host? ?x%d . ", "VALUES ?s { 1 } ", "GRAPH ?g { } "),
)
LISTS = (
    *(("?s ?p ?o FILTER(", "?o = 1 || ", "?o)"), ("?s ?p ?o FILTER(", "?o = 1 && ", "?o)"), ("FILTER(", "1 + ", "1)")),
    *(("FILTER(", "2 * ", "1)"), ("?s ", "cg:host / ", "cg:host ?o"), ("?s ", "cg:host | ", "cg:host ?o")),
    *(
        ("?s !(", "cg:host | ", "cg:host) ?o"),
        ("FILTER(1 IN (", "1, ", "1))"),
        ("BIND(CONCAT(", "'a', ", "'b') AS ?x)"),
    ),
    *(("BIND(COALESCE(", "?o, ", "1) AS ?x)"), ("VALUES ?s { ", "1 ", "}"), ("VALUES ?s { ", "cg:a ", "}")),
    *(("FILTER(1", " = 1", ")"), ("FILTER(1 ", "-1 ", ")"), ("FILTER(1 ", "/ 1 ", ")"), ("?s cg:host", "?", " ?o")),
    ("?s cg:host", "*", " ?o"),
)
"""What stands before, what is repeated, and what stands behind."""

JOINED_LISTS = (("?s ?p ", "1 , ", "1"), ("?s ", "?p 1 ; ", "?p 1"), ("?s ?p (", "1 ", ")"))


def piles(sizes: tuple[int, ...], joined_sizes: tuple[int, ...]) -> Iterator[str]:
    """Yield queries in which one construct is nested, or repeated side by side, so many times."""
    for size in sizes:
        for opening, closing in NESTED:
            yield "SELECT * { " + f"{opening} " * size + f" {closing}" * size + " }"
        yield from _piled(size, WITHIN, CHAINS, LISTS)
        yield "SELECT " + "".join(f"(1 AS ?x{number}) " for number in range(size)) + "{}"
        yield "SELECT " + "".join(f"?x{number} " for number in range(size)) + "{}"
        yield "SELECT (COUNT(*) AS ?n) {} GROUP BY " + "".join(f"?x{number} " for number in range(size))
        yield "SELECT * {} ORDER BY " + "".join(f"?x{number} " for number in range(size))
        yield "SELECT * {} GROUP BY ?x HAVING " + "(1) " * size
        yield "DESCRIBE " + "cg:a " * size
        yield "CONSTRUCT { " + "?s ?p ?o . " * size + "} { ?s ?p ?o }"
        yield "ASK " + "FROM <http://x/> " * size + "{}"
        yield "".join(f"PREFIX p{number}: <http://x/> " for number in range(size)) + "ASK {}"
        yield "ASK { ?s ?p '" + "a" * size * 20 + "' }"
        yield "ASK { ?s ?" + "p" * size * 20 + " <http://x/" + "a" * size * 20 + "> }"
        yield "ASK { }" + "#" * size * 20
        yield "ASK { ?s ?p 1" + "0" * size * 20 + " FILTER(1" + " " * size * 20 + "< 2) }"
    for size in joined_sizes:
        yield from _piled(size, JOINED_WITHIN, JOINED_CHAINS, JOINED_LISTS)
        yield "DESCRIBE * { " + "?s ?p ?o . " * size + "}"


def _piled(
    size: int, within: tuple[tuple[str, ...], ...], chains: tuple[str, ...], lists: tuple[tuple[str, ...], ...]
) -> Iterator[str]:
    for frame, before, inside, behind in within:
        yield "SELECT * { " + frame % (before * size + inside + behind * size) + " }"
    for link in chains:
        yield "SELECT * { " + "".join(link.replace("%d", str(number)) for number in range(size)) + " { } }"
    for first, link, last in lists:
        yield "SELECT * { " + first + link * size + last + " }"
