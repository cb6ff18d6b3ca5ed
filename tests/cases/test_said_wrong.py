"""
What is of a wrong kind, or out of time, is told in one line.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar
from csmcore.cases import JoinMajor, MoveCase, SyncCase, children_for, due, erase, sync, sync_all
from csmcore.errors import DefinitionError, OrderError
from csmcore.kernel import CaseId
from tests.cases.desk import CLOCK, KIM, TYPE, opened
from tests.cases.test_audit import trail
from tests.cases.test_sync import OUTAGE, Desk

WRONG: Final[Any] = (None, 1, "x", [None], [1])


def one_line(ask: Callable[[], object]) -> str:
    """
    What is told about something that is refused.
    """
    with pytest.raises(DefinitionError) as told:
        ask()
    assert "\n" not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_of_a_wrong_kind_is_told(wrong: Any) -> None:
    """
    Each says what is needed instead.
    """
    desk, case = Desk(), opened()
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
    child, major = desk.child(), desk.major
    assert major is not None

    assert "AUTO_CLOSE" in one_line(
        lambda: due(case, wrong, case_type=TYPE, calendar=office, at=case.changed_at)
    )
    assert "no event of a case" in one_line(lambda: SyncCase(wrong))
    assert "no event of a case" in one_line(lambda: sync(wrong, child))
    assert "no owner" in one_line(lambda: children_for(major, wrong))


@pytest.mark.parametrize("wrong", ["x", ["x", 1], [None], [True]])
def test_sequences_are_numbers(wrong: Any) -> None:
    """
    A text among them is told.
    """
    assert "no sequence" in one_line(lambda: erase(trail(), sequences=wrong))


def test_what_has_not_happened_yet_is_not_taken_over() -> None:
    """
    The major case moved at 9:04; nobody takes it over at 9:03.
    """
    desk = Desk()
    child = desk.child()
    desk.do(MoveCase("accept"))
    early = desk.at - dt.timedelta(minutes=1)
    with pytest.raises(OrderError):
        sync_all(desk.events, [child], case_types=[OUTAGE], at=early, by=CLOCK)


def test_two_cases_that_stand_below_each_other_are_skipped() -> None:
    """
    A regular case above joins the one below it: neither follows the other.
    """
    desk = Desk()
    child = desk.child()
    desk.major = attrs.evolve(desk.major, major=None) if desk.major else None
    desk.do(JoinMajor(CaseId("c1")), KIM)
    desk.do(MoveCase("accept"))
    found = sync_all(desk.events, [child], case_types=[OUTAGE], at=desk.at, by=CLOCK)
    assert found.appends == ()
    assert [str(each) for each in found.skipped] == [
        "not case 'c1': case 'm1' stands below this case itself: a circle"
    ]
