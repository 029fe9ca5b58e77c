// Places below the field while a person types: a combobox with a list, as WAI-ARIA describes it. The field is
// Streamlit's or the server's and works as before without this. What is typed goes in a body to our own API, which keeps nothing.

const WAIT_MS = 180;
const SHORTEST = 2;
const PLACE = ".st-key-where, .ask-where";
const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { list: make("ul", "suggestions"), status: make("p", "sr-only"), places: [], active: -1 };
    view.list.id = "place-suggestions";
    view.list.setAttribute("role", "listbox");
    view.list.hidden = true;
    view.status.setAttribute("role", "status");
    view.list.onpointerdown = (event) => event.preventDefault(); // the field keeps the focus
    parentElement.append(view.status);
    shown.set(parentElement, view);
    view.watch = new MutationObserver(() => attach(view));
    view.watch.observe(parentElement.closest(PLACE) ?? document.body, { childList: true, subtree: true });
  }
  view.data = data;
  view.choose = (chosen) => setTriggerValue("chosen", chosen);
  view.list.setAttribute("aria-label", data.words.list);
  view.root = parentElement.closest(PLACE);
  attach(view);
  return () => {
    view.watch.disconnect();
    view.unbind?.();
    view.list.remove();
    view.status.remove();
    shown.delete(parentElement);
  };
}

// Streamlit may draw its field anew: the marks go with it.
function attach(view) {
  const input = view.root?.querySelector(".stTextInput input, .where-field input");
  if (!input || input === view.input) return;
  view.unbind?.();
  view.input = input;
  const marks = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": view.list.id };
  for (const [name, value] of Object.entries(marks)) input.setAttribute(name, value);
  input.autocomplete = "off";
  input.closest(".stTextInput, .where-field").append(view.list);
  const on = { input: () => later(view), keydown: (event) => press(view, event), blur: () => close(view) };
  // Before Streamlit hears of a key: Enter on a suggestion must not send the form as well.
  for (const [name, act] of Object.entries(on)) input.addEventListener(name, act, true);
  view.unbind = () => {
    for (const [name, act] of Object.entries(on)) input.removeEventListener(name, act, true);
  };
}

function later(view) {
  clearTimeout(view.timer);
  view.timer = setTimeout(() => ask(view), WAIT_MS);
}

async function ask(view) {
  const typed = view.input.value.trim();
  view.waiting?.abort();
  if (typed.length < SHORTEST) {
    close(view);
    return;
  }
  view.waiting = new AbortController();
  try {
    const answer = await fetch("/api/v1/places/suggestions", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-MindConnect": "app" },
      body: JSON.stringify({ q: typed }),
      signal: view.waiting.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { places } = await answer.json();
    if (view.input.value.trim() === typed && document.activeElement === view.input) show(view, typed, places);
  } catch (error) {
    if (error.name !== "AbortError") close(view); // searching works without suggestions
  }
}

function show(view, typed, places) {
  const { words, is_english: isEnglish } = view.data;
  Object.assign(view, { typed, places, active: -1 });
  view.list.replaceChildren(
    ...places.map((place, number) => {
      const option = make("li");
      option.id = `${view.list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const about = [isEnglish ? place.latin : null, words.category[place.category], place.detail, place.region_name];
      option.append(make("strong", "", place.name), make("span", "", about.filter(Boolean).join(" · ")));
      option.onclick = () => take(view, number);
      return option;
    }),
  );
  open(view, places.length > 0);
  view.status.textContent = places.length ? words.count.replace("{n}", places.length) : words.empty;
}

function press(view, event) {
  if (event.isComposing) return; // a syllable is not finished
  const last = view.places.length - 1;
  const isOpen = !view.list.hidden;
  if (event.key === "ArrowDown" && isOpen) mark(view, view.active === last ? 0 : view.active + 1);
  else if (event.key === "ArrowUp" && isOpen) mark(view, view.active <= 0 ? last : view.active - 1);
  else if (event.key === "Enter" && isOpen && view.active >= 0) take(view, view.active);
  else if (event.key === "Escape" && isOpen) close(view);
  else {
    if (event.key === "Enter") close(view);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

function mark(view, number) {
  view.active = number;
  for (const [at, option] of [...view.list.children].entries()) {
    option.setAttribute("aria-selected", String(at === number));
  }
  view.input.setAttribute("aria-activedescendant", `${view.list.id}-${number}`);
  view.list.children[number].scrollIntoView({ block: "nearest" });
}

function take(view, number) {
  const chosen = { typed: view.typed, number };
  close(view);
  view.choose(chosen);
}

function open(view, isOpen) {
  view.list.hidden = !isOpen;
  view.input.setAttribute("aria-expanded", String(isOpen));
  view.input.removeAttribute("aria-activedescendant");
}

function close(view) {
  clearTimeout(view.timer);
  view.waiting?.abort();
  Object.assign(view, { places: [], active: -1 });
  view.list.replaceChildren();
  view.status.textContent = "";
  open(view, false);
}

function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
