"""Drive the pages in a real Chromium, as people use them: with and without scripts, by keyboard, small, dark, printed.

Every request of the browser is watched: none may go to another host. PICTURES=DIR keeps pictures of the main pages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import ARGUMENTS, AXE, CHROMIUM, playwright
from serving import Server, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; install Debian's package chromium"),
]

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?c != ?g) }"

MAIN = {
    "front": "/",
    "search": "/search?words=misiles",
    "actor": "/actor/keir-starmer.html",
    "event": "/meeting/london-2025-03-02.html",
    "commitment": "/commitment/uk-export-finance-air-defence-missiles.html",
    "source": "/source/s003.html",
    "passage": "/passage/s002-2116.html",
    "trace": "/trace?passage=s002-2116",
    "verify": "/verify?claim=China+joins+the+coalition",
    "timeline": "/timeline",
    "network": "/network?select=France",
    "conflicts": "/conflicts",
    "question": "/questions/commitments?by=Portugal&row=1",
    "editor": "/editor?query=SELECT+*+WHERE+%7B+%3Fs+cg%3AledBy+%3Fo+%7D",
    "words": "/words/Participation",
    "sources": "/sources",
    "families": "/families",
    "identities": "/identities?decided=true",
    "coverage": "/coverage",
    "releases": "/releases",
    "questions": "/questions",
    "components": "/components",
    "not found": "/actor/nobody.html",
}
"""The pages of each kind."""


@pytest.fixture(scope="module")
def server(published_store: Path) -> Iterator[Server]:
    texts = os.environ.get("SOURCES")
    sources = Path(texts) if texts else None
    with serving(published_store, "--workers", "4", "--texts", "whole", sources=sources) as held:
        yield held


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as held:
        started = held.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()


class Watched:
    """Open pages, and note what they ask of other hosts and what goes wrong in them."""

    def __init__(self, browser: Any, server: Server, **options: Any) -> None:
        self.context = browser.new_context(base_url=server.url, **options)
        self.context.set_default_timeout(20_000)
        self.host = urlsplit(server.url).netloc
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", self._said)

    def _asked(self, url: str) -> None:
        self.requests.append(url)
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != self.host:
            self.faults.append(f"asks {url}")

    def _said(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(message.text)

    def close(self) -> None:
        self.context.close()
        assert not self.faults


@pytest.fixture
def watched(browser: Any, server: Server) -> Iterator[Watched]:
    held = Watched(browser, server)
    yield held
    held.close()


def test_a_search_with_a_typo_leads_to_an_actor_and_a_note_unfolds(watched: Watched) -> None:
    page = watched.page
    page.goto("/")
    page.get_by_label("A name, or words of a passage").fill("Zelenski")
    page.get_by_role("button", name="Search").last.click()
    assert "was looked for" in page.get_by_role("main").inner_text()
    page.get_by_role("main").get_by_role("link", name="Volodymyr Zelensky", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Volodymyr Zelensky"
    fact = page.locator(".facts > li").first
    mark = fact.locator(".marks a").first
    mark.click()
    note = fact.locator(".unfolded")
    assert mark.get_attribute("aria-expanded") == "true" and "characters" in note.inner_text()
    assert "The passage, what it states" in note.inner_text()
    mark.click()
    assert note.count() == 0


def test_names_are_completed_by_keyboard_alone(watched: Watched) -> None:
    page = watched.page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    field = page.get_by_label("A name, or words of a passage")
    field.focus()
    page.keyboard.type("volod")
    page.locator(".options").get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actor/volodymyr-zelensky.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Volodymyr Zelensky"


def test_a_sentence_is_copied_with_its_notes(browser: Any, server: Server) -> None:
    held = Watched(browser, server, permissions=["clipboard-read", "clipboard-write"])
    page = held.page
    page.goto("/actor/keir-starmer.html")
    fact = page.locator(".facts > li").filter(has_text="holds the post")
    fact.locator(".copy").click()
    fact.get_by_role("button", name="Copied").wait_for()
    told = page.evaluate("navigator.clipboard.readText()")
    assert re.match(r"Keir Starmer holds the post Prime Minister of the United Kingdom\.\[1\]", told)
    assert "\n[1] " in told and "/passage/" in told and "Copy" not in told
    held.close()


def test_a_claim_is_verified(watched: Watched) -> None:
    page = watched.page
    page.goto("/verify")
    page.get_by_label("A sentence, the name of a thing, or a triple pattern").fill("China joins the coalition")
    page.get_by_role("button", name="Verify").click()
    assert page.locator(".verdict").inner_text() and "What was read" in page.get_by_role("main").inner_text()
    assert "claim=China" in page.url


def test_a_form_with_a_wrong_value_is_corrected_and_a_row_tells_why(watched: Watched) -> None:
    page = watched.page
    page.goto("/questions/commitments")
    field = page.get_by_role("combobox", name="by")
    field.fill("Portugall")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ask").click()
    assert "Portugal" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("combobox", name="by").get_attribute("aria-invalid") == "true"
    page.get_by_role("combobox", name="by").fill("Portugal")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**by=Portugal#rows")
    page.get_by_role("link", name="why? The evidence of row 2").click()
    evidence = page.locator("tr.evidence")
    evidence.wait_for()
    assert "19073–19221" in evidence.inner_text()
    page.locator("details[data-columns] summary").click()
    page.get_by_label("status", exact=True).uncheck()
    assert not page.get_by_role("columnheader", name="status").is_visible()


def test_a_network_is_filtered_and_a_tie_opened(watched: Watched) -> None:
    page = watched.page
    page.goto("/network")
    page.locator("#graph[data-drawn]").wait_for()
    before = int(page.evaluate("document.getElementById('graph').dataset.drawn"))
    page.get_by_label("Ties of at least").fill("3")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("#graph[data-drawn]").wait_for()
    assert int(page.evaluate("document.getElementById('graph').dataset.drawn")) < before and "least=3" in page.url
    page.locator("table").get_by_role("link").first.click()
    page.wait_for_url("**select=*")
    page.locator("a.tie").first.click()
    page.wait_for_url("**tie=*")
    assert "Tie with" in page.get_by_role("main").inner_text() and page.locator(".notes li").count() > 0
    assert "least=3" in page.url


def test_the_timeline_is_zoomed(watched: Watched) -> None:
    page = watched.page

    def entries() -> int:
        """Return how many entries there are, of which one page shows the first."""
        return int(page.locator("#list").inner_text().split()[0])

    page.goto("/timeline")
    number = entries()
    page.locator("svg.timeline a", has=page.locator("title", has_text="March 2025")).first.click(force=True)
    page.wait_for_url("**from=2025-03-01**")
    assert 0 < entries() < number and page.locator("ol.dated > li").count()
    page.get_by_role("link", name="Zoom out").click()
    assert entries() == number


def test_the_editor_marks_a_fault_answers_and_stops(watched: Watched) -> None:
    page = watched.page
    page.goto("/editor")
    page.locator("#editor[data-open]").wait_for()
    text = page.get_by_role("textbox", name="Query; the standard prefixes need not be declared")

    def write(query: str) -> None:
        text.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(query)

    write("SELECT * WHERE { ?s cg:ledBy ?o ")
    page.keyboard.press("Control+Enter")
    page.get_by_role("alert").wait_for()
    assert "Line 1, column 33" in page.get_by_role("alert").inner_text()
    assert page.locator(".cm-lintRange, .cm-lintPoint").count() > 0
    write("SELECT ?who WHERE { ?who cg:tookPartIn meeting:london-2025-03-02 }")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("heading", name=re.compile(r"^\d+ rows$")).wait_for()
    page.locator("a.why").first.click()
    page.locator("tr.evidence").wait_for()
    write(LONG)
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("button", name="Stop").click()
    assert page.locator("#result").inner_text() == "The query was stopped."


def test_words_are_completed_in_the_editor(watched: Watched) -> None:
    page = watched.page
    page.goto("/editor?query=ASK+%7B%7D")
    page.locator("#editor[data-open]").wait_for()
    page.get_by_role("textbox", name="Query; the standard prefixes need not be declared").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" cg:tookP")
    page.locator(".cm-tooltip-autocomplete").get_by_text("cg:tookPartIn").wait_for()


def test_a_view_is_kept_across_pages(watched: Watched) -> None:
    page = watched.page
    page.goto("/")
    page.locator("details.choose summary").click()
    page.get_by_label("From this source").select_option("s003")
    page.get_by_role("button", name="Show this part").click()
    for link in ("Timeline", "Conflicts", "Network"):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=link, exact=True).click()
        assert "source=s003" in page.url
        assert "from Starmer announces" in page.locator("aside.view").inner_text()
    page.get_by_role("link", name="Show all").click()
    assert "source" not in page.url and page.locator("aside.view").count() == 0


def test_everything_can_be_read_without_scripts(browser: Any, server: Server) -> None:
    held = Watched(browser, server, java_script_enabled=False)
    page = held.page
    for name, path in MAIN.items():
        page.goto(path)
        assert page.get_by_role("heading", level=1).is_visible(), name
    page.goto("/actor/keir-starmer.html")
    page.locator(".marks a").first.click()
    assert "#note-" in page.url
    page.goto("/network?select=France")
    assert page.locator("svg.network circle").count() > 10
    page.goto("/editor")
    page.locator("textarea").fill("ASK {}")
    page.get_by_role("button", name="Ask").click()
    assert page.locator(".verdict").inner_text() == "Yes"
    page.goto("/questions/commitments?by=Portugal")
    page.get_by_role("link", name="why? The evidence of row 1").click()
    assert page.locator("tr.evidence").is_visible()
    held.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1200, "light")])
def test_every_page_fits_and_has_no_fault_that_axe_finds(browser: Any, server: Server, width: int, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; run make web")
    held = Watched(browser, server, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = held.page
    found = {}
    for name, path in MAIN.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width}"
        page.evaluate(AXE.read_text())
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        found[name] = [(each["id"], each["nodes"][0]["html"][:200]) for each in result["violations"]]
        if folder := os.environ.get("PICTURES"):
            Path(folder).mkdir(exist_ok=True)
            picture = Path(folder) / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
            page.screenshot(path=picture, full_page=width > 1000)
    assert not {name: faults for name, faults in found.items() if faults}
    held.close()


def test_a_page_is_printed_with_its_notes_open(watched: Watched) -> None:
    page = watched.page
    page.goto("/actor/keir-starmer.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.get_by_role("navigation", name="Pages").is_visible()
    assert page.locator(".notes details").first.get_attribute("open") is not None
    assert len(page.pdf()) > 10_000


def test_a_page_of_text_is_small_with_all_it_loads(browser: Any, server: Server) -> None:
    held = Watched(browser, server)
    sizes: list[int] = []
    session = held.context.new_cdp_session(held.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    held.page.goto("/actor/keir-starmer.html")
    held.page.wait_for_load_state("networkidle")
    assert sum(sizes) < 50_000 and len(held.requests) <= 5
    held.close()
