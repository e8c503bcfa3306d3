/** The rail and the sidebar: workspace, channels, direct messages, the app; a drawer on a phone. */

import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { appChannel, isBot, nameOf, on, store, tell } from "./store.js";
import { t } from "./words.js";

const folded = new Set();

function unreadOf(channel) {
  return store.unread.get(channel.id) ?? { count: 0, mentions: 0 };
}

function row({ sign, label, current, unread, onOpen, extra, describe }) {
  const node = el(
    "button",
    {
      type: "button", class: `side-row${current ? " is-current" : ""}${unread?.count ? " is-unread" : ""}`, "aria-current": current ? "page" : null,
      "aria-label": [label, describe, unread?.mentions ? t("{count} mentions", { count: unread.mentions }) : unread?.count ? t("unread") : ""].filter(Boolean).join(", "),
      on: { click: onOpen },
    },
    el("span", { class: "side-sign" }, sign), el("span", { class: "side-label", text: label }), extra ?? null,
    unread?.mentions ? el("span", { class: "side-badge", "aria-hidden": "true", text: String(unread.mentions) }) : null,
  );
  return el("li", {}, node);
}

function channelSign(channel) {
  if (channel.is_archived) return icon("archive", 16);
  return icon(channel.is_private ? "lock" : "hash", 16);
}

function channelRow(channel) {
  return row({
    sign: channelSign(channel), label: channel.name, unread: unreadOf(channel),
    current: store.pane === "channel" && store.channelId === channel.id,
    describe: channel.is_archived ? t("archived channel") : channel.is_private ? t("private channel") : "",
    extra: channel.is_shared ? el("span", { class: "side-shared", title: t("Shared with another organization") }, icon("shared", 14)) : null,
    onOpen: () => tell("go", { channel: channel.id }),
  });
}

function presence(active) {
  return el("span", { class: `presence${active ? " is-active" : ""}`, "aria-hidden": "true" });
}

function personRow(user) {
  const me = user.id === store.userId;
  return row({
    sign: el("span", { class: "side-face" }, avatar(user.id, { size: 20 }), presence(true)), label: nameOf(user.id),
    extra: me ? el("span", { class: "side-you", text: t("you") }) : null,
    onOpen: (event) => tell("profile", { id: user.id, anchor: event.currentTarget }),
  });
}

function appRow() {
  const channel = appChannel();
  return row({
    sign: el("span", { class: "side-face" }, avatar(store.bot.user_id, { bot: true, size: 20 }), presence(store.bot.connected)),
    label: nameOf(store.bot.user_id), describe: store.bot.connected ? t("connected") : t("not connected"),
    current: store.pane === "home" || (channel !== null && store.channelId === channel.id),
    unread: channel ? unreadOf(channel) : null,
    onOpen: () => (store.unread.get(channel?.id)?.count ? tell("go", { channel: channel.id }) : tell("go", { home: true })),
  });
}

function section(title, rows) {
  const closed = folded.has(title);
  const list = el("ul", { class: "side-list", hidden: closed }, rows);
  const head = el("button", {
    type: "button", class: "side-head", "aria-expanded": String(!closed),
    on: {
      click: () => {
        if (!folded.delete(title)) folded.add(title);
        drawSidebar();
      },
    },
  }, icon(closed ? "right" : "down", 16), el("span", { text: title }));
  return el("section", { class: "side-section" }, el("h2", { class: "side-title" }, head), list);
}

/** Draw the sidebar again, keeping the focus on the row it was on. */
export function drawSidebar() {
  const place = document.getElementById("sidebar");
  const focused = place.contains(document.activeElement) ? [...place.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  const channels = store.channels.filter((channel) => !channel.is_im);
  const people = [...store.users.values()].filter((user) => !user.is_bot && !isBot(user.id) && !user.deleted);
  people.sort((one, other) => Number(other.id === store.userId) - Number(one.id === store.userId));
  place.replaceChildren(
    el("div", { class: "side-top" },
      el("button", {
        type: "button", class: "workspace-name", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: (event) => tell("workspace-menu", event.currentTarget) },
      }, el("span", { text: store.team.name }), icon("down", 16)),
      el("button", {
        type: "button", class: "icon-button side-close", "aria-label": t("Close the sidebar"), on: { click: () => tell("sidebar", false) },
      }, icon("close"))),
    el("div", { class: "side-scroll" },
      section(t("Channels"), channels.filter((channel) => !channel.is_archived).map(channelRow).concat(channels.filter((channel) => channel.is_archived).map(channelRow))),
      section(t("Direct messages"), people.map(personRow)),
      section(t("Apps"), [appRow()])),
  );
  if (focused >= 0) place.querySelectorAll("button")[focused]?.focus();
}

function railButton(sign, label, onClick, { pressed, id } = {}) {
  return el("button", {
    type: "button", class: `rail-button${pressed ? " is-on" : ""}`, id, "aria-pressed": pressed === undefined ? null : String(pressed), on: { click: onClick },
  }, el("span", { class: "rail-sign" }, icon(sign)), el("span", { class: "rail-label", text: label }));
}

/** Draw the narrow rail at the far left: places, the two drawers, the person. */
export function drawRail() {
  const drawer = document.getElementById("app").dataset.drawer ?? "";
  const inHome = store.pane === "home" || appChannel()?.id === store.channelId;
  document.getElementById("rail").replaceChildren(
    el("span", { class: "team-sign", "aria-hidden": "true", text: store.team.name.slice(0, 1) }),
    railButton("home", t("Home"), () => tell("go", { channel: store.channels[0]?.id }), { pressed: !inHome }),
    railButton("messages", t("DMs"), () => tell("go", { channel: appChannel()?.id }), { pressed: inHome }),
    railButton("code", t("Payloads"), () => tell("drawer", "inspector"), { pressed: drawer === "inspector", id: "open-inspector" }),
    railButton("sliders", t("Playground"), () => tell("drawer", "playground"), { pressed: drawer === "playground", id: "open-playground" }),
    el("span", { class: "rail-space" }),
    el("button", {
      type: "button", class: "rail-me", "aria-haspopup": "menu", "aria-expanded": "false", id: "me",
      "aria-label": t("You are {name}: change person or language", { name: nameOf(store.userId) }), on: { click: (event) => tell("person-menu", event.currentTarget) },
    }, avatar(store.userId, { size: 36 }), presence(true)),
  );
}

for (const topic of ["people", "channels", "place", "unread", "bot"]) {
  on(topic, () => {
    drawSidebar();
    drawRail();
  });
}
