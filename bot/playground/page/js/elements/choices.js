/** Radio buttons and check boxes, native ones, in a group that carries the label. */

import { el, freshId } from "../dom.js";
import { textObject } from "../mrkdwn.js";
import { t } from "../words.js";

function choice(kind, name, option, checked, onChange) {
  const id = freshId("choice");
  const description = option.description ? freshId("choice-text") : null;
  const input = el("input", {
    type: kind, id, name, class: "choice-input", "aria-describedby": description, on: { change: () => onChange(input.checked) },
  });
  input.checked = checked;
  return el(
    "div",
    { class: "choice" },
    input,
    el("label", { for: id, class: "choice-label" },
      el("span", {}, textObject(option.text)),
      option.description ? el("span", { class: "choice-description", id: description }, textObject(option.description)) : null),
  );
}

/** `radio_buttons`. */
export function radioButtons(element, { surface, block, label, describedBy, changed }) {
  const name = freshId("radio");
  const current = surface.form.get(block.block_id, element).selected_option;
  const group = el("div", { class: "choices", role: "radiogroup", "aria-label": label || t("Options"), "aria-describedby": describedBy });
  for (const option of element.options ?? []) {
    group.append(choice("radio", name, option, current?.value === option.value, () => changed(option)));
  }
  return group;
}

/** `checkboxes`; the chosen come in the order of the options. */
export function checkboxes(element, { surface, block, label, describedBy, changed }) {
  const group = el("div", { class: "choices", role: "group", "aria-label": label || t("Options"), "aria-describedby": describedBy });
  const options = element.options ?? [];
  for (const option of options) {
    const held = surface.form.get(block.block_id, element).selected_options;
    const checked = held.some((one) => one.value === option.value);
    group.append(choice("checkbox", null, option, checked, (on) => {
      const now = surface.form.get(block.block_id, element).selected_options;
      changed(options.filter((one) => (one.value === option.value ? on : now.some((kept) => kept.value === one.value))));
    }));
  }
  return group;
}
