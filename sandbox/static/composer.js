// The foot of a chat: typing box, attach menu, the bot's commands, reply and edit.

import { el, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { bodyText, summary } from "./message.js";

const ATTACHMENTS = [
  ["photo", "Photo", { photo: true }],
  ["voice", "Voice message", { voice: true }],
  ["sticker", "Sticker", { sticker: true }],
  ["location", "Location", { location: { latitude: 51.5, longitude: -0.12 } }],
  ["contact", "Contact", { contact: true }],
];
const MAX_HEIGHT_PX = 132;

/** `chat` offers send(content), edit(id, text), lastOwn(), overlay and botName (null in a private chat). */
export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.commands = [];
    this.context = null;
    this.build();
  }

  build() {
    this.list = el("div", { class: "commands", role: "listbox", "aria-label": "Commands of the bot", hidden: true, testid: "commands" });
    this.strip = el("div", { class: "context", hidden: true });
    this.menuButton = el("button", { type: "button", class: "menu-button", "aria-expanded": "false", hidden: true, testid: "menu", onclick: () => this.toggleMenu() }, icon("command"), el("span", {}, "Menu"));
    this.box = el("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", testid: "composer", dir: "auto", enterkeyhint: "send" });
    this.file = el("input", { type: "file", class: "file-input", tabindex: "-1", "aria-label": "Choose a document", testid: "file" });
    this.sendButton = iconButton("send", "Send", () => this.submit(), { class: "icon-button send", "data-testid": "send" });
    const attach = iconButton("clip", "Attach", (event) => this.attach(event), { "data-testid": "attach" });
    this.startButton = el("button", { type: "button", class: "primary start", hidden: true, testid: "start", onclick: () => this.chat.start() }, "Start");
    this.row = el("div", { class: "composer-row" }, this.menuButton, this.box, this.file, attach, this.sendButton);
    this.root = el("div", { class: "composer" }, this.list, this.strip, this.row, this.startButton);
    this.listen();
  }

  listen() {
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.file.addEventListener("change", () => this.sendFile());
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.escape(event));
    this.list.addEventListener("keydown", (event) => this.walkCommands(event));
  }

  /** Show Start instead of the typing box: to the bot one cannot write before it. */
  needStart(label) {
    this.row.hidden = Boolean(label);
    this.startButton.hidden = !label;
    this.startButton.textContent = label || "Start";
  }

  setCommands(commands) {
    if (JSON.stringify(commands) === JSON.stringify(this.commands)) return;
    this.commands = commands;
    this.menuButton.hidden = commands.length === 0;
    this.suggest();
  }

  typed() {
    this.grow();
    this.sendButton.classList.toggle("ready", this.box.value.trim() !== "");
    this.suggest();
  }

  /** A slash at the beginning opens the commands that fit. */
  suggest() {
    const query = /^\/(\w*)$/.exec(this.box.value);
    if (query) this.openMenu(query[1].toLowerCase());
    else this.closeMenu();
  }

  grow() {
    this.box.style.setProperty("height", "auto");
    this.box.style.setProperty("height", `${Math.min(this.box.scrollHeight, MAX_HEIGHT_PX)}px`);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowDown" && !this.list.hidden) {
      event.preventDefault();
      this.list.firstElementChild?.focus();
    } else if (event.key === "ArrowUp" && this.box.value === "") {
      this.editLast(event);
    }
  }

  editLast(event) {
    const message = this.chat.lastOwn();
    if (!message) return;
    event.preventDefault();
    this.edit(message);
  }

  escape(event) {
    if (this.list.hidden && !this.context) return;
    event.stopPropagation();
    if (!this.list.hidden) this.closeMenu();
    else this.leaveContext();
    this.box.focus();
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text) return this.box.focus();
    const { context } = this;
    this.clear();
    const sent = context?.kind === "edit" ? await this.chat.edit(context.message.id, text) : await this.chat.send({ text, ...replyTo(context) });
    if (!sent && this.box.value === "") this.restore(text, context);
    return undefined;
  }

  clear() {
    this.box.value = "";
    this.leaveContext();
    this.typed();
  }

  /** What could not be sent comes back into the box. */
  restore(text, context) {
    this.box.value = text;
    if (context) this.enterContext(context);
    this.typed();
  }

  reply(message) {
    this.enterContext({ kind: "reply", message });
    this.box.focus();
  }

  edit(message) {
    this.enterContext({ kind: "edit", message });
    this.box.value = bodyText(message);
    this.typed();
    this.box.focus();
  }

  enterContext(context) {
    const { kind, message } = context;
    this.context = context;
    const title = kind === "edit" ? "Edit message" : `Reply to ${message.from.name}`;
    const cancel = () => {
      this.leaveContext();
      this.box.focus();
    };
    this.strip.replaceChildren(icon(kind), el("span", { class: "context-text" }, el("b", { dir: "auto" }, title), el("span", { dir: "auto" }, summary(message))), iconButton("close", "Cancel", cancel));
    this.strip.hidden = false;
  }

  leaveContext() {
    if (this.context?.kind === "edit") this.box.value = "";
    this.context = null;
    this.strip.hidden = true;
    this.strip.replaceChildren();
  }

  toggleMenu() {
    if (!this.list.hidden) return this.closeMenu();
    this.openMenu("");
    this.list.firstElementChild?.focus();
    return undefined;
  }

  openMenu(query) {
    const found = this.commands.filter(({ command }) => command.startsWith(query));
    this.list.replaceChildren(...found.map((one) => this.commandRow(one)));
    this.list.hidden = found.length === 0;
    this.menuButton.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  closeMenu() {
    this.list.hidden = true;
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  commandRow({ command, description }) {
    const choose = () => {
      this.clear();
      this.closeMenu();
      this.box.focus();
      this.chat.send({ text: this.chat.botName ? `/${command}@${this.chat.botName}` : `/${command}` });
    };
    return el("button", { type: "button", class: "command", role: "option", onclick: choose }, el("b", {}, `/${command}`), el("span", { dir: "auto" }, description));
  }

  walkCommands(event) {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!next) return;
    event.preventDefault();
    (document.activeElement[next] ?? this.box).focus();
  }

  attach(event) {
    const entries = ATTACHMENTS.map(([name, label, content]) => [name, label, () => this.chat.send({ ...content })]);
    entries.splice(1, 0, ["file", "Document", () => this.file.click()]);
    this.chat.overlay.menu(entries, event);
  }

  async sendFile() {
    const [file] = this.file.files;
    if (!file) return;
    const content_base64 = await toBase64(file);
    this.file.value = "";
    this.chat.send({ document: { file_name: file.name, content_base64, mime: file.type || "application/octet-stream" } });
  }
}

function replyTo(context) {
  return context?.kind === "reply" ? { reply_to: context.message.id } : {};
}

function toBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
