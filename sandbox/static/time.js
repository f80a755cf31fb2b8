// Business time as a person in London reads it.

const ZONE = "Europe/London";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let base = Date.now();
let readAt = performance.now();

/** Take the server's clock; between readings it runs on with this machine. */
export function setNow(iso) {
  base = toDate(iso).getTime();
  readAt = performance.now();
}

export function now() {
  return new Date(base + performance.now() - readAt);
}

/** The interface may give seconds since 1970, as Telegram does, or an ISO time. */
export function toDate(value) {
  return new Date(typeof value === "number" ? value * 1000 : value);
}

function format(options) {
  const formatter = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
  return (date) => formatter.format(date);
}

export const hourMinute = format({ hour: "2-digit", minute: "2-digit" });
export const hourMinuteSecond = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const longDay = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
export const full = format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
const weekday = format({ weekday: "short" });
const dayMonth = format({ day: "numeric", month: "long" });
const dayMonthYear = format({ day: "2-digit", month: "2-digit", year: "2-digit" });
const isoDay = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });

/** A key for the London day of an instant: 2026-03-06. */
export function dayKey(date) {
  return isoDay.format(date);
}

/** The words of a date separator. */
export function dayLabel(date) {
  const key = dayKey(date);
  if (key === dayKey(now())) return "Today";
  if (key === dayKey(new Date(now().getTime() - DAY))) return "Yesterday";
  return key.slice(0, 4) === dayKey(now()).slice(0, 4) ? dayMonth(date) : longDay(date);
}

/** The short time of a chat list: 19:04, Fri or 06/03/26. */
export function listTime(date) {
  if (dayKey(date) === dayKey(now())) return hourMinute(date);
  return now() - date < 6 * DAY && now() > date ? weekday(date) : dayMonthYear(date);
}

/** How far off an instant is: "in 2 h 5 min". */
export function distance(date) {
  const ms = date - now();
  if (ms <= 0) return "due now";
  if (ms < MINUTE) return "in under a minute";
  if (ms < HOUR) return `in ${Math.round(ms / MINUTE)} min`;
  if (ms < DAY) return `in ${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  const days = Math.round(ms / DAY);
  return days === 1 ? "in 1 day" : `in ${days} days`;
}

/** What a datetime-local field shows for an instant. */
export function toField(date) {
  return `${dayKey(date)}T${hourMinute(date)}`;
}

/** The instant that a London wall-clock time names, whatever zone this machine is in. */
export function fromField(value) {
  const guess = Date.parse(`${value}:00Z`);
  const offset = (ms) => Date.parse(`${toField(new Date(ms))}:00Z`) - Math.floor(ms / MINUTE) * MINUTE;
  return new Date(guess - offset(guess - offset(guess))).toISOString();
}
