// A form that posts to our own API. What is typed goes there and nowhere else: the page's own connection never sees a
// password, and the cookie that comes back is shut to scripts.

const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  const wanted = JSON.stringify(data);
  if (!view) {
    view = { form: document.createElement("form"), status: document.createElement("p") };
    view.form.className = "own-form";
    view.form.method = "post";
    view.form.noValidate = true;
    view.form.onsubmit = (event) => {
      event.preventDefault();
      send(view);
    };
    view.status.className = "status";
    view.status.setAttribute("role", "status");
    parentElement.append(view.form, view.status);
    shown.set(parentElement, view);
  }
  view.done = () => setTriggerValue("done", Date.now());
  if (view.wanted !== wanted && !view.isOver) {
    view.wanted = wanted;
    view.data = data;
    draw(view);
  }
  return () => {
    view.form.remove();
    view.status.remove();
    shown.delete(parentElement);
  };
}

function draw(view) {
  const { data, form } = view;
  const button = make("button", data.is_grave ? "grave" : "main", data.submit);
  button.type = "submit";
  form.dataset.form = data.name;
  form.replaceChildren(...data.fields.map((field) => row(data, field)), button);
}

function row(data, field) {
  const id = `${data.name}-${field.name.replaceAll(".", "-")}`;
  if (field.kind === "radio" || field.kind === "checks") return group(id, field);
  const box = make("div", `field field-${field.kind}`);
  const label = make("label", "", field.label);
  label.htmlFor = id;
  const input = make("input");
  Object.assign(input, { id, name: field.name, type: field.kind, required: field.required ?? false });
  if (field.kind === "checkbox") input.checked = field.value ?? false;
  else input.value = field.value ?? "";
  if (field.autocomplete) input.autocomplete = field.autocomplete;
  if (field.kind !== "checkbox") Object.assign(input, { maxLength: field.longest ?? 128, autocapitalize: "none", spellcheck: false });
  box.append(...(field.kind === "checkbox" ? [input, label] : [label]));
  if (field.link) box.append(reading(field.link));
  if (field.hint) {
    const hint = make("p", "hint", field.hint);
    hint.id = `${id}-hint`;
    input.setAttribute("aria-describedby", hint.id);
    box.append(hint);
  }
  if (field.kind === "password") box.append(withEye(data, input));
  else if (field.kind !== "checkbox") box.append(input);
  return box;
}

function reading([words, href]) {
  const link = make("a", "reading", words);
  Object.assign(link, { href, target: "_blank", rel: "noopener" });
  return link;
}

function withEye(data, input) {
  const pair = make("div", "with-eye");
  const eye = make("button", "eye", data.words.show);
  eye.type = "button";
  eye.setAttribute("aria-pressed", "false");
  eye.onclick = () => {
    const isShown = input.type === "text";
    input.type = isShown ? "password" : "text";
    eye.textContent = isShown ? data.words.show : data.words.hide;
    eye.setAttribute("aria-pressed", String(!isShown));
  };
  pair.append(input, eye);
  return pair;
}

function group(id, field) {
  const box = make("fieldset", "field field-group");
  const isMany = field.kind === "checks";
  box.append(make("legend", "", field.label));
  for (const [value, name] of field.options) {
    const label = make("label", "choice");
    const input = make("input");
    Object.assign(input, { type: isMany ? "checkbox" : "radio", name: field.name, value, id: `${id}-${value}` });
    input.checked = isMany ? (field.value ?? []).includes(value) : (field.value ?? "") === value;
    label.append(input, make("span", "", name));
    box.append(label);
  }
  return box;
}

function collect(view) {
  const { data, form } = view;
  const body = structuredClone(data.fixed ?? {});
  for (const field of data.fields) {
    const path = field.name.split(".");
    const last = path.pop();
    const place = path.reduce((into, key) => {
      into[key] ??= {};
      return into[key];
    }, body);
    const inputs = [...form.querySelectorAll(`[name="${field.name}"]`)];
    if (field.kind === "checkbox") place[last] = field.sends ? (inputs[0].checked ? field.sends : null) : inputs[0].checked;
    else if (field.kind === "checks") place[last] = inputs.filter((one) => one.checked).map((one) => one.value);
    else if (field.kind === "radio") place[last] = read(field, inputs.find((one) => one.checked)?.value ?? "");
    else place[last] = inputs[0].value;
  }
  for (const name of data.unsent ?? []) delete body[name];
  return body;
}

function read(field, value) {
  if (value === "") return null;
  return field.is_yes_no ? value === "yes" : field.is_number ? Number(value) : value;
}

async function send(view) {
  const { data, form } = view;
  const answered = (name) => data.fields.some((field) => field.name === name && filled(form, field));
  const missing = data.fields.find(
    (field) => (field.required || (field.required_with ?? []).some(answered)) && !filled(form, field),
  );
  if (missing) {
    say(view, missing.missing ?? data.words.missing, form.querySelector(`[name="${missing.name}"]`));
    return;
  }
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  say(view, data.words.sending);
  try {
    const answer = await fetch(`/api/v1${data.path}`, {
      method: data.method,
      headers: { "Content-Type": "application/json", "X-MindConnect": "app" },
      body: data.method === "DELETE" ? undefined : JSON.stringify(collect(view)),
    });
    const told = answer.status === 204 ? {} : await answer.json();
    if (answer.ok) finish(view, told);
    else refuse(view, answer, told.code);
  } catch {
    say(view, data.words.unreachable);
  } finally {
    button.disabled = false;
  }
}

function filled(form, field) {
  const inputs = [...form.querySelectorAll(`[name="${field.name}"]`)];
  if (field.kind === "checkbox") return inputs[0].checked;
  if (field.kind === "radio" || field.kind === "checks") return inputs.some((one) => one.checked && one.value !== "");
  return inputs[0].value.trim() !== "";
}

function refuse(view, answer, code) {
  const { words, fields } = view.data;
  const wait = Math.ceil(Number(answer.headers.get("Retry-After") ?? 60));
  const sentence = words[`error.${code}`] ?? words.failed;
  const part = code?.startsWith("name") ? "name" : code?.includes("password") ? "password" : "";
  const field = fields.find((one) => part && one.name.includes(part) && one.kind !== "checkbox");
  const named = fields.find((one) => (one.codes ?? []).includes(code));
  const wanted = named ?? (code === "wrong_password" ? field : fields.findLast((one) => part && one.name.includes(part)) ?? field);
  const duration = wait > 90 ? words.minutes.replace("{n}", Math.ceil(wait / 60)) : words.seconds.replace("{n}", wait);
  say(view, sentence.replace("{wait}", duration), wanted && view.form.querySelector(`[name="${wanted.name}"]`));
}

function say(view, text, input) {
  for (const one of view.form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  view.status.textContent = text;
  view.status.classList.toggle("is-trouble", Boolean(input));
  if (!input) return;
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

function finish(view, told) {
  const { data } = view;
  for (const input of view.form.querySelectorAll("input[type=password]")) input.value = "";
  if (told.recovery_codes?.length) {
    showCodes(view, told.recovery_codes);
  } else if (told.picture && data.next) {
    showSecret(view, told);
  } else if (data.after === "reload") {
    location.reload();
  } else if (data.after.startsWith("/")) {
    location.assign(data.after);
  } else {
    say(view, data.words.done ?? "");
    view.done();
  }
}

function showCodes(view, codes) {
  const { words, after } = view.data;
  // A run of the page must not draw over what is shown this once.
  view.isOver = true;
  const box = make("section", "codes");
  const heading = make("h3", "", words["codes.heading"]);
  heading.tabIndex = -1;
  const list = make("ul");
  list.append(...codes.map((code) => make("li", "", code)));
  const copy = make("button", "", words["codes.copy"]);
  copy.type = "button";
  copy.onclick = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    view.status.textContent = words["codes.copied"];
  };
  const on = make("button", "main", words["codes.kept"]);
  on.type = "button";
  on.onclick = () => (after === "reload" ? location.reload() : close(view));
  const row = make("div", "row");
  row.append(copy, on);
  box.append(heading, make("p", "", words["codes.lead"]), list, row);
  view.status.textContent = "";
  view.form.replaceChildren(box);
  heading.focus();
}

function showSecret(view, told) {
  const { words, next } = view.data;
  // A run of the page must not draw over what is shown this once.
  view.isOver = true;
  view.data = { ...view.data, ...next, method: "POST", next: null };
  draw(view);
  const heading = make("h3", "", words["secret.heading"]);
  heading.tabIndex = -1;
  const picture = new DOMParser().parseFromString(told.picture, "text/html").querySelector("svg");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", words["secret.picture"]);
  const open = make("a", "", words["secret.open"]);
  open.href = told.address;
  const line = make("p");
  line.append(open);
  const key = make("code", "secret-key", told.key.match(/.{1,4}/g).join(" "));
  const box = make("section", "codes");
  box.append(heading, make("p", "", words["secret.lead"]), picture, line, make("p", "", words["secret.typed"]), key);
  view.form.prepend(box);
  say(view, "");
  heading.focus();
}

function close(view) {
  view.isOver = false;
  draw(view);
  view.done();
}

function make(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
