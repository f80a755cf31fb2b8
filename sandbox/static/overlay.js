// What lies over a phone's screen: toasts, alerts that need OK, menus and sheets.

import { el, iconButton } from "./dom.js";
import { icon } from "./icons.js";

const TOAST_MS = 3500;
const TOAST_MS_PER_CHARACTER = 45;

/** The overlays of one phone. `under` is what an open alert or sheet makes inert. */
export class Overlay {
  constructor(under) {
    this.under = under;
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite", testid: "toasts" });
    this.layer = el("div", { class: "layer" });
    this.root = el("div", { class: "overlay" }, this.toasts, this.layer);
    this.waiting = [];
    this.open = null;
  }

  /** A few words that go by themselves. */
  toast(text, kind = "") {
    const node = el("div", { class: `toast ${kind}`, testid: "toast", dir: "auto" }, text);
    this.toasts.append(node);
    while (this.toasts.children.length > 3) this.toasts.firstChild.remove();
    setTimeout(() => node.remove(), TOAST_MS + TOAST_MS_PER_CHARACTER * text.length);
  }

  /** A text that stays until OK; several wait their turn. */
  alert(title, text) {
    this.waiting.push([title, text]);
    if (!this.open?.isAlert) this.nextAlert();
  }

  nextAlert() {
    const next = this.waiting.shift();
    if (next) this.showAlert(...next);
  }

  showAlert(title, text) {
    const ok = el("button", { type: "button", class: "primary", onclick: () => this.close() }, "OK");
    const box = el(
      "div",
      { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": title, testid: "alert" },
      el("h3", {}, title),
      el("p", { dir: "auto" }, text),
      ok,
    );
    this.show(box, { modal: true, focus: ok });
    this.open.isAlert = true;
  }

  /** A sheet with a heading and a way to close it. */
  sheet(title, ...content) {
    const close = iconButton("close", "Close", () => this.close());
    const box = el("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title }, el("header", {}, el("h3", {}, title), close), ...content);
    this.show(box, { modal: true, focus: close });
  }

  /** A menu of [icon, label, action] entries near a point of the screen. */
  menu(entries, event) {
    const items = entries.map(([name, label, action]) => this.menuItem(name, label, action));
    const box = el("div", { class: "menu", role: "menu", onkeydown: (pressed) => walk(items, pressed) }, items);
    this.show(box, { focus: items[0] });
    this.moveTo(box, event);
  }

  menuItem(name, label, action) {
    const choose = () => {
      this.close();
      action();
    };
    return el("button", { type: "button", role: "menuitem", onclick: choose }, icon(name), label);
  }

  show(box, { modal = false, focus }) {
    this.close();
    const back = el("div", { class: modal ? "veil dark" : "veil" }, box);
    this.closeOnTap(back);
    this.open = { from: document.activeElement, isAlert: false };
    this.under.inert = modal;
    this.layer.replaceChildren(back);
    back.addEventListener("keydown", (event) => event.key === "Escape" && this.escape(event));
    back.addEventListener("keydown", (event) => event.key === "Tab" && keepInside(box, event));
    if (this.mayFocus()) focus.focus({ preventScroll: true });
  }

  /** A whole tap beside the box closes it; lifting the finger of a long press does not. */
  closeOnTap(back) {
    let began = false;
    back.addEventListener("pointerdown", (event) => (began = event.target === back));
    back.addEventListener("click", (event) => began && event.target === back && !this.open?.isAlert && this.close());
  }

  /** Never take the keyboard away from another phone that somebody is typing in. */
  mayFocus() {
    const active = document.activeElement;
    return active === document.body || this.root.parentElement.contains(active);
  }

  escape(event) {
    event.stopPropagation();
    this.close();
  }

  close() {
    if (!this.open) return;
    const { from, isAlert } = this.open;
    const hadFocus = this.layer.contains(document.activeElement);
    this.open = null;
    this.under.inert = false;
    this.layer.replaceChildren();
    if (hadFocus && from?.isConnected) from.focus({ preventScroll: true });
    if (isAlert) this.nextAlert();
  }

  moveTo(box, event) {
    const frame = this.root.getBoundingClientRect();
    const at = pointOf(event);
    const below = at.y - frame.top;
    // In the lower half a menu opens upwards, as it would under a thumb.
    const top = below > frame.height / 2 ? below - box.offsetHeight : below;
    const clamp = (value, most) => Math.max(8, Math.min(value, most - 8));
    box.style.setProperty("left", `${clamp(at.x - frame.left, frame.width - box.offsetWidth)}px`);
    box.style.setProperty("top", `${clamp(top, frame.height - box.offsetHeight)}px`);
  }
}

function pointOf(event) {
  if (event.clientX || event.clientY) return { x: event.clientX, y: event.clientY };
  const box = event.target.getBoundingClientRect();
  return { x: box.left + 12, y: box.top + Math.min(box.height, 24) };
}

function walk(items, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
}

function keepInside(box, event) {
  const stops = [...box.querySelectorAll("button, a[href], input, select, textarea")].filter((one) => !one.disabled);
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
}
