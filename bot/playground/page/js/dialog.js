/** Dialogs over the page: everything behind is inert, Tab stays inside, Escape leaves, focus returns. */

import { el, focusable, freshId, trapFocus } from "./dom.js";
import { icon } from "./icons.js";
import { textObject, textWords } from "./mrkdwn.js";
import { closeAllPopups } from "./popup.js";
import { t } from "./words.js";

const stack = [];

function shade() {
  document.getElementById("app").toggleAttribute("inert", stack.length > 0);
  stack.forEach((dialog, index) => dialog.backdrop.toggleAttribute("inert", index < stack.length - 1));
}

/** Put a dialog node on top. `onEscape` decides what Escape does. Returns `{close}`; focus goes back to where it was. */
export function openDialog(node, { onEscape, focus } = {}) {
  const before = document.activeElement;
  const backdrop = el("div", { class: "backdrop" }, node);
  const dialog = {
    backdrop,
    close: () => {
      const index = stack.indexOf(dialog);
      if (index < 0) return;
      stack.splice(index, 1);
      backdrop.remove();
      shade();
      closeAllPopups();
      if (before?.isConnected) before.focus();
    },
  };
  trapFocus(node);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    onEscape?.();
  });
  document.getElementById("dialogs").append(backdrop);
  stack.push(dialog);
  shade();
  (focus?.() ?? focusable(node)[0] ?? node).focus();
  return dialog;
}

/** Whether any dialog is open. */
export function dialogOpen() {
  return stack.length > 0;
}

/** A Block Kit `confirm` object as a dialog; resolves to true if the person goes on. */
export function confirmDialog(confirm) {
  return new Promise((resolve) => {
    const title = freshId("confirm-title");
    const text = freshId("confirm-text");
    let dialog = null;
    const end = (answer) => {
      dialog.close();
      resolve(answer);
    };
    const style = confirm.style === "danger" ? "is-danger" : "is-primary";
    const accept = el("button", {
      type: "button", class: `button ${style}`, text: textWords(confirm.confirm) || t("Yes"), on: { click: () => end(true) },
    });
    const node = el(
      "div",
      { class: "dialog confirm", role: "alertdialog", "aria-modal": "true", "aria-labelledby": title, "aria-describedby": text },
      el("div", { class: "dialog-head" },
        el("h1", { id: title, class: "dialog-title" }, textWords(confirm.title)),
        el("button", { type: "button", class: "icon-button", "aria-label": t("Close"), on: { click: () => end(false) } }, icon("close"))),
      el("div", { class: "dialog-body", id: text }, textObject(confirm.text)),
      el("div", { class: "dialog-foot" },
        el("button", { type: "button", class: "button", text: textWords(confirm.deny) || t("Cancel"), on: { click: () => end(false) } }),
        accept),
    );
    dialog = openDialog(node, { onEscape: () => end(false), focus: () => accept });
  });
}
