// Small helpers to build the page from code: every text goes in as a text node.

import { icon } from "./icons.js";

/** Build an element; props are attributes, `on*` listeners, `class` and `testid`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) setProp(node, key, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "class") node.className = value;
  else if (key === "testid") node.dataset.testid = value;
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** A real button with a label for those who cannot see its icon. */
export function iconButton(name, label, onclick, props = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

const HUES = 7;

/** The colour number of a person or chat: always the same for the same id. */
export function hueOf(id) {
  return Math.abs(Number(id)) % HUES;
}

/** Up to two initials, by whole characters so that emoji and accents survive. */
export function initials(name) {
  const signs = name.split(/\s+/).map(firstSign).filter(Boolean);
  const letters = signs.filter((sign) => !IS_EMOJI.test(sign));
  const picked = letters.length > 1 ? [letters[0], letters.at(-1)] : signs.slice(0, 1);
  return picked.join(NON_JOINER).toLocaleUpperCase() || "?";
}

const IS_EMOJI = /\p{Extended_Pictographic}/u;
// Keeps two Arabic initials from growing together into one shape.
const NON_JOINER = "\u200c";

function firstSign(word) {
  const bare = word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, "");
  return [...new Intl.Segmenter().segment(bare)][0]?.segment ?? "";
}

/** A round avatar: initials on a colour, or the drawing of a bot. */
export function avatar(id, name, { bot = false, extra = "" } = {}) {
  const hue = bot ? "bot" : hueOf(id);
  return el("span", { class: `avatar hue-${hue} ${extra}`, "aria-hidden": "true" }, bot ? icon("bot") : initials(name));
}

/** Make the children of a container match `items` ({key, signature, build}), touching only what changed. */
export function reconcile(container, items) {
  const known = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, node] of known) if (!wanted.has(key)) node.remove();
  items.forEach((item, index) => place(container, index, freshNode(known.get(item.key), item)));
}

function place(container, index, node) {
  if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
}

function freshNode(old, item) {
  if (old && old.signature === item.signature) return old;
  const node = item.build();
  node.dataset.key = item.key;
  node.signature = item.signature;
  if (old) swap(old, node);
  return node;
}

/** Replace a node and keep the keyboard's place: the same button, or the node itself. */
function swap(old, node) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const place = held ? focusable(old).indexOf(held) : -1;
  old.replaceWith(node);
  if (!held) return;
  (focusable(node)[place] ?? focusable(node)[0] ?? node).focus({ preventScroll: true });
}

function focusable(node) {
  return [...node.querySelectorAll("button, a[href], input, select, textarea")].filter((one) => !one.disabled);
}

/** Run `job`, and if asked again meanwhile, once more afterwards: no pile of stale answers. */
export function latest(job) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await job();
      } while (again);
    } finally {
      running = false;
    }
  };
}
