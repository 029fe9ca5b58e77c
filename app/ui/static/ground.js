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
  view.map.getCanvas().setAttribute("aria-label", data.label);
  if (isFolded) box.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show");
  view.map.on("error", (event) => console.warn("map:", event.error?.message));
  await new Promise((resolve) => view.map.once("style.load", resolve));
}
