"""Write networks for other programs: as GraphML, GEXF, node-link JSON, or a list of edges in CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from coalition.errors import unknown
from coalition.network.definitions import NETWORKS
from coalition.output.data import as_json
from coalition.rdf.xml import fit

if TYPE_CHECKING:
    from networkx import Graph

    from coalition.output.about import About

NETWORK_FORMATS = ("graphml", "gexf", "json", "csv")


def write(graph: Graph, format: str, about: About | None = None) -> str:
    """Return a network as text in one of NETWORK_FORMATS.

    The same network gives the same text. networkx reads GraphML, GEXF and JSON, which is in its node-link form. CSV is
    a list of edges, so it does not contain the nodes without edges. `about` says what the network was made from: in
    GraphML as attributes of the graph, in GEXF in the description, in JSON as one more member.

    Raises
    ------
    SelectionError
        When `format` is not one of NETWORK_FORMATS, or XML cannot hold a label.
    """
    if format == "graphml":
        return _graphml(graph, about)
    if format == "gexf":
        return _gexf(graph, about)
    if format == "json":
        return _json(graph, about)
    if format == "csv":
        return _csv(graph)
    raise unknown("format", format, NETWORK_FORMATS)


def _graphml(graph: Graph, about: About | None) -> str:
    import networkx as nx

    out = io.BytesIO()
    if about:
        graph = graph.copy()
        graph.graph.update(about.attributes())
    nx.write_graphml_xml(graph, out)
    return fit(out.getvalue().decode("utf-8")).rstrip() + "\n"


def _gexf(graph: Graph, about: About | None) -> str:
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(graph, out)
    # networkx writes today's date and its own version into this element, so that the same network would give different
    # texts.
    definition = graph.graph["definition"]
    description = escape(f"{definition} Made from: {about.text()}" if about else definition)
    meta = "".join([
        "<meta><creator>Coalition Graph</creator>",
        f"<keywords>{graph.graph['name']} network</keywords><description>{description}</description></meta>",
    ])  # fmt: skip
    text = re.sub(r"<meta\b.*?</meta>", lambda _: meta, out.getvalue().decode("utf-8"), count=1, flags=re.DOTALL)
    # networkx also names the graph, which the schema of GEXF does not allow.
    text = re.sub(r'(<graph\b[^>]*) name="[^"]*"', r"\1", text, count=1)
    return fit(text).rstrip() + "\n"


def _json(graph: Graph, about: About | None) -> str:
    import networkx as nx

    content = nx.node_link_data(graph, edges="edges")
    return as_json({"about": about.to_dict(), **content} if about else content, sort_keys=True)


def _csv(graph: Graph) -> str:
    support = NETWORKS[graph.graph["name"]].support
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "target", "source_label", "target_label", "weight", "passages", support])
    for one, other, data in graph.edges(data=True):
        labels = [graph.nodes[one]["label"], graph.nodes[other]["label"]]
        writer.writerow([one, other, *labels, data["weight"], data["passages"], data[support]])
    return out.getvalue()
