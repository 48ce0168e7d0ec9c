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

// One-letter keys: data-key focuses a field or follows a link.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else target.click();
});

// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
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

// What stands behind a figure opens beside it on hover and focus, and closes by Escape.
(() => {
  let open = null;
  const hide = () => {
    if (open) open.hidePopover();
    open = null;
  };
  const show = (anchor) => {
    const tip = document.getElementById(anchor.dataset.tip);
    if (!tip || tip === open) return;
    hide();
    tip.showPopover();
    const at = anchor.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const below = at.bottom + 8 + box.height < innerHeight;
    tip.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - 8 - box.height)}px`;
    tip.style.left = `${Math.min(Math.max(8, at.left), innerWidth - box.width - 8)}px`;
    open = tip;
  };
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => {
      const anchor = event.target.closest?.("[data-tip]");
      if (anchor) show(anchor);
      else if (open && !open.contains(event.target)) hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
