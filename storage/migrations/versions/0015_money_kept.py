"""Rates know which one they ended, and pots since when their leads know that they are overspent."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("pay_rate", sa.Column("follows", _Id))
    op.add_column("pot", sa.Column("overspent_at", sa.DateTime(timezone=True)))
    _link_rates()


def _link_rates() -> None:
    """One until further notice that begins the day after another ends has taken over from it."""
    rates = sa.table(
        "pay_rate",
        sa.column("id", _Id),
        sa.column("area", sa.String),
        sa.column("rank", sa.String),
        sa.column("starts", sa.Date),
        sa.column("ends", sa.Date),
        sa.column("follows", _Id),
    )
    rows = op.get_bind().execute(sa.select(rates)).all()
    ended: dict[tuple[str, str, date], int] = {
        (row.area, row.rank, row.ends + timedelta(days=1)): row.id for row in rows if row.ends
    }
    for row in rows:
        before = ended.get((row.area, row.rank, row.starts))
        if before is not None:
            link = sa.update(rates).where(rates.c.id == row.id).values(follows=before)
            op.execute(link)
