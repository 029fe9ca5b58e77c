// The map: our own outlines and names, and centers as points that group when many. A mark that is tapped says in short
// what it is, and the list beside it, which holds whatever the map shows, turns to it. It tells Python which center was
// chosen and nothing else.

const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let view = shown.get(parentElement);
  if (!view) {
    view = { box: document.createElement("div"), fitted: null };
    view.box.className = "map";
    parentElement.append(view.box);
    shown.set(parentElement, view);
  }
  view.data = data;
  view.choose = (id) => setTriggerValue("chosen", id);
  view.box.dataset.size = data.size;
  start(view).then(() => draw(view), (error) => refuse(view, error));
  return () => {
    view.map?.remove();
    view.box.remove();
    shown.delete(parentElement);
  };
}

const ground = (assets) => import(`${location.origin}${assets}/ground.js`);

function start(view) {
  view.started ??= ground(view.data.assets).then(async ({ load, open }) => {
    const { data } = view;
    const gl = await load(data.assets);
    // On a small map the sources stay folded behind their button; the page's foot names them too.
    const options = { padding: room(view), maxZoom: 17, closest: 16, isFolded: isSmall(view) };
    await open(view, gl, { style: styleOf(data), ...options });
    await addImages(view.map, data.marks);
    listen(view);
  });
  return view.started;
}

const MARKS = ["center", "group"];
const isSmall = ({ box }) => box.clientHeight < 320;
const room = (view) => (isSmall(view) ? 8 : 24);

function refuse(view, error) {
  console.warn("map:", error?.message);
  view.box.classList.add("map-none");
  view.box.textContent = view.data.unavailable;
}

function draw(view) {
  const { map, data, box } = view;
  if (!map || view.drawn === data) return;
  view.drawn = data;
  map.getCanvas().setAttribute("aria-label", data.label);
  map.getSource("area").setData(data.area ?? nothing());
  map.getSource("reach").setData(data.reach ?? nothing());
  map.getSource("route").setData(data.route ?? nothing());
  map.getSource("origin").setData(data.origin ?? nothing());
  map.getSource("chosen").setData(points(data.points.filter((point) => point[0] === data.chosen)));
  map.getSource("centers").setClusterOptions({ cluster: data.grouped, clusterRadius: isSmall(view) ? 28 : 42, clusterMaxZoom: 14 });
  map.getSource("centers").setData(points(data.points.filter((point) => point[0] !== data.chosen)));
  outlineRegion(map, data.region);
  if (view.fitted !== data.boundsKey) {
    view.fitted = data.boundsKey;
    map.fitBounds(data.bounds, { padding: room(view), duration: 500, maxZoom: 16 });
  } else if (data.chosen) {
    const [, lon, lat] = data.points.find((point) => point[0] === data.chosen) ?? [];
    if (lon && !map.getBounds().contains([lon, lat])) map.easeTo({ center: [lon, lat], duration: 500 });
  }
  delete box.dataset.ready;
  map.once("idle", () => {
    box.dataset.ready = data.boundsKey;
    box.dataset.points = data.points.length;
    box.dataset.routes = map.queryRenderedFeatures({ layers: ["route"] }).length;
    box.dataset.streets = map.getLayer("street-main") ? map.queryRenderedFeatures({ layers: ["street-main"] }).length : 0;
  });
}

const nothing = () => ({ type: "FeatureCollection", features: [] });

function points(rows) {
  const features = rows.map(([id, lon, lat, group, name, slot]) => ({
    type: "Feature",
    properties: { id, group, name, slot },
    geometry: { type: "Point", coordinates: [lon, lat] },
  }));
  return { type: "FeatureCollection", features };
}

// The region that is searched as a whole, outlined: a city with gu is several units.
function outlineRegion(map, region) {
  const among = ["all", ["==", ["get", "level"], region?.level ?? "none"], ["in", ["get", "code"], ["literal", region?.codes ?? []]]];
  map.setFilter("region-fill", among);
  map.setFilter("region-line", among);
}

function listen(view) {
  const { map, gl } = view;
  const tip = new gl.Popup({ closeButton: false, closeOnClick: false, className: "map-tip", offset: 12 });
  const say = (event, words) => {
    map.getCanvas().style.cursor = "pointer";
    tip.setLngLat(event.lngLat).setText(words).addTo(map);
  };
  const hush = () => {
    map.getCanvas().style.cursor = "";
    tip.remove();
  };
  for (const layer of ["center", "chosen"]) {
    map.on("mousemove", layer, (event) => {
      const { id, name } = event.features[0].properties;
      if (view.told !== id) say(event, name);
    });
    map.on("mouseleave", layer, hush);
  }
  view.popup = new gl.Popup({ anchor: "bottom", closeOnClick: false, className: "map-popup", maxWidth: "17rem" });
  view.popup.on("close", () => turnList(view, null));
  map.on("click", ({ point }) => {
    tip.remove();
    const [mark] = map.queryRenderedFeatures(point, { layers: MARKS });
    if (mark) approach(view, mark);
    else view.popup.remove();
  });
  view.box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && view.popup.isOpen()) {
      view.popup.remove();
      map.getCanvas().focus();
    } else if (event.key === "Enter" && event.target === map.getCanvas()) approach(view, middle(map));
  });
  map.on("mousemove", "group", () => {
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "group", hush);
}

// What a mark says in short. It stands above the mark, and the map moves until all of it is seen.
function tell(view, { id }) {
  const { map, data, popup } = view;
  const told = data.popups?.[id];
  const [, lon, lat, , , slot] = data.points.find((point) => point[0] === id) ?? [];
  if (!told || lon === undefined) return;
  const [right, down] = offset(slot, data.slots);
  popup.setLngLat([lon, lat]).setOffset([right, down - 14]).setDOMContent(words(view, id, told)).addTo(map);
  const box = popup.getElement();
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", told.name);
  const [inner, outer] = [box.getBoundingClientRect(), view.box.getBoundingClientRect()];
  const over = (start, end) => Math.min(start - 8, 0) || Math.max(end + 8, 0);
  map.panBy([
    over(inner.left - outer.left, inner.right - outer.right),
    over(inner.top - outer.top, inner.bottom - outer.bottom),
  ], { duration: 300 });
  turnList(view, id);
}

// A group comes apart, a center tells of itself.
async function approach(view, mark) {
  const { map } = view;
  if (!mark) return;
  const { geometry, properties } = mark;
  if (!properties.cluster) return tell(view, properties);
  const zoom = await map.getSource("centers").getClusterExpansionZoom(properties.cluster_id);
  map.easeTo({ center: geometry.coordinates, zoom: Math.min(zoom + 0.3, 17) });
}

// Who has no pointer moves the map until what is wanted lies in its middle.
function middle(map) {
  const { x, y } = map.project(map.getCenter());
  const away = ({ geometry }) => {
    const spot = map.project(geometry.coordinates);
    return Math.hypot(spot.x - x, spot.y - y);
  };
  return map.queryRenderedFeatures({ layers: MARKS }).sort((a, b) => away(a) - away(b))[0];
}

function words(view, id, { name, spelled, state, far, href }) {
  const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });
  const heading = Object.assign(element("p", "popup-name", name), { lang: "ko" });
  const latin = Object.assign(element("p", "spelled", spelled), { lang: "ko-Latn" });
  const facts = element("p", "what", "");
  if (state) facts.append(element("span", state.tone, state.text));
  if (far) facts.append(element("span", "far", far));
  const link = Object.assign(element("a", "popup-details", view.data.words.details), { href });
  link.onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    view.choose(id);
  };
  const body = document.createElement("div");
  body.append(heading, ...(spelled ? [latin] : []), ...(state || far ? [facts] : []), link);
  return body;
}

// The list is a component of its own; it hears by the page which center is told of, and null when none is.
function turnList(view, id) {
  view.told = id;
  document.dispatchEvent(new CustomEvent("center-told", { detail: id }));
}

// Marks differ in shape and colour: a round one for public centers, a square one for clinics and hospitals.
async function addImages(map, marks) {
  const size = 26;
  for (const [name, { fill, shape }] of Object.entries(marks)) {
    for (const [suffix, scale] of [["", 2], ["-chosen", 3.2]]) {
      const canvas = Object.assign(document.createElement("canvas"), { width: size * scale, height: size * scale });
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      pen.lineWidth = suffix ? 3 : 2;
      pen.strokeStyle = suffix ? "#1d2527" : "#fff";
      pen.fillStyle = fill;
      pen.beginPath();
      if (shape === "round") pen.arc(13, 13, 9, 0, 2 * Math.PI);
      else pen.roundRect(5, 5, 16, 16, 3);
      pen.fill();
      pen.stroke();
      pen.fillStyle = "#fff";
      pen.beginPath();
      if (shape === "round") pen.arc(13, 13, 3.2, 0, 2 * Math.PI);
      else {
        pen.rect(11.4, 8, 3.2, 10);
        pen.rect(8, 11.4, 10, 3.2);
      }
      pen.fill();
      map.addImage(name + suffix, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: 2 });
    }
  }
}

// Centers of one building stand around their point, so that each can be seen and tapped: few close to it, more farther.
function offset(slot, slots) {
  if (!slot) return [0, 0];
  const turn = ((slot - 1) / slots) * 2 * Math.PI;
  const far = slot <= slots ? 18 : 38;
  return [far * Math.sin(turn), -far * Math.cos(turn)];
}

function around(slots) {
  const ring = Array.from({ length: 2 * slots }, (_, at) => [at + 1, ["literal", offset(at + 1, slots)]]);
  return ["match", ["get", "slot"], ...ring.flat(), ["literal", [0, 0]]];
}

function styleOf(data) {
  const { palette: p } = data;
  const font = ["Pretendard Variable"];
  const level = (name) => ["==", ["get", "level"], name];
  const outline = (id, name, colour, width, minzoom) => ({
    id, type: "line", source: "base", "source-layer": "region", filter: level(name), minzoom,
    layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width },
  });
  const named = (id, name, size, colour, minzoom, maxzoom) => ({
    id, type: "symbol", source: "base", "source-layer": "label", filter: level(name), minzoom, maxzoom,
    layout: { "text-field": ["get", "name"], "text-font": font, "text-size": size, "text-padding": 6 },
    paint: { "text-color": colour, "text-halo-color": p.land, "text-halo-width": 1.6 },
  });
  const grow = (from, to) => ["interpolate", ["linear"], ["zoom"], 6, from, 13, to];
  const tiles = data.online
    ? [{ id: "online", type: "raster", source: "online" }]
    : [{ id: "land", type: "fill", source: "base", "source-layer": "region", filter: level("sido"), paint: { "fill-color": p.land } }];
  const collection = (options = {}) => ({ type: "geojson", data: nothing(), ...options });
  return {
    version: 8,
    sources: {
      ...(data.online && { online: { type: "raster", tiles: [data.online.url], tileSize: 256, attribution: data.online.attribution } }),
      base: { type: "vector", tiles: [`${location.origin}${data.tiles}/{z}/{x}/{y}.mvt`], minzoom: 4, maxzoom: data.maxZoom },
      neighbours: { type: "geojson", data: `${location.origin}${data.assets}/neighbours.geojson` },
      area: collection(),
      reach: collection(),
      route: collection(),
      origin: collection(),
      chosen: collection(),
      centers: collection({ cluster: true, clusterRadius: 42, clusterMaxZoom: 14 }),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": p.sea } },
      { id: "neighbours", type: "fill", source: "neighbours", paint: { "fill-color": p.neighbours } },
      ...tiles,
      outline("emd", "emd", p.emd, 0.8, 11),
      outline("sigungu", "sigungu", p.sigungu, grow(0.4, 1.6), 7),
      outline("sido", "sido", p.sido, grow(0.8, 2), 0),
      { id: "region-fill", type: "fill", source: "base", "source-layer": "region", filter: level("none"), paint: { "fill-color": p.area, "fill-opacity": 0.08 } },
      outline("region-line", "none", p.area, 2.5, 0),
      { id: "area-fill", type: "fill", source: "area", paint: { "fill-color": p.area, "fill-opacity": 0.08 } },
      { id: "area-line", type: "line", source: "area", paint: { "line-color": p.area, "line-width": 2, "line-dasharray": [3, 2] } },
      // Areas contain one another: what is reached sooner lies under more of them and is darker.
      { id: "reach-fill", type: "fill", source: "reach", paint: { "fill-color": p.reach, "fill-opacity": 0.13 } },
      { id: "reach-line", type: "line", source: "reach", paint: { "line-color": p.reach, "line-width": 1.5 } },
      named("emd-name", "emd", 12, p.text, 12, 24),
      named("sigungu-name", "sigungu", 13, p.text, 8, 12),
      named("sido-name", "sido", 14, p.text, 5, 8),
      { id: "station", type: "symbol", source: "base", "source-layer": "station", minzoom: 12.5,
        layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 12, "text-offset": [0, 0.5], "text-anchor": "top" },
        paint: { "text-color": p.station, "text-halo-color": p.land, "text-halo-width": 1.4 } },
      { id: "station-dot", type: "circle", source: "base", "source-layer": "station", minzoom: 12.5, paint: { "circle-radius": 3.5, "circle-color": p.land, "circle-stroke-color": p.station, "circle-stroke-width": 2 } },
      { id: "reach-name", type: "symbol", source: "reach",
        layout: { "symbol-placement": "line", "symbol-spacing": 400, "text-field": ["get", "name"], "text-font": font, "text-size": 12, "text-keep-upright": true },
        paint: { "text-color": p.reach, "text-halo-color": "#fff", "text-halo-width": 2 } },
      { id: "route-beside", type: "line", source: "route", filter: ["==", ["get", "part"], "beside"],
        paint: { "line-color": p.route, "line-width": 3, "line-dasharray": [1, 1.5] } },
      { id: "route-casing", type: "line", source: "route", filter: ["==", ["get", "part"], "street"],
        layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": "#fff", "line-width": 9 } },
      { id: "route", type: "line", source: "route", filter: ["==", ["get", "part"], "street"],
        layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": p.route, "line-width": 5 } },
      { id: "origin-area", type: "fill", source: "origin", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": p.origin, "fill-opacity": 0.1 } },
      { id: "origin-edge", type: "line", source: "origin", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": p.origin, "line-width": 2 } },
      { id: "origin", type: "circle", source: "origin", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7, "circle-color": p.origin, "circle-stroke-color": "#fff", "circle-stroke-width": 3 } },
      { id: "group", type: "circle", source: "centers", filter: ["has", "point_count"],
        paint: { "circle-color": p.group, "circle-stroke-color": "#fff", "circle-stroke-width": 2, "circle-radius": ["step", ["get", "point_count"], 15, 10, 18, 50, 23, 200, 28] } },
      { id: "group-count", type: "symbol", source: "centers", filter: ["has", "point_count"],
        layout: { "text-field": ["get", "point_count"], "text-font": font, "text-size": 14, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
      { id: "center", type: "symbol", source: "centers", filter: ["!", ["has", "point_count"]], layout: { "icon-image": ["get", "group"], "icon-offset": around(data.slots), "icon-allow-overlap": true, "symbol-sort-key": ["match", ["get", "group"], "public", 1, 0] } },
      { id: "chosen", type: "symbol", source: "chosen", layout: { "icon-image": ["concat", ["get", "group"], "-chosen"], "icon-allow-overlap": true } },
    ],
  };
}
