"""Whether the workflow of an id is there, and of the kind that a Type runs. At most one call; the catalog has names."""

import asyncio
from collections.abc import Mapping
from difflib import get_close_matches

from bot.dataworks import DataWorksError
from bot.errors import UserError
from bot.locale import Text, _, _n
from bot.planning.catalog import TRIGGER_OF, Catalog, WorkflowNotFound
from bot.planning.spending import RESERVE
from bot.planning.tasks import LOOKUP_SECONDS, means_unknown
from bot.request.model import InstanceType
from bot.request.requests import Target
from bot.request.rules import kebab

TYPE_OF = {trigger: type_ for type_, trigger in TRIGGER_OF.items()}
"""The Type that runs a workflow. API: Trigger.Type."""
KINDS: Mapping[InstanceType, Text] = {
    InstanceType.MANUAL_WORKFLOW: _("a manual workflow"),
    InstanceType.TRIGGER_WORKFLOW: _("an event-triggered workflow"),
    InstanceType.SUPPLEMENT_DATA: _("a scheduled workflow"),
}
"""What a Type runs is to a person."""


class WrongWorkflow(UserError):
    """A workflow that is there, and that the Type does not run."""


async def not_looked_up(
    catalog: Catalog, id_: int, target: Target, type_: InstanceType, left: int | None
) -> Text | None:
    """Why nobody can tell whether a Type runs the workflow of an id; None when it does.

    `left`: calls of the day, None for any number. Raises WorkflowNotFound, and WrongWorkflow.
    """
    if left is not None and left <= RESERVE:
        return _n(
            "Not looked up: workflow {workflow}, {count} call left today. The id is sent as it is.",
            "Not looked up: workflow {workflow}, {count} calls left today. The id is sent as it is.",
            count=left,
            workflow=str(id_),
        )
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await catalog.by_id(id_, target)
    except TimeoutError:
        return _unknown(id_, _("DataWorks did not answer within {seconds} seconds.", seconds=LOOKUP_SECONDS))
    except DataWorksError as error:
        if means_unknown(error):
            words = _("DataWorks says: {words}", words=error.message)
            raise await _not_found(catalog, id_, target, type_, words) from error
        return _unknown(id_, error.text)
    if found.project_id not in (None, target.project_id):
        words = _("{workflow} is a workflow of project {project}.", workflow=str(id_), project=str(found.project_id))
        raise await _not_found(catalog, id_, target, type_, words)
    runs = TYPE_OF.get(found.trigger.type)
    if runs is not None and type_ in TRIGGER_OF and runs is not type_:
        raise WrongWorkflow(
            _(
                "{workflow} is {kind}; {type} does not run it.",
                workflow=f"{found.name} ({found.id})",
                kind=KINDS[runs],
                type=kebab(type_),
            ),
            _("Ask for it with {option}.", option=f"--type {kebab(runs)}"),
        )
    return None


def _unknown(id_: int, problem: Text) -> Text:
    return _(
        "Not looked up: workflow {workflow}. The id is sent as it is. {problem}", workflow=str(id_), problem=problem
    )


async def _not_found(catalog: Catalog, id_: int, target: Target, type_: InstanceType, words: Text) -> WorkflowNotFound:
    """Names the workflows of the Type with the nearest ids; `words` say why where there are none."""
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            names = {choice.id: choice.name for choice in await catalog.workflows("", target, type_)}
    except (TimeoutError, DataWorksError):
        names = {}
    nearest = tuple(f"{names[near]} ({near})" for near in get_close_matches(str(id_), names, 5, cutoff=0))
    return WorkflowNotFound(
        _(
            "There is no workflow {workflow} in {project}/{env}.",
            workflow=str(id_),
            project=target.alias,
            env=target.env_type.value,
        ),
        _("There are: {names}.", names=nearest) if nearest else words,
    )
