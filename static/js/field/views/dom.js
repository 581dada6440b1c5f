// A small builder of elements, and the few things every screen does with them.

const SVG = "http://www.w3.org/2000/svg";

/** h("button.btn.btn-primary", {type: "button", onclick}, "text", child, ...): children may be null or lists. */
export function h(what, props = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  put(node, children);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.className = `${node.className} ${value}`.trim();
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child);
  }
}

/** Put these children in the place of what stands there. */
export function fill(node, ...children) {
  node.replaceChildren();
  put(node, children);
  return node;
}

/**
 * Draw a part anew only if what it shows (`key`) has changed, and leave the focus on the link or button it was on:
 * the store changes all the time, and nobody should fall out of a list because of it.
 */
export function redraw(node, key, make) {
  const now = JSON.stringify(key);
  if (node.drawn === now) return;
  node.drawn = now;
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  fill(node, make());
  if (!held) return;
  const isSame = held.href ? (one) => one.href === held.href : (one) => !one.href && one.textContent === held.textContent;
  const same = [...node.querySelectorAll("a, button")].find(isSame);
  same?.focus({ preventScroll: true });
}

/** Change the text only if it differs: a live region speaks on every change. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function svg(viewBox, props, ...shapes) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", viewBox);
  node.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries(props ?? {})) node.setAttribute(name, value);
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    node.append(shape);
  }
  return node;
}

let lastId = 0;
export function newId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/** The heading of a screen: it takes the focus when the screen opens. */
export function heading(text, ...more) {
  return h("h1", { tabindex: "-1" }, text, ...more);
}

export function link(hash, text, className = "") {
  return h("a", { href: hash, class: className }, text);
}

export function button(text, onclick, className = "btn-secondary", props = {}) {
  return h("button.btn", { type: "button", class: className, onclick, ...props }, text);
}

/** Run an act of a button once at a time; while it runs the button says so to everybody. */
export function busily(node, act) {
  return async (event) => {
    event?.preventDefault();
    if (node.getAttribute("aria-disabled") === "true") return;
    node.setAttribute("aria-disabled", "true");
    try {
      await act(event);
    } finally {
      node.removeAttribute("aria-disabled");
    }
  };
}

export function notice(tone, title, ...more) {
  return h("div.notice", { class: tone ? `notice-${tone}` : "" }, title ? h("p.notice-title", {}, title) : null, ...more);
}
