"""`--picture FILE.png`: the tasks of a plan, drawn as in Slack."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.planning.planner import Planned
    from bot.request.tree import Tree
    from bot.settings import Settings


def check_place(path: Path, *, as_command: bool) -> None:
    """Before anything is asked of DataWorks: whether a picture can be there. Raises UsageError."""
    if as_command:
        raise click.UsageError("--as-command makes no plan, so there is nothing to draw; leave one of them out.")
    if path.suffix.lower() != ".png":
        raise click.UsageError(f"--picture writes PNG, so call the file {path.with_suffix('.png')}.")
    if not path.parent.is_dir():
        raise click.UsageError(f"{path} cannot be written: there is no folder {path.parent}.")


def write_picture(path: Path, found: "Planned", tree: "Tree", loaded: "Settings") -> str:
    """Draw it, and say how large it is and what has no box in it. Raises UsageError when that cannot be."""
    if not tree.ids:
        raise click.UsageError(
            "There is nothing to draw: the request names a workflow and none of its tasks. Leave --picture out."
        )
    from bot.cli.planners import now
    from bot.picture.chart import chart_of
    from bot.picture.drawing import draw

    projects = {project.id: project.alias for project in loaded.projects}
    picture = draw(chart_of(found.plan, tree, projects, now()))
    try:
        path.write_bytes(picture.png)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}.") from None
    tasks = "1 task" if picture.tasks == 1 else f"{picture.tasks} tasks"
    if picture.drawn < picture.tasks:
        tasks = f"{picture.drawn} of {tasks} drawn, the others counted"
    return f"{path} · {picture.width} x {picture.height} pixels · {tasks}"
