/** The `markdown` block: the common subset of Markdown that Slack draws (headings, lists, tables, quotes, code, links). */

import { el, link } from "./dom.js";
import { withEmoji } from "./emoji.js";

/** Draw Markdown as block-level nodes. */
export function markdown(source) {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const nodes = [];
  while (lines.length) {
    const node = fence(lines) ?? heading(lines) ?? rule(lines) ?? table(lines) ?? quote(lines) ?? list(lines) ?? paragraph(lines);
    if (node) nodes.push(node);
  }
  return nodes;
}

function fence(lines) {
  if (!/^\s*```/.test(lines[0])) return null;
  lines.shift();
  const body = [];
  while (lines.length && !/^\s*```\s*$/.test(lines[0])) body.push(lines.shift());
  lines.shift();
  return el("pre", { class: "code-block", text: body.join("\n") });
}

function heading(lines) {
  const found = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0]);
  if (!found) return null;
  lines.shift();
  return el("div", { class: `md-heading md-h${found[1].length}`, role: "heading", "aria-level": found[1].length + 2 }, spans(found[2]));
}

function rule(lines) {
  if (!/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(lines[0])) return null;
  lines.shift();
  return el("hr", { class: "divider" });
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines) {
  if (!lines[0].includes("|") || !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[1] ?? "")) return null;
  const head = cells(lines.shift());
  const aligns = cells(lines.shift()).map((mark) => (/^:-+:$/.test(mark) ? "center" : /-+:$/.test(mark) ? "right" : "left"));
  const row = (tag, values) => el("tr", {}, values.map((value, index) => el(tag, { class: `align-${aligns[index] ?? "left"}` }, spans(value))));
  const body = [];
  while (lines.length && lines[0].includes("|")) body.push(row("td", cells(lines.shift())));
  return el("div", { class: "table-wrap", tabindex: "0", role: "group" }, el("table", {}, el("thead", {}, row("th", head)), el("tbody", {}, body)));
}

function quote(lines) {
  if (!/^\s*>/.test(lines[0])) return null;
  const body = [];
  while (lines.length && /^\s*>/.test(lines[0])) body.push(lines.shift().replace(/^\s*>\s?/, ""));
  return el("blockquote", {}, markdown(body.join("\n")));
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

function list(lines) {
  const first = ITEM.exec(lines[0]);
  if (!first) return null;
  const depth = first[1].length;
  const ordered = /\d/.test(first[2]);
  const node = el(ordered ? "ol" : "ul", { class: "rich-list", start: ordered ? parseInt(first[2], 10) : null });
  while (lines.length) {
    const item = ITEM.exec(lines[0]);
    if (!item || item[1].length < depth) break;
    if (item[1].length > depth + 1) {
      (node.lastElementChild ?? node).append(list(lines));
      continue;
    }
    lines.shift();
    node.append(el("li", {}, task(item[3])));
  }
  return node;
}

function task(text) {
  const found = /^\[([ xX])\]\s+(.*)$/.exec(text);
  return found ? [found[1] === " " ? "☐ " : "☑ ", ...spans(found[2])] : spans(text);
}

function paragraph(lines) {
  const body = [];
  while (lines.length && lines[0].trim() && (!body.length || !/^(#{1,6}\s|\s*>|\s*```|\s*([-*+]|\d+[.)])\s)/.test(lines[0]))) body.push(lines.shift());
  if (!body.length) {
    lines.shift();
    return null;
  }
  return el("p", {}, body.flatMap((line, index) => [index ? el("br") : null, ...spans(line)]));
}

const SPAN = new RegExp(
  [
    "`([^`]+)`", // 1 code
    "\\[([^\\]]+)\\]\\(([^()\\s]+(?:\\([^()]*\\))?)(?:\\s+\"[^\"]*\")?\\)", // 2, 3 link
    "\\*\\*(?=\\S)(.+?)\\*\\*|__(?=\\S)(.+?)__", // 4, 5 bold
    "~~(?=\\S)(.+?)~~", // 6 struck
    "\\*(?=\\S)([^*]+?)\\*|(?<![\\p{L}\\p{N}])_(?=\\S)([^_]+?)_(?![\\p{L}\\p{N}])", // 7, 8 italic
    "(https?:\\/\\/[^\\s<>]+[^\\s<>.,:;!?)\\]])", // 9 bare address
    "\\\\([\\\\`*_{}\\[\\]()#+.!|~>-])", // 10 escaped character
  ].join("|"),
  "gu",
);

function spans(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(SPAN)) {
    if (match.index > last) nodes.push(withEmoji(text.slice(last, match.index)));
    nodes.push(span(match));
    last = match.index + match[0].length;
  }
  if (last < text.length) nodes.push(withEmoji(text.slice(last)));
  return nodes;
}

function span(match) {
  const [, code, label, address, bold, bold2, struck, italic, italic2, url, escaped] = match;
  if (code) return el("code", { text: code });
  if (label) return link(address, spans(label));
  if (bold ?? bold2) return el("strong", {}, spans(bold ?? bold2));
  if (struck) return el("s", {}, spans(struck));
  if (italic ?? italic2) return el("em", {}, spans(italic ?? italic2));
  if (url) return link(url, url);
  return escaped;
}
