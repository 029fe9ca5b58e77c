// What somebody may need without the net: whom to call and the emergency guide, kept at the first visit, and the searches
// and centers seen last. Nothing else goes through here; what was posted is never kept.

const SEEN = "mindconnect.seen";
const MOST = 12;
const DAYS = 7;

const assets = new URL(location.href).searchParams.get("assets");
const OURS = `ours ${assets}`;
const FILES = ["pages.css", "base.js", "frame.js", "live.js", "icon.svg"].map((name) => `${assets}/${name}`);
const GUIDE = { ko: "/emergency", en: "/emergency?lang=en" };

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(OURS).then((cache) => cache.addAll([...FILES, ...Object.values(GUIDE)])));
});

addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(visit(event, url));
  else if (FILES.includes(url.pathname)) event.respondWith(match(OURS, url.href).then((kept) => kept ?? fetch(event.request)));
});

// Sent by who leaves quickly, and by nobody else.
addEventListener("message", (event) => {
  event.waitUntil(caches.delete(SEEN));
});

// Releases before this one.
async function forget() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name !== SEEN && name !== OURS).map((name) => caches.delete(name)));
}

async function visit(event, url) {
  try {
    const answer = await fetch(event.request);
    if (event.request.method === "GET" && url.pathname === "/" && answer.ok) event.waitUntil(keep(url, answer.clone()));
    return answer;
  } catch {
    const language = url.searchParams.get("lang") === "en" ? "en" : "ko";
    const kept = event.request.method === "GET" && ((await match(SEEN, url.href)) ?? (await match(OURS, url.href)));
    return dated(kept || (await match(OURS, GUIDE[language])));
  }
}

const match = async (name, href) => (await caches.open(name)).match(href, { ignoreVary: true });

// Keep a page that answers something, in place of the oldest.
async function keep(url, answer) {
  const text = await answer.text();
  if (!text.includes('class="result"') && !text.includes('class="answer-center"')) return;
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.set("X-Seen", new Date().toISOString());
  const cache = await caches.open(SEEN);
  await cache.put(url.href, new Response(text, { headers }));
  const pages = await cache.keys();
  const since = Date.now() - DAYS * 86_400_000;
  for (const [number, page] of pages.entries()) {
    const seen = (await cache.match(page, { ignoreVary: true }))?.headers.get("X-Seen");
    if (number < pages.length - MOST || new Date(seen) < since) await cache.delete(page, { ignoreVary: true });
  }
}

// The page says by itself when it was seen (frame.js).
async function dated(kept) {
  if (!kept) return Response.error();
  const seen = kept.headers.get("X-Seen") ?? new Date(kept.headers.get("Date")).toISOString();
  return new Response((await kept.text()).replace("<html ", `<html data-seen="${seen}" `), { headers: kept.headers });
}
