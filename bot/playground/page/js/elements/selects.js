/** The select menus: fixed and external options, people, channels, conversations; one or many. */

import { avatar } from "../avatar.js";
import { el } from "../dom.js";
import { valueField } from "../form_state.js";
import { icon } from "../icons.js";
import { textWords } from "../mrkdwn.js";
import { channelById, isBot, nameOf, otherIn, peopleList, store } from "../store.js";
import { t } from "../words.js";
import { Combobox } from "./combobox.js";

/** Suggestions are asked for when typing pauses. */
const PAUSE_MS = 200;
const DEFAULT_MINIMUM = 3;

function fromOption(option, group) {
  return { key: option.value, label: textWords(option.text), hint: textWords(option.description), group, raw: option };
}

function fromAnswer({ options, option_groups: groups, error }) {
  if (error) throw new Error(error);
  if (groups) return groups.flatMap((group) => group.options.map((option) => fromOption(option, textWords(group.label))));
  return (options ?? []).map((option) => fromOption(option));
}

function matching(list, typed) {
  const words = typed.trim().toLocaleLowerCase();
  return words ? list.filter((option) => `${option.label} ${option.hint ?? ""}`.toLocaleLowerCase().includes(words)) : list;
}

function person(id) {
  return { key: id, label: nameOf(id), hint: store.users.get(id)?.title || null, picture: () => avatar(id, { bot: isBot(id), size: 20 }), raw: id };
}

function place(id) {
  const channel = channelById(id);
  if (channel?.is_im) return { ...person(otherIn(channel)), key: id, raw: id };
  const sign = channel?.is_private ? "lock" : "hash";
  return { key: id, label: channel?.name ?? id, picture: () => el("span", { class: "option-sign" }, icon(sign, 16)), raw: id };
}

function conversations(element) {
  const include = element.filter?.include;
  const kind = (channel) => (channel.is_im ? "im" : channel.is_private ? "private" : "public");
  return store.channels.filter(
    (channel) => !channel.is_archived && (!include || include.includes(kind(channel))) && !(element.filter?.exclude_external_shared_channels && channel.is_shared),
  );
}

const SOURCES = {
  static_select: (element) => ({ wrap: fromOption, load: (typed) => matching(fromAnswer(element), typed) }),
  external_select: (element, context) => ({ wrap: fromOption, load: suggestions(element, context) }),
  users_select: () => ({ wrap: person, load: (typed) => matching(peopleList().map((user) => person(user.id)), typed) }),
  channels_select: () => ({
    wrap: place,
    load: (typed) => matching(store.channels.filter((channel) => !channel.is_im && !channel.is_private && !channel.is_archived).map((channel) => place(channel.id)), typed),
  }),
  conversations_select: (element) => ({ wrap: place, load: (typed) => matching(conversations(element).map((channel) => place(channel.id)), typed) }),
};

function suggestions(element, { surface, block }) {
  const minimum = element.min_query_length ?? DEFAULT_MINIMUM;
  let timer = null;
  return (typed) => {
    clearTimeout(timer);
    if ([...typed].length < minimum) return null;
    return new Promise((resolve, reject) => {
      timer = setTimeout(() => surface.suggest(block, element, typed).then(fromAnswer).then(resolve, reject), typed ? PAUSE_MS : 0);
    });
  };
}

/** Any of the ten select menus. */
export function select(element, context) {
  const multiple = element.type.startsWith("multi_");
  const base = element.type.replace(/^multi_/, "");
  const source = SOURCES[base](element, context);
  const field = valueField(element.type);
  const held = () => context.surface.form.get(context.block.block_id, element)[field];
  const chosen = () => [held() ?? []].flat().map((raw) => source.wrap(raw));
  const limit = element.max_selected_items ?? Infinity;
  const box = new Combobox({
    label: context.label, describedBy: context.describedBy, required: context.required, multiple,
    placeholder: textWords(element.placeholder) || t(multiple ? "Select options" : "Select an option"),
    minimum: base === "external_select" ? element.min_query_length ?? DEFAULT_MINIMUM : 0,
    load: source.load,
    selected: chosen,
    choose: (option) => {
      if (!multiple) context.changed(option.raw);
      else if (held().length < limit) context.changed([...held(), option.raw]);
    },
    unchoose: (option) => context.changed(multiple ? held().filter((raw) => source.wrap(raw).key !== option.key) : null),
    // A menu in a message cannot be emptied again, one in an input can.
    clearable: context.block.type === "input",
  });
  if (element.focus_on_load) box.input.dataset.focusOnLoad = "";
  return box.node;
}
