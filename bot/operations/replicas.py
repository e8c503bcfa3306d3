"""Which processes carry operations on PostgreSQL, where several may: each says that it lives, one takes over the dead.

DBOS resumes a process's own workflows when it starts again under the same name, and nobody else's; its Conductor
service does what this module does. All times are the database's own clock, so clocks of machines may differ. A process
that was only frozen wakes up to find its workflows taken: whatever it still does is held by the claims.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select

from bot.operations.sessions import Sessions
from bot.operations.tables import leases, replicas

BEAT_SECONDS = 1.5
"""How often a process says that it lives."""

DEAD_SECONDS = 6.0
"""A process that said nothing for so long is dead, or frozen."""

FORGET = timedelta(days=1)
"""When the row of a dead process goes away."""


class Replicas(Sessions):
    """Processes of the store, and the lease by which one of them takes over."""

    async def seen(self, executor_id: str) -> None:
        """This process lives."""
        statement = self._insert(replicas, executor_id=executor_id, seen_at=func.now())
        await self.write(statement.on_conflict_do_update(index_elements=["executor_id"], set_={"seen_at": func.now()}))

    async def gone(self, executor_id: str) -> None:
        """This process ends in order: the others need not wait until it is dead. Rows of long ago go with it."""
        await self.write(
            delete(replicas).where((replicas.c.executor_id == executor_id) | (replicas.c.seen_at < func.now() - FORGET))
        )

    async def living(self) -> frozenset[str]:
        """The processes that said that they live a moment ago."""
        rows = await self._rows(
            select(replicas.c.executor_id).where(replicas.c.seen_at > func.now() - timedelta(seconds=DEAD_SECONDS))
        )
        return frozenset(row["executor_id"] for row in rows)

    async def drop_lease(self, name: str, holder: str) -> None:
        """Let go of what this process holds, so that another one need not wait."""
        await self._changed(delete(leases).where(leases.c.name == name, leases.c.holder == holder))

    async def take_lease(self, name: str, holder: str, seconds: float) -> bool:
        """Hold, or go on holding, what one process does at a time; false while another one holds it."""
        until = func.now() + timedelta(seconds=seconds)
        statement = self._insert(leases, name=name, holder=holder, until=until)
        taken = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "until": until},
            where=(leases.c.holder == holder) | (leases.c.until < func.now()),
        ).returning(leases.c.holder)
        return await self._written(lambda connection: connection.execute(taken).first() is not None)
