"""Write the page of the ledger: first what was tried, what passed and what did not; then the tables."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

Figures = Mapping[str, Any]

OTHERS = ("conformance", "passages", "sentences", "skipped")
"""The records that are not of hostile inputs."""


def page(kept: Mapping[str, Figures], mutants: Figures, reasons: Mapping[str, list[str]]) -> str:
    """Return the page, in Markdown, of the records, the scores of mutants, and the reasons to skip tests."""
    return "\n\n".join([
        "# Ledger: what was tried",
        _wrapped(
            "`make ledger SOURCES=DIR W3C=DIR` runs all tests and writes this page. `make test` compares it with what "
            "its own run counts, and fails if a figure differs. It names what it cannot count without the two folders."
        ),
        "\n".join(_wrapped(line, "- ", "  ") for line in _summary(kept, mutants, reasons)),
        *_hostile(_kinds(kept)),
        *_conformance(kept.get("conformance", {})),
        *_published(kept),
        *_mutants(mutants),
        *_skips(reasons, kept.get("skipped", {})),
    ]) + "\n"  # fmt: skip


def _wrapped(text: str, first: str = "", others: str = "") -> str:
    return textwrap.fill(
        text, 120, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def _summary(kept: Mapping[str, Figures], mutants: Figures, reasons: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield one line for each kind of trial."""
    kinds = _kinds(kept)
    tried, wrong = (sum(figures[key] for figures in kinds.values()) for key in ("tried", "wrong"))
    yield (
        f"**Hostile inputs**: {tried:,} were tried, of {_counted(len(kinds), 'kind')}. {wrong:,} of them ended in "
        "anything but a right answer or a refusal in one line."
    )
    suites = kept.get("conformance", {}).get("suites", {}).values()
    tests, passed, refused = (sum(suite[key] for suite in suites) for key in ("tests", "passed", "refused"))
    engine, ours = (sum(len(suite[key]) for suite in suites) for key in ("engine", "ours"))
    yield (
        f"**W3C's query suites**: {passed:,} of {tests:,} tests pass. {refused:,} are refused on purpose, since their "
        f"queries call another machine. {engine:,} do not pass because the engine, asked alone, does not pass them "
        f"either; the reasons are below. In {ours:,} tests this package differs from the engine."
    )
    checked, read = Counter(kept.get("passages", {})), Counter(kept.get("sentences", {}))
    yield (
        f"**Published graph**: {checked['statements']:,} statements in {checked['passages']:,} passages were checked "
        f"against the words and digests of {checked['texts']} source texts and {checked['shapes']} shapes. "
        f"{checked['faults']:,} faults were found. Of {read['sentences']:,} sentences, {read['with a fact']:,} have a "
        f"fact; {read['read, without a fact']:,} were read and have none."
    )
    yield f"**Deliberate faults**: {_mutants_in_short(mutants)}"
    skipped = sum(kept.get("skipped", {}).values())
    yield (
        f"**Skipped**: {_counted(skipped, 'test')}, in the run that wrote this page. Tests give "
        f"{_counted(len(reasons), 'reason')} for which they may be skipped, all listed below. A run that skips a test "
        "for another reason fails."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _kinds(kept: Mapping[str, Figures]) -> dict[str, Counter[str]]:
    """Return the figures of hostile inputs by their kinds, where a kind is divided among several tests."""
    kinds: dict[str, Counter[str]] = {}
    for name, figures in sorted(kept.items()):
        if name not in OTHERS:
            kind = kinds.setdefault(re.sub(r"-\d+$", "", name).replace("_", " "), Counter())
            for key, number in figures.items():
                if key != "share" and isinstance(number, int):
                    kind[key] += number
    return kinds


def _table(*rows: Iterable[object]) -> str:
    """Return a table in Markdown; the first row is its head."""
    lines = [[f"{cell:,}" if isinstance(cell, int) else str(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _hostile(kinds: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield "## Hostile inputs"
    yield (
        "Each input is made from a list or from a seed, so that every run tries the same. This is what `make test` "
        "tries; `HOSTILE=all python -m pytest tests/hostile` tries many more, and takes minutes."
    )
    rows = []
    for kind, figures in kinds.items():
        more = ", ".join(f"{key} {figures[key]:,}" for key in figures if key not in ("tried", "wrong"))
        rows.append([kind, figures["tried"], figures["wrong"], more])
    yield _table(["kind of input", "tried", "wrong", "of which"], *rows)


def _conformance(found: Figures) -> Iterator[str]:
    suites = found.get("suites", {})
    yield "## W3C's query suites"
    yield (
        "`tests/conformance` asks each query through this package, and asks the engine alone. Every answer is also "
        "written in each form of output, with and without evidence, and read back."
    )
    heads = ["suite", "tests", "passed", "refused", "engine does not pass", "differ from the engine"]
    yield _table(
        heads,
        *(
            [name, suite["tests"], suite["passed"], suite["refused"], len(suite["engine"]), len(suite["ours"])]
            for name, suite in suites.items()
        ),
    )
    by_reason: dict[str, list[str]] = {}
    for suite, figures in suites.items():
        for name, why in figures["engine"]:
            by_reason.setdefault(why, []).append(f"{suite}/{name}")
    yield "Why the engine does not pass them:"
    yield _table(
        ["reason", "tests", "which"],
        *(
            [why, len(names), ", ".join(f"`{name}`" for name in names)]
            for why, names in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
        ),
    )
    yield "Left out are the tests of updates, because no query changes a graph here:"
    yield _table(["class of test", "tests"], *found.get("left out", {}).items())


def _published(kept: Mapping[str, Figures]) -> Iterator[str]:
    yield "## Published graph"
    rows = [(key, number) for name in ("passages", "sentences") for key, number in kept.get(name, {}).items()]
    yield _table(["checked", "number"], *rows)


def _mutants_in_short(mutants: Figures) -> str:
    counts = sum(_by_package(mutants).values(), Counter[str]())
    if not counts:
        return "no module was measured yet."
    told = " ".join(f"{key}: {text}." for key, text in mutants.items() if isinstance(text, str))
    return f"the tests notice {_score(counts)}% of {_counting(counts):,}. {told}".strip()


def _by_package(mutants: Figures) -> dict[str, Counter[str]]:
    """Return the counts of each package: `mutants` has those of each module, and may have notes."""
    packages: dict[str, Counter[str]] = {}
    for module, counts in mutants.items():
        if isinstance(counts, dict):
            whole = {outcome: number for outcome, number in counts.items() if outcome != "score"}
            packages.setdefault(module.partition("/")[0], Counter()).update(whole)
    return packages


def _score(counts: Counter[str]) -> float:
    """Return the percentage of the faults noticed, of those that change what a module does."""
    counted = _counting(counts)
    return round(100 * (counts["killed"] + counts["timed out"]) / counted, 1) if counted else 100.0


def _counting(counts: Counter[str]) -> int:
    """Return how many faults were tried that change what a module does."""
    return counts.total() - counts["equivalent"] - counts["not tried"]


def _mutants(mutants: Figures) -> Iterator[str]:
    packages = _by_package(mutants)
    if packages:
        yield "## Deliberate faults"
        yield (
            "`make mutants` puts small faults into a module, one by one, and counts those that make a test fail; a "
            "fault that changes nothing is *equivalent*; of some modules, only a part was tried. It takes hours, and "
            "is not part of a run of the tests."
        )
        heads = list(dict.fromkeys(outcome for counts in packages.values() for outcome in counts))
        rows = [[name, *map(counts.__getitem__, heads), f"{_score(counts)}%"] for name, counts in packages.items()]
        yield _table(["package", *heads, "noticed"], *rows)
        modules = {name: counts for name, counts in mutants.items() if isinstance(counts, dict) and "/" in name}
        rows = [[name, *map(counts.get, heads), f"{counts.get('score')}%"] for name, counts in modules.items()]
        yield _table(["module", *heads, "noticed"], *rows)


def _skips(given: Mapping[str, list[str]], skipped: Mapping[str, int]) -> Iterator[str]:
    yield "## What may be skipped"
    yield (
        "These are all the reasons that tests give; a star stands for what only the run knows. "
        "Besides, `make lowest` leaves out the tests marked `slow` and the files listed in `tests/selection.py`; `make "
        "test` runs these."
    )
    rows = [
        [
            reason,
            sum(n for told, n in skipped.items() if fnmatchcase(told, reason)),
            ", ".join(f"`{p}`" for p in places),
        ]
        for reason, places in given.items()
    ]
    yield _table(["reason", "skipped in the run that wrote this page", "given in"], *rows)
