"""Test pictures of networks: readable labels, unchanging bytes, and paths that cannot be written."""

from __future__ import annotations

import builtins
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from drawn import description
from hypothesis import given
from hypothesis import strategies as st
from refresh import refresh

from coalition.errors import SelectionError
from coalition.network import plot
from coalition.network import ranking as rank_module

pytest.importorskip("matplotlib", reason="the plot extra is not installed")

EXPECTED = Path(__file__).parents[1] / "expected" / "pictures"


def network(sizes: dict[str, int], name: str = "co-participation", directed: bool = False) -> Any:
    """Return a network of `sizes` actors by kind: the first half met once, and every third of all once more."""
    graph = (nx.DiGraph if directed else nx.Graph)(
        name=name, definition="Who met whom.", weight_definition="the number of events in which both took part"
    )
    for kind, count in sizes.items():
        for index in range(count):
            graph.add_node(f"urn:{kind}:{index:03}", label=f"Ministry of {kind} number {index}", kind=kind)
    nodes = sorted(graph)
    for group in (nodes[: len(nodes) // 2], nodes[::3]):
        for one, other in itertools.combinations(group, 2):
            weight = graph.edges[one, other]["weight"] + 1 if graph.has_edge(one, other) else 1
            graph.add_edge(one, other, weight=weight, distance=1 / weight)
    return graph


def affiliation(actors: int, events: int) -> Any:
    graph = nx.Graph(name="affiliation", weight_definition="1, for taking part")
    for index in range(actors):
        graph.add_node(f"urn:a:{index:03}", label=f"Delegation {index} of the assembly", kind="state", bipartite=0)
    for index in range(events):
        graph.add_node(
            f"urn:e:{index:03}", label=f"Meeting {index} in a hall with a long name", kind="event", bipartite=1
        )
        for actor in range(index % 3, actors, 1 + index):
            graph.add_edge(f"urn:a:{actor:03}", f"urn:e:{index:03}", weight=1, distance=1.0)
    return graph


PICTURES = {
    "summit": network({"person": 4, "state": 15, "organisation": 2}),
    "one": network({"person": 1}),
    "two": network({"state": 2}),
    "crowd": network({"person": 60, "state": 40, "organisation": 12, "collective": 3}),
    "arcs": network({"state": 7, "collective": 2}, "commitment", directed=True),
    "columns": affiliation(30, 5),
    "tall": affiliation(3, 20),
}


@pytest.mark.parametrize("name", PICTURES)
def test_no_label_lies_on_another_or_outside_the_picture(name: str) -> None:
    figure = plot.figure(PICTURES[name])
    renderer = figure.canvas.get_renderer()
    [axes] = figure.axes
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in axes.texts}
    boxes["legend"] = figure.legends[0].get_window_extent(renderer)
    assert len(boxes) == len(PICTURES[name]) + 3, "each node, the title, the caption and the legend"
    for (one, box), (other, another) in itertools.combinations(boxes.items(), 2):
        assert not box.overlaps(another), f"{one} lies on {other}"
    whole = figure.bbox
    for text, box in boxes.items():
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, text
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, text


@pytest.mark.parametrize("name", ["summit", "crowd", "arcs", "columns"])
def test_no_label_covers_a_node_and_no_node_covers_another(name: str) -> None:
    figure = plot.figure(PICTURES[name])
    renderer = figure.canvas.get_renderer()
    [axes] = figure.axes
    discs = []
    for points in axes.collections:
        for (x, y), size in zip(axes.transData.transform(points.get_offsets()), points.get_sizes(), strict=True):
            discs.append((x, y, size**0.5 / 2 * figure.dpi / 72))
    assert len(discs) == len(PICTURES[name])
    for text in axes.texts:
        box = text.get_window_extent(renderer)
        assert not any(box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y, _ in discs), text.get_text()
    for (ax, ay, one), (bx, by, other) in itertools.combinations(discs, 2):
        assert ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 > max(one, other)


@given(st.lists(st.floats(-5, 5), max_size=40), st.floats(0.05, 0.5))
def test_heights_are_spread_no_more_than_needed(wanted: list[float], apart: float) -> None:
    wanted.sort(reverse=True)
    spread = plot._spread(wanted, apart)
    assert len(spread) == len(wanted)
    assert all(one - other >= apart - 1e-9 for one, other in itertools.pairwise(spread))
    if all(one - other >= apart for one, other in itertools.pairwise(wanted)):
        assert spread == pytest.approx(wanted)
    assert sum(spread) == pytest.approx(sum(wanted), abs=1e-6), "each block keeps its middle"


def test_the_picture_names_network_measure_kinds_and_weights() -> None:
    graph = PICTURES["summit"]
    figure = plot.figure(graph, rank_module.rank(graph, "harmonic"))
    words = " ".join(text.get_text() for text in figure.axes[0].texts).replace("\n", " ")
    assert "Co-participation network by harmonic" in words
    assert "21 actors" in words
    assert "Size of a node: harmonic. Width of a line: the number of events in which both took part." in words
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["persons", "states", "organisations", "weight 1", "weight 2"]
    assert "Size of a node: number of ties." in " ".join(text.get_text() for text in plot.figure(graph).axes[0].texts)


def test_the_size_of_a_node_follows_its_score() -> None:
    graph = PICTURES["summit"]
    ranking = rank_module.rank(graph, "betweenness")
    sizes = plot._sizes(graph, ranking)
    first, last = ranking.rows[0], ranking.rows[-1]
    assert first.score > last.score
    assert sizes[first.actor] == max(sizes.values()) > sizes[last.actor] == min(sizes.values())


def test_dollars_in_a_name_are_dollars() -> None:
    graph = nx.Graph(name="co-participation")
    graph.add_node("a", label="Fund of $5 and $x_1$", kind="organisation")
    figure = plot.figure(graph)
    [text] = [text for text in figure.axes[0].texts if "Fund" in text.get_text()]
    assert text.get_parse_math() is False


@pytest.mark.parametrize("suffix", ["svg", "png", "SVG"])
def test_a_picture_is_written_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"net.{suffix}"
    path.write_text("what was there before")
    plot.draw(PICTURES["arcs"], path)
    assert [child.name for child in tmp_path.iterdir()] == [path.name]
    content = path.read_bytes()
    if suffix.lower() == "svg":
        assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
        assert b"Ministry of state number 6" in content
    else:
        assert content.startswith(b"\x89PNG")


DRAW = """
import sys, networkx as nx
from pathlib import Path
from coalition.network import plot
from coalition.network import ranking as rank_module
graph = nx.parse_graphml(sys.stdin.read())
for path in sys.argv[1:]:
    plot.draw(graph, Path(path), rank_module.rank(graph, "degree"))
assert "matplotlib.pyplot" not in sys.modules
"""


def test_the_bytes_do_not_depend_on_hash_seeds_or_on_settings(tmp_path: Path) -> None:
    text = "\n".join(nx.generate_graphml(PICTURES["summit"]))
    settings_file = tmp_path / "matplotlibrc"
    settings_file.write_text("font.size: 20\nfigure.facecolor: red\nsavefig.transparent: true\n")
    contents = []
    for seed in ("0", "1"):
        paths = [tmp_path / f"{seed}.svg", tmp_path / f"{seed}.png"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(plot.__file__).parents[2])}
        if seed == "1":
            environment["MATPLOTLIBRC"] = str(settings_file)
        subprocess.run(
            [sys.executable, "-c", DRAW, *map(str, paths)], input=text, check=True, text=True, env=environment
        )
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    assert b"<dc:date>" not in contents[0][0]


def test_the_settings_of_the_process_are_left_alone(tmp_path: Path) -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 33}):
        plot.draw(PICTURES["two"], tmp_path / "a.png")
        assert matplotlib.rcParams["font.size"] == 33


@pytest.mark.parametrize("name", ["net", "net.pdf", "net.svg.gz", ".svg"])
def test_another_suffix_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        SelectionError,
        match=r"pictures can only be written as SVG, PNG or HTML; end the file name in \.svg, \.png or \.html",
    ):
        plot.draw(PICTURES["two"], tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="the folder does not exist; create it"):
        plot.draw(PICTURES["two"], tmp_path / "none" / "net.svg")


def test_a_path_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    taken = tmp_path / "net.svg"
    taken.mkdir()
    with pytest.raises(SelectionError, match=r"cannot be written .*; name another file") as caught:
        plot.draw(PICTURES["two"], taken)
    assert str(caught.value).startswith(str(taken))
    assert "\n" not in str(caught.value)
    assert [child.name for child in tmp_path.iterdir()] == ["net.svg"], "no draft is left behind"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_leaves_the_last_picture_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "net.svg"
    path.write_text("the last picture")
    draft = tmp_path / f".net.svg.{os.getpid()}"
    draft.symlink_to("/dev/full")
    with pytest.raises(SelectionError, match="No space left on device"):
        plot.draw(PICTURES["two"], path)
    assert path.read_text() == "the last picture"
    assert not draft.is_symlink()


def test_a_network_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="the network has no nodes to draw; include more kinds"):
        plot.draw(nx.Graph(name="co-participation"), tmp_path / "net.svg")
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return genuine(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SelectionError, match="pip install matplotlib"):
        plot.draw(PICTURES["two"], tmp_path / "net.svg")
    assert not list(tmp_path.iterdir())


def planted() -> Any:
    """Return a network of three groups of six who know each other, with one tie from each group to the next."""
    graph = nx.Graph(name="co-participation", weight_definition="the number of events")
    for index in range(18):
        graph.add_node(f"urn:{index:02}", label=f"Actor {index:02}", kind="state")
    for one, other in itertools.combinations(range(18), 2):
        if one % 3 == other % 3 or other - one == 1 == one % 3 or (one, other) == (0, 2):
            graph.add_edge(f"urn:{one:02}", f"urn:{other:02}", weight=1, distance=1.0)
    return graph


def test_communities_stand_together_and_apart_from_others() -> None:
    graph = planted()
    groups = plot._untangled(graph, plot._communities(graph))
    assert sorted(sorted(int(node[4:]) % 3 for node in group) for group in groups) == [[0] * 6, [1] * 6, [2] * 6]
    angles = list(plot._angles(groups).values())
    steps = [one - other for one, other in itertools.pairwise(angles)]
    wide = [index for index, step in enumerate(steps, 1) if step > 1.5 * min(steps)]
    assert wide == [6, 12]


def test_communities_are_the_same_each_time() -> None:
    ring = nx.Graph(name="co-participation")
    ring.add_nodes_from((f"urn:{n:02}", {"label": f"Actor {n:02}", "kind": "state"}) for n in range(31))
    ring.add_edges_from((f"urn:{n:02}", f"urn:{(n + 1) % 31:02}", {"weight": 1}) for n in range(31))
    assert len({str(plot._communities(ring)) for _ in range(12)}) == 1


def crossings(graph: Any, order: list[str]) -> int:
    place = {node: index for index, node in enumerate(order)}
    chords = [tuple(sorted((place[one], place[other]))) for one, other in graph.edges]
    return sum(a < c < b < d or c < a < d < b for (a, b), (c, d) in itertools.combinations(chords, 2))


def test_an_order_by_community_has_fewer_crossings_than_one_by_name() -> None:
    graph = planted()
    groups = plot._communities(graph)
    flat, untangled = (list(plot._angles(each)) for each in (groups, plot._untangled(graph, groups)))
    assert crossings(graph, untangled) <= crossings(graph, flat) < crossings(graph, plot._order(graph))


def test_nodes_and_ties_are_explained_in_an_svg(tmp_path: Path) -> None:
    graph = network({"state": 4})
    plot.draw(graph, tmp_path / "a.svg", rank_module.rank(graph), title="Kings", below=["made from nothing"])
    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles.count("Kings") == 1
    assert "Ministry of state number 0 (state): 2 ties, degree 0.666667, rank 1" in titles
    assert "Ministry of state number 0 – Ministry of state number 1: weight 1" in titles
    assert len(titles) == 1 + len(graph) + graph.number_of_edges()
    assert "made from nothing" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def page(graph: Any, tmp_path: Path) -> ElementTree.Element:
    plot.draw(graph, tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script" not in text and "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in text
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", text)
    return ElementTree.fromstring(text[text.index("<html") :].replace('<meta charset="utf-8">', "", 1).replace(
        text[text.index("<meta http-equiv") : text.index("<title>")], ""
    ))  # fmt: skip


@pytest.mark.parametrize("name", ["summit", "arcs", "columns", "one"])
def test_pointing_at_a_node_of_a_page_leaves_its_ties_and_neighbours(name: str, tmp_path: Path) -> None:
    graph = PICTURES[name]
    root = page(graph, tmp_path)
    style = root.findtext("head/style") or ""
    marks = [g for g in root.iter("{http://www.w3.org/2000/svg}g") if "linked" in g.get("class", "").split()]
    told = {g: g.findtext("{http://www.w3.org/2000/svg}title") or "" for g in marks}
    labels = {graph.nodes[node]["label"]: node for node in graph}
    reached = [g for g in marks if g.get("tabindex") == "0"]
    assert {told[g].partition(" (")[0] for g in reached} == {*labels}, "the keyboard reaches each node"
    for g in reached:
        node = labels[told[g].partition(" (")[0]]
        [at] = (each for each in g.get("class", "").split() if each.startswith("at-"))
        number = at.removeprefix("at-")
        assert f"svg:has(.at-{number}:hover) .linked:not(.of-{number})" in style
        assert f"svg:not(:has([class*=at-]:hover)):has(.at-{number}:focus) .linked:not(.of-{number})" in style
        assert f"svg:has(.at-{number}:hover) .linked.of-{number} > path" in style
        assert f"svg:has(.at-{number}:hover) .at-{number} text" in style
        left = [each for each in marks if f"of-{number}" in each.get("class", "").split()]
        near = {node, *nx.all_neighbors(graph, node)}
        # A node, its label and, on a circle, the line between; and each tie.
        assert {labels[told[g].partition(" (")[0]] for g in left if " (" in told[g]} == near
        assert {"".join(g.itertext()).strip() for g in left if g.get("class", "").split()[1:2] == ["label"]} == {
            plot._label(graph, each) for each in near
        }
        ties = sum(edge[0] == node or edge[1] == node for edge in graph.edges)
        assert sum("weight" in told[g] for g in left) == ties
        assert sum("leader" in g.get("class", "").split() for g in left) == (0 if name == "columns" else len(near))


def test_only_a_page_has_classes_of_marks(tmp_path: Path) -> None:
    plot.draw(PICTURES["summit"], tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "linked" not in text and "tabindex" not in text and 'id="hover-0"' in text


def arcs() -> Any:
    """Return a commitment network of four kinds, with arcs there and back, one to itself, and of two weights."""
    graph = nx.DiGraph(name="commitment", weight_definition="the number of commitments")
    for name, kind in (("ann", "person"), ("alfa", "state"), ("league", "organisation"), ("friends", "collective")):
        graph.add_node(f"urn:{name}", label=name.capitalize(), kind=kind)
    for one, other, weight in (("ann", "alfa", 1), ("alfa", "ann", 3), ("league", "league", 1), ("alfa", "league", 2)):
        graph.add_edge(f"urn:{one}", f"urn:{other}", weight=weight, distance=1 / weight)
    return graph


DRAWN = {"communities": planted(), "arcs": arcs(), "columns": affiliation(4, 3), "alone": PICTURES["one"]}


@pytest.mark.parametrize("name", DRAWN)
def test_each_mark_is_where_and_how_it_should_be(name: str) -> None:
    graph = DRAWN[name]
    scores = rank_module.rank(graph, "degree") if name == "columns" else None
    found = description(plot.figure(graph, scores, below=["made from nothing"]))
    path = EXPECTED / f"network-{name}.txt"
    refresh(path, found)
    assert found == path.read_text(encoding="utf-8")


def test_lines_grow_from_the_least_to_the_greatest_width() -> None:
    assert [plot._thickness(weight, 5) for weight in (1, 2, 5)] == pytest.approx([0.8, 1.6, 4.0])
    assert [plot._thickness(weight, 9) for weight in (1, 5, 9)] == pytest.approx([0.8, 2.4, 4.0])
