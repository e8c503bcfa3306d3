/** `:shortcodes:` to characters, for those an app or a person is likely to write. */

const TABLE = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫
information_source ℹ️|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|bangbang ‼️|rotating_light 🚨|construction 🚧
hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|alarm_clock ⏰|timer_clock ⏲️|clock1 🕐|clock9 🕘|calendar 📆|date 📅|spiral_calendar_pad 🗓️
arrows_counterclockwise 🔄|arrows_clockwise 🔃|repeat 🔁|rewind ⏪|fast_forward ⏩|arrow_forward ▶️|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️
arrow_heading_down ⤵️|leftwards_arrow_with_hook ↩️|double_vertical_bar ⏸️|black_square_for_stop ⏹️|black_right_pointing_triangle ▶️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫
large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛
eyes 👀|wave 👋|pray 🙏|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|raised_hands 🙌|raised_hand ✋|ok_hand 👌|point_right 👉|point_left 👈|muscle 💪|handshake 🤝
tada 🎉|rocket 🚀|fire 🔥|sparkles ✨|star ⭐|zap ⚡|boom 💥|bulb 💡|bell 🔔|no_bell 🔕|mute 🔇|speaker 🔈|mega 📣|loudspeaker 📢|lock 🔒|unlock 🔓|key 🔑|shield 🛡️
mag 🔍|mag_right 🔎|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|bookmark_tabs 📑|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉
link 🔗|paperclip 📎|pushpin 📌|file_folder 📁|open_file_folder 📂|floppy_disk 💾|package 📦|inbox_tray 📥|outbox_tray 📤|email 📧|envelope ✉️
gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|test_tube 🧪|bug 🐛|robot_face 🤖|ghost 👻|skull 💀|stop_sign 🛑|octagonal_sign 🛑|vertical_traffic_light 🚦
smile 😄|slightly_smiling_face 🙂|grinning 😀|joy 😂|sweat_smile 😅|thinking_face 🤔|cry 😢|disappointed 😞|neutral_face 😐|sunglasses 😎|heart ❤️|broken_heart 💔
coffee ☕|pizza 🍕|beer 🍺|100 💯|heavy_plus_sign ➕|heavy_minus_sign ➖|heavy_multiplication_x ✖️|small_blue_diamond 🔹|small_orange_diamond 🔸|radio_button 🔘
`;

const BY_NAME = new Map(
  TABLE.trim().split(/[|\n]/).map((entry) => {
    const cut = entry.lastIndexOf(" ");
    return [entry.slice(0, cut), entry.slice(cut + 1)];
  }),
);

/** The character for a name without colons, or null if the page does not know it. */
export function emoji(name) {
  return BY_NAME.get(name.split("::")[0]) ?? null;
}

/** Names that begin so, for the composer. */
export function emojiNames(start) {
  return [...BY_NAME.keys()].filter((name) => name.startsWith(start));
}

/** Text with every known `:name:` replaced; the others stay as typed. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (whole, name) => BY_NAME.get(name) ?? whole);
}
