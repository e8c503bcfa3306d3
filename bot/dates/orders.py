"""One or the other: dates in digits with more than one order (2/3, 4-5), and whatever else is asked about."""

from collections.abc import Iterable

from bot.dates.meaning import Meaning, Now, Refusal, distinct
from bot.dates.monthly import day_of_month
from bot.dates.nodes import Node, Settled, Yearly
from bot.locale import Text, _


class Orders(Node):
    """A date in digits with more than one possible order: 2/3.

    `options` are Yearly or Settled, month first before day first.
    """

    __slots__ = ("alone", "decimal", "options")

    def __init__(self, options: "list[Yearly | Settled]", *, alone: bool = False, decimal: bool = False) -> None:
        super().__init__()
        self.options = options
        self.alone = alone
        self.decimal = decimal

    def meaning(self, now: Now) -> Meaning:
        """All orders, asked about; plain where one is left."""
        meanings = [option.meaning(now) for option in self.options]
        choices = distinct(choice for meaning in meanings for choice in meaning.choices)
        question = ORDER if len(choices) > 1 and (len(meanings) > 1 or self.alone) else meanings[0].ask
        return Meaning(choices, question or (ORDER if self.alone else None), "order")


ORDER = _("Which date do you mean?")


def possible(nodes: Iterable[Node], now: Now) -> list[Meaning]:
    """The meanings of those that have one. Raises Refusal where none has."""
    found: list[Meaning] = []
    reasons: list[Refusal] = []
    for node in nodes:
        try:
            found.append(node.meaning(now))
        except Refusal as refusal:
            reasons.append(refusal)
    if not found:
        raise reasons[0]
    return found


class Either(Node):
    """One or the other; asked about."""

    __slots__ = ("always", "nodes", "question", "tag")

    def __init__(self, nodes: list[Node], question: Text, tag: str | None = None, *, always: bool = False) -> None:
        super().__init__()
        self.always = always
        """Asked about even where one of them is impossible."""
        self.nodes = nodes
        self.question = question
        self.tag = tag

    def meaning(self, now: Now) -> Meaning:
        """Every reading of every one of them that can be. Raises Refusal where none can."""
        choices = distinct(days for meaning in possible(self.nodes, now) for days in meaning.choices)
        return Meaning(choices, self.question if len(choices) > 1 or self.always else None, self.tag)


class DaysOrDate(Orders):
    """4-5: the fourth of May, the fifth of April, or the fourth to the fifth."""

    __slots__ = ("days",)

    def __init__(self, options: "list[Yearly | Settled]", days: Node) -> None:
        super().__init__(options, alone=True)
        self.days = days

    def meaning(self, now: Now) -> Meaning:
        """All three, asked about."""
        choices = [choice for option in self.options for choice in option.meaning(now).choices]
        choices += self.days.meaning(now).choices
        return Meaning(distinct(choices), ORDER, "order")


def month_or_day(first: int, second: int) -> list[Yearly]:
    """The dates that two numbers can be, month first before day first."""
    found = []
    for month, day in dict.fromkeys(((first, second), (second, first))):
        try:
            found.append(day_of_month(month, day))
        except Refusal:
            continue
    return found
