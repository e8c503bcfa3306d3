"""Who may act on an operation's runs. The refusal is said to the one who tried."""

from bot.operations.acts import Verb
from bot.operations.model import Operation
from bot.policy import may_backfill
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import answers


async def may_act(services: Services, turn: Turn, operation: Operation, verb: Verb) -> bool:
    """Its asker may stop it; the rest is for whoever the gate lets run it, in the channel where it was asked."""
    return (verb is Verb.STOP and turn.user_id == operation.asker.user_id) or await _gate(services, turn, operation)


async def may_read(services: Services, turn: Turn, operation: Operation) -> bool:
    """Its asker, and whoever may run it, may read its logs: they can hold what the channel is not meant to see."""
    return turn.user_id == operation.asker.user_id or await _gate(services, turn, operation)


async def _gate(services: Services, turn: Turn, operation: Operation) -> bool:
    if operation.plan is None:
        return False
    env_type, allowed = operation.plan.target.env_type, services.settings.prod_allowed
    refusal = may_backfill(turn.user_id, operation.asker.channel_id, env_type, allowed)
    if refusal:
        await turn.answer(answers.refusal(turn.speech, refusal.text, refusal.next_step))
    return refusal is None
