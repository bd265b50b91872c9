"""The tables. `owner` is the id that the server issued to the person, on every row of theirs."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.types import ZonedDateTime

ID = String(32)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

person = Table(
    "person",
    metadata,
    Column("id", ID, primary_key=True),
    Column("created_at", ZonedDateTime, nullable=False),
    Column("seen_at", ZonedDateTime, nullable=False),
    Column("locale", String(35)),
    Column("zone", String(64)),
    Column("cleared_gates", JSON, nullable=False),
    Column("reminders", Boolean),
    Column("quiet_from", SmallInteger),
    Column("quiet_until", SmallInteger),
    Column("paused_until", ZonedDateTime),
    Column("rests", Boolean),
    Column("told_country", String(8)),
    Column("told_zone", String(64)),
    Column("feedback", String(8)),
)

message = Table(
    "message",
    metadata,
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("author", String(6), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("links", JSON, nullable=False),
    Column("client_id", String(64)),
    Column("payload", Text),
    Column("answered", Boolean, nullable=False),
    Column("at", ZonedDateTime, nullable=False),
    UniqueConstraint("owner", "client_id"),
)
Index("ix_message_answered", message.c.answered, sqlite_where=~message.c.answered)

button = Table(
    "button",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("pressed_at", ZonedDateTime),
    Index("ix_button_owner_seq", "owner", "seq"),
)

tracker_event = Table(
    "tracker_event",
    metadata,
    Column("owner", ID, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

tracker_checkpoint = Table(
    "tracker_checkpoint",
    metadata,
    Column("owner", ID, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

breach = Table(
    "breach",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("act", Text),
    Column("person", Text),
    Column("relationship", String(16)),
    Column("name", Text),
    Column("pronouns", String(4)),
    Column("kinds", JSON, nullable=False),
    Column("since", Text),
    Column("hidden", Text),
    Column("known", String(8)),
    Column("harm", Text),
    Column("status", String(12), nullable=False),
    Column("created_at", ZonedDateTime, nullable=False),
    Column("updated_at", ZonedDateTime, nullable=False),
    Index("ix_breach_owner", "owner"),
)

chapter = Table(
    "chapter",
    metadata,
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("breach_id", ID, ForeignKey("breach.id", ondelete="CASCADE"), nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("breach_id", ID, ForeignKey("breach.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("origin", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", ZonedDateTime, nullable=False),
    Column("analysis", JSON),
    UniqueConstraint("breach_id", "version"),
    Index("ix_draft_owner", "owner"),
)

commitment = Table(
    "commitment",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("breach_id", ID, ForeignKey("breach.id", ondelete="SET NULL")),
    Column("what", Text, nullable=False),
    Column("due", Date),
    Column("zone", String(64), nullable=False),
    Column("recurrence", Text),
    Column("witness", Text),
    Column("until", Date),
    Column("promised_to", Text),
    Column("replaces", ID),
    Column("status", String(12), nullable=False),
    Column("turn", String(64)),
    Column("created_at", ZonedDateTime, nullable=False),
    Column("updated_at", ZonedDateTime, nullable=False),
    UniqueConstraint("owner", "turn"),
    Index("ix_commitment_owner", "owner"),
)

commitment_event = Table(
    "commitment_event",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("commitment_id", ID, ForeignKey("commitment.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("day", Date),
    Column("note", Text),
    Column("at", ZonedDateTime, nullable=False),
    Index("ix_commitment_event_owner", "owner"),
    Index("ix_commitment_event_commitment_id", "commitment_id"),
)

reminder = Table(
    "reminder",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("subject_id", ID, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("due_at", ZonedDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("lease_until", ZonedDateTime),
    Column("leased_by", ID),
    Column("sent_at", ZonedDateTime),
    Column("message_seq", Integer),
    UniqueConstraint("subject_id", "kind", "day"),
    Index("ix_reminder_owner_due_at", "owner", "due_at"),
    Index("ix_reminder_sent_at", "sent_at"),
)
Index(
    "ix_reminder_due",
    reminder.c.due_at,
    sqlite_where=reminder.c.state == "waiting",
    postgresql_where=reminder.c.state == "waiting",
)

agreement = Table(
    "agreement",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("breach_id", ID, ForeignKey("breach.id", ondelete="SET NULL")),
    Column("asked", Text, nullable=False),
    Column("agreed", Text),
    Column("follows", Text),
    Column("review_on", Date),
    Column("zone", String(64), nullable=False),
    Column("status", String(12), nullable=False),
    Column("turn", String(64)),
    Column("created_at", ZonedDateTime, nullable=False),
    Column("updated_at", ZonedDateTime, nullable=False),
    UniqueConstraint("owner", "turn"),
    Index("ix_agreement_owner", "owner"),
)

rehearsal = Table(
    "rehearsal",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("breach_id", ID, ForeignKey("breach.id", ondelete="CASCADE")),
    Column("partner", String(16), nullable=False),
    Column("ended", String(8)),
    Column("body", Text, nullable=False),
    Column("created_at", ZonedDateTime, nullable=False),
    Column("updated_at", ZonedDateTime, nullable=False),
    Index("ix_rehearsal_owner", "owner"),
)

gate_record = Table(
    "gate_record",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("tier", String(12), nullable=False),
    Column("categories", JSON, nullable=False),
    Column("shown", String(32), nullable=False),
    Column("at", ZonedDateTime, nullable=False),
    Index("ix_gate_record_owner", "owner"),
)

telegram_chat = Table(
    "telegram_chat",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("delivered_seq", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("lease_until", ZonedDateTime),
    Column("leased_by", ID),
    Column("created_at", ZonedDateTime, nullable=False),
    UniqueConstraint("owner"),
)

telegram_code = Table(
    "telegram_code",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("owner", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", ZonedDateTime, nullable=False),
    Index("ix_telegram_code_owner", "owner"),
)

telegram_update = Table(
    "telegram_update",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", ZonedDateTime, nullable=False),
    Index("ix_telegram_update_at", "at"),
)
"""Numbers of what was taken, of nobody: so that it is known also of those who were erased."""

OWNED = (
    telegram_code,
    telegram_chat,
    button,
    message,
    gate_record,
    rehearsal,
    reminder,
    commitment_event,
    commitment,
    agreement,
    draft,
    chapter,
    breach,
    tracker_checkpoint,
    tracker_event,
)
"""Every table with an `owner`, children before parents."""
