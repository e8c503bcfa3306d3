/** Short notices at the corner; read out by screen readers, gone after a while. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const SHOWN_MS = 6000;

/** Show a notice. `tone: "bad"` interrupts; `onOpen` makes it a button that leads somewhere; `about` names its channel. */
export function toast(text, { title, detail, tone = "plain", onOpen, picture, about } = {}) {
  const words = [
    title ? el("strong", { class: "toast-title", text: title }) : null,
    el("span", { class: "toast-text", text }),
    detail ? el("span", { class: "toast-detail", text: detail }) : null,
  ];
  const node = el("div", { class: `toast is-${tone}`, "data-about": about, role: tone === "bad" ? "alert" : "status" });
  const remove = () => node.remove();
  const body = onOpen
    ? el("button", { type: "button", class: "toast-open", on: { click: () => { remove(); onOpen(); } } }, words)
    : el("div", { class: "toast-open" }, words);
  node.append(...[picture, body].filter(Boolean));
  node.append(el("button", { type: "button", class: "icon-button", "aria-label": t("Close"), on: { click: remove } }, icon("close", 16)));
  document.getElementById("toasts").append(node);
  setTimeout(remove, SHOWN_MS);
}

/** Take away the notices about a channel: it is being read. */
export function forgetToasts(about) {
  for (const node of document.querySelectorAll(".toast")) if (node.dataset.about === about) node.remove();
}

/** Say something to screen readers alone. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
