// The page put together: the world is fetched, phones are set out, and events keep them true.

import { Backstage } from "./backstage.js";
import { ClockBar } from "./clockbar.js";
import { Desk } from "./desk.js";
import { Dialog } from "./dialog.js";
import { listen } from "./events.js";
import { Picker } from "./picker.js";
import { onWorld, refreshWorld, takeClock, world } from "./world.js";

const GATHER_MS = 40;

const $ = (id) => document.getElementById(id);
const dialog = new Dialog();
const clock = new ClockBar();
const backstage = new Backstage();
const desk = new Desk($("phones"), () => picker.draw());
const picker = new Picker(desk, dialog);

$("clock-place").replaceWith(clock.root);
$("picker-place").replaceWith(picker.root);
document.body.append(backstage.root, dialog.root);
backstage.button = $("backstage-button");
backstage.button.addEventListener("click", () => backstage.toggle());

onWorld(() => {
  clock.draw();
  if (!desk.started && world.people.length) {
    desk.started = true;
    desk.restore();
  }
  for (const phone of desk.phones.values()) phone.draw();
  picker.draw();
  $("empty").hidden = world.people.length > 0;
});

/** Changes come in bursts: gather a moment, then fetch each thing once. */
const pending = { chats: new Set(), people: false, everything: false, timer: 0 };

function changed({ chats, people }) {
  if (!chats) pending.everything = true;
  for (const id of chats ?? []) pending.chats.add(id);
  if (!people || people.length || [...pending.chats].some(isNews)) pending.people = true;
  pending.timer ||= setTimeout(settle, GATHER_MS);
}

/** A chat that the page has not heard of yet. */
function isNews(id) {
  return !world.chats.some((chat) => chat.id === id);
}

async function settle() {
  const { everything, people } = pending;
  const chats = everything ? null : [...pending.chats];
  Object.assign(pending, { chats: new Set(), people: false, everything: false, timer: 0 });
  if (everything || people) await quietly(refreshWorld);
  for (const phone of desk.phones.values()) phone.changed(chats);
  backstage.refresh();
}

async function quietly(job) {
  try {
    await job();
  } catch {
    // The stream of events is down as well then; its return fetches everything anew.
  }
}

function phoneOf({ user_id }) {
  return desk.phones.get(Number(user_id));
}

function typing({ chat_id, user_id }) {
  for (const phone of desk.phones.values()) {
    if (phone.cid === Number(chat_id ?? user_id)) phone.view?.setTyping(true);
  }
}

listen({
  change: changed,
  toast: (data) => phoneOf(data)?.overlay.toast(data.text),
  alert: (data) => phoneOf(data)?.overlay.alert(world.bot.first_name, data.text),
  typing,
  clock: (data) => {
    takeClock(data);
    clock.draw();
    if (!data.now) quietly(refreshWorld);
  },
  up: () => {
    $("connection").hidden = true;
    changed({});
  },
  down: () => {
    $("connection").hidden = false;
  },
});

setInterval(() => {
  clock.tick();
  for (const phone of desk.phones.values()) phone.tick();
}, 1000);
setInterval(() => clock.draw(), 20_000);
