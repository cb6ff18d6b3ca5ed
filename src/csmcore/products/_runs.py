"""
The dates of each warranty for one kind of cover, worked out from when things were sold and by whom had.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import attrs

from csmcore.kernel import DateSpan, Reason, ReasonKind
from csmcore.products._terms import (
    Covered,
    StartsOn,
    TransferRule,
    WarrantyExtension,
    WarrantyStart,
    WarrantyTerm,
)

STARTED: Final = ReasonKind("warranty.started", "it starts with the {event}, {on}")
CAPPED: Final = ReasonKind(
    "warranty.capped", "it starts on {on} at the latest, {days} days after the {after}"
)
INSTEAD: Final = ReasonKind("warranty.instead", "the date of {missing} is not known")
NO_START: Final = ReasonKind("warranty.no_start", "no date is known with which it starts: {events}")
NOT_STARTED: Final = ReasonKind("warranty.not_started", "it does not start before {on}")
ENDED: Final = ReasonKind("warranty.ended", "it ended on {until}")
VOID: Final = ReasonKind("warranty.void", "it ended with the transfer to another owner on {on}")
SHORTENED: Final = ReasonKind("warranty.shortened", "the transfer on {on} shortens it to {until}")
PROLONGS: Final = ReasonKind("warranty.prolongs", "it prolongs what ends on {on}")
BOUGHT_LATE: Final = ReasonKind(
    "warranty.bought_late", "it was bought on {on}, after the rest had ended"
)
NO_BASE: Final = ReasonKind(
    "warranty.no_base", "there is no {kind} warranty with known dates to prolong"
)
TOO_SHORT: Final = ReasonKind("warranty.too_short", "it ends on {until}, and what is there on {on}")

_NEVER: Final = DateSpan(dt.date.min, dt.date.min)

Dates: TypeAlias = Mapping[StartsOn, dt.date | None]
"""
When something was sold, sent and installed, as far as that is known.
"""


@attrs.frozen
class Run:
    """
    The dates of one warranty.

    Attributes:
        name: What it is called.

        valid: Its dates; empty when it never runs.

        why: How those dates came about, or why there are none.

        void_on: The transfer that ended it, if one did.
    """

    name: str
    valid: DateSpan = _NEVER
    why: tuple[Reason, ...] = ()
    void_on: dt.date | None = None

    @property
    def until(self) -> dt.date:
        """
        The first date after it.
        """
        return self.valid.until or dt.date.min


def runs_of(
    kind: Covered,
    terms: Iterable[WarrantyTerm],
    extensions: Iterable[WarrantyExtension],
    *,
    dates: Dates,
    transfers: Sequence[dt.date],
) -> tuple[Run, ...]:
    """
    Every warranty for one kind of cover, terms first, then extensions as they were bought.
    """
    runs = [_of_term(term, dates, transfers) for term in terms if kind in term.covers]
    bought = [each for each in extensions if kind in each.covers]
    alone = [_alone(each, transfers) for each in bought if each.start_on is not None]
    prolonging = [each for each in bought if each.start_on is None]
    for each in sorted(prolonging, key=lambda each: each.bought_on or dt.date.min):
        runs.append(_prolonging(each, kind, runs, transfers))
    return (*runs, *alone)


def _of_term(term: WarrantyTerm, dates: Dates, transfers: Sequence[dt.date]) -> Run:
    start_on, why = _start(term.starts, dates)
    if start_on is None:
        return Run(term.name, why=why)
    return _transferred(
        Run(term.name, DateSpan(start_on, term.runs.after(start_on)), why), term.transfer, transfers
    )


def _start(starts: Sequence[WarrantyStart], dates: Dates) -> tuple[dt.date | None, tuple[Reason, ...]]:
    missing: list[str] = []
    for start in starts:
        on, latest = dates.get(start.event), _latest(start, dates)
        why = (INSTEAD(missing=" and ".join(missing)),) if missing else ()
        if latest is not None and start.after is not None and (on is None or latest < on):
            capped = CAPPED(on=latest, days=start.at_most_days, after=start.after.value)
            return latest, (*why, capped)
        if on is not None:
            return on, (*why, STARTED(event=start.event.value, on=on))
        missing.append(start.event.value)
    return None, (NO_START(events=", ".join(missing)),)


def _latest(start: WarrantyStart, dates: Dates) -> dt.date | None:
    from_on = dates.get(start.after) if start.after is not None else None
    if from_on is None or start.at_most_days is None:
        return None
    return from_on + dt.timedelta(days=min(start.at_most_days, (dt.date.max - from_on).days))


def _alone(extension: WarrantyExtension, transfers: Sequence[dt.date]) -> Run:
    start_on = extension.start_on or dt.date.min
    return _extended(extension, start_on, (), transfers)


def _prolonging(
    extension: WarrantyExtension, kind: Covered, runs: Sequence[Run], transfers: Sequence[dt.date]
) -> Run:
    last = max(runs, key=lambda run: run.until, default=None)
    if last is None or (not last.valid and last.void_on is None):
        return Run(extension.name, why=(NO_BASE(kind=kind.value),))
    ended, bought_on = last.until, extension.bought_on
    if last.void_on is not None:
        if bought_on is None or bought_on < last.void_on:
            return Run(extension.name, why=(VOID(on=last.void_on),), void_on=last.void_on)
        ended = last.void_on
    if bought_on is not None and bought_on > ended:
        return _extended(extension, bought_on, (BOUGHT_LATE(on=bought_on),), transfers)
    return _extended(extension, ended, (PROLONGS(on=ended),), transfers)


def _extended(
    extension: WarrantyExtension,
    start_on: dt.date,
    why: tuple[Reason, ...],
    transfers: Sequence[dt.date],
) -> Run:
    until = extension.until if extension.runs is None else extension.runs.after(start_on)
    if until is None or until <= start_on:
        return Run(extension.name, why=(TOO_SHORT(until=until, on=start_on),))
    since = extension.bought_on or extension.start_on or dt.date.min
    run = Run(extension.name, DateSpan(start_on, until), why)
    return _transferred(run, extension.transfer, [on for on in transfers if on > since])


def _transferred(run: Run, rule: TransferRule, transfers: Sequence[dt.date]) -> Run:
    start_on = run.valid.start_on or dt.date.min
    for on in transfers:
        if on >= run.until:
            break
        lapsed = rule.within is not None and on >= rule.within.after(start_on)
        if lapsed or not rule.goes_on:
            if on <= start_on:
                return attrs.evolve(run, valid=_NEVER, why=(VOID(on=on),), void_on=on)
            return attrs.evolve(run, valid=DateSpan(start_on, on), void_on=on)
        if rule.then_at_most is not None:
            until = rule.then_at_most.after(max(on, start_on))
            if until < run.until:
                why = (*run.why, SHORTENED(on=on, until=until))
                run = attrs.evolve(run, valid=DateSpan(start_on, until), why=why)
    return run
