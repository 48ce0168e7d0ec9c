// A problem leads to its place in the text.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  const text = document.getElementById("text");
  if (!link || !text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const line = Math.min(Number(link.dataset.line), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, before) => sum + before.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line].length);
  text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, line - 4);
  text.scrollIntoView({ block: "nearest" });
});

// Leaving with unsaved words asks first.
let saved = null;
addEventListener("DOMContentLoaded", () => {
  saved = document.getElementById("text")?.value ?? null;
});
document.addEventListener("submit", () => {
  saved = null;
});
addEventListener("beforeunload", (event) => {
  const text = document.getElementById("text");
  if (saved !== null && text && !text.readOnly && text.value !== saved) event.preventDefault();
});
