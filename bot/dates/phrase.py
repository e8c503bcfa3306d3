"""Tokens -> the whole phrase: lists and exclusions.

Every token is used or the phrase is not read.
"""

from bot.dates.carry import carry
from bot.dates.ends import Incomplete
from bot.dates.lists import Item, Phrase, distributed, in_one_year, narrowed, open_day, phrase_of, shared
from bot.dates.meaning import Refusal
from bot.dates.model import NoteKind
from bot.dates.monthly import Monthly
from bot.dates.nodes import Bare, Node, Selector, Settled, Weekly
from bot.dates.parser import Parser
from bot.dates.sets import Select, Sized
from bot.dates.shapes import END, Token
from bot.dates.spans import SEPARATORS, SpanReader
from bot.locale import _

DATED = frozenset(("NIAN", "MONTH", "NUM", "QUARTER", "ISOWEEK"))
"""What a year begins that stands before its date."""


NEGATED = frozenset(("不跑", "不补", "不用补", "不需要"))
"""上个月最后一天不跑 says what not to run, and of no base; 上周，周日不跑 has one."""


class Reader(SpanReader):
    """Reads one phrase."""

    def phrase(self) -> Phrase:
        """The whole phrase. Raises Incomplete, Refusal."""
        if self.kind(0) == "EXCEPT":
            return self._except_first()
        items, index = self._list(0)
        out: list[Item] = []
        while True:
            index = self._skip(index, "COMMA", before="EXCEPT")
            if self.kind(index) != "EXCEPT":
                break
            index += 1
            more, index = self._list(index)
            index = self._every_day(self._skip(index, "OUT", "OUTALL"))
            out += more
        if self.kind(index) == "EXCLUDED":
            negated = len(items) == 1 and self.parser.tokens[index].text in NEGATED
            if out or negated:
                raise Incomplete(index)
            index += 1
            items, out = self._excluded_behind(items)
        only = self.parser.tokens[0]
        if index == 1 and only.kind == "ORD" and only.text.isalpha() and only.text.isascii() and not only.the:
            # "second" alone is no day.
            raise Incomplete(0)
        size = self._size_behind(index)
        if self.kind(index) != END and size is None:
            raise Incomplete(max(index, min(self.parser.far, len(self.parser.tokens) - 2)))
        found = phrase_of(items, out)
        return found if size is None else Phrase(Sized(found.node, size), found.items)

    def _size_behind(self, index: int) -> int | None:
        """`Apr 5-7 (3 days)`, 周六周日两天: how many days they are, said behind them."""
        at = self._skip(index, "COMMA", "PAREN", "TOTAL", "THIS", "OF")
        if self.kind(at) != "NUM":
            return None
        size, bare = self.parser.tokens[at].value, at == index
        at = self._skip(at + 1, "GE", "FULL")
        if bare and self.parser.tokens[at].text.isascii():
            return None
        if self.kind(at) not in {"DAY", "DAYS"} or self.kind(self._skip(at + 1, "PAREN", "TOTAL")) != END:
            return None
        return int(size)

    def _except_first(self) -> Phrase:
        """除周二外的上周; except Friday, last week."""
        if self.kind(1) == END:
            raise Refusal(_("Except what, from what?"))
        try:
            out, index = self._list(1)
        except Refusal:
            # Sat and Sun, April 3rd: no weekday and its date.
            if parted := self._parted():
                return parted
            raise
        closed = self.kind(index) in {"OUT", "OUTALL"}
        index = self._skip(index, "OUT", "OUTALL")
        index = self._skip(index, "COMMA", "OF")
        if self.kind(index) == END:
            if len(out) == 1 and not closed and (turned := self._base_behind(out[0])):
                return turned
            if not closed and (parted := self._parted()):
                return parted
            whole = len(out) > 1 and not closed and not isinstance(out[-1].node, Weekly | Monthly | Selector | Bare)
            if whole and all(isinstance(item.node, Weekly | Selector) for item in out[:-1]):
                return phrase_of(out[-1:], out[:-1])
            if len(out) > 1 and not closed:
                raise Refusal(_("Which of these days are left out, and from what?"))
            raise Refusal(_("Except from what? Say the days first, then what to leave out."), "last week except Friday")
        items, index = self._list(index)
        if self.kind(index) != END:
            raise Incomplete(index)
        return phrase_of(items, out)

    def _every_day(self, index: int) -> int:
        """4月除周末外每天: every other day of it."""
        at = self._skip(index, "OF", "COMMA")
        if self.kind(at) == "EVERY" and self.kind(at + 1) in {"DAY", "RI"}:
            return at + 2
        return index

    def _parted(self) -> Phrase | None:
        """除了周三的上周: what is left out and the days it is left out from, parted by 的."""
        tokens = self.parser.tokens[:-1]
        links = [i for i, token in enumerate(tokens) if token.kind == "COMMA"]
        links = links[:1] if len(links) == 1 else []
        links += [i for i, token in enumerate(tokens) if token.kind == "OF" and not token.text.isascii()][:3]
        for at in links:
            try:
                out = Reader(Parser(tokens[1:at], self.parser.now)).whole(1)
                found = phrase_of(Reader(Parser(tokens[at + 1 :], self.parser.now)).whole(at + 1), out)
                notes = found.node.meaning(self.parser.now).notes
            except (Incomplete, Refusal):
                continue
            if not any(note.kind is NoteKind.EXCLUDED_NOTHING for note in notes):
                return found
        return None

    def whole(self, offset: int) -> list[Item]:
        """All tokens as one list; `offset` of them stand before. Raises Incomplete, Refusal."""
        items, index = self._list(0)
        if self.kind(index) != END:
            raise Incomplete(index)
        for item in items:
            item.first, item.last = item.first + offset, item.last + offset
        return items

    def _base_behind(self, item: Item) -> Phrase | None:
        """Excluding weekends, last 2 weeks."""
        node = item.node
        if not isinstance(node, Select):
            return None
        link = self.parser.tokens[node.base.first - 1]
        if link.kind != "COMMA" and (link.kind != "OF" or link.text.isascii()):
            return None
        out = [Item(selector, item.first, node.base.first - 1) for selector in node.selectors]
        return phrase_of([Item(carry([node.base])[0], node.base.first, item.last)], out)

    def _excluded_behind(self, items: list[Item]) -> tuple[list[Item], list[Item]]:
        for index, item in enumerate(items[1:], 1):
            if self.kind(item.first - 1) == "COMMA" and getattr(items[index - 1].node, "unit", "") != "day":
                return items[:index], items[index:]
        if len(items) > 1:
            raise Refusal(_("Left out of what?"), "last week except Friday")
        only = items[0].node
        if only.narrow is not None and only.wide is not None:
            wide, narrow = only.wide, only.narrow
            return [Item(wide, wide.first, wide.last)], [Item(narrow, narrow.first, narrow.last)]
        if isinstance(only, Select):
            return [Item(carry([only.base])[0], items[0].first, items[0].last)], [
                Item(s, items[0].first, items[0].last) for s in only.selectors
            ]
        raise Refusal(_("Left out of what?"), "last week except Friday")

    def _list(self, index: int) -> tuple[list[Item], int]:
        items: list[Item] = []
        while True:
            node, end = self._item(index)
            items.append(Item(node, index, end))
            index = end
            step = index
            while self.kind(step) in SEPARATORS:
                step += 1
            if step == index and self.kind(index) == "NUM4" and isinstance(items[-1].node, Bare):
                in_one_year(items, self.parser, self.parser.tokens[index].value)
                index += 1
                break
            if step == index:
                if self._goes_on(items, index):
                    continue
                break
            if self.kind(step) in {"EXCEPT", END} or self._size_behind(index) is not None:
                break
            year = self.kind(step) == "NUM4" and self.kind(step - 1) != "AND"
            if year and open_day(items[-1].node) and self.kind(step + 1) not in DATED:
                # April 5, 8, and 10, 2026
                in_one_year(items, self.parser, self.parser.tokens[step].value)
                index = self._skip(step + 1, *SEPARATORS)
                if index == step + 1 or self.kind(index) in {"EXCEPT", END}:
                    index = step + 1
                    break
                continue
            index = step
        narrowed(items, self.parser)
        shared(items, self.parser)
        nodes = carry([item.node for item in items])
        for item, node in zip(items, nodes, strict=True):
            item.node = node
        return distributed(items), index

    def _goes_on(self, items: list[Item], index: int) -> bool:
        """周一三五, and dates that only a space keeps apart."""
        last = items[-1].node
        token = self.parser.tokens[index]
        if token.kind == "NUM" and not token.text.isascii() and isinstance(last, Weekly | Settled | Bare):
            if isinstance(last, Bare):
                return not last.text.isascii() and len(items) > 1 and items[-1].first == items[-2].last
            return isinstance(last, Weekly) or last.week is not None
        if token.kind == "NUM" and self.kind(index + 1) in {"HAO", "RI", "YUE"}:
            # 5号6号7号
            return self.kind(index - 1) in {"HAO", "RI"} and last.last == index
        return (
            token.kind in {"DATE", "WEEKDAY", "RELATIVE"}
            and isinstance(last, Settled | Weekly)
            and last.last == index
            and _same_kind(last, token)
        )


def _same_kind(node: Node, token: Token) -> bool:
    if token.kind == "RELATIVE":
        return isinstance(node, Settled) and node.said in {"today", "relative"} and not token.text.isascii()
    return (isinstance(node, Weekly) and token.kind == "WEEKDAY") or (
        isinstance(node, Settled) and node.unit == "day" and token.kind == "DATE"
    )
