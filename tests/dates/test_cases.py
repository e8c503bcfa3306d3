"""The engine reads the cases: no wrong day in silence, and at least the promised share right."""

from collections.abc import Sequence

import pytest

from bench.score import InProcess, Judged, judged, table, tallies
from tests.dates.cases import Case, Part, load
from tests.dates.judge import Remark, Verdict

GOAL, CHINESE_GOAL = 99.0, 97.0
"""Percent that must be right or accepted: of all sure phrases, and of the Chinese ones among them."""


@pytest.fixture(scope="module")
def open_results() -> list[Judged]:
    return list(judged(load(Part.OPEN), InProcess()))


@pytest.fixture(scope="module")
def held_results() -> list[Judged]:
    return list(judged(load(Part.HELD), InProcess()))


def described(results: Sequence[Judged], *verdicts: Verdict) -> list[tuple[str, str, object]]:
    return [(case.id, case.phrase, found) for case, found, judgement in results if judgement.verdict in verdicts]


def test_no_open_phrase_is_read_wrong_or_breaks_the_engine(open_results: list[Judged]) -> None:
    assert described(open_results, Verdict.WRONG, Verdict.BROKEN) == []


def test_enough_open_phrases_are_right(open_results: list[Judged]) -> None:
    counts = tallies(open_results)
    print(table(counts))
    assert counts["all"].percent >= GOAL
    assert counts["Chinese"].percent >= CHINESE_GOAL


def test_open_alternatives_are_shown(open_results: list[Judged]) -> None:
    remarks = [(case.id, case.phrase, remark) for case, _, judgement in open_results for remark in judgement.remarks]
    assert [item for item in remarks if item[2] is not Remark.NOT_OFFERED] == []


def test_open_questions_offer_the_plausible_readings(open_results: list[Judged]) -> None:
    questions = [judgement for case, _, judgement in open_results if case.others and case.answer is None]
    silent = sum(Remark.NOT_OFFERED in judgement.remarks for judgement in questions)
    assert silent <= 0.05 * len(questions)


def test_held_phrases_keep_the_promise(held_results: list[Judged]) -> None:
    counts = tallies(held_results)
    print(table(counts))
    silent = sum(counts["all"].verdicts[verdict] for verdict in (Verdict.WRONG, Verdict.BROKEN))
    reached = (round(counts["all"].percent, 1), round(counts["Chinese"].percent, 1))
    assert silent == 0, "wrong or broken among the held ones: see python -m bench.score --held"
    assert reached >= (GOAL, 0.0), f"percent right of all and of the Chinese: {reached}"
    assert reached[1] >= CHINESE_GOAL, f"percent right of all and of the Chinese: {reached}"


def test_reading_is_deterministic() -> None:
    cases: tuple[Case, ...] = load(Part.OPEN, 23)
    reader = InProcess()
    assert [reader.answer(case) for case in cases] == [reader.answer(case) for case in cases]
