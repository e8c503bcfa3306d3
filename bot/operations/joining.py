"""A store that a bot owns, used by another process as it is: nothing is created there and nothing is migrated."""

from pathlib import Path

from sqlalchemy import false, text, update
from sqlalchemy.exc import DBAPIError

from bot.locale import _
from bot.operations.database import Database, DatabaseError
from bot.operations.tables import api_calls
from bot.operations.transactions import Transactions

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """The schema of this program, without Alembic, which is slow to import: its migrations are `v0008_runs.py`."""
    return max(file.name[1:5] for file in MIGRATIONS.glob("v[0-9]*.py"))


async def check(transactions: Transactions, database: Database) -> None:
    """Raises DatabaseError for another schema than this program's, and the driver's error where it may not write."""
    await transactions.read(text("SELECT 1"))
    try:
        rows = await transactions.read(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        # Whatever it is, it is no store; one that does not answer failed before.
        rows = []
    if not rows:
        raise DatabaseError(_("The database {url} has no store yet.", url=database.shown))
    if {row["version_num"] for row in rows} != {newest()}:
        raise DatabaseError(_("The database {url} is another version's.", url=database.shown))
    await transactions.write(lambda connection: connection.execute(update(api_calls).where(false()).values(calls=0)))
