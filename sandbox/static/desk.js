// The phones on the desk: which are shown, kept in the address and in this browser.

import { reconcile } from "./dom.js";
import { Phone } from "./phone.js";
import { world } from "./world.js";

const STORE = "sandbox.phones";
const PHONE_WIDTH_PX = 396;
const FEWEST = 3;
const MOST = 4;

/** All phones by person, in the order in which they stand. */
export class Desk {
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    this.phones = new Map();
    this.current = null;
    this.watcher = new IntersectionObserver((seen) => this.saw(seen), { root, threshold: 0.6 });
    addEventListener("hashchange", () => this.restore());
  }

  /** Put out the phones that the address names, else those remembered, else the first few people. */
  restore() {
    const known = new Set(world.people.map(({ id }) => id));
    const stillThere = (kept) => (kept ?? []).filter(({ uid }) => known.has(uid));
    const choices = [parse(location.hash), parse(read()), this.firstFew()];
    const places = choices.map(stillThere).find((kept) => kept.length) ?? [];
    for (const uid of [...this.phones.keys()]) if (!places.some((place) => place.uid === uid)) this.drop(uid);
    for (const { uid, cid } of places) this.put(uid, cid);
    this.arrange(places.map(({ uid }) => uid));
  }

  firstFew() {
    const room = Math.floor(innerWidth / PHONE_WIDTH_PX);
    return world.people.slice(0, Math.max(FEWEST, Math.min(room, MOST))).map(({ id }) => ({ uid: id, cid: id }));
  }

  put(uid, cid) {
    const phone = this.phones.get(uid) ?? this.make(uid);
    if (cid && phone.cid !== cid) phone.open(cid, { quiet: true });
    else if (!cid && phone.view) phone.back();
  }

  make(uid) {
    const hooks = { moved: () => this.save(), unread: () => this.onChange(), close: () => this.toggle(uid) };
    const phone = new Phone(uid, hooks);
    this.phones.set(uid, phone);
    phone.refreshList();
    return phone;
  }

  drop(uid) {
    const phone = this.phones.get(uid);
    phone.closeView();
    this.watcher.unobserve(phone.root);
    this.phones.delete(uid);
  }

  /** Show a phone, or put it away. */
  toggle(uid) {
    if (this.phones.has(uid)) this.drop(uid);
    else this.put(uid, uid);
    this.arrange([...this.phones.keys()]);
    if (this.phones.has(uid)) this.scrollTo(uid);
  }

  arrange(order) {
    this.phones = new Map(order.map((uid) => [uid, this.phones.get(uid)]));
    reconcile(this.root, order.map((uid) => ({ key: String(uid), signature: undefined, build: () => this.phones.get(uid).root })));
    for (const phone of this.phones.values()) this.watcher.observe(phone.root);
    if (!this.phones.has(this.current)) this.current = order[0] ?? null;
    this.save();
  }

  /** On a small screen one phone is in sight: its tab is the current one. */
  saw(entries) {
    for (const { target, isIntersecting } of entries) this.phones.get(Number(target.dataset.key))?.see(isIntersecting);
    this.current = [...this.phones.values()].find(({ visible }) => visible)?.uid ?? this.current;
    this.onChange();
  }

  scrollTo(uid) {
    this.phones.get(uid)?.root.scrollIntoView({ inline: "center", block: "nearest" });
  }

  save() {
    const text = [...this.phones.values()].map(({ uid, cid }) => (cid === null ? `${uid}` : `${uid}.${cid === uid ? "bot" : cid}`)).join(",");
    history.replaceState(null, "", `#phones=${text}`);
    write(text);
    this.onChange();
  }
}

/** "101.bot,102.-5,103": a person, and the chat that is open. */
function parse(text) {
  const list = /(?:^|phones=)([\d.,\-bot]+)$/.exec(text ?? "")?.[1];
  if (!list) return null;
  return list.split(",").map((one) => {
    const [uid, cid] = one.split(".");
    return { uid: Number(uid), cid: cid === "bot" ? Number(uid) : cid ? Number(cid) : null };
  });
}

function read() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function write(text) {
  try {
    localStorage.setItem(STORE, text);
  } catch {
    // A browser that keeps nothing still has the address.
  }
}
