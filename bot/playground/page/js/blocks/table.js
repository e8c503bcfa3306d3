/** The `table` block; its first row is the head. */

import { el } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { richText } from "../richtext.js";
import { t } from "../words.js";

function cell(tag, content, setting = {}) {
  const align = setting.align ?? (content?.type === "raw_number" ? "right" : "left");
  const inner = content?.type === "rich_text" ? richText(content.elements) : [withEmoji(String(content?.text ?? content?.value ?? ""))];
  return el(tag, { class: `align-${align}${setting.is_wrapped ? " is-wrapped" : ""}`, scope: tag === "th" ? "col" : null }, inner);
}

/** Draw a table block, scrolling sideways by itself where it is too wide. */
export function drawTable(block) {
  const settings = block.column_settings ?? [];
  const row = (tag, cells) => el("tr", {}, cells.map((content, index) => cell(tag, content, settings[index] ?? {})));
  const [head, ...body] = block.rows ?? [];
  return el("div", { class: "block-table" },
    el("div", { class: "table-wrap", tabindex: "0", role: "group", "aria-label": t("Table") },
      el("table", {}, head ? el("thead", {}, row("th", head)) : null, el("tbody", {}, body.map((cells) => row("td", cells))))));
}
