// What the page knows of the sandbox as a whole, and who wants to hear of a change.

import * as api from "./api.js";
import { latest } from "./dom.js";
import * as time from "./time.js";

/** The last state that the server told; read it, never write it. */
export const world = { rev: 0, clock: { now: null, next_due: null, moving: false }, bot: {}, people: [], chats: [], faults: [], limits: "on", ready: false };

const listeners = new Set();

/** Call `listener` after every refresh. */
export function onWorld(listener) {
  listeners.add(listener);
}

export const refreshWorld = latest(async () => {
  const state = await api.state();
  Object.assign(world, state, { ready: true });
  time.setNow(state.clock.now);
  for (const listener of listeners) listener();
});

/** Take a reading of the clock between two refreshes. */
export function takeClock(clock) {
  if (!clock?.now) return;
  Object.assign(world.clock, clock);
  time.setNow(clock.now);
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}

/** A link into the bot (t.me/<bot>) that the sandbox can open itself. */
export function isBotLink(link) {
  const name = world.bot.username?.toLowerCase();
  const found = /^(?:https?:\/\/)?t\.me\/(\w+)/i.exec(link);
  return Boolean(name && found?.[1].toLowerCase() === name);
}
