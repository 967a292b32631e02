// Revision: results. A cell's answer opens in a dialog; slides go on by a key. Without this file both are plain links.
const find = (selector) => document.querySelector(selector);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail?.target?.id !== "answer-body") return;
  const dialog = find("#answer-dialog");
  if (!dialog.open) dialog.showModal();
  find("#answer-title")?.focus();
});

// Arrow keys walk the table from cell to cell.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (find(".slide")) return slide(event);
  const cell = event.target.closest?.(".heat-results td");
  const step = STEPS[event.key];
  if (!cell || !step) return;
  const rows = [...cell.closest("tbody, tfoot").rows];
  const next = rows[rows.indexOf(cell.parentElement) + step[0]]?.cells[cell.cellIndex + step[1]]?.querySelector("a");
  if (next) { event.preventDefault(); next.focus(); }
});

function slide(event) {
  const forward = [" ", "Enter", "ArrowRight", "PageDown"].includes(event.key);
  const back = ["ArrowLeft", "PageUp"].includes(event.key);
  if (event.target.closest?.("a, button") && [" ", "Enter"].includes(event.key)) return;
  const link = find(forward ? "[data-forward]" : back ? "[data-back]" : event.key === "Escape" && !document.fullscreenElement ? "[data-out]" : "no-such");
  if (link) { event.preventDefault(); link.click(); }
}
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-full]")) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});
