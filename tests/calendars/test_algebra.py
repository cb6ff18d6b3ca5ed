"""
Calendars made of calendars.
"""

import copy
import datetime as dt
import pickle
from collections.abc import Callable
from typing import Final

import attrs
import pytest

from csmcore.calendars import (
    ALWAYS,
    BusinessCalendar,
    Calendar,
    CompositeCalendar,
    FloatingCalendar,
    HolidayRule,
    Operation,
)
from csmcore.errors import DefinitionError, HorizonError, UnknownZoneError, ZoneNeededError
from csmcore.kernel import Span

HOUR: Final = dt.timedelta(hours=1)

# In January Amsterdam is at +01, New York at -05, Tokyo at +09.
AMS: Final = BusinessCalendar("ams", "Europe/Amsterdam", "mon-fri 09:00-17:00")  # 08:00-16:00Z
NYC: Final = BusinessCalendar("nyc", "America/New_York", "mon-fri 09:00-17:00")  # 14:00-22:00Z
TYO: Final = BusinessCalendar("tyo", "Asia/Tokyo", "mon-fri 09:00-17:00")  # 00:00-08:00Z
LUNCH: Final = BusinessCalendar("lunch", "Europe/Amsterdam", "daily 12:00-13:00")  # 11:00-12:00Z


def _z(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _monday(calendar: Calendar) -> list[tuple[str, str]]:
    """
    The working time of Monday 15 January 2024, a UTC day, by the clock of UTC.
    """
    spans = calendar.spans(_z("2024-01-15 00:00"), _z("2024-01-16 00:00"))
    return [(f"{span.start:%H:%M}", f"{span.end:%H:%M}") for span in spans]


def test_a_union_is_open_when_any_part_is() -> None:
    """
    Tokyo hands over to Amsterdam at 08:00Z sharp, and Amsterdam overlaps with New York.
    """
    sun = TYO | AMS | NYC

    assert _monday(sun) == [("00:00", "22:00")]
    assert sun.next_close(_z("2024-01-15 01:00")) == _z("2024-01-15 22:00")
    assert sun.add(_z("2024-01-15 21:00"), 2 * HOUR) == _z("2024-01-16 01:00")


def test_an_intersection_is_open_when_all_parts_are() -> None:
    """
    Amsterdam and New York share two hours; no time is shared with Tokyo as well.
    """
    assert _monday(AMS & NYC) == [("14:00", "16:00")]
    assert _monday(AMS & NYC & TYO) == []


def test_a_difference_is_open_when_the_first_is_and_no_other_is() -> None:
    """
    What is taken away may be more than one calendar.
    """
    assert _monday(AMS - LUNCH) == [("08:00", "11:00"), ("12:00", "16:00")]
    assert _monday(AMS - LUNCH - NYC) == [("08:00", "11:00"), ("12:00", "14:00")]
    assert _monday(AMS - (LUNCH | NYC)) == [("08:00", "11:00"), ("12:00", "14:00")]
    assert _monday(LUNCH - AMS) == []


def test_what_is_nested_otherwise_stays_nested() -> None:
    """
    ``a - (b - c)`` is not ``a - b - c``: what b leaves to c is kept.
    """
    assert (AMS - (LUNCH - NYC)).parts == (AMS, LUNCH - NYC)
    assert _monday(NYC | (AMS - LUNCH)) == [("08:00", "11:00"), ("12:00", "22:00")]
    assert (AMS | (NYC & TYO)).parts == (AMS, NYC & TYO)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((AMS | NYC) | TYO, AMS | (NYC | TYO)),
        ((AMS & NYC) & TYO, AMS & (NYC & TYO)),
        ((AMS - NYC) - TYO, CompositeCalendar(Operation.DIFFERENCE, (AMS, NYC, TYO))),
    ],
)
def test_what_associates_is_flat(left: CompositeCalendar, right: CompositeCalendar) -> None:
    """
    Brackets that mean nothing leave no trace: not in the value, its hash or its name.
    """
    assert left == right
    assert hash(left) == hash(right)
    assert left.parts == (AMS, NYC, TYO)
    assert left.name == right.name


def test_a_name_keeps_a_composite_together() -> None:
    """
    Named parts are not dissolved; without a name it is called by its parts.
    """
    west = (AMS | NYC).named("west")

    assert west.name == "west"
    assert (AMS | NYC).name == "(ams | nyc)"
    assert (AMS - LUNCH).name == "(ams - lunch)"
    assert (west | TYO).parts == (west, TYO)
    assert (west | TYO).name == "(west | tyo)"
    assert west != AMS | NYC
    assert west.named("") == AMS | NYC
    assert repr(west) == "<CompositeCalendar 'west': (ams | nyc)>"


def test_a_name_made_of_names_is_bounded() -> None:
    """
    Up to 200 characters it is the parts' names; a longer one says how many parts there are.
    """
    half, third = attrs.evolve(AMS, name="a" * 97), attrs.evolve(AMS, name="b" * 98)

    assert (half - third).name == f"({'a' * 97} - {'b' * 98})"
    assert (half - attrs.evolve(AMS, name="b" * 99)).name == "(difference of 2 calendars)"
    many = CompositeCalendar(
        Operation.UNION, [attrs.evolve(AMS, name=f"place {each}") for each in range(30)]
    )
    assert many.name == "(union of 30 calendars)"
    assert (many | NYC).name == "(union of 31 calendars)"
    assert len((many | NYC).parts) == 31


def test_shared_parts_do_not_make_a_name_grow() -> None:
    """
    Forty levels, each of which has the one below it twice, have a name that can be read.
    """
    calendar: CompositeCalendar = AMS - LUNCH
    longest = 0
    for _ in range(20):
        calendar = (calendar & calendar) | (calendar & NYC)
        longest = max(longest, len(calendar.name), len(repr(calendar)))

    assert longest < 500


def test_a_composite_tells_its_parts() -> None:
    """
    Printed, the parts stand below it, indented.
    """
    assert str((AMS & LUNCH).named("over lunch")).splitlines() == [
        "over lunch: intersection of 2 calendars",
        "  ams (Europe/Amsterdam)",
        "    mon-fri 09:00-17:00",
        "  lunch (Europe/Amsterdam)",
        "    mon-sun 12:00-13:00",
    ]


def test_zones_are_those_of_all_parts() -> None:
    """
    Sorted, each once.
    """
    assert (TYO | AMS | LUNCH).zones == ("Asia/Tokyo", "Europe/Amsterdam")
    assert (AMS - LUNCH).zones == ("Europe/Amsterdam",)


def test_the_horizon_is_what_all_parts_can_answer_for() -> None:
    """
    The common years; where there are none, there is no calendar.
    """
    early = BusinessCalendar("early", "UTC", "daily 09:00-17:00", horizon=(1970, 2020))
    late = BusinessCalendar("late", "UTC", "daily 09:00-17:00", horizon=(2010, 2100))
    later = BusinessCalendar("later", "UTC", "daily 09:00-17:00", horizon=(2020, 2100))

    both = early | late
    assert both.horizon == (2010, 2020)
    assert both.between(_z("2010-01-01 00:00"), _z("2020-01-01 00:00")) == 3652 * 8 * HOUR
    with pytest.raises(HorizonError):
        both.is_open(_z("2009-12-31 23:59"))
    with pytest.raises(DefinitionError, match="no year in common"):
        early & later


@pytest.mark.parametrize(
    "make",
    [
        lambda: CompositeCalendar(Operation.UNION, (AMS,)),
        lambda: CompositeCalendar(Operation.UNION, ()),
        lambda: CompositeCalendar(Operation.UNION, (AMS, FloatingCalendar("f", "daily 09:00-17:00"))),  # type: ignore[arg-type]
        lambda: (AMS | NYC).named("  "),
    ],
)
def test_a_composite_that_cannot_be_is_refused(make: Callable[[], Calendar]) -> None:
    """
    At least two parts, each a calendar with a zone, and a name that is one.
    """
    with pytest.raises(DefinitionError):
        make()


def test_a_calendar_has_a_depth() -> None:
    """
    Fifty levels are answered, printed, compared and copied; one more is refused, in whatever way.
    """

    def alternating(levels: int) -> Calendar:
        made: Calendar = AMS
        for level in range(levels):
            made = made - LUNCH if level % 2 else made | LUNCH
        return made

    deep, again = alternating(50), alternating(50)

    assert _monday(deep) == [("08:00", "11:00"), ("12:00", "16:00")]
    assert deep.is_business_day(dt.date(2024, 1, 15))
    assert (deep, hash(deep), str(deep)) == (again, hash(again), str(again))
    assert copy.deepcopy(deep) == pickle.loads(pickle.dumps(deep)) == deep
    assert (deep - NYC).parts == (*deep.parts, NYC)  # type: ignore[attr-defined]
    with pytest.raises(DefinitionError, match="a calendar is at most 50 levels deep"):
        _ = deep | LUNCH
    with pytest.raises(DefinitionError, match="join alike parts side by side"):
        alternating(10_000)


@pytest.mark.parametrize("other", [None, 3, Span(_z("2024-01-01"), _z("2024-01-02"))])
def test_only_calendars_combine(other: object) -> None:
    """
    Whatever else is a mistake, in any operator.
    """
    with pytest.raises(TypeError):
        AMS | other  # type: ignore[operator]
    with pytest.raises(TypeError):
        AMS & other  # type: ignore[operator]
    with pytest.raises(TypeError):
        AMS - other  # type: ignore[operator]


# -- business dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar: calendar.is_business_day(dt.date(2024, 1, 15)),
        lambda calendar: calendar.business_days(dt.date(2024, 1, 15), dt.date(2024, 1, 16)),
        lambda calendar: calendar.days_between(dt.date(2024, 1, 15), dt.date(2024, 1, 16)),
        lambda calendar: calendar.add_days(_z("2024-01-15 10:00"), 1),
    ],
)
def test_a_question_about_dates_of_several_zones_says_which(ask: Callable[[Calendar], object]) -> None:
    """
    Without a zone it is refused, naming the zones; parts of one zone need none.
    """
    with pytest.raises(ZoneNeededError) as caught:
        ask(TYO | AMS)

    assert caught.value.zones == ("Asia/Tokyo", "Europe/Amsterdam")
    assert ask(AMS | LUNCH)


def test_a_date_belongs_to_the_zone_that_is_named() -> None:
    """
    Tokyo's Monday begins at 09:00 there, which is Sunday evening, 19:00, in New York.
    """
    new_york = "America/New_York"

    assert TYO.is_business_day(dt.date(2024, 1, 14), zone=new_york)
    assert not TYO.is_business_day(dt.date(2024, 1, 19), zone=new_york)  # a Friday
    assert (TYO | NYC).days_between(dt.date(2024, 1, 14), dt.date(2024, 1, 21), zone=new_york) == 6
    with pytest.raises(UnknownZoneError):
        TYO.is_business_day(dt.date(2024, 1, 14), zone="Mars/Olympus_Mons")


WEEK: Final = (dt.date(2024, 1, 15), dt.date(2024, 1, 22))


def _week(calendar: Calendar) -> str:
    """
    The business dates of the week from 15 January 2024 on, as weekdays.
    """
    return " ".join(f"{on:%a}" for on in calendar.business_days(*WEEK))


def test_business_dates_of_a_union() -> None:
    """
    A date counts when it counts in either part.
    """
    early = BusinessCalendar("early", "UTC", "mon,tue 09:00-12:00")
    late = BusinessCalendar("late", "UTC", "tue-thu 13:00-17:00")

    assert _week(early | late) == "Mon Tue Wed Thu"


def test_business_dates_of_an_intersection() -> None:
    """
    A date counts when it counts in both parts, and they are open together at some time of it.
    """
    early = BusinessCalendar("early", "UTC", "mon-wed 09:00-12:00")
    late = BusinessCalendar("late", "UTC", "mon,wed 13:00-17:00; tue 11:00-17:00")

    assert _week(early & late) == "Tue"


def test_business_dates_of_a_difference() -> None:
    """
    A date counts when it counts in the first part, and some of its time is left.
    """
    office = BusinessCalendar(
        "office", "UTC", "mon-fri 09:00-17:00", holidays=[HolidayRule.yearly(1, 16)]
    )
    works = BusinessCalendar("works", "UTC", "mon 09:00-12:00; wed 08:00-18:00; sun 09:00-17:00")

    assert _week(office - works) == "Mon Thu Fri"


@pytest.mark.parametrize(
    ("calendar", "closes"),
    [
        (AMS | NYC, "2024-01-15 22:00"),
        (AMS & NYC, "2024-01-15 16:00"),
        (AMS - NYC, "2024-01-15 14:00"),
    ],
)
def test_the_end_of_a_composite_day(calendar: Calendar, closes: str) -> None:
    """
    The later closing of a union, the last common time, and the last time that is left.
    """
    start = _z("2024-01-15 09:00")

    assert calendar.add_days(start, 0, end_of_day=True, zone="Europe/Amsterdam") == _z(closes)


def test_an_operation_is_one_of_three() -> None:
    """
    A word that names no operation is refused, with those that do.
    """
    with pytest.raises(
        DefinitionError, match="'xor' is no operation; it is one of union, intersection"
    ):
        CompositeCalendar("xor", (ALWAYS, ALWAYS))
