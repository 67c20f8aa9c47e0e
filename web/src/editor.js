// A field for SPARQL with this graph's prefixes, completion and faults in place. It stands in a shadow root, where the
// styles of the editor need no exception from the content policy.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const form = document.getElementById("editor");
const field = form?.querySelector("textarea");
const texts = form?.dataset ?? {};

const STYLE = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.string, tags.literal], color: "var(--asserts)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--proposes)" },
  { tag: [tags.atom, tags.meta, tags.propertyName], color: "var(--predicts)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--denies)" },
]);
const THEME = EditorView.theme({
  "&": { border: "1px solid var(--soft)", borderRadius: "4px", background: "var(--paper)", color: "var(--ink)", fontSize: "0.95rem" },
  ".cm-content": { fontFamily: "var(--mono)", minHeight: "12rem", caretColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--raised)", color: "var(--soft)", border: "0" },
  ".cm-activeLine": { background: "transparent" },
  "&.cm-focused": { outline: "3px solid var(--focus)" },
  ".cm-tooltip": { background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--soft)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--link)", color: "var(--paper)" },
});

let words = [];

// Words of the ontology behind a prefix, things of the graph behind theirs, keywords elsewhere.
async function options(context) {
  const before = context.matchBefore(/[\w-]*:?[\w-]*/u);
  if (!before || (before.from === before.to && !context.explicit)) return null;
  const typed = before.text;
  if (!words.length) words = await (await fetch(texts.words)).json();
  const found = words.filter((each) => each.label.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 200);
  if (typed.length > 2 && !typed.includes(":")) {
    const address = new URL(texts.suggest, location.href);
    address.searchParams.set("typed", typed);
    const reply = await fetch(address);
    if (reply.ok) {
      for (const each of (await reply.json()).suggestions) {
        found.push({ label: each.label, apply: each.short ?? `<${each.iri}>`, detail: each.kind, type: "constant" });
      }
    }
  }
  return found.length ? { from: before.from, options: found, filter: false } : null;
}

function open() {
  const place = document.createElement("div");
  field.after(place);
  const root = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
        StreamLanguage.define(sparql), syntaxHighlighting(STYLE), THEME, EditorView.lineWrapping,
        autocompletion({ override: [options] }),
        EditorView.contentAttributes.of({ "aria-label": field.labels[0].textContent }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => { ask(); return true; } }])),
        // Tab leaves the field, as people who use the keyboard expect.
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  field.hidden = true;
  field.required = false;
  form.dataset.open = "yes";
  return view;
}

const view = form ? open() : null;
const stop = form?.querySelector("[data-stop]");
const result = document.getElementById("result");
let asked = null;

// The page of the answer is asked for in the background, so that the query can be stopped; its result is shown here.
async function ask() {
  asked?.abort();
  asked = new AbortController();
  const address = new URL(form.action, location.href);
  for (const [name, value] of new FormData(form)) address.searchParams.append(name, value);
  stop.hidden = false;
  result.setAttribute("aria-busy", "true");
  result.textContent = texts.running;
  const begun = performance.now();
  try {
    const reply = await fetch(address, { signal: asked.signal, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const found = page.getElementById("result");
    const notes = page.querySelector(".notes");
    document.querySelector(".notes")?.remove();
    result.replaceChildren(...(found ? found.childNodes : page.querySelector("main").childNodes));
    if (notes) document.querySelector("main").after(notes);
    const time = document.createElement("p");
    time.className = "small";
    time.textContent = `${((performance.now() - begun) / 1000).toFixed(2)} s`;
    result.append(time);
    window.history.replaceState(null, "", address);
    mark(result.querySelector("[data-line]"));
    document.dispatchEvent(new CustomEvent("filled", { detail: result }));
  } catch (fault) {
    result.textContent = fault.name === "AbortError" ? texts.stopped : String(fault);
  } finally {
    stop.hidden = true;
    result.removeAttribute("aria-busy");
  }
}

function mark(fault) {
  const found = [];
  if (fault) {
    const line = view.state.doc.line(Math.min(Number(fault.dataset.line), view.state.doc.lines));
    const from = Math.min(line.from + Math.max(0, Number(fault.dataset.column) - 1), line.to);
    found.push({ from, to: Math.max(from, Math.min(from + 1, line.to)), severity: "error", message: fault.textContent.trim() });
  }
  view.dispatch(setDiagnostics(view.state, found));
}

if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  stop.addEventListener("click", () => asked?.abort());
  mark(result.querySelector("[data-line]"));
}
