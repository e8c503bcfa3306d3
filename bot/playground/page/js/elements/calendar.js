/** A month to pick a day from: arrows move by day and week, Page Up and Down by month, Enter takes, Escape leaves. */

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { isChinese, t } from "../words.js";

const DAY_MS = 86400000;

function key(date) {
  return date.toISOString().slice(0, 10);
}

function parse(day) {
  return new Date(`${day}T00:00:00Z`);
}

function name(date, options) {
  return new Intl.DateTimeFormat(isChinese() ? "zh-CN" : "en-US", { timeZone: "UTC", ...options }).format(date);
}

/** Build a calendar. `chosen` and `today` are `YYYY-MM-DD`; `onPick(day)` and `onLeave()` are told. */
export function calendar({ chosen, today, onPick, onLeave }) {
  let cursor = parse(chosen ?? today);
  const title = el("div", { class: "calendar-title", "aria-live": "polite" });
  const grid = el("div", { class: "calendar-grid", role: "grid", "aria-label": t("Choose a date") });
  const turn = (months) => {
    const day = cursor.getUTCDate();
    cursor = new Date(Date.UTC(cursor.getUTCFullYear(), cursor.getUTCMonth() + months, 1));
    const last = new Date(Date.UTC(cursor.getUTCFullYear(), cursor.getUTCMonth() + 1, 0)).getUTCDate();
    cursor.setUTCDate(Math.min(day, last));
  };
  const draw = (focus) => {
    title.textContent = name(cursor, { year: "numeric", month: "long" });
    grid.replaceChildren(weekdays(), ...weeks(cursor).map((week) => row(week, { cursor, chosen, today, onPick })));
    if (focus) grid.querySelector('[tabindex="0"]').focus();
  };
  const arrow = (months, label, sign) => el("button", {
    type: "button", class: "icon-button", "aria-label": label, on: { click: () => { turn(months); draw(false); } },
  }, icon(sign));
  const node = el("div", { class: "calendar", role: "dialog", "aria-label": t("Choose a date") },
    el("div", { class: "calendar-head" }, arrow(-1, t("Previous month"), "left"), title, arrow(1, t("Next month"), "right")), grid);
  grid.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    if (event.key in steps) cursor = new Date(cursor.getTime() + steps[event.key] * DAY_MS);
    else if (event.key === "PageUp") turn(-1);
    else if (event.key === "PageDown") turn(1);
    else return;
    event.preventDefault();
    draw(true);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onLeave();
  });
  draw(false);
  return { node, focus: () => grid.querySelector('[tabindex="0"]').focus() };
}

function weekdays() {
  const sunday = parse("2026-10-11");
  const cells = Array.from({ length: 7 }, (_none, index) => {
    const day = new Date(sunday.getTime() + index * DAY_MS);
    return el("span", { role: "columnheader", class: "calendar-weekday", "aria-label": name(day, { weekday: "long" }), text: name(day, { weekday: isChinese() ? "narrow" : "short" }).slice(0, 2) });
  });
  return el("div", { class: "calendar-row", role: "row" }, cells);
}

function weeks(cursor) {
  const first = new Date(Date.UTC(cursor.getUTCFullYear(), cursor.getUTCMonth(), 1));
  const start = first.getTime() - first.getUTCDay() * DAY_MS;
  return Array.from({ length: 6 }, (_none, week) => Array.from({ length: 7 }, (_also, day) => new Date(start + (week * 7 + day) * DAY_MS)));
}

function row(week, { cursor, chosen, today, onPick }) {
  return el("div", { class: "calendar-row", role: "row" }, week.map((day) => el(
    "button",
    {
      type: "button", role: "gridcell", tabindex: key(day) === key(cursor) ? "0" : "-1", "aria-selected": String(key(day) === chosen),
      class: `calendar-day${day.getUTCMonth() === cursor.getUTCMonth() ? "" : " is-other"}${key(day) === today ? " is-today" : ""}`,
      "aria-label": name(day, { dateStyle: "full" }), text: String(day.getUTCDate()), on: { click: () => onPick(key(day)) },
    },
  )));
}
