"""What a person asked for, in their own words: the same fields whether typed after the command or filled into the
form.
"""

from collections.abc import Iterator
from datetime import time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.request.model import (
    AlertType,
    EnvType,
    InstanceType,
    Mode,
    NoticeType,
    Order,
    PriorityWeightStrategy,
    RunPolicyType,
    TagCreationPolicy,
)

EVERY_TASK = "*"
"""In place of a task's word in `task_parameters`: all tasks of the request."""


class Form(BaseModel):
    """A request before tasks and days are looked up. None means: not said, the default holds.

    `tasks` are words: ids, names, `name*`, `@alias`. They are the first tasks (RootTaskIds); the two ends for the mode
    Chain; the tasks to run (IncludeTaskIds) for the Type TriggerWorkflow, whose RootTaskIds are `roots`. `phrase` says
    the days; `chosen` is the canonical phrase of the reading a person picked when the phrase had more than one.
    `project` is an alias or id, None for the default one; `workflow` an id or name. `downstream` is the mode
    AllDownstream, however it was said. `task_parameters` are (word, `k=v`) in the order said, the word `*` for all
    tasks; `workflow_parameters` are `k=v` or the JSON text of an object; `tags` (key, value or None). `hold` is
    AutoStartEnabled false.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: tuple[str, ...] = ()
    phrase: str = ""
    chosen: str | None = None
    downstream: bool = False
    project: str | None = None
    env_type: EnvType | None = None
    parallelism: int | None = Field(default=None, ge=1, le=10)
    order: Order | None = None
    reason: str = ""

    type: InstanceType = InstanceType.SUPPLEMENT_DATA
    workflow: str | None = None
    name: str = ""
    start_time: time | None = None
    end_time: time | None = None
    mode: Mode | None = None
    roots: tuple[str, ...] = ()
    include_tasks: tuple[str, ...] = ()
    exclude_tasks: tuple[str, ...] = ()
    include_projects: tuple[str, ...] = ()
    exclude_projects: tuple[str, ...] = ()
    analysis_enabled: bool | None = None
    analysis_blocked: bool | None = None
    run_policy_type: RunPolicyType | None = None
    run_policy_start_time: time | None = None
    run_policy_end_time: time | None = None
    immediately: bool | None = None
    hold: bool = False
    alert_type: AlertType | None = None
    alert_notice_type: NoticeType | None = None
    runtime_resource: str | None = None
    priority: int | None = Field(default=None, ge=1, le=11)
    priority_weight_strategy: PriorityWeightStrategy | None = None
    data_sources: tuple[tuple[str, str], ...] = ()
    workflow_parameters: tuple[str, ...] = ()
    task_parameters: tuple[tuple[str, str], ...] = ()
    tags: tuple[tuple[str, str | None], ...] = ()
    tag_creation_policy: TagCreationPolicy | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_way_to_say_it(cls, values: Any) -> Any:  # noqa: ANN401 - whatever pydantic was given
        """The mode AllDownstream is `downstream`; `tasks` are the first tasks, or those that run where none are
        first: there is one field for each, whichever was written.
        """
        if not isinstance(values, dict):
            return values
        values = dict(values)
        if values.get("mode") == Mode.ALL_DOWNSTREAM:
            values |= {"mode": None, "downstream": True}
        type_ = values.get("type", InstanceType.SUPPLEMENT_DATA)
        without_roots = values.get("mode") == Mode.CHAIN or type_ == InstanceType.TRIGGER_WORKFLOW
        same = "include_tasks" if without_roots else "roots"
        if values.get(same):
            tasks = (*values.get("tasks", ()), *values[same])
            values |= {same: (), "tasks": tuple(dict.fromkeys(tasks))}
        return values

    def having(self, **values: object) -> "Form":
        """This form with other values, checked. (`model_copy` does not check.)"""
        return Form.model_validate({**dict(self), **values})

    @property
    def wanted_mode(self) -> Mode | None:
        """The Mode as far as the words tell; a word such as `dwd_*` may stand for several tasks."""
        return self.mode_of(len(self.tasks))

    def mode_of(self, tasks: int) -> Mode | None:
        """The Mode for so many tasks: the one that was said, else by their number; None for Types that have none."""
        if self.downstream:
            return Mode.ALL_DOWNSTREAM
        if self.mode or self.type is not InstanceType.SUPPLEMENT_DATA:
            return self.mode
        return Mode.GENERAL if tasks == 1 else Mode.MANUAL_SELECTION

    @property
    def workflow_id(self) -> int | None:
        """The id where the workflow is said by its id; None for a name, and where none is said."""
        said = self.workflow or ""
        return int(said) if said.isascii() and said.isdigit() else None

    @property
    def task_words(self) -> tuple[str, ...]:
        """Every word that stands for tasks and has to be looked up, each once."""
        return tuple(dict.fromkeys(self._task_words()))

    @property
    def project_words(self) -> tuple[str, ...]:
        """Every alias or id of IncludeProjectIds and ExcludeProjectIds, each once."""
        return tuple(dict.fromkeys((*self.include_projects, *self.exclude_projects)))

    def _task_words(self) -> Iterator[str]:
        yield from (*self.tasks, *self.roots, *self.include_tasks, *self.exclude_tasks)
        yield from (word for word, _text in self.task_parameters if word != EVERY_TASK)
