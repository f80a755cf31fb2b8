// The members of a group: who is in it, and adding or removing someone.

import * as api from "./api.js";
import { avatar, el } from "./dom.js";
import { fullName, world } from "./world.js";

const GONE = new Set(["left", "kicked"]);
const STATUS = { creator: "owner", administrator: "administrator", member: "member", restricted: "restricted" };

/** Open the sheet of members over a phone. */
export function openMembers(phone, chat) {
  const inside = chat.members.filter(({ status }) => !GONE.has(status));
  const ids = new Set(inside.map((member) => member.user_id));
  const outside = world.people.filter(({ id }) => !ids.has(id));
  const act = (uid, status) => phone.attempt(() => api.setMember(chat.id, uid, status)).then((done) => done && phone.overlay.close());
  phone.overlay.sheet(
    chat.title,
    el("ul", { class: "members", testid: "members" }, inside.map((member) => row(member, act))),
    outside.length ? el("h4", {}, "Add someone") : null,
    el("ul", { class: "members" }, outside.map((person) => candidate(person, act))),
  );
}

function row({ user_id: uid, status }, act) {
  const bot = uid === world.bot.id;
  const name = bot ? world.bot.first_name : nameOf(uid);
  const remove = el("button", { type: "button", class: "quiet", "aria-label": `Remove ${name}`, onclick: () => act(bot ? "bot" : uid, "left") }, "Remove");
  return el("li", {}, avatar(uid, name, { bot, extra: "small" }), el("span", { class: "member-text" }, el("b", { dir: "auto" }, name), el("span", {}, STATUS[status] ?? status)), remove);
}

function candidate(person, act) {
  const name = fullName(person);
  const add = el("button", { type: "button", class: "quiet", "aria-label": `Add ${name}`, onclick: () => act(person.id, "member") }, "Add");
  return el("li", {}, avatar(person.id, name, { extra: "small" }), el("span", { class: "member-text" }, el("b", { dir: "auto" }, name)), add);
}

function nameOf(uid) {
  const person = world.people.find(({ id }) => id === uid);
  return person ? fullName(person) : `Person ${uid}`;
}
