// A page that the server wrote whole comes to life: suggestions, position and stars at once, in its own elements;
// Streamlit, which can do the rest (the map, filters that answer by themselves), once somebody touches a thing that only
// it can do, or when a device with a mouse has nothing else to do. It takes the page's place in one step.

const answer = document.getElementById("answer");
const root = document.getElementById("root");
const assets = new URL(".", import.meta.url).pathname.replace(/\/$/, "");
const words = JSON.parse(document.getElementById("live-words").textContent);

let isAwake = false;
let isAsked = false;

export function wake() {
  if (isAwake || document.documentElement.classList.contains("no-live")) return;
  isAwake = true;
  const files = document.getElementById("streamlit").content.cloneNode(true);
  const sheets = files.querySelectorAll('link[rel="stylesheet"]');
  // Before ours, which have the last word.
  document.querySelector('link[rel="stylesheet"]').before(...sheets);
  document.head.append(files);
  const watch = new MutationObserver(() => takeOver(watch));
  watch.observe(root, { childList: true, subtree: true, attributeFilter: ["data-test-script-state"] });
}

// Nothing changes under somebody's fingers: a field in use puts it off, and so does what was filled in and not sent yet,
// but for who asked for the live page.
function isBusy() {
  const fields = [...answer.querySelectorAll("input, select, textarea")];
  return fields.some((field) => field === document.activeElement || (!isAsked && isChanged(field)));
}

function isChanged(field) {
  if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

function takeOver(watch) {
  if (!root.querySelector('.stApp[data-test-script-state="notRunning"] .stMain .stElementContainer')) return;
  // Streamlit fetches its widgets one by one, and draws grey bars until they are there.
  if (root.querySelector('[data-testid^="stSkeleton"]')) return;
  if (isBusy()) {
    addEventListener("focusout", () => setTimeout(() => takeOver(watch)), { once: true });
    return;
  }
  watch.disconnect();
  if (!answer.isConnected) return;
  const seen = [...answer.querySelectorAll("[data-id]")].find((one) => one.getBoundingClientRect().bottom > 0);
  const id = scrollY > 0 && seen?.dataset.id;
  const top = seen?.getBoundingClientRect().top;
  const hasKeyboard = answer.contains(document.activeElement) || (isAsked && document.activeElement === document.body);
  answer.remove();
  delete document.body.dataset.answer;
  root.classList.remove("waiting");
  if (hasKeyboard) document.getElementById("main").focus({ preventScroll: true });
  const same = id && root.querySelector(`[data-id="${id}"]`);
  if (same) scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
}

addEventListener("live", wake);
answer.addEventListener("click", (event) => {
  const touched = event.target.closest("[data-live]");
  if (!touched) return;
  touched.disabled = true;
  touched.textContent = words.waiting;
  isAsked = true;
  wake();
});

// A telephone pays for each byte, and its page is whole as it is.
if (matchMedia("(pointer: fine)").matches && !navigator.connection?.saveData && (navigator.connection?.effectiveType ?? "4g") === "4g") {
  const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));
  if (document.readyState === "complete") idle(wake);
  else addEventListener("load", () => idle(wake));
}

// Parts of the live page, in elements of this one ----------------------------------------------------------------

const part = (name) => import(`${assets}/components/${name}.js`);
const form = document.getElementById("where");
const place = form?.querySelector(".where-position");
if (place) {
  part("position").then(({ default: draw }) => {
    place.replaceChildren();
    draw({
      parentElement: place,
      data: { ...words.position, assets },
      setTriggerValue: (_, { cell }) => send({ cell }),
    });
  });
  // Suggestions only for who types: a page that is read needs none.
  document.getElementById("q").addEventListener("focus", () => suggest(), { once: true });
}

// What was chosen goes with the form, so that what else stands in it is not lost.
function send(values) {
  for (const [name, value] of Object.entries(values)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

async function suggest() {
  const { default: draw } = await part("suggestions");
  const status = document.createElement("div");
  form.append(status);
  const field = document.getElementById("q");
  const choose = (_, { typed, number }) => {
    field.value = typed;
    send({ choice: number });
  };
  draw({ parentElement: status, data: { words: words.suggest, is_english: document.documentElement.lang === "en" }, setTriggerValue: choose });
}

const stars = answer.querySelectorAll(".result[data-id], [data-star]");
if (stars.length) {
  import(`${assets}/favourites.js`).then(({ star }) => {
    for (const one of stars) {
      const isSmall = one.matches(".result");
      const name = isSmall ? one.querySelector(".name").textContent : one.dataset.name;
      (isSmall ? one.querySelector(".result-head") : one).append(star(one.dataset.id ?? one.dataset.star, name, words.star, { isSmall }));
    }
  });
}
