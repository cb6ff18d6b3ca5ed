"""
What is kept: events, notices to be sent, and when to look at which stream again.

Three tables, and one method that writes what a desk's outcome says: all of it, or nothing.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from csmcore import sla
from csmcore.desk import Outcome
from csmcore.kernel import Append, from_micros, instant_text, to_micros
from csmcore.serde import from_document, to_document

TABLES: Final = MetaData()
EVENT: Final = Table(
    "event",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("stream", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    # Two writers cannot both have the next place. All else in this host leans on this line.
    UniqueConstraint("stream", "sequence"),
)
OUTBOX: Final = Table(
    "outbox",
    TABLES,
    Column("id", String, primary_key=True),  # a notice is stored once, whoever finds it
    Column("known_at", BigInteger, nullable=False),
    Column("document", JSON, nullable=False),
    Column("sent_at", BigInteger),
)
WAKE: Final = Table(
    "wake",
    TABLES,
    Column("stream", String, primary_key=True),
    Column("next_instant", BigInteger, index=True),
    Column("told_until", BigInteger, nullable=False, default=0),
    Column("version", Integer, nullable=False, default=1),  # counts whatever touches the row
)


class Conflict(Exception):  # noqa: N818  # no error: somebody else was faster
    """Somebody else stored theirs first: read again, and decide again."""


class Wake(NamedTuple):
    """When to look at a stream again, until when it was told, and the version of the row."""

    stream: str
    next_instant: dt.datetime | None
    told_until: dt.datetime
    version: int


class Notice(NamedTuple):
    """What has to be sent, under an id that is the same however often it is found."""

    id: str
    known_at: dt.datetime
    document: dict[str, Any]


class Store:
    """The database: SQLite, or another by its URL."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _wait_and_let_others_read)
        TABLES.create_all(self._engine)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    # --- reading ------------------------------------------------------------------------------

    def events(self, stream: str, kind: Any) -> tuple[Any, ...]:
        """What happened in a stream, in order."""
        asked = select(EVENT.c.document).where(EVENT.c.stream == stream).order_by(EVENT.c.sequence)
        return tuple(from_document(kind, each) for (each,) in self._rows(asked))

    def streams(self, prefix: str) -> tuple[str, ...]:
        """The streams whose names begin so."""
        asked = select(WAKE.c.stream).where(WAKE.c.stream.startswith(prefix, autoescape=True))
        return tuple(stream for (stream,) in self._rows(asked.order_by(WAKE.c.stream)))

    def wake(self, stream: str) -> Wake:
        """A stream's row. Read before the events, it notices what comes in between."""
        for row in self._rows(select(WAKE).where(WAKE.c.stream == stream)):
            to_come = None if row.next_instant is None else from_micros(row.next_instant)
            return Wake(stream, to_come, from_micros(row.told_until), row.version)
        return Wake(stream, None, from_micros(0), 0)  # nothing has happened in it

    def due(self, at: dt.datetime) -> tuple[str, ...]:
        """The streams at which to look by now, the longest waiting first."""
        asked = select(WAKE.c.stream).where(WAKE.c.next_instant <= to_micros(at))
        return tuple(stream for (stream,) in self._rows(asked.order_by(WAKE.c.next_instant)))

    def unsent(self) -> tuple[Notice, ...]:
        """The notices that nobody is known to have got, the first known first."""
        asked = select(OUTBOX).where(OUTBOX.c.sent_at.is_(None)).order_by(OUTBOX.c.known_at)
        return tuple(
            Notice(row.id, from_micros(row.known_at), row.document) for row in self._rows(asked)
        )

    def _rows(self, asked: Any) -> list[Any]:
        with self._engine.connect() as connection:
            return [*connection.execute(asked)]

    # --- writing ------------------------------------------------------------------------------

    def save(
        self,
        outcome: Outcome,
        *,
        at: dt.datetime,
        wakes: Iterable[str] = (),
        looked: Wake | None = None,
    ) -> None:
        """
        Writes everything that came of one decision, in one transaction.

        Args:
            outcome: What came of it. The streams to which it appends are looked at again at once.

            at: Now.

            wakes: Other streams that are looked at again at once.

            looked: The row of that stream as it was read, with what it is to say from now on.

        Raises:
            Conflict: Somebody else was faster, and nothing was written.
        """
        rows = dict.fromkeys(wakes) | ({} if looked is None else {looked.stream: looked})
        try:
            with self._engine.begin() as connection:
                for append in outcome.appends:
                    if append.events:
                        connection.execute(insert(EVENT), _event_rows(append))
                        rows.setdefault(append.stream)
                for stream in sorted(rows):  # always in one order, so that nobody waits in a ring
                    _write_wake(connection, stream, at, rows[stream])
                for notice in outcome.notices:
                    connection.execute(insert(OUTBOX), _notice_row(looked, notice))
        except IntegrityError as error:
            raise Conflict from error

    def sent(self, notice: Notice, at: dt.datetime) -> None:
        """A notice was sent, and whoever got it said so."""
        with self._engine.begin() as connection:
            found = update(OUTBOX).where(OUTBOX.c.id == notice.id)
            connection.execute(found.values(sent_at=to_micros(at)))


def _event_rows(append: Append[Any]) -> list[dict[str, Any]]:
    return [
        {"stream": append.stream, "sequence": each.sequence, "document": to_document(each)}
        for each in append.events
    ]


def _notice_row(looked: Wake | None, notice: sla.Notice) -> dict[str, Any]:
    # An id is of one record; and what was withdrawn and comes true again is told again.
    stream = "" if looked is None else looked.stream
    unique = f"{stream}/{notice.id}@{instant_text(notice.known_at)}"
    known_at = to_micros(notice.known_at)
    return {"id": unique, "known_at": known_at, "document": to_document(notice)}


def _write_wake(connection: Connection, stream: str, at: dt.datetime, looked: Wake | None) -> None:
    row = update(WAKE).where(WAKE.c.stream == stream)
    written: dict[str, Any] = {"version": WAKE.c.version + 1, "next_instant": to_micros(at)}
    if looked is not None:  # otherwise something happened, and it is looked at again at once
        row = row.where(WAKE.c.version == looked.version)
        to_come = looked.next_instant
        written["next_instant"] = None if to_come is None else to_micros(to_come)
        written["told_until"] = to_micros(looked.told_until)
    if connection.execute(row.values(written)).rowcount:
        return
    if looked is not None and looked.version > 0:  # something has happened since it was read
        raise Conflict
    connection.execute(insert(WAKE), {**written, "stream": stream, "version": 1})


def _wait_and_let_others_read(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = WAL")
