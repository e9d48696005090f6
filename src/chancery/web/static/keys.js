// The room's keys as this reader has them: each action keeps its own key unless another was chosen, which stays in this browser.

const CHOSEN = "chancery.keys";
const OFF = "chancery.keys.off";
const KEPT = /^[1-9]$/; // pick a runner-up, and are not to be had

// Which key stands for an action: { its own key: the chosen one }.
let chosen = read();

function read() {
  try {
    const held = JSON.parse(localStorage.getItem(CHOSEN) ?? "{}");
    return Object.fromEntries(Object.entries(held).filter(([, key]) => typeof key === "string" && key.length === 1));
  } catch { return {}; }
}

function keep() {
  try {
    if (Object.keys(chosen).length) localStorage.setItem(CHOSEN, JSON.stringify(chosen));
    else localStorage.removeItem(CHOSEN);
  } catch { /* a browser that keeps nothing keeps the keys it has until the page is left */ }
}

export function keysAreOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

// The own key of the action that a pressed key stands for; null where it stands for none any more.
export function meant(pressed) {
  const moved = Object.entries(chosen).find(([, key]) => key === pressed);
  if (moved) return moved[0];
  return pressed in chosen ? null : pressed;
}

export function nameOf(key) {
  return /^\p{Lu}$/u.test(key) ? `Shift+${key}` : key.toUpperCase();
}

// Writes the chosen keys where a page shows an action's own.
export function label(within) {
  within.querySelectorAll("kbd[data-own]").forEach((shown) => { shown.textContent = nameOf(chosen[shown.dataset.own] ?? shown.dataset.own); });
  within.querySelectorAll("[data-key] > kbd:not([data-own])").forEach((shown) => {
    const own = shown.parentElement.dataset.key;
    if (own in chosen) shown.textContent = nameOf(chosen[own]);
  });
}

// --- changing them, in the list of the help page ------------------------------------------------------------------------

const list = () => document.getElementById("keys");
let waiting = null; // the row whose new key is waited for

function say(text, alert = false) {
  const place = list()?.querySelector("[data-keys-say]");
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("alert", alert);
}

function show() {
  label(document);
  list()?.querySelectorAll("[data-action]").forEach((row) => row.classList.toggle("changed", row.dataset.action in chosen));
  const reset = list()?.querySelector("[data-keys-reset]");
  if (reset) reset.disabled = Object.keys(chosen).length === 0;
}

function stop() {
  waiting?.classList.remove("waiting");
  waiting = null;
}

function does(row) { return row.querySelector("dd").firstChild.textContent.trim(); }

// Why a key cannot be had; empty where it can.
function refused(key, own) {
  if (key.length !== 1 || key === " ") return `${key === " " ? "Space" : key} belongs to the browser. Press a letter, a figure or a sign.`;
  if (KEPT.test(key)) return `${key} picks a runner-up. Press another.`;
  const rows = [...list().querySelectorAll("[data-action]")];
  const other = rows.find((row) => row.dataset.action !== own && (chosen[row.dataset.action] ?? row.dataset.action) === key);
  return other ? `${nameOf(key)} already means: ${does(other)}. Press another, or change that one first.` : "";
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const change = at?.closest("[data-keys-change]");
  if (change) {
    stop();
    waiting = change.closest("[data-action]");
    waiting.classList.add("waiting");
    say(`Press the key for: ${does(waiting)}. Esc leaves it as it is.`);
  } else if (at?.closest("[data-keys-reset]")) {
    stop();
    chosen = {};
    keep();
    show();
    say("Every key is its own again.");
  } else stop();
});

addEventListener("keydown", (event) => {
  if (!waiting || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  if (event.key === "Tab") { stop(); say(""); return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key === "Escape") { stop(); say("Left as it was."); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) { say("A key by itself, or with Shift. Press another.", true); return; }
  const own = waiting.dataset.action;
  const why = refused(event.key, own);
  if (why) { say(why, true); return; }
  if (event.key === own) delete chosen[own];
  else chosen[own] = event.key;
  keep();
  say(`${nameOf(event.key)} now means: ${does(waiting)}.`);
  stop();
  show();
}, true);

const onOff = document.querySelector("[data-keys-switch]");
if (onOff) {
  onOff.checked = !keysAreOff();
  onOff.addEventListener("change", () => {
    try { localStorage.setItem(OFF, onOff.checked ? "0" : "1"); } catch { /* as above */ }
  });
}
// Another window of the same reader changed them.
addEventListener("storage", (event) => { if (event.key === CHOSEN) { chosen = read(); show(); } });

export { show as showKeysChosen };
show();
