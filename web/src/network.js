// Draws a network where scripts and WebGL run, in the place of the still picture: zoom, hover, select an actor or a tie.
// What is selected stands in the address, and the server tells what it rests on.
import Graph from "graphology";
import Sigma from "sigma";

const holder = document.getElementById("graph");
const style = getComputedStyle(document.documentElement);

// Colours of Okabe and Ito (2008), which colour-blind people can tell apart.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9", "#8c6bb1", "#7a7a7a"];

function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  holder.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function go(changes) {
  const address = new URL(holder.dataset.here, location.href);
  for (const [name, value] of Object.entries(changes)) address.searchParams.set(name, value);
  address.hash = "selected";
  location.href = address.href;
}

function hasWebGL() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

async function draw() {
  const reply = await fetch(holder.dataset.from, { headers: { accept: "application/json" } });
  if (!reply.ok || !hasWebGL()) return;
  const data = await reply.json();
  const graph = new Graph({ multi: false, type: data.directed ? "directed" : "undirected" });
  const most = Math.sqrt(data.degree.reduce((one, other) => Math.max(one, other), 1));
  const small = data.iri.length > 2000 ? 0.6 : 1;
  data.iri.forEach((iri, n) => graph.addNode(n, {
    iri,
    label: data.label[n],
    x: data.x[n],
    y: -data.y[n],
    size: small * (3 + 9 * Math.sqrt(data.degree[n]) / most),
    color: COLOURS[data.part[n] % COLOURS.length],
  }));
  const strongest = Math.max(1, data.weight[0] ?? 1);
  const line = colour("--line");
  data.source.forEach((one, n) => {
    if (one === data.target[n] || graph.hasEdge(one, data.target[n])) return;
    graph.addEdge(one, data.target[n], { size: 0.5 + 3 * data.weight[n] / strongest, color: line, weight: data.weight[n] });
  });

  holder.replaceChildren();
  holder.classList.add("live");
  holder.setAttribute("role", "img");
  holder.setAttribute("aria-label", holder.dataset.label);
  let near = null;
  let around = new Set();
  const selected = data.iri.indexOf(holder.dataset.select);
  const ink = colour("--ink");
  const focus = colour("--focus");
  const path = new Set(holder.dataset.path.split(" ").filter(Boolean).map((iri) => String(data.iri.indexOf(iri))));
  const chosen = path.size ? path : selected >= 0 ? new Set([String(selected), ...graph.neighbors(selected)]) : null;
  // Names are drawn inside of the picture, and none over another, the larger nodes first.
  let taken = [];
  function name(context, node, settings) {
    if (!node.label) return;
    context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
    const width = context.measureText(node.label).width;
    const whole = context.canvas.clientWidth;
    const left = node.x + node.size + 3 + width > whole ? node.x - node.size - 3 - width : node.x + node.size + 3;
    const box = [left, node.y - settings.labelSize / 2 - 1, left + width, node.y + settings.labelSize / 2 + 1];
    const covers = taken.some(([a, b, c, d]) => box[0] < c && a < box[2] && box[1] < d && b < box[3]);
    if (covers && !node.forceLabel) return;
    taken.push(box);
    context.fillStyle = ink;
    context.fillText(node.label, left, node.y + settings.labelSize / 3);
  }
  const renderer = new Sigma(graph, holder, {
    labelColor: { color: ink },
    labelFont: style.getPropertyValue("--sans"),
    labelRenderedSizeThreshold: data.iri.length > 300 ? 8 : data.iri.length > 80 ? 5 : 0,
    labelDensity: data.iri.length > 80 ? 1 : 4,
    labelGridCellSize: data.iri.length > 80 ? 100 : 50,
    stagePadding: 60,
    enableEdgeEvents: data.source.length < 20000,
    hideEdgesOnMove: data.source.length > 20000,
    zIndex: true,
    defaultDrawNodeLabel: name,
    defaultDrawNodeHover: name,
    nodeReducer: (node, each) => {
      const lit = near === null ? chosen : around;
      if (node === String(selected) || path.has(node)) return { ...each, color: focus, zIndex: 2, forceLabel: true };
      if (lit && !lit.has(node)) return { ...each, color: line, label: "", zIndex: 0 };
      return near === null ? each : { ...each, forceLabel: true, zIndex: 1 };
    },
    edgeReducer: (edge, each) => {
      const ends = graph.extremities(edge);
      if (near !== null) return ends.includes(near) ? { ...each, color: focus, zIndex: 1 } : { ...each, hidden: true };
      if (path.size) return ends.every((end) => path.has(end)) ? { ...each, color: focus, zIndex: 1 } : { ...each, hidden: data.source.length > 2000 };
      if (chosen) return ends.includes(String(selected)) ? { ...each, color: focus } : { ...each, hidden: data.source.length > 2000 };
      return each;
    },
  });
  renderer.on("beforeRender", () => { taken = []; });
  renderer.on("enterNode", ({ node }) => { near = node; around = new Set([node, ...graph.neighbors(node)]); holder.style.cursor = "pointer"; renderer.refresh({ skipIndexation: true }); });
  renderer.on("leaveNode", () => { near = null; holder.style.cursor = ""; renderer.refresh({ skipIndexation: true }); });
  renderer.on("clickNode", ({ node }) => {
    const iri = graph.getNodeAttribute(node, "iri");
    if (selected >= 0 && node !== String(selected) && graph.hasEdge(selected, node)) go({ select: holder.dataset.select, tie: iri });
    else go({ select: iri });
  });
  renderer.on("clickEdge", ({ edge }) => {
    const [one, other] = graph.extremities(edge).map((node) => graph.getNodeAttribute(node, "iri"));
    go({ select: one, tie: other });
  });
  renderer.on("clickStage", () => { if (selected >= 0) location.href = holder.dataset.here; });
  holder.dataset.drawn = String(graph.order);
}

if (holder) draw();
