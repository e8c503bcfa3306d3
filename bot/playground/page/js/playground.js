/** The Playground drawer: what goes wrong in the simulated DataWorks and in the local Slack, and how fast the clock runs. */

import { get, post } from "./api.js";
import { el, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { tell } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const SPEEDS = [1, 20, 60, 600, 3600];

/** `slow_api_ms` as words: `Slow api ms`, or the Chinese the page knows for it. */
function words(name) {
  const plain = name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2");
  return t(plain.charAt(0).toUpperCase() + plain.slice(1).toLowerCase());
}

async function change(path, body, undo) {
  try {
    return await post(path, body);
  } catch (problem) {
    toast(t("That could not be changed."), { detail: problem.message, tone: "bad" });
    undo?.();
    return null;
  }
}

function toggle(name, value, path) {
  const id = freshId("switch");
  const input = el("input", { type: "checkbox", role: "switch", id, class: "switch" });
  input.checked = value;
  input.addEventListener("change", () => change(path, { [name]: input.checked }, () => { input.checked = !input.checked; }));
  return el("div", { class: "setting" }, el("label", { for: id, text: words(name) }), input);
}

function field(name, value, path) {
  const id = freshId("setting");
  const kind = Array.isArray(value) ? "list" : typeof value;
  const input = el("input", { type: kind === "number" ? "number" : "text", id, class: "text-input is-small", step: kind === "number" ? "any" : null, min: kind === "number" ? "0" : null });
  input.value = kind === "list" ? value.join(", ") : value ?? "";
  const read = () => {
    if (kind === "number") return Number(input.value || 0);
    if (kind === "list") return input.value.split(",").map((part) => part.trim()).filter(Boolean);
    return input.value === "" && value === null ? null : input.value;
  };
  input.addEventListener("change", () => change(path, { [name]: read() }));
  return el("div", { class: "setting" }, el("label", { for: id, text: words(name) }), input);
}

/** A fault of the simulated DataWorks: on or off, and for how many calls (or how many milliseconds, where that is what it is). */
function fault(name, { description, on, remaining, milliseconds }) {
  const id = freshId("fault");
  const number = el("input", {
    type: "number", min: "1", class: "text-input is-tiny", placeholder: "∞",
    "aria-label": name === "slow_ms" ? t("{fault}: milliseconds", { fault: words(name) }) : t("{fault}: for how many calls", { fault: words(name) }),
  });
  number.value = name === "slow_ms" ? milliseconds ?? 2000 : remaining ?? "";
  const input = el("input", { type: "checkbox", role: "switch", id, class: "switch", "aria-describedby": `${id}-words` });
  input.checked = on;
  const send = () => change("dataworks/faults", { [name]: input.checked ? Number(number.value) || true : false }, () => { input.checked = !input.checked; });
  input.addEventListener("change", send);
  number.addEventListener("change", () => input.checked && send());
  return el("div", { class: "setting is-fault" },
    el("span", { class: "setting-words" }, el("label", { for: id, text: words(name) }), el("span", { class: "setting-hint", id: `${id}-words`, text: t(description ?? "") })), number, input);
}

function advanceRow(place) {
  const steps = [[t("1 hour on"), 3600], [t("1 day on"), 86400]];
  const move = async (path, body) => (await change(path, body)) && drawPlayground(place);
  return el("div", { class: "speeds" },
    steps.map(([label, seconds]) => el("button", { type: "button", class: "pill", text: label, on: { click: () => move("dataworks/advance", { seconds }) } })),
    el("button", { type: "button", class: "pill", text: t("Start DataWorks over"), on: { click: () => move("dataworks/reset", {}) } }));
}

function settings(values, path) {
  return Object.entries(values).filter(([, value]) => value === null || typeof value !== "object" || Array.isArray(value))
    .map(([name, value]) => (typeof value === "boolean" ? toggle(name, value, path) : field(name, value, path)));
}

function speedRow(speed) {
  const now = Number(speed);
  return el("div", { class: "speeds", role: "group", "aria-label": t("Speed of the clock") }, [...new Set([...SPEEDS, now])].filter((one) => one > 0).sort((a, b) => a - b).map((value) => el("button", {
    type: "button", class: `pill${value === now ? " is-on" : ""}`, "aria-pressed": String(value === now), text: `${value}×`,
    on: { click: async (event) => {
      const row = event.currentTarget.parentElement;
      if (await change("dataworks/speed", { speed: value })) {
        const next = speedRow(value);
        row.replaceWith(next);
        next.querySelector('[aria-pressed="true"]')?.focus();
      }
    } },
  })));
}

function facts(state) {
  const rows = Object.entries(state).filter(([name, value]) => !["speed", "faults"].includes(name) && ["string", "number", "boolean"].includes(typeof value));
  if (!rows.length) return null;
  return el("dl", { class: "facts" }, rows.flatMap(([name, value]) => [el("dt", { text: words(name) }), el("dd", { text: String(value) })]));
}

async function load(path) {
  try {
    return await get(path);
  } catch (problem) {
    return { unavailable: problem.message };
  }
}

function group(title, content) {
  return el("section", { class: "settings" }, el("h3", { text: title }), content);
}

function missingWords(answer) {
  return el("p", { class: "settings-missing", text: t("Not reachable ({reason}).", { reason: answer.unavailable }) });
}

/** Draw the drawer, asking both servers for their switches. */
export async function drawPlayground(place) {
  const body = el("div", { class: "panel-scroll", tabindex: "0", role: "region", "aria-label": t("Playground") }, el("p", { class: "settings-missing", text: t("Loading…") }));
  place.replaceChildren(
    el("div", { class: "panel-head" }, el("h2", { class: "panel-title", text: t("Playground") }),
      el("button", { type: "button", class: "icon-button", "aria-label": t("Reload"), on: { click: () => drawPlayground(place) } }, icon("refresh")),
      el("button", { type: "button", class: "icon-button", "aria-label": t("Close"), on: { click: () => tell("drawer", null) } }, icon("close"))),
    body);
  const [state, dataworks, slack] = await Promise.all([load("dataworks/state"), load("dataworks/faults"), load("faults")]);
  const speed = state.speed ?? state.clock?.speed;
  body.replaceChildren(...[
    el("p", { class: "settings-words", text: t("Nothing here is real Slack or real DataWorks: both run on this machine.") }),
    group(t("Clock of the simulated DataWorks"), state.unavailable ? missingWords(state) : [speed === undefined ? null : speedRow(speed), advanceRow(place), facts(state)].filter(Boolean)),
    group(t("What goes wrong in DataWorks"), dataworks.unavailable ? missingWords(dataworks) : Object.entries(dataworks).map(([name, value]) => fault(name, value))),
    group(t("What goes wrong in Slack"), slack.unavailable ? missingWords(slack) : settings(slack, "faults")),
  ]);
}
