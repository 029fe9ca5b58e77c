// Questions one by one. Answers stay in this tab (sessionStorage) until the last one is given; a reload goes on where
// it was. Nothing is put into the address, and nothing is sent before the end.

const PREFIX = "check-";
const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { panel: make("div", "alarm"), body: make("div", "questions") };
    parentElement.append(view.panel, view.body);
    shown.set(parentElement, view);
  }
  view.data = data;
  view.send = () => setTriggerValue("finished", { form: view.state.form, answers: chosen(view) });
  if (!view.state) {
    view.state = recall(data);
    if (view.state.done) view.send();
  }
  draw(view, false);
  return () => {
    view.panel.remove();
    view.body.remove();
    shown.delete(parentElement);
  };
}

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function fresh({ forms, reset }) {
  return { form: forms.length > 1 ? "" : forms[0].name, answers: {}, at: 0, done: false, reset };
}

function recall(data) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(data.store));
    if (kept && (!data.reset || kept.reset === data.reset)) return kept;
    // Who forgets one set of answers forgets those that were added to it as well.
    if (kept) for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing still asks.
  }
  const state = fresh(data);
  keep(data, state);
  return state;
}

function keep({ store }, state) {
  try {
    sessionStorage.setItem(store, JSON.stringify(state));
  } catch {
    // As above.
  }
}

// The questions that are asked, given the answers so far; what is not answered yet may still ask them.
function asked({ data, state }) {
  return data.steps.filter(
    (step) =>
      (!step.forms.length || step.forms.includes(state.form)) &&
      (!step.only_name || [undefined, step.only_value].includes(state.answers[step.only_name])),
  );
}

function chosen(view) {
  const names = asked(view).map((step) => step.name);
  return Object.fromEntries(Object.entries(view.state.answers).filter(([name]) => names.includes(name)));
}

function isAlarming(view) {
  const answers = Object.entries(chosen(view));
  return view.data.alarms.some(
    ({ name, prefix, total }) =>
      answers.some(([key, value]) => key === name && Number(value) > 0) ||
      answers.filter(([key]) => key.startsWith(prefix)).reduce((sum, [, value]) => sum + Number(value), 0) >= total,
  );
}

function draw(view, hasMoved) {
  const steps = asked(view);
  view.state.at = Math.min(view.state.at, steps.length - 1);
  if (!view.state.form) drawForms(view);
  else if (view.state.done) view.body.replaceChildren(make("p", "hint", view.data.words.finished));
  else drawStep(view, steps);
  const isNew = drawPanel(view, steps);
  // The panel, when it comes, takes the keyboard itself (app/ui/static/frame.js).
  if (hasMoved && !isNew) {
    const heading = view.body.querySelector("h2");
    heading?.focus({ preventScroll: true });
    if (heading && heading.getBoundingClientRect().top < 0) heading.scrollIntoView({ block: "start" });
  }
}

// Answers count once their question is left behind: arrow keys pass over answers that are not meant.
function drawPanel(view, steps) {
  const left = steps.slice(0, view.state.done ? steps.length : view.state.at).map((step) => step.name);
  const meant = Object.fromEntries(Object.entries(view.state.answers).filter(([name]) => left.includes(name)));
  const isWanted = Boolean(view.state.form) && isAlarming({ ...view, state: { ...view.state, answers: meant } });
  const isNew = isWanted && !view.panel.firstChild;
  if (isNew) view.panel.innerHTML = view.data.panel;
  if (!isWanted) view.panel.replaceChildren();
  return isNew;
}

function drawForms(view) {
  const list = make("div", "forms");
  view.data.forms.forEach(({ name, label }, index) => {
    const button = make("button", index ? "plain" : "main", label);
    button.type = "button";
    button.onclick = () => {
      view.state.form = name;
      keep(view.data, view.state);
      draw(view, true);
    };
    list.append(button);
  });
  view.body.replaceChildren(list);
}

function drawStep(view, steps) {
  const { state, data } = view;
  const step = steps[state.at];
  const form = make("form", "question");
  form.noValidate = true;
  const fieldset = make("fieldset");
  const legend = make("legend");
  const heading = make("h2");
  heading.tabIndex = -1;
  const count = data.words.progress.replace("{n}", state.at + 1).replace("{total}", steps.length);
  heading.append(make("span", "count", count));
  if (step.stem) heading.append(make("span", "stem", step.stem));
  heading.append(make("span", "text", step.text));
  legend.append(heading);
  const bar = make("div", "bar");
  bar.style.setProperty("--part", state.at / steps.length);
  bar.setAttribute("aria-hidden", "true");
  const options = step.options.map(({ value, label }) => {
    const row = make("label", "option");
    const input = make("input");
    Object.assign(input, { type: "radio", name: step.name, value, checked: state.answers[step.name] === value });
    input.onchange = () => {
      state.answers[step.name] = value;
      warning.textContent = "";
      keep(data, state);
    };
    row.append(input, make("span", "", label));
    return row;
  });
  fieldset.append(legend, ...options);
  const warning = make("p", "warning");
  warning.setAttribute("role", "alert");
  form.append(bar, fieldset, warning, buttons(view));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (state.answers[step.name] === undefined) {
      warning.textContent = data.words.choose;
      form.querySelector("input").focus();
      return;
    }
    if (state.at + 1 < asked(view).length) move(view, state.at + 1);
    else {
      state.done = true;
      keep(data, state);
      draw(view, false);
      view.send();
    }
  };
  view.body.replaceChildren(form);
}

function buttons(view) {
  const { state, data } = view;
  const row = make("div", "buttons");
  const next = make("button", "main", state.at + 1 < asked(view).length ? data.words.next : data.words.end);
  next.type = "submit";
  row.append(next);
  if (state.at > 0 || data.forms.length > 1) {
    const back = make("button", "plain", data.words.back);
    back.type = "button";
    back.onclick = () => {
      if (state.at > 0) move(view, state.at - 1);
      else {
        state.form = "";
        keep(data, state);
        draw(view, false);
        view.body.querySelector("button").focus();
      }
    };
    row.append(back);
  }
  return row;
}

function move(view, at) {
  view.state.at = at;
  keep(view.data, view.state);
  draw(view, true);
}
