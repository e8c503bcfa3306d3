"""In which step each task can run: one after the last of those it waits for. Pure."""

from collections.abc import Iterable, Mapping, Sequence

Edge = tuple[int, int]


def steps(ids: Sequence[int], edges: Iterable[Edge]) -> tuple[dict[int, int], frozenset[Edge]]:
    """The step of each task, from 0, and the edges that close a circle and so count for none.

    An edge that closes no circle leads from a lower step to a higher one.
    """
    below: dict[int, list[int]] = {id_: [] for id_ in ids}
    for above, id_ in edges:
        below[above].append(id_)
    order, closing = _in_order(ids, below)
    found = dict.fromkeys(ids, 0)
    for id_ in order:
        for one in below[id_]:
            if (id_, one) not in closing:
                found[one] = max(found[one], found[id_] + 1)
    return found, closing


def _in_order(ids: Sequence[int], below: Mapping[int, Sequence[int]]) -> tuple[list[int], frozenset[Edge]]:
    """The tasks so that each comes after all it waits for, and the edges that stand against that.

    A depth-first search: an edge back to a task that is still being looked at closes a circle.
    """
    left: list[int] = []
    open_, seen = set[int](), set[int]()
    closing: set[Edge] = set()
    for start in ids:
        if start in seen:
            continue
        seen.add(start)
        open_.add(start)
        stack = [(start, iter(below[start]))]
        while stack:
            id_, rest = stack[-1]
            one = next(rest, None)
            if one is None:
                stack.pop()
                open_.discard(id_)
                left.append(id_)
            elif one in open_:
                closing.add((id_, one))
            elif one not in seen:
                seen.add(one)
                open_.add(one)
                stack.append((one, iter(below[one])))
    return left[::-1], frozenset(closing)
