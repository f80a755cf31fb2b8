// The clock on top: business time, what is due next, and the ways to move on.

import * as api from "./api.js";
import { el } from "./dom.js";
import * as time from "./time.js";
import { takeClock, world } from "./world.js";

export class ClockBar {
  constructor() {
    this.busy = false;
    this.buttons = [
      this.button("clock-next", "Next notice", { next: true }),
      this.button("clock-hour", "+1 hour", { seconds: 3600 }),
      this.button("clock-friday", "Friday 20:00", { weekday: "friday", time: "20:00", zone: "Europe/London" }),
    ];
    this.build();
  }

  button(testid, label, move) {
    return el("button", { type: "button", class: "clock-button", testid, onclick: () => this.move(move) }, label);
  }

  build() {
    this.time = el("time", { class: "clock-now", testid: "clock-now" });
    this.day = el("span", { class: "clock-day" });
    this.due = el("span", { class: "clock-due", testid: "clock-due" });
    this.spinner = el("span", { class: "spinner", role: "status", hidden: true, testid: "clock-moving" }, el("span", { class: "unseen" }, "The clock is moving"));
    this.field = el("input", { type: "datetime-local", "aria-label": "Date and time in London", testid: "clock-to", required: true });
    this.go = el("button", { type: "submit", class: "clock-button", testid: "clock-go" }, "Go");
    this.form = el("form", { class: "clock-form", id: "clock-form" }, this.field, this.go);
    this.setButton = el("button", { type: "button", class: "clock-button set", "aria-expanded": "false", "aria-controls": "clock-form", onclick: () => this.unfold() }, "Set…");
    this.error = el("div", { class: "clock-error", role: "alert", testid: "clock-error" });
    const face = el("div", { class: "clock-face" }, el("div", { class: "clock-time" }, this.time, this.spinner), el("div", { class: "clock-words" }, this.day, this.due));
    this.root = el("section", { class: "clock", "aria-label": "Clock", testid: "clock" }, face, el("div", { class: "clock-buttons" }, this.buttons, this.setButton), this.form, this.error);
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  unfold(open = this.setButton.getAttribute("aria-expanded") !== "true") {
    this.setButton.setAttribute("aria-expanded", String(open));
    this.form.classList.toggle("open", open);
    if (open) this.field.value = time.toField(time.now());
    if (open) this.field.focus();
  }

  submit(event) {
    event.preventDefault();
    this.unfold(false);
    this.move({ to: time.fromField(this.field.value) });
  }

  async move(move) {
    if (this.busy) return;
    this.busy = true;
    this.complain("");
    this.draw();
    try {
      takeClock(await api.moveClock(move));
    } catch (error) {
      this.complain(error.message);
    } finally {
      this.busy = false;
      this.draw();
    }
  }

  complain(text) {
    const away = el("button", { type: "button", class: "quiet", onclick: () => this.complain("") }, "Dismiss");
    this.error.replaceChildren(...(text ? [text, away] : []));
  }

  /** Controls and due time; called after any news and once a second. */
  draw() {
    const moving = this.busy || world.clock.moving;
    const due = world.clock.next_due ? time.toDate(world.clock.next_due) : null;
    this.spinner.hidden = !moving;
    this.root.setAttribute("aria-busy", String(moving));
    for (const control of [...this.buttons, this.setButton, this.field, this.go]) setDisabled(control, moving);
    setDisabled(this.buttons[0], moving || !due);
    setText(this.due, due ? `Next notice ${time.shortDay(due)}, ${time.hourMinute(due)} (${time.distance(due)})` : "No notice due");
    this.tick();
  }

  tick() {
    if (!world.ready) return;
    const now = time.now();
    setText(this.time, time.hourMinuteSecond(now));
    setText(this.day, time.longDay(now));
    this.time.setAttribute("datetime", now.toISOString());
    if (!this.field.value) this.field.value = time.toField(now);
  }
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A disabled button would drop the keyboard's focus; it is given back when the button is live again. */
function setDisabled(control, off) {
  if (off && document.activeElement === control) control.dataset.held = "yes";
  control.disabled = off;
  if (off || !control.dataset.held) return;
  delete control.dataset.held;
  if (document.activeElement === document.body) control.focus();
}
