/** Times as Slack's client writes them, in the zone and language of the person who looks. */

import { store } from "./store.js";
import { isChinese, t } from "./words.js";

const SIX_MONTHS = 182 * 86400;

function zone() {
  return store.me?.tz || undefined;
}

function language() {
  return isChinese() ? "zh-CN" : "en-US";
}

function parts(epoch) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone(), year: "numeric", month: "numeric", day: "numeric",
  });
  const found = Object.fromEntries(format.formatToParts(new Date(epoch * 1000)).map((part) => [part.type, part.value]));
  return { year: Number(found.year), month: Number(found.month), day: Number(found.day) };
}

function format(epoch, options) {
  return new Intl.DateTimeFormat(language(), { timeZone: zone(), ...options }).format(new Date(epoch * 1000));
}

/** The calendar day of an instant, `2026-10-14`, in the reader's zone. */
export function dayKey(epoch) {
  const { year, month, day } = parts(epoch);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** `10:41 AM`; without AM in the gutter of a message that follows its neighbour. */
export function clock(epoch, { short = false, seconds = false } = {}) {
  const options = { hour: "numeric", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) };
  const text = format(epoch, { ...options, ...(isChinese() ? { hour12: false } : {}) });
  return short ? text.replace(/\s?[AP]M$/i, "") : text;
}

/** 1 to `1st`, 12 to `12th`. */
export function ordinal(day) {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${teen ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

function longDate(epoch, { weekday, month, year }) {
  if (isChinese()) {
    return format(epoch, { month: "long", day: "numeric", ...(year ? { year: "numeric" } : {}), ...(weekday ? { weekday: "long" } : {}) });
  }
  const monthName = format(epoch, { month });
  const day = month === "short" ? String(parts(epoch).day) : ordinal(parts(epoch).day);
  const head = weekday ? `${format(epoch, { weekday: "long" })}, ` : "";
  return `${head}${monthName} ${day}${year ? `, ${parts(epoch).year}` : ""}`;
}

function near(epoch) {
  const today = Date.now() / 1000;
  const key = dayKey(epoch);
  if (key === dayKey(today)) return "Today";
  if (key === dayKey(today - 86400)) return "Yesterday";
  if (key === dayKey(today + 86400)) return "Tomorrow";
  return null;
}

function withYear(epoch) {
  return Math.abs(Date.now() / 1000 - epoch) > SIX_MONTHS;
}

/** The words on a day's divider. */
export function dayLabel(epoch) {
  const word = near(epoch);
  return word ? t(word) : longDate(epoch, { weekday: true, month: "long", year: withYear(epoch) });
}

/** Day and time, for the tip over a time. */
export function fullTime(epoch) {
  const day = near(epoch) ? t(near(epoch)) : longDate(epoch, { month: "short", year: withYear(epoch) });
  return t("{day} at {time}", { day, time: clock(epoch, { seconds: true }) });
}

/** How long ago, in words: for thread bars and `{ago}`. */
export function ago(epoch) {
  const seconds = Math.round(epoch - Date.now() / 1000);
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  for (const [unit, size] of units) if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return t("just now");
}

function pretty(epoch, otherwise) {
  const word = near(epoch);
  return word ? t(word).toLocaleLowerCase() : otherwise;
}

const TOKENS = {
  date_num: (epoch) => dayKey(epoch),
  date_slash: (epoch) => dayKey(epoch).replaceAll("-", "/"),
  date: (epoch) => longDate(epoch, { month: "long", year: withYear(epoch) }),
  date_short: (epoch) => longDate(epoch, { month: "short", year: withYear(epoch) }),
  date_long: (epoch) => longDate(epoch, { weekday: true, month: "long", year: withYear(epoch) }),
  date_pretty: (epoch) => pretty(epoch, TOKENS.date(epoch)),
  date_short_pretty: (epoch) => pretty(epoch, TOKENS.date_short(epoch)),
  date_long_pretty: (epoch) => pretty(epoch, TOKENS.date_long(epoch)),
  time: (epoch) => clock(epoch),
  time_secs: (epoch) => clock(epoch, { seconds: true }),
  ago: (epoch) => ago(epoch),
};

/** `<!date^EPOCH^FORMAT|...>` in the reader's zone, `Today` with a capital only where the format begins with it; the
 * fallback if a token is unknown or the epoch is no number. */
export function slackDate(epoch, pattern, fallback) {
  if (!Number.isFinite(epoch)) return fallback;
  let unknown = false;
  const text = pattern.replace(/\{(\w+)\}/g, (_whole, token) => {
    if (!TOKENS[token]) unknown = true;
    return TOKENS[token]?.(epoch) ?? "";
  });
  if (unknown) return fallback;
  return /^\{date\w*_pretty\}/.test(pattern) ? text.charAt(0).toLocaleUpperCase() + text.slice(1) : text;
}

/** A calendar day written out for a date picker: `October 14, 2026`, `2026年10月14日`. */
export function pickedDate(day) {
  const [year, month, date] = day.split("-").map(Number);
  return new Intl.DateTimeFormat(language(), { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" }).format(
    new Date(Date.UTC(year, month - 1, date)),
  );
}

/** `14:30` as the reader's client writes it: `2:30 PM`, `14:30`. */
export function pickedTime(time) {
  const [hour, minute] = time.split(":").map(Number);
  return new Intl.DateTimeFormat(language(), {
    timeZone: "UTC", hour: "numeric", minute: "2-digit", ...(isChinese() ? { hour12: false } : {}),
  }).format(new Date(Date.UTC(2000, 0, 1, hour, minute)));
}
