"""Rows of the store <-> the dataclasses that flow."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from bot.operations.model import Asker, Event, Operation, Outcome, State, Submission
from bot.operations.progress import Progress
from bot.request.form import Form
from bot.request.plan import Plan

PROGRESS = TypeAdapter(Progress)


def form_text(form: Form) -> str:
    """A form as it is kept."""
    return form.model_dump_json(exclude_defaults=True)


def plan_text(plan: Plan) -> str:
    """A plan as it is kept."""
    return plan.model_dump_json(by_alias=True)


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
        form=Form.model_validate_json(row["form"]),
        plan=Plan.model_validate_json(row["plan"]) if row["plan"] else None,
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
