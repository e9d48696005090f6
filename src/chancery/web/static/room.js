// What every page has: a class that says scripts run, keys, moving through rows, copying. Everything works without it.

import { keysAreOff, label, meant, showKeysChosen } from "./keys.js";

const root = document.documentElement;
root.classList.add("has-script");

function isWriting(target) {
  return target instanceof Element && (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null);
}

function isShown(element) {
  return element.getClientRects().length > 0;
}

function press(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isShown);
  if (!found) return false;
  found.click();
  return true;
}

function stepPage(by) {
  const shown = document.querySelector(".strip-page.shown");
  const next = by > 0 ? shown?.nextElementSibling : shown?.previousElementSibling;
  next?.querySelector("a")?.click();
  return Boolean(next);
}

function stepRow(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("chosen"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  rows.forEach((row) => row.classList.toggle("chosen", row === next));
  next.querySelector("[data-row-link]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

const named = new Map([
  ["/", () => { const field = [...document.querySelectorAll("[data-search]")].find(isShown); field?.focus(); field?.select(); return Boolean(field); }],
  ["?", () => { showKeys(); return true; }],
  ["[", () => stepPage(-1)],
  ["]", () => stepPage(1)],
  ["j", () => press("j") || stepRow(1)],
  ["k", () => press("k") || stepRow(-1)],
]);

export function onKey(key, does) { named.set(key, does); }

export function labelKeys(within) { label(within); }

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") {
    if (document.querySelector("dialog[open]")) return;
    if (press("Escape")) event.preventDefault();
    else if (isWriting(event.target)) event.target.blur();
    return;
  }
  if (isWriting(event.target) || keysAreOff() || document.querySelector("dialog[open]")) return;
  const key = meant(event.key);
  if (key === null) return;
  const does = named.get(key);
  let done = does ? does(event) : false;
  if (!done && /^[1-9]$/.test(key)) {
    const pick = document.querySelector(`[data-pick="${key}"]`);
    pick?.click();
    done = Boolean(pick);
  }
  if (!done && !does && key.length === 1) done = press(key);
  if (done) event.preventDefault();
});

async function showKeys() {
  const answer = await fetch("/help", { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const keys = page.querySelector("#keys");
  if (!keys) { location.assign("/help#keys"); return; }
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  dialog.setAttribute("aria-label", "Keys");
  dialog.append(document.adoptNode(keys));
  const close = document.createElement("button");
  close.className = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  dialog.addEventListener("close", () => dialog.remove());
  document.getElementById("keys")?.setAttribute("id", "keys-of-page");
  dialog.addEventListener("close", () => document.getElementById("keys-of-page")?.setAttribute("id", "keys"));
  document.body.append(dialog);
  showKeysChosen();
  dialog.showModal();
}

document.addEventListener("click", async (event) => {
  const copy = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!copy) return;
  const text = document.getElementById(copy.dataset.copy)?.textContent.trim() ?? "";
  try {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(document.getElementById(copy.dataset.copy));
    copy.textContent = "Marked; press Ctrl+C";
  }
});

// The ends of the histogram's range can be dragged; the search is asked when the pointer is let go.
const histogram = [...document.querySelectorAll(".histogram")].find((picture) => picture.getClientRects().length > 0);
if (histogram) {
  const first = Number(histogram.dataset.first), last = Number(histogram.dataset.last), step = Number(histogram.dataset.step);
  const yearAt = (event) => {
    const box = histogram.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * histogram.viewBox.baseVal.width;
    return Math.min(last, Math.max(first, first + Math.floor(x / step)));
  };
  let from = null, handle = null;
  histogram.addEventListener("pointerdown", (event) => {
    handle = event.target.closest(".handle");
    if (!handle) return;
    from = handle.dataset.end;
    histogram.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  histogram.addEventListener("pointermove", (event) => {
    if (!from) return;
    const at = yearAt(event) - first + (from === "right" ? 1 : 0);
    handle.setAttribute("x", String(at * step - 3));
  });
  histogram.addEventListener("pointerup", (event) => {
    if (!from) return;
    const other = Number(histogram.dataset[from === "left" ? "to" : "from"]);
    const range = [yearAt(event), other].sort((a, b) => a - b);
    from = null;
    const address = new URL(location.href);
    const kept = address.searchParams.getAll("f").filter((pair) => !pair.startsWith("date:"));
    address.searchParams.delete("f");
    address.searchParams.delete("first");
    [...kept, `date:${range[0]}..${range[1]}`].forEach((pair) => address.searchParams.append("f", pair));
    location.assign(address);
  });
}
