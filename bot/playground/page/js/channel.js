/** The middle: a channel's head, its messages and the composer; or the app's Home tab. */

import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { Composer } from "./composer.js";
import { homePane } from "./home.js";
import { icon } from "./icons.js";
import { MessageList } from "./message_list.js";
import { appChannel, channelById, isBot, membersOf, nameOf, on, otherIn, placeName, store, tell, timeline } from "./store.js";
import { t } from "./words.js";

const FIRST_WORDS = "/backfill 1001 last 7 days";
const list = new MessageList("channel");
const composer = new Composer({ threadTs: null });
const home = homePane();

function isAppChannel(channel) {
  return channel?.is_im && channel.id === appChannel()?.id;
}

function titleOf(channel) {
  if (store.pane === "home" || isAppChannel(channel)) {
    return [avatar(store.bot.user_id, { bot: true, size: 24 }), el("span", { text: nameOf(store.bot.user_id) }),
      el("span", { class: `presence${store.bot.connected ? " is-active" : ""}`, title: store.bot.connected ? t("connected") : t("not connected") })];
  }
  const sign = channel?.is_archived ? "archive" : channel?.is_private ? "lock" : "hash";
  return [icon(sign, 18), el("span", { text: channel?.name ?? "" })];
}

function tab(label, current, onOpen) {
  return el("button", { type: "button", class: `tab${current ? " is-current" : ""}`, "aria-current": current ? "page" : null, text: label, on: { click: onOpen } });
}

function tabs(channel) {
  const app = store.pane === "home" || isAppChannel(channel);
  const row = el("div", { class: "tabs" });
  if (app) row.append(tab(t("Home"), store.pane === "home", () => tell("go", { home: true })));
  row.append(tab(t("Messages"), store.pane === "channel", () => tell("go", { channel: channel?.id ?? appChannel()?.id })));
  return row;
}

function members() {
  const everybody = membersOf(channelById(store.channelId));
  const faces = everybody.filter((user) => !user.is_bot).slice(0, 3);
  return el("span", { class: "member-faces", "aria-hidden": "true" }, faces.map((user) => avatar(user.id, { size: 20 })),
    el("span", { class: "member-count", text: String(everybody.length) }));
}

function drawHead() {
  const channel = channelById(store.channelId);
  const app = store.pane === "home" || isAppChannel(channel);
  document.getElementById("channel-head").replaceChildren(
    el("div", { class: "head-line" },
      el("button", { type: "button", class: "icon-button head-menu", "aria-label": t("Open the sidebar"), on: { click: () => tell("sidebar", true) } }, icon("menu")),
      el("h1", { class: "channel-title" }, titleOf(channel)),
      el("span", { class: "channel-topic", text: app ? "" : channel?.topic ?? "" }),
      el("span", { class: "head-space" }),
      app ? null : members(),
      app ? null : el("span", { class: "head-signs", "aria-hidden": "true" }, icon("headphones", 18), icon("bell", 18)),
      el("button", {
        type: "button", class: "icon-button head-me", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": t("Change person or language"),
        on: { click: (event) => tell("person-menu", event.currentTarget) },
      }, avatar(store.userId, { size: 26 }))),
    tabs(channel),
  );
}

function tryIt() {
  return el("button", { type: "button", class: "opening-try", on: { click: () => composer.offer(FIRST_WORDS) } },
    icon("slash", 16), el("span", { class: "opening-try-words" }, t("Try it: "), el("code", { text: FIRST_WORDS })));
}

function opening(channel) {
  if (!channel) return null;
  if (channel.is_im) {
    const other = otherIn(channel);
    const name = nameOf(other);
    return el("div", { class: "opening" }, avatar(other, { bot: isBot(other), size: 64 }),
      el("h2", { text: name }), el("p", { text: t("This is the very beginning of your direct messages with {name}.", { name }) }));
  }
  return el("div", { class: "opening" }, el("span", { class: "opening-sign" }, icon(channel.is_private ? "lock" : "hash", 32)),
    el("h2", { text: t("Welcome to the #{name} channel", { name: channel.name }) }),
    el("p", { text: channel.topic || t("This is the very beginning of the #{name} channel.", { name: channel.name }) }),
    channel.bot_is_member && !channel.is_archived ? tryIt() : null);
}

let openingFor = null;
let openingNode = null;

function drawMessages() {
  if (store.pane !== "channel") return;
  const channel = channelById(store.channelId);
  const key = `${channel?.id} ${document.documentElement.lang} ${channel?.topic}`;
  if (openingFor !== key) {
    openingFor = key;
    openingNode = opening(channel);
  }
  list.show(timeline(store.channelId), { opening: openingNode });
}

function drawPlace() {
  const channel = channelById(store.channelId);
  const body = document.getElementById("channel-body");
  drawHead();
  if (store.pane === "home") {
    body.replaceChildren(home.node);
    home.draw();
    return;
  }
  list.reset();
  const label = placeName(channel);
  list.node.setAttribute("aria-label", t("Messages in {name}", { name: label }));
  composer.aim(channel, t("Message {name}", { name: label }));
  body.replaceChildren(list.node, composer.node);
  drawMessages();
}

/** Put the cursor into the channel's composer. */
export function focusComposer() {
  if (store.pane === "channel") composer.focus();
}

on("place", drawPlace);
on("people", drawPlace);
on("channels", drawHead);
on("bot", drawHead);
on("messages", (channel) => {
  if (!channel || channel === store.channelId) drawMessages();
});
on("sent", ({ threadTs }) => {
  if (threadTs) return;
  list.stick = true;
  list.toBottom();
});
on("home", () => store.pane === "home" && home.draw());
