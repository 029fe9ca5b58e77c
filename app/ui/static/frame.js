// The frame's own behaviour: moving between pages and languages without a reload, high contrast, and where the
// keyboard stands after a move. The server writes the frame; after a move its new version is fetched and put in place.

const PARTS = ["skip", "frame-header", "page-title", "frame-footer"];
const SEEN = "mindconnect.seen";
const root = document.documentElement;

// Streamlit fills the page, or has taken the place of what the server wrote.
const isLive = () => document.getElementById("root") && !document.getElementById("answer");

let shown = pageKey(location.href);

// A center whose details are open names the page, for the tab, the history and who hears the heading.
let named = "";

function nameCenter() {
  const h1 = document.querySelector("h1[data-heading]");
  if (!h1) return;
  const name = document.querySelector("#root .center-name")?.textContent ?? "";
  const heading = name || h1.dataset.heading;
  if (h1.textContent !== heading) h1.textContent = heading;
  if (name && !document.title.startsWith(name)) document.title = `${name}, ${h1.dataset.title}`;
  else if (!name && named && document.title.startsWith(named)) document.title = h1.dataset.title;
  named = name;
}

function pageKey(href) {
  const url = new URL(href);
  return url.pathname + (url.searchParams.get("lang") === "en" ? "?en" : "");
}

async function renew() {
  const wanted = pageKey(location.href);
  if (wanted === shown) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (pageKey(location.href) !== wanted) return;
  const moved = wanted.split("?")[0] !== shown.split("?")[0];
  for (const id of PARTS) document.getElementById(id).replaceWith(fresh.getElementById(id));
  root.lang = fresh.documentElement.lang;
  nameCenter();
  document.body.dataset.page = fresh.body.dataset.page;
  shown = wanted;
  tellDrawing();
  if (moved) {
    scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  } else {
    document.getElementById("language").focus({ preventScroll: true });
  }
}

function follows(event, link) {
  const plain = !event.defaultPrevented && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  // Some pages are written whole by the server: they are documents of their own.
  return plain && link && link.origin === location.origin && !link.target && !link.hash && isLive() && !document.body.dataset.plain.split(" ").includes(link.pathname);
}

document.addEventListener("click", (event) => {
  const away = event.target.closest(".crisis-away a");
  if (away) {
    // Whoever may be watched leaves at once, and neither the key back nor what is kept for a broken connection tells.
    event.preventDefault();
    navigator.serviceWorker?.controller?.postMessage("forget");
    location.replace(away.href);
    return;
  }
  if (event.target.closest("#contrast")) {
    const more = root.dataset.contrast !== "more";
    root.dataset.contrast = more ? "more" : "normal";
    event.target.closest("#contrast").setAttribute("aria-pressed", String(more));
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser of the brief
    document.cookie = `contrast=${more ? "more" : "normal"}; Path=/; Max-Age=31536000; SameSite=Lax`;
    return;
  }
  const link = event.target.closest("#frame-header a, #frame-footer a, a.stay");
  if (!follows(event, link) || link.protocol === "tel:") return;
  event.preventDefault();
  // The address of the language switch was written when the page was loaded; the search has moved on since.
  const url = new URL(link.id === "language" ? location.href : link.href);
  // Said even where it is the site's own language: else a browser that prefers the other one would be led back to it.
  if (link.id === "language") url.searchParams.set("lang", link.lang);
  history.pushState({}, "", url);
  // Streamlit runs the page of the address, query included, when the history moves.
  dispatchEvent(new PopStateEvent("popstate"));
});

addEventListener("popstate", () => {
  // Another page begins at its top, as one that has just been loaded.
  if (pageKey(location.href).split("?")[0] !== shown.split("?")[0]) hasActed = false;
  renew();
});

// What opens in place of something else (an answer, the details of a center) takes the keyboard and the screen reader
// with it, but not when the page has just been loaded or come to: then they start at its top.
let arrived;
let heading = null;
let hasHeading = false;
let hasActed = false;
let hasConnected = false;

addEventListener("focusin", (event) => {
  hasHeading = event.target === heading;
});

// Before Streamlit takes the page's place nothing opens in it, and when it does, the page stays where it is.
const act = () => {
  hasActed = !document.getElementById("answer");
};
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, act, { capture: true });

new MutationObserver(() => {
  // Streamlit puts its whole content into the order of the Tab key, a stop where nothing can be done.
  document.querySelector("#stMain[tabindex='0']")?.setAttribute("tabindex", "-1");
  if (isLive()) nameCenter();
  const target = document.querySelector("[data-arrive]");
  const isNew = target?.dataset.arrive !== arrived;
  // A later step of the same run may have drawn the heading again, and the keyboard's place went with the old one.
  const isRedrawn = target !== heading && document.activeElement === document.body && hasHeading;
  arrived = target?.dataset.arrive;
  heading = target;
  if (!target || !hasActed || !(isNew || isRedrawn)) return;
  target.focus({ preventScroll: true });
  hasHeading = true;
  if (!isNew) return;
  // On a wide screen an answer stands in sight anyway; on a narrow one it would be below the fold.
  const isInSight = target.getBoundingClientRect().top >= 0 && target.getBoundingClientRect().bottom < innerHeight;
  if (!isInSight || innerWidth < 768) target.scrollIntoView({ block: "start" });
}).observe(document.getElementById("main"), { childList: true, subtree: true, attributeFilter: ["data-arrive"] });

// Streamlit tells of a lost connection in English and in the way of the page (app.css hides that): say it in the frame.
const PATIENCE_MS = 3000;
let connection;
let lost;

async function tellLost() {
  // Too many pages of one address are open: the server says so before it refuses a socket.
  const answer = await fetch("/_stcore/health").catch(() => null);
  if (connection === "CONNECTED") return;
  const place = document.getElementById("connection");
  if (answer?.status === 429) place.textContent = place.dataset.full;
  else if (hasConnected) place.textContent = place.dataset.lost;
  lost = setTimeout(tellLost, PATIENCE_MS);
}

// Streamlit may come to the page while it already waits for the server: what it begins with counts as a change.
new MutationObserver(() => {
  const state = document.querySelector(".stApp")?.dataset.testConnectionState;
  if (state === undefined || state === connection) return;
  const isFirst = connection === undefined || connection === "CONNECTED";
  connection = state;
  if (state === "CONNECTED") {
    hasConnected = true;
    clearTimeout(lost);
    document.getElementById("connection").textContent = "";
  } else if (isFirst) {
    // A short break, as when a phone changes its network, mends itself unseen.
    lost = setTimeout(tellLost, PATIENCE_MS);
  }
}).observe(document.getElementById("main"), { subtree: true, childList: true, attributeFilter: ["data-test-connection-state"] });

// The map is likely to be asked for next: fetch its library while nothing else happens. A plain page stays light.
addEventListener("load", () => {
  if (!isLive()) return;
  const fetchAhead = () => {
    for (const file of ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
      const link = document.createElement("link");
      link.rel = "prefetch";
      link.href = new URL(`vendor/maplibre-gl/${file}`, import.meta.url);
      document.head.append(link);
    }
  };
  (window.requestIdleCallback ?? setTimeout)(fetchAhead);
});

// Streamlit's map of the explorer leaves an empty place where nothing can be drawn: the page says so instead (explore.css).
function tellDrawing() {
  if (document.body.dataset.page !== "explore" || root.dataset.drawing) return;
  root.dataset.drawing = document.createElement("canvas").getContext("webgl2") ? "yes" : "no";
}

tellDrawing();

// The font comes after what is read: a page stands in the system's own until then, and a thrifty device keeps to that.
addEventListener("load", () => {
  const { saveData: isThrifty, effectiveType: speed = "4g" } = navigator.connection ?? {};
  if (isThrifty || speed !== "4g") return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("fonts/pretendard.css", import.meta.url) }));
});

// Without the net worker.js gives what was seen before: say so, with its time, and what else there is.
const whenSeen = (seen) => new Date(seen).toLocaleString(root.lang, { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" });

async function tellSeen() {
  const place = document.getElementById("connection");
  place.textContent = place.dataset.seen.replace("{date}", whenSeen(root.dataset.seen));
  const list = document.createElement("ul");
  const kept = await caches.open(SEEN);
  for (const request of (await kept.keys()).reverse()) {
    if (request.url === location.href) continue;
    const answer = await kept.match(request, { ignoreVary: true });
    const { title } = new DOMParser().parseFromString(await answer.text(), "text/html");
    const link = Object.assign(document.createElement("a"), { href: request.url, textContent: `${title} (${whenSeen(answer.headers.get("X-Seen"))})` });
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  if (list.childElementCount) place.append(list);
}

if (root.dataset.seen) {
  tellSeen();
  addEventListener("online", () => location.reload());
}

addEventListener("load", () => {
  const assets = new URL(".", import.meta.url).pathname.replace(/\/$/, "");
  const keep = () => navigator.serviceWorker.register(`/worker.js?assets=${assets}`);
  if (navigator.serviceWorker && !root.dataset.seen) (window.requestIdleCallback ?? setTimeout)(keep);
});
