/** What hovers over a message: reply, and the menu with the app's message shortcuts. */

import { post } from "./api.js";
import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { store, tell } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** The bar at the upper edge of a message. */
export function hoverActions(message, place) {
  if (message.system) return null;
  const bar = el("div", { class: "hover-actions", role: "group", "aria-label": t("Message actions") });
  if (place === "channel" && !message.ephemeral) {
    bar.append(el("button", {
      type: "button", class: "icon-button", "aria-label": t("Reply in thread"), title: t("Reply in thread"),
      on: { click: () => tell("open-thread", { channel: message.channel, ts: message.thread_ts ?? message.ts, write: true }) },
    }, icon("reply", 18)));
  }
  bar.append(el("button", {
    type: "button", class: "icon-button", "aria-label": t("More actions"), title: t("More actions"), "aria-haspopup": "menu", "aria-expanded": "false",
    on: { click: (event) => moreActions(event.currentTarget, message, place) },
  }, icon("more", 18)));
  return bar;
}

function moreActions(anchor, message, place) {
  const items = [];
  if (place === "channel" && !message.ephemeral) {
    items.push({ label: t("Reply in thread"), action: () => tell("open-thread", { channel: message.channel, ts: message.thread_ts ?? message.ts, write: true }) });
  }
  items.push({ label: t("Copy text"), action: () => navigator.clipboard?.writeText(message.text ?? "").catch(() => {}) });
  const shortcuts = message.ephemeral ? [] : store.shortcuts.filter((shortcut) => shortcut.type === "message");
  if (shortcuts.length) items.push({ separator: true }, { heading: t("Apps") });
  for (const shortcut of shortcuts) {
    items.push({
      label: shortcut.name, hint: store.bot.name, icon: avatar(store.bot.user_id, { bot: true, size: 20 }),
      action: () => runShortcut(shortcut, message.id),
    });
  }
  openMenu(anchor, items, { label: t("More actions"), align: "end" });
}

/** Send a shortcut, on a message or global. */
export async function runShortcut(shortcut, messageId) {
  try {
    const answer = await post("shortcut", { user: store.userId, callback_id: shortcut.callback_id, message_id: messageId });
    if (answer.ok === false) throw new Error(answer.error ?? "failed");
  } catch (problem) {
    toast(t("{app} is not responding. Try again?", { app: store.bot.name }), { detail: problem.message, tone: "bad" });
  }
}
