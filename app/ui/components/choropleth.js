// A drawn map (app/regions/choropleth.py writes the SVG): says what is pointed at, and tells which unit was chosen.
// Whatever it shows stands in the table beside it as well, where the keyboard and a screen reader find it.

const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { box: document.createElement("div"), tip: document.createElement("p"), picture: document.createElement("div") };
    view.box.className = "choropleth-box";
    view.tip.className = "tip";
    view.tip.hidden = true;
    view.tip.setAttribute("aria-hidden", "true");
    view.box.append(view.picture, view.tip);
    parentElement.append(view.box);
    shown.set(parentElement, view);
    listen(view);
  }
  view.choose = (code) => setTriggerValue("chosen", code);
  if (view.svg !== data.svg) {
    view.svg = data.svg;
    view.picture.innerHTML = data.svg;
    hush(view);
  }
  return () => {
    view.box.remove();
    shown.delete(parentElement);
  };
}

function listen(view) {
  const unit = (event) => event.target.closest?.("[data-hint]");
  view.picture.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    if (unit(event)) point(view, unit(event), event);
    else hush(view);
  });
  view.picture.addEventListener("pointerleave", (event) => {
    // A finger leaves with every tap, and the tap comes after.
    if (event.pointerType !== "touch") hush(view);
  });
  view.picture.addEventListener("click", (event) => {
    const chosen = unit(event);
    if (!chosen) return hush(view);
    // A finger cannot hover: its first tap says what a unit is, the second goes there.
    const isNew = view.pointed !== chosen;
    point(view, chosen, event);
    if (chosen.dataset.code && !(event.pointerType === "touch" && isNew)) view.choose(chosen.dataset.code);
  });
}

function point(view, unit, event) {
  const around = view.box.getBoundingClientRect();
  if (view.pointed !== unit) {
    view.pointed?.classList.remove("pointed");
    unit.classList.add("pointed");
    // Drawn last, so that its outline lies above its neighbours'.
    unit.parentNode.append(unit);
    view.pointed = unit;
    view.tip.textContent = unit.dataset.hint;
  }
  view.tip.hidden = false;
  const x = event.clientX - around.left;
  const left = Math.min(Math.max(x + 14, 4), around.width - view.tip.offsetWidth - 4);
  const above = event.clientY - around.top - view.tip.offsetHeight - 14;
  view.tip.style.transform = `translate(${left}px, ${above < 0 ? event.clientY - around.top + 22 : above}px)`;
}

function hush(view) {
  view.pointed?.classList.remove("pointed");
  view.pointed = null;
  view.tip.hidden = true;
}
