// chrono-node behind the line protocol, as strict as the adapters of bench/peers.py: one result that is the whole phrase.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { performance } from "node:perf_hooks";

const began = performance.now();
const chrono = createRequire(process.argv[2] + "/")("chrono-node");
const imported = performance.now();

const day = (parts) => [parts.get("year"), parts.get("month"), parts.get("day")];
const iso = ([y, m, d]) => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);
const local = (now, tz) => new Intl.DateTimeFormat("en-CA", { timeZone: tz }).format(now);

function offset(now, tz) {
  const there = new Date(now.toLocaleString("en-US", { timeZone: tz }));
  const utc = new Date(now.toLocaleString("en-US", { timeZone: "UTC" }));
  return (there - utc) / 60000;
}

function read(phrase, instant, timezone) {
  const parser = /[\u4e00-\u9fff]/.test(phrase) ? chrono.zh.hans : chrono.en.casual;
  const found = parser.parse(phrase, { instant, timezone });
  if (found.length !== 1 || found[0].text.trim() !== phrase.trim()) return null;
  const { start, end } = found[0];
  if (end) return [iso(day(start)), iso(day(end))];
  if (start.isCertain("month") && !start.isCertain("day")) {
    const [y, m] = day(start);
    return [iso([y, m, 1]), iso([y, m + 1, 0])];
  }
  return [iso(day(start)), iso(day(start))];
}

if (process.argv[3] === "--cold") {
  read("yesterday", new Date("2026-05-13T02:00:00Z"), 480);
  console.log(JSON.stringify({ import: imported - began, first: performance.now() - imported }));
  process.exit(0);
}

for await (const text of createInterface({ input: process.stdin })) {
  const { id, phrase, now, tz } = JSON.parse(text);
  const instant = new Date(now);
  const timezone = offset(instant, tz);
  const start = performance.now();
  let range = null;
  try {
    range = read(phrase, instant, timezone);
  } catch {
    // An error is no answer.
  }
  const us = 1000 * (performance.now() - start);
  if (range && range[0] <= range[1]) {
    const status = range[1] >= local(instant, tz) ? "future" : "ok";
    console.log(JSON.stringify({ id, status, ranges: [range], us }));
  } else {
    console.log(JSON.stringify({ id, status: "error", message: "", us }));
  }
}
