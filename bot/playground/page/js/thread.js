/** The thread panel: the root, its replies, and a composer of its own. */

import { el, focusable } from "./dom.js";
import { Composer } from "./composer.js";
import { icon } from "./icons.js";
import { MessageList } from "./message_list.js";
import { channelById, messagesOf, on, placeName, repliesTo, store, tell } from "./store.js";
import { plural, t } from "./words.js";

const list = new MessageList("thread");
const composer = new Composer({ threadTs: null });
let opener = null;

function panel() {
  return document.getElementById("thread");
}

function rootOf({ channel, ts }) {
  return messagesOf(channel).find((message) => message.ts === ts) ?? null;
}

function build() {
  const channel = channelById(store.thread.channel);
  composer.aim(channel, t("Reply…"), store.thread.ts);
  list.reset();
  list.node.setAttribute("aria-label", t("Thread"));
  panel().replaceChildren(
    el("div", { class: "panel-head" },
      el("h2", { class: "panel-title" }, t("Thread"), el("span", { class: "panel-where", text: placeName(channel) })),
      el("button", { type: "button", class: "icon-button", "aria-label": t("Close the thread"), on: { click: closeThread } }, icon("close"))),
    list.node, composer.node);
  panel().hidden = false;
  document.getElementById("app").dataset.thread = "open";
}

function draw() {
  if (!store.thread) return;
  const root = rootOf(store.thread);
  const replies = repliesTo(store.thread.channel, store.thread.ts);
  const counted = replies.filter((reply) => !reply.ephemeral).length;
  const line = counted ? el("div", { class: "reply-divider", role: "separator", text: plural(counted, "{count} reply", "{count} replies") }) : null;
  list.show([root, ...replies].filter(Boolean), { between: (message) => (message === root ? line : null) });
}

/** Leave the thread; the focus goes back to where it was opened. */
export function closeThread() {
  if (!store.thread) return;
  store.thread = null;
  panel().hidden = true;
  panel().replaceChildren();
  delete document.getElementById("app").dataset.thread;
  if (opener?.isConnected) opener.focus();
  tell("thread");
}

on("open-thread", ({ channel, ts, write }) => {
  const same = store.thread?.channel === channel && store.thread?.ts === ts;
  opener = document.activeElement;
  store.thread = { channel, ts };
  if (!same) build();
  draw();
  if (write || same) composer.focus();
  else (focusable(panel())[0] ?? panel()).focus();
  tell("thread");
});
on("messages", (channel) => store.thread && (!channel || channel === store.thread.channel) && draw());
on("people", () => {
  if (!store.thread) return;
  build();
  draw();
});
on("sent", ({ threadTs }) => {
  if (!threadTs) return;
  list.stick = true;
  list.toBottom();
});
document.getElementById("thread").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeThread();
});
