/** Element type to what draws it, and the rule for when a change is sent. */

import { el } from "../dom.js";
import { isStateful } from "../form_state.js";
import { button, overflow } from "./button.js";
import { checkboxes, radioButtons } from "./choices.js";
import { datepicker, datetimepicker, timepicker } from "./dates.js";
import { select } from "./selects.js";
import { textInput } from "./text_input.js";

const DRAWN_BY = {
  button, overflow, checkboxes, datepicker, datetimepicker, timepicker,
  radio_buttons: radioButtons,
  plain_text_input: textInput, email_text_input: textInput, url_text_input: textInput, number_input: textInput,
  static_select: select, external_select: select, users_select: select, channels_select: select, conversations_select: select,
  multi_static_select: select, multi_external_select: select, multi_users_select: select, multi_channels_select: select,
  multi_conversations_select: select,
};

/**
 * Draw an interactive element. Outside input blocks each change is sent at once; inside them only with `dispatch_action`.
 * `label`, `describedBy` and `required` are for screen readers.
 */
export function drawElement(element, { surface, block, label = "", describedBy = null, required = false }) {
  const draw = DRAWN_BY[element.type];
  if (!draw) return el("span", { class: "unknown-element", text: `[${element.type}]` });
  const dispatch = block.type !== "input" || block.dispatch_action === true;
  const keep = (value) => surface.form.set(block.block_id, element, value);
  const changed = async (value) => {
    const before = surface.form.get(block.block_id, element);
    const state = keep(value);
    if (!dispatch) return;
    if (element.confirm && !(await surface.press(block, element, state))) surface.form.set(block.block_id, element, Object.values(before)[1]);
    else if (!element.confirm) surface.press(block, element, state);
  };
  const node = draw(element, { surface, block, label, describedBy, required, dispatch, store: keep, changed });
  node.dataset.action = element.action_id ?? "";
  node.classList.toggle("is-stateful", isStateful(element.type));
  return node;
}
