// What stands above the list of favourites: how many, a file out and in, away with all, and matching with the account.

const shown = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { box: make("div", "favourites-bar"), status: make("p", "status") };
    view.status.setAttribute("role", "status");
    parentElement.append(view.box, view.status);
    shown.set(parentElement, view);
    import(`${location.origin}${data.assets}/favourites.js`).then((store) => {
      view.store = store;
      view.stop = store.onChange(() => told(view));
      const account = view.data.account?.id;
      if (account && agreed(view)) store.sync(account).catch(() => say(view, view.data.words.failed));
      told(view);
    });
  }
  view.data = data;
  view.send = (ids) => setStateValue("ids", ids);
  if (view.store) draw(view);
  return () => {
    view.stop?.();
    view.box.remove();
    view.status.remove();
    shown.delete(parentElement);
  };
}

function told(view) {
  view.send(view.store.read().map((one) => one.id));
  draw(view);
}

function draw(view) {
  const { data, store, box } = view;
  const { words, account, gone } = data;
  const list = store.read();
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  const row = make("div", "row");
  if (list.length) row.append(button("export", words.export, () => save(store.fileOf(data.names))));
  row.append(filePicker(view));
  const lost = list.filter((one) => gone.includes(one.id));
  if (lost.length) row.append(button("gone", words.forget_gone, () => store.write(list.filter((one) => !gone.includes(one.id)))));
  if (list.length) row.append(button("clear", view.isSure ? words.clear_sure : words.clear, () => clear(view)));
  box.replaceChildren(row, ...(account ? matching(view) : [make("p", "hint", words.sync_offer)]));
  if (focused) box.querySelector(`[data-act="${focused}"]`)?.focus();
}

function clear(view) {
  if (!view.isSure) {
    view.isSure = true;
    draw(view);
    return;
  }
  view.isSure = false;
  view.store.write([]);
  const account = view.data.account?.id;
  if (account && agreed(view)) view.store.sync(account).catch(() => say(view, view.data.words.failed));
  say(view, view.data.words.cleared);
}

// Matched with this account, on the ground of the words in force; after a change of words it is asked anew.
function agreed({ store, data: { account } }) {
  return store.syncedWith() === account.id && store.agreedTo() === account.consent;
}

function matching(view) {
  const { words, account } = view.data;
  if (agreed(view)) {
    const line = make("p", "hint", words.sync_on);
    return [line, button("stop", words.sync_stop, () => attempt(view, () => view.store.stopSync(), words.stopped))];
  }
  const lead = make("p", "hint", words.sync_lead.replaceAll("{name}", account.name));
  return [lead, button("sync", words.sync, () => attempt(view, () => view.store.sync(account.id, account.consent), words.synced))];
}

async function attempt(view, act, done) {
  try {
    await act();
    say(view, done);
  } catch {
    say(view, view.data.words.failed);
  }
  told(view);
}

function filePicker(view) {
  const { words } = view.data;
  const input = make("input", "sr-only");
  Object.assign(input, { type: "file", accept: "application/json,.json", tabIndex: -1 });
  input.setAttribute("aria-hidden", "true");
  input.onchange = async () => {
    const file = input.files[0];
    const count = file && file.size < 200_000 ? view.store.bringIn(await file.text()) : null;
    say(view, count === null ? words.unreadable : words.imported.replace("{n}", count));
    told(view);
  };
  const pair = make("span");
  pair.append(button("import", words.import, () => input.click()), input);
  return pair;
}

function save(text) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "mindconnect-favourites.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

function say(view, text) {
  view.status.textContent = text;
}

function button(act, text, onclick) {
  const made = make("button", "", text);
  made.type = "button";
  made.dataset.act = act;
  made.onclick = onclick;
  return made;
}

function make(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
