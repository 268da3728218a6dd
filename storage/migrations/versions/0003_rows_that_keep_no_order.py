"""concerns and the log of questions lie in the order of their random ids, no longer in that of their writing

The log of questions keeps the minute of what is harmless and only the hour of what was flagged; the order of its rows gave
the minute back, and with it that of the concern. PostgreSQL keeps both as they were: its order of rows is the server's own.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("concern", "question_log")


def upgrade() -> None:
    _lay_anew(with_rowid=False)


def downgrade() -> None:
    _lay_anew(with_rowid=True)


def _lay_anew(*, with_rowid: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in TABLES:
            how = {"sqlite_with_rowid": with_rowid}
            with op.batch_alter_table(name, recreate="always", table_kwargs=how):
                pass
