// Completes what is typed into a field with names from the graph: a combobox as the ARIA Authoring Practices have it.
let number = 0;

// With `texts.first`, the first name is marked as soon as it has what is typed, and Enter or the tabulator key takes it.
export function complete(input, texts) {
  const list = document.createElement("ul");
  list.id = `options-${++number}`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.options);
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let found = [];
  let chosen = -1;
  let waiting;
  let asked;

  // Where several names are divided by a sign, the last one is completed.
  const several = input.dataset.several;
  const before = () => (several && input.value.includes(several) ? `${input.value.slice(0, input.value.lastIndexOf(several) + 1)} ` : "");

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    // What comes later would take the choice away.
    clearTimeout(waiting);
    asked?.abort();
    chosen = index;
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
    if (index >= 0) {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const thing = found[index];
    input.value = before() + thing.label;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    if (input.name !== "words") return;
    const address = new URL(texts.thing, location.href);
    address.searchParams.set("iri", thing.iri);
    location.href = address.href;
  }

  async function ask(every = false) {
    const typed = every ? "" : input.value.slice(before().trimEnd().length).trim();
    asked?.abort();
    if (!typed && !every) return close();
    asked = new AbortController();
    const address = new URL(texts.suggest, location.href);
    address.searchParams.set("typed", typed);
    for (const kind of (input.dataset.kinds ?? "").split(" ").filter(Boolean)) address.searchParams.append("kind", kind);
    try {
      const reply = await fetch(address, { signal: asked.signal, headers: { accept: "application/json" } });
      if (!reply.ok) return close();
      found = (await reply.json()).suggestions;
    } catch {
      return;
    }
    list.replaceChildren(...found.map((each, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = each.name && each.name !== each.label ? `${each.label} (${each.name})` : each.label;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      return option;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    chosen = -1;
    const has = (each) => `${each.label} ${each.name}`.toLowerCase().includes(typed.toLowerCase());
    if (texts.first && found.length && has(found[0])) choose(0);
  }

  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => ask(), 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
    if (list.hidden && texts.first && event.key === "ArrowDown") {
      event.preventDefault();
      ask(true);
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + found.length) % found.length);
    } else if (event.ctrlKey || event.metaKey) {
      return; // what is marked is not taken while the sheet is accepted
    } else if ((event.key === "Enter" || (texts.first && event.key === "Tab" && !event.shiftKey)) && chosen >= 0) {
      if (event.key === "Enter") event.preventDefault();
      take(chosen);
    }
  });
}
