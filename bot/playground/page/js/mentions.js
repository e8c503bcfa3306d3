/** Mentions of people, channels, groups and everybody, as Slack's client draws them. */

import { el } from "./dom.js";
import { channelById, nameOf, store, tell } from "./store.js";

/** `@Mei Chen`; stronger when it is the reader. */
export function mentionUser(id, label) {
  const known = store.users.has(id) || id === store.bot.user_id;
  const name = known ? nameOf(id) : label || id;
  const mine = id === store.userId;
  return el("button", {
    type: "button", class: mine ? "mention mention-me" : "mention", dataset: { user: id }, text: `@${name}`,
    on: { click: (event) => tell("profile", { id, anchor: event.currentTarget }) },
  });
}

/** `#data-ops`, which opens the channel. */
export function mentionChannel(id, label) {
  const channel = channelById(id);
  return el("button", {
    type: "button", class: "mention", text: `#${channel?.name ?? (label || id)}`,
    on: { click: () => channel && tell("go", { channel: id }) },
  });
}

/** A user group. */
export function mentionGroup(id, label) {
  const group = store.groups.get(id);
  const name = label || group?.handle || group?.name || id;
  const mine = group?.users?.includes(store.userId);
  return el("span", { class: mine ? "mention mention-me" : "mention", title: group?.name, text: name.startsWith("@") ? name : `@${name}` });
}

/** `@here`, `@channel`, `@everyone`. */
export function broadcast(range) {
  return el("span", { class: "mention mention-me", text: `@${range}` });
}
