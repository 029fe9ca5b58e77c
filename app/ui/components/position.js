// The device's position. The browser asks the person first. What leaves the device by default is the H3 cell of the
// position, about a kilometre wide; the point itself only after a consent of its own, which only this browser remembers.

const EXACT = "mindconnect.exact";
const shown = new WeakMap();
let hexagons;

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { box: make("div", "position-box"), status: make("p", "status") };
    view.status.setAttribute("role", "status");
    parentElement.append(view.box, view.status);
    shown.set(parentElement, view);
  }
  view.data = data;
  view.send = (position) => setTriggerValue("position", position);
  draw(view);
  return () => {
    for (const part of [view.box, view.status]) part.remove();
    shown.delete(parentElement);
  };
}

function draw(view) {
  const { words, exact, is_sent: isSent } = view.data;
  if (view.asking) return;
  const isAgreed = exact && agreed(view);
  const parts = [];
  if (!isSent) {
    view.button = press("position", words.button, () => (exact && !agreed(view) ? ask(view) : find(view)));
    parts.push(view.button, make("p", "hint", isAgreed ? words.note_agreed : words.note));
  }
  if (exact && (isSent || isAgreed)) parts.push(press("position-stop", words.stop, () => withdraw(view)));
  view.box.replaceChildren(...parts);
}

// What is sent, for what, to whom, and that it need not be: before anything is.
function ask(view) {
  const { words, terms } = view.data;
  view.asking = true;
  const heading = make("h3", "", words.ask);
  heading.tabIndex = -1;
  const link = make("a", "", words.terms);
  Object.assign(link, { href: terms, target: "_blank", rel: "noopener" });
  const read = make("p");
  read.append(link);
  const row = make("div", "row");
  const close = (then) => () => {
    view.asking = false;
    draw(view);
    view.button?.focus();
    then?.();
  };
  const agree = () => {
    remember(view.data.consent);
    draw(view);
    find(view);
  };
  row.append(press("main", words.agree, close(agree)), press("", words.refuse, close()));
  const box = make("section", "position-ask");
  box.append(heading, ...words.lines.map((line) => make("p", "", line)), read, row);
  view.box.replaceChildren(box);
  heading.focus();
}

function agreed({ data }) {
  try {
    return localStorage.getItem(EXACT) === data.consent;
  } catch {
    return false;
  }
}

function remember(version) {
  try {
    if (version) localStorage.setItem(EXACT, version);
    else localStorage.removeItem(EXACT);
  } catch {
    // A browser that keeps nothing is asked each time.
  }
}

function withdraw(view) {
  remember(null);
  view.status.textContent = view.data.words.stopped;
  draw(view);
  if (view.data.is_sent) view.send({ withdrawn: true });
}

async function find(view) {
  const { words, exact, assets, resolution } = view.data;
  if (!navigator.geolocation || !window.isSecureContext) {
    view.status.textContent = words.unsupported;
    return;
  }
  view.button.disabled = true;
  view.status.textContent = words.waiting;
  try {
    const { coords } = await new Promise((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: exact, timeout: 15000, maximumAge: 60000 }),
    );
    view.status.textContent = "";
    if (exact) view.send({ lat: coords.latitude, lon: coords.longitude, consent: view.data.consent });
    else view.send({ cell: (await h3(assets)).latLngToCell(coords.latitude, coords.longitude, resolution) });
  } catch (error) {
    view.status.textContent = words[{ 1: "denied", 2: "unavailable", 3: "timeout" }[error?.code] ?? "unavailable"];
  } finally {
    view.button.disabled = false;
  }
}

function press(className, text, onclick) {
  const button = make("button", className, text);
  Object.assign(button, { type: "button", onclick });
  return button;
}

function make(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function h3(assets) {
  hexagons ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${assets}/vendor/h3-js/h3-js.umd.js`;
    script.onload = () => resolve(window.h3);
    script.onerror = reject;
    document.head.append(script);
  });
  return hexagons;
}
