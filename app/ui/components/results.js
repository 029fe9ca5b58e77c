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
  const back = data.items.findIndex((item) => item.id === data.returned);
  if (back >= view.count) view.count = (Math.floor(back / PAGE) + 1) * PAGE;
  fill(view);
  if (back >= 0) view.list.children[back].querySelector("a").focus();
  return () => {
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

function addStars(view) {
  for (const line of view.list.children) {
    const item = view.data.items.find((one) => one.id === line.dataset.id);
    const heading = line.querySelector("h3");
    if (!item || heading.querySelector(".star-box")) continue;
    heading.append(view.store.star(item.id, item.name, view.data.star.words, { isSmall: true }));
  }
}

function entry(view, item) {
  const link = element("a", "name", item.name);
  link.href = item.href;
  // On another page than the search the link leads there (app/ui/static/frame.js follows it).
  if (view.data.is_elsewhere) link.classList.add("stay");
  link.onclick = (event) => {
    if (view.data.is_elsewhere || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    view.choose(item.id);
  };
  const heading = element("h3");
  heading.append(element("span", `mark mark-${item.group}`), link);
  if (view.store) heading.append(view.store.star(item.id, item.name, view.data.star.words, { isSmall: true }));
  const line = element("li", "result");
  line.dataset.id = item.id;
  line.append(heading, paragraph("what", item.badges), paragraph("where", item.where));
  for (const text of item.lines) line.append(element("p", "line", text));
  if (item.why) line.append(element("p", "why-label", item.why.label), reasons(item.why.lines));
  if (item.unsure?.lines.length) line.append(element("p", "unsure", `${item.unsure.label}: ${item.unsure.lines.join(" · ")}`));
  if (item.phone) {
    const call = element("a", "phone", item.phone.label);
    call.href = item.phone.href;
    call.setAttribute("aria-label", item.phone.spoken);
    line.append(call);
  }
  return line;
}

function reasons(lines) {
  const list = element("ul", "why");
  list.append(...lines.map((text) => element("li", "", text)));
  return list;
}

function paragraph(kind, parts) {
  const line = element("p", kind);
  for (const part of parts) line.append(element("span", part.tone ?? "", part.text ?? part));
  return line;
}

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
