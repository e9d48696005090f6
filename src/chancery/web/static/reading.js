// A page under reading: zoom and pan, words linked with the scan, findings opened without losing one's place, the strip.

import { labelKeys, onKey } from "./room.js";

const SVG = "http://www.w3.org/2000/svg";
const stage = document.getElementById("stage");
const sheet = document.getElementById("sheet");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

// --- zoom and pan -----------------------------------------------------------------------------------------------------

let zoom = null; // CSS pixels per 1/96 inch; null: the whole width fits

function naturalWidth() { return Number(sheet.dataset.width) * 96 / 72; }
function scaleNow() { return sheet.getBoundingClientRect().width / naturalWidth(); }

function setZoom(next, at) {
  if (!sheet) return false;
  const before = sheet.getBoundingClientRect();
  const view = stage.getBoundingClientRect();
  const point = at ?? { x: view.left + view.width / 2, y: view.top + view.height / 2 };
  const share = { x: (point.x - before.left) / before.width, y: (point.y - before.top) / before.height };
  zoom = next === null ? null : Math.min(6, Math.max(0.2, next));
  sheet.style.width = zoom === null ? "" : `${naturalWidth() * zoom}px`;
  stage.classList.toggle("zoomed", zoom !== null);
  const after = sheet.getBoundingClientRect();
  stage.scrollLeft += after.left + share.x * after.width - point.x;
  stage.scrollTop += after.top + share.y * after.height - point.y;
  if (after.width * devicePixelRatio > 1300) sharpen();
  return true;
}

function sharpen() {
  const paper = sheet.querySelector(".paper");
  if (!paper.dataset.large) return;
  const large = new Image();
  large.src = paper.dataset.large;
  large.decode().then(() => paper.setAttribute("href", large.src), () => {});
  delete paper.dataset.large;
}

if (sheet) {
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest?.("[data-zoom]")?.dataset.zoom;
    if (wanted) setZoom(wanted === "fit" ? null : Number(wanted));
  });
  onKey("+", () => setZoom(scaleNow() * 1.25));
  onKey("=", () => setZoom(scaleNow() * 1.25));
  onKey("-", () => setZoom(scaleNow() / 1.25));
  onKey("0", () => setZoom(null));
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    setZoom(scaleNow() * Math.exp(-event.deltaY / 300), { x: event.clientX, y: event.clientY });
  }, { passive: false });
  movePage();
  if (devicePixelRatio > 1.3) sharpen();
}

function movePage() {
  const fingers = new Map();
  let from = null, apart = 0;
  stage.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    if (stage.classList.contains("drawing")) return;
    if (fingers.size === 2) { apart = distance(fingers); from = null; return; }
    if (event.pointerType === "mouse" && event.button === 0) from = { x: event.clientX, y: event.clientY, moved: false };
  });
  stage.addEventListener("pointermove", (event) => {
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, event);
    if (fingers.size === 2 && apart) {
      const now = distance(fingers);
      const [one, two] = [...fingers.values()];
      setZoom(scaleNow() * now / apart, { x: (one.clientX + two.clientX) / 2, y: (one.clientY + two.clientY) / 2 });
      apart = now;
      return;
    }
    if (!from) return;
    const dx = event.clientX - from.x, dy = event.clientY - from.y;
    if (!from.moved && Math.hypot(dx, dy) < 4) return;
    if (!from.moved) stage.setPointerCapture(event.pointerId);
    stage.classList.add("panning");
    stage.scrollLeft -= dx;
    stage.scrollTop -= dy;
    from = { x: event.clientX, y: event.clientY, moved: true };
  });
  const end = (event) => {
    fingers.delete(event.pointerId);
    apart = 0;
    if (from?.moved) stage.addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    if (from?.moved) setTimeout(() => stage.classList.remove("panning"));
    from = null;
  };
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
  stage.addEventListener("dragstart", (event) => event.preventDefault());
}

function distance(fingers) {
  const [one, two] = [...fingers.values()];
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) || 1;
}

function pointOf(event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  return { x: at.x, y: at.y };
}

function box(parent, [x0, y0, x1, y1], name, grow = 0) {
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("x", x0 - grow);
  rect.setAttribute("y", y0 - grow);
  rect.setAttribute("width", x1 - x0 + 2 * grow);
  rect.setAttribute("height", y1 - y0 + 2 * grow);
  rect.setAttribute("class", name);
  parent.append(rect);
  return rect;
}

// --- words ------------------------------------------------------------------------------------------------------------

let boxes = [];

async function loadWords() {
  if (!sheet) return;
  const answer = await fetch(sheet.dataset.words, { headers: { accept: "application/json" } });
  if (answer.ok) boxes = (await answer.json()).boxes;
  sheet.dataset.linked = String(boxes.length);
}

function wordAt({ x, y }) {
  return boxes.findIndex((at) => at && x >= at[0] - 1 && x <= at[2] + 1 && y >= at[1] - 1 && y <= at[3] + 1);
}

function pointAtWord(index, { scrollScan = false, scrollText = false } = {}) {
  const layer = document.getElementById("words");
  layer?.replaceChildren();
  document.querySelectorAll("[data-word].pointed").forEach((word) => word.classList.remove("pointed"));
  if (index < 0) return;
  const words = document.querySelectorAll(`[data-word="${index}"]`);
  words.forEach((word) => word.classList.add("pointed"));
  if (layer && boxes[index]) {
    const rect = box(layer, boxes[index], "pointed", 1);
    if (scrollScan) reveal(rect, stage);
  }
  if (scrollText && words[0]) reveal(words[0], words[0].closest(".text-body"));
}

// Scrolls only as far as needed, and only the pane itself, never the page around it.
function reveal(element, pane) {
  if (!element || !pane) return;
  const inner = element.getBoundingClientRect(), outer = pane.getBoundingClientRect();
  if (inner.top >= outer.top + 8 && inner.bottom <= outer.bottom - 8 && inner.left >= outer.left && inner.right <= outer.right) return;
  if (pane.scrollHeight <= pane.clientHeight + 1 && pane.scrollWidth <= pane.clientWidth + 1) {
    element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return;
  }
  pane.scrollBy({
    top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
    left: inner.left >= outer.left && inner.right <= outer.right ? 0 : inner.left + inner.width / 2 - outer.left - outer.width / 2,
    behavior: calm ? "auto" : "smooth",
  });
}

function pointAtFinding(id) {
  document.querySelectorAll("[data-finding].pointed").forEach((found) => found.classList.remove("pointed"));
  if (id) document.querySelectorAll(`[data-finding="${CSS.escape(id)}"]`).forEach((found) => found.classList.add("pointed"));
}

document.addEventListener("pointerover", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  pointAtFinding(at?.closest("[data-finding]")?.dataset.finding);
  const word = at?.closest("[data-word]");
  if (word) pointAtWord(Number(word.dataset.word));
  else if (at?.closest(".text")) pointAtWord(-1);
});
sheet?.addEventListener("pointermove", (event) => { if (!stage.classList.contains("drawing")) pointAtWord(wordAt(pointOf(event))); });
sheet?.addEventListener("pointerleave", () => pointAtWord(-1));

function pointAside(event) {
  const aside = event.target.closest?.(".aside");
  const layer = document.getElementById("words");
  if (!aside || !layer) return;
  layer.replaceChildren();
  const rects = aside.dataset.boxes.split(";").filter(Boolean).map((text) => box(layer, text.split(",").map(Number), "aside", 2));
  if (event.type === "click" || event.type === "focusin") reveal(rects[0], stage);
}
for (const kind of ["pointerover", "focusin", "click"]) document.addEventListener(kind, pointAside);

// --- findings: opened in place ----------------------------------------------------------------------------------------

const PARTS = ["head", "decision", "rail", "text"];

async function openInPlace(address, { push = true, request = undefined } = {}) {
  const answer = await fetch(address, { headers: { accept: "text/html" }, ...request });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = page.getElementById("sheet");
  const bar = page.getElementById("decision") ?? page.getElementById("text");
  const samePage = (theirs?.dataset.source === sheet?.dataset.source) && (theirs?.dataset.page === sheet?.dataset.page);
  if (answer.status === 422 && bar) {
    replacePart("decision", page);
    labelKeys(document);
    focusFirst();
    return;
  }
  if (!answer.ok || !bar || !samePage) {
    if (answer.ok) { location.assign(answer.url); return; }
    showMessage(page);
    return;
  }
  const scrolled = PARTS.map((part) => [part, document.getElementById(part)?.scrollTop ?? 0]);
  const textScrolled = document.querySelector(".text-body")?.scrollTop ?? 0;
  PARTS.forEach((part) => replacePart(part, page));
  replacePart("marks", page);
  replacePart("hits", page);
  labelKeys(document);
  scrolled.forEach(([part, top]) => { const found = document.getElementById(part); if (found) found.scrollTop = top; });
  const body = document.querySelector(".text-body");
  if (body) body.scrollTop = textScrolled;
  document.title = page.title;
  if (push) history.pushState({}, "", answer.url);
  if (document.querySelector("#decision [data-first]")) focusFirst();
  else revealChosen();
}

function replacePart(id, page) {
  const mine = document.getElementById(id), theirs = page.getElementById(id);
  if (mine && theirs) mine.replaceWith(document.adoptNode(theirs));
}

function showMessage(page) {
  const message = page.querySelector(".message");
  const bar = document.getElementById("decision");
  bar?.querySelector(".message")?.remove();
  if (message && bar) bar.prepend(document.adoptNode(message));
  bar?.focus();
}

function focusFirst() {
  const first = document.querySelector("#decision [data-first]") ?? document.querySelector("#decision input:not([type=hidden])");
  first?.focus();
  first?.select?.();
}

function revealChosen() {
  const hit = document.querySelector(".hit.chosen");
  if (hit) {
    reveal(hit, stage);
    const text = document.getElementById("hit");
    if (text) reveal(text, text.closest(".text-body"));
    return;
  }
  const mark = document.querySelector("#marks .chosen .line");
  if (mark) reveal(mark, stage);
  const text = document.querySelector(".text-body .chosen");
  if (text) reveal(text, text.closest(".text-body"));
  const row = document.querySelector(".rail .row.chosen");
  if (row) reveal(row, row.closest(".rail"));
}

function isPlain(event) { return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey; }

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (!at || event.defaultPrevented || !isPlain(event)) return;
  const link = at.closest("#marks a, a.siglum, a[data-step], a[data-swap]");
  if (link) {
    event.preventDefault();
    openInPlace(link.getAttribute("href"));
    return;
  }
  const marked = at.closest(".marked");
  if (marked) {
    const siglum = [...document.querySelectorAll(".text a.siglum, #marks a")].find((found) => found.dataset.finding === marked.dataset.finding);
    if (siglum && String(getSelection()) === "") { openInPlace(siglum.getAttribute("href")); return; }
  }
  const word = at.closest("[data-word]");
  if (word) { pointAtWord(Number(word.dataset.word), { scrollScan: true }); return; }
  if (sheet && at.closest("#sheet") && !stage.classList.contains("drawing")) pointAtWord(wordAt(pointOf(event)), { scrollText: true });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-decide]") || !document.getElementById("decision")) return;
  event.preventDefault();
  const sent = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) sent.set(event.submitter.name, event.submitter.value);
  openInPlace("/decisions", { request: { method: "POST", body: sent } });
});

addEventListener("popstate", () => openInPlace(location.href, { push: false }));

// --- drawing a box ----------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-draw]") || !sheet) return;
  stage.classList.add("drawing");
  stage.focus();
});
if (sheet) {
  let start = null;
  stage.addEventListener("pointerdown", (event) => {
    if (!stage.classList.contains("drawing")) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    start = pointOf(event);
  });
  stage.addEventListener("pointermove", (event) => { if (start) draw(start, pointOf(event)); });
  stage.addEventListener("pointerup", (event) => {
    if (!start) return;
    const drawn = draw(start, pointOf(event));
    start = null;
    stage.classList.remove("drawing");
    const field = document.querySelector("[data-box]");
    if (field && drawn[2] - drawn[0] > 1 && drawn[3] - drawn[1] > 1) field.value = `${sheet.dataset.page}:${drawn.map((value) => value.toFixed(2)).join(",")}`;
    field?.focus();
  });
}

function draw(from, to) {
  const layer = document.getElementById("drawing");
  layer.replaceChildren();
  const width = Number(sheet.dataset.pageWidth), height = Number(sheet.dataset.pageHeight);
  const inside = (value, most) => Math.min(most, Math.max(0, value));
  const drawn = [
    inside(Math.min(from.x, to.x), width), inside(Math.min(from.y, to.y), height),
    inside(Math.max(from.x, to.x), width), inside(Math.max(from.y, to.y), height),
  ];
  box(layer, drawn, "drawn");
  return drawn;
}

// --- kinds shown or hidden --------------------------------------------------------------------------------------------

function showKind(input) { document.body.classList.toggle(`hide-${input.dataset.kind}`, !input.checked); }
document.querySelectorAll("[data-kind]").forEach((input) => input.addEventListener("change", () => showKind(input)));
for (const [key, kind] of [["F", "field"], ["R", "reference"], ["X", "redaction"]]) {
  onKey(key, () => {
    const input = document.querySelector(`[data-kind="${kind}"]`);
    if (!input) return false;
    input.checked = !input.checked;
    showKind(input);
    return true;
  });
}

// --- the strip loads what it shows ------------------------------------------------------------------------------------

const strip = document.querySelector(".strip");
if (strip) {
  const WINDOW = 20;
  const load = async (more) => {
    const item = more.closest("li");
    const before = more.dataset.more === "before";
    const edge = Number((before ? item.nextElementSibling : item.previousElementSibling)?.dataset.number);
    if (!edge || item.dataset.loading) return;
    item.dataset.loading = "1";
    const first = before ? Math.max(1, edge - WINDOW) : edge + 1;
    const count = before ? edge - first : WINDOW;
    const address = new URL(`/sources/${encodeURIComponent(strip.dataset.source)}/strip`, location.origin);
    address.searchParams.set("first", first);
    address.searchParams.set("count", count);
    if (strip.dataset.record) address.searchParams.set("record", strip.dataset.record);
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const items = [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("li")].map((found) => document.adoptNode(found));
    const height = strip.scrollHeight, top = strip.scrollTop;
    const wanted = items.filter((found) => found.dataset.number || found.querySelector(`[data-more="${more.dataset.more}"]`));
    item.replaceWith(...wanted);
    if (before) strip.scrollTop = top + strip.scrollHeight - height;
    watch();
  };
  const seen = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => { seen.unobserve(entry.target); load(entry.target); });
  }, { root: strip, rootMargin: "200px" });
  const watch = () => strip.querySelectorAll("[data-more]").forEach((more) => seen.observe(more));
  const shown = strip.querySelector(".shown");
  if (shown) strip.scrollTop = shown.offsetTop - strip.clientHeight / 3;
  watch();
}

await loadWords();
revealChosen();
if (document.querySelector("#decision.open [data-first]")) focusFirst();
