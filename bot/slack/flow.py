"""From words to Confirm: what the command, the form and the buttons have in common."""

from bot.dates import Reading
from bot.errors import UserError
from bot.locale import _
from bot.operations.model import Asker, Operation, State
from bot.planning.planner import Planned, Unsettled
from bot.policy import Refusal, may_backfill
from bot.request.form import Form
from bot.request.model import Order
from bot.request.plan import Plan
from bot.slack.render import differences, forbidden, questions, refused
from bot.slack.services import Services
from bot.slack.turn import Message, Turn
from bot.slack.views import answers, preview, question


class Flow:
    """Drafts, previews and confirmations of one app."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def begin(self, turn: Turn, text: str, form: Form) -> None:
        """A new request in words: its draft, and the first preview.

        The same words again within two minutes show the first draft.
        """
        operation = await self.draft(turn, text, form)
        await self.present(turn, operation, operation.form)

    async def draft(self, turn: Turn, text: str, form: Form) -> Operation:
        """The draft of these words: a new one, or the one that the same words made a moment ago."""
        person = await self._services.people.get(turn.user_id)
        asker = Asker(turn.team_id, turn.user_id, turn.channel_id, person.locale)
        operation, _new = await self._services.store.draft(
            asker, text, form, trigger_id=turn.trigger_id or None, now=self._services.clock()
        )
        return operation

    async def present(
        self, turn: Turn, operation: Operation, form: Form, *, replacing: bool = False, before: Plan | None = None
    ) -> None:
        """Show what the form means: the preview, the question, or the refusal.

        `before` is the plan of a preview that moved.
        """
        message = await self._message(turn, operation, form, before)
        if replacing:
            await turn.replace(message)
        else:
            await turn.answer(message)

    async def confirm(self, turn: Turn, operation_id: str) -> None:
        """Make the plan again; claim and start it if it is what was shown, show the difference if it moved."""
        operation = await self.own(turn, operation_id)
        if operation is None:
            return
        if operation.plan is None or operation.digest is None:
            await self.present(turn, operation, operation.form, replacing=True)
            return
        planned = await self._services.planner.plan(operation.form, operation.name)
        if not isinstance(planned, Planned) or planned.plan.digest != operation.digest:
            await self.present(turn, operation, operation.form, replacing=True, before=operation.plan)
            return
        refusal = self._refusal(operation, planned)
        if refusal:
            await turn.replace(forbidden(refusal, operation.id, turn.speech))
            return
        await self._start(turn, operation)

    async def own(self, turn: Turn, operation_id: str) -> Operation | None:
        """The draft behind a button, if this person may still act on it; otherwise the message says why not."""
        operation = await self._services.store.get(operation_id)
        if operation is None:
            await turn.replace(answers.notice(turn.speech, _("This preview is not in my store any more; ask again.")))
            return None
        if operation.asker.user_id != turn.user_id:
            await turn.answer(answers.notice(turn.speech, _("Only the person who asked can do that.")))
            return None
        if operation.state is State.DRAFTED and operation.expires_at > self._services.clock():
            return operation
        if operation.confirmed_at is not None:
            await turn.replace(answers.confirmed(turn.speech, operation))
        else:
            await turn.replace(answers.expired(turn.speech, operation))
        return None

    def open_draft(self, turn: Turn, operation: Operation) -> Operation | None:
        """The draft, if it is this person's and still open; None when a new one is needed."""
        mine = operation.asker.user_id == turn.user_id and operation.state is State.DRAFTED
        return operation if mine and operation.expires_at > self._services.clock() else None

    def other_readings(self, operation: Operation) -> tuple[Reading, ...]:
        """The readings beside the default one, as the preview's buttons count them."""
        outcome = self._services.planner.read(operation.form.phrase, operation.form)
        return outcome.alternatives if isinstance(outcome, Reading) else ()

    async def _start(self, turn: Turn, operation: Operation) -> None:
        """Claim, then start. A crash between the two is repaired by the sweep at start-up."""
        services = self._services
        obstacle = await services.channels.obstacle(operation.asker.channel_id, turn.user_id)
        root_channel = await services.channels.direct_message(turn.user_id) if obstacle else operation.asker.channel_id
        claimed = await services.store.confirm(
            operation.id, turn.user_id, operation.digest or "", services.clock(), root_channel
        )
        current = await services.store.get(operation.id) or operation
        if claimed:
            await services.engine.run(operation.id)
        await turn.replace(answers.confirmed(turn.speech, current))

    async def _message(self, turn: Turn, operation: Operation, form: Form, before: Plan | None) -> Message:
        """Plan, keep the draft up to date, and say what came of it."""
        speech = turn.speech
        try:
            planned = await self._services.planner.plan(form, operation.name)
        except UserError as error:
            await self._keep(turn, operation, form, None)
            return refused(error, operation.id, speech)
        if isinstance(planned, Unsettled):
            await self._keep(turn, operation, form, None)
            return question.message(operation.id, questions(planned, speech), speech)
        refusal = self._refusal(operation, planned)
        await self._keep(turn, operation, form, planned.plan)
        if refusal:
            return forbidden(refusal, operation.id, speech)
        return await self._preview(turn, operation, planned, before)

    async def _preview(self, turn: Turn, operation: Operation, planned: Planned, before: Plan | None) -> Message:
        person = await self._services.people.get(turn.user_id)
        obstacle = await self._services.channels.obstacle(operation.asker.channel_id, turn.user_id)
        shown = preview.Preview(
            operation_id=operation.id,
            label=operation.label,
            plan=planned.plan,
            reading=planned.reading,
            warnings=planned.warnings,
            reason=planned.form.reason,
            parallelism=planned.form.parallelism or 1,
            order=planned.form.order or Order.ASC,
            expires_at=operation.expires_at,
            person_zone=person.tz,
            elsewhere=obstacle,
            moved=differences(before, planned.plan, turn.speech) if before else (),
        )
        return preview.message(shown, turn.speech)

    async def _keep(self, turn: Turn, operation: Operation, form: Form, plan: Plan | None) -> None:
        """The draft holds what is on the screen, so that it can be resumed, and the newest way to answer."""
        if plan is None:
            await self._services.store.save_form(operation.id, form, response_url=turn.response_url or None)
        else:
            await self._services.store.save_plan(operation.id, form, plan, response_url=turn.response_url or None)

    def _refusal(self, operation: Operation, planned: Planned) -> Refusal | None:
        """Why this person may not run this here. Asked anew at Confirm: rights may have moved too."""
        asker = operation.asker
        env_type = planned.plan.target.env_type
        return may_backfill(asker.user_id, asker.channel_id, env_type, self._services.settings.prod_allowed)
