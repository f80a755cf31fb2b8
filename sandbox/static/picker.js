// The row of people: whose phones are shown, and a new person.

import * as api from "./api.js";
import { avatar, el, reconcile } from "./dom.js";
import { badge } from "./chatlist.js";
import { icon } from "./icons.js";
import { fullName, refreshWorld, world } from "./world.js";

/** On a wide screen chips switch phones on and off; on a narrow one tabs go from phone to phone. */
export class Picker {
  constructor(desk, dialog) {
    this.desk = desk;
    this.dialog = dialog;
    this.tabs = el("div", { class: "tabs", testid: "tabs" });
    this.chips = el("div", { class: "chips", role: "group", "aria-label": "Whose phones are shown" });
    const add = el("button", { type: "button", class: "chip add", testid: "add-person", onclick: () => this.askPerson() }, icon("plus"), "Add a person");
    this.tray = el("div", { class: "tray", id: "tray" }, this.chips, add);
    this.people = el("button", { type: "button", class: "people-button", "aria-expanded": "false", "aria-controls": "tray", testid: "people", onclick: () => this.unfold() }, icon("people"), el("span", {}, "People"));
    this.root = el("nav", { class: "picker", testid: "picker", "aria-label": "People and phones" }, this.tabs, this.people, this.tray);
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.unfold(false));
  }

  unfold(open = this.people.getAttribute("aria-expanded") !== "true") {
    this.people.setAttribute("aria-expanded", String(open));
    this.root.classList.toggle("open", open);
  }

  draw() {
    reconcile(this.chips, world.people.map((person) => this.chip(person)));
    reconcile(this.tabs, [...this.desk.phones.values()].map((phone) => this.tab(phone)));
    const current = this.tabs.querySelector("[aria-current]");
    if (current) this.tabs.scrollLeft = Math.min(current.offsetLeft, Math.max(this.tabs.scrollLeft, current.offsetLeft + current.offsetWidth - this.tabs.clientWidth));
  }

  chip(person) {
    const shown = this.desk.phones.has(person.id);
    const unread = this.desk.phones.get(person.id)?.unread() ?? 0;
    const name = fullName(person);
    const props = { type: "button", class: "chip", "aria-pressed": String(shown), testid: `chip-${person.id}`, onclick: () => this.desk.toggle(person.id) };
    const build = () => el("button", props, avatar(person.id, name, { extra: "tiny" }), el("span", { class: "chip-name", dir: "auto" }, name), badge(unread));
    return { key: String(person.id), signature: JSON.stringify([name, shown, unread]), build };
  }

  tab(phone) {
    const name = phone.name.textContent;
    const current = this.desk.current === phone.uid;
    const props = { type: "button", class: "tab", "aria-current": current ? "true" : null, testid: `tab-${phone.uid}`, onclick: () => this.desk.scrollTo(phone.uid) };
    const build = () => el("button", props, avatar(phone.uid, name, { extra: "tiny" }), el("span", { class: "chip-name", dir: "auto" }, name.split(" ")[0]), badge(phone.unread()));
    return { key: String(phone.uid), signature: JSON.stringify([name, current, phone.unread()]), build };
  }

  askPerson() {
    const first = field("First name", "first_name", true);
    const last = field("Last name", "last_name", false);
    const user = field("Username", "username", false);
    this.dialog.ask("Add a person", [first, last, user], "Add", (values) => this.addPerson(values));
  }

  async addPerson({ first_name, last_name, username }) {
    const person = await api.addPerson({ first_name, ...(last_name && { last_name }), ...(username && { username: username.replace(/^@/, "") }) });
    await refreshWorld();
    if (person.id && !this.desk.phones.has(person.id)) this.desk.toggle(person.id);
    this.unfold(false);
  }
}

function field(label, name, required) {
  return el("label", { class: "field" }, el("span", {}, label), el("input", { name, required, maxlength: 64, autocomplete: "off", dir: "auto" }));
}
