/** A combobox with a list, by the ARIA pattern: type to filter, arrows to move, Enter to take, Escape to close. */

import { el, freshId } from "../dom.js";
import { icon } from "../icons.js";
import { openPopup } from "../popup.js";
import { plural, t } from "../words.js";

/**
 * Options are `{key, label, hint, picture, group, raw}`.
 * - `load(typed)` gives a list, or a promise of one; `null` means "type more" (then `minimum` says how much)
 * - `selected()` gives the chosen options now; `choose(option)` and `unchoose(option)` change them
 * - `multiple` keeps the list open and shows chips
 */
export class Combobox {
  constructor({ label, placeholder, describedBy, required, multiple = false, load, selected, choose, unchoose, minimum = 0, clearable = true }) {
    Object.assign(this, { multiple, load, selected, choose, unchoose, minimum, clearable });
    this.listId = freshId("list");
    this.placeholder = placeholder;
    this.chips = multiple ? el("span", { class: "chips" }) : null;
    this.input = el("input", {
      type: "text", role: "combobox", class: "combobox-input", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": this.listId, "aria-label": label || placeholder, "aria-describedby": describedBy,
      "aria-required": required ? "true" : null,
    });
    this.clear = el("button", {
      type: "button", class: "combobox-clear", "aria-label": t("Clear"), on: { click: () => this.#clear() },
    }, icon("close", 14));
    this.node = el("div", { class: `combobox${multiple ? " is-multiple" : ""}` }, this.chips, this.input, this.clear,
      el("span", { class: "combobox-arrow", "aria-hidden": "true" }, icon("down", 16)));
    this.popup = null;
    this.options = [];
    this.active = -1;
    this.round = 0;
    this.#listen();
    this.show();
  }

  #listen() {
    this.node.addEventListener("click", (event) => {
      if (event.target.closest("button")) return;
      this.input.focus();
      if (!this.popup) this.open("");
    });
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", (event) => {
      if (!this.popup?.layer.contains(event.relatedTarget)) this.close();
    });
  }

  /** Show what is chosen. */
  show() {
    const chosen = this.selected();
    if (this.multiple) {
      this.chips.replaceChildren(...chosen.map((option) => this.#chip(option)));
      this.input.value = "";
      this.input.placeholder = chosen.length ? "" : this.placeholder ?? "";
    } else {
      this.input.value = chosen[0]?.label ?? "";
      this.input.placeholder = this.placeholder ?? "";
    }
    this.node.classList.toggle("has-value", chosen.length > 0);
    this.clear.hidden = this.multiple || !chosen.length || !this.clearable;
  }

  #chip(option) {
    return el("span", { class: "chip" }, option.picture?.() ?? null, el("span", { text: option.label }),
      el("button", {
        type: "button", class: "chip-remove", "aria-label": t("Remove {name}", { name: option.label }),
        on: { click: () => { this.unchoose(option); this.show(); this.input.focus(); } },
      }, icon("close", 12)));
  }

  #clear() {
    for (const option of this.selected()) this.unchoose(option);
    this.show();
    this.input.focus();
  }

  /** Open the list for what was typed. */
  async open(typed) {
    const round = ++this.round;
    if (!this.popup) {
      this.list = el("div", { class: "listbox", role: "listbox", id: this.listId, "aria-label": this.input.getAttribute("aria-label"), "aria-multiselectable": this.multiple ? "true" : null });
      this.popup = openPopup(this.list, this.node, { wide: true, onClose: () => this.#closed() });
      this.input.setAttribute("aria-expanded", "true");
      if (!this.multiple) this.input.select();
    }
    const found = this.load(typed);
    if (found instanceof Promise) this.#say(t("Loading…"), "is-loading");
    try {
      const options = await found;
      if (round === this.round && this.popup) this.#fill(options, typed);
    } catch (problem) {
      if (round === this.round && this.popup) this.#say(t("Couldn’t load the options ({reason})", { reason: problem.message }), "is-error");
    }
  }

  #say(text, tone = "") {
    this.options = [];
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(el("div", { class: `listbox-note ${tone}`, role: "status", text }));
    this.popup.move();
  }

  #fill(options, typed) {
    if (options === null) {
      const missing = this.minimum - [...typed].length;
      this.#say(plural(missing, "Type {count} more character", "Type {count} more characters"));
      return;
    }
    if (!options.length) {
      this.#say(t("No results"));
      return;
    }
    this.options = options;
    const chosen = new Set(this.selected().map((option) => option.key));
    const rows = [];
    let group = null;
    options.forEach((option, index) => {
      if (option.group && option.group !== group) rows.push(el("div", { class: "listbox-group", role: "presentation", text: option.group }));
      group = option.group;
      rows.push(this.#row(option, index, chosen.has(option.key)));
    });
    this.list.replaceChildren(...rows);
    this.popup.move();
    const first = options.findIndex((option) => chosen.has(option.key));
    this.#activate(typed || this.multiple ? 0 : Math.max(0, first));
  }

  #row(option, index, chosen) {
    return el(
      "div",
      {
        class: "listbox-option", role: "option", id: `${this.listId}-${index}`, "aria-selected": String(chosen),
        on: { pointerdown: (event) => event.preventDefault(), click: () => this.#take(index), pointermove: () => this.#activate(index, false) },
      },
      option.picture?.() ?? null,
      el("span", { class: "option-text" }, el("span", { class: "option-label", text: option.label }), option.hint ? el("span", { class: "option-hint", text: option.hint }) : null),
      chosen ? el("span", { class: "option-check", "aria-hidden": "true" }, icon("check", 16)) : null,
    );
  }

  #activate(index, scroll = true) {
    const rows = this.list.querySelectorAll('[role="option"]');
    rows[this.active]?.classList.remove("is-active");
    this.active = index;
    rows[index]?.classList.add("is-active");
    if (rows[index]) this.input.setAttribute("aria-activedescendant", rows[index].id);
    if (scroll) rows[index]?.scrollIntoView({ block: "nearest" });
  }

  #take(index) {
    const option = this.options[index];
    if (!option) return;
    const already = this.selected().some((one) => one.key === option.key);
    if (this.multiple && already) this.unchoose(option);
    else this.choose(option);
    if (this.multiple) {
      this.show();
      this.open("");
    } else {
      this.close();
    }
    this.input.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!this.popup) this.open("");
      else if (this.options.length) this.#activate((this.active + (key === "ArrowDown" ? 1 : -1) + this.options.length) % this.options.length);
    } else if (key === "Enter") {
      event.preventDefault();
      if (this.popup && this.active >= 0) this.#take(this.active);
      else if (!this.popup) this.open("");
    } else if (key === "Escape" && this.popup) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (key === "Tab") {
      this.close();
    } else if (key === "Backspace" && this.multiple && !this.input.value) {
      const last = this.selected().at(-1);
      if (last) this.unchoose(last);
      this.show();
    }
  }

  /** Close the list and show what is chosen again. */
  close() {
    this.popup?.close();
  }

  #closed() {
    this.popup = null;
    this.round += 1;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.show();
  }
}
