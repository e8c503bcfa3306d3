"""Rows of the store <-> the dataclasses that flow."""

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from bot.operations.acts import Act, Call, CallOutcome, Scope, Verb, Wish
from bot.operations.model import Asker, Event, Operation, Outcome, State, Submission
from bot.operations.progress import Progress
from bot.request.form import Form
from bot.request.plan import Plan

PROGRESS = TypeAdapter(Progress)
WISH = TypeAdapter(Wish)
SCOPE = TypeAdapter(Scope)


def form_text(form: Form) -> str:
    """A form as it is kept."""
    return form.model_dump_json(exclude_defaults=True)


def plan_text(plan: Plan) -> str:
    """A plan as it is kept."""
    return plan.model_dump_json(by_alias=True)


@lru_cache(maxsize=256)
def _form_of(text: str) -> Form:
    return Form.model_validate_json(text)


@lru_cache(maxsize=256)
def _plan_of(text: str) -> Plan:
    """The same text is read again in every step of its operation; what it means is frozen, so it is shared."""
    return Plan.model_validate_json(text)


def progress_text(progress: Progress) -> str:
    """What was seen, as it is kept."""
    return PROGRESS.dump_json(progress, exclude_defaults=True).decode()


def progress_of(text: str) -> Progress:
    """What was seen, from what was kept."""
    return PROGRESS.validate_json(text)


def operation_of(row: RowMapping) -> Operation:
    """An operation from its row."""
    return Operation(
        id=row["id"],
        number=row["number"],
        asker=Asker(row["team_id"], row["user_id"], row["channel_id"], row["locale"]),
        state=State(row["state"]),
        text=row["text"],
        form=_form_of(row["form"]),
        plan=_plan_of(row["plan"]) if row["plan"] else None,
        **{name: row[name] for name in SAME},
    )


SAME = (
    "created_at",
    "expires_at",
    "digest",
    "confirmed_at",
    "ended_at",
    "root_channel",
    "root_ts",
    "response_url",
    "view_id",
    "detail",
    "round",
    "reopened",
)
"""Fields of Operation that are kept as they are."""


def submission_of(row: RowMapping) -> Submission:
    """A submission from its row."""
    return Submission(
        operation_id=row["operation_id"],
        index=row["position"],
        claimed_at=row["claimed_at"],
        sent_at=row["sent_at"],
        request_id=row["request_id"],
        remote_operation_id=row["remote_operation_id"],
        workflow_instance_ids=tuple(row["workflow_instance_ids"] or ()),
        adopted=row["adopted"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        message=row["message"],
    )


def event_of(row: RowMapping) -> Event:
    """A line of the journal from its row."""
    data: dict[str, Any] = row["data"]
    return Event(row["operation_id"], row["at"], row["kind"], row["user_id"], data)


def wish_text(wish: Wish) -> str:
    """What was asked for, as it is kept."""
    return WISH.dump_json(wish, exclude_defaults=True).decode()


def scope_text(scope: Scope) -> str:
    """What an act is about, as it is kept."""
    return SCOPE.dump_json(scope, exclude_defaults=True).decode()


def act_of(row: RowMapping) -> Act:
    """An act from its row."""
    return Act(
        id=row["id"],
        operation_id=row["operation_id"],
        verb=Verb(row["verb"]),
        key=row["key"],
        user_id=row["user_id"],
        asked_at=row["asked_at"],
        wish=WISH.validate_json(row["wish"]),
        scope=SCOPE.validate_json(row["scope"]) if row["scope"] else None,
        ended_at=row["ended_at"],
        trouble=row["trouble"],
    )


def call_of(row: RowMapping) -> Call:
    """A call of an act from its row. JSON has text keys only."""
    return Call(
        act_id=row["act_id"],
        position=row["position"],
        action=row["action"],
        ids=tuple(row["ids"]),
        claimed_at=row["claimed_at"],
        outcome=CallOutcome(row["outcome"]) if row["outcome"] else None,
        refused={int(key): words for key, words in (row["refused"] or {}).items()},
        message=row["message"],
    )
