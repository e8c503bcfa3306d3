/** Date, time and date-time pickers. */

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { textWords } from "../mrkdwn.js";
import { openPopup } from "../popup.js";
import { store } from "../store.js";
import { dayKey, pickedDate, pickedTime } from "../time.js";
import { t } from "../words.js";
import { calendar } from "./calendar.js";
import { Combobox } from "./combobox.js";

function dateButton({ label, placeholder, describedBy, held, onPick, onClear, required }) {
  const words = el("span", { class: "picker-text" });
  const clear = el("button", { type: "button", class: "picker-clear", "aria-label": t("Clear date"), on: { click: () => { onClear(); show(); node.focus(); } } }, icon("close", 14));
  const node = el("button", {
    type: "button", class: "picker", "aria-haspopup": "dialog", "aria-describedby": describedBy, "aria-expanded": "false",
  }, icon("calendar", 18), words);
  const show = () => {
    const day = held();
    words.textContent = day ? pickedDate(day) : placeholder;
    node.classList.toggle("is-empty", !day);
    node.setAttribute("aria-label", [label, words.textContent, required ? t("required") : ""].filter(Boolean).join(", "));
    clear.hidden = !day || !onClear;
  };
  node.addEventListener("click", () => {
    let popup = null;
    const leave = () => {
      popup.close();
      node.focus();
    };
    const month = calendar({
      chosen: held(), today: dayKey(Date.now() / 1000), onLeave: leave,
      onPick: (day) => { onPick(day); show(); leave(); },
    });
    popup = openPopup(month.node, node, { onClose: () => node.setAttribute("aria-expanded", "false") });
    node.setAttribute("aria-expanded", "true");
    month.focus();
  });
  show();
  return el("span", { class: "picker-wrap" }, node, clear);
}

/** `datepicker`. */
export function datepicker(element, { surface, block, label, describedBy, required, changed }) {
  return dateButton({
    label, describedBy, required, placeholder: textWords(element.placeholder) || t("Select a date"),
    held: () => surface.form.get(block.block_id, element).selected_date,
    onPick: changed, onClear: block.type === "input" ? () => changed(null) : null,
  });
}

const TIMES = Array.from({ length: 48 }, (_none, half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);

function typedTime(typed) {
  const found = /^\s*(\d{1,2})(?::?(\d{2}))?\s*([ap])?m?\s*$/i.exec(typed.replace("：", ":"));
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (found[3]) hour = (hour % 12) + (found[3].toLowerCase() === "p" ? 12 : 0);
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : null;
}

function timeBox({ label, placeholder, describedBy, held, onPick, required, clearable }) {
  const option = (time) => ({ key: time, label: pickedTime(time), raw: time });
  const load = (typed) => {
    const exact = typedTime(typed);
    const words = typed.toLowerCase().replace(/\s/g, "");
    const list = TIMES.map(option).filter((one) => !typed || one.label.toLowerCase().replace(/\s/g, "").startsWith(words));
    return exact && !list.some((one) => one.key === exact) ? [option(exact), ...list] : list;
  };
  const box = new Combobox({
    label, placeholder, describedBy, required, load, clearable,
    selected: () => (held() ? [option(held())] : []), choose: (one) => onPick(one.raw), unchoose: () => onPick(null),
  });
  box.node.classList.add("is-time");
  return box.node;
}

/** `timepicker`; any `HH:mm` can be typed. */
export function timepicker(element, { surface, block, label, describedBy, required, changed }) {
  return timeBox({
    label, describedBy, required, placeholder: textWords(element.placeholder) || t("Select a time"), clearable: block.type === "input",
    held: () => surface.form.get(block.block_id, element).selected_time, onPick: changed,
  });
}

function offsetMs(zone, instant) {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  const part = Object.fromEntries(format.formatToParts(new Date(instant)).map((one) => [one.type, Number(one.value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(instant / 1000) * 1000;
}

function epochOf(day, time) {
  const zone = store.me?.tz || "UTC";
  const local = Date.parse(`${day}T${time}:00Z`);
  const guess = local - offsetMs(zone, local);
  return (local - offsetMs(zone, guess)) / 1000;
}

function timeOf(epoch) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: store.me?.tz || "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(epoch * 1000));
}

/** `datetimepicker`: a day and a time in the reader's zone, held as an epoch. */
export function datetimepicker(element, { surface, block, label, describedBy, required, changed }) {
  const held = () => surface.form.get(block.block_id, element).selected_date_time;
  const half = { day: held() ? dayKey(held()) : null, time: held() ? timeOf(held()) : null };
  const settle = () => {
    if (half.day && half.time) changed(epochOf(half.day, half.time));
  };
  return el("span", { class: "picker-pair", role: "group", "aria-label": label || t("Date and time") },
    dateButton({
      label: t("Date"), describedBy, required, placeholder: t("Select a date"), held: () => half.day,
      onPick: (day) => { half.day = day; half.time ??= "12:00"; settle(); },
    }),
    timeBox({
      label: t("Time"), describedBy, required, placeholder: t("Select a time"), clearable: false, held: () => half.time,
      onPick: (time) => { half.time = time; settle(); },
    }));
}
