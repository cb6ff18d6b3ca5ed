"""
Under what a case is measured: recorded once, told to clocks, kept whatever is published later.
"""

import datetime as dt

import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import ApplySla, Decided, ServiceLevel, SlaApplied, decide, replay, timeline
from csmcore.errors import CaseRefusedError, DefinitionError
from csmcore.sla import RESOLUTION, SlaPolicy, status
from tests.cases.desk import ANN, CLOCK, NINE, OPENING, TYPE, asked

HOUR = dt.timedelta(hours=1)
LEVEL = ServiceLevel(policy="gold", version=2, calendars={"entitlement": "night"}, zone="Europe/Lisbon")


def test_a_level_is_recorded_once() -> None:
    """
    What the case is measured under already is not told again.
    """
    opened = asked(None, OPENING)
    applied = asked(opened.case, ApplySla(LEVEL), CLOCK)
    again = asked(applied.case, ApplySla(LEVEL), CLOCK)

    assert [type(each) for each in applied.events] == [SlaApplied]
    assert applied.case.sla == LEVEL
    assert again.events == ()
    assert replay((*opened.events, *applied.events)) == applied.case


def test_a_level_reaches_clocks_and_conditions_as_facts() -> None:
    """
    The policy with its version, who names which calendar, and the zone.
    """
    opened = asked(None, OPENING)
    applied = asked(opened.case, ApplySla(LEVEL), CLOCK)
    facts = timeline((*opened.events, *applied.events)).facts_at(NINE)

    assert {name: facts.get(name) for name in ("sla_policy", "sla_version", "zone")} == {
        "sla_policy": "gold",
        "sla_version": 2,
        "zone": "Europe/Lisbon",
    }
    assert facts["entitlement_calendar"] == "night"
    assert ServiceLevel(calendar="office", revision=3).facts == (
        ("sla_calendar", "office"),
        ("sla_revision", 3),
    )


def test_a_case_keeps_the_version_that_was_applied() -> None:
    """
    By hand: version 2 promises four hours, and the case has them though version 3 stands first.
    """
    always = CalendarBook([BusinessCalendar("night", "UTC", "mon-sun 00:00-24:00")])
    policies = [
        SlaPolicy("gold", [RESOLUTION.within(hours * HOUR)], version=version)
        for version, hours in ((3, 2), (2, 4))
    ]
    opened = asked(None, OPENING)
    applied = asked(opened.case, ApplySla(LEVEL), CLOCK)
    told = timeline((*opened.events, *applied.events))

    (clock,) = status(policies, told, calendars=always, at=NINE).clocks
    assert clock.due_at == NINE + 4 * HOUR


def test_a_customer_applies_nothing() -> None:
    """
    What is promised is not asked for by whoever it is promised to.
    """
    opened = asked(None, OPENING)
    assert isinstance(opened, Decided)
    with pytest.raises(CaseRefusedError, match="'apply_sla'"):
        decide(opened.case, ApplySla(LEVEL), case_type=TYPE, at=NINE, by=ANN)


def test_a_level_that_says_nonsense_is_refused() -> None:
    """
    Numbers are counted from 1 up, calendars have names, and a level is one.
    """
    with pytest.raises(DefinitionError, match="version is 0; it is a whole number, 1 or more"):
        ServiceLevel(version=0)
    with pytest.raises(DefinitionError, match="calendars: account names 7; the name"):
        ServiceLevel(calendars={"account": 7})
    with pytest.raises(DefinitionError, match="level='gold'; say ServiceLevel"):
        ApplySla("gold")  # type: ignore[arg-type]
