"""What a person asked for, in their own words: the same fields whether typed after the command or filled into the
form.
"""

from pydantic import BaseModel, ConfigDict, Field

from bot.request.model import EnvType, Order


class Form(BaseModel):
    """A request before tasks and days are looked up.

    `tasks` are ids or names as typed; `phrase` says the days; `chosen` is the canonical phrase of the reading a person
    picked when the phrase had more than one. `project` is an alias or id, None for the default one; `env_type` None
    means the project's default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: tuple[str, ...] = ()
    phrase: str = ""
    chosen: str | None = None
    downstream: bool = False
    project: str | None = None
    env_type: EnvType | None = None
    parallelism: int = Field(default=1, ge=1, le=10)
    order: Order = Order.ASC
    reason: str = ""
