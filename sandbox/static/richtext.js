// The server's `html` made into nodes: parsed apart from the page, then copied through a whitelist.

import { el } from "./dom.js";

const PLAIN = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "BR"]);
const SAME_AS = { STRONG: "B", EM: "I", INS: "U", DEL: "S", STRIKE: "S" };
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "TITLE"]);
const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:"]);

/** A fragment of safe nodes; `actions` has link(href), true if it was opened here, and command(text). */
export function richText(html, actions) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return copyChildren(parsed.body, document.createDocumentFragment(), actions);
}

/** The same text without any mark-up: for chat lists, quotes and labels. */
export function plainText(html) {
  const parsed = new DOMParser().parseFromString(html.replace(/<br\s*\/?>/gi, "\n"), "text/html");
  return parsed.body.textContent;
}

function copyChildren(from, into, actions) {
  for (const child of from.childNodes) into.append(copy(child, actions));
  return into;
}

function copy(node, actions) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return "";
  const tag = SAME_AS[node.tagName] ?? node.tagName;
  if (tag === "A") return link(node, actions);
  if (tag === "TG-SPOILER" || isSpan(node, "spoiler")) return spoiler(node, actions);
  if (isSpan(node, "command")) return command(node.textContent, actions);
  return copyChildren(node, PLAIN.has(tag) ? el(tag) : el("span"), actions);
}

function isSpan(node, name) {
  return node.tagName === "SPAN" && node.classList.contains(name);
}

function link(node, actions) {
  const href = node.getAttribute("href") ?? "";
  if (!isSafe(href)) return copyChildren(node, el("span"), actions);
  const open = (event) => {
    if (actions.link(href)) event.preventDefault();
  };
  return copyChildren(node, el("a", { href, target: "_blank", rel: "noopener noreferrer", onclick: open }), actions);
}

function isSafe(href) {
  try {
    return SCHEMES.has(new URL(href).protocol);
  } catch {
    return false;
  }
}

function command(text, actions) {
  return el("button", { type: "button", class: "command-link", onclick: () => actions.command(text) }, text);
}

function spoiler(node, actions) {
  const inside = copyChildren(node, el("span", { class: "spoiler-text" }), actions);
  const cover = el("button", { type: "button", class: "spoiler", "aria-label": "Hidden text, show it" }, inside);
  cover.addEventListener("click", () => cover.replaceWith(...inside.childNodes), { once: true });
  return cover;
}
