// Offers how words that are typed go on: as in the passage, or as in what was typed about others before. The right arrow
// takes the next word of it, End all of it; both do nothing else at the end of a field.
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const LONGEST = 3;

function read(text) {
  return { text, words: [...text.matchAll(WORD)].map((each) => ({ word: each[0].toLowerCase(), start: each.index, end: each.index + each[0].length })) };
}

// How many of the words that were typed last stand before the word at `index`.
function before(typed, other, index, most) {
  let count = 0;
  while (count < most && count < index && count < typed.length && typed[typed.length - 1 - count].word === other[index - 1 - count].word) count++;
  return count;
}

export function offer(typed, sources) {
  const own = read(typed);
  const last = own.words.at(-1);
  const part = last?.end === typed.length ? last.word : "";
  const typedBefore = part ? own.words.slice(0, -1) : own.words;
  const after = part ? "" : typed.slice(last?.end ?? 0);
  let [best, found] = [part ? -1 : 0, ""];
  if (!typed) return sources[1]?.text ?? "";
  for (const { text, words } of sources) {
    for (const [index, { word, start }] of words.entries()) {
      if (!word.startsWith(part)) continue;
      const same = before(typedBefore, words, index, LONGEST);
      if (same <= best) continue;
      if (part) {
        const rest = text.slice(start + part.length);
        if (rest) [best, found] = [same, rest];
      } else {
        const between = text.slice(words[index - 1]?.end ?? 0, start);
        if (between.startsWith(after)) [best, found] = [same, between.slice(after.length) + text.slice(start)];
      }
    }
  }
  return found;
}

// The next word of what is offered, with the sign before it; or the sign alone.
export function first(offered) {
  return /^\s*[\p{L}\p{M}\p{N}_’'-]+|^[^\p{L}\p{N}]+?(?=\s|[\p{L}\p{N}]|$)/u.exec(offered)?.[0] ?? offered;
}

export function goOn(input, passage, phrases) {
  const sources = [passage, ...phrases].map(read);
  const told = document.createElement("small");
  told.className = "goes-on";
  told.hidden = true;
  told.innerHTML = "<kbd>→</kbd> <b></b><span></span> <kbd>End</kbd>";
  input.after(told);
  const [next, rest] = [told.querySelector("b"), told.querySelector("span")];
  let offered = "";

  function show() {
    const atEnd = input.selectionStart === input.value.length && document.activeElement === input;
    offered = atEnd ? offer(input.value, sources) : "";
    told.hidden = !offered;
    next.textContent = first(offered);
    rest.textContent = offered.slice(next.textContent.length);
    told.lastElementChild.hidden = !rest.textContent;
  }
  for (const kind of ["input", "focus", "blur", "keyup", "click"]) input.addEventListener(kind, show);
  input.addEventListener("keydown", (event) => {
    if (!offered || !["ArrowRight", "End"].includes(event.key) || event.ctrlKey || event.shiftKey || event.altKey || event.metaKey) return;
    if (input.selectionStart !== input.value.length) return;
    event.preventDefault();
    input.value += event.key === "End" ? offered : next.textContent;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
