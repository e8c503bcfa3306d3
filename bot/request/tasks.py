"""A task as far as it was looked up."""

from pydantic import BaseModel, ConfigDict


class Task(BaseModel):
    """A scheduled task as far as it was looked up; `name` is None when it was not."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str | None = None
    owner: str | None = None
    cron: str | None = None
    recurrence: str | None = None
    """API: Trigger.Recurrence (Normal, Skip, Pause)."""
    project_id: int | None = None
    workflow_id: int | None = None
    parameters: str | None = None
    """What its script is given, as it is now. API: Script.Parameters, `k1=v1 k2=v2` for most types."""
    self_dependent: bool | None = None
    """Whether it waits for its own cycle before. API: Dependencies[].Type CrossCycleDependsOnSelf; only GetTask tells,
    so None is the rule."""

    @property
    def label(self) -> str:
        """The name, or the id when there is none."""
        return self.name or str(self.id)
