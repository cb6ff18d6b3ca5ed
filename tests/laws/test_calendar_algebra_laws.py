"""
The laws of calendars put together: the algebra of sets, told by is_open and by working time.
"""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.calendars import ALWAYS, Calendar
from csmcore.errors import NoTransitionError, NoWorkingTimeError
from csmcore.testing import calendars, instants

A_WHILE: Final = st.timedeltas(dt.timedelta(0), dt.timedelta(days=12))


def _same(left: Calendar, right: Calendar, at: dt.datetime, length: dt.timedelta) -> bool:
    """
    Whether two calendars cannot be told apart around an instant.
    """
    end = at + length
    return (
        left.is_open(at) == right.is_open(at)
        and left.between(at, end) == right.between(at, end)
        and left.spans(at, end) == right.spans(at, end)
    )


@given(calendars(), calendars(), instants(), A_WHILE)
def test_order_does_not_matter(a: Calendar, b: Calendar, at: dt.datetime, length: dt.timedelta) -> None:
    """
    ``a | b`` is ``b | a``, and ``a & b`` is ``b & a``.
    """
    assert _same(a | b, b | a, at, length)
    assert _same(a & b, b & a, at, length)


@given(calendars(), calendars(), calendars(), instants(), A_WHILE)
def test_brackets_do_not_matter(
    a: Calendar, b: Calendar, c: Calendar, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    ``(a | b) | c`` is ``a | (b | c)``, and the same with ``&``.
    """
    assert _same((a | b) | c, a | (b | c), at, length)
    assert _same((a & b) & c, a & (b & c), at, length)


@given(calendars(), calendars(), calendars(), instants(), A_WHILE)
def test_both_and_either_distribute(
    a: Calendar, b: Calendar, c: Calendar, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    ``a & (b | c)`` is ``(a & b) | (a & c)``, and the other way about.
    """
    assert _same(a & (b | c), (a & b) | (a & c), at, length)
    assert _same(a | (b & c), (a | b) & (a | c), at, length)


@given(calendars(), instants(), A_WHILE)
def test_always_changes_nothing_and_takes_all(
    a: Calendar, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    With ALWAYS, ``&`` is the calendar itself and ``|`` is ALWAYS; a calendar with itself is itself.
    """
    assert _same(a & ALWAYS, a, at, length)
    assert _same(a | ALWAYS, ALWAYS, at, length)
    assert _same(a | a, a, at, length)
    assert _same(a & a, a, at, length)


@given(calendars(), instants(), A_WHILE)
def test_a_calendar_without_itself_never_opens(
    a: Calendar, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    ``a - a`` has no working time.
    """
    nothing = a - a

    assert not nothing.is_open(at)
    assert nothing.between(at, at + length) == dt.timedelta(0)
    assert nothing.spans(at, at + length) == ()


def test_a_calendar_without_itself_refuses_to_be_searched() -> None:
    """
    A search in ``ALWAYS - ALWAYS`` ends, in both directions, with a refusal that is a LookupError.
    """
    nothing = ALWAYS - ALWAYS
    at = dt.datetime(2024, 4, 2, 9, tzinfo=dt.UTC)

    for search in (nothing.next_open, nothing.previous_open, nothing.next_opening, nothing.next_close):
        with pytest.raises((NoWorkingTimeError, NoTransitionError)):
            search(at)
    for work in (nothing.add, nothing.subtract):
        with pytest.raises(NoWorkingTimeError):
            work(at, dt.timedelta(hours=1))


@given(calendars(), calendars(), instants(), A_WHILE)
def test_without_is_and_not(a: Calendar, b: Calendar, at: dt.datetime, length: dt.timedelta) -> None:
    """
    ``a - b`` is ``a`` and the hours in which ``b`` is closed; with ``a & b`` it makes up ``a``.
    """
    assert _same(a - b, a & (ALWAYS - b), at, length)
    assert _same((a - b) | (a & b), a, at, length)
    assert _same(ALWAYS - (ALWAYS - a), a, at, length)


@given(calendars(), calendars(), instants(), A_WHILE)
def test_closed_together_and_closed_apart(
    a: Calendar, b: Calendar, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    De Morgan: neither is both not, and not both is either not.
    """
    assert _same(ALWAYS - (a | b), (ALWAYS - a) & (ALWAYS - b), at, length)
    assert _same(ALWAYS - (a & b), (ALWAYS - a) | (ALWAYS - b), at, length)


@given(calendars(), calendars(), instants(), A_WHILE)
def test_time_together_is_counted_once(
    a: Calendar, b: Calendar, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    Inclusion and exclusion: either's time and both's time make up a's time and b's time.
    """
    end = at + length
    either, both = (a | b).between(at, end), (a & b).between(at, end)

    assert either + both == a.between(at, end) + b.between(at, end)
    assert (a - b).between(at, end) == a.between(at, end) - both


@given(calendars(), calendars(), instants())
def test_open_together_open_apart(a: Calendar, b: Calendar, at: dt.datetime) -> None:
    """
    Either, both and only the left one are open as the words say.
    """
    left, right = a.is_open(at), b.is_open(at)

    assert (a | b).is_open(at) == (left or right)
    assert (a & b).is_open(at) == (left and right)
    assert (a - b).is_open(at) == (left and not right)
