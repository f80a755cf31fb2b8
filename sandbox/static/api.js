// The control interface of the sandbox: one function for each thing the page asks for.

/** The server's own words for what went wrong. */
export class ApiError extends Error {}

async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await reach(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(answer.error || `The sandbox answered ${response.status}.`);
  return answer;
}

async function reach(path, options) {
  try {
    return await fetch(`/control/${path}`, options);
  } catch {
    throw new ApiError("The sandbox does not answer. Is it still running?");
  }
}

const get = (path) => call("GET", path);
const post = (path, body = {}) => call("POST", path, body);

/** The private chat with the bot has the person's own id; the interface calls it "bot". */
const chatName = (uid, cid) => (Number(cid) === Number(uid) ? "bot" : cid);

export const state = () => get("state");
export const chats = (uid) => get(`people/${uid}/chats`);
export const chat = (uid, cid) => get(`people/${uid}/chats/${chatName(uid, cid)}`);
export const markRead = (uid, cid) => post(`people/${uid}/chats/${chatName(uid, cid)}/read`);
export const addPerson = (person) => post("people", person);
export const block = (uid, blocked) => post(`people/${uid}/block`, { blocked });
export const setMember = (cid, uid, status) => post(`chats/${cid}/members`, { user_id: uid, status });
export const send = (uid, cid, content) => post("send", { user_id: uid, chat_id: chatName(uid, cid), ...content });
export const edit = (uid, cid, id, text) => post("edit", { user_id: uid, chat_id: Number(cid), message_id: id, text });
export const openLink = (uid, link) => post("open_link", { user_id: uid, link });
export const press = (uid, cid, id, data) =>
  post("press", { user_id: uid, chat_id: chatName(uid, cid), message_id: id, data, wait: 10 });
export const moveClock = (move) => post("clock", move);
export const calls = (after) => get(`calls?after=${after}`);
export const clearCalls = () => call("DELETE", "calls");
export const faults = () => get("faults");
export const addFault = (fault) => post("faults", fault);
export const clearFaults = () => call("DELETE", "faults");
export const setLimits = (limits) => post("limits", { limits });
