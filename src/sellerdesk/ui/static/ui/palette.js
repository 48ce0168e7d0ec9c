// The palette: a combobox in a dialog over one server page, which also works without any script.
"use strict";

(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const found = dialog.querySelector(".palette-found");
  const PAUSE = 110;
  let timer = 0;
  let running = null;
  let at = -1;

  const options = () => [...found.querySelectorAll("[role=option]")];

  const mark = (index) => {
    const all = options();
    at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  };

  const fresh = () => found.dataset.text === input.value;

  const ask = async () => {
    running?.abort();
    found.setAttribute("aria-busy", "true");
    running = new AbortController();
    const query = new URLSearchParams({ q: input.value, here: location.pathname });
    try {
      const answer = await fetch(`${dialog.dataset.find}?${query}`, {
        headers: { "HX-Request": "true" },
        signal: running.signal,
      });
      if (!answer.ok || answer.redirected) return location.assign(`${dialog.dataset.find}?${query}`);
      const text = query.get("q");
      found.innerHTML = await answer.text();
      found.dataset.text = text;
      input.setAttribute("aria-expanded", String(options().length > 0));
      found.removeAttribute("aria-busy");
      mark(0);
    } catch (problem) {
      if (problem.name !== "AbortError") found.replaceChildren();
    }
  };

  const open = (text) => {
    if (dialog.open) return;
    input.value = text || "";
    dialog.showModal();
    input.focus();
    ask();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if (event.key === "Home" && event.ctrlKey) mark(0);
    else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      if (!fresh()) await ask();
      if (fresh()) options()[Math.max(at, 0)]?.click();
      return;
    } else return;
    event.preventDefault();
  });
  found.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && options().indexOf(option) !== at) mark(options().indexOf(option));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else if (!document.querySelector("dialog[open]")) open();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-open-palette]")) return;
    event.preventDefault();
    open();
  });
  for (const field of document.querySelectorAll("[data-palette]")) {
    field.addEventListener("click", () => open(field.value));
    field.addEventListener("input", () => {
      const text = field.value;
      field.value = "";
      open(text);
    });
  }
})();
