"""From words to Confirm: what the command, the form and the buttons have in common."""

from dataclasses import replace
from datetime import timedelta

from bot.dates import Reading
from bot.errors import UserError
from bot.locale import Text, _
from bot.operations.drafts import LIFETIME
from bot.operations.model import Asker, Operation, State
from bot.planning.downstream import Walk
from bot.planning.planner import Planned, Unsettled
from bot.policy import Refusal, may_backfill
from bot.request.form import Form
from bot.request.plan import Plan
from bot.slack.render import differences, forbidden, names_of, previewed, questions, refused
from bot.slack.services import Services
from bot.slack.turn import Message, Turn
from bot.slack.views import answers, preview, question

CONFIRM_PATIENCE = 20.0
"""Seconds that Confirm waits for what is downstream to be compared again."""

FILLS = 3
"""Times that a preview is shown again as a walk goes on."""
WAITING_LIFETIME = timedelta(minutes=30)
"""How long a preview waits for what is downstream: Slack takes answers to a command for half an hour."""


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
        self,
        turn: Turn,
        operation: Operation,
        form: Form,
        *,
        replacing: bool = False,
        before: Plan | None = None,
        superseded: bool = False,
    ) -> None:
        """Show what the form means: the preview, the question, or the refusal.

        `before` is the plan of a preview that moved; `superseded`: another preview of the draft came after the one that
        was pressed.
        """
        message, planned = await self._message(turn, operation, form, before, superseded=superseded)
        await (turn.replace if replacing else turn.answer)(message)
        if planned and planned.pending:
            await self._fill(turn, operation, planned, planned.pending, replacing=replacing)

    async def confirm(self, turn: Turn, operation_id: str, shown: str) -> None:
        """Make the plan again; claim and start it if it is what was shown, show the difference if it moved.

        `shown` begins the digest of the preview that was pressed: there may be several of one draft.
        """
        with self._services.engine.rush.in_front():
            await self._confirm(turn, operation_id, shown)

    async def _confirm(self, turn: Turn, operation_id: str, shown: str) -> None:
        operation = await self.own(turn, operation_id)
        if operation is None:
            return
        if operation.plan is None or operation.digest is None:
            await self.present(turn, operation, operation.form, replacing=True)
            return
        if not shown or not operation.digest.startswith(shown):
            await self.present(turn, operation, operation.form, replacing=True, superseded=True)
            return
        planned = await self._services.planner.plan(
            operation.form, operation.name, checked=True, patience=CONFIRM_PATIENCE
        )
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
        elif operation.ended_at is not None and operation.ended_at < operation.expires_at:
            await turn.replace(answers.cancelled(turn.speech, operation))
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
        obstacle = await services.channels.as_previewed(operation.asker.channel_id, turn.user_id)
        root_channel = await services.channels.direct_message(turn.user_id) if obstacle else operation.asker.channel_id
        claimed = await services.store.confirm(
            operation.id, turn.user_id, operation.digest or "", services.clock(), root_channel
        )
        current = await services.store.get(operation.id) or operation
        if claimed:
            await services.engine.run(operation.id)
        await turn.replace(answers.confirmed(turn.speech, current))

    async def _fill(self, turn: Turn, operation: Operation, shown: Planned, walk: Walk, *, replacing: bool) -> None:
        """Wait for what is downstream, and show the preview with it, if the one without it still stands.

        The message that was pressed is replaced; what answered a command cannot be, so the preview comes anew.
        """
        for _attempt in range(FILLS):
            await walk.wait()
            current = await self._services.store.get(operation.id)
            gone = current is None or self.open_draft(turn, current) is None
            if walk.given_up or current is None or gone or current.digest != shown.plan.digest:
                return
            message, planned = await self._message(turn, current, shown.form, None, anew=True)
            await (turn.replace if replacing else turn.answer)(message)
            if planned is None or planned.pending is None:
                return
            shown, walk = planned, planned.pending

    async def _message(
        self,
        turn: Turn,
        operation: Operation,
        form: Form,
        before: Plan | None,
        *,
        superseded: bool = False,
        anew: bool = False,
    ) -> tuple[Message, Planned | None]:
        """Plan, keep the draft up to date, and say what came of it; the plan when it is shown.

        `anew`: the preview was waited for, so its time begins again.
        """
        speech = turn.speech
        try:
            planned = await self._services.planner.plan(form, operation.name)
        except UserError as error:
            await self._keep(turn, operation, form, None)
            return refused(error, operation.id, speech), None
        if isinstance(planned, Unsettled):
            await self._keep(turn, operation, form, None)
            return question.message(operation.id, questions(planned, speech), speech), None
        refusal = self._refusal(operation, planned)
        operation = self._renewed(operation, planned, anew=anew)
        await self._keep(turn, operation, form, planned.plan)
        if refusal:
            return forbidden(refusal, operation.id, speech), None
        moved = differences(before, planned.plan, speech, names_of(planned)) if before else ()
        if superseded:
            moved = (_("That preview was an earlier one of {label}; this is the newest.", label=operation.label),)
        return await self._preview(turn, operation, planned, moved), planned

    async def _preview(self, turn: Turn, operation: Operation, planned: Planned, moved: tuple[Text, ...]) -> Message:
        person = await self._services.people.get(turn.user_id)
        obstacle = await self._services.channels.obstacle(operation.asker.channel_id, turn.user_id)
        shown = previewed(
            planned,
            operation.label,
            operation.expires_at,
            person.tz,
            operation_id=operation.id,
            elsewhere=obstacle,
            moved=moved,
        )
        return preview.message(shown, turn.speech)

    async def _keep(self, turn: Turn, operation: Operation, form: Form, plan: Plan | None) -> None:
        """The draft holds what is on the screen, so that it can be resumed, and the newest way to answer."""
        if plan is None:
            await self._services.store.save_form(operation.id, form, response_url=turn.response_url or None)
        else:
            await self._services.store.save_plan(
                operation.id,
                form,
                plan,
                response_url=turn.response_url or None,
                expires_at=operation.expires_at,
            )

    def _renewed(self, operation: Operation, planned: Planned, *, anew: bool) -> Operation:
        """The draft with the time that its preview is good for: longer while what is downstream is still read."""
        if not anew and planned.pending is None:
            return operation
        until = self._services.clock() + (WAITING_LIFETIME if planned.pending else LIFETIME)
        return replace(operation, expires_at=max(until, operation.expires_at))

    def _refusal(self, operation: Operation, planned: Planned) -> Refusal | None:
        """Why this person may not run this here. Asked anew at Confirm: rights may have moved too."""
        asker = operation.asker
        env_type = planned.plan.target.env_type
        return may_backfill(asker.user_id, asker.channel_id, env_type, self._services.settings.prod_allowed)
