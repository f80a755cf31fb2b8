// Behind the scenes: what the bot called, and faults to try it with.

import * as api from "./api.js";
import { el, iconButton, latest } from "./dom.js";
import { world } from "./world.js";
import * as time from "./time.js";

const SHOWN = 200;
const METHODS = ["*", "sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "deleteMessage", "pinChatMessage", "getUpdates"];
const KINDS = { 429: "429 too many requests", 403: "403 blocked", 400: "400 refused", 500: "500 server error", delay: "delay of 5 seconds", lost_reply: "answer is lost" };

export class Backstage {
  constructor() {
    this.seen = 0;
    this.build();
    this.refresh = latest(() => this.guard(() => this.load()));
  }

  build() {
    this.calls = el("ol", { class: "calls", testid: "calls" });
    this.faults = el("ul", { class: "faults", testid: "faults" });
    this.error = el("p", { class: "form-error", role: "alert" });
    this.limits = el("input", { type: "checkbox", onchange: () => this.guard(() => api.setLimits(this.limits.checked ? "on" : "off")) });
    const close = iconButton("close", "Close", () => this.toggle(false));
    this.root = el(
      "aside",
      { class: "backstage", hidden: true, id: "backstage", "aria-label": "Behind the scenes", testid: "backstage" },
      el("header", {}, el("h3", {}, "Behind the scenes"), close),
      el("section", {}, el("h4", {}, "Make something fail"), this.faultForm(), this.faults, el("label", { class: "check" }, this.limits, "Hold the bot to Telegram's limits"), this.error),
      el("section", { class: "calls-section" }, el("header", {}, el("h4", {}, "What the bot called"), el("button", { type: "button", class: "quiet", onclick: () => this.clear() }, "Clear")), this.calls),
    );
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
  }

  faultForm() {
    const method = el("select", { name: "method", "aria-label": "Method" }, METHODS.map((name) => el("option", { value: name }, name === "*" ? "any method" : name)));
    const kind = el("select", { name: "kind", "aria-label": "Fault" }, Object.entries(KINDS).map(([value, label]) => el("option", { value }, label)));
    const times = el("input", { name: "times", type: "number", min: "1", max: "99", value: "1", "aria-label": "How many times" });
    const form = el("form", { class: "fault-form" }, method, kind, el("label", {}, times, "times"), el("button", { type: "submit", class: "quiet" }, "Add"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.guard(() => this.addFault(Object.fromEntries(new FormData(form))));
    });
    return form;
  }

  toggle(open = this.root.hidden) {
    this.root.hidden = !open;
    this.button?.setAttribute("aria-expanded", String(open));
    if (open) this.refresh();
    if (open) this.root.querySelector("button").focus();
    else this.button?.focus();
  }

  async guard(job) {
    try {
      await job();
      this.error.textContent = "";
    } catch (error) {
      this.error.textContent = error.message;
    }
  }

  async load() {
    if (this.root.hidden) return;
    this.limits.checked = world.limits === "on";
    const [calls, faults] = await Promise.all([api.calls(this.seen), api.faults()]);
    for (const call of calls.filter(isWorthShowing)) this.calls.prepend(callRow(call));
    this.seen = Math.max(this.seen, ...calls.map(({ n }) => n));
    while (this.calls.children.length > SHOWN) this.calls.lastChild.remove();
    this.drawFaults(Array.isArray(faults) ? faults : (faults.faults ?? []));
  }

  drawFaults(faults) {
    const clear = el("button", { type: "button", class: "quiet", onclick: () => this.guard(() => api.clearFaults().then(() => this.load())) }, "Remove all");
    const rows = faults.map((fault) => el("li", {}, `${fault.method === "*" ? "any method" : fault.method}: ${KINDS[fault.kind] ?? fault.kind}, ${fault.times} left`));
    this.faults.replaceChildren(...rows, ...(rows.length ? [el("li", {}, clear)] : []));
  }

  async addFault({ method, kind, times }) {
    const extra = { 429: { retry_after: 5 }, delay: { seconds: 5 } }[kind] ?? {};
    await api.addFault({ method, kind, times: Number(times), ...extra });
    await this.load();
  }

  clear() {
    return this.guard(async () => {
      await api.clearCalls();
      this.calls.replaceChildren();
    });
  }
}

/** A poll that found nothing wrong would only push the rest away. */
function isWorthShowing({ method, ok }) {
  return method !== "getUpdates" || !ok;
}

function callRow(call) {
  const failed = call.ok ? "" : `${call.error_code ?? ""} ${call.description ?? "no answer"}`.trim();
  return el(
    "li",
    { class: call.ok ? "" : "failed" },
    el("details", {}, el("summary", {}, el("time", {}, time.hourMinuteSecond(time.toDate(call.at))), el("b", {}, call.method), el("span", { class: "call-to" }, call.chat_id ? `to ${call.chat_id}` : ""), failed ? el("span", { class: "call-error" }, failed) : null), el("pre", {}, JSON.stringify(call.params, null, 2))),
  );
}
