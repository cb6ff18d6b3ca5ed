"""
Strategies for service levels: what is promised, and the clocks that follow from it.
"""

import datetime as dt
import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from csmcore import sla
from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.conditions import Condition, parse
from csmcore.errors import NoTransitionError, NoWorkingTimeError
from csmcore.kernel import Change, DateSpan, Fact, Timeline
from csmcore.testing._calendars import calendars as business_calendars
from csmcore.testing._conditions import conditions
from csmcore.testing._extra import st
from csmcore.testing._kernel import date_spans, reasons, timelines, zones

T = TypeVar("T")

_MONDAY: Final = dt.datetime(2026, 3, 23, 8, tzinfo=dt.UTC)  # on which changes() begin
_MINUTE: Final = dt.timedelta(minutes=1)
_TICK: Final = dt.timedelta(microseconds=1)
_OFFICE: Final = "office"
_NIGHTS: Final = "nights"
_OPENED: Final = "opened_at"
_PROMISED: Final = "promised_at"

_STARTS: Final = ("state in (new, active, waiting)", "state is set", "signal customer_replied")
_STOPS: Final = ("state = resolved", "signal agent_replied", "state in (resolved, waiting)", "never")
_WAITS: Final = ("state = waiting", "tags contains outage", "priority > 3", "signal customer_replied")
_KINDS_OF_CASE: Final = ("priority = 1", "priority <= 2", "tags contains vip", "state = active")
_ALWAYS: Final = ("always", "always", "always")
_NEVER: Final = ("never",) * 8
_ANY: Final = st.deferred(conditions)
_TIMES: Final = tuple(dt.time(hour, minute) for hour, minute in ((12, 0), (16, 0), (17, 0), (23, 59)))
_SHARES: Final[tuple[int | str, ...]] = (1, 50, 75, 90, 100, 150, "33.3", "99.995")


def _lengths() -> st.SearchStrategy[dt.timedelta]:
    quarters = st.integers(1, 200).map(lambda quarters: 15 * quarters * _MINUTE)
    return quarters | st.timedeltas(_TICK, dt.timedelta(days=3))


def _mostly(usual: st.SearchStrategy[T], odd: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    return st.integers(0, 7).flatmap(lambda number: odd if number == 7 else usual)


def _one_of(texts: Sequence[str]) -> st.SearchStrategy[Condition]:
    # Mostly what people write; now and then whatever can be asked of a timeline.
    return _mostly(st.sampled_from([parse(text) for text in texts]), _ANY)


def _named(calendars: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(calendars) if calendars else st.none()


# --- what is promised ------------------------------------------------------------------------------


def thresholds() -> st.SearchStrategy[sla.Threshold]:
    """
    Warnings: at a share of the time, before it is due, after, and days after.
    """
    return st.one_of(
        st.sampled_from(_SHARES).map(lambda share: sla.Threshold(share=share)),
        st.decimals("0.001", 300, places=3).map(lambda share: sla.Threshold(share=share)),
        _lengths().map(sla.Threshold.before),
        _lengths().map(sla.Threshold.after),
        st.integers(1, 3).map(sla.Threshold.days_after),
    )


def allowances() -> st.SearchStrategy[sla.Allowance]:
    """
    Working time from a microsecond to days, business days of every kind, and deadlines.

    A deadline is the fact ``promised_at``, which :func:`statuses` and :func:`clocks` set.
    """
    where = st.none() | zones()
    return st.one_of(
        _lengths().map(sla.WorkingTime),
        st.builds(
            sla.BusinessDays, st.integers(1, 5), by=st.none() | st.sampled_from(_TIMES), zone=where
        ),
        st.builds(sla.BusinessDays, st.integers(0, 5), end_of_day=st.just(value=True), zone=where),
        st.just(sla.Deadline(_PROMISED)),
    )


def goals(*, calendars: Sequence[str] = ()) -> st.SearchStrategy[sla.Goal]:
    """
    Goals for all records, or for those of some priority, tag or state.

    Args:
        calendars: The names of calendars that a goal may have of its own.
    """
    return st.builds(
        sla.Goal,
        allowances(),
        _one_of(_ALWAYS + _KINDS_OF_CASE),
        calendar=_named(calendars),
    )


def pauses() -> st.SearchStrategy[sla.Pause]:
    """
    Waits for somebody, while something holds that :func:`changes` changes.
    """
    names = st.sampled_from(["customer", "third party", "ourselves"])
    return st.builds(sla.Pause, names, _one_of(_WAITS))


def targets(
    *, name: str = "resolution", calendars: Sequence[str] = ()
) -> st.SearchStrategy[sla.SlaTarget]:
    """
    Promises about the facts that :func:`changes` changes, in every combination of options.

    Most of their clocks start, pause and stop on :func:`timelines`.

    Args:
        name: The target's name.

        calendars: The names of calendars that it and its goals may have of their own.
    """
    rarely = _one_of(_NEVER + _WAITS)
    starts = st.sampled_from(
        [
            {},
            {"start_from": _OPENED},
            {"start_from": _OPENED, "retroactive_pause": True},
        ]
    )
    return st.builds(
        lambda options, beginning: sla.SlaTarget(name, **options, **beginning),
        st.fixed_dictionaries(
            {
                "goals": st.lists(goals(calendars=calendars), max_size=3),
                "start": _one_of(_STARTS),
                "stop": _one_of(_STOPS),
                "pauses": st.lists(pauses(), max_size=2, unique_by=lambda pause: pause.name),
                "resume": st.none() | _one_of(_STARTS),
                "reset": rarely,
                "cancel": rarely,
                "order": st.sampled_from(sla.Order),
                "again": st.sampled_from(sla.Again),
                "kind": st.sampled_from(sla.Kind),
                "thresholds": st.lists(thresholds(), max_size=3, unique=True),
                "boundary": st.sampled_from(["close", "next_open"]),
                "calendar": _named(calendars),
                "calendar_changes": st.sampled_from(sla.CalendarChange),
            }
        ),
        starts,
    )


def policies(*, calendars: Sequence[str] = ()) -> st.SearchStrategy[sla.SlaPolicy]:
    """
    Policies of one or two targets, for all records or for some, valid always or for a time.

    Args:
        calendars: The names of the calendars that count; one of them is the policy's own.
    """
    resolution = targets(calendars=calendars)
    reply = targets(name="first reply", calendars=calendars)
    always = st.just(DateSpan())
    return st.builds(
        sla.SlaPolicy,
        st.sampled_from(["gold", "silver", "usual"]),
        st.tuples(resolution) | st.tuples(reply, resolution),
        when=_one_of(_ALWAYS + _KINDS_OF_CASE),
        calendar=st.sampled_from(calendars) if calendars else st.none(),
        version=st.integers(1, 2),
        valid=_mostly(always, date_spans()),
        zone=zones(),
    )


# --- what follows from it ----------------------------------------------------------------------------


def _histories() -> st.SearchStrategy[Timeline]:
    # A record is opened, and then it is changed.
    hours = st.integers(0, 400).map(lambda hours: dt.timedelta(hours=hours))
    promised = hours.map(lambda ahead: _MONDAY + ahead)
    facts: st.SearchStrategy[dict[str, Fact]] = st.fixed_dictionaries(
        {"state": st.just("new"), "priority": st.integers(1, 4)},
        optional={
            _OPENED: hours.map(lambda ago: _MONDAY - ago),
            _PROMISED: promised | promised.map(lambda at: at.date()),
        },
    )
    opened = facts.map(lambda said: Change(_MONDAY - _MINUTE, said, frozenset({"created"})))
    return st.builds(lambda first, then: then.with_changes(first), opened, timelines())


def _asked_at() -> st.SearchStrategy[dt.datetime]:
    minutes = st.integers(-60, 21 * 24 * 60).map(lambda number: _MONDAY + number * _MINUTE)
    return minutes | minutes.map(lambda at: at + _TICK)


def _offices(name: str) -> st.SearchStrategy[BusinessCalendar]:
    hours = "mon-sun 22:00-06:00" if name == _NIGHTS else "mon-fri 09:00-12:00,13:00-17:00"
    usual = st.just(BusinessCalendar(name, "Europe/Amsterdam", hours))
    return _mostly(usual, business_calendars(name=name))


def _made(make: Callable[..., T], *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    # A calendar may have no working time where a goal needs some; then there is no answer.
    def made(*given: Any) -> tuple[T, ...]:
        try:
            return (make(*given),)
        except (NoTransitionError, NoWorkingTimeError):
            return ()

    return st.builds(made, *parts).filter(bool).map(operator.itemgetter(0))


def _promises() -> st.SearchStrategy[list[sla.SlaPolicy]]:
    return st.lists(
        policies(calendars=(_OFFICE, _NIGHTS)),
        min_size=1,
        max_size=2,
        unique_by=lambda policy: (policy.name, policy.version),
    )


def _books() -> st.SearchStrategy[CalendarBook]:
    return st.builds(lambda *both: CalendarBook(both), _offices(_OFFICE), _offices(_NIGHTS))


def _worlds() -> st.SearchStrategy[Callable[[Timeline], sla.SlaStatus]]:
    return st.builds(
        lambda policies, calendars, at, match: functools.partial(
            sla.status, policies, calendars=calendars, at=at, match=match
        ),
        _promises(),
        _books(),
        _asked_at(),
        st.sampled_from(sla.Match),
    )


def statuses() -> st.SearchStrategy[sla.SlaStatus]:
    """
    What records are owed under one or two policies, whose calendars are named in a book.
    """
    return _made(lambda world, timeline: world(timeline), _worlds(), _histories())


def clocks() -> st.SearchStrategy[sla.SlaClock]:
    """
    Clocks of records by chance: not started, open, paused, finished, cancelled; met or breached.
    """
    return _made(
        lambda target, timeline, calendar, at: sla.measure(target, timeline, calendar=calendar, at=at),
        targets(),
        _histories(),
        _offices(_OFFICE) | _offices(_NIGHTS),
        _asked_at(),
    )


def clock_states() -> st.SearchStrategy[sla.ClockState]:
    """
    Clocks that have been taken along over a history.
    """
    return _made(
        lambda target, timeline, calendar: sla.advance(
            None, timeline, target=target, calendar=calendar
        ),
        targets(),
        _histories(),
        _offices(_OFFICE) | _offices(_NIGHTS),
    )


def findings() -> st.SearchStrategy[sla.Finding]:
    """
    Findings about a policy or one of its targets, grave or not.
    """
    return st.builds(
        sla.Finding,
        st.sampled_from(["", "solve", "first reply"]),
        st.sampled_from(sla.FindingSeverity),
        reasons(),
    )


def portions() -> st.SearchStrategy[sla.Portion]:
    """
    Parts of a clock's time, by a fact that :func:`changes` changes.
    """
    tags = st.frozensets(st.sampled_from(["vip", "outage"]))
    values = st.one_of(st.none(), st.sampled_from(["new", "active"]), st.integers(1, 4), tags)
    return st.builds(sla.Portion, values, _lengths(), st.just(dt.timedelta(0)) | _lengths())


def sla_notices() -> st.SearchStrategy[sla.Notice]:
    """
    Warnings and breaches of records by chance, some of them known later than they were crossed.
    """
    told = _made(
        lambda policy, timeline, calendars: sla.notices(
            [policy],
            timeline,
            calendars=calendars,
            after=_MONDAY - dt.timedelta(days=60),
            until=_MONDAY + dt.timedelta(days=60),
        ),
        policies(calendars=(_OFFICE, _NIGHTS)),
        _histories(),
        _books(),
    )
    return told.filter(bool).flatmap(st.sampled_from)


def repairs() -> st.SearchStrategy[sla.Repair]:
    """
    What a late change does to clocks and notices; often nothing.
    """
    return _made(
        lambda world, timeline, at: sla.repair(world(timeline.as_known_at(at)), world(timeline)),
        _worlds(),
        _histories(),
        _asked_at(),
    )
