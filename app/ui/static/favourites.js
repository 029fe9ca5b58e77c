// Favourites live in this browser's own storage; no account, no cookie, nothing sent. Only who signs in and asks for it
// has them matched with the account: what was added or removed here and there since the last time is joined.

const KEY = "mindconnect.favourites";
const SYNC = "mindconnect.favourites.sync";
const MOST = 200;
const ID = /^[a-z2-7]{10}$/;
const changed = new EventTarget();

addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === SYNC) changed.dispatchEvent(new Event("change"));
});

export function read() {
  return valid(parse(localStorage.getItem(KEY)));
}

export function has(id) {
  return read().some((one) => one.id === id);
}

// Gives "added", "removed", "full" or "blocked" (a browser may refuse to store).
export function toggle(id) {
  const list = read();
  const isThere = list.some((one) => one.id === id);
  if (!isThere && list.length >= MOST) return "full";
  const next = isThere ? list.filter((one) => one.id !== id) : [{ id, at: new Date().toISOString() }, ...list];
  if (!write(next)) return "blocked";
  if (syncedWith()) sync(syncedWith()).catch(() => {});
  return isThere ? "removed" : "added";
}

export function write(list) {
  try {
    if (list.length) localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
    else localStorage.removeItem(KEY);
  } catch {
    return false;
  }
  changed.dispatchEvent(new Event("change"));
  return true;
}

export function onChange(act) {
  changed.addEventListener("change", act);
  return () => changed.removeEventListener("change", act);
}

// Adds what a file holds; gives how many are new, or null when it is not such a file.
export function bringIn(text) {
  const told = parse(text);
  if (told?.format !== "mindconnect-favourites" || !Array.isArray(told.centers)) return null;
  const list = read();
  const known = new Set(list.map((one) => one.id));
  const fresh = valid(told.centers).filter((one) => !known.has(one.id));
  write([...list, ...fresh]);
  if (syncedWith()) sync(syncedWith()).catch(() => {});
  return Math.min(fresh.length, MOST - list.length);
}

export function fileOf(names) {
  const centers = read().map((one) => ({ ...one, name: names[one.id] ?? "" }));
  return JSON.stringify({ format: "mindconnect-favourites", version: 1, exported_at: new Date().toISOString(), centers }, null, 2);
}

export function syncedWith() {
  return parse(localStorage.getItem(SYNC))?.account ?? null;
}

export function agreedTo() {
  return parse(localStorage.getItem(SYNC))?.consent ?? null;
}

// What both have stays; what only one has stays when it is new since the last time, and goes when the other removed it.
export function merge(local, server, base) {
  const [here, there, before] = [local, server, base].map((ids) => new Set(ids));
  return [...new Set([...local, ...server])].filter((id) => (here.has(id) && there.has(id)) || !before.has(id));
}

let running = null;

export function sync(account, consent) {
  running = (running ?? Promise.resolve()).catch(() => {}).then(() => matchOnce(account, consent));
  return running;
}

async function matchOnce(account, consent) {
  const state = parse(localStorage.getItem(SYNC));
  const isSame = state?.account === account;
  if (!isSame && !consent) return;
  const words = consent ?? state.consent;
  const { center_ids: server, consent: standing } = await ask("GET");
  if (!consent && standing !== state.consent) {
    // The consent was withdrawn elsewhere: what this device keeps stays, and nothing is sent any more.
    forgetSync();
    return;
  }
  const list = read();
  const ids = merge(list.map((one) => one.id), server, isSame ? state.base : []).slice(0, MOST);
  await ask("PUT", { consent: words, center_ids: ids });
  const times = new Map(list.map((one) => [one.id, one.at]));
  localStorage.setItem(SYNC, JSON.stringify({ account, consent: words, base: ids }));
  // What was pressed while the answer was on its way counts as well.
  const now = read().map((one) => one.id);
  const later = now.filter((id) => !times.has(id));
  const kept = [...later, ...ids.filter((id) => !times.has(id) || now.includes(id))];
  if (kept.join() !== now.join()) write(kept.map((id) => ({ id, at: times.get(id) ?? new Date().toISOString() })));
}

export async function stopSync() {
  await ask("DELETE");
  forgetSync();
}

function forgetSync() {
  localStorage.removeItem(SYNC);
  changed.dispatchEvent(new Event("change"));
}

async function ask(method, body) {
  const answer = await fetch("/api/v1/me/favourites", {
    method,
    headers: { "Content-Type": "application/json", "X-MindConnect": "app" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`favourites: ${answer.status}`);
  return answer.status === 204 ? {} : answer.json();
}

function valid(list) {
  if (!Array.isArray(list)) return [];
  const seen = new Set();
  return list
    .filter((one) => ID.test(one?.id) && !seen.has(one.id) && seen.add(one.id))
    .map((one) => ({ id: one.id, at: Number.isNaN(Date.parse(one.at)) ? new Date(0).toISOString() : one.at }))
    .slice(0, MOST);
}

function parse(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

// A star to press: in the list a small one, in the details one with words.
export function star(id, name, words, { isSmall }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = isSmall ? "star star-small" : "star";
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  const text = document.createElement("span");
  const told = document.createElement("span");
  told.className = "star-told";
  told.setAttribute("role", "status");
  button.append(sign, text);
  const draw = () => {
    const isKept = has(id);
    button.setAttribute("aria-pressed", String(isKept));
    sign.textContent = isKept ? "★" : "☆";
    text.textContent = isSmall ? "" : isKept ? words.kept : words.add;
    // The name stays the same whether pressed or not; aria-pressed says which.
    button.setAttribute("aria-label", words.add_spoken.replace("{name}", name));
    button.title = isKept ? words.remove : words.add;
  };
  button.onclick = () => {
    const outcome = toggle(id);
    told.textContent = words[outcome] ?? "";
  };
  const stop = onChange(() => (button.isConnected ? draw() : stop()));
  draw();
  const box = document.createElement("span");
  box.className = "star-box";
  box.append(button, told);
  return box;
}
