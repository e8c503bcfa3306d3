/** The wiring: state in, events in, places and drawers; everything else draws itself when told. */

import { get, listen, post } from "./api.js";
import { avatar } from "./avatar.js";
import { focusComposer } from "./channel.js";
import { dialogOpen } from "./dialog.js";
import { drawInspector, leaveInspector } from "./inspector.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import "./modal.js";
import "./person_menu.js";
import { drawPlayground } from "./playground.js";
import { closeAllPopups } from "./popup.js";
import { drawRail, drawSidebar } from "./sidebar.js";
import { appChannel, channelById, dropMessage, isBot, keepPayload, nameOf, on, putMessage, store, takeState, tell } from "./store.js";
import { forgetForm } from "./surface.js";
import { closeThread } from "./thread.js";
import { announce, forgetToasts, toast } from "./toast.js";
import { el } from "./dom.js";
import { setLocale, t } from "./words.js";

const FIRST_PERSON = "U0OWNER";
let stop = null;

const app = document.getElementById("app");

function words(text) {
  return el("span", {}, mrkdwn(text ?? "")).textContent;
}

async function loadState() {
  takeState(await get(`state?user=${encodeURIComponent(store.userId)}`));
  setLocale(store.me?.locale);
  staticWords();
  if (!channelById(store.channelId)) store.channelId = store.channels[0]?.id ?? null;
  if (store.thread && !channelById(store.thread.channel)) closeThread();
  document.title = `${channelById(store.channelId)?.name ?? ""} - ${store.team.name} - Slack`;
  for (const topic of ["people", "thread", "views"]) tell(topic);
}

function staticWords() {
  document.getElementById("skip").textContent = t("Skip to messages");
  document.getElementById("search-words").textContent = t("Search {team}", { team: store.team.name });
  document.getElementById("sidebar").setAttribute("aria-label", t("Channels and conversations"));
  document.getElementById("rail").setAttribute("aria-label", t("Places"));
  document.getElementById("lost").textContent = t("Connection lost. Trying to reconnect…");
}

function seen(channel) {
  forgetToasts(channel);
  if (store.unread.delete(channel)) tell("unread");
}

function isOpen(message) {
  if (document.hidden) return false;
  const reply = message.thread_ts && message.thread_ts !== message.ts && !message.broadcast;
  if (reply) return store.thread?.ts === message.thread_ts && store.thread?.channel === message.channel;
  return store.pane === "channel" && store.channelId === message.channel;
}

function countUnread(channel, mention) {
  const known = store.unread.get(channel) ?? { count: 0, mentions: 0 };
  store.unread.set(channel, { count: known.count + 1, mentions: known.mentions + (mention ? 1 : 0) });
  tell("unread");
}

const EVENTS = {
  message: ({ message }) => {
    const fresh = putMessage(message);
    tell("messages", message.channel);
    if (!fresh || message.user === store.userId) return;
    const onTop = isOpen(message);
    if (onTop) announce(`${nameOf(message.user ?? store.bot.user_id)}: ${words(message.text)}`);
    else if (!message.thread_ts || message.thread_ts === message.ts) countUnread(message.channel, false);
  },
  message_changed: ({ message }) => {
    putMessage(message);
    tell("messages", message.channel);
  },
  message_deleted: ({ message }) => {
    dropMessage(message);
    forgetForm(`message:${message.id}`);
    tell("messages", message.channel);
  },
  view_opened: takeViews,
  view_updated: takeViews,
  view_closed: takeViews,
  home: ({ view }) => {
    store.home = view;
    tell("home");
  },
  notification: ({ channel, ts, text }) => {
    const known = (store.messages.get(channel) ?? []).find((message) => message.ts === ts);
    if (known && isOpen(known)) return;
    countUnread(channel, true);
    const place = channelById(channel);
    const title = place?.is_im ? nameOf(store.bot.user_id) : `#${place?.name ?? channel}`;
    toast(words(text), {
      title, about: channel, picture: avatar(known?.user ?? store.bot.user_id, { bot: isBot(known?.user ?? store.bot.user_id), size: 32 }),
      onOpen: () => openMessage(channel, known),
    });
  },
  bot: ({ connected }) => {
    store.bot = { ...store.bot, connected };
    tell("bot");
  },
  users: ({ users }) => {
    store.users = new Map(users.map((user) => [user.id, user]));
    store.me = store.users.get(store.userId) ?? store.me;
    setLocale(store.me?.locale);
    staticWords();
    tell("people");
  },
  payload: keepPayload,
};

function takeViews({ type, view, stack }) {
  if (Array.isArray(stack)) store.views = stack.every((one) => one && typeof one === "object") ? stack : store.views;
  else if (type === "view_opened") store.views = [...store.views, view];
  else if (type === "view_updated") store.views = store.views.map((one) => (one.id === view.id ? view : one));
  else store.views = store.views.filter((one) => one.id !== view.id);
  tell("views");
}

function openMessage(channel, message) {
  tell("go", { channel });
  if (message?.thread_ts && message.thread_ts !== message.ts) tell("open-thread", { channel, ts: message.thread_ts });
}

async function become(userId) {
  stop?.();
  store.userId = userId;
  store.unread.clear();
  closeThread();
  closeAllPopups();
  history.replaceState(null, "", `?user=${encodeURIComponent(userId)}`);
  await loadState();
  if (!store.payloads.length) {
    const past = await get("payloads").catch(() => ({ payloads: [] }));
    past.payloads.forEach(keepPayload);
  }
  stop = listen(userId, (event) => EVENTS[event.type]?.(event), async (state) => {
    const lost = state === "lost";
    document.getElementById("lost").hidden = !lost;
    if (!lost && !store.online) await loadState();
    store.online = !lost;
  });
  store.online = true;
}

on("become", (userId) => become(userId).then(focusComposer));
on("speak", async (locale) => {
  await post("locale", { user: store.userId, locale });
  await loadState();
});
on("reload", async () => {
  await post("reload", { user: store.userId });
  await loadState();
});
on("dismissed", (message) => {
  dropMessage(message);
  tell("messages", message.channel);
  focusComposer();
});
on("go", async ({ channel, home }) => {
  if (store.thread && (home || store.thread.channel !== channel)) closeThread();
  store.pane = home ? "home" : "channel";
  if (home) store.channelId = appChannel()?.id ?? store.channelId;
  else if (channel) store.channelId = channel;
  showSidebar(false);
  seen(store.channelId);
  tell("place");
  if (!home) {
    focusComposer();
    return;
  }
  const answer = await post("home", { user: store.userId }).catch((problem) => toast(t("The Home tab did not open."), { detail: problem.message, tone: "bad" }));
  if (answer?.view) {
    store.home = answer.view;
    tell("home");
  }
});

function showSidebar(open) {
  const before = app.dataset.sidebar === "open";
  if (open) app.dataset.sidebar = "open";
  else delete app.dataset.sidebar;
  for (const id of ["topbar", "channel", "thread", "drawer"]) document.getElementById(id).toggleAttribute("inert", open);
  if (open) document.querySelector("#sidebar button.side-row")?.focus();
  else if (before) document.querySelector(".head-menu")?.focus();
}
on("sidebar", showSidebar);

on("drawer", (name) => {
  const place = document.getElementById("drawer");
  const next = name && app.dataset.drawer !== name ? name : null;
  const before = app.dataset.drawer;
  leaveInspector();
  if (next) app.dataset.drawer = next;
  else delete app.dataset.drawer;
  place.hidden = !next;
  place.replaceChildren();
  showSidebar(false);
  if (next === "inspector") drawInspector(place);
  if (next === "playground") drawPlayground(place);
  drawRail();
  if (next) place.querySelector("button")?.focus();
  else document.getElementById(`open-${before}`)?.focus();
});
on("views", () => closeAllPopups());
on("thread", () => store.thread && seen(store.thread.channel));

document.addEventListener("visibilitychange", () => !document.hidden && seen(store.channelId));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || dialogOpen()) return;
  if (app.dataset.sidebar) showSidebar(false);
  else if (app.dataset.drawer && document.getElementById("drawer").contains(event.target)) tell("drawer", null);
});
document.getElementById("scrim").addEventListener("click", () => showSidebar(false));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  (document.querySelector("#channel-body .messages") ?? document.querySelector("#channel-body .home"))?.focus();
});
document.getElementById("search").addEventListener("click", (event) => {
  const places = store.channels.filter((channel) => !channel.is_im);
  openMenu(event.currentTarget, places.map((channel) => ({ label: `#${channel.name}`, hint: channel.topic, action: () => tell("go", { channel: channel.id }) })), { label: t("Go to") });
});

const wanted = new URLSearchParams(location.search).get("user");
become(wanted || FIRST_PERSON).then(() => {
  drawSidebar();
  focusComposer();
  app.dataset.ready = "";
});
