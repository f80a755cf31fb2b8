// One person's phone: a frame, the list of chats or an open chat, and what lies over it.

import * as api from "./api.js";
import { ChatList, badge } from "./chatlist.js";
import { ChatView } from "./chat.js";
import { avatar, el, iconButton, latest } from "./dom.js";
import { Overlay } from "./overlay.js";
import * as time from "./time.js";
import { fullName, isBotLink, world } from "./world.js";

/** `hooks` has moved() when another chat is opened, unread() when marks change, and close(). */
export class Phone {
  constructor(uid, hooks) {
    this.uid = uid;
    this.hooks = hooks;
    this.chats = [];
    this.view = null;
    this.visible = false;
    this.drafts = new Map();
    this.build();
    this.refreshList = latest(() => this.quietly(() => this.loadList()));
    this.refreshChat = latest(() => this.quietly(() => this.loadChat()));
  }

  get cid() {
    return this.view?.cid ?? null;
  }

  person() {
    return world.people.find(({ id }) => id === this.uid);
  }

  bot() {
    return world.bot;
  }

  build() {
    this.face = el("span", { class: "face" });
    this.name = el("h2", { class: "phone-name", dir: "auto" });
    this.clock = el("span", { class: "status-time", "aria-hidden": "true" });
    this.body = el("div", { class: "view" });
    this.overlay = new Overlay(this.body);
    const close = iconButton("close", "Put this phone away", () => this.hooks.close());
    this.root = el(
      "section",
      { class: "phone", testid: `phone-${this.uid}`, id: `phone-${this.uid}` },
      el("div", { class: "caption" }, this.face, this.name, close),
      el("div", { class: "device" }, el("div", { class: "status", "aria-hidden": "true" }, this.clock, el("span", { class: "island" }), el("span", { class: "battery" })), el("div", { class: "screen" }, this.body, this.overlay.root)),
    );
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.view && !event.defaultPrevented && this.back());
    this.list = new ChatList(this);
    this.draw();
    this.show(this.list.root);
  }

  /** Name and clock, after any news of the world. */
  draw() {
    const person = this.person();
    const name = person ? fullName(person) : `Person ${this.uid}`;
    if (this.name.textContent !== name) this.face.replaceChildren(avatar(this.uid, name, { extra: "tiny" }));
    this.name.textContent = name;
    this.root.setAttribute("aria-label", `Phone of ${name}`);
    this.tick();
  }

  tick() {
    const text = time.hourMinute(time.now());
    if (this.clock.textContent !== text) this.clock.textContent = text;
  }

  show(node) {
    this.body.replaceChildren(node);
  }

  /** Open a chat; the phone keeps what was typed in each. */
  open(cid, { quiet = false } = {}) {
    if (this.cid === cid) return;
    const hadFocus = this.body.contains(document.activeElement);
    this.closeView();
    this.view = new ChatView(this, cid);
    this.show(this.view.root);
    this.view.composer.restore(this.drafts.get(cid) ?? "");
    this.drawBackBadge();
    if (hadFocus) this.view.composer.box.focus({ preventScroll: true });
    this.refreshChat();
    if (!quiet) this.hooks.moved();
  }

  back() {
    const cid = this.cid;
    const hadFocus = this.body.contains(document.activeElement);
    this.closeView();
    this.show(this.list.root);
    this.list.update(this.chats);
    if (hadFocus) this.list.root.querySelector(`[data-testid="chat-${cid}"]`)?.focus({ preventScroll: true });
    this.hooks.moved();
  }

  closeView() {
    if (!this.view) return;
    this.drafts.set(this.cid, this.view.composer.box.value);
    this.overlay.close();
    this.view.close();
    this.view = null;
  }

  async loadList() {
    this.chats = await api.chats(this.uid);
    if (this.view && this.cid !== this.uid && !this.chats.some(({ id }) => id === this.cid)) this.back();
    if (!this.view) this.list.update(this.chats);
    this.drawBackBadge();
    this.hooks.unread();
  }

  async loadChat() {
    const { view } = this;
    if (!view) return;
    const answer = await this.fetchChat(view.cid);
    if (this.view === view && answer) view.update(answer);
  }

  /** A chat that is gone leads back to the list; the bot's chat may not have begun yet. */
  async fetchChat(cid) {
    try {
      return await api.chat(this.uid, cid);
    } catch (error) {
      if (cid === this.uid) return { chat: { id: cid, type: "private", title: world.bot.first_name }, messages: [], pinned: [], commands: [], unread: 0 };
      if (this.cid === cid) this.back();
      throw error;
    }
  }

  /** Fetch what a change touched: the list if it is about a chat of this person, the open chat if it is that one. */
  changed(chats) {
    if (!chats || chats.some((id) => this.concerns(id))) this.refreshList();
    if (this.view && (!chats || chats.includes(this.cid))) this.refreshChat();
  }

  concerns(id) {
    const chat = world.chats.find((one) => one.id === id);
    const listed = id === this.uid || this.chats.some((one) => one.id === id);
    return listed || !chat || chat.members.some(({ user_id }) => user_id === this.uid);
  }

  /** Unread messages, save those that are being read on the screen right now. */
  unread() {
    const inSight = this.visible ? this.cid : null;
    return this.chats.reduce((sum, chat) => sum + (chat.id === inSight ? 0 : chat.unread), 0);
  }

  /** The phone came into sight or left it. */
  see(visible) {
    this.visible = visible;
    if (visible) this.view?.markRead();
  }

  drawBackBadge() {
    if (!this.view) return;
    this.view.backFrame.querySelector(".badge")?.remove();
    const elsewhere = this.chats.reduce((sum, chat) => sum + (chat.id === this.cid ? 0 : chat.unread), 0);
    this.view.backFrame.append(badge(elsewhere) ?? "");
  }

  /** Open a link into the bot as this person; false if it is not one. */
  openLink(link) {
    if (!isBotLink(link)) return false;
    this.attempt(() => api.openLink(this.uid, link)).then((sent) => sent && this.open(this.uid));
    return true;
  }

  /** Fetch without a word on failure: the next event or the return of the stream tries again. */
  async quietly(job) {
    try {
      await job();
    } catch (error) {
      console.debug(error.message);
    }
  }

  /** Do something and show on this phone why it failed; the answer, or null. */
  async attempt(job) {
    try {
      return (await job()) ?? true;
    } catch (error) {
      this.overlay.toast(error.message, "error");
      return null;
    }
  }
}
