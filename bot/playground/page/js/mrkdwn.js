/**
 * Slack's mrkdwn drawn as nodes.
 *
 * Rules: text formatting in Slack's "Formatting text for app surfaces": `<...>` is a link or a mention, `&amp; &lt; &gt;` are the only
 * entities, marks act only at the edge of words, and a bare address or `@here` is live unless `verbatim` says otherwise.
 */

import { append, el, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { mentionChannel, mentionGroup, mentionUser, broadcast } from "./mentions.js";
import { channelByName } from "./store.js";
import { slackDate } from "./time.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };

/** Undo the three entities, `&amp;` last. */
export function unescapeText(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Draw mrkdwn source into a fragment of block-level nodes. `verbatim` true leaves bare addresses and names dead. */
export function mrkdwn(source, { verbatim = false } = {}) {
  const fragment = document.createDocumentFragment();
  const pieces = source.split(/```\n?([\s\S]+?)\n?```/);
  pieces.forEach((piece, index) => {
    if (index % 2) fragment.append(el("pre", { class: "code-block" }, inlineCode(piece)));
    else if (piece) append(fragment, lines(trimAround(piece, index, pieces.length), verbatim));
  });
  return fragment;
}

function trimAround(piece, index, count) {
  let text = piece;
  if (index > 0) text = text.replace(/^\n/, "");
  if (index < count - 1) text = text.replace(/\n$/, "");
  return text;
}

function lines(text, verbatim) {
  const nodes = [];
  let quote = null;
  let plain = [];
  const flush = () => {
    if (plain.length) nodes.push(el("span", { class: "mrkdwn-lines" }, joinLines(plain, verbatim)));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (quoted) {
      flush();
      if (!quote) nodes.push((quote = el("blockquote", {})));
      quote.append(el("span", { class: "quoted-line" }, inline(quoted[1], verbatim)));
    } else {
      quote = null;
      plain.push(line);
    }
  }
  flush();
  return nodes;
}

function joinLines(list, verbatim) {
  return list.flatMap((line, index) => [index ? el("br") : null, inline(line, verbatim)]);
}

/** One line of mrkdwn as inline nodes. */
export function inline(text, verbatim = false) {
  const nodes = [];
  let plain = "";
  let position = 0;
  const flush = () => {
    if (plain) append({ append: (node) => nodes.push(node) }, [bare(plain, verbatim)]);
    plain = "";
  };
  while (position < text.length) {
    const found = token(text, position, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      position = found.end;
    } else {
      plain += text[position];
      position += 1;
    }
  }
  flush();
  return nodes;
}

function token(text, position, verbatim) {
  const character = text[position];
  if (character === "<") return angle(text, position);
  if (character === "`") return code(text, position);
  if (character in STYLES) return styled(text, position, verbatim);
  return null;
}

function wordBefore(text, position) {
  return position > 0 && /[\p{L}\p{N}]/u.test(text[position - 1]);
}

function code(text, position) {
  const end = text.indexOf("`", position + 1);
  if (end <= position + 1) return null;
  return { node: el("code", {}, inlineCode(text.slice(position + 1, end))), end: end + 1 };
}

function inlineCode(text) {
  return text.split(/(<[^<>\n]+>)/).map((part, index) => (index % 2 ? angle(part, 0)?.node ?? part : unescapeText(part)));
}

function styled(text, position, verbatim) {
  const mark = text[position];
  if (wordBefore(text, position) || text[position + 1] === mark || /\s/.test(text[position + 1] ?? " ")) return null;
  for (let end = text.indexOf(mark, position + 1); end > 0; end = text.indexOf(mark, end + 1)) {
    const closes = !/\s/.test(text[end - 1]) && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? " ") && !insideAngle(text, position, end);
    if (closes) return { node: el(STYLES[mark], {}, inline(text.slice(position + 1, end), verbatim)), end: end + 1 };
  }
  return null;
}

function insideAngle(text, from, position) {
  const inner = text.slice(from, position);
  return inner.lastIndexOf("<") > inner.lastIndexOf(">") || (inner.split("`").length - 1) % 2 === 1;
}

function angle(text, position) {
  const end = text.indexOf(">", position);
  if (end < 0) return null;
  const body = text.slice(position + 1, end);
  const cut = body.indexOf("|");
  const target = cut < 0 ? body : body.slice(0, cut);
  const label = cut < 0 ? "" : unescapeText(body.slice(cut + 1));
  return { node: reference(target, label), end: end + 1 };
}

function reference(target, label) {
  if (target.startsWith("@")) return mentionUser(target.slice(1), label);
  if (target.startsWith("#")) return mentionChannel(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  const url = unescapeText(target);
  return link(url, withEmoji(label || url.replace(/^mailto:/, "")));
}

function special(target, label) {
  if (["here", "channel", "everyone"].includes(target)) return broadcast(target);
  if (target.startsWith("subteam^")) return mentionGroup(target.slice(8), label);
  if (target.startsWith("date^")) {
    const [, epoch, pattern = "", address] = target.split("^");
    const seconds = epoch === "" ? NaN : Number(epoch);
    const words = slackDate(seconds, pattern, label);
    const time = el("time", Number.isFinite(seconds) ? { datetime: new Date(seconds * 1000).toISOString(), title: label } : {}, words);
    return address ? link(unescapeText(address), time) : time;
  }
  return el("span", { text: label || `<!${target}>` });
}

const BARE = /(https?:\/\/[^\s<>|]+[^\s<>|.,:;!?)\]'"])|(^|[^\p{L}\p{N}_])(@(?:here|channel|everyone)|#[\p{L}\p{N}_-]+)(?![\p{L}\p{N}_])/gu;

function bare(text, verbatim) {
  if (verbatim) return withEmoji(unescapeText(text));
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(BARE)) {
    const [whole, url, before, name] = match;
    const node = url ? link(unescapeText(url), unescapeText(url)) : bareName(name);
    if (!node) continue;
    nodes.push(withEmoji(unescapeText(text.slice(last, match.index) + (before ?? ""))), node);
    last = match.index + whole.length;
  }
  nodes.push(withEmoji(unescapeText(text.slice(last))));
  return nodes;
}

function bareName(name) {
  if (name.startsWith("@")) return broadcast(name.slice(1));
  const channel = channelByName(name.slice(1));
  return channel ? mentionChannel(channel.id, channel.name) : null;
}

/** A text object of either type as nodes; plain_text shows `:emoji:` unless `emoji` is false, and parses nothing else. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return [mrkdwn(object.text ?? "", { verbatim: object.verbatim === true })];
  const words = object.emoji === false ? object.text ?? "" : withEmoji(object.text ?? "");
  return words.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

/** The words of a text object alone, for labels and filters. */
export function textWords(object) {
  if (!object) return "";
  if (object.type !== "mrkdwn") return object.emoji === false ? object.text : withEmoji(object.text ?? "");
  return el("span", {}, mrkdwn(object.text ?? "", { verbatim: object.verbatim === true })).textContent;
}

/** One emoji by name, as an image would be: named for screen readers. */
export function emojiNode(name, unicode) {
  const character = unicode ? String.fromCodePoint(...unicode.split("-").map((hex) => parseInt(hex, 16))) : emoji(name);
  return character ? el("span", { class: "emoji", role: "img", "aria-label": `${name} emoji`, text: character }) : `:${name}:`;
}
