/** Suggestions over the composer: commands after `/`, people after `@`, channels after `#`, emoji after `:`. */

import { avatar } from "./avatar.js";
import { el, freshId } from "./dom.js";
import { emoji, emojiNames } from "./emoji.js";
import { icon } from "./icons.js";
import { isBot, nameOf, peopleList, store } from "./store.js";
import { t } from "./words.js";

const SHOWN = 8;

function commands(typed) {
  return store.commands.filter((command) => command.command.startsWith(typed)).map((command) => ({
    insert: `${command.command} `, label: command.command, extra: command.usage_hint, hint: command.description,
    picture: avatar(store.bot.user_id, { bot: true, size: 28 }), source: nameOf(store.bot.user_id),
  }));
}

function people(typed) {
  const words = typed.toLocaleLowerCase();
  const named = peopleList().filter((user) => [user.name, user.real_name].some((name) => name?.toLocaleLowerCase().split(/\s/).some((part) => part.startsWith(words)) || name?.toLocaleLowerCase().startsWith(words)));
  const found = named.map((user) => ({
    insert: `@${nameOf(user.id)} `, label: nameOf(user.id), extra: user.title, picture: avatar(user.id, { bot: isBot(user.id), size: 24 }),
  }));
  if (!store.users.has(store.bot.user_id) && store.bot.name.startsWith(words)) {
    found.push({ insert: `@${store.bot.name} `, label: store.bot.name, extra: t("APP"), picture: avatar(store.bot.user_id, { bot: true, size: 24 }) });
  }
  for (const group of store.groups.values()) {
    if (group.handle.startsWith(words)) found.push({ insert: `@${group.handle} `, label: `@${group.handle}`, extra: group.name, picture: icon("users", 20) });
  }
  for (const range of ["here", "channel"]) if (words && range.startsWith(words)) found.push({ insert: `@${range} `, label: `@${range}`, picture: icon("bell", 20) });
  return found;
}

function channels(typed) {
  return store.channels.filter((channel) => !channel.is_im && channel.name.startsWith(typed)).map((channel) => ({
    insert: `#${channel.name} `, label: channel.name, picture: icon(channel.is_private ? "lock" : "hash", 18),
  }));
}

function emojis(typed) {
  if (typed.length < 2) return [];
  return emojiNames(typed).map((name) => ({ insert: `${emoji(name)} `, label: `:${name}:`, picture: el("span", { class: "emoji", text: emoji(name) }) }));
}

/** The suggestion list of one text field, a listbox the field points into. */
export class Autocomplete {
  constructor(field, anchor, inThread, onChange) {
    Object.assign(this, { field, anchor, inThread, onChange });
    this.id = freshId("suggestions");
    this.node = el("div", { class: "suggestions", hidden: true }, (this.list = el("div", { role: "listbox", id: this.id })), (this.hint = el("div", { class: "usage-hint", hidden: true })));
    anchor.prepend(this.node);
    this.items = [];
    this.active = 0;
    this.from = 0;
    field.addEventListener("input", (event) => !event.isComposing && this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => this.close());
  }

  /** Look at what stands before the cursor and suggest. */
  look() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const found = this.#find(before);
    this.items = found.items.slice(0, SHOWN);
    this.from = found.from;
    this.active = 0;
    const usage = this.items.length ? null : this.#usage(before);
    this.hint.hidden = !usage;
    if (usage) this.hint.replaceChildren(el("strong", { text: usage.command }), ` ${usage.usage_hint}`);
    this.node.hidden = !this.items.length && !usage;
    this.#draw();
  }

  #find(before) {
    if (/^\/\S*$/.test(before) && !this.inThread()) return { items: commands(before), from: 0 };
    const found = /(^|[\s(（])([@#:])([\p{L}\p{N}_.+-]*)$/u.exec(before);
    if (!found || before.startsWith("/") && found[2] === ":") return { items: [], from: 0 };
    const source = { "@": people, "#": channels, ":": emojis }[found[2]];
    return { items: source(found[3]), from: before.length - found[3].length - 1 };
  }

  #usage(before) {
    const word = /^(\/\S+)\s/.exec(before)?.[1];
    return word && !this.inThread() ? store.commands.find((command) => command.command === word && command.usage_hint) ?? null : null;
  }

  #draw() {
    this.list.setAttribute("aria-label", t("Suggestions"));
    this.list.replaceChildren(...this.items.map((item, index) => el(
      "div",
      {
        class: `suggestion${index === this.active ? " is-active" : ""}`, role: "option", id: `${this.id}-${index}`, "aria-selected": String(index === this.active),
        on: {
          pointerdown: (event) => event.preventDefault(),
          click: () => this.take(index),
          pointerenter: () => { if (this.active !== index) { this.active = index; this.#draw(); } },
        },
      },
      el("span", { class: "suggestion-picture" }, item.picture ?? null),
      el("span", { class: "suggestion-words" },
        el("span", { class: "suggestion-line" }, el("strong", { text: item.label }), item.extra ? el("span", { class: "suggestion-extra", text: item.extra }) : null),
        item.hint ? el("span", { class: "suggestion-hint", text: item.hint }) : null),
      item.source ? el("span", { class: "suggestion-source", text: item.source }) : null)));
    if (this.items.length) {
      this.field.setAttribute("aria-controls", this.id);
      this.field.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  /** Handle a key if suggestions are open; true if it was used. */
  key(event) {
    if (this.node.hidden) return false;
    if (event.key === "Escape") {
      this.close();
      event.preventDefault();
      event.stopPropagation();
      return true;
    }
    if (!this.items.length) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + this.items.length) % this.items.length;
      this.#draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !this.#complete())) {
      this.take(this.active);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #complete() {
    return this.items[this.active].insert.trim() === this.field.value.trim();
  }

  /** Put a suggestion into the text. */
  take(index) {
    const item = this.items[index];
    this.field.setRangeText(item.insert, this.from, this.field.selectionStart, "end");
    this.field.focus();
    this.onChange();
    this.look();
  }

  /** Hide the suggestions. */
  close() {
    this.items = [];
    this.node.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }
}
