/** Old-style attachments, the way alerts of other apps still arrive: a coloured bar, title, text and fields. */

import { showBlocks } from "./blocks/index.js";
import { el, link } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { Surface, withIds } from "./surface.js";

const COLOURS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

function one(attachment) {
  const bar = el("span", { class: "attachment-bar", "aria-hidden": "true" });
  const colour = COLOURS[attachment.color] ?? (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? `#${attachment.color.replace("#", "")}` : null);
  if (colour) bar.style.backgroundColor = colour;
  const inner = el("div", { class: "attachment-words" });
  if (attachment.author_name) inner.append(el("div", { class: "attachment-author", text: attachment.author_name }));
  if (attachment.title) inner.append(el("div", { class: "attachment-title" }, attachment.title_link ? link(attachment.title_link, attachment.title) : attachment.title));
  if (attachment.text) inner.append(el("div", {}, mrkdwn(attachment.text)));
  if (attachment.blocks?.length) {
    const place = el("div", {});
    showBlocks(place, withIds(attachment.blocks), new Surface("attachment", JSON.stringify(attachment.blocks), {}));
    inner.append(place);
  }
  if (attachment.fields?.length) {
    inner.append(el("div", { class: "section-fields" }, attachment.fields.map((field) => el("div", { class: field.short ? "section-field" : "section-field is-wide" },
      el("strong", { class: "attachment-field", text: field.title }), mrkdwn(String(field.value ?? ""))))));
  }
  if (attachment.footer) inner.append(el("div", { class: "attachment-footer", text: attachment.footer }));
  if (!inner.childNodes.length && attachment.fallback) inner.append(attachment.fallback);
  return el("div", { class: "attachment" }, attachment.pretext ? el("div", { class: "attachment-pretext" }, mrkdwn(attachment.pretext)) : null,
    el("div", { class: "attachment-frame" }, bar, inner));
}

/** All attachments of a message. */
export function drawAttachments(attachments) {
  return el("div", { class: "attachments" }, attachments.map(one));
}
