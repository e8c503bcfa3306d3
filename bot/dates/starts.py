"""Where something that begins or ends with a piece begins or ends, and which one is nearest to the other end."""

from bot.dates.meaning import Meaning, Now, plain, span
from bot.dates.monthly import Monthly
from bot.dates.nodes import UNITS, Node, Settled, Weekly, Yearly, current


def lacking(node: Node) -> bool:
    """Whether its year, month or week was not said."""
    return isinstance(node, Yearly | Monthly | Weekly)


def start_of(node: Node, now: Now) -> Meaning:
    """The days whose first one is where something that begins with `node` begins."""
    if isinstance(node, Settled) and node.whole and node.unit in UNITS:
        return plain(span(*node.whole))
    if isinstance(node, Settled) and node.edge is not None:
        return plain(span(node.edge, node.edge))
    return node.meaning(now)


def end_of(node: Node, now: Now) -> Meaning:
    """The days whose last one is where something that ends with `node` ends."""
    if isinstance(node, Settled) and node.edge is not None:
        return plain(span(node.edge, node.edge))
    return node.meaning(now)


def edge(node: Node, now: Now, day: int, *, after: bool) -> Meaning:
    """The one of a node that lacks something which is nearest to `day`."""
    found = node.near(day, after) if isinstance(node, Yearly | Monthly | Weekly) else None
    if found is None:
        return node.meaning(now)
    if after and isinstance(node, Yearly) and node.unit in UNITS and found[0][0] <= now.today <= found[-1][1]:
        return current(now, found[0][0], found[-1][1], None)
    return plain(found)
