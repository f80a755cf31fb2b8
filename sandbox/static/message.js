// One message as a bubble: who, what, when, and the buttons under it.

import { avatar, el, hueOf, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { plainText, richText } from "./richtext.js";
import * as time from "./time.js";

const KINDS = { photo: "Photo", document: "Document", location: "Location", contact: "Contact", sticker: "Sticker", voice: "Voice message" };
// The sandbox's own pictures are a single dot: a drawing says more.
const TINY_PX = 8;
// These open in a tab, everything else is saved.
const VIEWABLE = /^(application\/pdf|text\/plain|image\/(png|jpeg|gif|webp))$/;

/** A message in one line: for the chat list, the pinned bar and quotes. */
export function summary(message) {
  if (message.kind === "service") return message.service ?? "";
  const text = bodyText(message);
  const what = message.document?.file_name ?? KINDS[message.kind];
  return [what, text].filter(Boolean).join(", ").replace(/\s+/g, " ").trim();
}

/** The words of a message without mark-up. */
export function bodyText(message) {
  return message.text || (message.html ? plainText(message.html) : "") || "";
}

/** An article for the feed. `view` tells what surrounds it: {own, group, first, last, quote} and its actions. */
export function messageNode(message, view) {
  if (message.kind === "service") return serviceNode(message);
  const side = view.own ? "out" : "in";
  const ends = `${view.first ? "first" : ""} ${view.last ? "last" : ""}`;
  const node = el(
    "article",
    { class: `message ${side} ${ends} kind-${message.kind}`, tabindex: "-1", testid: `message-${message.id}`, "aria-label": spokenName(message, view) },
    view.group && !view.own ? gutter(message, view) : null,
    el("div", { class: message.buttons?.length ? "stack with-keys" : "stack" }, bubble(message, view), keyboard(message, view)),
  );
  listenForMenu(node, message, view);
  return node;
}

function spokenName(message, view) {
  return `${view.own ? "You" : message.from.name}, ${time.hourMinute(time.toDate(message.date))}`;
}

function serviceNode(message) {
  const text = el("span", { class: "pill", dir: "auto" }, message.service ?? "");
  return el("article", { class: "message service", tabindex: "-1", testid: `message-${message.id}` }, text);
}

function gutter(message, view) {
  return el("span", { class: "gutter" }, view.last ? avatar(message.from.id, message.from.name, { bot: message.from.is_bot, extra: "small" }) : null);
}

function bubble(message, view) {
  const named = view.group && !view.own && view.first;
  return el(
    "div",
    { class: `bubble ${message.protected ? "protected" : ""}` },
    named ? el("div", { class: `author hue-${message.from.is_bot ? "bot" : hueOf(message.from.id)}`, dir: "auto" }, message.from.name) : null,
    view.quote ? quote(view) : null,
    attachment(message),
    words(message, view),
    iconButton("more", "Message menu", (event) => view.menu(message, event), { class: "icon-button bubble-menu", tabindex: "-1" }),
  );
}

function quote(view) {
  const { message, jump } = view.quote;
  return el(
    "button",
    { type: "button", "aria-label": `Answered message of ${message.from.name}`, class: `quote hue-${message.from.is_bot ? "bot" : hueOf(message.from.id)}`, onclick: jump },
    el("b", { dir: "auto" }, message.from.name),
    el("span", { dir: "auto" }, summary(message)),
  );
}

function words(message, view) {
  const html = message.html ? richText(message.html, view.actions) : bodyText(message);
  return el("div", { class: bodyText(message) ? "words" : "words bare", dir: "auto" }, html, meta(message, view));
}

function meta(message, view) {
  const at = time.toDate(message.date);
  return el(
    "span",
    { class: "meta", dir: "ltr" },
    message.protected ? mark("lock", "Protected: it cannot be copied or forwarded") : null,
    message.silent ? mark("muted", "Sent without a sound") : null,
    message.edit_date ? el("span", { class: "edited", title: time.full(time.toDate(message.edit_date)) }, "edited") : null,
    el("time", { datetime: at.toISOString(), title: time.full(at) }, time.hourMinute(at)),
    view.own ? icon("checks", "checks") : null,
  );
}

function mark(name, label) {
  return el("span", { class: "mark", role: "img", "aria-label": label, title: label }, icon(name));
}

function attachment(message) {
  if (message.document) return documentCard(message.document);
  if (message.kind === "photo") return photo(message);
  if (message.kind === "sticker") return el("div", { class: "sticker", role: "img", "aria-label": "Sticker" }, "👍");
  if (message.kind === "voice") return voice();
  if (message.kind === "location") return card("location", "Location", place(message.location));
  if (message.kind === "contact") return card("contact", message.contact?.first_name ?? "Contact", message.contact?.phone_number ?? "");
  return null;
}

function documentCard(file) {
  const open = VIEWABLE.test(file.mime ?? "") ? { target: "_blank", rel: "noopener" } : { download: file.file_name };
  return el(
    "div",
    { class: "card" },
    el(
      "a",
      { class: "card-main", href: file.url, ...open, "aria-label": `Open ${file.file_name}, ${size(file.size)}` },
      el("span", { class: "card-icon" }, icon("file"), el("span", { class: "extension" }, extension(file.file_name))),
      el("span", { class: "card-text" }, el("b", { dir: "auto" }, file.file_name), el("span", {}, size(file.size))),
    ),
    el("a", { class: "icon-button", href: file.url, download: file.file_name, "aria-label": `Download ${file.file_name}`, title: "Download" }, icon("download")),
  );
}

function extension(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1, dot + 5).toLowerCase() : "";
}

/** Bytes for people. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function photo(message) {
  const empty = el("span", { class: "photo empty", role: "img", "aria-label": "Photo" }, icon("photo"));
  if (!message.photo?.url) return empty;
  const image = el("img", { src: message.photo.url, alt: "Photo" });
  const link = el("a", { class: "photo", href: message.photo.url, target: "_blank", rel: "noopener", "aria-label": "Open the photo" }, image);
  image.addEventListener("error", () => link.replaceWith(empty), { once: true });
  image.addEventListener("load", () => image.naturalWidth < TINY_PX && link.replaceWith(empty), { once: true });
  return link;
}

function voice() {
  const bars = Array.from({ length: 24 }, (_, at) => el("i", { class: `bar-${(at * 7) % 5}` }));
  return el("div", { class: "voice", role: "img", "aria-label": "Voice message" }, el("span", { class: "card-icon" }, icon("play")), el("span", { class: "wave" }, bars));
}

function card(name, title, note) {
  return el("div", { class: "card" }, el("span", { class: "card-icon" }, icon(name)), el("span", { class: "card-text" }, el("b", {}, title), note ? el("span", {}, note) : null));
}

function place(location) {
  return location ? `${location.latitude.toFixed(3)}, ${location.longitude.toFixed(3)}` : "Shared from this phone";
}

function keyboard(message, view) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row) => el("div", { class: "key-row" }, row.map((button) => key(button, message, view))));
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons of the message" }, rows);
}

function key(button, message, view) {
  const node = el("button", { type: "button", class: "key" }, el("span", { dir: "auto" }, button.text), button.kind === "url" ? icon("link") : null);
  node.addEventListener("click", () => press(node, button, message, view));
  return node;
}

/** A pressed button waits for the bot's answer and cannot be pressed again meanwhile. */
async function press(node, button, message, view) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await view.press(message, button);
  } finally {
    node.removeAttribute("aria-busy");
  }
}

const LONG_PRESS_MS = 500;
const STILL_PX = 10;

function listenForMenu(node, message, view) {
  let timer = 0;
  let from = null;
  const stop = () => clearTimeout(timer);
  const open = (event) => {
    if (event.target.closest?.("a, .key")) return;
    event.preventDefault();
    view.menu(message, event);
  };
  node.addEventListener("contextmenu", open);
  node.addEventListener("pointerdown", (event) => {
    from = event;
    if (event.pointerType === "touch") timer = setTimeout(() => open(event), LONG_PRESS_MS);
  });
  node.addEventListener("pointermove", (event) => {
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL_PX) stop();
  });
  for (const name of ["pointerup", "pointercancel"]) node.addEventListener(name, stop);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === node) open(event);
  });
}
