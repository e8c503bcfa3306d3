"""Our automaton beside lark: `python -m bench.grammar [--whole]`.

Both read the same rows of tokens (words are looked up before, once for both). lark has a toy grammar of seven rules for
single days, last N, ranges, lists and exclusions, and with `--whole` (which takes minutes) the whole one, written from
the patterns of our rules. Ours is the whole one. Printed are the time to build each, and the time of a parse to a tree.
lark comes from the environment of bench/dates.py and runs there.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from statistics import median
from typing import Any

from bench.processes import ROOT

TOY = r"""
start: list (EXCEPT list)?
list: item ((COMMA | AND) item)*
item: unit TO unit -> range
    | unit
unit: MONTH NUM -> month_day
    | NUM MONTH -> day_month
    | LAST NUM DAY -> last_days
    | LAST WEEKDAY -> last_weekday
    | RELATIVE -> relative
    | DATE -> date
    | WEEKDAY -> weekday
%declare EXCEPT COMMA AND TO MONTH NUM LAST DAY WEEKDAY RELATIVE DATE
"""
WHOLE = r"""
start: list (EXCEPT list)?
list: item ((COMMA | AND | DUN) item)*
item: unit (TO | DASH) unit | (FROM | SINCE)? unit | BETWEEN unit AND unit
"""
"""What our reader does around the units, a part of it; the units are written from the rules."""

PHRASES = (
    "yesterday",
    "Apr 5",
    "last 4 days",
    "Apr 5 to Apr 9",
    "2026-04-12 to 2026-04-15",
    "Apr 5, Apr 8 and Apr 10",
    "last 4 days except Friday",
    "5 April to 9 April, last 3 days and yesterday except Monday, Apr 6",
)
ROUNDS, SECONDS = 400, 0.5
"""Parses of each phrase, and after how long they are enough."""

Row = list[tuple[str, str]]


def rows() -> list[Row]:
    """The tokens of the phrases: kind and text."""
    from bot.dates.tokens import tokenise

    return [[(token.kind, token.text) for token in tokenise(phrase.lower())] for phrase in PHRASES]


def whole() -> str:
    """lark's grammar for every pattern of our rules."""
    from bot.dates import families
    from bot.dates.grammar import POSTFIX, PREFIX

    kinds = {"EXCEPT", "COMMA", "AND", "DUN", "TO", "DASH", "FROM", "SINCE", "BETWEEN"}
    alternatives = []
    for automaton, before in ((PREFIX, ""), (POSTFIX, "unit ")):
        for rule in automaton.rules:
            kinds.update(*(step for step, _ in rule.steps))
            steps = " ".join(f"({' | '.join(sorted(step))}){'?' if optional else ''}" for step, optional in rule.steps)
            alternatives.append(f"{before}{steps}{' unit' if rule.operand else ''}")
    print(f"{len(alternatives)} patterns of {families.__name__}", file=sys.stderr)
    return f"{WHOLE}unit: {' | '.join(dict.fromkeys(alternatives))}\n%declare {' '.join(sorted(kinds))}\n"


def ours() -> dict[str, float]:
    """The automaton of bot/dates/grammar.py with every rule of the families."""
    from bot.dates.grammar import PREFIX, Automaton
    from bot.dates.meaning import moment
    from bot.dates.parser import Parser
    from bot.dates.phrase import Reader
    from bot.dates.shapes import END, Token
    from bot.dates.tokens import tokenise
    from bot.dates.workdays import workdays

    now = moment(date(2026, 5, 13), "Asia/Shanghai", workdays("none", "Asia/Shanghai"))
    phrases = [tokenise(phrase.lower()) for phrase in PHRASES]
    began = time.perf_counter()
    fresh = Automaton()
    for rule in PREFIX.rules:
        fresh.add(rule.steps, rule.build, rule.operand)
    for tokens in phrases:
        row = [*tokens, Token(END, None, "", -1, -1)]
        for index in range(len(tokens)):
            fresh.matches(row, index)
    built = 1000 * (time.perf_counter() - began)
    return {
        "ours, whole, build": built,
        "ours, whole, parse": timed(lambda tokens: Reader(Parser(list(tokens), now)).phrase(), phrases),
    }


def with_lark(phrases: list[Row], grammars: dict[str, str]) -> dict[str, float]:
    """lark's parsers on the same tokens."""
    lark, lexer = import_module("lark"), import_module("lark.lexer")

    def lex(_self: object, data: Row) -> Iterator[Any]:
        return (lexer.Token(kind, text) for kind, text in data)

    given = type("Given", (lexer.Lexer,), {"__init__": lambda _self, _config: None, "lex": lex})
    found = {}
    for name, grammar in grammars.items():
        for parser in ("lalr", "earley"):
            began = time.perf_counter()
            try:
                made = lark.Lark(grammar, parser=parser, lexer=given)
            except lark.exceptions.GrammarError as error:
                reason = str(error).partition("\n")[0]
                print(f"lark {parser}, {name}: no parser, {reason}", file=sys.stderr)
                continue
            found[f"lark {parser}, {name}, build"] = 1000 * (time.perf_counter() - began)
            found[f"lark {parser}, {name}, parse"] = timed(made.parse, phrases)
    return found


def timed(parse: Callable[[Any], object], phrases: list[Any]) -> float:
    """Milliseconds of a parse: the median over the phrases of the best of some rounds."""
    best = []
    for phrase in phrases:
        times: list[float] = []
        while len(times) < ROUNDS and sum(times) < SECONDS:
            began = time.perf_counter()
            parse(phrase)
            times.append(time.perf_counter() - began)
        best.append(1000 * min(times))
    return median(best)


def main() -> int:
    """Measure both, print them."""
    if "--lark" in sys.argv:
        print(json.dumps(with_lark(*json.loads(sys.stdin.read()))))
        return 0
    from bench.dates import environment

    command = [str(environment()), "-m", "bench.grammar", "--lark"]
    grammars = {"toy": TOY, "whole": whole()} if "--whole" in sys.argv else {"toy": TOY}
    given = json.dumps([rows(), grammars]).encode()
    theirs = json.loads(subprocess.run(command, cwd=ROOT, input=given, check=True, stdout=subprocess.PIPE).stdout)
    for name, value in (ours() | theirs).items():
        print(f"{name:<32} {value:8.3f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
