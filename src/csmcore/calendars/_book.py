"""
A book of calendars, and which of them counts.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

import attrs

from csmcore.calendars._calendar import BusinessCalendar, FloatingCalendar
from csmcore.calendars._questions import Calendar
from csmcore.errors import DefinitionError, DuplicateError, UnknownNameError
from csmcore.kernel import (
    Decision,
    Reason,
    ReasonKind,
    Rejected,
    not_blank_if_given,
    shown,
    to_utc,
    zone_name,
)

RESOLUTION_ORDER: Final = ("target", "policy", "entitlement", "contract", "account", "default")
"""
Who may name a calendar, the most particular first.
"""

NAMED: Final = ReasonKind("calendar.named", "the {source} names it")
BOUND: Final = ReasonKind("calendar.bound", "it floats, and was bound to {zone}")
UNNAMED: Final = ReasonKind("calendar.unnamed", "none of {order} names one")
UNKNOWN: Final = ReasonKind("calendar.unknown", "the {source} names it, and the book has only {known}")
FLOATS: Final = ReasonKind("calendar.floats", "it floats, and no zone was given to bind it to")
BEYOND: Final = ReasonKind("calendar.beyond", "{at} lies beyond its horizon, {first} until {until}")
OUTRANKED: Final = ReasonKind("calendar.outranked", "the {source} names it, and the {by} counts first")

AnyCalendar: TypeAlias = Calendar | FloatingCalendar


def _calendars(calendars: Iterable[AnyCalendar]) -> tuple[AnyCalendar, ...]:
    if isinstance(calendars, str | Calendar | FloatingCalendar) or not isinstance(calendars, Iterable):
        message = (
            f"{shown(calendars)} is no list of calendars; give a list, also of one: "
            "CalendarBook([office])"
        )
        raise DefinitionError(message)
    return tuple(calendars)


def _order(order: Iterable[str]) -> tuple[str, ...]:
    return tuple(order)


@attrs.frozen
class CalendarBook:
    """
    The calendars that a host knows, by name.

    A book may hold several revisions of a calendar; the highest counts, and a clock that
    was started under an older one can still find it.

    Attributes:
        calendars: In any order.

        order: Who may name a calendar, the most particular first.

        default: The calendar that counts where nobody names another: what ``"default"`` in
            the order names unless a question names it otherwise.

    Raises:
        UnknownNameError: The default is not in the book.

        DuplicateError: Two calendars have one name and revision.

        DefinitionError: A member is no calendar, or the order names somebody twice.
    """

    calendars: tuple[AnyCalendar, ...] = attrs.field(default=(), converter=_calendars)
    order: tuple[str, ...] = attrs.field(default=RESOLUTION_ORDER, converter=_order, kw_only=True)
    default: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        seen: set[tuple[str, int]] = set()
        for each in self.calendars:
            if not isinstance(each, Calendar | FloatingCalendar):
                message = f"{each!r} is no calendar; a book holds calendars, bound or floating"
                raise DefinitionError(message)
            key = (each.name, _revision(each))
            if key in seen:
                raise DuplicateError("calendar", key[0], f"revision {key[1]}")
            seen.add(key)
        if len(set(self.order)) < len(self.order):
            message = f"order={self.order!r} names somebody twice"
            raise DefinitionError(message)
        if self.default is not None:
            self.named(self.default)
            if "default" not in self.order:
                message = f"default={self.default!r}, and order={self.order!r} has no 'default' in it"
                raise DefinitionError(message)

    def __iter__(self) -> Iterator[AnyCalendar]:
        return iter(self.calendars)

    def __len__(self) -> int:
        return len(self.calendars)

    def __contains__(self, name: str) -> bool:
        return name in self._newest

    def named(self, name: str, *, revision: int | None = None) -> AnyCalendar:
        """
        The calendar of a name.

        Args:
            name: Its name.

            revision: Which one; the highest when not given.

        Raises:
            UnknownNameError: The book holds no such calendar.
        """
        for each in self.calendars:
            if each.name == name and revision == _revision(each):
                return each
        if revision is not None or name not in self._newest:
            shown = name if revision is None else f"{name}, revision {revision}"
            raise UnknownNameError("calendar", shown, tuple(self._newest))
        return self._newest[name]

    def resolve(
        self, names: Mapping[str, str | None], *, zone: str | None = None, at: dt.datetime
    ) -> Decision[Calendar]:
        """
        Which calendar counts, and why.

        The first in the order that names a calendar decides. What it names and the book
        cannot give is never replaced by the next best: wrong hours would pass unnoticed.

        Args:
            names: By who names it (``"contract"``, ``"default"``...), the calendar's name,
                or ``None``.

            zone: The customer's zone; a floating calendar is bound to it.

            at: The instant in question, which must lie within the calendar's horizon.

        Raises:
            DefinitionError: Somebody names a calendar who does not appear in the order.

            UnknownZoneError: The zone database does not know the zone.
        """
        at, zone = to_utc(at), None if zone is None else zone_name(zone)
        strangers = sorted(set(names) - set(self.order))
        if strangers:
            message = f"{', '.join(strangers)} is not in the order {', '.join(self.order)}"
            raise DefinitionError(message)
        names = {
            "default": self.default,
            **{who: each for who, each in names.items() if each is not None},
        }
        named = [(source, name) for source in self.order if (name := names.get(source)) is not None]
        if not named:
            return Decision(question="calendar", reasons=(UNNAMED(order=", ".join(self.order)),))
        (source, name), *others = named
        outranked = tuple(
            Rejected(other, (OUTRANKED(source=who, by=source),), _bound(self._newest.get(other), zone))
            for who, other in others
            if other != name
        )
        known = self._newest.get(name)
        chosen = _bound(known, zone)
        refusal = self._refusal(known, chosen, source, at)
        if chosen is None or refusal is not None:
            told = (refusal,) if refusal else ()
            rejected = (Rejected(name, told, chosen), *outranked)
            return Decision(question="calendar", reasons=told, rejected=rejected)
        reasons = [NAMED(source=source)]
        if isinstance(known, FloatingCalendar) and zone is not None:
            reasons.append(BOUND(zone=zone))
        return Decision(
            question="calendar", chosen=chosen, label=name, reasons=tuple(reasons), rejected=outranked
        )

    def _calendar(
        self, names: Iterable[str | None], *, zone: str | None, at: dt.datetime
    ) -> Calendar | None:
        """
        What :meth:`resolve` chooses, without the reasons; ``None`` where they have to be asked for.

        Args:
            names: What each in the order names, where it is not the book's default.

            zone: As for :meth:`resolve`, checked.

            at: As for :meth:`resolve`, in UTC.
        """
        name = next((each for each in names if each is not None), None)
        chosen = None if name is None else _bound(self._newest.get(name), zone)
        if chosen is None:
            return None
        first, until = chosen.horizon
        return chosen if first <= at.year < until else None

    @functools.cached_property
    def _newest(self) -> dict[str, AnyCalendar]:
        return {each.name: each for each in sorted(self.calendars, key=_revision)}

    def _refusal(
        self, known: AnyCalendar | None, chosen: Calendar | None, source: str, at: dt.datetime
    ) -> Reason | None:
        if known is None:
            return UNKNOWN(source=source, known=", ".join(sorted(self._newest)) or "none")
        if chosen is None:
            return FLOATS()
        first, until = chosen.horizon
        if not first <= at.year < until:
            return BEYOND(at=at, first=first, until=until)
        return None


def _bound(calendar: AnyCalendar | None, zone: str | None) -> Calendar | None:
    if isinstance(calendar, FloatingCalendar):
        return None if zone is None else calendar.bind(zone)
    return calendar


def _revision(calendar: AnyCalendar) -> int:
    return calendar.revision if isinstance(calendar, BusinessCalendar | FloatingCalendar) else 1
