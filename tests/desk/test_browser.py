"""Write a graph in a real Chromium by the keyboard alone, while browser and program crash, and nothing is lost."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import network_guard
import pytest
from browser import ARGUMENTS, AXE, CHROMIUM, playwright
from council import council
from program import PROGRAM

from coalition.build.dataset import build_dataset
from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.desk import log
from coalition.texts.source import Texts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; install Debian's package chromium"),
]

TEXT = "".join(f"Flavia moved that bridge {number} be painted on {number} June 2031.\n\n" for number in range(1, 12))


class Served:
    """Hold the program, and the address that it printed."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen([PROGRAM, "--root", str(root), "curate"], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        told = self.process.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:([0-9]+)/\S+", told)
        assert match, told
        self.address, self.port = match[0], int(match[1])
        network_guard.STARTED.add(self.port)

    def crash(self) -> None:
        """End the program as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        self.process.terminate()
        assert self.process.stderr
        with self.process.stderr as rest:
            told = rest.read()
        self.process.wait()
        assert "Traceback" not in told, told[-2000:]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return council(tmp_path / "root")


@pytest.fixture
def serve(root: Path) -> Iterator[Callable[[], Served]]:
    """Return what starts the program; whatever it has started ends with the test."""
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(root))
        return started[-1]

    yield start
    for each in started:
        each.end()


@contextmanager
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Any, address: str, asked: list[str]) -> Any:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: asked.append(f"error: {fault}"))
    page.goto(address)
    return page


def sent(page: Any, press: Callable[[], object]) -> None:
    """Do what sends a form, and wait for the page that comes."""
    with page.expect_navigation():
        press()


def form(page: Any, kind: str) -> None:
    """Choose a form by its first letters, as the keyboard does."""
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.keyboard.type(kind)
    sent(page, lambda: page.keyboard.press("Enter"))


def motion(page: Any, content: str, mover: str = "Flavia") -> None:
    """Fill in a motion: the field that is needed has the focus, and the mover is completed, or proposed by then."""
    form(page, "motion")
    page.keyboard.type(content)
    proposed = page.locator("input[id$='.f.movedBy']")
    if not proposed.count():
        page.keyboard.press("Tab")
        page.keyboard.type("moved by")
        sent(page, lambda: page.keyboard.press("Enter"))
        assert page.evaluate("document.activeElement.name").endswith("movedBy")
        page.keyboard.type(mover[:4])
        page.wait_for_selector("[role=option]:visible")
        page.keyboard.press("Enter")
    assert proposed.input_value() == mover


def accept(page: Any) -> None:
    sent(page, lambda: page.keyboard.press("Control+Enter"))


def test_ten_passages_are_accepted_by_the_keyboard_while_browser_and_program_crash(
    root: Path, serve: Callable[[], Served]
) -> None:
    asked: list[str] = []
    served = serve()
    with chromium() as browser:
        page = opened(browser, served.address, asked)
        page.focus("#text")
        page.keyboard.insert_text(TEXT)
        page.keyboard.press("Tab")
        page.keyboard.type("Minutes of June")
        sent(page, lambda: page.keyboard.press("Enter"))
        page.focus("#d-name")
        page.keyboard.type("june")
        sent(page, lambda: page.keyboard.press("Enter"))
        assert page.url.endswith("/passages/june-0")
        assert page.locator("a.Drafted").count() == 11
        for number in range(1, 4):
            motion(page, f"Bridge {number} is painted.")
            assert "cg:Motion" in page.inner_text("#turtle")
            accept(page)

        # One is refused, at its field, and mended. What it refers to stands in the same sheet.
        motion(page, "Bridge 4 is painted.")
        form(page, "vote")
        page.fill("[id='i-1.f.voteOn']", "#1")
        page.focus("[id='i-1.f.votesFor']")
        page.keyboard.type("-4")
        accept(page)
        wrong = page.locator("[aria-invalid=true]")
        assert wrong.count() == 1 and wrong.get_attribute("name") == "1.f.votesFor"
        assert page.evaluate("document.activeElement.name") == "1.f.votesFor"
        page.keyboard.press("Control+A")
        page.keyboard.type("4")
        accept(page)

        # The browser dies in the middle of a sheet.
        motion(page, "Bridge 5 is painted.")
        page.locator("#turtle", has_text="Bridge 5").wait_for()
    with chromium() as browser:
        page = opened(browser, served.address + "sources/june", asked)
        assert page.input_value("[id='i-0.f.content']") == "Bridge 5 is painted."
        assert page.input_value("[id='i-0.f.movedBy']") == "Flavia"
        accept(page)

        # The program dies in the middle of a sheet; what was typed before is there again.
        motion(page, "Bridge 6 is painted.")
        page.locator("#turtle", has_text="Bridge 6").wait_for()
        served.crash()
        page.keyboard.type("!")
        page.wait_for_selector("#told:visible")
        served = serve()
        page.goto(served.address + "sources/june")
        assert page.input_value("[id='i-0.f.content']") == "Bridge 6 is painted."
        accept(page)
        before = {path: path.read_bytes() for path in (root / "graph").iterdir()}
        motion(page, "Bridge 7 is painted.")
        accept(page)
        page.keyboard.press("Escape")
        sent(page, lambda: page.keyboard.press("u"))
        assert page.url.endswith("/passages/" + page.locator("a.now").get_attribute("href").rpartition("/")[2])
        assert {path: path.read_bytes() for path in (root / "graph").iterdir()} == before
        for number in range(7, 11):
            motion(page, f"Bridge {number} is painted.")
            accept(page)

        # The last one states no fact; first it is divided and joined again.
        page.keyboard.press("Escape")
        sent(page, lambda: page.keyboard.press("x") or page.keyboard.press("Enter"))
        assert page.locator("a.Drafted").count() == 2
        page.keyboard.press("Escape")
        sent(page, lambda: page.keyboard.press("j"))
        assert page.locator("a.Drafted").count() == 1
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.keyboard.type("quest")
        sent(page, lambda: page.keyboard.press("Enter"))
        assert page.locator("a.Drafted").count() == 0
    files = FactFiles.load(Root.open(root))
    assert len([quad for quad in files.quads() if str(getattr(quad.object, "value", "")).endswith("#Motion")]) >= 12
    assert not files.drafted()
    assert root / "graph" / "june.trig" not in format_files(Root.open(root), write=False)
    build_dataset(Root.open(root).read(), Texts(root / "sources"))
    acts = list(log.acts(root / log.FOLDER))
    assert [act.act for act in acts].count(log.ACCEPTED) == 11 and sum(act.faults for act in acts) == 1
    assert all(act.keys > 0 and act.seconds > 0 for act in acts if act.act == log.ACCEPTED)
    ports = {re.sub(r"^http://127\.0\.0\.1:([0-9]+)/.*", r"\1", each, flags=re.DOTALL) for each in asked}
    assert all(port.isdecimal() for port in ports), ports


def test_a_page_of_another_site_cannot_write(root: Path, serve: Callable[[], Served]) -> None:
    served = serve()
    before = {path: path.read_bytes() for path in (root / "graph").iterdir()}
    page_of_others = (
        f"<form method=post action='{served.address}undo' id=f></form>"
        f"<form method=post action='{served.address}passages/minutes-47' id=g>"
        "<input name=do value=accept><input name=0.kind value=Motion><input name=0.f.content value=evil>"
        "<input name=stance value=Asserts></form>"
    )

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page_of_others.encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Evil) as site, chromium() as browser:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{site.server_port}/"
        for name in ("f", "g"):
            page = browser.new_page()
            page.goto(address)
            with page.expect_navigation() as answer:
                page.evaluate(f"document.getElementById('{name}').submit()")
            assert answer.value.status == 403
            assert "only pages of this address can write" in page.inner_text("body")
        page = browser.new_page()
        page.goto(address)
        read = f"fetch('{served.address}').then(r => r.text()).then(() => 'read', () => 'refused')"
        assert page.evaluate(read) == "refused"
        framed = (
            "new Promise(done => { const f = document.createElement('iframe'); "
            "f.onload = () => done(f.contentDocument === null); "
            f"f.src = '{served.address}'; document.body.append(f) }})"
        )
        assert page.evaluate(framed) is True
        site.shutdown()
    assert {path: path.read_bytes() for path in (root / "graph").iterdir()} == before


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_for_writing_are_accessible(serve: Callable[[], Served], width: int) -> None:
    served = serve()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
        for path in ("", "passages/minutes-47", "passages/paper-28", "sources/minutes", "sources/minutes/list"):
            page.goto(served.address + path)
            page.add_script_tag(path=AXE)
            found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
            assert not found["violations"], [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_names_and_words_go_on_by_one_key_and_keys_lead_to_fields(root: Path, serve: Callable[[], Served]) -> None:
    asked: list[str] = []
    served = serve()
    with chromium() as browser:
        page = opened(browser, served.address, asked)
        page.fill("#text", "Flavia moved that the old bridge be painted.\n\nFlavia moved that the road be mended.\n")
        page.fill("#d-title, [name=title]", "June")
        sent(page, lambda: page.press("[name=title]", "Enter"))
        page.fill("#d-name", "june")
        sent(page, lambda: page.press("#d-name", "Enter"))
        form(page, "motion")
        page.keyboard.type("The o")
        assert page.inner_text(".goes-on:visible") == "→ ld bridge be painted. End"
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.type(" is p")
        page.keyboard.press("End")
        assert page.evaluate("document.activeElement.value") == "The old bridge is painted."
        assert not page.locator(".goes-on:visible").count()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.value") == "The old bridge is painted."

        # A name is taken by the tabulator key as soon as it is marked; an arrow marks another.
        page.focus("[id='i-0.f.movedBy']")
        page.keyboard.press("Control+A")
        page.keyboard.type("a")
        page.wait_for_selector("[role=option][aria-selected=true]:visible")
        page.keyboard.press("Tab")
        assert page.input_value("[id='i-0.f.movedBy']") == "Flavia"
        page.fill("[id='i-0.f.movedBy']", "")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("[role=option]:visible")
        assert page.locator("[role=option]:visible").first.inner_text() == "Flavia"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.name") == "0.f.movedBy"
        assert page.input_value("[id='i-0.f.movedBy']") == ""

        # What is only marked is not taken when the sheet is accepted.
        page.keyboard.type("a")
        page.wait_for_selector("[role=option][aria-selected=true]:visible")
        sent(page, lambda: page.keyboard.press("Control+Enter"))
        assert page.evaluate("document.activeElement.name") == "0.f.movedBy"
        assert page.input_value("[id='i-0.f.movedBy']") == "a"

        # Keys lead to what is rarely filled in, and take a form out.
        for key, name in (("t", "stance"), ("w", "attributed"), ("c", "context"), ("r", "reading")):
            page.keyboard.press("Escape")
            page.keyboard.press(key)
            assert page.evaluate("document.activeElement.name") == name
        page.keyboard.press("Escape")
        sent(page, lambda: page.keyboard.press("d"))
        assert not page.locator("fieldset input[name$='.kind']").count()

        # Of several names, the last one is completed.
        form(page, "participation")
        page.fill("[id='i-0.f.participant']", "Flavia; Hen")
        page.wait_for_selector("[role=option][aria-selected=true]:visible")
        page.keyboard.press("Enter")
        assert page.input_value("[id='i-0.f.participant']") == "Flavia; Rupert Hentzau"
    assert not [each for each in asked if each.startswith("error")]
