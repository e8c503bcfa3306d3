/** Buttons and overflow menus. */

import { el, safeUrl } from "../dom.js";
import { confirmDialog } from "../dialog.js";
import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { textObject, textWords } from "../mrkdwn.js";
import { t } from "../words.js";

/** A button; one with `url` also opens it elsewhere, as Slack does beside the payload. */
export function button(element, { surface, block }) {
  const style = { primary: " is-primary", danger: " is-danger" }[element.style] ?? "";
  const href = element.url ? safeUrl(element.url) : null;
  const node = el(
    "button",
    {
      type: "button", class: `button${style}`, "aria-label": element.accessibility_label, title: textWords(element.text),
      on: { click: () => press(node, element, { surface, block, href }) },
    },
    el("span", { class: "button-text" }, textObject(element.text)),
    href ? el("span", { class: "visually-hidden", text: t("(opens in a new tab)") }) : null,
  );
  return node;
}

async function press(node, element, { surface, block, href }) {
  if (element.confirm && !(await confirmDialog(element.confirm))) return;
  const asked = { ...element, confirm: undefined };
  if (href) window.open(href, "_blank", "noopener");
  node.classList.add("is-busy");
  node.setAttribute("aria-busy", "true");
  await surface.press(block, asked, { type: "button", value: element.value ?? null });
  node.classList.remove("is-busy");
  node.removeAttribute("aria-busy");
}

/** The `…` menu; an option with `url` opens it as well. */
export function overflow(element, { surface, block }) {
  const node = el("button", {
    type: "button", class: "button is-icon", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": t("More options"),
  }, icon("dots"));
  node.addEventListener("click", () => {
    const items = (element.options ?? []).map((option) => ({
      label: textWords(option.text),
      hint: option.description ? textWords(option.description) : null,
      action: () => {
        const href = option.url ? safeUrl(option.url) : null;
        if (href) window.open(href, "_blank", "noopener");
        surface.press(block, element, { type: "overflow", selected_option: option });
      },
    }));
    openMenu(node, items, { label: t("More options"), align: "end" });
  });
  return node;
}
