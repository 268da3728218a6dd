"""Every table, once. `docs/data.md` says of each what it is for, who reads it and how long it stays; a test keeps them equal.

Who answered (`voice_code`, `participation`) and what was said (`response`) never join: no column of one stands in the
other, and `response` carries no time, no address and no code (design §3).
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC on every database; a naive one is refused, because nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# ---------------------------------------------------------------- what is asked, and of whom
survey_version = Table(
    "survey_version",
    metadata,
    Column("survey", String(80), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("definition", Text, nullable=False),
    Column("taken_in", UTCDateTime, nullable=False),
)

campaign = Table(
    "campaign",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("title", Text, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("school_year", Integer, nullable=False),
    Column("class_mode", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("open_link", LargeBinary(32)),  # keyed hash of the open link's token; parents, staff and partners only
    Column("readiness", Text, nullable=False),  # JSON: DPIA reference, sign-off, parents told, opt-outs, rota, …
    Column("made", UTCDateTime, nullable=False),
    Column("closed", UTCDateTime),
    Index("ix_campaign_open_link", "open_link", unique=True),
)

wave = Table(
    "wave",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("campaign", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("survey", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("closed", UTCDateTime),
    Index("ix_wave_campaign", "campaign"),
)

denominator = Table(
    "denominator",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("taken_in", UTCDateTime, nullable=False),
    Column("setting", String(80), nullable=False),
    Column("cohort", String(80), nullable=False),
    Column("children", Integer, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("basis", String(8), nullable=False),
    Column("resident", String(8), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("source", Text, nullable=False),
)

# ---------------------------------------------------------------- who was asked, who took part
code_batch = Table(
    "code_batch",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("campaign", String(80), nullable=False),
    Column("school_year", Integer, nullable=False),
    Column("setting", String(80), nullable=False),
    Column("area", String(80), nullable=False),
    Column("phase", String(16), nullable=False),
    Column("cohorts", Text, nullable=False),  # JSON list, sorted; a set the batch shares, never a child's own row
    Column("sixteen", Boolean, nullable=False),
    Column("issued", Integer, nullable=False),
    Index("ix_code_batch_school_year", "school_year"),
)

voice_code = Table(
    "voice_code",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("entry", LargeBinary(32), nullable=False),
    Column("batch", String(32), nullable=False),
    Column("serial", String(16), nullable=False),
    Column("voided", Boolean, nullable=False),
    Index("ix_voice_code_entry", "entry", unique=True),
    Index("ix_voice_code_serial", "serial", unique=True),
    Index("ix_voice_code_batch", "batch"),
)

wave_label = Table(
    "wave_label",
    metadata,
    Column("wave", String(80), primary_key=True),
    Column("batch", String(32), primary_key=True),
    Column("label", String(200), nullable=False),  # "setting:…" | "area:…|cohort:…" | "authority"
)

participation = Table(
    "participation",
    metadata,
    Column("code", LargeBinary(32), primary_key=True),
    Column("wave", String(80), primary_key=True),
    Column("state", String(8), nullable=False),  # started | finished | stopped
    Column("heard", Boolean, nullable=False),  # finished with at least one real answer
    Column("other_code", Boolean, nullable=False),  # says, or is not sure, that another code was used this year
    Column("address_hash", LargeBinary(32)),
    Column("address", LargeBinary),  # sealed; only for those who may be reminded on Telegram
    Column("reminded", Integer, nullable=False),
    Index("ix_participation_wave", "wave"),
    Index("ix_participation_address_hash", "address_hash"),
)

code_guess = Table(
    "code_guess",
    metadata,
    Column("bucket", LargeBinary(32), primary_key=True),
    Column("hour", Integer, primary_key=True),  # hours since 1970: a counter for each, thrown away after a day
    Column("wrong", Integer, nullable=False),
    Column("checked", UTCDateTime, nullable=False),
)

# ---------------------------------------------------------------- what is being said
conversation = Table(
    "conversation",
    metadata,
    Column("address", LargeBinary(32), primary_key=True),
    Column("channel", String(12), nullable=False),
    Column("standing", LargeBinary, nullable=False),  # sealed; empty until the first turn is kept
    Column("turn", Integer, nullable=False),
    Column("said", Integer, nullable=False),
    Column("touched", Date, nullable=False),
    Index("ix_conversation_touched", "touched"),
)

draft = Table(
    "draft",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("wave", String(80), nullable=False),
    Column("label", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),  # sealed, of one length for all drafts of a survey
    Column("sent", Boolean, nullable=False),
    Column("touched", Date, nullable=False),
    Index("ix_draft_sent", "sent", "wave", "label"),
)

heard_update = Table(
    "heard_update",
    metadata,
    Column("channel", String(12), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("day", Date, nullable=False),
)

unheard = Table(
    "unheard",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(12), nullable=False),
    Column("address", LargeBinary(32), nullable=False),
    Column("message", LargeBinary, nullable=False),  # sealed; only after the screen has looked at it
    Column("tries", Integer, nullable=False),
    Column("due", UTCDateTime, nullable=False),
    Column("given_up", Boolean, nullable=False),
)

# ---------------------------------------------------------------- what was said
response = Table(
    "response",
    metadata,
    Column("id", String(32), primary_key=True),  # random, new at mixing
    Column("wave", String(80), nullable=False),
    Column("survey", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("label", String(200), nullable=False),
    Column("receipt", LargeBinary(32), nullable=False),
    Column("answers", LargeBinary, nullable=False),  # sealed, of one length for all responses of a survey
    Index("ix_response_wave", "wave"),
    Index("ix_response_receipt", "receipt"),
)

concern = Table(
    "concern",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kinds", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("setting", String(80), nullable=False),
    Column("hour", UTCDateTime, nullable=False),  # to the hour: a minute would lead back to who was at a screen
    Column("surface", String(12), nullable=False),
    Column("voice", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("words", LargeBinary, nullable=False),  # sealed
    sqlite_with_rowid=False,  # rows lie in the order of random ids: that of their writing would give the minute back
)

reading = Table(
    "reading",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("officer", String(80), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("row", String(32), nullable=False),
)

# ---------------------------------------------------------------- what we owe
outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(12), nullable=False),  # telegram; email, sms and letter as their adapters come
    Column("lane", String(12), nullable=False),
    Column("address_hash", LargeBinary(32), nullable=False),
    Column("message", LargeBinary, nullable=False),  # sealed: address and text
    Column("due", UTCDateTime, nullable=False),
    Column("claimed", UTCDateTime),
    Column("sent", UTCDateTime),
    Column("tries", Integer, nullable=False),
    Column("failed", String(24)),
    Index("ix_outbox_due", "due"),
)

key_check = Table(
    "key_check",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("mark", LargeBinary(32), nullable=False),  # a fixed word hashed with the key; it gives no key away
)

job = Table("job", metadata, Column("name", String(40), primary_key=True), Column("ran", UTCDateTime, nullable=False))

# ---------------------------------------------------------------- officers
sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("officer", String(80), nullable=False),
    Column("role", String(24), nullable=False),
    Column("expires", UTCDateTime, nullable=False),
)

console_session = Table(
    "console_session",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("officer", String(80), nullable=False),
    Column("role", String(24), nullable=False),
    Column("began", UTCDateTime, nullable=False),
    Column("used", UTCDateTime, nullable=False),
)

# ---------------------------------------------------------------- the advice line
article_state = Table(
    "article_state",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article", String(120), nullable=False),  # "<topic>.<audience>"
    Column("version", Integer, nullable=False),
    Column("state", String(12), nullable=False),  # draft | checked | published | withdrawn | retired
    Column("at", UTCDateTime, nullable=False),
    Column("by", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("checked_against", Text, nullable=False),  # JSON: source -> {edition, date, by}
    Index("ix_article_state_article", "article", "at"),
)

article_version = Table(
    "article_version",
    metadata,
    Column("article", String(120), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("taken_in", UTCDateTime, nullable=False),
)

question_log = Table(
    "question_log",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("channel", String(12), nullable=False),
    Column("role", String(16), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("article", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("helped", Boolean),
    Index("ix_question_log_at", "at"),
    sqlite_with_rowid=False,  # as `concern`
)

open_question = Table(
    "open_question",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("role", String(16), nullable=False),
    Column("cluster", String(80), nullable=False),  # of the first release; written empty
    Column("words", LargeBinary, nullable=False),  # sealed, screened and redacted; kept 90 days
    Index("ix_open_question_day", "day"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("address", LargeBinary, nullable=False),  # sealed; for corrections, 60 days
    Column("address_hash", LargeBinary(32), nullable=False),
    Column("day", Date, nullable=False),
    Index("ix_delivery_article", "article", "version"),
)

closed_day = Table(
    "closed_day",
    metadata,
    Column("setting", String(80), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("entered_by", String(80), nullable=False),
    Column("confirmed_by", String(80)),
    Column("at", UTCDateTime, nullable=False),
)
