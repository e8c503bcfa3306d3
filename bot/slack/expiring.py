"""Previews whose time is over say so, where they still can be changed."""

from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

from bot.locale.speech import speech
from bot.operations.model import Operation
from bot.slack.turn import Turn
from bot.slack.views import answers

OF_A_PRESS = "/actions/"
"""Path of the response_url of a press. Through others a message is added, not changed."""


async def say_expired(client: AsyncWebClient, draft: Operation) -> bool:
    """Replace the preview of a draft, as the store gave it when it expired; whether it says so now.

    One that cannot be changed any more says it when it is pressed.
    """
    url, asker = draft.response_url or "", draft.asker
    if not urlsplit(url).path.startswith(OF_A_PRESS):
        return False
    turn = Turn(client, asker.user_id, asker.team_id, response_url=url, speech=speech(asker.locale))
    return await turn.replace_only(answers.expired(turn.speech, draft))
