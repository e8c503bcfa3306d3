"""A small real bot on the local Slack, to have somebody to talk with: Bolt over Socket Mode, one of everything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.manifest import Manifest
from bot.playground.slack.server import Server, serve

Json = Any

MANIFEST = Manifest.from_dict(
    {
        "features": {
            "app_home": {"home_tab_enabled": True},
            "slash_commands": [{"command": "/toy", "description": "Toy", "should_escape": True}],
            "shortcuts": [
                {"name": "New toy", "type": "global", "callback_id": "toy_new"},
                {"name": "Toy this", "type": "message", "callback_id": "toy_this"},
            ],
        },
        "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "users:read", "app_mentions:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "app_mention"]}},
    }
)


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def button(words: str, **more: Json) -> Json:
    return {"type": "button", "text": text(words), "action_id": words.lower(), **more}


def option(words: str) -> Json:
    return {"text": text(words), "value": words}


def entry(name: str, element: Json, **more: Json) -> Json:
    return {
        "type": "input",
        "block_id": name.lower(),
        "label": text(name),
        "element": element | {"action_id": "a"},
        **more,
    }


PREVIEW = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Preview *T-1* for <@U0ANALYST>"}},
    {"type": "section", "text": text("Tasks"), "accessory": button("Show", action_id="show_tasks")},
    {"type": "section", "text": text("Days"), "accessory": button("Show", action_id="show_days")},
    {
        "type": "actions",
        "block_id": "days",
        "elements": [{"type": "radio_buttons", "action_id": "day", "options": [option("Mon 12"), option("Mon 5")]}],
    },
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            button("Confirm"),
            button("Form"),
            button("Cancel"),
            {"type": "overflow", "action_id": "more", "options": [option("Copy"), option("Edit")]},
        ],
    },
]


def form(reading: str = "Reading: nothing yet") -> Json:
    return {
        "type": "modal",
        "callback_id": "toy",
        "title": text("Toy"),
        "submit": text("Preview"),
        "close": text("Cancel"),
        "blocks": [
            entry(
                "Days",
                {"type": "plain_text_input", "max_length": 20}
                | {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}},
                dispatch_action=True,
            ),
            {"type": "context", "elements": [text(reading)]},
            entry("Task", {"type": "external_select", "min_query_length": 2}),
            entry("Since", {"type": "datepicker"}, optional=True),
            entry("Options", {"type": "checkboxes", "options": [option("Dry"), option("Slow")]}, optional=True),
            entry("Tell", {"type": "multi_users_select"}, optional=True),
        ],
    }


class Toy:
    """The bot's behaviour, and the payloads it received."""

    def __init__(self, server: Server) -> None:
        self.app = AsyncApp(client=AsyncWebClient(token="xoxb-playground", base_url=server.api_url))
        self.presses: list[Json] = []
        self.submitted: Json = None
        self.root: Json = None
        for name in ("command", "shortcut", "options"):
            getattr(self.app, name)({"command": "/toy", "options": "a"}.get(name, "toy_new"))(getattr(self, name))
        self.app.shortcut("toy_this")(self.message_shortcut)
        self.app.view("toy")(self.submission)
        self.app.event("app_home_opened")(self.home)
        self.app.event("app_mention")(self.mention)
        for action, listener in {
            "confirm": self.confirm,
            "form": self.open,
            "cancel": self.cancel,
            "a": self.typed,
        }.items():
            self.app.action(action)(listener)
        for action in ("show_tasks", "show_days", "day", "more"):
            self.app.action(action)(self.noted)

    async def command(self, ack: Json, body: Json, client: Json) -> None:
        await ack()
        await client.chat_postEphemeral(
            channel=body["channel_id"], user=body["user_id"], text="Preview T-1", blocks=PREVIEW
        )

    async def confirm(self, ack: Json, body: Json, client: Json, respond: Json) -> None:
        await ack()
        self.presses.append(body)
        if len(self.presses) > 1:
            return
        await respond(text="Confirmed.", replace_original=True)
        channel = body["channel"]["id"]
        self.root = await client.chat_postMessage(channel=channel, text="T-1 RUNNING")
        await client.chat_postMessage(channel=channel, text="Sent <@U0OWNER>", thread_ts=self.root["ts"])
        await client.chat_update(channel=channel, ts=self.root["ts"], text="T-1 *DONE*")

    async def cancel(self, ack: Json, respond: Json) -> None:
        await ack()
        await respond(delete_original=True)

    async def open(self, ack: Json, body: Json, client: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    async def typed(self, ack: Json, body: Json, client: Json, action: Json) -> None:
        await ack()
        view = body["view"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=form(f"Reading: {action['value']}"))

    async def options(self, ack: Json, body: Json) -> None:
        names = [name for name in ("dwd_orders_di", "dwd_orders_hi", "ads_gmv_di") if body["value"] in name]
        await ack(options=[option(name) for name in names])

    async def submission(self, ack: Json, view: Json) -> None:
        values = view["state"]["values"]
        if values["days"]["a"]["value"] == "nextish":
            await ack(response_action="errors", errors={"days": "nextish is not a day"})
            return
        self.submitted = values
        await ack()

    async def noted(self, ack: Json, body: Json) -> None:
        await ack()
        self.presses.append(body)

    async def shortcut(self, ack: Json, body: Json, client: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form("Reading: by shortcut"))

    async def message_shortcut(self, ack: Json, body: Json, client: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(f"Reading: {body['message']['text'][:40]}"))

    async def home(self, event: Json, client: Json) -> None:
        locale = (await client.users_info(user=event["user"], include_locale=True))["user"]["locale"]
        words = "你好" if locale.startswith("zh") else "Hello"
        blocks = [{"type": "section", "text": text(words)}, {"type": "actions", "elements": [button("Form")]}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async def mention(self, event: Json, client: Json) -> None:
        await client.chat_postMessage(
            channel=event["channel"], thread_ts=event.get("thread_ts", event["ts"]), text="You called?"
        )


@asynccontextmanager
async def toy_bot() -> AsyncIterator[tuple[str, Toy]]:
    """The local Slack with the toy connected: its address, and the toy."""
    server = await serve("127.0.0.1", 0, MANIFEST)
    toy = Toy(server)
    handler = AsyncSocketModeHandler(toy.app, "xapp-playground")
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield server.url, toy
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)
        await server.close()
