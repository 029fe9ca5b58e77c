// Cells on a map: H3 hexagons of a size that fits the zoom, drawn for the part in sight only. The cells and the people
// in them are fetched once a state of the data; a change of reading sends one byte a cell. What is coarser than a cell
// is the mean over the people in it, so that an empty mountain does not hide a town.

const shown = new WeakMap();
let ground, hexagons, grid;

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { box: document.createElement("div"), tip: document.createElement("p") };
    view.box.className = "map cells";
    parentElement.append(view.box);
    shown.set(parentElement, view);
  }
  view.data = data;
  view.told = setTriggerValue;
  start(view).then(() => draw(view), (error) => refuse(view, error));
  return () => {
    view.map?.remove();
    view.box.remove();
    shown.delete(parentElement);
  };
}

function load({ assets, cells }) {
  ground ??= import(`${location.origin}${assets}/ground.js`);
  hexagons ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: `${location.origin}${assets}/vendor/h3-js/h3-js.umd.js` });
    script.onload = () => resolve(window.h3);
    script.onerror = reject;
    document.head.append(script);
  });
  if (grid?.url !== cells) grid = { url: cells, read: hexagons.then((h3) => read(h3, cells)) };
  return Promise.all([ground, ground.then((shared) => shared.load(assets)), hexagons, grid.read]);
}

// The file: how many cells, their short indices, the people in each. A short index is the base cell and its eight
// digits (31 bits); what is left out of an index of resolution 8 is always the same.
async function read(h3, url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`cells: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const n = new Uint32Array(bytes, 0, 1)[0];
  const short = new Uint32Array(bytes, 4, n);
  const people = new Float32Array(bytes, 4 + 4 * n, n);
  const names = Array.from(short, long);
  // Cells of one parent stand together, so parents are found by their first digits without asking for each.
  const levels = [8, 7, 6, 5].map((resolution) => {
    const shift = 3 * (8 - resolution);
    const parent = new Int32Array(n);
    const first = [];
    for (let at = 0; at < n; at += 1) {
      if (!at || short[at] >>> shift !== short[at - 1] >>> shift) first.push(at);
      parent[at] = first.length - 1;
    }
    const cells = first.map((at) => (resolution === 8 ? names[at] : h3.cellToParent(names[at], resolution)));
    const centres = Float64Array.from(cells.flatMap((cell) => h3.cellToLatLng(cell)));
    return { resolution, parent, cells, centres };
  });
  return { n, people, levels, names };
}

function long(short) {
  const bits = (0x88n << 52n) | (BigInt(short) << 21n) | 0x1fffffn;
  return bits.toString(16);
}

function start(view) {
  view.started ??= load(view.data).then(async ([{ open }, gl, h3]) => {
    view.h3 = h3;
    await open(view, gl, { style: styleOf(view.data), padding: 8, maxZoom: 14, isFolded: true });
    view.map.on("moveend", () => paint(view));
    listen(view);
  });
  return view.started;
}

function refuse(view, error) {
  console.warn("map:", error?.message);
  view.box.classList.add("map-none");
  view.box.textContent = view.data.unavailable;
}

async function draw(view) {
  const { map, data } = view;
  if (!map || view.drawn === data) return;
  view.drawn = data;
  map.getCanvas().setAttribute("aria-label", data.label);
  view.grid = (await load(data))[3];
  const [least, most] = [data.least, data.most].map((sent) => Uint8Array.from(atob(sent), (letter) => letter.charCodeAt(0)));
  view.means = view.grid.levels.map((level) => means(view.grid, level, least, most));
  if (view.fitted !== data.boundsKey) {
    view.fitted = data.boundsKey;
    map.fitBounds(data.bounds, { padding: 8, duration: 0 });
  }
  paint(view);
}

// Means over people, of both bounds.
function means({ n, people }, { parent, cells }, least, most) {
  const low = new Float64Array(cells.length);
  const high = new Float64Array(cells.length);
  const all = new Float64Array(cells.length);
  for (let at = 0; at < n; at += 1) {
    all[parent[at]] += people[at];
    low[parent[at]] += least[at] * people[at];
    high[parent[at]] += most[at] * people[at];
  }
  const mean = (sums) => sums.map((one, at) => (all[at] > 0 ? one / all[at] : 0));
  return { low: mean(low), high: mean(high), people: all };
}

const levelFor = (zoom) => (zoom < 6.8 ? 3 : zoom < 8.2 ? 2 : zoom < 9.8 ? 1 : 0);

function paint(view) {
  const { map, h3, data, grid: { levels }, means: all } = view;
  const number = levelFor(map.getZoom());
  const { cells, centres, resolution } = levels[number];
  const { low, high, people } = all[number];
  const [[west, south], [east, north]] = map.getBounds().toArray();
  const [dx, dy] = [0.15 * (east - west), 0.15 * (north - south)];
  const features = [];
  for (let at = 0; at < cells.length; at += 1) {
    const [lat, lon] = [centres[2 * at], centres[2 * at + 1]];
    if (lon < west - dx || lon > east + dx || lat < south - dy || lat > north + dy || people[at] < data.fewest) continue;
    features.push({
      type: "Feature",
      properties: { colour: colour(data, low[at], high[at]), low: low[at], high: high[at], people: people[at] },
      geometry: { type: "Polygon", coordinates: [h3.cellToBoundary(cells[at], true)] },
    });
  }
  map.getSource("cells").setData({ type: "FeatureCollection", features });
  delete view.box.dataset.ready;
  map.once("idle", () => {
    view.box.dataset.resolution = resolution;
    view.box.dataset.cells = features.length;
    view.box.dataset.ready = data.boundsKey;
  });
}

// Classes hold their lower bound, as in the legend; where the bounds lie in two classes, the class is not known.
function colour({ breaks, colours, hasZero, unknown }, low, high) {
  const classOf = (value) => (hasZero && value === 0 ? 0 : breaks.filter((bound) => value >= bound).length + (hasZero ? 1 : 0));
  return classOf(low) === classOf(high) ? colours[classOf(high)] : unknown;
}

function listen(view) {
  const { map, gl } = view;
  const tip = new gl.Popup({ closeButton: false, closeOnClick: false, className: "map-tip", offset: 8 });
  const say = (event) => {
    const { words, unit } = view.data;
    const { low, high, people } = event.features[0].properties;
    const count = Math.round(people).toLocaleString("en");
    const [least, most] = [low, high].map((value) => (value * unit).toFixed(view.data.decimals));
    const text = least === most ? words.value.replace("{value}", most) : words.between.replace("{low}", least).replace("{high}", most);
    tip.setLngLat(event.lngLat).setText(`${text} · ${words.people.replace("{people}", count)}`).addTo(map);
  };
  map.on("mousemove", "cells", say);
  map.on("click", "cells", say);
  map.on("mouseleave", "cells", () => tip.remove());
}

function styleOf({ palette: p, tiles, assets, maxZoom }) {
  const font = ["Pretendard Variable"];
  const level = (name) => ["==", ["get", "level"], name];
  const outline = (id, colour, width, minzoom) => ({
    id, type: "line", source: "base", "source-layer": "region", filter: level(id), minzoom,
    layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": width },
  });
  const named = (name, size, minzoom, maxzoom) => ({
    id: `${name}-name`, type: "symbol", source: "base", "source-layer": "label", filter: level(name), minzoom, maxzoom,
    layout: { "text-field": ["get", "name"], "text-font": font, "text-size": size, "text-padding": 6 },
    paint: { "text-color": p.text, "text-halo-color": "#fff", "text-halo-width": 1.8 },
  });
  return {
    version: 8,
    sources: {
      base: { type: "vector", tiles: [`${location.origin}${tiles}/{z}/{x}/{y}.mvt`], minzoom: 4, maxzoom: maxZoom },
      neighbours: { type: "geojson", data: `${location.origin}${assets}/neighbours.geojson` },
      cells: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": p.sea } },
      { id: "neighbours", type: "fill", source: "neighbours", paint: { "fill-color": p.neighbours } },
      { id: "land", type: "fill", source: "base", "source-layer": "region", filter: level("sido"), paint: { "fill-color": "#e7e8e4" } },
      { id: "cells", type: "fill", source: "cells", paint: { "fill-color": ["get", "colour"], "fill-outline-color": "rgba(255,255,255,0.35)", "fill-antialias": true } },
      outline("emd", p.emd, 0.7, 11),
      outline("sigungu", "#7d8788", 0.7, 8),
      outline("sido", "#56625f", 1.2, 0),
      named("emd", 12, 12, 24),
      named("sigungu", 13, 8, 12),
      named("sido", 14, 5, 8),
    ],
  };
}
