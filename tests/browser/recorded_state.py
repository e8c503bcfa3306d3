"""The page's state as a server would give it: the playground's people, and messages of every kind."""

import copy
import time
from typing import Any

from tests.browser.recorded_blocks import button, display_blocks, form_blocks, live_blocks, mrkdwn, option, plain

Json = dict[str, Any]
NOW = time.time()


def _user(user_id: str, name: str, real_name: str, title: str, **more: Any) -> Json:
    base = {
        "id": user_id,
        "name": name,
        "real_name": real_name,
        "title": title,
        "locale": "en-US",
        "tz": "Asia/Shanghai",
    }
    flags = {"is_bot": False, "is_restricted": False, "deleted": False, "team_id": "T0PLAYGRND", "color": "#4bbe2e"}
    return base | flags | more


def people() -> list[Json]:
    """Everybody of the playground."""
    return [
        _user("U0ANALYST", "mei", "Mei Chen", "Analyst"),
        _user("U0OWNER", "oskar", "Oskar Lind", "Data owner"),
        _user("U0ONCALL", "liwei", "Li Wei", "On-call engineer", locale="zh-CN"),
        _user("U0GUEST", "gus", "Gus Guest", "Guest", is_restricted=True),
        _user("U0GONE", "dan", "Dan Gone", "", deleted=True),
        _user("U0BACKFILL", "backfill", "Backfill", "", is_bot=True),
    ]


def _channel(channel_id: str, name: str, **more: Any) -> Json:
    base: Json = {
        "id": channel_id,
        "name": name,
        "is_private": False,
        "is_im": False,
        "is_archived": False,
        "is_shared": False,
    }
    return base | {"topic": "", "bot_is_member": True, "im_user": None} | more


def channels(user: str) -> list[Json]:
    """What this person may open."""
    return [
        _channel("C0DATAOPS", "data-ops", topic="Backfills and late data. Business dates, please."),
        _channel("C0RANDOM", "random", bot_is_member=False),
        _channel("G0PRIVATE", "dw-private", is_private=True, bot_is_member=False),
        _channel("C0SHARED", "partner", is_shared=True),
        _channel("C0ARCHIVE", "old-ops", is_archived=True),
        _channel("D0" + user[2:], "", is_im=True, im_user=user),
    ]


def message(key: str, text: str, ago: float, **more: Any) -> Json:
    """One message of #data-ops, `ago` seconds old."""
    ts = f"{NOW - ago:.6f}"
    base: Json = {
        "id": key,
        "channel": "C0DATAOPS",
        "ts": ts,
        "user": "U0BACKFILL",
        "bot_id": "B0BACKFILL",
        "text": text,
        "blocks": [],
    }
    flags = {
        "thread_ts": None,
        "reply_count": 0,
        "edited": False,
        "ephemeral": False,
        "deleted": False,
        "system": False,
    }
    return base | flags | {"files": [], "reactions": [], "attachments": [], "broadcast": False} | more


def person_says(key: str, user: str, text: str, ago: float, **more: Any) -> Json:
    """A line somebody typed."""
    return message(key, text, ago, user=user, bot_id=None, **more)


def preview() -> Json:
    """A preview as only the asker sees it."""
    blocks = [
        {"type": "header", "block_id": "p0", "text": plain("Preview BF-248 · PROD · ec_dw")},
        {
            "type": "section",
            "block_id": "p1",
            "text": mrkdwn("*Business dates*  Tue 17 - Mon 23 Nov 2026 · 7 days · oldest first · Asia/Shanghai"),
        },
        {
            "type": "section",
            "block_id": "p2",
            "text": mrkdwn("*Tasks*  `dwd_orders_di` + 37 downstream (3 levels, 2 projects)"),
            "accessory": button("show", "Show"),
        },
        {"type": "section", "block_id": "p3", "text": mrkdwn("*Instances*  427 = 37 daily × 7 + 1 hourly × 24 × 7")},
        {
            "type": "context",
            "block_id": "p4",
            "elements": [mrkdwn("nothing has run · good until 10:47 · digest `9f2c41`")],
        },
        {
            "type": "actions",
            "block_id": "p5",
            "elements": [
                button("confirm", "Confirm", style="primary"),
                button("edit", "Edit"),
                button("request", "Show request"),
                button("copy", "Copy as command"),
                button("cancel", "Cancel", style="danger"),
            ],
        },
    ]
    return message("preview", "Preview BF-248: 7 days, 427 instances", 60, blocks=blocks, ephemeral=True)


def thread() -> list[Json]:
    """A root and its replies."""
    root_blocks = [
        {
            "type": "section",
            "block_id": "r0",
            "text": mrkdwn(
                "*BF-247*  dws_trade_1d · 16 - 22 Nov · PROD   *RUNNING*\n▓▓▓▓░░░░░░  171 / 427 · 6 running · 0 failed"
            ),
        },
        {
            "type": "context",
            "block_id": "r1",
            "elements": [
                mrkdwn(f"asked by <@U0ANALYST> · as of <!date^{int(NOW) - 300}^{{time}}|earlier>, next look in 3 min")
            ],
        },
        {
            "type": "actions",
            "block_id": "r2",
            "elements": [button("stop", "Stop", style="danger"), button("details", "Details"), button("mute", "Mute")],
        },
    ]
    root = message("root", "BF-247 is running: 171 of 427", 900, blocks=root_blocks, reply_count=3, edited=True)
    ts = root["ts"]
    replies = [
        message("reply1", "Sent to DataWorks 10:41:03, operation e15ad21c", 880, thread_ts=ts),
        message("reply2", "Created 427 of 427 promised.", 860, thread_ts=ts),
        message("reply3", "<@U0ANALYST> 3 of 427 failed, 41 wait behind them.", 300, thread_ts=ts),
    ]
    return [root, *replies]


def messages() -> list[Json]:
    """All of #data-ops."""
    alert = {
        "color": "danger",
        "title": "dwd_refunds_di failed",
        "text": "ODPS-0130071 partition not found: `ods_refund/ds=20261122`",
        "fields": [
            {"title": "Task", "value": "1002", "short": True},
            {"title": "Business date", "value": "2026-11-22", "short": True},
        ],
    }
    report = {"id": "F1", "name": "BF-246-report.csv", "size": 4312, "url": "/page/icon.svg"}
    return [
        person_says("line1", "U0OWNER", "Refund files were late over the weekend :warning:", 90000),
        person_says("line2", "U0OWNER", "I pinged the *source team*, they re-delivered.", 89900),
        message(
            "all",
            "Everything that shows",
            7200,
            blocks=display_blocks(),
            reactions=[{"name": "eyes", "users": ["U0OWNER"], "count": 1}],
        ),
        message("live", "Everything to press", 7000, blocks=live_blocks()),
        person_says("alert", "U0ONCALL", "", 3600, attachments=[alert]),
        message("file", "Report of BF-246", 3000, files=[report]),
        *thread(),
        person_says("line3", "U0ANALYST", "<@U0BACKFILL> status", 120),
        preview(),
        message(
            "notice",
            "/backfill failed with the error `operation_timeout`",
            30,
            user=None,
            bot_id=None,
            ephemeral=True,
            system=True,
        ),
    ]


def modal(view_id: str = "V1", title: str = "New backfill") -> Json:
    """The form."""
    names = {"title": plain(title), "submit": plain("Preview"), "close": plain("Cancel")}
    return {
        "id": view_id,
        "type": "modal",
        "callback_id": "form",
        "blocks": form_blocks(),
        "root_view_id": "V1",
    } | names


def home() -> Json:
    """App Home."""
    return {
        "id": "VHOME",
        "type": "home",
        "blocks": [
            {"type": "header", "block_id": "h0", "text": plain("My backfills")},
            {
                "type": "section",
                "block_id": "h1",
                "text": mrkdwn("*BF-247*  running, 171 of 427"),
                "accessory": button("open", "Open"),
            },
            {"type": "divider", "block_id": "h2"},
            {
                "type": "actions",
                "block_id": "h3",
                "elements": [
                    button("new", "New backfill", style="primary"),
                    {
                        "type": "static_select",
                        "action_id": "range",
                        "placeholder": plain("Last 30 days"),
                        "options": [option("7", "Last 7 days")],
                    },
                ],
            },
        ],
    }


def state(user: str, users: list[Json]) -> Json:
    """An answer of GET /page/state."""
    usage = "[task] [days] | status | list | stop | help"
    return copy.deepcopy(
        {
            "team": {"id": "T0PLAYGRND", "name": "Acme Data", "domain": "acme-data"},
            "me": {"user": user},
            "users": users,
            "usergroups": [{"id": "S0OWNERS", "handle": "dw-owners", "name": "Warehouse owners", "users": ["U0OWNER"]}],
            "bot": {"user_id": "U0BACKFILL", "bot_id": "B0BACKFILL", "name": "backfill", "connected": True},
            "channels": channels(user),
            "commands": [
                {"command": "/backfill", "description": "Plan, run and follow a backfill", "usage_hint": usage}
            ],
            "shortcuts": [
                {"name": "Backfill this", "type": "message", "callback_id": "backfill_this"},
                {"name": "New backfill", "type": "global", "callback_id": "backfill_new"},
            ],
            "messages": {"C0DATAOPS": messages()},
            "views": [],
            "home": None,
        }
    )
