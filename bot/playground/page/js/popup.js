/** Floating layers: menus, lists and calendars near what opened them. Escape, a press outside or Tab closes them. */

import { el } from "./dom.js";

const open = [];

function place(node, anchor, { align = "start", wide = false } = {}) {
  const box = anchor.getBoundingClientRect();
  const margin = 8;
  if (wide) node.style.minWidth = `${Math.min(box.width, innerWidth - 2 * margin)}px`;
  node.style.maxWidth = `${innerWidth - 2 * margin}px`;
  const size = node.getBoundingClientRect();
  const below = innerHeight - box.bottom - margin;
  const above = box.top - margin;
  const up = size.height > below && above > below;
  node.style.maxHeight = `${Math.max(120, up ? above : below) - 4}px`;
  const height = Math.min(size.height, up ? above : below);
  node.style.top = `${up ? Math.max(margin, box.top - height - 4) : box.bottom + 4}px`;
  const left = align === "end" ? box.right - size.width : box.left;
  node.style.left = `${Math.min(Math.max(margin, left), innerWidth - size.width - margin)}px`;
}

/**
 * Show `node` near `anchor`. Returns `{close, move}`; `onClose` is told when it goes.
 * `above: true` is for a list that grows over a text field.
 */
export function openPopup(node, anchor, { align, wide, onClose, keep = false } = {}) {
  const layer = el("div", { class: "popup", dataset: { popup: "" } }, node);
  document.getElementById("layers").append(layer);
  const popup = {
    layer,
    anchor,
    move: () => place(layer, anchor, { align, wide }),
    close: () => {
      const index = open.indexOf(popup);
      if (index < 0) return;
      open.splice(index, 1);
      layer.remove();
      onClose?.();
    },
    keep,
  };
  open.push(popup);
  popup.move();
  return popup;
}

/** Close the topmost popup; false if there is none. */
export function closeTopPopup() {
  const top = open[open.length - 1];
  top?.close();
  return Boolean(top);
}

/** Close every popup: the place they belonged to has gone. */
export function closeAllPopups() {
  for (const popup of [...open]) popup.close();
}

/** Close popups whose anchor was redrawn away. */
export function closeOrphans() {
  for (const popup of [...open]) if (!popup.anchor.isConnected) popup.close();
}

document.addEventListener("pointerdown", (event) => {
  for (const popup of [...open].reverse()) {
    if (popup.layer.contains(event.target) || popup.anchor.contains(event.target)) return;
    popup.close();
  }
});
window.addEventListener("resize", closeAllPopups);
document.addEventListener(
  "scroll",
  (event) => {
    for (const popup of open) if (!popup.layer.contains(event.target)) popup.move();
  },
  true,
);
