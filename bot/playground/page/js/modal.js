/** Modals: the top of a stack of at most three views, submitted and closed as Slack does it. */

import { post } from "./api.js";
import { avatar } from "./avatar.js";
import { showBlocks, showErrors } from "./blocks/index.js";
import { openDialog } from "./dialog.js";
import { el, focusable, freshId } from "./dom.js";
import { elementsOf, isEmpty, isStateful } from "./form_state.js";
import { icon } from "./icons.js";
import { textWords } from "./mrkdwn.js";
import { nameOf, on, store } from "./store.js";
import { forgetForm, Surface, withIds } from "./surface.js";
import { announce } from "./toast.js";
import { t } from "./words.js";

let shown = null;

function keyOf(view) {
  return `view:${view.id}`;
}

/** What the client itself finds wrong before it asks the app: block_id to sentence. */
export function missing(blocks, form) {
  const errors = {};
  for (const block of blocks) {
    if (block.type !== "input") continue;
    for (const element of elementsOf(block)) {
      if (!isStateful(element.type)) continue;
      const state = form.get(block.block_id, element);
      const problem = isEmpty(state) ? (block.optional ? null : t("Please complete this required field.")) : wrong(element, state);
      if (problem) errors[block.block_id] = problem;
    }
  }
  return errors;
}

function wrong(element, { value }) {
  if (typeof value !== "string") return null;
  const length = [...value].length;
  if (element.min_length && length < element.min_length) return t("Please enter at least {count} characters.", { count: element.min_length });
  if (element.type === "number_input") return wrongNumber(element, value);
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return t("Please enter a valid email address.");
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(value)) return t("Please enter a valid URL.");
  return null;
}

function wrongNumber(element, value) {
  const number = Number(value);
  if (!Number.isFinite(number) || (!element.is_decimal_allowed && !Number.isInteger(number))) return t("Please enter a valid number.");
  if (element.min_value !== undefined && number < Number(element.min_value)) return t("Please enter a number of at least {count}.", { count: element.min_value });
  if (element.max_value !== undefined && number > Number(element.max_value)) return t("Please enter a number of at most {count}.", { count: element.max_value });
  return null;
}

class Modal {
  constructor(view, depth) {
    this.titleId = freshId("modal-title");
    this.head = el("div", { class: "dialog-head" });
    this.blocks = el("div", { class: "modal-blocks" });
    this.notice = el("div", { class: "modal-notice", role: "alert" });
    this.foot = el("div", { class: "dialog-foot" });
    this.form = el("form", { class: "modal-form", novalidate: true }, el("div", { class: "dialog-body modal-body" }, this.notice, this.blocks), this.foot);
    this.node = el("div", { class: "dialog modal", role: "dialog", "aria-modal": "true", "aria-labelledby": this.titleId, tabindex: "-1" }, this.head, this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.show(view, depth);
    this.dialog = openDialog(this.node, {
      onEscape: () => this.leave(),
      focus: () => this.node.querySelector("[data-focus-on-load]") ?? focusable(this.blocks)[0] ?? this.node,
    });
  }

  show(view, depth) {
    const same = this.view?.id === view.id;
    const samePage = same && this.view.root_view_id === view.root_view_id;
    this.view = view;
    this.depth = depth;
    this.busy = false;
    if (!samePage) this.blocks.replaceChildren();
    this.notice.textContent = "";
    this.surface = new Surface("view", keyOf(view), { view_id: view.id });
    this.list = withIds(view.blocks);
    this.#drawHead();
    showBlocks(this.blocks, this.list, this.surface);
    this.#drawFoot();
    if (!same && this.dialog) (this.node.querySelector("[data-focus-on-load]") ?? focusable(this.blocks)[0] ?? this.node).focus();
    else if (this.dialog && (document.activeElement === this.node || !this.node.contains(document.activeElement))) (focusable(this.blocks)[0] ?? this.node).focus();
  }

  #drawHead() {
    const held = this.head.contains(document.activeElement);
    this.head.replaceChildren(
      this.depth > 1
        ? el("button", { type: "button", class: "icon-button", "aria-label": t("Back"), on: { click: () => this.leave({ back: true }) } }, icon("back"))
        : avatar(store.bot.user_id, { bot: true, size: 36 }),
      el("h1", { id: this.titleId, class: "dialog-title" }, textWords(this.view.title) || nameOf(store.bot.user_id)),
      el("button", { type: "button", class: "icon-button", "aria-label": t("Close"), on: { click: () => this.leave() } }, icon("close")));
    if (held) this.head.lastElementChild.focus();
  }

  #drawFoot() {
    const held = this.foot.contains(document.activeElement);
    const hasInput = this.list.some((block) => block.type === "input");
    const submit = this.view.submit || hasInput
      ? el("button", { type: "submit", class: "button is-primary", disabled: this.view.submit_disabled === true }, textWords(this.view.submit) || t("Submit"))
      : null;
    this.foot.replaceChildren(...[
      el("button", { type: "button", class: "button", text: textWords(this.view.close) || (submit ? t("Cancel") : t("Close")), on: { click: () => this.leave({ back: this.depth > 1 }) } }),
      submit,
    ].filter(Boolean));
    if (held) this.foot.lastElementChild.focus();
  }

  async submit() {
    if (this.busy) return;
    const errors = missing(this.list, this.surface.form);
    showErrors(this.blocks, errors);
    if (Object.keys(errors).length) return;
    this.#working(true);
    const { view } = this;
    const answer = await post("submit", { user: store.userId, view_id: view.id, state: this.surface.form.values() })
      .catch((problem) => ({ ok: false, error: problem.message }));
    this.#working(false);
    if (answer.ok !== false || this.view.id !== view.id) return;
    if (answer.errors) showErrors(this.blocks, answer.errors);
    else this.notice.textContent = t("We had some trouble connecting. Try again? ({reason})", { reason: answer.error ?? "timeout" });
  }

  #working(on) {
    this.busy = on;
    const button = this.foot.querySelector("[type=submit]");
    button?.classList.toggle("is-busy", on);
    button?.toggleAttribute("disabled", on);
  }

  /** Cancel takes this view away and shows the one under it; the cross and Escape take all of them. */
  leave({ back = false } = {}) {
    const clear = this.view.clear_on_close === true || (!back && this.depth > 1);
    post("close", { user: store.userId, view_id: this.view.id, clear }).catch(() => {});
    store.views = clear ? [] : store.views.filter((view) => view.id !== this.view.id);
    drawModal();
  }
}

const opened = new Set();

/** Bring the dialog to what the stack says. */
export function drawModal() {
  const views = store.views;
  const live = new Set(views.map(keyOf));
  for (const key of opened) if (!live.has(key) && opened.delete(key)) forgetForm(key);
  for (const key of live) opened.add(key);
  const top = views.at(-1);
  if (!top) {
    shown?.dialog.close();
    shown = null;
  } else if (shown) {
    const same = shown.view.id === top.id;
    shown.show(top, views.length);
    if (!same) announce(textWords(top.title));
  } else {
    shown = new Modal(top, views.length);
  }
}

on("views", drawModal);
