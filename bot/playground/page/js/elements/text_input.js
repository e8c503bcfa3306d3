/** Text fields: plain, e-mail, web address, number; live dispatch as the element asks for it. */

import { debounce, el } from "../dom.js";
import { textWords } from "../mrkdwn.js";

/** Slack fires `on_character_entered` as typing pauses. */
const PAUSE_MS = 350;

const HTML_TYPE = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };

/** A text field of any kind. */
export function textInput(element, { surface, block, label, describedBy, required, dispatch, store: keep }) {
  const multiline = element.type === "plain_text_input" && element.multiline;
  const node = el(multiline ? "textarea" : "input", {
    type: multiline ? null : HTML_TYPE[element.type], class: "text-input", placeholder: textWords(element.placeholder) || null,
    "aria-label": label || textWords(element.placeholder) || null, "aria-describedby": describedBy, "aria-required": required ? "true" : null,
    maxlength: element.max_length ?? null, inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    autocomplete: "off", rows: multiline ? 3 : null, spellcheck: element.type === "plain_text_input" ? null : "false",
  });
  node.value = surface.form.get(block.block_id, element).value ?? "";
  const wrapper = element.max_length && element.max_length <= 500 ? counted(node, element.max_length) : node;
  const triggers = dispatch ? element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"] : [];
  const fire = () => surface.press(block, element, surface.form.get(block.block_id, element));
  const soon = debounce(fire, PAUSE_MS);
  node.addEventListener("input", (event) => {
    keep(node.value === "" ? null : node.value);
    if (triggers.includes("on_character_entered") && !event.isComposing) soon();
  });
  node.addEventListener("compositionend", () => triggers.includes("on_character_entered") && soon());
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    if (triggers.includes("on_enter_pressed")) {
      event.preventDefault();
      soon.cancel();
      fire();
    }
  });
  if (triggers.length) node.addEventListener("blur", () => soon.flush());
  if (element.focus_on_load) node.dataset.focusOnLoad = "";
  return wrapper;
}

function counted(node, limit) {
  const count = el("span", { class: "input-count", "aria-hidden": "true" });
  const show = () => {
    const left = limit - node.value.length;
    count.textContent = left <= Math.max(20, limit / 5) && node.value ? String(left) : "";
  };
  node.addEventListener("input", show);
  return el("div", { class: "counted" }, node, count);
}
