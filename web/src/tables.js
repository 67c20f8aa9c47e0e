// Columns are hidden and shown; the evidence of a row unfolds below it. The order of rows is the server's, so that it
// can be shared.
import { unfold } from "./notes.js";

export function sortable(table, texts) {
  const chooser = table.closest("section, main").querySelector("[data-columns]");
  if (chooser) {
    chooser.hidden = false;
    chooser.addEventListener("change", (event) => {
      const index = Number(event.target.value);
      for (const row of table.rows) if (row.cells.length > 1) row.cells[index].hidden = !event.target.checked;
    });
  }
  for (const link of table.querySelectorAll("a.why")) link.addEventListener("click", (event) => why(event, link, texts));
}

async function why(event, link, texts) {
  event.preventDefault();
  const row = link.closest("tr");
  if (row.nextElementSibling?.classList.contains("evidence")) {
    row.nextElementSibling.remove();
    link.setAttribute("aria-expanded", "false");
    return;
  }
  const address = new URL(link.href);
  address.searchParams.set("row", row.id.slice(4));
  link.setAttribute("aria-busy", "true");
  const reply = await fetch(address, { headers: { accept: "text/html" } });
  link.removeAttribute("aria-busy");
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const evidence = page.querySelector(`#${CSS.escape(row.id)} + tr.evidence`);
  if (!evidence) return;
  // The notes of that page stand in the row itself: they have numbers of their own.
  const cell = evidence.querySelector(".fit");
  for (const note of page.querySelectorAll(".notes li")) {
    const shown = document.createElement("div");
    shown.className = "unfolded";
    const details = note.querySelector("details");
    details.open = true;
    shown.append(`${note.value}. `, details);
    cell.append(shown);
  }
  for (const mark of cell.querySelectorAll(".marks a[href^=\"#\"]")) mark.replaceWith(`[${mark.textContent}]`);
  row.after(evidence);
  link.setAttribute("aria-expanded", "true");
  unfold(cell, texts);
}
