"""Translatable sentences.

Light on purpose: pure rooms import it, and nothing here imports anything outside the standard library.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in English with `{named}` fields, kept apart from its values: other languages say them elsewhere.

    Values may be strings, ints, `datetime.date`s, other Texts, or tuples of these: `bot.locale.speech` formats each for
    the reader. `plural` is the English plural form, chosen by the value `count`.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    plural: str | None = None

    def __hash__(self) -> int:
        """Equal sentences are one in a set; the mapping of values has no hash of its own."""
        return hash((self.msgid, self.plural, tuple(sorted(self.values.items(), key=lambda item: item[0]))))

    def __str__(self) -> str:
        """The English sentence, for logs and the command line."""
        from bot.locale.speech import ENGLISH

        return ENGLISH.say(self)


def _(msgid: str, **values: object) -> Text:
    """Mark an English sentence for translation; `{name}` fields take the keyword values."""
    return Text(msgid, MappingProxyType(values))


def _n(singular: str, plural: str, *, count: int, **values: object) -> Text:
    """Mark a sentence whose English form depends on `{count}`."""
    return Text(singular, MappingProxyType({**values, "count": count}), plural)
