"""What a person does, turned into payloads, and what the app's ack then does. One method per act."""

import asyncio
import itertools
from typing import Any

from bot.playground.slack import payloads
from bot.playground.slack.block_kit import check_options
from bot.playground.slack.checks import check_view
from bot.playground.slack.delivery import DeliveryError
from bot.playground.slack.elements import action_of, merged_state, offers, refused_by_client, state_key
from bot.playground.slack.errors import PageError, SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.messages import Block, Message, find_element
from bot.playground.slack.people import Person
from bot.playground.slack.views import View
from bot.playground.slack.wire import Json

Answer = dict[str, Any]
MIN_QUERY_LENGTH = 3
TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Presses, submissions, shortcuts: everything on blocks and views."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._stamp = itertools.count(1)

    # -- where it happened -------------------------------------------------------------------------------------------

    def _source(self, user: str, source: Json) -> Message | View:
        """The message or view that a person acts on. Raises PageError if they do not see it."""
        source = source if isinstance(source, dict) else {}
        if "message_id" in source:
            message = self._slack.workspace.messages.get(str(source["message_id"]))
            if message is None or not self._slack.workspace.visible(message, user):
                raise PageError("message_not_found", 404)
            return message
        return self.view_of(user, source.get("view_id"))

    def view_of(self, user: str, view_id: Json) -> View:
        """An open view of this person. Raises PageError."""
        try:
            view = self._slack.views.find(view_id)
        except SlackError:
            raise PageError("view_not_found", 404) from None
        if view.user != user:
            raise PageError("view_not_found", 404)
        return view

    def _element(self, place: Message | View, body: dict[str, Any]) -> tuple[Block, dict[str, Any]]:
        found = find_element(place.blocks or [], str(body.get("block_id")), str(body.get("action_id")))
        if found is None:
            raise PageError("element_not_found", 404)
        return found

    def _state(self, place: Message | View, typed: Json) -> dict[str, Any]:
        if isinstance(place, View):
            return self._slack.views.type_in(place, typed)
        return merged_state(place.blocks or [], typed)

    def _place(self, place: Message | View) -> Answer:
        if isinstance(place, View):
            return payloads.view_place(place)
        return payloads.message_place(place, self._slack.workspace.channels[place.channel])

    # -- press -------------------------------------------------------------------------------------------------------

    async def press(self, person: Person, body: dict[str, Any]) -> Answer:
        """A press, a choice, a typed value with dispatch_action. Answers `{ok}` or `{ok: false, error: timeout}`."""
        place = self._source(person.id, body.get("source"))
        block, element = self._element(place, body)
        given = body.get("value")
        key = state_key(element)
        if isinstance(given, dict) and not offers(element, given.get(key or "selected_option")):
            raise PageError("no_such_option")
        typed = body.get("state") if isinstance(body.get("state"), dict) else {}
        if key and isinstance(given, dict):
            typed = dict(typed or {})
            typed[block["block_id"]] = dict(typed.get(block["block_id"]) or {}) | {element["action_id"]: given}
        state = self._state(place, typed)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {"ok": True, "sent": False}
        action = action_of(block, element, given, self._slack.workspace.next_ts())
        return await self._act(person, place, action, state)

    async def _act(self, person: Person, place: Message | View, action: Answer, state: Answer) -> Answer:
        in_view = isinstance(place, View)
        channel = place.context.get("channel") if isinstance(place, View) else place.channel
        in_modal = isinstance(place, View) and place.source["type"] == "modal"
        trigger_id = self._slack.triggers.issue(person.id, channel=channel, in_modal=in_modal)
        payload = payloads.block_actions(person, self._place(place), [action], trigger_id)
        if isinstance(place, Message):
            payload |= {"state": {"values": state}, "response_url": self._response_url("actions", person, place)}
        try:
            await self._slack.delivery.request("interactive", payload)
        except DeliveryError as error:
            if not in_view and isinstance(place, Message):
                words = f"⚠ backfill did not respond ({error.reason}). Try again."
                self._slack.notice(person.id, place.channel, words, place.thread_ts)
            return {"ok": False, "error": "timeout" if error.reason == "operation_timeout" else error.reason}
        return {"ok": True, "sent": True}

    def _response_url(self, kind: str, person: Person, message: Message) -> str:
        """A response_url for an act on `message`; only that of a press (`actions`) can replace the message."""
        thread_ts = message.thread_ts if message.is_reply else None
        own = message.id if kind == "actions" else None
        place = (kind, person.id, message.channel)
        path = self._slack.response_urls.issue(*place, thread_ts=thread_ts, message_id=own)
        return f"{self._slack.base_url}{path}"

    # -- external select ---------------------------------------------------------------------------------------------

    async def suggest(self, person: Person, body: dict[str, Any]) -> Answer:
        """The options of an external select for what was typed; nothing is asked below min_query_length."""
        place = self._source(person.id, body.get("source"))
        block, element = self._element(place, body)
        if element["type"] not in ("external_select", "multi_external_select"):
            raise PageError("not_an_external_select")
        value = str(body.get("value") or "")
        if len(value) < int(element.get("min_query_length", MIN_QUERY_LENGTH)):
            return {"options": [], "sent": False}
        ids = (block["block_id"], element["action_id"])
        payload = payloads.block_suggestion(person, self._place(place), *ids, value)
        if isinstance(place, View):
            payload |= {"state": {"values": self._state(place, {})}}
        try:
            answer = await self._slack.delivery.request("interactive", payload)
        except DeliveryError as error:
            return {"options": [], "error": "timeout" if error.reason == "operation_timeout" else error.reason}
        answer = answer if isinstance(answer, dict) else {}
        if errors := check_options(answer):
            return {"options": [], "error": errors[0]}
        return answer

    # -- modals ------------------------------------------------------------------------------------------------------

    async def submit(self, person: Person, body: dict[str, Any]) -> Answer:
        """Submit a modal: what the client refuses, then what the app answers."""
        view = self.view_of(person.id, body.get("view_id"))
        if view.source["type"] != "modal" or view is not self._slack.views.stack(person.id)[-1]:
            raise PageError("view_not_on_top")
        if not view.source.get("submit"):
            raise PageError("view_has_no_submit")
        state = self._slack.views.type_in(view, body.get("state"))
        if errors := refused_by_client(view.blocks, state):
            return {"ok": False, "errors": errors, "sent": False}
        channel = view.context.get("channel")
        trigger_id = self._slack.triggers.issue(person.id, channel=channel, in_modal=True)
        payload = payloads.view_submission(person, view, trigger_id, self._response_urls(person, view, state))
        try:
            answer = await self._slack.delivery.request("interactive", payload)
        except DeliveryError as error:
            return {"ok": False, "error": "timeout" if error.reason == "operation_timeout" else error.reason}
        return self._submitted(view, answer if isinstance(answer, dict) else {})

    def _response_urls(self, person: Person, view: View, state: Answer) -> list[Answer]:
        found = []
        for block in view.blocks:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            key = state_key(element) or ""
            channel = state[block["block_id"]][element["action_id"]].get(key)
            if channel in self._slack.workspace.channels:
                path = self._slack.response_urls.issue("app", person.id, channel)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                found.append(ids | {"response_url": f"{self._slack.base_url}{path}"})
        return found

    def _submitted(self, view: View, answer: Answer) -> Answer:
        verb = answer.get("response_action")
        try:
            if verb == "errors":
                return self._errors(view, answer.get("errors"))
            if verb in ("update", "push"):
                source = check_view(answer.get("view"), "modal")
                if verb == "update":
                    self._slack.views.update(view, source)
                    self._slack.tell_view("view_updated", view)
                else:
                    pushed = self._slack.views.push(view.user, source, view.context)
                    self._slack.tell_view("view_opened", pushed)
                return {"ok": True}
        except SlackError as error:
            self._slack.feed.payload("answer", "ack", error.body(), "refused")
            return {"ok": False, "error": error.error, "message": TROUBLE}
        if verb == "clear":
            for each in reversed(list(self._slack.views.stack(view.user))):
                self._slack.close_view(each)
        elif view in self._slack.views.stack(view.user):
            self._slack.close_view(view)
        return {"ok": True}

    @staticmethod
    def _errors(view: View, errors: Json) -> Answer:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise SlackError("invalid_arguments", "[ERROR] errors must name input blocks of the view")
        return {"ok": False, "errors": {block_id: str(words) for block_id, words in errors.items()}}

    async def close(self, person: Person, body: dict[str, Any]) -> Answer:
        """Close a modal (its Cancel), or with `clear` the whole stack (its cross)."""
        view = self.view_of(person.id, body.get("view_id"))
        stack = self._slack.views.stack(person.id)
        clear = bool(body.get("clear")) or bool(view.source.get("clear_on_close"))
        going = list(reversed(stack)) if clear else [view]
        for each in going:
            self._slack.close_view(each)
        for each in going:
            if each.source.get("notify_on_close"):
                await self._quietly(payloads.view_closed(person, each, is_cleared=clear))
        return {"ok": True}

    async def _quietly(self, payload: Answer) -> Answer:
        try:
            await self._slack.delivery.request("interactive", payload)
        except DeliveryError as error:
            return {"ok": False, "error": "timeout" if error.reason == "operation_timeout" else error.reason}
        return {"ok": True, "sent": True}

    # -- shortcuts and Home ------------------------------------------------------------------------------------------

    async def shortcut(self, person: Person, body: dict[str, Any]) -> Answer:
        """A message shortcut (with message_id) or a global one."""
        callback_id = str(body.get("callback_id"))
        kind = "message" if body.get("message_id") else "global"
        if (callback_id, kind) not in [(each.callback_id, each.type) for each in self._slack.manifest.shortcuts]:
            raise PageError("shortcut_not_found", 404)
        if kind == "global":
            trigger_id = self._slack.triggers.issue(person.id)
            stamp = self._slack.workspace.next_ts()
            return await self._quietly(payloads.shortcut(person, callback_id, trigger_id, stamp))
        message = self._source(person.id, body)
        if not isinstance(message, Message) or message.ephemeral:
            raise PageError("message_not_found", 404)
        channel = self._slack.workspace.channels[message.channel]
        payload = payloads.message_action(
            person,
            channel,
            message,
            callback_id,
            response_url=self._response_url("app", person, message),
            trigger_id=self._slack.triggers.issue(person.id, channel=channel.id),
        )
        answer = await self._quietly(payload)
        if not answer["ok"]:
            words = f"⚠ backfill did not respond ({answer['error']}). Try again."
            self._slack.notice(person.id, channel.id, words, message.thread_ts)
        return answer

    async def home(self, person: Person) -> Answer:
        """Open App Home: the app gets app_home_opened at every opening."""
        channel = next(c for c in self._slack.workspace.channels.values() if c.im_user == person.id)
        view = self._slack.views.homes.get(person.id)
        self.event(payloads.app_home_opened(person, channel.id, view, self._slack.workspace.next_ts()), channel.id)
        await asyncio.sleep(0)
        return {"view": view.for_api() if view else None}

    def event(self, event: Answer, channel_id: str) -> bool:
        """Deliver an event if the manifest subscribes to it."""
        if event["type"] not in self._slack.manifest.bot_events and event["type"] != "message":
            return False
        channel = self._slack.workspace.channels[channel_id]
        self._slack.delivery.event(payloads.event_callback(event, channel, self._slack.clock.now()))
        return True
