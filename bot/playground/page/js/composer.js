/** Where a person types: Enter sends, Shift+Enter starts a line, marks and mentions help along. */

import { post } from "./api.js";
import { el, freshId } from "./dom.js";
import { Autocomplete } from "./autocomplete.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { avatar } from "./avatar.js";
import { runShortcut } from "./message_actions.js";
import { nameOf, peopleList, store, tell } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const MARKS = [
  ["bold", "Bold", "*", "*"], ["italic", "Italic", "_", "_"], ["strike", "Strikethrough", "~", "~"], null,
  ["ordered", "Ordered list", "1. ", ""], ["bullets", "Bulleted list", "• ", ""], null,
  ["quote", "Quote", "> ", ""], ["code", "Code", "`", "`"], ["codeblock", "Code block", "```", "```"],
];

/** A composer for a channel, or for a thread when `aim` names one. */
export class Composer {
  constructor() {
    this.channel = null;
    this.threadTs = null;
    this.drafts = new Map();
    this.history = [];
    this.field = el("textarea", {
      class: "composer-field", rows: "1", spellcheck: "true", role: "textbox", "aria-multiline": "true", "aria-autocomplete": "list", id: freshId("composer"),
    });
    this.sendButton = el("button", { type: "button", class: "send-button", on: { click: () => this.send() } }, icon("send", 16));
    this.toolbar = el("div", { class: "composer-marks", role: "toolbar" });
    this.tools = el("div", { class: "composer-tools" });
    this.box = el("div", { class: "composer-box" }, this.toolbar, this.field, el("div", { class: "composer-foot" }, this.tools, this.sendButton));
    this.closed = el("div", { class: "composer-closed", hidden: true });
    this.node = el("div", { class: "composer" }, this.box, this.closed);
    this.autocomplete = new Autocomplete(this.field, this.box, () => Boolean(this.threadTs), () => this.#changed());
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Point at a channel (and thread); keeps what was being typed in each place. */
  aim(channel, placeholder, threadTs = null) {
    this.drafts.set(this.place, this.field.value);
    this.channel = channel;
    this.threadTs = threadTs;
    this.field.placeholder = placeholder;
    this.field.setAttribute("aria-label", placeholder);
    this.field.value = this.drafts.get(this.place) ?? "";
    this.sendButton.setAttribute("aria-label", t("Send now"));
    this.#buttons();
    this.closed.textContent = t("This channel has been archived.");
    this.closed.hidden = !channel?.is_archived;
    this.box.hidden = Boolean(channel?.is_archived);
    this.#changed();
  }

  get place() {
    return `${store.userId} ${this.channel?.id} ${this.threadTs ?? ""}`;
  }

  /** Put the cursor here. */
  focus() {
    this.field.focus();
  }

  /** Put words here to be sent or changed. */
  offer(words) {
    this.field.value = words;
    this.focus();
    this.#changed();
  }

  #buttons() {
    this.toolbar.setAttribute("aria-label", t("Formatting"));
    this.toolbar.replaceChildren(...MARKS.map((mark) => mark === null ? el("span", { class: "mark-gap", "aria-hidden": "true" }) : el("button", {
      type: "button", class: "icon-button", "aria-label": t(mark[1]), title: t(mark[1]), on: { click: () => this.#wrap(mark[2], mark[3]) },
    }, icon(mark[0], 18))));
    const tool = (sign, label, action, menu = false) => el("button", {
      type: "button", class: `icon-button tool-${sign}`, "aria-label": label, title: label, "aria-haspopup": menu ? "menu" : null, on: { click: action },
    }, icon(sign, 18));
    this.tools.replaceChildren(
      tool("plus", t("Shortcuts"), (event) => this.#shortcuts(event.currentTarget), true),
      tool("format", t("Show formatting"), () => this.node.classList.toggle("shows-marks")),
      tool("emoji", t("Emoji"), () => this.#insert(":")),
      tool("at", t("Mention someone"), () => this.#insert("@")),
      tool("slash", t("Run a command"), () => this.#insert("/", true)));
  }

  #shortcuts(anchor) {
    const items = store.shortcuts.filter((shortcut) => shortcut.type === "global").map((shortcut) => ({
      label: shortcut.name, hint: nameOf(store.bot.user_id), icon: avatar(store.bot.user_id, { bot: true, size: 20 }), action: () => runShortcut(shortcut),
    }));
    const commands = store.commands.map((command) => ({
      label: command.command, hint: command.description, icon: avatar(store.bot.user_id, { bot: true, size: 20 }),
      action: () => this.offer(`${command.command} `),
    }));
    openMenu(anchor, [{ heading: t("Shortcuts") }, ...items, ...(commands.length && !this.threadTs ? [{ separator: true }, ...commands] : [])], { label: t("Shortcuts") });
  }

  #wrap(before, after) {
    const { selectionStart: start, selectionEnd: end, value } = this.field;
    this.field.setRangeText(`${before}${value.slice(start, end)}${after}`, start, end, "end");
    this.field.setSelectionRange(start + before.length, end + before.length);
    this.focus();
    this.#changed();
  }

  #insert(text, atStart = false) {
    this.focus();
    if (atStart) this.field.setSelectionRange(0, 0);
    const before = this.field.value.slice(0, this.field.selectionStart);
    const gap = !atStart && before && !/\s$/.test(before) ? " " : "";
    this.field.setRangeText(gap + text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.field.dispatchEvent(new Event("input"));
  }

  #changed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, Math.max(120, innerHeight * 0.4))}px`;
    const empty = !this.field.value.trim();
    this.sendButton.toggleAttribute("disabled", empty);
    this.box.classList.toggle("can-send", !empty);
  }

  #key(event) {
    if (event.isComposing || this.autocomplete.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.field.value && this.history.length) {
      event.preventDefault();
      this.field.value = this.history.at(-1);
      this.#changed();
    }
  }

  /** Send what stands here; if the server will not take it, it stands here again. */
  async send() {
    const typed = this.field.value.trim();
    if (!typed || !this.channel) return;
    this.history.push(typed);
    this.field.value = "";
    this.autocomplete.close();
    this.#changed();
    this.drafts.delete(this.place);
    const body = { user: store.userId, channel: this.channel.id, text: outgoing(typed) };
    if (this.threadTs) body.thread_ts = this.threadTs;
    tell("sent", { threadTs: this.threadTs });
    try {
      await post("say", body);
    } catch (problem) {
      if (!this.field.value) this.field.value = typed;
      this.#changed();
      toast(t("Your message couldn’t be sent."), { detail: problem.message, tone: "bad" });
    }
  }
}

/** Typed text as the client sends it: people named in full become mentions by id. */
function outgoing(text) {
  const people = peopleList().map((user) => [nameOf(user.id), user.id]).sort((one, other) => other[0].length - one[0].length);
  let sent = text;
  for (const [name, id] of people) sent = sent.replaceAll(new RegExp(`(^|[^\\p{L}\\p{N}@])@${escapePattern(name)}(?![\\p{L}\\p{N}])`, "gu"), `$1<@${id}>`);
  return sent;
}

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
