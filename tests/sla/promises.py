"""
Targets and policies by chance, about the facts that timelines by chance have.
"""

import datetime as dt
from typing import Final

from hypothesis import strategies as st

from csmcore.calendars import ALWAYS, BusinessCalendar, Calendar
from csmcore.sla import (
    Again,
    Allowance,
    BusinessDays,
    Goal,
    Order,
    Pause,
    SlaPolicy,
    SlaTarget,
    Threshold,
)

HOUR: Final = dt.timedelta(hours=1)
OFFICE: Final = BusinessCalendar("office", "Europe/Berlin", "mon-fri 09:00-12:00,13:00-17:00")
NIGHTS: Final = BusinessCalendar("nights", "UTC", "mon-sun 22:00-06:00")
CALENDARS: Final = (ALWAYS, OFFICE, NIGHTS)

_STARTS: Final = st.sampled_from(
    [
        "state in (new, active)",
        "state is set",
        "signal customer_replied",
        "state changed to active",
        "priority <= 2",
        "signal agent_replied and state != resolved",
    ]
)
_STOPS: Final = st.sampled_from(
    [
        "state = resolved",
        "signal agent_replied",
        "state changed",
        "state in (resolved, waiting)",
        "never",
    ]
)
_PAUSES: Final = st.lists(
    st.sampled_from(
        [
            Pause("customer", "state = waiting"),
            Pause("tagged", "tags contains vip"),
            Pause("low", "priority > 3"),
            Pause("called", "signal customer_replied"),
        ]
    ),
    unique=True,
    max_size=2,
)
_LENGTHS: Final[st.SearchStrategy[Allowance | dt.timedelta]] = st.sampled_from(
    [HOUR / 2, 2 * HOUR, 5 * HOUR, 16 * HOUR, BusinessDays(1), BusinessDays(2)]
)
_GOALS: Final = st.one_of(
    _LENGTHS.map(lambda length: [Goal(length)]),
    st.tuples(_LENGTHS, _LENGTHS).map(lambda two: [Goal(two[0], "priority <= 2"), Goal(two[1])]),
    st.tuples(_LENGTHS, _LENGTHS).map(
        lambda two: [Goal(two[0], "priority = 1"), Goal(two[1], "tags contains vip")]
    ),
)
_THRESHOLDS: Final = st.lists(
    st.sampled_from(
        [
            Threshold.at(50),
            Threshold.at("99.995"),
            Threshold.before(HOUR / 4),
            Threshold.after(HOUR),
            Threshold.days_after(1),
        ]
    ),
    unique=True,
    max_size=3,
)


def calendars() -> st.SearchStrategy[Calendar]:
    """
    Around the clock, an office with a lunch break, or nights.
    """
    return st.sampled_from(CALENDARS)


@st.composite
def targets(draw: st.DrawFn, name: str = "clock") -> SlaTarget:
    """
    A target whose clock really starts, pauses and stops on timelines by chance.
    """
    return SlaTarget(
        name,
        draw(_GOALS),
        start=draw(_STARTS),
        stop=draw(_STOPS),
        pauses=draw(_PAUSES),
        resume=draw(st.sampled_from([None, "signal agent_replied"])),
        reset=draw(st.sampled_from(["never", "priority changed"])),
        cancel=draw(st.sampled_from(["never", "tags contains outage", "state is not set"])),
        order=draw(st.sampled_from(Order)),
        again=draw(st.sampled_from(Again)),
        thresholds=draw(_THRESHOLDS),
        boundary=draw(st.sampled_from(["close", "next_open"])),
    )


@st.composite
def policies(draw: st.DrawFn) -> tuple[SlaPolicy, ...]:
    """
    One policy for all, or two, of which the first is for some.
    """
    usual = SlaPolicy("usual", [draw(targets()), draw(targets("other"))])
    if draw(st.booleans()):
        return (usual,)
    when = draw(st.sampled_from(["tags contains vip", "priority <= 2"]))
    return (SlaPolicy("special", [draw(targets())], when=when), usual)
