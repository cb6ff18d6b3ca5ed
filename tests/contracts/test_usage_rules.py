"""
When a case uses units: what is held, used and given back as it goes on.
"""

import datetime as dt
from typing import Any, Final

import pytest

from csmcore.contracts import (
    Amount,
    Ledger,
    Overage,
    UnitsConsumed,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageAllowance,
    UsageEntry,
    UsageEvent,
    UsageOccasion,
    UsageRule,
    UsageTerms,
    asked_by,
    record,
)
from csmcore.errors import DefinitionError
from csmcore.kernel import CaseId, EntitlementId, Money

E: Final = EntitlementId("e1")
CASE: Final = CaseId("c1")
HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
WORDS: Final = {
    UnitsReserved: "reserve",
    UnitsConsumed: "consume",
    UnitsReleased: "release",
    UnitsReversed: "reverse",
}


def occasion(event: str, key: str, amount: Amount | None = None) -> UsageOccasion:
    """
    An event of the case, an hour after the one before it.
    """
    return UsageOccasion(
        UsageEvent(event), entitlement_id=E, case_id=CASE, key=key, at=NINE, amount=amount, by="anna"
    )


def said(entry: UsageEntry) -> str:
    """
    An entry as a word, with its amount where it has one.
    """
    return f"{WORDS[type(entry)]}" + ("" if entry.amount is None else f" {entry.amount}")


def went(rule: UsageRule, events: list[str], unit: Amount = 5) -> list[str]:
    """
    What each event asks for, each being recorded; an event may say its hours.
    """
    terms = UsageTerms(E, UsageAllowance(unit, overage=Overage(Money(1, "EUR"))))
    ledger, told = Ledger(), []
    for place, text in enumerate(events):
        event, _, hours = text.partition(" ")
        asked = asked_by(
            occasion(event, f"ev{place}", int(hours) * HOUR if hours else None), ledger, rule=rule
        )
        for entry in asked:
            ledger = record(ledger, entry, terms=terms).ledger
        told.append(", ".join(map(said, asked)))
    return told


@pytest.mark.parametrize(
    ("rule", "events", "asked"),
    [
        (UsageRule("open"), ["opened", "resolved", "closed"], ["consume 1", "", ""]),
        (UsageRule("open"), ["opened", "cancelled"], ["consume 1", ""]),
        (UsageRule("resolve"), ["opened", "resolved", "closed"], ["reserve 1", "consume 1", ""]),
        (UsageRule("close"), ["opened", "resolved", "closed"], ["reserve 1", "", "consume 1"]),
        (UsageRule("close"), ["opened", "cancelled"], ["reserve 1", "release"]),
        (UsageRule("close"), ["opened", "merged", "closed"], ["reserve 1", "release", ""]),
        (
            UsageRule("close"),
            ["opened", "cancelled", "reopened", "closed"],
            ["reserve 1", "release", "reserve 1", "consume 1"],
        ),
        (
            UsageRule("close", reverse_on=["cancelled"]),
            ["opened", "closed", "cancelled", "closed", "reopened", "closed"],
            ["reserve 1", "consume 1", "reverse", "", "reserve 1", "consume 1"],
        ),
        (UsageRule("resolve"), ["opened", "duplicate"], ["reserve 1", "release"]),
        (UsageRule("resolve"), ["opened", "closed"], ["reserve 1", "release"]),
        # Reopened, and nothing is declared: it has used its unit, once.
        (
            UsageRule("resolve"),
            ["opened", "resolved", "reopened", "resolved"],
            ["reserve 1", "consume 1", "", ""],
        ),
        (
            UsageRule("resolve", reverse_on=["reopened"]),
            ["opened", "resolved", "reopened", "resolved", "closed"],
            ["reserve 1", "consume 1", "reverse, reserve 1", "consume 1", ""],
        ),
        (
            UsageRule("open", reverse_on=["duplicate", "merged"]),
            ["opened", "duplicate"],
            ["consume 1", "reverse"],
        ),
    ],
)
def test_a_case_uses_its_unit_when_it_is_declared(
    rule: UsageRule, events: list[str], asked: list[str]
) -> None:
    """
    Held from the opening, used on the declared event, released when there was no case after all.
    """
    assert went(rule, events) == asked


@pytest.mark.parametrize(
    ("events", "asked"),
    [
        (["opened", "time_entered 2", "closed"], ["", "consume 2:00:00", ""]),
        (
            ["opened 3", "time_entered 1", "time_entered 1", "closed"],
            ["reserve 3:00:00", "consume 1:00:00", "consume 1:00:00", "release"],
        ),
        (["opened 1", "time_entered 4", "closed"], ["reserve 1:00:00", "consume 4:00:00", ""]),
    ],
)
def test_time_entries_use_what_is_held_first(events: list[str], asked: list[str]) -> None:
    """
    An estimate is held where it is given; each time entry uses of it, and the rest is released.
    """
    assert went(UsageRule("time_entry"), events, 20 * HOUR) == asked


def test_an_event_told_twice_asks_for_the_same() -> None:
    """
    Also when only the first of its entries was recorded before the host stopped.
    """
    terms, rule = UsageTerms(E, UsageAllowance(5)), UsageRule("resolve", reverse_on=["reopened"])
    ledger = Ledger()
    for key, event in (("ev1", "opened"), ("ev2", "resolved")):
        for entry in asked_by(occasion(event, key), ledger, rule=rule):
            ledger = record(ledger, entry, terms=terms).ledger
    again = occasion("reopened", "ev3")
    reverse, hold = asked_by(again, ledger, rule=rule)

    ledger = record(ledger, reverse, terms=terms).ledger

    assert asked_by(again, ledger, rule=rule) == (reverse, hold)


def test_entries_say_for_which_case_and_why() -> None:
    """
    The case, who caused it, and the event; the key begins with the event's.
    """
    (entry,) = asked_by(occasion("opened", "ev1"), Ledger(), rule=UsageRule("close"))

    assert entry == UnitsReserved(
        E, "ev1:reserve", at=NINE, case_id=CASE, by="anna", reason="opened", amount=1
    )


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: UsageRule("sometimes"), "'sometimes' is no consume on; it is one of open, resolve"),
        (lambda: UsageRule("open", reverse_on=["closed"]), "reverse_on names closed; units are given"),
        (lambda: UsageRule("open", reverse_on="reopened"), "would never be used again"),
        (lambda: occasion("time_entered", "ev1"), "'ev1' does not say how long it was"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(made: Any, message: str) -> None:
    """
    With what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        made()


def test_an_occasion_whose_key_begins_with_anothers_is_not_that_one() -> None:
    """
    Opened as "c1:opened", then resolved as "c1": what was held is used, and so when asked again.
    """
    terms, rule, ledger = UsageTerms(E, UsageAllowance(5)), UsageRule("resolve"), Ledger()
    told = []
    for event, key in (("opened", "c1:opened"), ("resolved", "c1")):
        for entry in asked_by(occasion(event, key), ledger, rule=rule):
            ledger = record(ledger, entry, terms=terms).ledger
            told.append(entry)
    again = asked_by(occasion("resolved", "c1"), ledger, rule=rule)

    assert [each.key for each in told] == ["c1:opened:reserve", "c1:consume"]
    assert isinstance(told[1], UnitsConsumed)
    assert told[1].reservation == "c1:opened:reserve"
    assert again == (told[1],)
    assert ledger.balance(terms, at=NINE).left == 4


def test_what_is_given_back_belongs_to_the_whole_key_too() -> None:
    """
    Opened as "c1:x", cancelled as "c1": the unit is let go, once, however often it is told.
    """
    terms, rule, ledger = UsageTerms(E, UsageAllowance(5)), UsageRule("resolve"), Ledger()
    for event, key in (("opened", "c1:x"), ("cancelled", "c1"), ("cancelled", "c1")):
        for entry in asked_by(occasion(event, key), ledger, rule=rule):
            ledger = record(ledger, entry, terms=terms).ledger

    assert [each.key for each in ledger] == ["c1:x:reserve", "c1:release:c1:x:reserve"]
    assert ledger.balance(terms, at=NINE).left == 5
