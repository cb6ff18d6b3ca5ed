"""
How much service is included, for how long, and what happens to the rest.
"""

import datetime as dt
from typing import Final, TypeAlias

import attrs

from csmcore.contracts._amounts import Amount, Unit, to_amount, to_amount_if_given, told, unit_of
from csmcore.contracts._fields import a, a_or_none
from csmcore.errors import DefinitionError, UnitError
from csmcore.kernel import DateSpan, EntitlementId, Money, Term, local_date, not_blank, zone_name

_EPOCH: Final = dt.date(1970, 1, 1)
_PARTS_OF_A_YEAR: Final = (1, 2, 3, 4, 6, 12)


@attrs.frozen
class CalendarPeriod:
    """
    Periods of the calendar: months, quarters or years that start on the first of January.

    A validity that starts or ends within one has a first or last period that is shorter,
    with the whole amount.

    Attributes:
        months: How many months a period has: 1, 2, 3, 4, 6 or 12.

    Raises:
        DefinitionError: A year cannot be made of periods of that length.
    """

    months: int = 1

    def __attrs_post_init__(self) -> None:
        if type(self.months) is not int or self.months not in _PARTS_OF_A_YEAR:
            message = f"months={self.months!r}; a period of the calendar has 1, 2, 3, 4, 6 or 12 months"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return f"calendar {Term(months=self.months)}"


Period: TypeAlias = CalendarPeriod | Term
"""
What an amount is included for: periods of the calendar, or terms from the first date on.
"""


@attrs.frozen
class Rollover:
    """
    That what is left at the end of a period may still be used in the next.

    Attributes:
        cap: How much of earlier periods may be carried at most; ``None`` for all of it. What
            is above lapses, the oldest first.

        periods: Through how many further periods it is carried; ``None`` until the
            validity ends.

    Raises:
        DefinitionError: It is carried through no period.
    """

    cap: Amount | None = attrs.field(default=None, converter=to_amount_if_given)
    periods: int | None = attrs.field(default=1, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.periods is not None and (type(self.periods) is not int or self.periods < 1):
            message = (
                f"periods={self.periods!r}; what is carried over lives for 1 period or more, "
                "or until the validity ends (None)"
            )
            raise DefinitionError(message)

    def __str__(self) -> str:
        cap = "all that is left" if self.cap is None else f"up to {told(self.cap)}"
        if self.periods is None:
            return f"{cap} carried over until the end"
        return f"{cap} carried over for {self.periods} period{'' if self.periods == 1 else 's'}"


@attrs.frozen
class Overage:
    """
    That service goes on when nothing is left, at a rate.

    Attributes:
        rate: What a case, or an hour of work, costs.

    Raises:
        DefinitionError: The rate is negative, or no money.
    """

    rate: Money

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.rate, Money) or self.rate.amount < 0:
            message = f"rate={self.rate!r}; an amount of Money that is not negative is needed"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return f"more at {self.rate} each"


@attrs.frozen
class UsageAllowance:
    """
    How much is included: so many cases or so much working time, once or in every period.

    Attributes:
        amount: How much; an ``int`` counts cases, a ``timedelta`` working time. May be
            nothing, where all is paid by use. An entitlement without limit has no allowance.

        period: For what it is included; ``None`` for the whole validity.

        rollover: Whether what is left may be carried over; ``None`` when it lapses.

        overage: Whether and at what rate more may be used; ``None`` when more is refused.

    Raises:
        UnitError: The rollover's cap is in the other unit.

        DefinitionError: The amount, period, rollover or overage is none, the amount is more
            than can be meant, or there is a rollover and no period.
    """

    amount: Amount = attrs.field(converter=to_amount)
    period: Period | None = attrs.field(default=None, kw_only=True)
    rollover: Rollover | None = attrs.field(
        default=None, kw_only=True, validator=a_or_none(Rollover, "Rollover()")
    )
    overage: Overage | None = attrs.field(
        default=None, kw_only=True, validator=a_or_none(Overage, "Overage(Money(90, 'EUR'))")
    )

    def __attrs_post_init__(self) -> None:
        if self.period is not None and not isinstance(self.period, CalendarPeriod | Term):
            message = f"{self.period!r} is no period; say CalendarPeriod(), or Term(months=3)"
            raise DefinitionError(message)
        if self.rollover is None:
            return
        if self.period is None:
            message = "there is a rollover and no period; the whole validity has none after it"
            raise DefinitionError(message)
        cap = self.rollover.cap
        if cap is not None and unit_of(cap) is not self.unit:
            raise UnitError("the rollover's cap", unit_of(cap).noun, self.unit.noun)

    def __str__(self) -> str:
        parts = [told(self.amount) if self.period is None else f"{told(self.amount)} per {self.period}"]
        parts += [str(each) for each in (self.rollover, self.overage) if each is not None]
        return ", ".join(parts)

    @property
    def unit(self) -> Unit:
        """
        In what it is counted.
        """
        return unit_of(self.amount)


@attrs.frozen
class UsageTerms:
    """
    What the ledger has to know of an entitlement: how much, for which dates, in which zone.

    Attributes:
        entitlement_id: Whose usage is counted.

        allowance: How much is included.

        valid: From when until when. Outside of it nothing can be drawn.

        zone: Whose dates those are, and those of the periods.

    Raises:
        DefinitionError: Periods follow from the first date, and there is none; or the allowance
            is none, or the validity no span of dates.
    """

    entitlement_id: EntitlementId = attrs.field(validator=not_blank)
    allowance: UsageAllowance = attrs.field(validator=a(UsageAllowance, "UsageAllowance(20)"))
    valid: DateSpan = attrs.field(
        factory=DateSpan, kw_only=True, validator=a(DateSpan, "DateSpan(start_on, until)")
    )
    zone: str = attrs.field(default="UTC", converter=zone_name, kw_only=True)

    def __attrs_post_init__(self) -> None:
        allowance = self.allowance
        counted = isinstance(allowance.period, Term) or allowance.rollover is not None
        if counted and self.valid.start_on is None:
            message = (
                f"the periods of entitlement {self.entitlement_id!r} are counted from its first "
                "date, and it has none; give its validity a start"
            )
            raise DefinitionError(message)

    @property
    def unit(self) -> Unit:
        """
        In what is counted.
        """
        return self.allowance.unit

    def date_of(self, at: dt.datetime) -> dt.date:
        """
        The date of an instant, by the clocks of the zone.
        """
        return local_date(at, self.zone)

    def period_number(self, on: dt.date) -> int:
        """
        In which period a date lies; the first of a contract's own terms is 0.
        """
        term, anchor = self._counted
        return 0 if term is None else term.number(anchor, on)

    def period(self, number: int) -> DateSpan:
        """
        One of the periods, cut to the validity.

        Args:
            number: Which one, as :meth:`period_number` tells.

        Raises:
            DefinitionError: It lies outside the validity.
        """
        term, anchor = self._counted
        if term is None:
            return self.valid
        whole = term.period(anchor, number)
        within = whole & self.valid
        if within is None:
            message = f"the period {whole} lies outside the validity, {self.valid}"
            raise DefinitionError(message)
        return within

    def lapses_on(self, number: int) -> dt.date | None:
        """
        When what a period includes cannot be used any more, if ever.

        Args:
            number: Which period, as :meth:`period_number` tells.
        """
        rollover, (term, anchor) = self.allowance.rollover, self._counted
        if term is None or (rollover is not None and rollover.periods is None):
            return self.valid.until
        further = 0 if rollover is None or rollover.periods is None else rollover.periods
        latest = term.number(anchor, dt.date.max) - 1
        if number + further > latest:
            return self.valid.until
        last = term.period(anchor, number + further) & self.valid
        return self.valid.until if last is None else last.until

    def period_at(self, at: dt.datetime) -> DateSpan | None:
        """
        The period in which an instant lies, or ``None`` outside the validity.
        """
        on = self.date_of(at)
        return self.period(self.period_number(on)) if on in self.valid else None

    @property
    def _counted(self) -> tuple[Term | None, dt.date]:
        match self.allowance.period:
            case None:
                return None, _EPOCH
            case CalendarPeriod(months):
                return Term(months=months), _EPOCH
            case Term() as term:
                return term, self.valid.start_on or _EPOCH
