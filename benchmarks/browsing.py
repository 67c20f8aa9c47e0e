"""Measure what readers wait for: bytes, requests, time to the first and to the full picture, on a slowed connection.

Chromium, with 1.6 Mbit/s, 150 ms and a processor four times slower ("slow 4G" of its own tools), opens the pages of the
published graph, each with an empty cache. Then a network of so many actors is drawn, without slowing, from what the
script of the page gets; and its places are computed as the service does:

    python benchmarks/browsing.py [--actors 100000]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from serving import Server, serving

from coalition.graph import Graph
from coalition.network.cohesion import communities, undirected
from coalition.network.edges import Edges
from coalition.pages.layout import computed

PAGES = {
    "front": "/",
    "actor": "/actor/keir-starmer.html",
    "commitment": "/commitment/uk-export-finance-air-defence-missiles.html",
    "source": "/source/s003.html",
    "passage": "/passage/s002-2116.html",
    "verify": "/verify?claim=China+joins+the+coalition",
    "conflicts": "/conflicts",
    "timeline": "/timeline",
    "question": "/questions/commitments?by=Portugal",
    "network": "/network",
    "editor": "/editor?query=SELECT+*+WHERE+%7B+%3Fs+cg%3AledBy+%3Fo+%7D",
}
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


def opened(browser: Browser, server: Server, path: str) -> tuple[int, int, float, float]:
    """Return the bytes and the requests of a page, and after how many ms it is first and wholly shown."""
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    sizes: list[float] = []
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    while not page.evaluate(PAINT):  # which the browser tells a little later
        page.wait_for_timeout(50)
    told = int(sum(sizes)), len(sizes), float(page.evaluate(PAINT)), float(page.evaluate(LOADED))
    context.close()
    return told


def invented(actors: int, ties: int) -> dict[str, Any]:
    """Return what the script of a network gets, for a network of so many actors in communities."""
    chance = random.Random(1)
    parts = [chance.randrange(60) for _ in range(actors)]
    middles = [(chance.uniform(-1, 1), chance.uniform(-1, 1)) for _ in range(60)]
    source = [int(actors * chance.random() ** 2) for _ in range(ties)]
    target = [min(actors - 1, one + 1 + int(actors / 60 * chance.random())) for one in source]
    degree = np.bincount(np.array(source + target), minlength=actors).tolist()
    return {
        "iri": [f"x:{number}" for number in range(actors)],
        "label": [f"Actor {number}" for number in range(actors)],
        "kind": ["state"] * actors,
        "part": parts,
        "x": [middles[part][0] + chance.gauss(0, 0.1) for part in parts],
        "y": [middles[part][1] + chance.gauss(0, 0.1) for part in parts],
        "degree": degree,
        "source": source,
        "target": target,
        "weight": sorted((1 + int(5 * chance.random() ** 4) for _ in range(ties)), reverse=True),
        "ties": ties,
        "directed": False,
    }


def drawn(page: Page, data: dict[str, Any], picture: Path) -> tuple[float, float]:
    """Return how many seconds pass until a network is drawn, and the frames a second while it is zoomed and moved."""
    body = json.dumps(data)
    page.route("**/network/data*", lambda route: route.fulfill(body=body, content_type="application/json"))
    begun = time.perf_counter()
    page.goto("/network")
    page.locator("#graph.live canvas").first.wait_for(timeout=120_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown = time.perf_counter() - begun
    page.screenshot(path=picture)
    box = page.locator("#graph").bounding_box()
    assert box
    page.evaluate("() => { window.n = 0; const tick = () => { window.n++; requestAnimationFrame(tick); }; tick(); }")
    begun = time.perf_counter()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(20):
        page.mouse.wheel(0, -60 if step % 2 else 60)
        page.wait_for_timeout(50)
    frames = page.evaluate("window.n") / (time.perf_counter() - begun)
    return shown, float(frames)


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=100_000)
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as held:
        Graph.open(store=Path(folder))
        browser = held.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        with serving(Path(folder), "--workers", "2") as server:
            print(f"{'page':12} {'KiB':>7} {'requests':>9} {'first ms':>9} {'full ms':>9}")
            for path in PAGES.values():  # so that no worker reads anything for the first time
                server.ask(path, accept="text/html")
            for name, path in PAGES.items():
                size, requests, first, full = opened(browser, server, path)
                print(f"{name:12} {size / 1024:7.1f} {requests:9} {first:9.0f} {full:9.0f}", flush=True)
            data = invented(given.actors, 60_000)
            page = browser.new_context(base_url=server.url).new_page()
            picture = Path(tempfile.gettempdir(), "network.png")
            shown, frames = drawn(page, data, picture)
            print(f"\nnetwork of {given.actors:,} actors: drawn after {shown:.1f} s, {frames:.0f} frames a second")
            print(picture)
        browser.close()
    ends = np.array(data["source"], dtype=np.int32), np.array(data["target"], dtype=np.int32)
    edges = Edges(given.actors, *ends, np.array(data["weight"], dtype=np.float64), directed=False, side=None)
    begun = time.perf_counter()
    parts = np.asarray(communities(undirected(edges)).members, dtype=np.int64) - 1
    found = time.perf_counter()
    computed(edges, parts)
    print(f"communities in {found - begun:.1f} s, places in {time.perf_counter() - found:.1f} s")


if __name__ == "__main__":
    main()
