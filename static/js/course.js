// Revision: keys of the review queue, and the filter above a list of facts. Only pages of a course load it.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const keysOn = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
const typing = (el) => el.matches?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

// Before the page's other keys: in the queue "a" approves, it does not choose answer A.
document.addEventListener("keydown", (event) => {
  const queue = document.querySelector("[data-queue]");
  if (!queue || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || !keysOn() || document.querySelector("[popover]:popover-open")) return;
  if (!/^[a-z]$/i.test(event.key)) return;
  event.preventDefault();
  if (!queue.matches(".htmx-request") && !queue.querySelector(".htmx-request")) {
    queue.querySelector(`[data-hotkey="${event.key.toLowerCase()}"]`)?.click();
  }
}, true);

// The facts that hold all that was typed, and those that are ticked.
document.addEventListener("input", (event) => {
  const list = event.target.dataset?.filter && document.getElementById(event.target.dataset.filter);
  if (!list) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of all("[data-filter-group]", list)) {
    const rows = all("[data-filter-row]", group);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !row.querySelector(":checked") && !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden);
    group.hidden = !shown.length;
    if (words.length) group.open = true;
  }
});
// Enter in the filter is no wish to save.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.dataset?.filter) event.preventDefault();
});
// A part that was swapped in and wants the focus gives it to its first field.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.querySelector("div[data-autofocus] :is(input:not([type=hidden]), textarea, select)")?.focus({ preventScroll: true });
});
