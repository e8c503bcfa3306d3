/** The app's Home tab. */

import { showBlocks } from "./blocks/index.js";
import { el } from "./dom.js";
import { store } from "./store.js";
import { forgetForm, Surface, withIds } from "./surface.js";
import { t } from "./words.js";

/** The pane and how to draw it again. */
export function homePane() {
  const inner = el("div", { class: "home-inner" });
  const node = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": t("Home") }, inner);
  let shown = null;
  const draw = () => {
    node.setAttribute("aria-label", t("Home"));
    const view = store.home;
    if (!view) {
      inner.replaceChildren(el("div", { class: "home-empty", text: t("This app has not published its Home tab yet.") }));
      shown = null;
      return;
    }
    const key = `view:${view.id}:${store.userId}`;
    if (shown !== key) {
      forgetForm(shown);
      inner.replaceChildren();
      shown = key;
    }
    showBlocks(inner, withIds(view.blocks), new Surface("home", key, { view_id: view.id }));
  };
  return { node, draw };
}
