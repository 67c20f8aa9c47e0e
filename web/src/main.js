// What pages do where scripts run: notes unfold in place, names are completed, sentences are copied with their notes.
import { complete } from "./complete.js";
import { copied, unfold } from "./notes.js";
import { sortable } from "./tables.js";

const texts = document.body.dataset;
for (const input of document.querySelectorAll("input[name=words], input[data-kinds]")) complete(input, texts);
unfold(document, texts);
copied(document, texts);
for (const table of document.querySelectorAll("table[data-sortable]")) sortable(table, texts);

// Before printing, all notes are open, so that paper shows what a reader could unfold.
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll(".notes details")) each.open = true;
});

// What the editor has filled in later gets the same.
document.addEventListener("filled", ({ detail }) => {
  unfold(detail, texts);
  for (const table of detail.querySelectorAll("table[data-sortable]")) sortable(table, texts);
});
