// A question over the whole page: a few fields, one button, and the server's refusal if there is one.

import { el, iconButton } from "./dom.js";

export class Dialog {
  constructor() {
    this.root = el("dialog", { class: "dialog" });
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
  }

  /** Ask for `fields`; `submit(values)` may throw, then the reason is shown and the dialog stays. */
  ask(title, fields, action, submit) {
    const error = el("p", { class: "form-error", role: "alert" });
    const close = iconButton("close", "Close", () => this.root.close());
    const form = el("form", {}, el("header", {}, el("h3", {}, title), close), fields, error, el("button", { type: "submit", class: "primary" }, action));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(form, error, submit);
    });
    this.root.setAttribute("aria-label", title);
    this.root.replaceChildren(form);
    this.root.showModal();
    form.querySelector("input, select")?.focus();
  }

  async submit(form, error, submit) {
    try {
      await submit(Object.fromEntries(new FormData(form)));
      this.root.close();
    } catch (problem) {
      error.textContent = problem.message;
    }
  }
}
