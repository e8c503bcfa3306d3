/** One message, as it stands in a channel or a thread. */

import { drawAttachments } from "./attachments.js";
import { avatar } from "./avatar.js";
import { local } from "./blocks/image.js";
import { showBlocks } from "./blocks/index.js";
import { el, safeUrl } from "./dom.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";
import { icon } from "./icons.js";
import { post } from "./api.js";
import { hoverActions } from "./message_actions.js";
import { isBot, nameOf, repliesTo, store, tell } from "./store.js";
import { Surface, withIds } from "./surface.js";
import { ago, clock, dayKey, fullTime } from "./time.js";
import { plural, t } from "./words.js";

const TOGETHER_SECONDS = 300;

/** Who a message is from: the id its portrait and name hang on. */
export function authorOf(message) {
  if (message.system) return "USLACKBOT";
  return message.user ?? store.bot.user_id;
}

function authorName(message) {
  return message.system ? "Slackbot" : nameOf(authorOf(message));
}

/** Whether a message goes under its neighbour without name and portrait. */
export function follows(message, before) {
  if (!before || message.ephemeral || before.ephemeral || message.system || before.system) return false;
  return authorOf(message) === authorOf(before) && Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS &&
    dayKey(Number(message.ts)) === dayKey(Number(before.ts)) && !repliesTo(before.channel, before.ts).length;
}

/** Draw a message. `place` is `channel` or `thread`; `compact` leaves name and portrait out. */
export function drawMessage(message, { place, compact = false, old = null }) {
  const author = authorOf(message);
  const bot = isBot(author) || message.system;
  const body = old?.querySelector(".message-body") ?? el("div", { class: "message-body" });
  fillBody(body, message);
  const node = el(
    "div",
    {
      class: ["message", compact ? "is-compact" : "", message.ephemeral ? "is-ephemeral" : "", message.system ? "is-system" : ""].join(" "),
      role: "article", tabindex: "-1", dataset: { message: message.id, ts: message.ts },
      "aria-label": [authorName(message), clock(Number(message.ts)), message.ephemeral ? t("Only visible to you") : ""].filter(Boolean).join(", "),
    },
    message.ephemeral ? onlyYou() : null,
    compact ? gutterTime(message) : el("button", {
      type: "button", class: "message-avatar", "aria-label": t("{name}’s profile", { name: authorName(message) }), tabindex: "-1",
      on: { click: (event) => tell("profile", { id: author, anchor: event.currentTarget }) },
    }, avatar(author, { bot: isBot(author) })),
    el("div", { class: "message-main" },
      compact ? null : headline(message, author, bot),
      message.broadcast && place === "channel" ? repliedLine(message) : null,
      body,
      files(message), reactions(message), message.ephemeral ? dismissLine(message) : null,
      place === "channel" ? threadBar(message) : null),
    hoverActions(message, place),
  );
  return node;
}

function headline(message, author, bot) {
  return el("div", { class: "message-head" },
    el("button", {
      type: "button", class: "message-author", text: authorName(message), on: { click: (event) => tell("profile", { id: author, anchor: event.currentTarget }) },
    }),
    bot && !message.system ? el("span", { class: "app-badge", text: t("APP") }) : null,
    timeLink(message, "message-time"));
}

function repliedLine(message) {
  return el("div", { class: "replied-line" }, t("replied to a thread:"), " ", el("button", {
    type: "button", class: "link-button", text: t("View thread"),
    on: { click: () => tell("open-thread", { channel: message.channel, ts: message.thread_ts }) },
  }));
}

function timeLink(message, className, short = false) {
  const epoch = Number(message.ts);
  return el("time", { class: className, datetime: new Date(epoch * 1000).toISOString(), title: fullTime(epoch), text: clock(epoch, { short }) });
}

function gutterTime(message) {
  return el("span", { class: "message-gutter" }, timeLink(message, "message-time", true));
}

function onlyYou() {
  return el("div", { class: "only-you" }, icon("eye", 14), el("span", { text: t("Only visible to you") }));
}

function dismissLine(message) {
  return el("div", { class: "dismiss-line" }, el("button", {
    type: "button", class: "link-button", text: t("Dismiss message"),
    on: { click: () => post("dismiss", { user: store.userId, message_id: message.id }).catch(() => {}).then(() => tell("dismissed", message)) },
  }));
}

function fillBody(body, message) {
  const blocks = withIds(message.blocks ?? []);
  let words = body.querySelector(":scope > .message-text");
  let place = body.querySelector(":scope > .message-blocks");
  if (blocks.length) {
    words?.remove();
    place ??= body.appendChild(el("div", { class: "message-blocks" }));
    showBlocks(place, blocks, new Surface("message", `message:${message.id}`, { message_id: message.id }));
  } else {
    place?.remove();
    words ??= el("div", {});
    words.className = `message-text${emojiOnly(message.text) ? " is-jumbo" : ""}`;
    words.replaceChildren(mrkdwn(message.text ?? ""));
    body.prepend(words);
  }
  body.querySelector(":scope > .attachments")?.remove();
  if (message.attachments?.length) body.append(drawAttachments(message.attachments));
  body.querySelector(":scope > .edited")?.remove();
  if (message.edited) body.append(el("span", { class: "edited", text: t("(edited)") }));
}

function emojiOnly(text) {
  return /^(:[a-z0-9_+-]+:\s*){1,6}$/.test(text ?? "");
}

function files(message) {
  if (!message.files?.length) return null;
  return el("div", { class: "files" }, message.files.map((file) => picture(file) ?? el(
    "a", { class: "file", href: safeUrl(file.url ?? "") ?? null, download: file.name, "aria-label": t("Download {name}", { name: file.name }) },
    el("span", { class: "file-sign" }, icon("file", 24)),
    el("span", { class: "file-words" }, el("span", { class: "file-name", text: file.name }), el("span", { class: "file-size", text: size(file) })))));
}

/** An image stands in the message; pressed, it opens whole. */
function picture(file) {
  const href = file.mimetype?.startsWith("image/") ? local(file.url) : null;
  if (href === null) return null;
  return el("figure", { class: "file-picture" },
    el("figcaption", { class: "file-size", text: `${file.title ?? file.name} · ${size(file)}` }),
    el("a", { href, target: "_blank", rel: "noopener noreferrer", "aria-label": t("Open {name}", { name: file.name }) },
      el("img", { src: href, alt: file.alt_txt || file.title || file.name, width: file.original_w, height: file.original_h, loading: "lazy" })));
}

function size(file) {
  const kind = file.name.includes(".") ? file.name.split(".").pop().toUpperCase() : t("File");
  if (!file.size) return kind;
  return `${kind} · ${file.size < 1024 ? `${file.size} B` : `${(file.size / 1024).toFixed(1)} kB`}`;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((reaction) => el(
    "span", { class: "reaction", title: (reaction.users ?? []).map(nameOf).join(", ") }, emojiNode(reaction.name), ` ${reaction.count ?? reaction.users?.length ?? 1}`)));
}

function threadBar(message) {
  const replies = repliesTo(message.channel, message.ts);
  const count = Math.max(message.reply_count ?? 0, replies.filter((reply) => !reply.ephemeral).length);
  if (!count) return null;
  const people = [...new Set(replies.map(authorOf))].slice(-5);
  const last = replies.at(-1);
  return el("button", {
    type: "button", class: "thread-bar", on: { click: () => tell("open-thread", { channel: message.channel, ts: message.ts }) },
  },
    el("span", { class: "thread-people" }, people.map((id) => avatar(id, { bot: isBot(id), size: 24 }))),
    el("span", { class: "thread-count", text: plural(count, "{count} reply", "{count} replies") }),
    last ? el("span", { class: "thread-last", text: t("Last reply {ago}", { ago: ago(Number(last.ts)) }) }) : null,
    el("span", { class: "thread-view", "aria-hidden": "true" }, t("View thread"), icon("right", 16)));
}
