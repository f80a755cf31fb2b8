"""Drafts: several of one form, each about something, and saved for later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    last = _last_id()
    with op.batch_alter_table("draft", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("subject", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("began_at", _Instant))
        batch.add_column(
            sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.drop_constraint("uq_draft_person_id_form", type_="unique")
        batch.create_unique_constraint(
            "uq_draft_person_id_form_subject", ["person_id", "form", "subject"]
        )
    op.execute(sa.text("update draft set began_at = touched_at"))
    if last is not None:
        # A button of an old draft must never fit a later one, now neither.
        op.execute(
            sa.text("update sqlite_sequence set seq = :last where name = 'draft'").bindparams(
                last=last
            )
        )


def _last_id() -> int | None:
    """The last number given on SQLite, whose table is made anew; PostgreSQL goes on counting."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    found = op.get_bind().execute(sa.text("select seq from sqlite_sequence where name = 'draft'"))
    last: int | None = found.scalar()
    return last
