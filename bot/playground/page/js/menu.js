/** Menus by the ARIA menu pattern: arrows move, Home and End jump, letters seek, Escape returns to the button. */

import { el } from "./dom.js";
import { openPopup } from "./popup.js";

/**
 * Open a menu under a button. Items: `{label, hint, icon, action, danger, checked, href}`, `{heading}` or `{separator: true}`.
 */
export function openMenu(anchor, items, { label, align = "start" } = {}) {
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label });
  let popup = null;
  const close = (refocus) => {
    popup.close();
    if (refocus && anchor.isConnected) anchor.focus();
  };
  for (const item of items) menu.append(menuItem(item, close));
  popup = openPopup(menu, anchor, { align, onClose: () => anchor.setAttribute("aria-expanded", "false") });
  anchor.setAttribute("aria-expanded", "true");
  menu.addEventListener("keydown", (event) => moveInMenu(menu, event, close));
  entries(menu)[0]?.focus();
  return popup;
}

function entries(menu) {
  return [...menu.querySelectorAll('[role^="menuitem"]')];
}

function menuItem(item, close) {
  if (item.separator) return el("div", { class: "menu-separator", role: "separator" });
  if (item.heading) return el("div", { class: "menu-heading", text: item.heading });
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  return el(
    "button",
    {
      type: "button", role, tabindex: "-1", class: `menu-item${item.danger ? " is-danger" : ""}`,
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      on: {
        click: () => {
          close(true);
          item.action();
        },
      },
    },
    item.icon ?? null,
    el("span", { class: "menu-label" }, el("span", {}, item.label), item.hint ? el("span", { class: "menu-hint", text: item.hint }) : null),
    item.checked ? el("span", { class: "menu-check", "aria-hidden": "true", text: "✓" }) : null,
  );
}

function moveInMenu(menu, event, close) {
  const list = entries(menu);
  const at = list.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 };
  if (event.key in moves) {
    event.preventDefault();
    list[(moves[event.key] + list.length) % list.length]?.focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    close(true);
  } else if (event.key === "Tab") {
    close(true);
  } else if (event.key.length === 1 && event.key !== " ") {
    const letter = event.key.toLowerCase();
    const rest = [...list.slice(at + 1), ...list.slice(0, at + 1)];
    rest.find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
  }
}
