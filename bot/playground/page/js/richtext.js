/** rich_text blocks: sections, lists, quotes and preformatted text, of typed elements that parse nothing. */

import { el, link } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { broadcast, mentionChannel, mentionGroup, mentionUser } from "./mentions.js";
import { emojiNode } from "./mrkdwn.js";
import { slackDate } from "./time.js";

/** Draw the `elements` of a rich_text block. */
export function richText(elements = []) {
  const nodes = [];
  let open = [];
  for (const element of elements) {
    if (element.type === "rich_text_list") {
      nest(nodes, open, element);
      continue;
    }
    open = [];
    nodes.push(container(element));
  }
  return nodes;
}

function container(element) {
  const inner = (element.elements ?? []).map(leaf);
  if (element.type === "rich_text_quote") return el("blockquote", {}, el("span", { class: "quoted-line" }, inner));
  if (element.type === "rich_text_preformatted") return el("pre", { class: "code-block" }, inner);
  return el("div", { class: "rich-section" }, inner);
}

function nest(nodes, open, element) {
  const depth = Math.min(element.indent ?? 0, 8);
  const tag = element.style === "ordered" ? "ol" : "ul";
  const list = el(tag, { class: `rich-list depth-${depth % 3}`, start: element.offset ? element.offset + 1 : null });
  for (const item of element.elements ?? []) list.append(el("li", {}, (item.elements ?? []).map(leaf)));
  open.length = Math.min(open.length, depth);
  const parent = open[depth - 1]?.lastElementChild;
  if (parent) parent.append(list);
  else {
    list.style.marginInlineStart = `${depth * 24}px`;
    nodes.push(list);
  }
  open[depth] = list;
}

const LEAVES = {
  text: (element) => [withEmoji(element.text ?? "")],
  link: (element) => [link(element.url, element.text || element.url)],
  user: (element) => [mentionUser(element.user_id, "")],
  channel: (element) => [mentionChannel(element.channel_id, "")],
  usergroup: (element) => [mentionGroup(element.usergroup_id, "")],
  broadcast: (element) => [broadcast(element.range)],
  emoji: (element) => [emojiNode(element.name, element.unicode)],
  date: (element) => {
    const words = slackDate(element.timestamp, element.format ?? "{date}", element.fallback ?? "");
    return [element.url ? link(element.url, words) : el("time", { text: words })];
  },
  color: (element) => [el("span", { class: "color-chip", text: element.value })],
};

function leaf(element) {
  const nodes = (LEAVES[element.type] ?? (() => [element.text ?? ""]))(element);
  const style = element.style ?? {};
  let content = nodes;
  for (const [name, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]]) {
    if (style[name]) content = [el(tag, {}, content)];
  }
  return content;
}
