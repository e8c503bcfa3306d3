"""The judge itself, and the cases: the days that people wrote out are those of the rules."""

import sys
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bench.score import Pipe, judged, shown, table, tallies
from tests.dates.cases import Case, Days, Expect, Part, load, part_of
from tests.dates.judge import MAX_RANGES, Judgement, Remark, Verdict, judge
from tests.dates.predicates import business, business_back, days, in_ranges, weekdays_to, works

WEDNESDAY = date(2026, 5, 13)
NOW = {"now": "2026-05-13T10:00:00+08:00", "tz": "Asia/Shanghai"}
WEEK = Days.parse("2026-05-04..2026-05-10")
MAY = Days.parse("2026-05-01..2026-05-12")
TO_TODAY = Days.parse("2026-05-01..2026-05-13")
EIGHT = Days.parse(", ".join(f"2026-04-{day:02}" for day in range(2, 17, 2)))


def case(
    expect: Expect, answer: Days | None = None, *others: Days, accept: tuple[Days, ...] = (), also: str = ""
) -> Case:
    return Case("01-001", "", **NOW, expect=expect, answer=answer, others=others, accept=accept,
                also=frozenset(also.split()), rules=(), accept_rules=(), by="hand")  # fmt: skip


def line(status: str, shown: Days | None = None, *beside: Days, **more: object) -> dict[str, object]:
    made: dict[str, object] = {"id": "01-001", "status": status, **more}
    if shown is not None:
        made |= item(shown)
    if beside:
        made["readings" if status == "ambiguous" else "alternatives"] = [item(days) for days in beside]
    return made


def item(reading: Days) -> dict[str, object]:
    ranges = [[str(start), str(end)] for start, end in reading.ranges]
    return {"ranges": ranges} | ({"time": [end.isoformat() for end in reading.window]} if reading.window else {})


PLAIN = case(Expect.OK, WEEK)
BESIDE = case(Expect.OK, MAY, TO_TODAY)
EITHER = case(Expect.OK, WEEK, accept=(MAY, TO_TODAY), also="ask")
HARD = case(Expect.OK, WEEK, also="refuse")
TODAY = case(Expect.FUTURE, TO_TODAY)
ASK = case(Expect.AMBIGUOUS, None, WEEK, MAY)
OPEN = case(Expect.AMBIGUOUS)
NONE = case(Expect.ERROR)
TURNED = case(Expect.ERROR, accept=(WEEK,))
MANY = case(Expect.SPLIT, EIGHT)
WINDOW = case(Expect.OK, Days.parse("2026-05-12 @ 13:00:00-17:00:00"))


@pytest.mark.parametrize(
    ("expected", "answer", "verdict"),
    [
        (PLAIN, line("ok", WEEK), Verdict.RIGHT),
        (PLAIN, line("ok", MAY), Verdict.WRONG),
        (PLAIN, line("ok", MAY, WEEK), Verdict.WRONG),
        (PLAIN, line("future", WEEK), Verdict.REFUSED),
        (PLAIN, line("future", MAY), Verdict.WRONG),
        (PLAIN, line("split", WEEK), Verdict.REFUSED),
        (PLAIN, line("error"), Verdict.REFUSED),
        (PLAIN, line("ambiguous"), Verdict.REFUSED),
        (PLAIN, line("ambiguous", None, MAY), Verdict.REFUSED),
        (PLAIN, line("ambiguous", None, MAY, WEEK), Verdict.ASKED),
        (PLAIN, line("ok", Days.parse("2026-05-04..2026-05-10 @ 13:00:00-17:00:00")), Verdict.WRONG),
        (BESIDE, line("ok", MAY, TO_TODAY), Verdict.RIGHT),
        (BESIDE, line("ok", MAY), Verdict.RIGHT),
        (BESIDE, line("ambiguous", None, MAY, TO_TODAY), Verdict.ASKED),
        (EITHER, line("ok", MAY), Verdict.ACCEPTED),
        (EITHER, line("future", TO_TODAY), Verdict.ACCEPTED),
        (EITHER, line("ok", TO_TODAY), Verdict.WRONG),
        (EITHER, line("ambiguous", None, WEEK), Verdict.ACCEPTED),
        (EITHER, line("ambiguous", None, MAY), Verdict.REFUSED),
        (EITHER, line("error"), Verdict.REFUSED),
        (HARD, line("error"), Verdict.ACCEPTED),
        (HARD, line("ambiguous"), Verdict.ACCEPTED),
        (HARD, line("ok", MAY), Verdict.WRONG),
        (TODAY, line("future", TO_TODAY), Verdict.RIGHT),
        (TODAY, line("ok", TO_TODAY), Verdict.WRONG),
        (TODAY, line("ok", MAY), Verdict.WRONG),
        (TODAY, line("error"), Verdict.REFUSED),
        (ASK, line("ambiguous", None, WEEK, MAY), Verdict.RIGHT),
        (ASK, line("ambiguous"), Verdict.RIGHT),
        (ASK, line("error"), Verdict.RIGHT),
        (ASK, line("ok", WEEK, MAY), Verdict.RIGHT),
        (ASK, line("ok", WEEK), Verdict.WRONG),
        (ASK, line("ok", WEEK, TO_TODAY), Verdict.WRONG),
        (OPEN, line("ambiguous"), Verdict.RIGHT),
        (OPEN, line("ok", WEEK, MAY), Verdict.WRONG),
        (NONE, line("error", message="no"), Verdict.RIGHT),
        (NONE, line("ambiguous"), Verdict.RIGHT),
        (NONE, line("ok", WEEK), Verdict.WRONG),
        (TURNED, line("ok", WEEK), Verdict.ACCEPTED),
        (MANY, line("split", EIGHT), Verdict.RIGHT),
        (MANY, line("split", EIGHT, future=True), Verdict.RIGHT),
        (MANY, line("ok", EIGHT), Verdict.WRONG),
        (MANY, line("ok", replace(EIGHT, ranges=EIGHT.ranges[:7])), Verdict.WRONG),
        (MANY, line("split", replace(EIGHT, ranges=EIGHT.ranges[:7])), Verdict.WRONG),
        (MANY, line("error"), Verdict.RIGHT),
        (MANY, line("ambiguous"), Verdict.RIGHT),
        (WINDOW, line("ok", Days.parse("2026-05-12 @ 13:00:00-17:00:00")), Verdict.RIGHT),
        (WINDOW, line("ok", Days.parse("2026-05-12")), Verdict.WRONG),
        (WINDOW, line("ok", Days.parse("2026-05-12 @ 13:00:00-16:59:59")), Verdict.WRONG),
    ],
)
def test_verdicts(expected: Case, answer: dict[str, object], verdict: Verdict) -> None:
    assert judge(expected, answer).verdict is verdict


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "ok",
        {"status": "ok", "ranges": [["2026-05-04", "2026-05-10"]]},
        {"id": "other", "status": "ok", "ranges": [["2026-05-04", "2026-05-10"]]},
        line("fine", WEEK),
        line("ok"),
        line("future"),
        line("split"),
        line("ok", ranges=[]),
        line("ok", ranges=[["2026-05-10", "2026-05-04"]]),
        line("ok", ranges=[["2026-05-04"]]),
        line("ok", ranges=["2026-05-04"]),
        line("ok", ranges=[["20260504", "20260510"]]),
        line("ok", ranges=[["2026-05-04", "2026-05-32"]]),
        line("ok", WEEK, time=["13:00:00"]),
        line("ok", WEEK, time=["13:00", "17:00"]),
        line("ok", WEEK, time=["24:00:00", "25:00:00"]),
        line("ok", WEEK, alternatives="none"),
        line("ambiguous", readings=[[]]),
    ],
)
def test_unusable_lines_are_broken(answer: object) -> None:
    assert judge(PLAIN, answer).verdict is Verdict.BROKEN


def test_readings_may_be_bare_lists_of_ranges() -> None:
    bare = line("ambiguous", readings=[[["2026-05-04", "2026-05-10"]], [["2026-05-01", "2026-05-12"]]])
    assert judge(ASK, bare) == Judgement(Verdict.RIGHT)


def test_more_ranges_than_needed_keep_the_point() -> None:
    halves = line("ok", ranges=[["2026-05-04", "2026-05-06"], ["2026-05-07", "2026-05-10"]])
    assert judge(PLAIN, halves) == Judgement(Verdict.RIGHT, frozenset({Remark.NOT_MERGED}))


def test_eight_ranges_in_one_operation_are_wrong_even_if_they_could_be_merged() -> None:
    single = [[f"2026-04-{day:02}"] * 2 for day in range(1, MAX_RANGES + 2)]
    expected = case(Expect.OK, Days.parse("2026-04-01..2026-04-08"))
    assert judge(expected, line("ok", ranges=single)).verdict is Verdict.WRONG


def test_alternatives_that_are_not_shown_are_remarked() -> None:
    assert judge(BESIDE, line("ok", MAY)).remarks == {Remark.NOT_BESIDE}
    assert judge(BESIDE, line("ok", MAY, TO_TODAY)).remarks == set()
    assert judge(ASK, line("ambiguous", None, WEEK)).remarks == {Remark.NOT_OFFERED}


def test_rules_see_one_day_at_a_time() -> None:
    assert str(Days.by_rule("wk == -1 and wd != 5", WEDNESDAY)) == "2026-05-04..2026-05-07, 2026-05-09..2026-05-10"
    assert str(Days.by_rule("1 <= ago <= 4", WEDNESDAY)) == "2026-05-09..2026-05-12"
    assert str(Days.by_rule("iso == 202053", WEDNESDAY)) == "2020-12-28..2021-01-03"
    assert str(Days.by_rule("m == 3 and y == 2026 and wd == 4 and back == 1", WEDNESDAY)) == "2026-03-26"
    assert str(Days.by_rule("ago == 1 @ 13:00:00-17:00:00", WEDNESDAY)) == "2026-05-12 @ 13:00:00-17:00:00"
    assert days("False", WEDNESDAY) == frozenset()
    assert in_ranges(()) == ()


def test_counting_functions() -> None:
    assert [weekdays_to(date(2026, 5, day), WEDNESDAY) for day in (12, 9, 8, 7)] == [1, 2, 3, 4]
    assert (business(date(2026, 4, 6)), business_back(date(2026, 3, 31)), business_back(date(2026, 3, 27))) == (4, 1, 3)
    assert [works(date(2026, 5, day)) for day in (5, 6, 9, 10)] == [False, True, True, False]


CASES = {part: load(part) for part in Part}
EVERY = [one for part in Part for one in CASES[part]]


def readings(one: Case) -> list[Days]:
    return [*([one.answer] if one.answer else []), *one.others]


def test_days_written_by_hand_are_those_of_the_rules() -> None:
    proven = [one.id for one in EVERY if one.by == "hand" and one.answer]
    assert len(proven) >= 300
    slips = [
        (one.id, str(given), rule)
        for one in EVERY
        for given, rule in zip((*readings(one), *one.accept), (*one.rules, *one.accept_rules), strict=True)
        if given != Days.by_rule(rule, one.today)
    ]
    assert slips == []


def test_expectations_agree_with_their_days() -> None:
    for one in EVERY:
        if one.expect in (Expect.AMBIGUOUS, Expect.ERROR):
            assert one.answer is None, one.id
            continue
        assert one.answer is not None, one.id
        many = len(one.answer.ranges) > MAX_RANGES
        ahead = one.answer.ranges[-1][1] >= one.today
        assert one.expect is (Expect.SPLIT if many else Expect.FUTURE if ahead else Expect.OK), one.id


def test_the_answer_itself_is_judged_right() -> None:
    for one in EVERY:
        if one.answer:
            perfect = line(str(one.expect), one.answer, *one.others) | {"id": one.id}
            assert judge(one, perfect) == Judgement(Verdict.RIGHT), one.id


def test_every_case_lies_where_its_id_says() -> None:
    assert [one.id for part in Part for one in CASES[part] if part_of(one.id) is not part] == []
    assert 0.28 < len(CASES[Part.HELD]) / len(EVERY) < 0.38


def test_no_id_and_no_phrase_appears_twice() -> None:
    assert [key for key, count in Counter(one.id for one in EVERY).items() if count > 1] == []
    assert [key for key, count in Counter((one.phrase, one.now, one.tz) for one in EVERY).items() if count > 1] == []


def test_the_set_is_large_and_bilingual() -> None:
    own = [one for one in EVERY if one.family]
    assert len(own) >= 1500
    assert sum(one.chinese for one in own) >= 0.48 * len(own)
    assert {one.family for one in own} == set(range(1, 32))
    assert len({(one.now, one.tz) for one in own}) >= 25


ECHO = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["phrase"] == "die":
        sys.exit(3)
    print("starting", flush=True)
    print(json.dumps({"id": "other", "status": "error"}), flush=True)
    print(json.dumps({"id": asked["id"], "status": "error", "message": asked["phrase"]}), flush=True)
"""


def test_the_pipe_skips_other_lines_and_outlives_a_dead_process() -> None:
    with Pipe((sys.executable, "-c", ECHO)) as pipe:
        first, dead, last = (pipe.answer(replace(NONE, phrase=phrase)) for phrase in ("one \ud800", "die", "\u4e00"))
    assert first == {"id": "01-001", "status": "error", "message": "one \ud800"}
    assert dead is None
    assert last == {"id": "01-001", "status": "error", "message": "\u4e00"}


def test_the_pipe_gives_up_on_a_command_that_never_answers() -> None:
    with Pipe((sys.executable, "-c", "raise SystemExit(2)")) as pipe:
        assert [pipe.answer(NONE) for _ in range(5)] == [None] * 5
        with pytest.raises(SystemExit, match="after 5 starts"):
            pipe.answer(NONE)


class Refusing:
    def answer(self, case: Case) -> object:
        return {"id": case.id, "status": "error"}


def test_the_table_counts_by_family_and_shows_open_cases_only() -> None:
    results = list(judged([one for one in EVERY if one.family == 17], Refusing()))
    counts = tallies(results)
    assert counts["17 chinese day"].total == counts["all"].total == len(results)
    assert counts["all"].percent == pytest.approx(100 * sum(one.good for *_, one in results) / len(results))
    assert table(counts, markdown=True).splitlines()[0].startswith("| family | cases | right |")
    printed = "\n".join(shown(results, Verdict.REFUSED))
    assert [one.id for one in CASES[Part.HELD] if f"{one.id} " in printed] == []
    assert any(one.id in printed for one in CASES[Part.OPEN])
