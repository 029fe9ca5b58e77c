// A week hour by hour: one button an hour, its share as a number and a colour. Arrow keys move, Enter chooses. Days are
// rows on a wide screen and columns on a narrow one, so that a finger finds an hour; the table turns with the screen.

const narrow = matchMedia("(max-width: 60rem)");
const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { box: document.createElement("div"), table: document.createElement("table"), note: document.createElement("p"), at: data.start };
    view.box.className = "week";
    view.note.className = "week-note";
    view.note.setAttribute("aria-hidden", "true");
    view.box.append(view.table, view.note);
    parentElement.append(view.box);
    shown.set(parentElement, view);
    listen(view);
    view.turn = () => fill(view);
    narrow.addEventListener("change", view.turn);
  }
  const hadFocus = view.table.contains(document.activeElement);
  view.data = data;
  view.choose = (hour) => setTriggerValue("chosen", hour);
  fill(view);
  // A run of the page must not take the keyboard away from its hour.
  if (hadFocus) button(view, view.at)?.focus({ preventScroll: true });
  return () => {
    narrow.removeEventListener("change", view.turn);
    view.box.remove();
    shown.delete(parentElement);
  };
}

const button = (view, hour) => view.table.querySelector(`button[data-hour="${hour}"]`);

function fill(view) {
  const { data } = view;
  const hours = [...Array(24).keys()];
  const days = data.days.map((_, day) => day);
  const [rows, columns] = narrow.matches ? [hours, days] : [days, hours];
  const head = (name, scope) => Object.assign(element("th", name), { scope });
  const dayName = (day) => data.days[day];
  const hourName = (hour) => data.hours[hour];
  const [rowName, columnName] = narrow.matches ? [hourName, dayName] : [dayName, hourName];
  const top = element("tr");
  top.append(element("td"), ...columns.map((column) => head(columnName(column), "col")));
  const lines = rows.map((row) => {
    const line = element("tr");
    line.append(head(rowName(row), "row"), ...columns.map((column) => (narrow.matches ? cell(view, column, row) : cell(view, row, column))));
    return line;
  });
  const [thead, tbody] = [element("thead"), element("tbody")];
  thead.append(top);
  tbody.append(...lines);
  view.table.replaceChildren(element("caption", data.caption), thead, tbody);
  view.table.className = narrow.matches ? "turned" : "";
  say(view, view.at);
}

function cell(view, day, hourOfDay) {
  const { data } = view;
  const hour = day * 24 + hourOfDay;
  const one = data.cells[hour];
  const made = element("button", one.text);
  made.type = "button";
  made.dataset.hour = hour;
  made.tabIndex = hour === view.at ? 0 : -1;
  made.style.background = one.colour;
  made.style.color = one.ink;
  made.setAttribute("aria-label", one.words);
  made.setAttribute("aria-pressed", String(data.chosen.includes(hour)));
  const place = element("td");
  place.append(made);
  return place;
}

function listen(view) {
  const { table } = view;
  table.addEventListener("click", (event) => {
    const hour = event.target.closest("button")?.dataset.hour;
    if (hour === undefined) return;
    move(view, Number(hour));
    view.choose(Number(hour));
  });
  table.addEventListener("pointerover", (event) => {
    const hour = event.target.closest("button")?.dataset.hour;
    if (hour !== undefined) say(view, Number(hour));
  });
  table.addEventListener("pointerleave", () => say(view, view.at));
  table.addEventListener("focusin", (event) => {
    const hour = event.target.closest("button")?.dataset.hour;
    if (hour !== undefined) move(view, Number(hour));
  });
  table.addEventListener("keydown", (event) => {
    const days = view.data.days.length;
    const [day, hour] = [Math.floor(view.at / 24), view.at % 24];
    const [down, right] = narrow.matches ? [[0, 1], [1, 0]] : [[1, 0], [0, 1]];
    const step = { ArrowDown: down, ArrowUp: down.map((one) => -one), ArrowRight: right, ArrowLeft: right.map((one) => -one) }[event.key];
    let to = step && [day + step[0], hour + step[1]];
    if (event.key === "Home") to = narrow.matches ? [0, hour] : [day, 0];
    if (event.key === "End") to = narrow.matches ? [days - 1, hour] : [day, 23];
    if (!to) return;
    event.preventDefault();
    const [x, y] = to;
    if (x < 0 || y < 0 || x >= days || y > 23) return;
    button(view, x * 24 + y).focus();
  });
}

function move(view, hour) {
  button(view, view.at)?.setAttribute("tabindex", "-1");
  view.at = hour;
  button(view, hour)?.setAttribute("tabindex", "0");
  say(view, hour);
}

function say(view, hour) {
  view.note.textContent = view.data.cells[hour].words;
}

function element(tag, text = "") {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  return made;
}
