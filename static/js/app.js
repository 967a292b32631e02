// Revision: small comforts on top of pages that work without it. See docs/design-system.md.
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, handler) => document.addEventListener(type, handler);

// ---- remembered choices: theme, single-key shortcuts ----
function stored(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch { /* storage refused */ }
  return value ?? null;
}
let keysOn = stored("keys") !== "off";

function showChoices() {
  for (const b of all("[data-theme-set]")) b.setAttribute("aria-pressed", b.dataset.themeSet === (root.dataset.theme || "auto"));
  for (const b of all("[data-keys-set]")) b.setAttribute("aria-pressed", (b.dataset.keysSet !== "off") === keysOn);
}
function setTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  stored("theme", theme);
  showChoices();
}

// ---- clicks ----
on("click", (event) => {
  const at = (selector) => event.target.closest?.(selector);
  let el;
  if ((el = at("[data-theme-set]"))) setTheme(el.dataset.themeSet);
  else if ((el = at("[data-keys-set]"))) { keysOn = el.dataset.keysSet !== "off"; stored("keys", el.dataset.keysSet); showChoices(); }
  else if ((el = at("[data-move]"))) move(el);
  else if (at("[data-print]")) window.print();
  else if ((el = at("[data-dismiss]"))) dismiss(el.closest(".message"));
  else if ((el = at("[data-dialog]"))) {
    const dialog = document.getElementById(el.dataset.dialog);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
  } else if ((el = at("dialog [data-close]"))) { event.preventDefault(); el.closest("dialog").close(); }
});
function dismiss(message) {
  if (message.matches("[data-net-error]")) message.hidden = true;
  else message.remove();
}

// ---- the question page from the keyboard ----
const typing = (el) => el.matches?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=reset])");
const shown = (el) => el && !el.disabled && el.getClientRects().length > 0;

// On a page with several questions keys belong to the one that has the focus.
const part = () => document.querySelector("[data-part]") ? document.activeElement.closest("[data-part]") ?? document.createElement("p") : document;

on("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (event.key === "Enter") return enter(event);
  if (!keysOn || !/^[1-9a-j]$/i.test(event.key)) return;
  const labels = all("label[data-key]", part()).filter(shown);
  const key = event.key.toUpperCase();
  const label = labels.find((l) => l.dataset.key.toUpperCase() === key) || labels[Number(key) - 1];
  const input = label?.control || label?.querySelector("input");
  if (!input || input.disabled) return;
  event.preventDefault();
  input.focus();
  input.click();
});
function enter(event) {
  if (event.target.closest?.("a, button, summary, input[type=submit], input[type=button]") || document.querySelector("[data-part]")) return;
  const next = all("[data-next]").find(shown);
  const form = document.querySelector("label[data-key] input:checked:enabled")?.form;
  if (!next && !form) return;
  event.preventDefault();
  if (next) next.click();
  else if (!form.matches(".htmx-request")) form.requestSubmit(form.querySelector("[type=submit]:not([formaction])") || undefined);
}

// ---- ordering: buttons move a row, the selects carry the answer ----
const rows = (list) => all(".order-row", list);
const field = (row) => row.querySelector("select, input");

function number(list) {
  rows(list).forEach((row, i, { length }) => {
    const place = row.querySelector(".option-key");
    if (place) place.textContent = i + 1;
    field(row).value = i + 1;
    row.querySelector("[data-move=up]")?.setAttribute("aria-disabled", i === 0);
    row.querySelector("[data-move=down]")?.setAttribute("aria-disabled", i === length - 1);
  });
}
function plain(el) {
  const copy = el.cloneNode(true);
  for (const hidden of all(".visually-hidden", copy)) hidden.remove();
  return copy.textContent.trim();
}
function startOrdering() {
  for (const list of all("[data-ordering]:not(.is-live)")) {
    const sorted = rows(list);
    if (!sorted.every((row) => field(row))) continue;
    if (sorted.every((row) => Number(field(row).value))) {
      sorted.sort((a, b) => field(a).value - field(b).value).forEach((row) => list.append(row));
    }
    list.classList.add("is-live");
    number(list);
  }
}
function move(button) {
  const row = button.closest(".order-row");
  const list = row?.closest("[data-ordering]");
  if (!list || button.getAttribute("aria-disabled") === "true") return;
  const up = button.dataset.move === "up";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  number(list);
  for (const r of rows(list)) r.classList.toggle("is-moved", r === row);
  button.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  const order = rows(list);
  const status = list.parentElement.querySelector("[data-ordering-status]");
  if (status) {
    status.textContent = (list.dataset.moved || "{text}: now {n} of {total}")
      .replace("{text}", plain(row.querySelector(".option-text")))
      .replace("{n}", order.indexOf(row) + 1)
      .replace("{total}", order.length);
  }
  field(row).dispatchEvent(new Event("change", { bubbles: true }));
}

on("revision:filled", ({ target }) => {
  for (const list of all("[data-ordering]", target)) list.classList.remove("is-live");
  startOrdering();
});

// ---- signing out: nothing typed stays for whoever comes next ----
on("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) try { sessionStorage.clear(); } catch { /* storage refused */ }
});

// ---- forms that must not be sent twice ----
on("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-once]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  form.classList.add("is-busy");
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) { delete form.dataset.sent; form.classList.remove("is-busy"); }
});

// ---- htmx: keep the focus, and say when nothing was saved ----
on("htmx:afterSettle", (event) => {
  startOrdering();
  showChoices();
  const active = document.activeElement;
  if (active && active !== document.body && active !== root) return;
  const swapped = [event.detail?.elt, event.target].find((el) => el?.isConnected);
  const el = swapped?.matches?.("[data-autofocus]") ? swapped : swapped?.querySelector?.("[data-autofocus]") || (swapped?.closest?.("[data-part]") ?? document).querySelector("[data-autofocus]");
  if (!el) return;
  if (el.tabIndex < 0) el.tabIndex = -1;
  el.focus({ preventScroll: true });
});

function notSaved() {
  let bar = document.querySelector("[data-net-error]");
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "message messagebar";
    bar.dataset.netError = "";
    bar.setAttribute("role", "alert");
    document.body.append(bar);
    bar.textContent = "Not saved. Your answer is still here. Try again.";
  }
  bar.hidden = false;
}
on("htmx:sendError", notSaved);
on("htmx:timeout", notSaved);
on("htmx:responseError", (event) => { if (event.detail?.xhr?.status >= 500) notSaved(); });
on("htmx:afterRequest", (event) => {
  const bar = document.querySelector("[data-net-error]");
  if (bar && event.detail?.successful) bar.hidden = true;
});

startOrdering();
showChoices();
