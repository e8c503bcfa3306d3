/** What a message, a view or the Home tab lends to its elements: state, presses, suggestions. */

import { ApiError, post } from "./api.js";
import { confirmDialog } from "./dialog.js";
import { FormState } from "./form_state.js";
import { store } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const forms = new Map();

/** The state of a surface by key, kept while its message is redrawn. */
export function formOf(key) {
  if (!forms.has(key)) forms.set(key, new FormState());
  return forms.get(key);
}

/** Forget a surface that is gone. */
export function forgetForm(key) {
  forms.delete(key);
}

/** Blocks with the ids that Slack would give where the app gave none, so that states have a place. */
export function withIds(blocks = []) {
  return blocks.map((block, index) => {
    const copy = { ...block, block_id: block.block_id ?? `block-${index}` };
    const named = (element, place) => (element && !element.action_id && element.type !== "image" ? { ...element, action_id: `action-${place}` } : element);
    if (copy.accessory) copy.accessory = named(copy.accessory, "accessory");
    if (copy.element) copy.element = named(copy.element, "element");
    if (copy.type === "actions") copy.elements = (copy.elements ?? []).map(named);
    return copy;
  });
}

/** One place that holds blocks. `source` is `{message_id}` or `{view_id}`; `key` names its state. */
export class Surface {
  constructor(kind, key, source) {
    this.kind = kind;
    this.source = source;
    this.form = formOf(key);
    this.busy = new Set();
  }

  /** Send a press with the whole state; asks first if the element has `confirm`. True if it was sent and taken. */
  async press(block, element, value) {
    if (element.confirm && !(await confirmDialog(element.confirm))) return false;
    const key = `${block.block_id}\n${element.action_id}`;
    if (this.busy.has(key)) return false;
    this.busy.add(key);
    try {
      const answer = await post("press", {
        user: store.userId, source: this.source, block_id: block.block_id, action_id: element.action_id,
        value, state: this.form.values(),
      });
      if (answer.ok === false) throw new Error(answer.error ?? "failed");
      return true;
    } catch (problem) {
      // On a message Slack itself leaves a notice beside it; elsewhere there is only this.
      if (this.kind !== "message" || problem instanceof ApiError) toast(t("{app} is not responding. Try again?", { app: store.bot.name }), { detail: problem.message, tone: "bad" });
      return false;
    } finally {
      this.busy.delete(key);
    }
  }

  /** Ask the app for options; `{options}` or `{option_groups}`, throws if it does not answer. */
  suggest(block, element, typed) {
    return post("suggest", {
      user: store.userId, source: this.source, block_id: block.block_id, action_id: element.action_id,
      value: typed, state: this.form.values(),
    });
  }
}
