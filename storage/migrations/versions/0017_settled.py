"""Rest that is not owed after all; name and warrant number as they were with confirmed hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rest_owed", sa.Column("voided_at", sa.DateTime(timezone=True)))
    op.add_column("rest_owed", sa.Column("void_reason", sa.LargeBinary()))
    # Of hours that were confirmed before, the name and number of today stand.
    op.add_column("night_sheet", sa.Column("surname", sa.LargeBinary()))
    op.add_column("night_sheet", sa.Column("warrant_number", sa.LargeBinary()))
