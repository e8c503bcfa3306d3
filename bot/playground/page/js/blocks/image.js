/** Images: only those this page itself serves are fetched; others show their words, since the playground never leaves the machine. */

import { el, safeUrl } from "../dom.js";
import { icon } from "../icons.js";
import { textObject } from "../mrkdwn.js";

/** The address of something this page itself serves, null for anything else. */
export function local(url) {
  const href = url ? safeUrl(url) : null;
  return href !== null && new URL(href).origin === location.origin ? href : null;
}

/** An image element: in a context or as an accessory. */
export function imageElement(element, className) {
  const href = local(element.image_url ?? element.slack_file?.url);
  if (href) return el("img", { class: className, src: href, alt: element.alt_text ?? "" });
  return el("span", { class: `${className} image-words`, role: "img", "aria-label": element.alt_text ?? "" }, (element.alt_text ?? "").slice(0, 1).toUpperCase());
}

/** An image block with its title. */
export function drawImage(block) {
  const href = local(block.image_url ?? block.slack_file?.url);
  const picture = href
    ? el("img", { class: "block-picture", src: href, alt: block.alt_text ?? "" })
    : el("div", { class: "block-picture image-words", role: "img", "aria-label": block.alt_text ?? "" }, icon("file"), el("span", { text: block.alt_text ?? "" }));
  return el("figure", { class: "block-image" }, block.title ? el("figcaption", {}, textObject(block.title)) : null, picture);
}
