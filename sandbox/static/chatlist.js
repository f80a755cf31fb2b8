// The list of a person's chats: title, last line, time, unread badge.

import { avatar, el, reconcile } from "./dom.js";
import { summary } from "./message.js";
import * as time from "./time.js";

/** `phone` offers uid, person(), bot() and open(cid). */
export class ChatList {
  constructor(phone) {
    this.phone = phone;
    this.rows = el("div", { class: "rows" });
    this.title = el("h2", {}, "Chats");
    this.root = el("div", { class: "chat-list", testid: "chat-list" }, el("header", { class: "top" }, this.title), this.rows);
  }

  update(chats) {
    const rows = this.withBot(chats);
    reconcile(this.rows, rows.map((chat) => this.item(chat)));
  }

  /** A bot that was never started is still one tap away. */
  withBot(chats) {
    const { uid } = this.phone;
    const bot = this.phone.bot();
    if (!bot?.id || chats.some((chat) => chat.id === uid)) return chats;
    return [...chats, { id: uid, type: "private", title: bot.first_name, unread: 0, last: null, fresh: true }];
  }

  item(chat) {
    return { key: String(chat.id), signature: JSON.stringify([chat, time.dayKey(time.now())]), build: () => this.row(chat) };
  }

  row(chat) {
    const isBot = chat.type === "private";
    return el(
      "button",
      { type: "button", class: "chat-row", testid: `chat-${chat.id}`, onclick: () => this.phone.open(chat.id) },
      avatar(isBot ? this.phone.bot().id : chat.id, chat.title, { bot: isBot }),
      el(
        "span",
        { class: "chat-row-text" },
        el("span", { class: "chat-row-line" }, el("b", { class: "chat-title", dir: "auto" }, chat.title), chat.last ? el("time", {}, time.listTime(time.toDate(chat.last.date))) : null),
        el("span", { class: "chat-row-line" }, this.lastLine(chat), badge(chat.unread)),
      ),
    );
  }

  lastLine(chat) {
    if (!chat.last) return el("span", { class: "last-line hint" }, chat.fresh ? "Tap to meet the bot" : "No messages yet");
    const line = summary(chat.last);
    const who = this.sender(chat);
    return el("span", { class: "last-line", dir: "auto" }, who ? el("span", { class: "who" }, `${who}: `) : null, line);
  }

  sender(chat) {
    if (chat.last.kind === "service") return "";
    if (chat.last.from.id === this.phone.uid) return "You";
    return chat.type === "private" ? "" : chat.last.from.name;
  }
}

/** The number of unread messages, or nothing. */
export function badge(unread) {
  if (!unread) return null;
  const text = unread > 99 ? "99+" : String(unread);
  return el("span", { class: "badge", testid: "unread", "aria-label": `${unread} unread` }, text);
}
