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

// Whether every answer that a condition names is among its values; null stands for no answer.
function holds(condition, answers) {
  return Object.entries(condition).every(([name, values]) => values.includes(answers[name] ?? null));
}

// The steps that are taken, given the answers so far; what is not answered yet may still ask for them.
function asked({ data, state }) {
  return data.steps.filter(
    (step) =>
      (!step.forms.length || step.forms.includes(state.form)) &&
      !step.skip_if.some((condition) => holds(condition, state.answers)),
  );
}

function chosen(view) {
  const names = asked(view).map((step) => step.name);
  return Object.fromEntries(Object.entries(view.state.answers).filter(([name]) => names.includes(name)));
}

// The most urgent notice that answers bring.
function noticeOf({ data }, answers) {
  const rings = ({ name, values, prefix, total }) =>
    values.includes(answers[name]) ||
    (prefix &&
      Object.entries(answers)
        .filter(([key]) => key.startsWith(prefix))
        .reduce((sum, [, value]) => sum + Number(value), 0) >= total);
  return data.notices.find((notice) => holds(notice.only_if, answers) && notice.alarms.some(rings));
}

function draw(view, hasMoved) {
  const steps = asked(view);
  view.state.at = Math.min(view.state.at, steps.length - 1);
  if (!view.state.form) drawForms(view);
  else if (view.state.done) view.body.replaceChildren(make("p", "hint", view.data.words.finished));
  else if (steps[view.state.at].options.length) drawStep(view, steps);
  else drawTold(view, steps[view.state.at]);
  const isNew = drawNotice(view, steps);
  // A panel, when it comes, takes the keyboard itself (app/ui/static/frame.js).
  if (hasMoved && !isNew) {
    const heading = view.body.querySelector("h2");
    heading?.focus({ preventScroll: true });
    // A line with numbers stays in sight above the question; a whole panel would push the question out of it.
    const isLine = view.panel.firstChild && view.panel.offsetHeight < innerHeight / 3;
    const top = isLine ? view.panel : heading;
    if (top && top.getBoundingClientRect().top < 0) top.scrollIntoView({ block: "start" });
  }
}

// Answers count once their question is left behind: arrow keys pass over answers that are not meant. A step that only
// tells something says itself whom to call.
function drawNotice(view, steps) {
  const { state } = view;
  const left = steps.slice(0, state.done ? steps.length : state.at).map((step) => step.name);
  const meant = Object.fromEntries(Object.entries(state.answers).filter(([name]) => left.includes(name)));
  const isAsking = state.form && (state.done || steps[state.at].options.length);
  const html = (isAsking && noticeOf(view, meant)?.html) || "";
  const isNew = Boolean(html) && html !== view.notice;
  if (html !== view.notice) view.panel.innerHTML = html;
  view.notice = html;
  return isNew && Boolean(view.panel.querySelector("[data-arrive]"));
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
  const questions = steps.filter((one) => one.options.length);
  const count = data.words.progress.replace("{n}", questions.indexOf(step) + 1).replace("{total}", questions.length);
  heading.append(make("span", "count", count));
  if (step.stem) heading.append(make("span", "stem", step.stem));
  heading.append(make("span", "text", step.text));
  if (step.about) heading.append(make("span", "about", step.about));
  legend.append(heading);
  const bar = make("div", "bar");
  bar.style.setProperty("--part", questions.indexOf(step) / questions.length);
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
    goOn(view);
  };
  view.body.replaceChildren(form);
}

function goOn(view) {
  const { state, data } = view;
  if (state.at + 1 < asked(view).length) move(view, state.at + 1);
  else {
    state.done = true;
    keep(data, state);
    draw(view, false);
    view.send();
  }
}

// What is told before the next question: whom to call and what to do comes before anything else is asked.
function drawTold(view, step) {
  const form = make("form", "told");
  const text = make("div");
  text.innerHTML = step.html;
  form.append(text, buttons(view, view.data.words.go_on));
  form.onsubmit = (event) => {
    event.preventDefault();
    goOn(view);
  };
  view.body.replaceChildren(form);
}

function buttons(view, label = "") {
  const { state, data } = view;
  const row = make("div", "buttons");
  const words = state.at + 1 < asked(view).length ? data.words.next : data.words.end;
  const next = make("button", "main", label || words);
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
