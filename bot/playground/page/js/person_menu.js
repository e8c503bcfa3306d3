/** Who is at the keyboard: the menu that changes person and language, and the profile card. */

import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { openMenu } from "./menu.js";
import { openPopup } from "./popup.js";
import { isBot, nameOf, on, store, tell } from "./store.js";
import { clock } from "./time.js";
import { t } from "./words.js";

const LOCALES = [["en-US", "English (US)"], ["zh-CN", "简体中文"]];

function playable() {
  return [...store.users.values()].filter((user) => !user.is_bot && !isBot(user.id));
}

on("person-menu", (anchor) => {
  openMenu(anchor, [
    { heading: t("You are") },
    ...playable().map((user) => ({
      label: nameOf(user.id), hint: describe(user), checked: user.id === store.userId,
      icon: avatar(user.id, { size: 20 }), action: () => tell("become", user.id),
    })),
    { separator: true },
    { heading: t("Language") },
    ...LOCALES.map(([locale, name]) => ({ label: name, checked: store.me?.locale === locale, action: () => tell("speak", locale) })),
    { separator: true },
    { label: t("Reload the client"), hint: t("Messages only visible to you are gone then"), action: () => tell("reload") },
  ], { label: t("Change person or language") });
});

on("workspace-menu", (anchor) => {
  openMenu(anchor, [
    { heading: `${store.team.name} · ${store.team.domain}.slack.com` },
    { label: t("Payloads"), action: () => tell("drawer", "inspector") },
    { label: t("Playground"), action: () => tell("drawer", "playground") },
    { separator: true },
    { label: t("Change person or language"), action: () => document.getElementById("me").click() },
  ], { label: store.team.name });
});

function describe(user) {
  const marks = [user.title];
  if (user.is_restricted) marks.push(t("guest"));
  if (user.team_id && user.team_id !== store.team.id) marks.push(t("from another company"));
  if (user.deleted) marks.push(t("deactivated"));
  return marks.filter(Boolean).join(" · ");
}

function card(id) {
  const bot = isBot(id);
  const user = store.users.get(id);
  return el("div", { class: "profile", role: "dialog", "aria-label": t("{name}’s profile", { name: nameOf(id) }), tabindex: "-1" },
    el("div", { class: "profile-picture" }, avatar(id, { bot, size: 120 })),
    el("div", { class: "profile-words" },
      el("div", { class: "profile-name" }, el("strong", { text: nameOf(id) }), bot ? el("span", { class: "app-badge", text: t("APP") }) : null),
      el("div", { class: "profile-title", text: bot ? (store.bot.connected ? t("connected") : t("not connected")) : user ? describe(user) : "" }),
      bot ? null : el("div", { class: "profile-time", text: t("{time} local time", { time: clock(Date.now() / 1000) }) }),
      el("code", { class: "profile-id", text: id })));
}

on("profile", ({ id, anchor }) => {
  if (id === "USLACKBOT") return;
  const node = card(id);
  const back = () => {
    popup.close();
    anchor.focus();
  };
  if (isBot(id)) node.append(el("button", { type: "button", class: "button", text: t("Open the Home tab"), on: { click: () => { back(); tell("go", { home: true }); } } }));
  else if (id !== store.userId && store.users.has(id)) {
    node.append(el("button", { type: "button", class: "button", text: t("Become {name}", { name: nameOf(id) }), on: { click: () => { back(); tell("become", id); } } }));
  }
  const popup = openPopup(node, anchor, {});
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    back();
  });
  (node.querySelector("button") ?? node).focus();
});
