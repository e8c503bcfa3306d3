"""Presets: requests that a channel keeps under a name, with their days left open or as a phrase."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, select

from bot.operations.records import form_text
from bot.operations.sessions import Sessions, moment
from bot.operations.tables import presets
from bot.request.form import Form

NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Preset:
    """A request under a name. `form.phrase` is empty where the days are said each time."""

    channel_id: str
    name: str
    form: Form
    made_by: str
    made_at: datetime


class Presets(Sessions):
    """Presets of the store. Names are compared without regard to case."""

    async def save_preset(
        self, channel_id: str, name: str, form: Form, made_by: str, now: datetime | None = None
    ) -> None:
        """Keep a request under a name; one that was there is replaced. A picked reading is kept as its phrase."""
        phrase = form.chosen or form.phrase
        kept = form.model_copy(update={"phrase": phrase, "chosen": None})
        values = {"name": name, "form": form_text(kept), "made_by": made_by, "made_at": moment(now)}
        statement = self._insert(presets, channel_id=channel_id, key=name.casefold(), **values)
        await self.write(statement.on_conflict_do_update(index_elements=["channel_id", "key"], set_=values))

    async def preset(self, channel_id: str, name: str) -> Preset | None:
        """The preset of a channel with this name."""
        row = await self._row(
            select(presets).where(presets.c.channel_id == channel_id, presets.c.key == name.casefold())
        )
        return _preset(row) if row else None

    async def presets(self, channel_id: str | None = None) -> tuple[Preset, ...]:
        """The presets of a channel, or of all, by name."""
        statement = select(presets).order_by(presets.c.channel_id, presets.c.key)
        if channel_id is not None:
            statement = statement.where(presets.c.channel_id == channel_id)
        return tuple(_preset(row) for row in await self._rows(statement))

    async def delete_preset(self, channel_id: str, name: str) -> bool:
        """Forget a preset; false when there was none."""
        return await self._changed(
            delete(presets).where(presets.c.channel_id == channel_id, presets.c.key == name.casefold())
        )


def _preset(row: RowMapping) -> Preset:
    return Preset(row["channel_id"], row["name"], Form.model_validate_json(row["form"]), row["made_by"], row["made_at"])
