"""
The laws of what a calendar remembers: it computes once, and nobody can tell.
"""

import datetime as dt
import itertools
import pickle
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from csmcore.calendars import Calendar
from csmcore.testing import calendars, composites, instants

ANY_CALENDAR: Final = st.one_of(calendars(), composites())
A_DAY: Final = dt.timedelta(days=1)
FAR_APART: Final = tuple(
    dt.datetime(year, month, 15, 10, tzinfo=dt.UTC)
    for year, month in ((1971, 1), (2199, 11), (2030, 6))
)


def _fresh(calendar: Calendar) -> Calendar:
    """
    An equal calendar that has not been asked anything.
    """
    fresh: Calendar = pickle.loads(pickle.dumps(calendar))
    return fresh


def _answers(calendar: Calendar, at: dt.datetime) -> tuple[object, ...]:
    week = at + 7 * A_DAY
    return (
        calendar.is_open(at),
        calendar.between(at, week),
        calendar.spans(at, week),
        calendar.add(at, calendar.between(at, week)),
        calendar.subtract(week, calendar.between(at, week)),
    )


@given(ANY_CALENDAR, instants())
def test_a_calendar_is_the_same_value_after_it_was_asked(calendar: Calendar, at: dt.datetime) -> None:
    """
    Questions change neither equality, nor hash, nor repr, nor what is pickled.
    """
    before = (hash(calendar), repr(calendar), pickle.dumps(_fresh(calendar)))
    fresh = _fresh(calendar)

    _answers(calendar, at)

    assert calendar == fresh
    assert (hash(calendar), repr(calendar)) == before[:2]
    assert pickle.dumps(_fresh(calendar)) == before[2]


@given(ANY_CALENDAR, instants())
def test_a_pickled_calendar_answers_alike(calendar: Calendar, at: dt.datetime) -> None:
    """
    A calendar that went through a pickle, before or after it was asked, gives the same answers.
    """
    cold = pickle.loads(pickle.dumps(calendar))
    answers = _answers(calendar, at)
    warm = pickle.loads(pickle.dumps(calendar))

    assert cold == calendar == warm
    assert len({calendar, cold, warm}) == 1
    assert _answers(cold, at) == answers == _answers(warm, at)


# Each example compiles two centuries several times over, so that fewer must do.
@settings(max_examples=max(1, settings().max_examples // 5))
@given(ANY_CALENDAR, st.permutations(FAR_APART))
def test_the_order_of_questions_does_not_matter(calendar: Calendar, order: list[dt.datetime]) -> None:
    """
    From 1971 to 2199 and back: the same question has the same answer, whatever was asked before.
    """
    warm = {at: _answers(calendar, at) for at in order}

    for at in FAR_APART:
        assert _answers(_fresh(calendar), at) == warm[at] == _answers(calendar, at)


@given(ANY_CALENDAR, instants(), instants())
def test_one_question_over_a_century_is_the_sum_of_its_parts(
    calendar: Calendar, at: dt.datetime, other: dt.datetime
) -> None:
    """
    A long stretch asked at once is what its years are when each is asked of a calendar of its own.
    """
    start, end = min(at, other), max(at, other)
    cuts = [start, *(start + (end - start) * n / 3 for n in (1, 2)), end]
    parts = [_fresh(calendar).between(a, b) for a, b in itertools.pairwise(cuts)]

    assert calendar.between(start, end) == sum(parts, dt.timedelta(0))
