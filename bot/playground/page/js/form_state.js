/** What the inputs of one message or view hold, in the exact shapes of Slack's `state.values`. */

const EMPTY = {
  plain_text_input: { value: null },
  email_text_input: { value: null },
  url_text_input: { value: null },
  number_input: { value: null },
  rich_text_input: { rich_text_value: null },
  static_select: { selected_option: null },
  external_select: { selected_option: null },
  radio_buttons: { selected_option: null },
  users_select: { selected_user: null },
  conversations_select: { selected_conversation: null },
  channels_select: { selected_channel: null },
  datepicker: { selected_date: null },
  timepicker: { selected_time: null },
  datetimepicker: { selected_date_time: null },
  checkboxes: { selected_options: [] },
  multi_static_select: { selected_options: [] },
  multi_external_select: { selected_options: [] },
  multi_users_select: { selected_users: [] },
  multi_conversations_select: { selected_conversations: [] },
  multi_channels_select: { selected_channels: [] },
};

const INITIAL = {
  value: "initial_value",
  rich_text_value: "initial_value",
  selected_option: "initial_option",
  selected_options: "initial_options",
  selected_user: "initial_user",
  selected_users: "initial_users",
  selected_conversation: "initial_conversation",
  selected_conversations: "initial_conversations",
  selected_channel: "initial_channel",
  selected_channels: "initial_channels",
  selected_date: "initial_date",
  selected_time: "initial_time",
  selected_date_time: "initial_date_time",
};

/** Whether an element has a place in `state.values`; buttons and overflow menus have none. */
export function isStateful(type) {
  return type in EMPTY;
}

/** The one field that holds an element's value, such as `selected_option`. */
export function valueField(type) {
  return Object.keys(EMPTY[type])[0];
}

/** An element's state before anybody touched it. */
export function initialState(element) {
  const field = valueField(element.type);
  const given = element[INITIAL[field]];
  const state = { type: element.type, [field]: given ?? EMPTY[element.type][field] };
  if (element.type === "timepicker" && element.timezone) state.timezone = element.timezone;
  return state;
}

/** Whether nothing was chosen or typed: what makes a required input complain. */
export function isEmpty(state) {
  const value = state[valueField(state.type)];
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** The elements of a block that can hold or send something, its accessory included. */
export function elementsOf(block) {
  const list = [];
  if (block.accessory) list.push(block.accessory);
  if (block.type === "input" && block.element) list.push(block.element);
  if (block.type === "actions" || block.type === "context_actions") list.push(...(block.elements ?? []));
  return list;
}

/**
 * The inputs of one message or view. Values stay across updates as long as block_id, action_id and type stay,
 * as Slack does it: a new `initial_value` shows only under a new block_id.
 */
export class FormState {
  #values = new Map();
  #blocks = [];

  /** Take the blocks now shown; forget what is no longer there, start what is new from its initial value. */
  take(blocks) {
    this.#blocks = blocks;
    const kept = new Map();
    for (const block of blocks) {
      for (const element of elementsOf(block)) {
        if (!isStateful(element.type)) continue;
        const key = `${block.block_id}\n${element.action_id}`;
        const old = this.#values.get(key);
        kept.set(key, old && old.type === element.type ? old : initialState(element));
      }
    }
    this.#values = kept;
  }

  /** What an element holds now. */
  get(blockId, element) {
    return this.#values.get(`${blockId}\n${element.action_id}`) ?? initialState(element);
  }

  /** Set the one value of an element; returns its whole state. */
  set(blockId, element, value) {
    const state = { ...this.get(blockId, element), [valueField(element.type)]: value };
    this.#values.set(`${blockId}\n${element.action_id}`, state);
    return state;
  }

  /** `state.values`: block_id to action_id to state, untouched ones included. */
  values() {
    const all = {};
    for (const block of this.#blocks) {
      for (const element of elementsOf(block)) {
        if (!isStateful(element.type)) continue;
        all[block.block_id] ??= {};
        all[block.block_id][element.action_id] = this.get(block.block_id, element);
      }
    }
    return all;
  }
}
