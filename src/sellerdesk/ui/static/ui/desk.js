// Small comforts over pages that work without any script.
"use strict";

// Menus are <details>: close them by Escape and by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.submitter?.hasAttribute("data-again")) return; // a download may be had twice
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What a button does without a script happens by itself with one.
document.documentElement.classList.add("js");
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Dialogs open over the page; without a script their link leads to a page, or shows them by :target.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-close]");
  const over = event.target.matches("dialog") ? event.target : closer?.closest("dialog");
  if (over?.open) {
    event.preventDefault();
    over.close();
  }
});

// A note that was read can go.
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".note, .tour")?.remove();
});

// Selected rows are counted; the head's box selects the rows of the page.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-pick], [data-pick-all], [data-pick-found]")) return;
  if (event.target.matches("[data-pick-all]")) {
    const table = event.target.closest("table");
    for (const box of table.querySelectorAll("[data-pick]")) box.checked = event.target.checked;
  }
  for (const bar of document.querySelectorAll("[data-pick-bar]")) {
    const picked = document.querySelectorAll(`[data-pick][form="${bar.dataset.pickBar}"]:checked`);
    bar.querySelector("[data-pick-count]").textContent = picked.length;
    const all = bar.querySelector("[data-pick-found]");
    bar.classList.toggle("picked", picked.length > 0 || Boolean(all?.checked));
  }
  for (const row of document.querySelectorAll("tr:has([data-pick])")) {
    row.classList.toggle("picked", row.querySelector("[data-pick]").checked);
  }
});

// What stands behind a figure opens beside it on hover and focus, and closes by Escape.
(() => {
  let open = null;
  let owner = null;
  const hide = () => {
    if (open) open.hidePopover();
    open = owner = null;
  };
  const place = () => {
    if (!open) return;
    const at = owner.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) return hide();
    const box = open.getBoundingClientRect();
    const below = at.bottom + 8 + box.height < innerHeight;
    open.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - 8 - box.height)}px`;
    open.style.left = `${Math.min(Math.max(8, at.left), innerWidth - box.width - 8)}px`;
  };
  const show = (anchor) => {
    const tip = document.getElementById(anchor.dataset.tip);
    if (!tip || tip === open) return;
    hide();
    tip.showPopover();
    open = tip;
    owner = anchor;
    place();
  };
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => {
      const anchor = event.target.closest?.("[data-tip]");
      if (anchor) show(anchor);
      else if (open && !open.contains(event.target)) hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", place, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
