// Keys: data-key names one key, or two in a row ("g s"), that focus a field, follow a link or press a button.
// In tables and lists with data-rows, j and k walk, x selects, Enter opens. "?" lists what this page knows.
"use strict";

(() => {
  const PAUSE = 900;
  const ROWS = "table[data-rows] tbody tr, ol[data-rows] > li";
  let first = "";
  let since = 0;

  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const walk = (by) => {
    const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector("a"));
    if (!rows.length) return false;
    const at = rows.indexOf(document.activeElement?.closest(ROWS));
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const select = () => {
    const box = document.activeElement?.closest("tr")?.querySelector("[data-pick]");
    box?.click();
    return Boolean(box);
  };

  const press = (keys) => {
    const target = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
    if (!target) return false;
    if (target.matches("input:not([type=checkbox], [data-palette])")) target.focus();
    else target.click();
    return true;
  };

  const list = () => {
    const dialog = document.getElementById("keys");
    if (!dialog) return false;
    const rows = dialog.querySelector("[data-keys]");
    rows.replaceChildren();
    for (const known of document.querySelectorAll("[data-key]")) {
      const name = (known.ariaLabel || known.textContent || known.title).trim();
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const meaning = document.createElement("dd");
      for (const key of known.dataset.key.split(" ")) {
        const cap = document.createElement("kbd");
        cap.textContent = key;
        term.append(cap, " ");
      }
      meaning.textContent = name;
      row.append(term, meaning);
      rows.append(row);
    }
    for (const row of dialog.querySelectorAll("[data-for-rows]")) {
      row.hidden = !document.querySelector(row.dataset.forRows || ROWS);
    }
    dialog.showModal();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const pair = event.timeStamp - since < PAUSE ? `${first} ${event.key}` : "";
    first = event.key;
    since = event.timeStamp;
    let done = pair && press(pair);
    if (!done) {
      if (event.key === "j") done = walk(1);
      else if (event.key === "k") done = walk(-1);
      else if (event.key === "x") done = select();
      else if (event.key === "?") done = list();
      done ||= press(event.key);
    }
    if (done) event.preventDefault();
  });
})();
