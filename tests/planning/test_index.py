"""Searching 20,000 names."""

import time
from statistics import quantiles

from hypothesis import given
from hypothesis import strategies as st

from bot.planning.index import TaskIndex
from bot.request.tasks import Task

LAYERS, TOPICS = ("ods", "dwd", "dws", "ads"), ("orders", "refund", "traffic", "trade", "users", "gmv", "items")
MANY = TaskIndex(
    [
        Task(id=100_000 + number, name=f"{LAYERS[number * 7 % 4]}_{TOPICS[number * 31 % 7]}_{number:05d}_di")
        for number in range(20_000)
    ]
)


def test_20000_tasks_are_searched_within_the_time_of_a_key() -> None:
    typed = ["d", "dwd", "dwd_ord", "dwd_ordres", "trafic_1", "1000", "ads_gmv_00317_di", "gmv 317", "zzzz", "17"]
    MANY.search("warm", 50)
    seconds = []
    for words in typed * 4:
        began = time.perf_counter()
        MANY.search(words, 50)
        seconds.append(time.perf_counter() - began)
    assert quantiles(seconds, n=20)[-1] < 0.3


def test_the_exact_name_comes_first_then_beginnings_then_parts_then_spelling() -> None:
    names = ["x_dwd_orders", "dwd_orders_di", "dwd_orders", "dwd_order_items", "unrelated"]
    index = TaskIndex([Task(id=number, name=name) for number, name in enumerate(names, start=1)])
    found = [task.name for task in index.search("dwd_orders", 10)]
    assert found[:3] == ["dwd_orders", "dwd_orders_di", "x_dwd_orders"]
    assert "dwd_order_items" in found
    assert "unrelated" not in found
    assert [task.name for task in index.search("dwd_ordesr", 1)] == ["dwd_orders"]


def test_ids_by_their_beginning() -> None:
    assert [task.id for task in MANY.search("100317", 5)] == [100_317]


@given(st.text("ab_*?[", min_size=1, max_size=6))
def test_a_pattern_is_a_shells(pattern: str) -> None:
    from fnmatch import fnmatchcase

    names = ["a", "b", "ab", "a_b", "aab", "b_a_b", "AB_"]
    index = TaskIndex([Task(id=number, name=name) for number, name in enumerate(names)])
    assert [task.name for task in index.matching(pattern)] == sorted(
        name for name in names if fnmatchcase(name.casefold(), pattern.casefold())
    )
