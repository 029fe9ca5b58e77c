// A table that sorts by its headers and filters by a word, made of plain table elements.

const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { sort: data.sort, query: "", box: document.createElement("div") };
    view.box.className = "table";
    parentElement.append(view.box);
    shown.set(parentElement, view);
    frame(view, data);
  }
  if (view.data && view.data.key !== data.key) {
    view.query = view.filter.value = "";
  }
  if (JSON.stringify(view.data?.sort) !== JSON.stringify(data.sort)) view.sort = data.sort;
  view.data = data;
  view.choose = (id) => setTriggerValue("chosen", id);
  view.tell = (sort) => setTriggerValue("sorted", sort);
  // A run of the page must not take the keyboard away from the header or the row it was on.
  const held = view.table.contains(document.activeElement) && document.activeElement.closest("[data-key]")?.dataset.key;
  fill(view);
  if (held) view.table.querySelector(`[data-key="${CSS.escape(held)}"] :is(a, button)`)?.focus({ preventScroll: true });
  return () => {
    view.box.remove();
    shown.delete(parentElement);
  };
}

function frame(view, data) {
  const label = element("label", "filter", data.words.filter);
  view.filter = element("input");
  view.filter.type = "search";
  view.filter.oninput = () => {
    view.query = view.filter.value.trim();
    fill(view);
  };
  label.append(view.filter);
  view.count = element("p", "sr-only");
  view.count.setAttribute("role", "status");
  view.scroll = element("div", "scroll");
  view.scroll.tabIndex = 0;
  view.scroll.setAttribute("role", "region");
  view.table = element("table");
  view.scroll.append(view.table);
  view.box.append(label, view.count, view.scroll);
}

function fill(view) {
  const { data, sort, query } = view;
  view.scroll.setAttribute("aria-label", data.caption);
  const rows = data.rows.filter((row) => !query || row.name.includes(query) || row.name.toLowerCase().includes(query.toLowerCase()));
  rows.sort((a, b) => order(a, b, sort));
  view.count.textContent = data.words.count.replace("{n}", rows.length);
  const head = element("tr");
  head.append(...data.columns.map((column) => header(view, column)));
  const body = element("tbody");
  body.append(...rows.map((row) => line(view, row)));
  if (!rows.length) {
    const none = element("td", "", data.words.none);
    none.colSpan = data.columns.length;
    const only = element("tr");
    only.append(none);
    body.append(only);
  }
  const top = element("thead");
  top.append(head);
  const foot = element("tfoot");
  if (data.total) foot.append(line(view, data.total));
  view.table.replaceChildren(element("caption", "", data.caption), top, body, foot);
}

function order(a, b, { column, down }) {
  const [x, y] = [a.values[column], b.values[column]];
  // What is unknown stands last in either direction.
  if (x === null || y === null) return (x === null) - (y === null);
  const by = typeof x === "number" ? x - y : String(x).localeCompare(String(y), "ko");
  return down ? -by : by;
}

function header(view, column) {
  const cell = element("th", column.number ? "number" : "");
  cell.scope = "col";
  cell.dataset.key = column.key;
  const isSorted = view.sort.column === column.key;
  if (isSorted) cell.setAttribute("aria-sort", view.sort.down ? "descending" : "ascending");
  const button = element("button", "", column.label);
  button.type = "button";
  if (column.unit) button.append(element("small", "", column.unit));
  button.onclick = () => {
    view.sort = { column: column.key, down: isSorted ? !view.sort.down : column.number };
    fill(view);
    view.table.querySelector("th[aria-sort] button").focus({ preventScroll: true });
    view.tell(view.sort);
  };
  cell.append(button);
  return cell;
}

function line(view, row) {
  const made = element("tr", row.code === view.data.chosen ? "chosen" : "");
  view.data.columns.forEach((column, at) => {
    const cell = element(at ? "td" : "th", column.number ? "number" : "", at ? row.texts[column.key] : "");
    if (!at) {
      cell.scope = "row";
      const link = element(row.href ? "a" : "span", "", row.texts[column.key]);
      if (row.href) {
        cell.dataset.key = row.code;
        link.href = row.href;
        link.onclick = (event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          view.choose(row.code);
        };
      }
      if (/\p{Script=Hangul}/u.test(link.textContent)) link.lang = "ko";
      cell.append(link);
    }
    made.append(cell);
  });
  return made;
}

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
