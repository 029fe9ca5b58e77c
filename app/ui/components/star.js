// The star of one center's details.

const shown = new WeakMap();

export default function ({ parentElement, data }) {
  const wanted = JSON.stringify(data);
  if (shown.get(parentElement) !== wanted) {
    shown.set(parentElement, wanted);
    import(`${location.origin}${data.assets}/favourites.js`).then(({ star }) => {
      if (shown.get(parentElement) !== wanted) return;
      parentElement.querySelector(".star-box")?.remove();
      parentElement.append(star(data.id, data.name, data.words, { isSmall: false }));
    });
  }
  return () => {
    parentElement.querySelector(".star-box")?.remove();
    shown.delete(parentElement);
  };
}
