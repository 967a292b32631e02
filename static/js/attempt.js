// Revision: what is typed in an attempt is saved, sent again until it arrives, and handed in when time is up. See docs/architecture.md.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, handler, target = document) => target.addEventListener(type, handler);
const page = document.querySelector("[data-page]");
const status = () => document.querySelector("[data-save-status]");
const WAITS = [1, 2, 4, 8, 30];
const PAUSE = 600, AT_MOST = 1500, PATIENCE = 10000;

// A sign-in in another tab makes the page's own token old; the cookie has the one that counts.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// ---- kept in this tab until saved; whoever signs in next finds nothing ----
const kept = {
  get(url) { try { return JSON.parse(sessionStorage.getItem(`draft:${url}`)); } catch { return null; } },
  set(url, value) { try { sessionStorage.setItem(`draft:${url}`, JSON.stringify(value)); } catch { /* full or refused */ } },
  drop(url) { try { sessionStorage.removeItem(`draft:${url}`); } catch { /* refused */ } },
  sweep(gone) {
    try {
      for (const name of Object.keys(sessionStorage)) {
        if (name.startsWith("draft:") && gone(name.slice(6), JSON.parse(sessionStorage.getItem(name)))) sessionStorage.removeItem(name);
      }
    } catch { /* refused */ }
  },
};

// ---- the fields of one question ----
const fields = (unit) => all("input:not([type=hidden]), select, textarea", unit.el).filter((el) => el.name);

function values(unit) {
  const said = new URLSearchParams();
  for (const el of fields(unit)) if (!["radio", "checkbox"].includes(el.type) || el.checked) said.append(el.name, el.value);
  return said.toString();
}
function fill(unit, text) {
  const said = new URLSearchParams(text);
  for (const el of fields(unit)) {
    if (["radio", "checkbox"].includes(el.type)) el.checked = said.getAll(el.name).includes(el.value);
    else el.value = said.get(el.name) ?? "";
  }
  unit.el.dispatchEvent(new CustomEvent("revision:filled", { bubbles: true }));
}

// ---- units: a question that waits for its answer ----
const units = new Map();
const unitOf = (el) => units.get(el?.closest?.("[data-draft]"));

function findUnits() {
  for (const [el, unit] of units) if (!el.isConnected) { stop(unit); units.delete(el); }
  for (const el of all("[data-draft]")) {
    if (units.has(el)) continue;
    const unit = { el, url: el.dataset.draft, number: Number(el.dataset.number), state: "idle", pinned: null, tries: 0 };
    units.set(el, unit);
    unit.first = unit.acked = values(unit);
    const left = kept.get(unit.url);
    if ("unsaved" in el.dataset) unit.acked = null;
    else if (left && left.values !== unit.acked) {
      const arrived = left.number === unit.number || left.pinned === unit.acked;
      if (!arrived) unit.number = left.number;
      fill(unit, left.values);
    }
    if (values(unit) !== unit.acked) changed(unit);
    else kept.drop(unit.url);
  }
  show();
}
function stop(unit) {
  clearTimeout(unit.timer);
  clearTimeout(unit.again);
  unit.again = null;
  unit.abort?.abort();
}
const remember = (unit) => kept.set(unit.url, { who: page.dataset.who, number: unit.number, pinned: unit.pinned, values: values(unit) });
const dirty = (unit) => unit.pinned !== null || values(unit) !== unit.acked;

function changed(unit) {
  if (unit.check) forgetCheck(unit);
  if (unit.state === "gone" || unit.state === "closed") return;
  if (unit.state === "other") { remember(unit); return; }
  if (!dirty(unit)) { kept.drop(unit.url); set(unit, "saved"); return; }
  remember(unit);
  const now = performance.now();
  unit.since ??= now;
  clearTimeout(unit.timer);
  unit.timer = setTimeout(() => save(unit), Math.max(0, Math.min(PAUSE, unit.since + AT_MOST - now)));
  if (!["lost", "out"].includes(unit.state)) set(unit, "saving");
}

async function save(unit) {
  if (unit.busy || unit.check || ["other", "closed", "gone"].includes(unit.state) || !dirty(unit)) return;
  clearTimeout(unit.timer);
  clearTimeout(unit.again);
  unit.busy = true;
  unit.since = null;
  unit.pinned ??= values(unit); // sent again as it is until it has arrived, so that it counts once
  remember(unit);
  const wait = setTimeout(() => unit.abort.abort(), PATIENCE);
  unit.abort = new AbortController();
  try {
    const reply = await fetch(unit.url, {
      method: "POST",
      body: new URLSearchParams(`${unit.pinned}&number=${unit.number}`),
      headers: { "X-CSRFToken": token(), "HX-Request": "true", "HX-Current-URL": location.href },
      redirect: "error",
      signal: unit.abort.signal,
      keepalive: unit.pinned.length < 50000,
    });
    const said = reply.headers.get("Content-Type")?.startsWith("application/json") ? await reply.json() : {};
    unit.busy = false;
    if (units.get(unit.el) === unit && !unit.check) replied(unit, reply, said);
  } catch {
    unit.busy = false;
    if (units.get(unit.el) === unit && !unit.check) lost(unit, "lost");
  } finally {
    clearTimeout(wait);
  }
}
function replied(unit, reply, said) {
  const refused = (state, text) => { unit.pinned = null; remember(unit); set(unit, state, text); };
  if (reply.ok && "number" in said) {
    Object.assign(unit, { number: said.number, acked: unit.pinned, pinned: null, tries: 0 });
    const seen = unit.el.querySelector("[name$='-number']");
    if (seen) seen.value = said.number;
    if (said.seconds !== null) clock?.set(said.seconds);
    set(unit, "saving");
    changed(unit);
  } else if (reply.status === 401) {
    unit.signIn = reply.headers.get("HX-Redirect");
    lost(unit, "out");
  } else if (reply.status === 409 && said.closed) refused("closed", said.said);
  else if (reply.status === 409) {
    unit.other = said;
    refused("other");
    showOther(unit);
  } else if (reply.status === 404) refused("gone");
  else if (reply.status === 413 || reply.status === 422) refused(said.said ? "refused" : "long", said.said);
  else lost(unit, "lost");
}
// Nobody answered: again after 1, 2, 4, 8, then every 30 seconds, and as soon as the network is back.
function lost(unit, state) {
  const seconds = WAITS[Math.min(unit.tries++, WAITS.length - 1)];
  set(unit, state, "", seconds);
  clearTimeout(unit.again);
  unit.again = setTimeout(() => again(unit), seconds * 1000);
}
function again(unit) {
  unit.again = null;
  if (unit.check) sendCheck(unit);
  else save(unit);
}
function hurry() {
  for (const unit of units.values()) if (["lost", "out"].includes(unit.state) && unit.again) { clearTimeout(unit.again); again(unit); }
}
on("online", hurry, window);
on("focus", hurry, window);

// ---- what the page says: the worst of its questions ----
const WORST = ["gone", "closed", "long", "refused", "other", "out", "lost", "saving", "saved", "idle"];
function set(unit, state, text = "", seconds = 0) {
  Object.assign(unit, { state, text, seconds });
  show();
}
let shownAs = "";
function show() {
  const line = status();
  if (!line) return;
  const unit = [...units.values()].sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))[0];
  const state = unit?.state ?? "idle";
  const said = state === "idle" ? "" : unit.text || (line.dataset[state] ?? "").replace("{n}", unit.seconds);
  if (line.dataset.state === state && shownAs === said && line.textContent) return;
  shownAs = said;
  line.dataset.state = state;
  line.textContent = said;
  if (state === "out" && unit.signIn) {
    const link = document.createElement("a");
    link.href = unit.signIn;
    link.textContent = line.dataset.signIn;
    line.append(" ", link, ".");
  }
}

// ---- another tab saved something else: the student chooses ----
function showOther(unit) {
  const note = document.getElementById("other-tab").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-other-said]").textContent = unit.other.said || "–";
  unit.note?.remove();
  unit.note = note;
  const bar = unit.el.querySelector(".actionbar");
  if (bar) bar.before(note);
  else unit.el.append(note);
  note.querySelector("[data-keep]").onclick = () => {
    unit.number = unit.other.number;
    unit.acked = null;
    unit.state = "saving";
    note.remove();
    changed(unit);
    fields(unit)[0]?.focus();
  };
  note.querySelector("[data-take]").onclick = () => { units.delete(unit.el); kept.drop(unit.url); location.reload(); };
}

// ---- “Check” is sent again too, under the key that it had ----
const senderOf = (el) => el?.closest?.("[hx-post]");
on("htmx:configRequest", ({ detail }) => {
  if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token();
});
on("htmx:beforeRequest", ({ detail }) => {
  const unit = unitOf(detail.elt);
  if (!unit) return;
  unit.check = senderOf(detail.elt);
  clearTimeout(unit.timer);
  clearTimeout(unit.again);
  unit.again = null;
  unit.abort?.abort();
  remember(unit);
  set(unit, "saving");
});
function sendCheck(unit) {
  if (unit.check?.isConnected) window.htmx.trigger(unit.check, unit.check.matches("form") ? "submit" : "click");
}
function forgetCheck(unit) { // what is typed since is another answer
  unit.check = null;
  clearTimeout(unit.again);
  unit.again = null;
  const key = unit.el.querySelector("input[type=hidden][name$=key]");
  if (key) key.value = newKey();
}
function checkFailed({ detail }) {
  const unit = unitOf(detail.elt);
  if (!unit) return;
  const code = detail.xhr?.status ?? 0;
  if (code === 0 || code >= 500 || code === 403) return lost(unit, "lost");
  if (code === 404 || code === 413) { forgetCheck(unit); set(unit, code === 404 ? "gone" : "long"); }
}
for (const type of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) on(type, checkFailed);
on("htmx:afterRequest", ({ detail }) => {
  const unit = unitOf(detail.elt);
  if (unit && detail.successful) { kept.drop(unit.url); unit.tries = 0; }
});
on("htmx:beforeSwap", ({ detail }) => { // the verdict gets the focus, not the field of the same name that comes back beside it
  if (detail.xhr.status === 200 && detail.target.contains(document.activeElement)) document.activeElement.blur();
});
on("htmx:afterSettle", findUnits);

// ---- all questions on one page ----
on("submit", ({ target }) => { // what nobody touched is no answer, though its rows stand in some order
  if (!target.matches("[data-whole]")) return;
  for (const unit of units.values()) {
    if (!("drafted" in unit.el.dataset) && unit.state === "idle" && values(unit) === unit.first) for (const el of fields(unit)) el.disabled = true;
  }
});
document.addEventListener("keydown", (event) => { // Enter in a field is no wish to send the whole page: it checks its question, where that can be
  if (event.key !== "Enter" || !event.target.matches?.("[data-part] :is(input, select)")) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) event.target.closest("[data-part]").querySelector("[hx-post]")?.click();
}, true);

// ---- time, by the server's clock: this computer's is never asked what time it is ----
function startClock(el) {
  const says = document.querySelector("[data-time-said]");
  let end = 0, before = Infinity, ending = false;
  const left = () => Math.max(0, (end - performance.now()) / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const me = {
    set(seconds) { end = performance.now() + seconds * 1000; tick(); },
    async ask() {
      try {
        const reply = await fetch(el.dataset.time, { headers: { "HX-Request": "true" }, redirect: "error" });
        if (!reply.ok) return null;
        const said = await reply.json();
        if (said.seconds !== null) me.set(said.seconds);
        return said;
      } catch { return null; }
    },
  };
  function tick() {
    const now = Math.ceil(left());
    const hours = Math.floor(now / 3600), minutes = Math.floor(now / 60) % 60;
    el.textContent = hours ? `${hours}:${two(minutes)}:${two(now % 60)}` : `${minutes}:${two(now % 60)}`;
    el.classList.toggle("is-wrong", now <= 60);
    el.classList.toggle("is-part", now > 60 && now <= 300);
    for (const [limit, words] of [[300, el.dataset.five], [60, el.dataset.one]]) if (now <= limit && before > limit && now > 0) says.textContent = words;
    before = now;
    if (now <= 0 && !ending) over();
  }
  async function over() {
    ending = true;
    await Promise.allSettled([...units.values()].map(save));
    const said = await me.ask(); // a teacher may have given more time since the page was made
    if (said && !said.over && said.seconds > 0) { ending = false; before = Infinity; says.textContent = ""; return tick(); }
    says.textContent = el.dataset.over;
    if (said && [...units.values()].every((unit) => !dirty(unit) || said.over)) document.getElementById("time-up").submit();
    else setTimeout(over, 2000);
  }
  me.set(Number(el.dataset.seconds));
  setInterval(tick, 1000);
  setInterval(() => { if (!ending && !document.hidden) me.ask(); }, 60000);
  on("visibilitychange", () => { if (!document.hidden && !ending) me.ask(); });
  return me;
}

// ---- begin ----
const timer = document.querySelector("[data-seconds]");
let clock = null;
if (page) {
  kept.sweep((_url, left) => left.who !== page.dataset.who);
  findUnits();
  const waiting = [...units.values()].map((unit) => unit.url);
  kept.sweep((url) => url.startsWith(page.dataset.page) && !waiting.includes(url)); // answered: nothing is left to save
  for (const type of ["input", "change"]) on(type, ({ target }) => { const unit = unitOf(target); if (unit) changed(unit); });
  on("visibilitychange", () => { if (document.hidden) for (const unit of units.values()) save(unit); });
  on("pagehide", () => { for (const unit of units.values()) save(unit); }, window);
}
if (timer) clock = startClock(timer);
