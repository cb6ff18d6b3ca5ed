"""
The ledger against tokens that live through every day: the same is refused, and the same is left.
"""

import collections
import datetime as dt
import random
from typing import Final

import attrs
import pytest

from csmcore.contracts import (
    Amount,
    BucketKind,
    CalendarPeriod,
    Ledger,
    Overage,
    Rollover,
    Unit,
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageAllowance,
    UsageEntry,
    UsageTerms,
    record,
)
from csmcore.errors import BalanceError
from csmcore.kernel import DateSpan, EntitlementId, Money, Term
from tests.oracle.slow_ledger import DAY, Deal, Life, Told, live

SUPPORT: Final = EntitlementId("support")
FIRST: Final = dt.date(2024, 1, 29)
RATE: Final = Money("12.50", "EUR")
HOUR: Final = dt.timedelta(hours=1)


def random_deal(chance: random.Random) -> Deal:
    """
    Terms of every kind, in plain numbers.
    """
    start_on = FIRST + chance.randrange(6) * DAY
    months = chance.choice([None, 1, 1, 2, 3])
    rolls = months is not None and chance.random() < 0.6
    return Deal(
        start_on,
        chance.choice([None, start_on + chance.randrange(40, 200) * DAY]),
        chance.randrange(0, 6),
        months,
        from_january=months is not None and chance.random() < 0.5,
        rolls=rolls,
        cap=chance.choice([None, 0, 1, 3, 8]),
        periods=chance.choice([None, 1, 2]),
        beyond=chance.random() < 0.4,
    )


def amount_of(unit: Unit, number: int) -> Amount:
    """
    So many cases, or hours.
    """
    return number if unit is Unit.CASES else number * HOUR


def terms_of(deal: Deal, unit: Unit) -> UsageTerms:
    """
    The same terms as csmcore has them.
    """
    months = deal.months or 0
    period = CalendarPeriod(months) if deal.from_january else Term(months=months) if months else None
    cap = None if deal.cap is None else amount_of(unit, deal.cap)
    allowance = UsageAllowance(
        amount_of(unit, deal.amount),
        period=period,
        rollover=Rollover(cap, periods=deal.periods) if deal.rolls else None,
        overage=Overage(RATE) if deal.beyond else None,
    )
    return UsageTerms(SUPPORT, allowance, valid=DateSpan(deal.start_on, deal.until))


def noon(day: dt.date) -> dt.datetime:
    """
    The middle of a day.
    """
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def entry_of(told: Told, unit: Unit) -> UsageEntry:
    """
    The same entry as csmcore has it.
    """
    amount = None if told.amount is None else amount_of(unit, told.amount)
    at, some = noon(told.day), amount or 0
    match told.what:
        case "reserve":
            return UnitsReserved(SUPPORT, told.key, at=at, amount=some)
        case "consume":
            return UnitsConsumed(SUPPORT, told.key, at=at, amount=some, reservation=told.of)
        case "release":
            return UnitsReleased(SUPPORT, told.key, at=at, amount=amount, reservation=str(told.of))
        case "reverse":
            return UnitsReversed(SUPPORT, told.key, at=at, amount=amount, consumption=str(told.of))
        case "grant":
            return UnitsGranted(SUPPORT, told.key, at=at, amount=some, expires_on=told.expires_on)
        case _:
            return UnitsExpired(SUPPORT, told.key, at=at, amount=some)


def random_entry(chance: random.Random, known: list[Told], number: int) -> Told:
    """
    An entry of any kind, that names only what there is; it may be told late.
    """
    day = FIRST + chance.randrange(-3, 220) * DAY
    what = chance.choice(["reserve", "consume", "consume", "release", "reverse", "grant", "write off"])
    amount: int | None = chance.randrange(1, 5)
    wanted = "consume" if what == "reverse" else "reserve"
    named = [each for each in known if each.what == wanted]
    of, expires_on = None, None
    if what in ("release", "reverse") or (what == "consume" and named and chance.random() < 0.6):
        if what == "consume":
            named = [each for each in known if each.what == "reserve"]
        if not named:
            return Told("consume", f"k{number}", day, amount)
        other = chance.choice(named)
        of, day = other.key, max(day, other.day)
        if what != "consume" and chance.random() < 0.5:
            amount = None
    if what == "grant" and chance.random() < 0.7:
        expires_on = day + chance.randrange(0, 90) * DAY
    return Told(what, f"k{number}", day, amount, of, expires_on)


def assert_alike(ledger: Ledger, terms: UsageTerms, life: Life) -> None:
    """
    Both show the same on a day.
    """
    unit = terms.unit
    balance = ledger.balance(terms, at=noon(life.today))
    free, period = life.free(), life.period
    spent = [t for key, mine in life.used.items() if life.used_in[key] == period for t in mine]
    over = [
        token
        for mine in life.used.values()
        for token in mine
        if token.kind == "beyond" and token.start_on == period
    ]
    held = sum(map(len, life.held.values()))
    rolled = [t for t in free if t.kind == "period" and t.start_on != period]
    assert balance.left == amount_of(unit, len(free))
    assert balance.reserved == amount_of(unit, held)
    assert balance.rolled_over == amount_of(unit, len(rolled))
    assert balance.granted == amount_of(unit, sum(t.kind == "grant" for t in free))
    assert (balance.period is not None) == life.is_valid
    if life.is_valid:
        assert balance.used == amount_of(unit, len(spent))
        assert balance.beyond == amount_of(unit, len(over))
        assert balance.charge == (Money(RATE.amount * len(over), "EUR") if over else None)


def assert_drawn_alike(ledger: Ledger, terms: UsageTerms, life: Life) -> None:
    """
    Both drew each consumption from the same places.
    """
    for key, mine in life.used.items():
        drawn = collections.Counter((token.kind, token.name) for token in mine)
        ours = {
            (
                draw.bucket.kind.value.replace("overage", "beyond"),
                draw.bucket.key
                if draw.bucket.kind is BucketKind.GRANT
                else str(draw.bucket.period.start_on),
            ): draw.amount
            for draw in ledger.draws(terms, key)
        }
        assert ours == {place: amount_of(terms.unit, number) for place, number in drawn.items()}


def try_world(seed: int) -> collections.Counter[str]:
    """
    One random deal with random entries, judged by both; tells how it went.
    """
    chance = random.Random(seed)
    unit, deal = chance.choice(list(Unit)), random_deal(chance)
    terms, ledger = terms_of(deal, unit), Ledger()
    known: list[Told] = []
    went: collections.Counter[str] = collections.Counter()
    for number in range(14):
        told = random_entry(chance, known, number)
        last = max(each.day for each in (*known, told))
        short = live(deal, [*known, told], last).short
        try:
            ledger = record(ledger, entry_of(told, unit), terms=terms).ledger
        except BalanceError:
            refused = True
            went["refused"] += 1
        else:
            refused = False
            known.append(told)
            went[told.what] += 1
        assert refused == bool(short), f"{told} with {short} short"
    for day in sorted(FIRST + chance.randrange(-3, 260) * DAY for _ in range(5)):
        until_then = [each for each in known if each.day <= day]
        assert_alike(ledger, terms, live(deal, until_then, day))
    last = max((each.day for each in known), default=FIRST)
    assert_drawn_alike(ledger, terms, live(deal, known, last))
    return went


@pytest.mark.parametrize("seed", range(12))
def test_both_refuse_the_same_and_leave_the_same(seed: int) -> None:
    """
    Whatever is told, however late: refused or taken in alike, and alike on any day.
    """
    try_world(seed)


@pytest.mark.slow
def test_both_agree_on_many_worlds() -> None:
    """
    The same for more than a hundred worlds, among which every kind of entry was taken in and refused.
    """
    went = sum((try_world(seed) for seed in range(100, 240)), collections.Counter())

    assert set(went) == {"reserve", "consume", "release", "reverse", "grant", "write off", "refused"}
    assert min(went.values()) > 30


def test_a_ledger_does_not_mind_the_order_in_which_it_is_read() -> None:
    """
    Entries read backwards make the same ledger.
    """
    entries = [
        attrs.evolve(UnitsConsumed(SUPPORT, f"k{place}", at=noon(FIRST), amount=1), sequence=place)
        for place in (1, 2, 3)
    ]

    assert Ledger.of(reversed(entries)) == Ledger.of(entries)
