"""Brings a database to the newest schema, in place. Of several processes that start at once, one migrates."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.locale import _
from bot.operations.database import DatabaseError

LOCK = 4_201_993
"""Key of the advisory lock that serializes migrations on PostgreSQL; any number that nobody else uses there."""


def upgrade(connection: Connection, shown: str, revision: str = "head") -> None:
    """Run the missing migrations on a connection whose transaction has begun. `shown` names the database in errors.

    `revision` is where to stop. Raises DatabaseError when the schema is newer than this program.
    """
    if connection.dialect.name == "postgresql":
        # SQLite needs no lock of its own: the transaction began as a writer.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    if found - known:
        raise DatabaseError(
            _("The database {url} was written by a newer version of the bot.", url=shown),
            _("Run that version, or restore the backup from before the upgrade."),
        )
    command.upgrade(config, revision)
