// An open chat: header, pinned bar, the feed of messages, and the composer.

import * as api from "./api.js";
import { avatar, el, iconButton, reconcile } from "./dom.js";
import { Composer } from "./composer.js";
import { icon } from "./icons.js";
import { openMembers } from "./members.js";
import { bodyText, messageNode, summary } from "./message.js";
import * as time from "./time.js";
import { world } from "./world.js";

const NEAR_BOTTOM_PX = 60;
const HIGHLIGHT_MS = 1800;
const TYPING_MS = 6000;
const RUN_MS = 10 * 60_000;

/** `phone` offers uid, person(), bot(), overlay, back(), openLink(link) and attempt(job). */
export class ChatView {
  constructor(phone, cid) {
    this.phone = phone;
    this.cid = cid;
    this.isBot = cid === phone.uid;
    this.overlay = phone.overlay;
    this.messages = [];
    this.unread = 0;
    this.pinned = [];
    this.pinAt = 0;
    this.stuck = true;
    this.lastTop = 0;
    this.build();
  }

  get botName() {
    return this.isBot ? null : this.phone.bot().username;
  }

  build() {
    this.composer = new Composer(this);
    this.pinBar = el("button", { type: "button", class: "pinned-bar", hidden: true, testid: "pinned", onclick: () => this.jumpToPinned() });
    this.list = el("div", { class: "messages" });
    this.hint = el("p", { class: "hint-card", hidden: true }, "Nothing here yet. Tap Start to meet the bot.");
    this.feed = el("div", { class: "feed", tabindex: "0", role: "log", "aria-live": "off", "aria-label": "Messages" }, this.list);
    this.downButton = iconButton("down", "Go to the newest message", () => this.toBottom(), { class: "icon-button to-bottom", hidden: true });
    this.root = el("section", { class: "chat", testid: `chat-${this.cid}` }, this.header(), this.pinBar, el("div", { class: "feed-frame" }, this.feed, this.hint, this.downButton), this.composer.root);
    this.feed.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.feed.addEventListener("keydown", (event) => this.walk(event));
    this.observer = new ResizeObserver(() => this.stuck && this.toBottom());
    this.observer.observe(this.list);
    this.observer.observe(this.feed);
  }

  header() {
    this.backButton = iconButton("back", "Back to the chats", () => this.phone.back(), { "data-testid": "back" });
    this.face = el("span", { class: "face" });
    this.title = el("b", { class: "chat-title", dir: "auto" });
    this.subtitle = el("span", { class: "subtitle" });
    const name = el("button", { type: "button", class: "chat-name", onclick: () => this.info() }, this.face, el("span", { class: "chat-name-text" }, this.title, this.subtitle));
    this.backFrame = el("span", { class: "back-frame" }, this.backButton);
    return el("header", { class: "top" }, this.backFrame, name, iconButton("more", "Chat menu", (event) => this.openMenu(event), { "data-testid": "chat-menu" }));
  }

  /** Show what the server says of this chat. */
  update({ chat, messages, pinned, commands, unread }) {
    const before = this.messages.at(-1)?.id;
    this.chat = chat;
    this.messages = messages;
    this.pinned = pinned;
    if (messages.at(-1)?.from?.is_bot && messages.at(-1).id !== before) this.setTyping(false);
    this.drawHeader();
    this.drawFeed(before);
    this.drawPinned();
    this.composer.setCommands(commands);
    this.composer.needStart(this.startLabel());
    this.hint.hidden = this.startLabel() !== "Start";
    this.unread = unread;
    this.markRead();
  }

  /** A message counts as read when its phone is in sight. */
  async markRead() {
    if (!this.unread || !this.phone.visible) return;
    this.unread = 0;
    await this.phone.quietly(() => api.markRead(this.phone.uid, this.cid));
    this.phone.refreshList();
  }

  startLabel() {
    const person = this.phone.person();
    if (!this.isBot || !person) return "";
    if (person.blocked) return "Unblock the bot";
    return person.started || this.messages.length ? "" : "Start";
  }

  drawHeader() {
    const bot = this.phone.bot();
    const title = this.isBot ? bot.first_name : this.chat.title;
    if (this.title.textContent !== title) this.face.replaceChildren(avatar(this.isBot ? bot.id : this.cid, title, { bot: this.isBot, extra: "small" }));
    this.title.textContent = title;
    this.subtitle.textContent = this.typing ? "typing…" : this.subtitleText();
    this.subtitle.classList.toggle("live", Boolean(this.typing));
  }

  subtitleText() {
    if (this.isBot) return "bot";
    const count = (this.group()?.members ?? []).filter(({ status }) => status !== "left" && status !== "kicked").length;
    return count === 1 ? "1 member" : `${count} members`;
  }

  group() {
    return world.chats.find(({ id }) => id === this.cid);
  }

  setTyping(on) {
    clearTimeout(this.typing);
    this.typing = on ? setTimeout(() => this.setTyping(false), TYPING_MS) : 0;
    if (this.chat) this.drawHeader();
  }

  drawFeed(before) {
    const newest = this.messages.at(-1);
    const ownIsNew = newest && newest.id !== before && newest.from?.id === this.phone.uid;
    reconcile(this.list, this.items());
    if (this.stuck || ownIsNew) this.toBottom();
    this.scrolled();
  }

  /** Date separators and messages, in order; a run of one author shares name and avatar. */
  items() {
    const items = [];
    let day = "";
    this.messages.forEach((message, index) => {
      const at = time.toDate(message.date);
      if (time.dayKey(at) !== day) items.push(separator((day = time.dayKey(at)), at));
      items.push(this.item(message, index));
    });
    return items;
  }

  item(message, index) {
    const first = !sameRun(this.messages[index - 1], message);
    const last = !sameRun(message, this.messages[index + 1]);
    const quoted = this.messages.find(({ id }) => id === message.reply_to);
    const signature = JSON.stringify([message, first, last, quoted && summary(quoted)]);
    return { key: `m${message.id}`, signature, build: () => messageNode(message, this.viewOf(message, first, last, quoted)) };
  }

  viewOf(message, first, last, quoted) {
    return {
      own: message.from?.id === this.phone.uid,
      group: !this.isBot,
      first,
      last,
      quote: quoted ? { message: quoted, jump: () => this.jumpTo(quoted.id) } : null,
      menu: (one, event) => this.messageMenu(one, event),
      press: (one, button) => this.press(one, button),
      actions: { link: (href) => this.phone.openLink(href), command: (text) => this.send({ text }) },
    };
  }

  drawPinned() {
    this.pinBar.hidden = this.pinned.length === 0;
    if (this.pinBar.hidden) return;
    this.pinAt = Math.min(this.pinAt, this.pinned.length - 1);
    const message = this.newestPinnedFirst()[this.pinAt];
    const title = this.pinned.length > 1 ? `Pinned message ${this.pinAt + 1} of ${this.pinned.length}` : "Pinned message";
    this.pinBar.setAttribute("aria-label", title);
    this.pinBar.replaceChildren(el("span", { class: "pinned-text" }, el("b", {}, title), el("span", { dir: "auto" }, summary(message))), icon("pin"));
  }

  newestPinnedFirst() {
    return [...this.pinned].sort((one, other) => other.id - one.id);
  }

  jumpToPinned() {
    this.jumpTo(this.newestPinnedFirst()[this.pinAt].id);
    this.pinAt = (this.pinAt + 1) % this.pinned.length;
    this.drawPinned();
  }

  jumpTo(id) {
    const node = this.list.querySelector(`[data-key="m${id}"]`);
    if (!node) return;
    this.stuck = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("highlight");
    setTimeout(() => node.classList.remove("highlight"), HIGHLIGHT_MS);
  }

  /** Only a scroll upwards lets go of the bottom: a photo that loads late does not. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.feed;
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX) this.stuck = true;
    else if (scrollTop < this.lastTop) this.stuck = false;
    this.lastTop = scrollTop;
    this.downButton.hidden = this.stuck;
  }

  toBottom() {
    this.feed.scrollTop = this.feed.scrollHeight;
  }

  /** The arrow keys go from message to message; Enter opens a message's menu. */
  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const articles = [...this.list.querySelectorAll("article")];
    const at = articles.indexOf(document.activeElement);
    if (!step || articles.length === 0 || (at < 0 && event.target !== this.feed)) return;
    event.preventDefault();
    const next = articles[at < 0 ? articles.length - 1 : Math.max(0, Math.min(at + step, articles.length - 1))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  lastOwn() {
    return this.messages.findLast((message) => message.from?.id === this.phone.uid && message.kind === "text");
  }

  messageMenu(message, event) {
    if (message.kind === "service") return;
    const own = message.from.id === this.phone.uid;
    const entries = [["reply", "Reply", () => this.composer.reply(message)]];
    if (!message.protected && bodyText(message)) entries.push(["copy", "Copy text", () => this.copy(message)]);
    if (own && message.kind === "text") entries.push(["edit", "Edit", () => this.composer.edit(message)]);
    this.overlay.menu(entries, event);
  }

  async copy(message) {
    await this.phone.attempt(() => navigator.clipboard.writeText(bodyText(message)));
    this.overlay.toast("Copied");
  }

  openMenu(event) {
    this.overlay.menu(this.isBot ? this.botEntries() : [["people", "Members", () => this.info()]], event);
  }

  botEntries() {
    const { uid } = this.phone;
    const blocked = this.phone.person()?.blocked;
    return [blocked ? ["bot", "Unblock the bot", () => this.phone.attempt(() => api.block(uid, false))] : ["block", "Stop and block the bot", () => this.phone.attempt(() => api.block(uid, true))]];
  }

  info() {
    if (this.group() && !this.isBot) openMembers(this.phone, this.group());
  }

  start() {
    if (this.phone.person()?.blocked) return this.phone.attempt(() => api.block(this.phone.uid, false));
    return this.send({ text: "/start" });
  }

  send(content) {
    this.stuck = true;
    return this.phone.attempt(() => api.send(this.phone.uid, this.cid, content));
  }

  edit(id, text) {
    return this.phone.attempt(() => api.edit(this.phone.uid, this.cid, id, text));
  }

  async press(message, button) {
    if (button.kind === "url") return this.phone.openLink(button.url) || window.open(button.url, "_blank", "noopener");
    if (button.kind !== "callback") return this.overlay.toast("This kind of button does nothing in the sandbox.");
    const result = await this.phone.attempt(() => api.press(this.phone.uid, this.cid, message.id, button.data));
    if (result && !result.answer) this.overlay.toast("The bot has not answered this tap.", "error");
    if (result?.answer?.url) this.phone.openLink(result.answer.url);
    return undefined;
  }

  close() {
    this.observer.disconnect();
    clearTimeout(this.typing);
  }
}

function separator(key, at) {
  return { key: `d${key}`, signature: time.dayLabel(at), build: () => el("div", { class: "day" }, el("span", { class: "pill" }, time.dayLabel(at))) };
}

function sameRun(one, other) {
  if (!one || !other || one.kind === "service" || other.kind === "service") return false;
  const [before, after] = [time.toDate(one.date), time.toDate(other.date)];
  return one.from.id === other.from.id && time.dayKey(before) === time.dayKey(after) && after - before < RUN_MS;
}
