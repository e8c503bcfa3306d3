/** The inspector: every payload between Slack and the app as it passes, with how long each answer took. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { on, store, tell } from "./store.js";
import { t } from "./words.js";

/** Payload kinds that the app answers with an ack. */
const ACKED = ["slash_commands", "interactive", "events_api"];
const ARROWS = { to_bot: "→", from_bot: "←", answer: "↩" };
let only = "all";
let waiting = [];

function directionWords(direction) {
  return { to_bot: t("to the app"), from_bot: t("from the app"), answer: t("answer") }[direction] ?? direction;
}

/** Milliseconds between what was sent to the app and this answer; null if nothing waits for one. */
function latencyOf(payload) {
  if (payload.direction === "to_bot" && ACKED.includes(payload.kind)) {
    waiting.push(payload);
    return null;
  }
  if (payload.kind !== "ack") return null;
  if (typeof payload.body?.latency_ms === "number") return payload.body.latency_ms;
  const envelope = payload.body?.envelope_id;
  const index = envelope ? waiting.findIndex((sent) => sent.body?.envelope_id === envelope) : waiting.length - 1;
  if (index < 0) return null;
  const [sent] = waiting.splice(index, 1);
  waiting = waiting.slice(-50);
  return Math.max(0, (payload.at - sent.at) * 1000);
}

function summary(payload) {
  const body = payload.body ?? {};
  const inner = body.payload ?? body;
  return inner.command ? `${inner.command} ${inner.text ?? ""}` : inner.actions?.[0]?.action_id ?? inner.callback_id ?? inner.view?.callback_id ?? inner.event?.type ?? inner.text ?? "";
}

function entry(payload) {
  const latency = payload.latency;
  const time = new Date(payload.at * 1000).toTimeString().slice(0, 8);
  const failed = Number(payload.status) >= 400 || payload.body?.ok === false || (typeof payload.status === "string" && payload.status !== "");
  const node = el("details", { class: `payload is-${payload.direction}${failed ? " is-failed" : ""}` },
    el("summary", {},
      el("span", { class: "payload-arrow", role: "img", "aria-label": directionWords(payload.direction), text: ARROWS[payload.direction] ?? "·" }),
      el("span", { class: "payload-kind", text: payload.kind }),
      payload.status !== null && payload.status !== undefined ? el("span", { class: "payload-status", text: String(payload.status) }) : null,
      latency === null || latency === undefined ? null : el("span", { class: "payload-latency", text: `${Math.round(latency)} ms` }),
      el("span", { class: "payload-summary", text: String(summary(payload)).slice(0, 80) }),
      el("time", { class: "payload-time", text: time })));
  node.addEventListener("toggle", () => {
    if (!node.open || node.querySelector(".payload-body")) return;
    const text = JSON.stringify(payload.body ?? null, null, 2);
    node.append(el("div", { class: "payload-body" },
      el("button", { type: "button", class: "icon-button payload-copy", "aria-label": t("Copy the payload"), on: { click: () => navigator.clipboard?.writeText(text).catch(() => {}) } }, icon("copy", 16)),
      el("pre", { tabindex: "0", text })));
  });
  return node;
}

let entries = null;

function fits(payload) {
  return only === "all" || payload.direction === only;
}

/** Draw the whole inspector into its drawer. */
export function drawInspector(place) {
  entries = el("div", { class: "payloads", role: "log", "aria-label": t("Payloads"), tabindex: "0" }, store.payloads.filter(fits).map(entry));
  const choices = [["all", t("all")], ["to_bot", directionWords("to_bot")], ["from_bot", directionWords("from_bot")], ["answer", directionWords("answer")]];
  place.replaceChildren(
    el("div", { class: "panel-head" }, el("h2", { class: "panel-title", text: t("Payloads") }),
      el("button", { type: "button", class: "link-button", text: t("Clear"), on: { click: () => { store.payloads.length = 0; drawInspector(place); } } }),
      el("button", { type: "button", class: "icon-button", "aria-label": t("Close"), on: { click: () => tell("drawer", null) } }, icon("close"))),
    el("div", { class: "payload-filter", role: "group", "aria-label": t("Show") }, choices.map(([value, label]) => el("button", {
      type: "button", class: `pill${only === value ? " is-on" : ""}`, "aria-pressed": String(only === value), text: label,
      on: { click: () => { only = value; drawInspector(place); place.querySelector('.pill[aria-pressed="true"]').focus(); } },
    }))),
    entries);
  entries.scrollTop = entries.scrollHeight;
}

/** The inspector was closed. */
export function leaveInspector() {
  entries = null;
}

on("payloads", (payload) => {
  payload.latency = latencyOf(payload);
  if (!entries || !fits(payload)) return;
  const atEnd = entries.scrollHeight - entries.scrollTop - entries.clientHeight < 60;
  entries.append(entry(payload));
  if (atEnd) entries.scrollTop = entries.scrollHeight;
});
