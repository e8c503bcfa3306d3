/** Elements made by hand: text always goes in as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. Props: `class`, `text`, `on` (event name to handler), `dataset`, and any attribute;
 * `true` sets an empty attribute, `false`, `null` and `undefined` leave it out. Children may be nested lists.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  decorate(node, props);
  append(node, children);
  return node;
}

/** Make an SVG element with attributes and SVG children. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function decorate(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

/** Append nodes, strings and nested lists; empty values are skipped. */
export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== "") node.append(child);
  }
  return node;
}

let serial = 0;

/** An id not used before on this page. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex="0"]';

/** What Tab can reach inside a node, in order. */
export function focusable(node) {
  return [...node.querySelectorAll(FOCUSABLE)].filter((item) => item.offsetParent !== null && !item.closest("[inert]"));
}

/** Keep Tab inside a dialog. */
export function trapFocus(node) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const items = focusable(node);
    if (!items.length) return;
    const edge = event.shiftKey ? items[0] : items[items.length - 1];
    if (document.activeElement !== edge && node.contains(document.activeElement) && document.activeElement !== node) return;
    event.preventDefault();
    (event.shiftKey ? items[items.length - 1] : items[0]).focus();
  });
}

/** Call `action` once things have been quiet for `wait` ms; `.flush()` calls it at once if it is due, `.cancel()` forgets it. */
export function debounce(action, wait) {
  let timer = null;
  let latest = [];
  const debounced = (...values) => {
    latest = values;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      action(...latest);
    }, wait);
  };
  debounced.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  debounced.flush = () => {
    if (timer === null) return;
    debounced.cancel();
    action(...latest);
  };
  return debounced;
}

/** The address if a link may go there, else null: web and mail only, never scripts. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url, location.href);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link that opens elsewhere, or plain text if its address is not a whole web or mail address. */
export function link(url, ...children) {
  const href = /^(https?:\/\/|mailto:)/i.test(url ?? "") ? safeUrl(url) : null;
  return href === null ? el("span", {}, ...children) : el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
