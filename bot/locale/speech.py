"""One language: says a Text, and writes days the way its readers do."""

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.locale.text import Text

WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Speech:
    """A language people read in Slack: `en` or `zh`."""

    language: str

    def say(self, text: Text | str) -> str:
        """The sentence in this language; a plain string is somebody's own words and stays as it is."""
        if isinstance(text, str):
            return text
        values = {name: self._value(value) for name, value in text.values.items()}
        return self._form(text).format(**values)

    def day(self, day: date, *, year: bool = True) -> str:
        """A date with its weekday: `Mon 12 Oct 2026`, `2026-10-12 周一`."""
        if self.language == "zh":
            return (
                f"{day:%Y-%m-%d} {WEEKDAYS_ZH[day.weekday()]}" if year else f"{day:%m-%d} {WEEKDAYS_ZH[day.weekday()]}"
            )
        short = f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}"
        return f"{short} {day.year}" if year else short

    def load(self) -> None:
        """Load the catalogue now: the first sentence would take some tenths of a second."""
        _catalog(self.language)

    def list(self, items: Iterable[str]) -> str:
        """Items in a row, as this language separates them."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def aside(self, words: str) -> str:
        """Words in brackets, as this language writes them."""
        return f"（{words}）" if self.language == "zh" else f"({words})"

    def closes(self, text: Text | str) -> bool:
        """Whether it ends in a full-width mark, which holds its own blank."""
        return self.say(text).endswith(("。", "！", "？", "：", "，", "；", "）"))

    def _form(self, text: Text) -> str:
        catalog = _catalog(self.language)
        if text.plural is None:
            return catalog.gettext(text.msgid)
        count = text.values["count"]
        return catalog.ngettext(text.msgid, text.plural, count if isinstance(count, int) else 2)

    def _value(self, value: object) -> object:
        if isinstance(value, Text):
            return self.say(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, tuple):
            return self.list(str(self._value(item)) for item in value)
        return value


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    path = Path(__file__).parent / f"{language}.po"
    if not path.exists():
        return gettext.NullTranslations()
    # The catalogue stays text in the repository; it is compiled in memory, once a process.
    import io

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


ENGLISH = Speech("en")
CHINESE = Speech("zh")


def speech(locale: str) -> Speech:
    """The language for a Slack locale (`zh-CN`, `en-US`): Chinese for any Chinese one, English for the rest."""
    return CHINESE if locale.lower().startswith("zh") else ENGLISH
