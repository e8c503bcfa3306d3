/** Blocks to nodes, and updates that leave unchanged blocks alone, so that typing and focus survive them. */

import { el, freshId } from "../dom.js";
import { drawElement } from "../elements/index.js";
import { markdown } from "../markdown.js";
import { textObject, textWords } from "../mrkdwn.js";
import { richText } from "../richtext.js";
import { t } from "../words.js";
import { drawImage, imageElement } from "./image.js";
import { drawTable } from "./table.js";

const DRAWN_BY = {
  section: drawSection,
  header: (block) => el("div", { class: "block-header", role: "heading", "aria-level": block.level ? block.level + 1 : 3 }, textObject(block.text)),
  divider: () => el("hr", { class: "divider" }),
  context: (block) => el("div", { class: "block-context" }, (block.elements ?? []).map(contextItem)),
  actions: (block, surface) => el("div", { class: "block-actions" }, (block.elements ?? []).map((element) => drawElement(element, { surface, block, label: elementLabel(element) }))),
  context_actions: (block, surface) => el("div", { class: "block-actions" }, (block.elements ?? []).map((element) => drawElement(element, { surface, block, label: elementLabel(element) }))),
  input: drawInput,
  image: drawImage,
  markdown: (block) => el("div", { class: "block-markdown" }, markdown(block.text ?? "")),
  rich_text: (block) => el("div", { class: "block-rich" }, richText(block.elements)),
  table: drawTable,
};

function elementLabel(element) {
  return element.accessibility_label ?? textWords(element.placeholder);
}

function contextItem(item) {
  if (item.type === "image") return imageElement(item, "context-image");
  return el("span", { class: "context-text" }, textObject(item));
}

function drawSection(block, surface) {
  const words = el("div", { class: "section-words" });
  if (block.text) words.append(expandable(block));
  if (block.fields) words.append(el("div", { class: "section-fields" }, block.fields.map((field) => el("div", { class: "section-field" }, textObject(field)))));
  const node = el("div", { class: "block-section" }, words);
  if (block.accessory) {
    const accessory = block.accessory.type === "image" ? imageElement(block.accessory, "accessory-image")
      : drawElement(block.accessory, { surface, block, label: textWords(block.text) || elementLabel(block.accessory) });
    node.append(el("div", { class: `section-accessory is-${block.accessory.type}` }, accessory));
  }
  return node;
}

const FOLDED_LINES = 5;
const FOLDED_CHARACTERS = 700;

function expandable(block) {
  const node = el("div", { class: "section-text" }, textObject(block.text));
  const source = block.text.text ?? "";
  if (block.expand === true || (source.length < FOLDED_CHARACTERS && source.split("\n").length <= FOLDED_LINES)) return node;
  node.classList.add("is-folded");
  const more = el("button", { type: "button", class: "see-more", text: t("See more"), "aria-expanded": "false" });
  more.addEventListener("click", () => {
    const folded = node.classList.toggle("is-folded");
    more.textContent = folded ? t("See more") : t("See less");
    more.setAttribute("aria-expanded", String(!folded));
  });
  return el("div", {}, node, more);
}

function drawInput(block, surface) {
  const hint = block.hint ? freshId("hint") : null;
  const error = freshId("error");
  const label = textWords(block.label);
  const element = drawElement(block.element, {
    surface, block, label, required: !block.optional, describedBy: [error, hint].filter(Boolean).join(" "),
  });
  return el("div", { class: "block-input" },
    el("div", { class: "input-label" }, textObject(block.label), block.optional ? el("span", { class: "input-optional", text: ` ${t("(optional)")}` }) : null),
    element,
    el("div", { class: "input-error", id: error, role: "alert" }),
    hint ? el("div", { class: "input-hint", id: hint }, textObject(block.hint)) : null);
}

function drawBlock(block, surface) {
  const draw = DRAWN_BY[block.type];
  const node = draw ? draw(block, surface) : el("div", { class: "unknown-block", text: t("This block can’t be shown here: {type}", { type: block.type }) });
  node.classList.add("block");
  node.dataset.block = block.block_id;
  node.dataset.type = block.type;
  return node;
}

const drawn = new WeakMap();

/**
 * Show blocks in a container. A block that is the same as before keeps its node; where one with the focus must be redrawn,
 * focus and caret go to the element with the same ids in the new one.
 */
export function showBlocks(container, blocks, surface) {
  surface.form.take(blocks);
  const before = new Map([...container.children].map((node) => [node.dataset.block, node]));
  const focus = rememberFocus(container);
  const kept = blocks.map((block) => {
    const source = JSON.stringify(block);
    const old = before.get(block.block_id);
    if (old && drawn.get(old) === source) return old;
    const node = drawBlock(block, surface);
    drawn.set(node, source);
    return node;
  });
  const wanted = new Set(kept);
  for (const node of [...container.children]) if (!wanted.has(node)) node.remove();
  kept.forEach((node, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
  restoreFocus(container, focus);
}

function rememberFocus(container) {
  const node = document.activeElement;
  if (!container.contains(node)) return null;
  const block = node.closest("[data-block]")?.dataset.block;
  const action = node.closest("[data-action]")?.dataset.action;
  const caret = "selectionStart" in node && node.type !== "radio" && node.type !== "checkbox" ? [node.selectionStart, node.selectionEnd] : null;
  return { node, block, action, caret, text: node.value };
}

function restoreFocus(container, focus) {
  if (!focus || document.activeElement === focus.node || focus.node.isConnected) return;
  const block = [...container.children].find((node) => node.dataset.block === focus.block);
  const scope = [...(block?.querySelectorAll("[data-action]") ?? [])].find((node) => node.dataset.action === focus.action) ?? block;
  const inner = "input:not([type=hidden]), textarea, button";
  const target = scope?.matches?.(inner) ? scope : scope?.querySelector(inner);
  target?.focus();
  if (target && focus.caret && typeof target.setSelectionRange === "function" && target.value === focus.text) target.setSelectionRange(...focus.caret);
}

/** Show a text under each named input; returns whether every name had its place. */
export function showErrors(container, errors) {
  let first = null;
  for (const node of container.children) {
    const place = node.querySelector(".input-error");
    if (!place) continue;
    const text = errors[node.dataset.block] ?? "";
    place.textContent = text;
    node.classList.toggle("has-error", Boolean(text));
    const field = node.querySelector("input, textarea, button.picker");
    if (text) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
    if (text && !first) first = field;
  }
  first?.focus();
  first?.scrollIntoView({ block: "center" });
}
