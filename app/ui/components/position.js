// The device's position. The browser asks the person first. What leaves the device by default is the H3 cell of the
// position, about a kilometre wide; the point itself only when the person pressed the button that says so.

const shown = new WeakMap();
let hexagons;

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { button: document.createElement("button"), note: document.createElement("p"), status: document.createElement("p") };
    view.button.type = "button";
    view.button.className = "position";
    view.note.className = "hint";
    view.status.className = "status";
    view.status.setAttribute("role", "status");
    view.button.onclick = () => find(view);
    parentElement.append(view.button, view.note, view.status);
    shown.set(parentElement, view);
  }
  view.data = data;
  view.send = (position) => setTriggerValue("position", position);
  view.button.textContent = data.words.button;
  view.note.textContent = data.words.note;
  return () => {
    for (const part of [view.button, view.note, view.status]) part.remove();
    shown.delete(parentElement);
  };
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
    if (exact) view.send({ lat: coords.latitude, lon: coords.longitude });
    else view.send({ cell: (await h3(assets)).latLngToCell(coords.latitude, coords.longitude, resolution) });
  } catch (error) {
    view.status.textContent = words[{ 1: "denied", 2: "unavailable", 3: "timeout" }[error?.code] ?? "unavailable"];
  } finally {
    view.button.disabled = false;
  }
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
