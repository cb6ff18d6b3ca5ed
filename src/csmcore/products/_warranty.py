"""
What a warranty pays for at an instant, until when, and why not.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from csmcore.errors import UnknownReferenceError
from csmcore.kernel import (
    DateSpan,
    Decision,
    Reason,
    ReasonKind,
    Rejected,
    local_date,
    to_utc,
    zone_name,
)
from csmcore.products._installed import InstallBaseItem, ItemState
from csmcore.products._runs import ENDED, NOT_STARTED, VOID, Run, runs_of
from csmcore.products._sold import SoldProduct
from csmcore.products._terms import Covered, StartsOn, WarrantyExtension, WarrantyTerm, to_covered

RUNS: Final = ReasonKind("warranty.runs", "it runs {valid}")
UNCOVERED: Final = ReasonKind("warranty.uncovered", "no warranty covers {kind}")
NONE_HOLDS: Final = ReasonKind("warranty.none", "none holds on {on}")
OUTLASTED: Final = ReasonKind("warranty.outlasted", "{by} runs until {until}")
OVER: Final = ReasonKind("warranty.over", "the {what} is {state}")
INSIDE: Final = ReasonKind("warranty.inside", "it is inside item {item}, which has {name}")
ONLY_INSIDE: Final = ReasonKind(
    "warranty.only_inside", "it is inside item {item}, whose warranty counts"
)


@attrs.frozen
class WarrantyPeriod:
    """
    One warranty's dates for one kind of cover.

    Attributes:
        name: The term's name, or that of the extension.

        valid: Its dates.
    """

    name: str
    valid: DateSpan

    def __str__(self) -> str:
        return f"{self.name}, {self.valid}"


@attrs.frozen(kw_only=True)
class WarrantyAnswer:
    """
    Whether a warranty pays for one kind of thing, until when, and why not.

    Attributes:
        covered: What it would pay for.

        on: The date that was asked about.

        periods: All dates on which it is covered, in order of their start.

        decision: The warranty that counts on that date, and why each other does not.
    """

    covered: Covered
    on: dt.date
    periods: tuple[WarrantyPeriod, ...]
    decision: Decision[WarrantyPeriod]

    def __bool__(self) -> bool:
        return bool(self.decision)

    def __str__(self) -> str:
        if self.decision.chosen is not None:
            return f"{self.covered}: covered until {self.until} ({self.decision.label})"
        told = [f"{each.label}: {'; '.join(map(str, each.reasons))}" for each in self.decision.rejected]
        return f"{self.covered}: not covered ({', '.join(told or map(str, self.decision.reasons))})"

    @property
    def until(self) -> dt.date | None:
        """
        The first date on which it is not covered any more, or ``None`` when it is not covered.

        What begins on the date on which another ends goes on from it.
        """
        if self.decision.chosen is None:
            return None
        until = self.decision.chosen.valid.until or dt.date.max
        for period in self.periods:
            if period.valid.start_on is not None and period.valid.start_on <= until:
                until = max(until, period.valid.until or dt.date.max)
        return until


@attrs.frozen(kw_only=True)
class Warranty:
    """
    What is under warranty at an instant: an answer for each kind of cover.

    It is true when anything is covered.

    Attributes:
        at: The instant that was asked about, in UTC.

        zone: The zone whose dates count.

        answers: One for each kind of cover.
    """

    at: dt.datetime = attrs.field(converter=to_utc)
    zone: str = attrs.field(converter=zone_name)
    answers: tuple[WarrantyAnswer, ...]

    def __bool__(self) -> bool:
        return any(self.answers)

    def __str__(self) -> str:
        return "\n".join(map(str, self.answers))

    def of(self, covered: Covered | str) -> WarrantyAnswer:
        """
        The answer for one kind of cover.

        Raises:
            DefinitionError: There is no such kind.
        """
        wanted = to_covered(covered)
        return next(each for each in self.answers if each.covered is wanted)


def warranty(
    subject: SoldProduct | InstallBaseItem,
    terms: Iterable[WarrantyTerm],
    *,
    sold: SoldProduct | None = None,
    original: InstallBaseItem | None = None,
    extensions: Iterable[WarrantyExtension] = (),
    at: dt.datetime,
    zone: str,
) -> Warranty:
    """
    What is under warranty at an instant.

    :meth:`~csmcore.products.ProductBook.warranty_of` and its like gather what this needs.

    Args:
        subject: What it is about, a sold product or an item.

        terms: What its model comes with.

        sold: For an item, what it was sold as: it brings the dates of sale and shipment,
            and the changes of owner.

        original: For a replacement, the item that was there first: the replacement has
            what was left of that one's warranty.

        extensions: What was bought on top; those for another sold product are refused.

        at: The instant in question.

        zone: The zone whose dates count, that of the place where it is.

    Raises:
        UnknownReferenceError: An extension is for another sold product.

        NaiveInstantError: The instant has no zone.

        UnknownZoneError: The zone database does not know the zone.
    """
    bought = subject if isinstance(subject, SoldProduct) else sold
    extensions = tuple(extensions)
    for each in extensions:
        if bought is None or each.sold_product_id != bought.id:
            raise UnknownReferenceError(
                "sold product", each.sold_product_id, f"extension {each.name!r}"
            )
    dates = _dates(subject, bought, original)
    transfers = [each.until for each in bought.former_owners] if bought is not None else []
    on, over, terms = local_date(at, zone), _over(subject, bought), tuple(terms)
    answers = [
        _answer(kind, runs_of(kind, terms, extensions, dates=dates, transfers=transfers), on, over)
        for kind in Covered
    ]
    return Warranty(at=at, zone=zone, answers=tuple(answers))


def inside(found: Warranty, holder: InstallBaseItem) -> Warranty:
    """
    The warranty of an item as that of a part inside it, with that for a reason.
    """
    return attrs.evolve(found, answers=tuple(_inside(each, holder) for each in found.answers))


def _inside(answer: WarrantyAnswer, holder: InstallBaseItem) -> WarrantyAnswer:
    decision = answer.decision
    if decision.chosen is None:
        reasons = (*decision.reasons, ONLY_INSIDE(item=holder.id))
    else:
        reasons = (INSIDE(item=holder.id, name=decision.label), *decision.reasons)
    return attrs.evolve(answer, decision=attrs.evolve(decision, reasons=reasons))


def _dates(
    subject: SoldProduct | InstallBaseItem, bought: SoldProduct | None, original: InstallBaseItem | None
) -> dict[StartsOn, dt.date | None]:
    item = original if original is not None else subject
    installed_on = item.installed_on
    if bought is None:
        return {StartsOn.INSTALLATION: installed_on}
    return {
        StartsOn.SALE: bought.sold_on,
        StartsOn.SHIPMENT: bought.shipped_on,
        StartsOn.INSTALLATION: bought.installed_on if installed_on is None else installed_on,
    }


def _over(subject: SoldProduct | InstallBaseItem, bought: SoldProduct | None) -> Reason | None:
    if bought is not None and bought.state.is_final:
        return OVER(what="sold product", state=bought.state.value)
    if isinstance(subject, InstallBaseItem) and subject.state is ItemState.RETIRED:
        return OVER(what="item", state=subject.state.value)
    return None


def _answer(kind: Covered, runs: Sequence[Run], on: dt.date, over: Reason | None) -> WarrantyAnswer:
    periods = [WarrantyPeriod(run.name, run.valid) for run in runs if run.valid]
    periods.sort(key=lambda period: period.valid.start_on or dt.date.min)
    return WarrantyAnswer(
        covered=kind,
        on=on,
        periods=() if over else tuple(periods),
        decision=_decision(kind, runs, on, over),
    )


def _decision(
    kind: Covered, runs: Sequence[Run], on: dt.date, over: Reason | None
) -> Decision[WarrantyPeriod]:
    question = f"warranty for {kind}"
    if not runs:
        return Decision(question=question, reasons=(UNCOVERED(kind=kind.value),))
    holding = [run for run in runs if run.valid and on in run.valid and over is None]
    if not holding:
        rejected = tuple(_rejected(run, (over,) if over else _why_not(run, on)) for run in runs)
        return Decision(question=question, reasons=(over or NONE_HOLDS(on=on),), rejected=rejected)
    chosen = max(holding, key=lambda run: run.until)
    outlasted = OUTLASTED(by=chosen.name, until=chosen.until)
    others = [run for run in runs if run is not chosen]
    return Decision(
        question=question,
        chosen=WarrantyPeriod(chosen.name, chosen.valid),
        label=chosen.name,
        reasons=(RUNS(valid=str(chosen.valid)), *chosen.why),
        rejected=tuple(
            _rejected(run, (outlasted,) if run in holding else _why_not(run, on)) for run in others
        ),
    )


def _rejected(run: Run, why: tuple[Reason, ...]) -> Rejected[WarrantyPeriod]:
    return Rejected(run.name, why, WarrantyPeriod(run.name, run.valid) if run.valid else None)


def _why_not(run: Run, on: dt.date) -> tuple[Reason, ...]:
    if not run.valid:
        return run.why
    if run.valid.start_on is not None and on < run.valid.start_on:
        return (NOT_STARTED(on=run.valid.start_on), *run.why)
    return (VOID(on=run.void_on),) if run.void_on is not None else (ENDED(until=run.until),)
