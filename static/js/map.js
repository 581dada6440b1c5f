// The map of kecamatan and kelurahan. Without this script the drawing made on the server stays; the table is always there.
(() => {
  "use strict";
  const place = document.getElementById("city-map");
  const figuresElement = document.getElementById("city-map-figures");
  if (!place || !figuresElement || typeof L === "undefined") return;
  const figures = JSON.parse(figuresElement.textContent);
  const levels = document.getElementById("city-map-levels");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  let told = null;

  const shape = (feature) => ({
    className: `map-region shade-${(figures[feature.properties.kode] || [0])[0]}`,
    weight: 1,
    fillOpacity: 1,
  });

  const dress = (feature, layer) => {
    const known = figures[feature.properties.kode];
    const words = document.createElement("span");
    words.textContent = known ? known[1] : feature.properties.nama;
    layer.bindTooltip(words, { sticky: true });
    if (!known) return;
    const go = () => { location.href = place.dataset.base + known[2] + "/"; };
    layer.on("click", (event) => {
      // A finger has no hovering: the first tap tells the figures, the second one goes to the page.
      if (event.originalEvent.pointerType === "touch" && told !== layer) {
        told = layer;
        layer.openTooltip(event.latlng);
      } else go();
    });
    layer.on("add", () => {
      const drawn = layer.getElement();
      drawn.setAttribute("tabindex", "0");
      drawn.setAttribute("role", "link");
      drawn.setAttribute("aria-label", known[1]);
      drawn.addEventListener("focus", () => layer.openTooltip(layer.getBounds().getCenter()));
      drawn.addEventListener("blur", () => layer.closeTooltip());
      drawn.addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
    });
  };

  const draw = (collection) => {
    place.replaceChildren();
    place.classList.add("is-live");
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", place.dataset.label);
    const map = L.map(place, {
      attributionControl: false, zoomControl: false, zoomSnap: 0.25, scrollWheelZoom: false, zoomAnimation: !still,
    });
    L.control.zoom({ zoomInTitle: place.dataset.zoomIn, zoomOutTitle: place.dataset.zoomOut }).addTo(map);
    const layers = {};
    for (const level of ["kecamatan", "kelurahan"]) {
      const features = collection.features.filter((feature) => feature.properties.tingkat === level);
      layers[level] = L.geoJSON({ type: "FeatureCollection", features }, { style: shape, onEachFeature: dress });
    }
    map.fitBounds(layers.kecamatan.getBounds(), { padding: [8, 8], animate: false });
    map.setMaxBounds(layers.kecamatan.getBounds().pad(0.3));
    map.setMinZoom(map.getZoom() - 0.5);
    const show = (level) => {
      for (const [name, layer] of Object.entries(layers)) name === level ? layer.addTo(map) : layer.remove();
      for (const button of levels.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.dataset.level === level));
      }
      for (const legend of document.querySelectorAll("[data-legend]")) legend.hidden = legend.dataset.legend !== level;
    };
    levels.hidden = false;
    levels.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-level]");
      if (button) show(button.dataset.level);
    });
    show("kecamatan");
  };

  fetch(place.dataset.shapes)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then(draw)
    .catch(() => {}); // the drawing from the server stays
})();
