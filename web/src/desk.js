// Writing: fields are completed, sheets are kept as they are typed, and everything can be done by keys.
import { complete } from "./complete.js";
import { goOn } from "./words.js";

const texts = document.body.dataset;
const sheet = document.getElementById("sheet");
for (const input of document.querySelectorAll("input[data-kinds]")) complete(input, texts);
if (sheet) {
  const phrases = JSON.parse(sheet.dataset.phrases);
  const passage = document.querySelector("blockquote").textContent;
  for (const input of sheet.querySelectorAll("textarea, input[data-words]")) goOn(input, passage, phrases);
}

// How many keys and clicks a passage took, over all answers that it took.
const counted = `keys ${location.pathname}`;
const count = () => sessionStorage.setItem(counted, 1 + Number(sessionStorage.getItem(counted)));
addEventListener("keydown", count, true);
addEventListener("pointerdown", count, true);

if (sheet) {
  const told = document.getElementById("told");
  let waiting;
  // A sheet that was sent before another is not kept after it, though it may arrive later.
  const turn = () => { sheet.elements.turn.value = Math.max(Date.now(), 1 + Number(sheet.elements.turn.value)); };
  async function look() {
    turn();
    try {
      const reply = await fetch(sheet.dataset.look, { method: "POST", body: new URLSearchParams(new FormData(sheet)) });
      const found = await reply.json();
      told.textContent = found.fault ?? "";
      told.hidden = !found.fault;
      if (found.turtle === undefined) return;
      document.getElementById("turtle").textContent = found.turtle;
      for (const place of sheet.querySelectorAll("[data-fault]")) {
        const faults = found.faults[place.dataset.fault] ?? [];
        const input = document.getElementById(`i-${place.dataset.fault}`);
        // What is not filled in yet is no fault while one still types.
        const open = faults.length && input && input.value && input !== document.activeElement;
        place.textContent = open ? faults.join("; ") : "";
        place.hidden = !open;
        if (open) input.setAttribute("aria-invalid", "true");
        else input?.removeAttribute("aria-invalid");
      }
    } catch {
      told.textContent = texts.lost;
      told.hidden = false;
    }
  }
  sheet.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 400); });
  sheet.addEventListener("change", () => { clearTimeout(waiting); look(); });
  sheet.addEventListener("submit", () => {
    clearTimeout(waiting);
    turn();
    sheet.elements.keys.value = sessionStorage.getItem(counted) ?? "";
  });
  const wrong = sheet.querySelector("[aria-invalid=true]");
  const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const empty = [...sheet.querySelectorAll("fieldset input:not([type=hidden]), fieldset textarea, fieldset select")].find(
    (each) => !each.value && !each.name.endsWith(".more") && !("rare" in each.dataset) && !each.closest("fieldset").querySelector("#i-stance"));
  (wrong ?? (asked || undefined) ?? empty ?? document.getElementById("form")).focus({ preventScroll: true });
  document.querySelector(".text .now")?.scrollIntoView({ block: "center" });
}

function press(button) {
  if (sheet && button.form === sheet) sheet.requestSubmit(button);
  else button.click();
}

// Enter in a list does what its button does.
for (const list of document.querySelectorAll("select[data-adds]")) {
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !list.value) return;
    event.preventDefault();
    press(sheet.querySelector(`button[value="${list.dataset.adds}"]`));
  });
}

addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing && event.key === "Escape") return typing.blur();
  if (typing && sheet && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return press(sheet.querySelector("button[data-key=a]"));
  }
  // A sheet is not accepted by accident.
  if (sheet && event.key === "Enter" && event.target.matches("#sheet input")) event.preventDefault();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "e") {
    event.preventDefault();
    return sheet?.querySelector("fieldset input:not([type=hidden]), fieldset textarea, #form")?.focus();
  }
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted || wanted.closest("[hidden]")) return;
  event.preventDefault();
  if (!wanted.matches("input, select, textarea")) return press(wanted);
  if (wanted.closest("details")) wanted.closest("details").open = true;
  wanted.focus();
  wanted.select?.();
});

// What is marked in the text can become a passage, or say where to split. Offsets count code points.
const words = document.getElementById("words");
const cut = document.getElementById("cut");
function place(node, offset) {
  const piece = node.parentElement?.closest("[data-start]");
  return piece ? Number(piece.dataset.start) + [...piece.textContent.slice(0, offset)].length : -1;
}
document.addEventListener("selectionchange", () => {
  const marked = getSelection();
  if (!words || !marked.rangeCount || !words.contains(marked.anchorNode)) return;
  const range = marked.getRangeAt(0);
  const [start, end] = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
  cut.hidden = start < 0 || end <= start;
  cut.elements.start.value = start;
  cut.elements.end.value = end;
  const at = document.getElementById("at");
  const before = at && [...at.options].find((each) => Number(each.value) >= start);
  if (before && range.startContainer.parentElement?.closest(".now")) at.value = before.value;
});
