// The list of centers: everything the map shows, in words, by keyboard and screen reader.

const PAGE = 20;
const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { list: document.createElement("ol"), more: document.createElement("button"), count: PAGE };
    view.list.className = "results";
    view.more.className = "more";
    view.more.type = "button";
    view.more.onclick = () => {
      const first = view.count;
      view.count += PAGE;
      fill(view);
      view.list.children[first]?.querySelector("a").focus();
    };
    parentElement.append(view.list, view.more);
    shown.set(parentElement, view);
  }
  if (view.data?.search !== data.search) view.count = PAGE;
  view.data = data;
  // The list does not wait for its stars.
  view.loading ??= import(`${location.origin}${data.star.assets}/favourites.js`).then((store) => {
    view.store = store;
    addStars(view);
  });
  view.choose = (id) => setTriggerValue("chosen", id);
  // The map tells of a center: its entry is marked, and scrolled to where the map stays in sight beside the list.
  if (!view.hear) {
    view.hear = ({ detail }) => turn(view, detail);
    document.addEventListener("center-told", view.hear);
  }
  const back = data.items.findIndex((item) => item.id === data.returned);
  if (back >= view.count) view.count = (Math.floor(back / PAGE) + 1) * PAGE;
  fill(view);
  if (back >= 0) view.list.children[back].querySelector("a").focus();
  return () => {
    document.removeEventListener("center-told", view.hear);
    view.list.remove();
    view.more.remove();
    shown.delete(parentElement);
  };
}

function fill(view) {
  const { data, list, more } = view;
  list.setAttribute("aria-label", data.label);
  list.replaceChildren(...data.items.slice(0, view.count).map((item) => entry(view, item)));
  const left = data.items.length - view.count;
  more.hidden = left <= 0;
  more.textContent = data.more.replace("{n}", Math.min(left, PAGE)).replace("{left}", left);
}

function turn(view, id) {
  view.told = id;
  const at = view.data.items.findIndex((item) => item.id === id);
  if (at >= view.count) {
    view.count = (Math.floor(at / PAGE) + 1) * PAGE;
    fill(view);
  }
  for (const line of view.list.children) mark(view, line);
  const isBeside = matchMedia("(min-width: 48rem)").matches;
  if (at >= 0 && isBeside) view.list.children[at].scrollIntoView({ block: "nearest" });
}

function mark(view, line) {
  line.classList.toggle("told", line.dataset.id === view.told);
}

function addStars(view) {
  for (const line of view.list.children) {
    const item = view.data.items.find((one) => one.id === line.dataset.id);
    if (item && !line.querySelector(".star-box")) addStar(view, line, item);
  }
}

// The server writes a center's HTML (app/center/templates/cards.html), here and where no script runs.
function entry(view, item) {
  const template = document.createElement("template");
  template.innerHTML = item.html;
  const line = template.content.firstElementChild;
  line.querySelector(".name").onclick = (event) => {
    if (view.data.is_elsewhere || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    view.choose(item.id);
  };
  if (view.store) addStar(view, line, item);
  mark(view, line);
  return line;
}

function addStar(view, line, item) {
  line.querySelector(".result-head").append(view.store.star(item.id, item.name, view.data.star.words, { isSmall: true }));
}
