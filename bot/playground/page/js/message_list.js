/** A list of messages that redraws only what changed, keeps to the bottom, and is walked with Up and Down. */

import { el } from "./dom.js";
import { closeOrphans } from "./popup.js";
import { drawMessage, follows } from "./message.js";
import { repliesTo } from "./store.js";
import { dayKey, dayLabel } from "./time.js";

const NEAR_BOTTOM_PX = 80;

/** The messages of one channel or thread, in a scrolling log. */
export class MessageList {
  constructor(place) {
    this.place = place;
    this.inner = el("div", { class: "messages-inner" });
    this.node = el("div", { class: "messages", role: "log", tabindex: "0", "aria-live": "off" }, this.inner);
    this.drawn = new Map();
    this.stick = true;
    this.node.addEventListener("scroll", () => {
      this.stick = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_BOTTOM_PX;
    });
    this.node.addEventListener("keydown", (event) => this.#walk(event));
    new ResizeObserver(() => this.stick && this.toBottom()).observe(this.inner);
    new ResizeObserver(() => this.stick && this.toBottom()).observe(this.node);
  }

  /** Start over: another channel, person or language. */
  reset() {
    this.drawn.clear();
    this.inner.replaceChildren();
    this.stick = true;
  }

  /** Show these messages, with an opening (the channel's beginning) and dividers before the `between(message, index)` gives. */
  show(messages, { opening = null, between = null } = {}) {
    const nodes = [];
    if (opening) nodes.push(opening);
    let before = null;
    let day = null;
    messages.forEach((message, index) => {
      const key = dayKey(Number(message.ts));
      if (this.place === "channel" && key !== day) nodes.push(this.#divider(key, message));
      const compact = key === day && follows(message, before);
      day = key;
      nodes.push(this.#message(message, compact));
      const extra = between?.(message, index);
      if (extra) nodes.push(extra);
      before = message;
    });
    this.#replace(nodes);
    closeOrphans();
    if (this.stick) this.toBottom();
  }

  #divider(key, message) {
    const cached = this.drawn.get(`day ${key}`);
    const label = dayLabel(Number(message.ts));
    if (cached?.source === label) return cached.node;
    const node = el("div", { class: "day-divider", role: "separator", "aria-label": label }, el("span", { class: "day-label", text: label }));
    this.drawn.set(`day ${key}`, { source: label, node });
    return node;
  }

  #message(message, compact) {
    const replies = this.place === "channel" ? repliesTo(message.channel, message.ts) : [];
    const source = JSON.stringify([message, compact, replies.length, replies.at(-1)?.ts]);
    const cached = this.drawn.get(message.id);
    if (cached?.source === source) return cached.node;
    const held = cached && cached.node.contains(document.activeElement) ? document.activeElement : null;
    const node = drawMessage(message, { place: this.place, compact, old: cached?.node ?? null });
    if (cached && cached.node.parentNode) cached.node.replaceWith(node);
    if (held && document.activeElement !== held && node.contains(held)) held.focus();
    this.drawn.set(message.id, { source, node });
    return node;
  }

  #replace(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.inner.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.inner.children[index] !== node) this.inner.insertBefore(node, this.inner.children[index] ?? null);
    });
  }

  /** Scroll to the newest. */
  toBottom() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  #walk(event) {
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    const current = document.activeElement;
    if (current !== this.node && !current.classList.contains("message")) return;
    const list = [...this.inner.querySelectorAll(".message")];
    if (!list.length) return;
    event.preventDefault();
    const at = list.indexOf(current);
    const last = list.length - 1;
    const next = { ArrowUp: at < 0 ? last : Math.max(0, at - 1), ArrowDown: at < 0 ? last : Math.min(last, at + 1), Home: 0, End: last }[event.key];
    list[next].focus();
    list[next].scrollIntoView({ block: "nearest" });
  }
}
