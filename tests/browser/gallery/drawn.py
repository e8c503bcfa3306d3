"""`python -m tests.browser.gallery.drawn FILE.png`: the picture of the gallery's tasks, as a person is sent it."""

import sys
from datetime import timedelta
from pathlib import Path

from bot.locale.speech import ENGLISH, Speech
from bot.picture.chart import chart_of
from bot.picture.drawing import draw
from bot.request.plan import make_plan
from bot.request.requests import Found
from tests.browser.gallery import samples as day


def drawn(speech: Speech) -> bytes:
    """A PNG of a plan that leaves a task out."""
    form = day.USUAL.having(exclude_tasks=("1006",))
    found = Found(tasks=(1001,), words={"1006": (1006,)})
    reading = day.reading(form.phrase)
    plan = make_plan(
        form, reading, day.TASKS[:1], day.PROD, "BF-248-04fc964f", found=found, tree=day.TREE, projects=day.NAMES
    )
    return draw(chart_of(plan, day.TREE, day.NAMES, day.NOW + timedelta(minutes=20), "BF-248"), speech).png


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(drawn(ENGLISH))
