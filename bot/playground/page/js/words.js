/** The page's own words, English and Chinese; what the app says comes from the app. */

import { ZH } from "./words_zh.js";

let locale = "en-US";

/** Speak as a Slack locale does: Chinese for `zh-*`, English for the rest. */
export function setLocale(next) {
  locale = next || "en-US";
  document.documentElement.lang = isChinese() ? "zh-CN" : "en";
}

/** Whether the page now speaks Chinese. */
export function isChinese() {
  return locale.toLowerCase().startsWith("zh");
}

/** An English sentence in the reader's language, its `{named}` fields filled. */
export function t(sentence, values = {}) {
  const form = isChinese() ? ZH[sentence] ?? sentence : sentence;
  return form.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The sentence for a count: `{count} reply` or `{count} replies`. */
export function plural(count, one, many) {
  return t(count === 1 ? one : many, { count });
}
