// A note unfolds behind the sentence that it belongs to; a sentence is copied with its notes.
export function unfold(root, texts) {
  for (const mark of root.querySelectorAll(".marks a[href^=\"#\"]")) {
    mark.setAttribute("aria-expanded", "false");
    mark.addEventListener("click", (event) => {
      const note = document.getElementById(mark.hash.slice(1));
      if (!note) return;
      event.preventDefault();
      const holder = mark.closest("li, .fit, td, p, div");
      const open = holder.querySelector(`:scope > .unfolded[data-note="${note.id}"]`);
      if (open) {
        open.remove();
        mark.setAttribute("aria-expanded", "false");
        return;
      }
      const copy = document.createElement("span");
      copy.className = "unfolded";
      copy.dataset.note = note.id;
      copy.setAttribute("role", "note");
      const details = note.querySelector("details");
      for (const each of details.childNodes) {
        const same = each.cloneNode(true);
        if (same.nodeName === "SUMMARY") {
          const head = document.createElement("div");
          head.append(`${note.value}. `, ...same.childNodes);
          copy.append(head);
        } else copy.append(same);
      }
      holder.append(copy);
      mark.setAttribute("aria-expanded", "true");
    });
  }
  for (const fact of root.querySelectorAll(".facts > li")) {
    if (!fact.querySelector(".marks") || fact.querySelector(":scope > .copy")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet copy";
    button.textContent = texts.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(told(fact));
      button.textContent = texts.copied;
      setTimeout(() => { button.textContent = texts.copy; }, 2000);
    });
    fact.append(" ", button);
  }
}

// What stands to be cited is copied as it stands.
export function copied(root, texts) {
  for (const each of root.querySelectorAll("p[data-cite]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = texts.take;
    const text = each.textContent.trim().replace(/\s+/g, " ");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = texts.copied;
    });
    each.append(" ", button);
  }
}

// The sentence with its notes as text: 1, 2, ... as they stand in it.
function told(fact) {
  const copy = fact.cloneNode(true);
  for (const each of copy.querySelectorAll(".unfolded, .copy, .families, .marks summary")) each.remove();
  const notes = [];
  for (const mark of copy.querySelectorAll(".marks a[href^=\"#\"]")) {
    const note = document.getElementById(mark.hash.slice(1));
    if (!notes.includes(note)) notes.push(note);
    mark.textContent = `[${notes.indexOf(note) + 1}]`;
  }
  const lines = notes.map((note, index) => {
    const words = note.querySelector("blockquote mark")?.textContent.trim().replace(/\s+/g, " ");
    const head = note.querySelector("summary").textContent.trim().replace(/\s+/g, " ");
    return `[${index + 1}] ${head}.${words ? ` “${words}”` : ""} ${note.querySelector(".links a").href}`;
  });
  return `${copy.textContent.trim().replace(/\s+/g, " ")}\n\n${lines.join("\n")}\n`;
}
