"""The errors a person is told about. Whatever is not a UserError is a bug or an outage."""

from bot.locale import Text


class UserError(Exception):
    """Something a person can put right: the sentence that says what is wrong, and the next step."""

    def __init__(self, text: Text, next_step: Text | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.next_step = next_step


class SettingsError(UserError):
    """A setting is missing or wrong; names the variable or the line of the configuration file."""
