/** Drawn portraits: the same id always gets the same face; the app gets its own sign. */

import { el, svg } from "./dom.js";

const BACKGROUNDS = ["#e8d5b7", "#b8d8d8", "#f2c6b4", "#c9d6b8", "#d3c4e3", "#f4dfa8", "#bcd0ea"];
const SKINS = ["#f3cfb3", "#e5b48f", "#c98f66", "#f7dcc4", "#a86f4b"];
const HAIRS = ["#2b2118", "#4a3426", "#1a1a22", "#8a5a2b", "#6b6b70", "#c9a15a"];
const SHIRTS = ["#2f5d8a", "#7a3b5e", "#3d6b4f", "#8a4f2f", "#39426b", "#a33b3b", "#4c4c57"];

function hash(text) {
  let value = 2166136261;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 16777619) >>> 0;
  return value;
}

const HAIR_SHAPES = [
  "M10.5 17c-.5-7 3-10 7.5-10s8 3 7.5 10c-1-3-2.5-4.5-4-5-3 1-7 1-8.5.5-1 1-2 2-2.5 4.500z",
  "M9.5 25c-1.5-12 1.5-18.5 8.5-18.500s10 6.5 8.5 18.500c-1.5-1-2-5-2.5-9-4 0-8-1-10.5-3-1.5 3-2 9-4 12z",
  "M10.5 16c0-6 3-9 7.5-9s7.5 3 7.5 9c-1-2.5-2-3.5-3-4-3 .5-6 .5-9 0-1 .5-2 1.5-3 4z",
  "M10 19c-1.5-9 2.5-12.5 8-12.500S27.5 10 26 19c-1-1-1.5-4-2.5-6-2.5 1-9 1-11 0-1 2-1.5 5-2.5 6z",
];

function face(id) {
  const seed = hash(id);
  const pick = (list, shift) => list[(seed >>> shift) % list.length];
  const skin = pick(SKINS, 3);
  return [
    svg("rect", { width: 36, height: 36, fill: pick(BACKGROUNDS, 0) }),
    svg("path", { d: "M6 36c.5-7 5-10.5 12-10.500S29.5 29 30 36z", fill: pick(SHIRTS, 7) }),
    svg("rect", { x: 15, y: 21, width: 6, height: 7, rx: 3, fill: skin }),
    svg("ellipse", { cx: 18, cy: 17, rx: 6.5, ry: 7.5, fill: skin }),
    svg("path", { d: pick(HAIR_SHAPES, 11), fill: pick(HAIRS, 5) }),
  ];
}

function appSign() {
  const stroke = { fill: "none", stroke: "#fff", "stroke-width": 2.4, "stroke-linecap": "round", "stroke-linejoin": "round" };
  return [
    svg("rect", { width: 36, height: 36, fill: "#1f2d3d" }),
    svg("path", { d: "M10.5 18a7.8 7.8 0 1 0 2.700-5.900", ...stroke }),
    svg("path", { d: "M13.200 7.600v4.700h4.700", ...stroke }),
    svg("path", { d: "M18 14v4.300l3 1.900", ...stroke, stroke: "#5fd3bc" }),
  ];
}

function slackbotSign() {
  return [
    svg("rect", { width: 36, height: 36, fill: "#ffd9ec" }),
    svg("path", { d: "M18 29c-7-5-11-9-11-14a6 6 0 0 1 11-3 6 6 0 0 1 11 3c0 5-4 9-11 14z", fill: "#e01e5a" }),
    svg("circle", { cx: 14.5, cy: 16, r: 1.6, fill: "#fff" }),
    svg("circle", { cx: 21.5, cy: 16, r: 1.6, fill: "#fff" }),
    svg("path", { d: "M14.5 20.5c2 1.8 5 1.8 7 0", fill: "none", stroke: "#fff", "stroke-width": 1.6, "stroke-linecap": "round" }),
  ];
}

function pictureOf(id, bot) {
  if (id === "USLACKBOT") return slackbotSign();
  return bot ? appSign() : face(id);
}

/** A portrait for a user id (`bot` true for the app), decorative beside the name. */
export function avatar(id, { bot = false, size = 36 } = {}) {
  const picture = svg("svg", { viewBox: "0 0 36 36", width: size, height: size, "aria-hidden": "true", focusable: "false" });
  picture.append(...pictureOf(id, bot));
  const frame = el("span", { class: "avatar" }, picture);
  frame.style.width = frame.style.height = `${size}px`;
  return frame;
}
