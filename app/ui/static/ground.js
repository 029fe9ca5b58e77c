// What every map of ours shares: the library, fetched once a page while it is idle, and a map that neither turns nor tilts.

let library;

export function load(assets) {
  const folder = `${location.origin}${assets}/vendor/maplibre-gl`;
  library ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${folder}/maplibre-gl.css` });
    style.onload = () => import(`${folder}/maplibre-gl.mjs`).then(resolve, reject);
    style.onerror = reject;
    document.head.append(style);
  });
  return library;
}

// view.data is what Python composed; view.map is there, with its style, when this has ended.
export async function open(view, gl, { style, padding, maxZoom, closest = maxZoom, isFolded }) {
  const { data, box } = view;
  if (!data.online) layStreets(style, data);
  view.gl = gl;
  view.map = new gl.Map({
    container: box,
    style,
    bounds: data.bounds,
    fitBoundsOptions: { padding, maxZoom: closest },
    minZoom: 5,
    maxZoom,
    maxBounds: [[118, 30.5], [138, 41.5]],
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: data.controls,
    attributionControl: { compact: true, customAttribution: data.attribution },
    // A finger that scrolls the page must not be caught by the map.
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    fadeDuration: 0,
  });
  view.fitted = data.boundsKey;
  view.map.touchZoomRotate.disableRotation();
  view.map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  view.map.addControl(new gl.ScaleControl({ unit: "metric" }), "bottom-left");
  const canvas = view.map.getCanvas();
  canvas.setAttribute("aria-label", data.label);
  // The wheel scrolls the page until somebody turns to the map.
  view.map.scrollZoom.disable();
  canvas.addEventListener("focus", () => view.map.scrollZoom.enable());
  canvas.addEventListener("blur", () => view.map.scrollZoom.disable());
  if (isFolded) box.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show");
  view.map.on("error", (event) => console.warn("map:", event.error?.message));
  await new Promise((resolve) => view.map.once("style.load", resolve));
}

// The streets that ways and times follow, above the land and what is painted on it, below every outline and name.
function layStreets(style, { streets, palette: p }) {
  const [minzoom, maxzoom] = streets.zooms;
  style.sources.streets = { type: "vector", tiles: [`${location.origin}${streets.tiles}/{z}/{x}/{y}.mvt`], minzoom, maxzoom };
  const ranked = (...ranks) => ["in", ["get", "rank"], ["literal", ranks]];
  const grow = (wide) => ["interpolate", ["exponential", 1.6], ["zoom"], 10, 0.4 * wide, 14, 2 * wide, 17, 9 * wide];
  const line = (id, filter, colour, width, more = {}) => ({
    id, type: "line", source: "streets", "source-layer": "street", filter, layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": colour, "line-width": width, ...more },
  });
  // Each road is a wide line of its edge's colour with a narrower one on it; edges first, so that crossings are open.
  const roads = [["small", 1, p.street], ["side", 1.6, p.street], ["main", 2.2, p.street], ["major", 2.6, p.streetMajor]];
  const layers = [
    line("street-path", ranked("path"), p.path, grow(0.5), { "line-dasharray": [2, 1.5] }),
    ...roads.map(([rank, wide]) => line(`street-${rank}-edge`, ranked(rank), p.streetEdge, grow(wide + 0.7))),
    ...roads.map(([rank, wide, colour]) => line(`street-${rank}`, ranked(rank), colour, grow(wide))),
  ];
  const names = {
    id: "street-name", type: "symbol", source: "streets", "source-layer": "street", minzoom: 13, filter: ["!=", ["get", "rank"], "path"],
    layout: {
      "symbol-placement": "line", "symbol-spacing": 320, "text-font": ["Pretendard Variable"],
      "text-field": ["case", ["==", ["get", streets.name], ""], ["get", "name"], ["get", streets.name]],
      "text-size": ["interpolate", ["linear"], ["zoom"], 13, 10.5, 17, 13],
    },
    paint: { "text-color": p.streetName, "text-halo-color": p.land, "text-halo-width": 1.4 },
  };
  const before = (id) => style.layers.findIndex((layer) => layer.id === id);
  style.layers.splice(before("emd"), 0, ...layers);
  style.layers.splice(before("emd-name"), 0, names);
}
