"""Press keys on a page as a skilled person does, the fewest that lead there, and count them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Page

AMONG_FIRST = 3
"""How far down a list a person looks before typing on."""

REACHED = """() => [...document.querySelectorAll("a[href], input, select, textarea, button, summary, [tabindex]")]
    .filter((each) => each.tabIndex >= 0 && each.type !== "hidden" && each.checkVisibility())"""
"""Returns what the tabulator key reaches, in its order."""


LISTED = """(selector) => {
    const own = document.getElementById(document.querySelector(selector).getAttribute("aria-controls"));
    if (!own || own.hidden) return [[], -1];
    const options = [...own.children];
    return [options.map((each) => each.textContent), options.findIndex((each) => each.ariaSelected === "true")];
}"""
"""Returns the names that are listed for a field, and which of them is marked."""


@dataclass
class Person:
    """Press keys on a page, and count them by what they are for."""

    page: Page
    whole: bool = False
    """Whether words are typed whole, and nothing is taken that is offered to go on with."""
    counted: Counter[str] = field(default_factory=Counter)
    what: str = ""
    typed: str = ""

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.counted[self.what] += len(key.split("+")) if len(key) > 1 else 1
            self.page.keyboard.press(key)

    def letter(self, letter: str) -> None:
        """Type a letter, also one that no key has."""
        self.counted[self.what] += 1
        if letter.isascii():
            self.page.keyboard.type(letter)
        else:
            self.page.keyboard.insert_text(letter)

    def sends(self, *keys: str) -> None:
        """Press keys of which the last one sends the sheet."""
        self.press(*keys[:-1])
        self.page.wait_for_timeout(400)  # as people do; what was typed before is kept meanwhile
        with self.page.expect_navigation():
            self.press(keys[-1])

    def reach(self, selector: str) -> None:
        """Go to a field the shortest way: by the tabulator key, or by a key that leads there or near."""
        places = self.page.evaluate(
            f"""(selector) => {{
                const all = ({REACHED})();
                const near = [...document.querySelectorAll("[data-key]")].filter((each) => !each.matches("button, a"));
                const wanted = document.querySelector(selector);
                return [all.indexOf(document.activeElement), all.indexOf(wanted), near.map((each) =>
                    [each.dataset.key, each === wanted ? -2 : all.indexOf(each)]).filter(([, at]) => at !== -1)];
            }}""",
            selector,
        )
        here, there, near = places
        leaves = 1 if here >= 0 else 0
        ways = [(leaves + 1, key, there) for key, at in near if at == -2]
        if not ways and there < 0:
            self.reach("summary")
            self.press("Enter")
            self.reach(selector)
            return
        ways += [(_far(there - here), "", here)] if min(here, there) >= 0 else []
        ways += [(leaves + 1 + _far(there - at), key, at) for key, at in near if min(at, there) >= 0]
        _, key, at = min(ways)
        if key:
            self.press(*(["Escape"] if leaves else []), key)
        self.press(*(["Tab"] * (there - at) if there > at else ["Shift+Tab"] * (at - there)))
        assert self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector), selector

    def remove(self, number: int) -> None:
        """Take a form out."""
        button = f"button[value='remove:{number}']"
        if self.page.query_selector(f"{button}[data-key]"):
            self.sends("Escape", "d")
        else:
            self.reach(button)
            self.sends("Enter")

    def pick(self, selector: str, wanted: str) -> None:
        """Choose from a list that the browser shows, by its first letters or the arrows."""
        labels, values, at = self.page.evaluate(
            "(s) => { const o = [...document.querySelector(s).options];"
            " return [o.map((x) => x.text), o.map((x) => x.value), document.querySelector(s).selectedIndex]; }",
            selector,
        )
        there = values.index(wanted)
        label = labels[there].lower()
        letters = next((n for n in range(1, len(label)) if _typed(labels, label[:n], at) == there), len(label))
        self.page.wait_for_timeout(1100 if self.typed == selector else 0)  # so that letters are not put to earlier ones
        if abs(there - at) <= letters:
            self.press(*["ArrowDown" if there > at else "ArrowUp"] * abs(there - at))
        else:
            for letter in label[:letters]:
                self.letter(letter)
        found = self.page.evaluate("(s) => document.querySelector(s).value", selector)
        for _ in range(3):
            if found == wanted:
                break
            at = values.index(found)
            self.press(*["ArrowDown" if there > at else "ArrowUp"] * abs(there - at))
            found = self.page.evaluate("(s) => document.querySelector(s).value", selector)
        assert found == wanted, (selector, found, wanted)

    def clear(self, selector: str) -> None:
        """Take out what a field has, if it has something that is not marked."""
        value, marked = self.page.evaluate(
            "(s) => { const x = document.querySelector(s); return [x.value, x.selectionEnd - x.selectionStart]; }",
            selector,
        )
        if value and marked < len(value):
            self.press("Control+a")

    def name(self, selector: str, wanted: str) -> None:
        """Type a name until the list has it among the first, and take it there."""
        self.clear(selector)
        several = wanted.split("; ")
        for number, each in enumerate(several):
            if number:
                for letter in "; ":
                    self.letter(letter)
            self._one(selector, each, several=len(several) > 1)

    def _one(self, selector: str, wanted: str, *, several: bool) -> None:
        for position, letter in enumerate(wanted, 1):
            self.letter(letter)
            if several and not self.page.query_selector(f"{selector}[data-several]"):
                continue
            self.page.wait_for_timeout(300)
            shown = self.page.evaluate(LISTED, selector)
            at = next((i for i, text in enumerate(shown[0]) if text == wanted or text.startswith(f"{wanted} (")), -1)
            steps = at - shown[1]
            if 0 <= at < AMONG_FIRST and steps + 1 <= len(wanted) - position:
                self.press(*["ArrowDown"] * steps, "Enter")
                return

    def words(self, selector: str, wanted: str) -> None:
        """Type words, and take what the page offers to go on with as soon as it is right."""
        self.clear(selector)
        at = 0
        while at < len(wanted):
            whole, first = ("", "") if self.whole else self._offered(selector)
            if whole and whole != first and _continues(wanted[at:], whole):
                self.press("End")
                at += len(whole)
            elif first and len(first) > 0 and _continues(wanted[at:], first):
                self.press("ArrowRight")
                at += len(first)
            else:
                self.letter(wanted[at])
                at += 1
        typed = self.page.evaluate("(s) => document.querySelector(s).value", selector)
        assert typed == wanted, (typed, wanted)

    def _offered(self, selector: str) -> tuple[str, str]:
        """Return what a field offers to go on with, and the part of it that one key takes."""
        told = self.page.evaluate(
            "(s) => { const own = document.querySelector(s).parentElement.querySelector('.goes-on');"
            " const [next, rest] = own && !own.hidden ? [...own.querySelectorAll('b, span')] : [];"
            " return next ? [next.textContent + rest.textContent, next.textContent] : ['', '']; }",
            selector,
        )
        return told[0], told[1]


def _far(steps: int) -> int:
    """Return how many keys so many steps of the tabulator take."""
    return steps if steps >= 0 else -2 * steps


def _typed(labels: list[str], letters: str, at: int) -> int:
    """Return which of a list a browser marks for the first letters: the next after the marked one, for one letter."""
    order = (
        [*range(at + 1, len(labels)), *range(at + 1)] if len(letters) == 1 else [*range(at, len(labels)), *range(at)]
    )
    return next((place for place in order if labels[place].lower().startswith(letters)), -1)


def _continues(wanted: str, offered: str) -> bool:
    """Tell whether what is offered is right, to the end of its last word."""
    rest = wanted[len(offered) :]
    return wanted.startswith(offered) and not (offered[-1].isalnum() and rest[:1].isalnum())
