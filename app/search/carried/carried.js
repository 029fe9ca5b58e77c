// Narrows the list by words that must all stand in an entry; without it the whole list stands there.
const field = document.getElementById("q");
const count = document.getElementById("count");
const entries = [...document.querySelectorAll("#centers > li")].map((one) => ({ one, text: one.textContent.toLowerCase() }));
field.closest(".find").hidden = false;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { one, text } of entries) {
    one.hidden = !words.every((word) => text.includes(word));
    shown += one.hidden ? 0 : 1;
  }
  count.textContent = count.dataset.words.replace("{n}", shown);
});
