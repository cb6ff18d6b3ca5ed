"""
A tour of SLA clocks: one case, told as it happened.

::

    python examples/02_clocks.py [--at 2026-03-31T12:00]

It needs nothing but csmcore. Read it from top to bottom: what is promised, what happened, and then
what each question answers. All times are Lisbon's, and the week is one in which its clocks change.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from csmcore.calendars import ALWAYS, BusinessCalendar, CalendarBook, HolidayRule
from csmcore.errors import CsmError
from csmcore.kernel import Change, Timeline
from csmcore.sla import (
    FIRST_REPLY,
    NEXT_REPLY,
    BusinessDays,
    Goal,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Threshold,
    breakdown,
    notices,
    repair,
    status,
)

LISBON: Final = ZoneInfo("Europe/Lisbon")
HOUR: Final = dt.timedelta(hours=1)


def march(day: int, time: str) -> dt.datetime:
    """An instant of March 2026, by the clocks of Lisbon."""
    return dt.datetime.fromisoformat(f"2026-03-{day:02}T{time}").replace(tzinfo=LISBON)


# --- what is promised ---------------------------------------------------------------------------

OFFICE: Final = BusinessCalendar(
    "office",
    "Europe/Lisbon",
    "mon-fri 09:00-13:00,14:00-18:00",
    holidays=[HolidayRule.easter(-2, name="Good Friday")],
)
CALENDARS: Final = CalendarBook([OFFICE, ALWAYS])

RESOLUTION: Final = SlaTarget(
    "resolution",
    [
        Goal(4 * HOUR, "priority = 1", calendar="always"),
        Goal(16 * HOUR, "priority = 2"),
        Goal(BusinessDays(5, end_of_day=True)),
    ],
    start="state in (new, open, waiting)",
    stop="state = resolved",
    pauses={
        "customer": "state = waiting and waits_for = customer",
        "supplier": "state = waiting and waits_for = supplier",
    },
    thresholds=[Threshold.at(75), Threshold.after(4 * HOUR)],
)
POLICIES: Final = (
    SlaPolicy("premium", FIRST_REPLY.within(HOUR), when="contract = premium", calendar="always"),
    SlaPolicy(
        "standard",
        [FIRST_REPLY.within(4 * HOUR), NEXT_REPLY.within(8 * HOUR), RESOLUTION],
        when="contract = standard",
        calendar="office",
    ),
)

# --- what happened ------------------------------------------------------------------------------

OPENED: Final = march(26, "16:00")  # a Thursday; on Sunday the clocks go forward
CASE: Final = Timeline(
    [
        Change(OPENED, {"state": "new", "priority": 2, "contract": "standard"}, ["created"]),
        Change(march(27, "10:00"), {"state": "waiting", "waits_for": "customer"}, ["agent_replied"]),
        Change(march(27, "15:00"), {"state": "open"}, ["customer_replied"]),
        Change(march(30, "10:00"), {"group": "network"}, ["agent_replied"]),
    ]
)

# On Tuesday somebody finds an e-mail of Monday: the supplier had been waited for.
FOUND: Final = march(31, "15:00")
WHOLE: Final = CASE.with_changes(
    Change(march(30, "11:00"), {"state": "waiting", "waits_for": "supplier"}, recorded_at=FOUND),
    Change(march(30, "16:00"), {"state": "open"}, recorded_at=FOUND),
)

# --- what is asked ------------------------------------------------------------------------------


def shown(at: dt.datetime | None) -> str:
    """An instant as Lisbon's clocks show it."""
    return "-" if at is None else f"{at.astimezone(LISBON):%a %d %H:%M}"


def line(clock: SlaClock) -> str:
    """A clock in a line."""
    met = "in time" if clock.ended_at else "in time so far"
    verdict = f"breached {shown(clock.breached_at)}" if clock.breached else met
    used = "-" if clock.percent is None else f"{float(clock.percent):.0f} %"
    return f"  {clock.name:12} {clock.stage:9} {used:>6}  due {shown(clock.due_at):13} {verdict}"


def tour(at: dt.datetime) -> Iterator[str]:
    """All that is printed, in its order."""
    now = status(POLICIES, CASE, calendars=CALENDARS, at=at)
    yield f"{now.policy}\n"

    yield f"On {shown(at)}:"
    yield from map(line, now.clocks)
    yield f"Look again on {shown(now.next_instant)}.\n"

    yield "What was told until then:"
    for notice in notices(POLICIES, CASE, calendars=CALENDARS, after=OPENED, until=at):
        what = notice.threshold or "breached"
        yield f"  {shown(notice.crossed_at)}  {notice.target}: {what}"

    yield "\nHow the resolution came there:"
    yield f"{now.clock('resolution')}\n"

    yield "Where its time went, by group:"
    for portion in breakdown(now.clock("resolution"), CASE, by="group"):
        yield f"  {portion.value or 'none':12} ran {portion.elapsed}, waited {portion.paused}"

    yield f"\nAnd what the e-mail changes that was found on {shown(FOUND)}:"
    known = status(POLICIES, WHOLE.as_known_at(FOUND - HOUR), calendars=CALENDARS, at=FOUND)
    yield str(repair(known, status(POLICIES, WHOLE, calendars=CALENDARS, at=FOUND)))


def main() -> int:
    """The command; 2 when it cannot do what was asked."""
    parser = argparse.ArgumentParser(description="A tour of SLA clocks.")
    parser.add_argument("--at", default="2026-03-31T12:00", help="when to look (default: %(default)s)")
    given = parser.parse_args()
    try:
        at = dt.datetime.fromisoformat(given.at).replace(tzinfo=LISBON)
        print(*tour(at), sep="\n")
    except (CsmError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
