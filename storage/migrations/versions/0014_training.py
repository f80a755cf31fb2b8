"""Training: sessions, who applies, links to them, and the history of qualifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _session()
    _application()
    _link()
    _qualification()
    # Whoever is trained by now holds a qualification; who recorded it is not known.
    op.execute(
        sa.text(
            "insert into qualification (member_id, gained_on, recorded_at) "
            "select id, trained_on, created_at from member where trained_on is not null"
        )
    )


def _session() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("starts_at", _Instant, nullable=False),
        sa.Column("ends_at", _Instant, nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _Instant, nullable=False),
        sa.Column("created_by", _Id),
        sa.Column("announced_at", _Instant),
        sa.Column("called_off_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_training_session"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["member.id"], name="fk_training_session_created_by"
        ),
        sqlite_autoincrement=True,
    )


def _application() -> None:
    name = "training_application"
    refers = {
        "session_id": "training_session.id",
        "member_id": "member.id",
        "entered_by": "member.id",
        "decided_by": "member.id",
        "grant_id": "role_grant.id",
    }
    op.create_table(
        name,
        sa.Column("id", _Id, nullable=False),
        sa.Column("session_id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("applied_at", _Instant, nullable=False),
        sa.Column("entered_by", _Id),
        sa.Column("decided_at", _Instant),
        sa.Column("decided_by", _Id),
        sa.Column("seat", sa.Integer()),
        sa.Column("mindset", sa.LargeBinary()),
        sa.Column("mindset_reason", sa.LargeBinary()),
        sa.Column("attendance", sa.String(12)),
        sa.Column("signed_off_at", _Instant),
        sa.Column("grant_id", _Id),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("session_id", "member_id", name=f"uq_{name}_session_id_member_id"),
        sa.UniqueConstraint("session_id", "seat", name=f"uq_{name}_session_id_seat"),
        *(
            sa.ForeignKeyConstraint([column], [other], name=f"fk_{name}_{column}")
            for column, other in refers.items()
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_member_id", name, ["member_id"])


def _link() -> None:
    op.create_table(
        "training_link",
        sa.Column("invite_id", _Id, nullable=False),
        sa.Column("session_id", _Id, nullable=False),
        sa.PrimaryKeyConstraint("invite_id", name="pk_training_link"),
        sa.ForeignKeyConstraint(["invite_id"], ["invite.id"], name="fk_training_link_invite_id"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name="fk_training_link_session_id"
        ),
    )
    op.create_index("ix_training_link_session_id", "training_link", ["session_id"])


def _qualification() -> None:
    op.create_table(
        "qualification",
        sa.Column("id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("gained_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date()),
        sa.Column("session_id", _Id),
        sa.Column("signed_off_by", _Id),
        sa.Column("recorded_at", _Instant, nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ending", sa.String(12)),
        sa.PrimaryKeyConstraint("id", name="pk_qualification"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_qualification_member_id"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name="fk_qualification_session_id"
        ),
        sa.ForeignKeyConstraint(
            ["signed_off_by"], ["member.id"], name="fk_qualification_signed_off_by"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_qualification_member_id", "qualification", ["member_id"])
    is_live = sa.text("ended_on is null")
    op.create_index(
        "qualification_live",
        "qualification",
        ["member_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )
