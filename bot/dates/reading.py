"""Phrase -> Reading, Ambiguous or Refused: the whole way, from plain text over zone, window and days to what is shown.

Source of the rules: dates.md; decisions of ours: docs/dates.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.dates import days as d
from bot.dates import families
from bot.dates.canonical import is_canonical, written
from bot.dates.days import Days
from bot.dates.ends import Incomplete
from bot.dates.hours import Question, Windows
from bot.dates.lists import Item, Phrase
from bot.dates.meaning import Meaning, Now, Refusal, moment
from bot.dates.model import (
    Ambiguous,
    Note,
    NoteKind,
    Outcome,
    Part,
    Reading,
    Refused,
    Span,
    TimeWindow,
)
from bot.dates.normalise import LONGEST, Plain, Unreadable, normalise
from bot.dates.parser import Parser
from bot.dates.parts import days_of, noted, ranges_of
from bot.dates.phrase import Reader
from bot.dates.reasons import TELLING, condition, told, unreadable
from bot.dates.shapes import UNKNOWN, Token
from bot.dates.suggest import examples, in_language_of, nearest, quoted, understood, whole
from bot.dates.tokens import tokenise
from bot.dates.window import take_window
from bot.dates.workdays import workdays
from bot.dates.zones import ZONES, ZoneRefusal, take_zone, today_in, zone_name
from bot.locale import Text, _

__all__ = ["families", "read"]

MOST_DAYS = 366
"""A reading of more days is asked about before it is believed. Source: dates.md 3."""


FIRST_DAY, LAST_DAY = d.number(d.FIRST_YEAR, 1, 1), d.number(d.LAST_YEAR, 12, 31)


OUT_OF_REACH = _("These days are out of reach; years go from 2000 to 2100.")


def read(phrase: str, now: datetime, zone: str, *, calendar: str = "auto", languages: Sequence[str] = ()) -> Outcome:
    """What `phrase` means at `now` (an aware instant) for tasks scheduled in the IANA zone `zone`.

    `calendar` is the calendar of working days (`auto`, `none` or a country code), `languages` further ones (`de`, `ja`)
    in which a single whole date is read. Raises ValueError for a naive `now` or an unknown zone, and nothing for any
    phrase.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    try:
        plain = normalise(phrase, longest=None if is_canonical(phrase) else LONGEST)
    except Unreadable as reason:
        return unreadable(phrase, reason)
    return _Attempt(phrase, plain, now, zone, calendar, languages).outcome()


class _Attempt:
    """One reading of one phrase."""

    def __init__(
        self, phrase: str, plain: Plain, now: datetime, zone: str, calendar: str, languages: Sequence[str]
    ) -> None:
        self.phrase = phrase
        self.plain = plain
        self.instant = now
        self.zone = zone
        self.calendar = calendar
        self.languages = languages
        self.suggests = True

    def outcome(self) -> Outcome:
        """Zone first, then the window, then the days."""
        tokens = tokenise(self.plain.text)
        if not tokens:
            return Refused(
                self.phrase, _("Which days? Say a date or a stretch of days."), suggestions=examples(self.phrase)
            )
        kinds = {token.kind for token in tokens}
        named = None
        try:
            if not ZONES.isdisjoint(kinds):
                tokens, named = take_zone(tokens)
        except ZoneRefusal as refusal:
            return self._refused(refusal.text, [refusal.token], refusal.suggestions)
        zone = named or self.zone
        today = today_in(self.instant, zone)
        if not d.FIRST_YEAR <= today.year <= d.LAST_YEAR:
            return self._refused(OUT_OF_REACH, [])
        now = moment(today, zone, workdays(self.calendar, self.zone))
        if UNKNOWN in kinds:
            strange = [token for token in tokens if token.kind == UNKNOWN]
            return self._foreign(zone) or self._condition(strange, tokens, now) or self._left_over(strange, tokens, now)
        if not TELLING.isdisjoint(kinds):
            return self._telling(next(token for token in tokens if token.kind in TELLING))
        return self._read(tokens, now, zone, named is not None)

    def _read(self, tokens: list[Token], now: Now, zone: str, named: bool) -> Outcome:
        notes = (
            [Note(NoteKind.ZONE, _("The phrase names its zone: days of {zone}.", zone=zone_name(zone)))]
            if named
            else []
        )
        rest = tokens
        try:
            rest, windows = take_window(tokens, now)
            if windows is not None and not rest:
                raise Refusal(_("Which days? A time alone is not a day."), "yesterday 13:00-17:00")
            found, rest = _phrase(rest, now)
            meaning = found.node.meaning(now)
        except Question as question:
            return Ambiguous(self.phrase, question.text, suggestions=question.suggestions)
        except Refusal as refusal:
            return self._refused(refusal.text, [], refusal.suggestions)
        except Incomplete as left:
            return self._foreign(zone) or self._left_over(_behind(rest, left.at), rest, now)
        except (ValueError, OverflowError):
            return self._refused(OUT_OF_REACH, [])
        return self._answer(meaning, found, rest, windows, now, zone, notes)

    def _answer(
        self,
        meaning: Meaning,
        found: Phrase,
        rest: list[Token],
        windows: Windows | None,
        now: Now,
        zone: str,
        notes: list[Note],
    ) -> Outcome:
        if not meaning.choices:
            return Ambiguous(self.phrase, meaning.ask or _("Which days?"))
        if any(not _within_reach(days) for days in meaning.choices):
            return self._refused(OUT_OF_REACH, [])
        wide = [days for days in meaning.choices if d.count(days) > MOST_DAYS]
        pairs = [(days, window) for days in meaning.choices for window in (windows.choices if windows else (None,))]
        since = self._not_over(now)
        readings = [
            self._reading(days, window, now, zone, (*notes, *noted(days, now, meaning, since=since, first=index == 0)))
            for index, (days, window) in enumerate(pairs)
        ]
        question = meaning.ask or (windows.ask if windows else None)
        if wide and question is None:
            question = _("That is {count} days. Really that many?", count=d.count(wide[0]))
        if question is not None:
            return Ambiguous(self.phrase, question, tuple(readings))
        first, *others = readings
        return Reading(
            first.phrase,
            first.ranges,
            first.zone,
            first.today,
            first.canonical,
            first.window,
            self._parts(found, rest, meaning, now),
            (*first.notes, *self._dropped(), *_window_notes(windows)),
            tuple(others),
        )

    def _reading(self, days: Days, window: TimeWindow | None, now: Now, zone: str, notes: tuple[Note, ...]) -> Reading:
        ranges = ranges_of(days)
        named = zone if zone != self.zone else None
        today = date.fromordinal(self._not_over(now))
        return Reading(self.phrase, ranges, zone, today, written(ranges, window, named), window, notes=notes)

    def _not_over(self, now: Now) -> int:
        """The first day that is not over, by the clock of the phrase's zone or of the project's."""
        return min(now.today, today_in(self.instant, self.zone).toordinal()) if now.zone != self.zone else now.today

    def _parts(self, found: Phrase, rest: list[Token], meaning: Meaning, now: Now) -> tuple[Part, ...]:
        """The words that gave each part of the first reading; a part that varies is shown as that reading has it."""
        if len(found.items) == 1:
            return (Part(self._span(rest[0], rest[-1]), ranges_of(meaning.choices[0])),)
        return tuple(
            Part(self._item_span(item, rest), ranges_of(days_of(item, found.node, meaning, now)), item.excluded)
            for item in found.items
        )

    def _item_span(self, item: Item, rest: list[Token]) -> Span:
        last = min(max(item.last, item.first + 1), len(rest))
        return self._span(rest[item.first], rest[last - 1])

    def _span(self, first: Token, last: Token) -> Span:
        return Span(self.plain.origin(first.start), self.plain.origin(last.end))

    def _dropped(self) -> tuple[Note, ...]:
        if not self.plain.dropped:
            return ()
        return (Note(NoteKind.DROPPED, _("Characters that cannot be seen were left out.")),)

    def _refused(self, text: Text, tokens: Sequence[Token], suggestions: Sequence[str] = ()) -> Refused:
        words = tuple(self._span(token, token) for token in tokens)
        return Refused(self.phrase, text, words, suggestions=in_language_of(self.phrase, suggestions))

    def _left_over(self, strange: Sequence[Token], tokens: Sequence[Token], now: Now) -> Refused:
        spans = tuple(self._span(first, last) for first, last in quoted(strange, tokens))
        text = _("I do not understand {words}.", words=tuple(f"“{self.phrase[s.start : s.end]}”" for s in spans))
        parts = understood(tokens, now, self._span) if self.suggests else ()
        alone = whole(parts, tokens, self._span)
        found = nearest(self.phrase, _typed(strange, self._span), alone, self._reads) if self.suggests else ()
        return Refused(self.phrase, text, spans, parts, found)

    def _condition(self, strange: Sequence[Token], tokens: Sequence[Token], now: Now) -> Refused | None:
        """`Friday if it failed`: the whole condition is quoted, not only its unknown words."""
        word = next((token for token in tokens if token.kind == "IF"), None)
        behind = [token for token in strange if word is not None and token.start > word.start]
        if word is None or not behind:
            return None
        span = self._span(word, behind[-1])
        if behind[-1] is tokens[-1]:
            # Fillers are no tokens: if not already run.
            span = Span(span.start, len(self.phrase.rstrip(" .!?。！？")))
        text = condition(f"“{self.phrase[span.start : span.end]}”")
        parts = understood(tokens, now, self._span) if self.suggests else ()
        alone = whole(parts, [token for token in tokens if token.start < word.start], self._span)
        return Refused(self.phrase, text, (span,), parts, nearest(self.phrase, (), alone, self._reads))

    def _reads(self, phrase: str) -> bool:
        """Whether a phrase that may be offered is read itself."""
        again = _Attempt(phrase, normalise(phrase), self.instant, self.zone, self.calendar, ())
        again.suggests = False
        outcome = again.outcome()
        return isinstance(outcome, Reading) or (isinstance(outcome, Ambiguous) and bool(outcome.readings))

    def _telling(self, token: Token) -> Outcome:
        """What a word that changes the meaning leads to: a condition, a negation, a guess."""
        span = self._span(token, token)
        answer = told(token.kind, f"“{self.phrase[span.start : span.end]}”", self.phrase)
        if isinstance(answer, Refusal):
            return self._refused(answer.text, [token], answer.suggestions)
        return Ambiguous(self.phrase, answer.text, suggestions=answer.suggestions)

    def _foreign(self, zone: str) -> Reading | None:
        """One whole date in another language."""
        if not self.languages:
            return None
        from bot.dates.gate import foreign_date

        day = foreign_date(self.plain.text, self.languages)
        if day is None or not d.FIRST_YEAR <= day.year <= d.LAST_YEAR:
            return None
        now = moment(today_in(self.instant, zone), zone, workdays(self.calendar, self.zone))
        number = day.toordinal()
        days = ((number, number),)
        notes = noted(days, now, Meaning((days,)), since=self._not_over(now), first=True)
        reading = self._reading(days, None, now, zone, notes)
        return replace(reading, parts=(Part(Span(0, len(self.phrase)), reading.ranges),))


def _phrase(tokens: list[Token], now: Now) -> tuple[Phrase, list[Token]]:
    """What the tokens say, and those it was read from: brackets that make no sense are tried as a comma once."""
    try:
        return Reader(Parser(tokens, now)).phrase(), tokens
    except Incomplete as left:
        at = left.at
        if at + 2 >= len(tokens) or tokens[at].kind != "PAREN" or tokens[-1].kind != "PAREN":
            raise
        inner = [*tokens[:at], tokens[at].as_kind("COMMA"), *tokens[at + 1 : -1]]
        found = Reader(Parser(inner, now)).phrase()
        if any(item.first == at + 1 for item in found.items):
            # Another day in brackets is no second member of a list.
            raise
        return found, inner


def _typed(strange: Sequence[Token], placed: Callable[[Token, Token], Span]) -> list[Span]:
    """Where words stand that no word table has; a known word in a wrong place is no slip of the keys."""
    return [placed(token, token) for token in strange if token.kind == UNKNOWN]


def _behind(tokens: list[Token], at: int) -> list[Token]:
    """The words that made no sense: those from the place where reading stopped."""
    return tokens[min(at, len(tokens) - 1) :]


def _within_reach(days: Days) -> bool:
    return days[0][0] >= FIRST_DAY and days[-1][1] <= LAST_DAY


def _window_notes(windows: Windows | None) -> tuple[Note, ...]:
    return () if windows is None else windows.notes
