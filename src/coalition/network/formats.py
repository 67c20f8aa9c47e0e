"""Networks as other programs read them: GraphML, GEXF, node-link JSON, and the list of edges as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from coalition.errors import unknown
from coalition.network.build import NETWORKS

if TYPE_CHECKING:
    from networkx import Graph

NETWORK_FORMATS = ("graphml", "gexf", "json", "csv")


def write(graph: Graph, format: str) -> str:
    """The network as text in one of NETWORK_FORMATS, the same to the byte for the same network.

    GraphML and GEXF are read back by networkx; JSON is its node-link form; CSV is the list of edges, and so leaves out
    the nodes that have none.

    Raises
    ------
    SelectionError
        For another format.
    """
    if format == "graphml":
        return _graphml(graph)
    if format == "gexf":
        return _gexf(graph)
    if format == "json":
        return _json(graph)
    if format == "csv":
        return _csv(graph)
    raise unknown("format", format, NETWORK_FORMATS)


def _graphml(graph: Graph) -> str:
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(graph, out)
    return out.getvalue().decode("utf-8").rstrip() + "\n"


def _gexf(graph: Graph) -> str:
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(graph, out)
    # networkx writes today's date and its own version, and a network knows neither.
    about = escape(graph.graph["definition"])
    meta = f"<meta><creator>Coalition Graph</creator><description>{about}</description></meta>"
    text = re.sub(r"<meta\b.*?</meta>", lambda _: meta, out.getvalue().decode("utf-8"), count=1, flags=re.DOTALL)
    return text.rstrip() + "\n"


def _json(graph: Graph) -> str:
    import networkx as nx

    return json.dumps(nx.node_link_data(graph, edges="edges"), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _csv(graph: Graph) -> str:
    support = NETWORKS[graph.graph["name"]].support
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["source", "target", "source_label", "target_label", "weight", "passages", support])
    for one, other, data in graph.edges(data=True):
        labels = [graph.nodes[one]["label"], graph.nodes[other]["label"]]
        table.writerow([one, other, *labels, data["weight"], data["passages"], data[support]])
    return out.getvalue()
