"""One of every Block Kit block and element, as an app would send them."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str, *, verbatim: bool = True) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text, "verbatim": verbatim}


def option(value: str, text: str, description: str | None = None) -> Json:
    """An option object."""
    return {"text": plain(text), "value": value} | ({"description": plain(description)} if description else {})


def button(action_id: str, text: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": action_id} | more


CONFIRM: Json = {
    "title": plain("Stop this backfill?"),
    "text": mrkdwn("6 runs are *killed*, 118 never start."),
    "confirm": plain("Stop it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
TASKS = [
    option("1001", "dwd_orders_di", "ec_dw · daily"),
    option("1002", "dwd_refunds_di"),
    option("1003", "dws_trade_1d"),
]
MODES = [option("skip", "Skip those days"), option("queue", "Queue after BF-231", "It starts when BF-231 ends")]


def _rich_text() -> Json:
    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words} | ({"style": style} if style else {})

    def section(*elements: Json) -> Json:
        return {"type": "rich_text_section", "elements": list(elements)}

    return {
        "type": "rich_text",
        "block_id": "rich",
        "elements": [
            section(
                text("Bold", bold=True),
                text(" code", code=True),
                text(" struck ", strike=True),
                {"type": "user", "user_id": "U0OWNER"},
                {"type": "emoji", "name": "tada", "unicode": "1f389"},
                {"type": "link", "url": "https://example.com/", "text": "console"},
                text(" *not bold* <b>"),
            ),
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 0,
                "elements": [section(text("first")), section(text("second"))],
            },
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section(text("inner one"))]},
            {"type": "rich_text_quote", "elements": [text("quoted words")]},
            {"type": "rich_text_preformatted", "elements": [text("SELECT *\nFROM ods_refund;")]},
        ],
    }


def _table() -> Json:
    def row(*cells: str) -> list[Json]:
        return [{"type": "raw_text", "text": cell} for cell in cells]

    rows = [row("Task", "Days", "Failed"), row("dwd_orders_di", "7", "0"), row("dws_trade_1d", "7", "2")]
    return {
        "type": "table",
        "block_id": "table",
        "column_settings": [{}, {"align": "right"}, {"align": "right"}],
        "rows": rows,
    }


def display_blocks() -> list[Json]:
    """Everything that only shows."""
    fields = [mrkdwn("*Mode*\nAllDownstream"), mrkdwn("*Order*\nAsc"), plain("Parallelism 2"), mrkdwn("`BF-248`")]
    return [
        {"type": "header", "block_id": "header", "text": plain("Preview BF-248 :eyes:")},
        {
            "type": "section",
            "block_id": "words",
            "text": mrkdwn(
                "*bold* _italic_ ~struck~ `code` <@U0OWNER> <#C0RANDOM|random> <https://example.com/a|Console> "
                "&lt;b&gt; &amp;amp; @here https://bare.example.com"
            ),
        },
        {"type": "section", "block_id": "live", "text": mrkdwn("@here and https://live.example.com", verbatim=False)},
        {
            "type": "section",
            "block_id": "quote",
            "text": mrkdwn("&gt; late refund file\n```ds=20261008\nrow 2```\nafter"),
        },
        {"type": "section", "block_id": "fields", "fields": fields},
        {"type": "divider", "block_id": "rule"},
        {
            "type": "context",
            "block_id": "context",
            "elements": [
                {"type": "image", "image_url": "https://elsewhere.example.com/x.png", "alt_text": "owner"},
                mrkdwn("as of <!date^1791945480^{date_short_pretty} {time}|14 Oct 13:58 CST>"),
            ],
        },
        {
            "type": "image",
            "block_id": "image",
            "image_url": "/page/icon.svg",
            "alt_text": "The app's sign",
            "title": plain("A picture"),
        },
        {
            "type": "markdown",
            "block_id": "markdown",
            "text": "## What runs\n\n- **37** daily\n- [ ] check `ods_refund`\n\n"
            "| Task | Days |\n|---|--:|\n| a | 7 |\n\n> quoted",
        },
        _rich_text(),
        _table(),
    ]


def live_blocks() -> list[Json]:
    """Everything that can be pressed, outside of inputs."""
    return [
        {
            "type": "actions",
            "block_id": "buttons",
            "elements": [
                button("confirm", "Confirm", style="primary"),
                button("stop", "Stop", style="danger", confirm=CONFIRM),
                button("console", "Console", url="https://example.com/console"),
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [option("log", "Show log"), option("report", "Report.csv")],
                },
            ],
        },
        {
            "type": "section",
            "block_id": "task",
            "text": mrkdwn("*Task*"),
            "accessory": {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": plain("Choose a task"),
                "options": TASKS,
            },
        },
        {
            "type": "section",
            "block_id": "overlap",
            "text": mrkdwn("Overlap with BF-231"),
            "accessory": {
                "type": "radio_buttons",
                "action_id": "mode",
                "options": MODES,
                "initial_option": MODES[0],
            },
        },
        {
            "type": "actions",
            "block_id": "when",
            "elements": [
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-10-14"},
                {"type": "timepicker", "action_id": "time", "placeholder": plain("At")},
                {"type": "datetimepicker", "action_id": "moment"},
                {
                    "type": "checkboxes",
                    "action_id": "ticks",
                    "options": [option("dry", "Dry run"), option("mute", "Mute")],
                },
            ],
        },
    ]


def input_block(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element} | more


def form_blocks() -> list[Json]:
    """Every kind of input."""
    live = {"trigger_actions_on": ["on_character_entered"]}
    return [
        {"type": "section", "block_id": "intro", "text": mrkdwn("Say which tasks and which days.")},
        input_block(
            "task",
            "Tasks",
            {
                "type": "multi_external_select",
                "action_id": "tasks",
                "min_query_length": 2,
                "placeholder": plain("Name or id"),
            },
        ),
        input_block(
            "phrase",
            "Days",
            {
                "type": "plain_text_input",
                "action_id": "phrase",
                "initial_value": "last 7 days",
                "dispatch_action_config": live,
            },
            dispatch_action=True,
            hint=plain("last 7 days · 5-11 Oct · 上周"),
        ),
        {"type": "context", "block_id": "reading", "elements": [mrkdwn("7 days")]},
        input_block(
            "project",
            "Project",
            {"type": "static_select", "action_id": "project", "options": TASKS, "initial_option": TASKS[0]},
        ),
        input_block(
            "from",
            "From",
            {"type": "datepicker", "action_id": "from", "placeholder": plain("First day")},
            optional=True,
        ),
        input_block("at", "At", {"type": "timepicker", "action_id": "at"}, optional=True),
        input_block(
            "order",
            "Order",
            {"type": "radio_buttons", "action_id": "order", "options": MODES, "initial_option": MODES[1]},
        ),
        input_block("flags", "Flags", {"type": "checkboxes", "action_id": "flags", "options": MODES}, optional=True),
        input_block("tell", "Tell at the end", {"type": "multi_users_select", "action_id": "tell"}, optional=True),
        input_block("where", "Channel", {"type": "conversations_select", "action_id": "where"}, optional=True),
        input_block("public", "Public channel", {"type": "channels_select", "action_id": "public"}, optional=True),
        input_block(
            "parallel",
            "Parallelism",
            {
                "type": "number_input",
                "action_id": "parallel",
                "is_decimal_allowed": False,
                "min_value": "1",
                "max_value": "10",
                "initial_value": "1",
            },
        ),
        input_block("mail", "Mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
        input_block("link", "Link", {"type": "url_text_input", "action_id": "link"}, optional=True),
        input_block(
            "reason",
            "Reason",
            {"type": "plain_text_input", "action_id": "reason", "multiline": True, "min_length": 5, "max_length": 200},
        ),
    ]
