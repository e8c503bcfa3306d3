"""The DataWorks OpenAPI (2024-05-18): the client, its errors, and `api` with one typed function per action.

Everything public is here; the modules behind are loaded when a name is first used, because httpx and pydantic are slow
to import and the command line needs neither for most of what it does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.dataworks import api as api
    from bot.dataworks.actions import Action as Action
    from bot.dataworks.actions import action_of as action_of
    from bot.dataworks.actions import encode as encode
    from bot.dataworks.actions import known_actions as known_actions
    from bot.dataworks.answers import CreateAnswer as CreateAnswer
    from bot.dataworks.answers import CreateResult as CreateResult
    from bot.dataworks.answers import DownstreamTask as DownstreamTask
    from bot.dataworks.answers import Page as Page
    from bot.dataworks.answers import Project as Project
    from bot.dataworks.answers import ResourceGroup as ResourceGroup
    from bot.dataworks.answers import Task as Task
    from bot.dataworks.answers import TaskInstance as TaskInstance
    from bot.dataworks.answers import Workflow as Workflow
    from bot.dataworks.answers import WorkflowInstance as WorkflowInstance
    from bot.dataworks.calls import Call as Call
    from bot.dataworks.calls import OnCall as OnCall
    from bot.dataworks.client import DataWorks as DataWorks
    from bot.dataworks.client import Timeouts as Timeouts
    from bot.dataworks.credentials import Credentials as Credentials
    from bot.dataworks.days import business_date_of as business_date_of
    from bot.dataworks.days import midnight_ms as midnight_ms
    from bot.dataworks.endpoint import checked_endpoint as checked_endpoint
    from bot.dataworks.endpoint import endpoint_of as endpoint_of
    from bot.dataworks.errors import AccessDenied as AccessDenied
    from bot.dataworks.errors import BadCredentials as BadCredentials
    from bot.dataworks.errors import ClockSkew as ClockSkew
    from bot.dataworks.errors import DailyLimitReached as DailyLimitReached
    from bot.dataworks.errors import DataWorksError as DataWorksError
    from bot.dataworks.errors import InvalidRequest as InvalidRequest
    from bot.dataworks.errors import NotReachable as NotReachable
    from bot.dataworks.errors import OutcomeUnknown as OutcomeUnknown
    from bot.dataworks.errors import Throttled as Throttled
    from bot.dataworks.errors import Unavailable as Unavailable
    from bot.dataworks.errors import UnexpectedAnswer as UnexpectedAnswer
    from bot.dataworks.retry import NO_RETRY as NO_RETRY
    from bot.dataworks.retry import RetryPolicy as RetryPolicy

_WHERE = {
    "actions": ("Action", "action_of", "encode", "known_actions"),
    "answers": (
        *("CreateAnswer", "CreateResult", "DownstreamTask", "Page", "Project", "Task", "TaskInstance"),
        *("ResourceGroup", "Workflow", "WorkflowInstance"),
    ),
    "calls": ("Call", "OnCall"),
    "client": ("DataWorks", "Timeouts"),
    "credentials": ("Credentials",),
    "days": ("business_date_of", "midnight_ms"),
    "endpoint": ("checked_endpoint", "endpoint_of"),
    "errors": (
        *("AccessDenied", "BadCredentials", "ClockSkew", "DailyLimitReached", "DataWorksError", "InvalidRequest"),
        *("NotReachable", "OutcomeUnknown", "Throttled", "Unavailable", "UnexpectedAnswer"),
    ),
    "retry": ("NO_RETRY", "RetryPolicy"),
}
_MODULE_OF = {name: module for module, names in _WHERE.items() for name in names}

__all__ = ["api", *sorted(_MODULE_OF)]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - as wide as the module
    if name == "api":
        return import_module("bot.dataworks.api")
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"bot.dataworks.{_MODULE_OF[name]}"), name)
