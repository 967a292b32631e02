// The marking desk: what is ticked fills the mark, comments go in by a click, J and K move. All of it works without this too.
const form = () => document.querySelector("form[data-marking]");
const field = (name) => form()?.elements.namedItem(name);
const typing = (el) => el.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");

document.addEventListener("change", ({ target }) => {
  if (!target.closest?.("form[data-marking]")) return;
  const mark = field("mark");
  if (target.dataset.mark) mark.value = target.dataset.mark;
  else if (target.dataset.share) mark.value = Number(target.dataset.share) * Number(mark.max);
  else if (target.dataset.point) {
    const ticked = [...form().querySelectorAll("[data-point]:checked")];
    mark.value = ticked.reduce((sum, point) => sum + Number(point.dataset.point), 0);
  }
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-insert]");
  if (!button) return;
  const comment = field("comment");
  comment.value = [comment.value.trim(), button.dataset.insert].filter(Boolean).join(" ");
  comment.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || document.querySelector("[popover]:popover-open")) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") document.querySelector(`[data-go="${key}"]`)?.click();
  else if (key === "enter" && form() && !event.target.closest?.("a, button, summary")) {
    event.preventDefault();
    form().requestSubmit();
  }
});
