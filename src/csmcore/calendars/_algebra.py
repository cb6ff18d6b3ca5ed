"""
Calendars made of calendars: follow the sun, overlap, everything but.
"""

import datetime as dt
import enum
import functools
from collections.abc import Iterable
from typing import Final, Self

import attrs

from csmcore.calendars._compiled import Compiled, Edges, complement, overlap
from csmcore.calendars._days import DayTable
from csmcore.calendars._questions import Calendar
from csmcore.calendars._zones import date_of, year_start
from csmcore.errors import DefinitionError
from csmcore.kernel import Markup, not_blank, to_choice, to_micros, zone

DEEPEST: Final = 50
"""
How many levels deep a calendar may be made of others.
"""

_LONGEST_NAME: Final = 200
"""
How many characters a name made of parts' names may have: where parts are shared, each level
would else double it.
"""


class Operation(enum.StrEnum):
    """
    How a composite calendar puts its parts together.

    ``UNION``: open when any part is. ``INTERSECTION``: open when all parts are.
    ``DIFFERENCE``: open when the first part is and no other is.
    """

    UNION = "union"
    INTERSECTION = "intersection"
    DIFFERENCE = "difference"

    @property
    def sign(self) -> str:
        """
        The operator that stands for it: ``|``, ``&`` or ``-``.
        """
        return {"union": "|", "intersection": "&", "difference": "-"}[self]


class Combinable(Calendar):
    """
    The operators of all calendars.
    """

    __slots__ = ()

    def __or__(self, other: Calendar) -> "CompositeCalendar":
        return _combined(Operation.UNION, self, other)

    def __and__(self, other: Calendar) -> "CompositeCalendar":
        return _combined(Operation.INTERSECTION, self, other)

    def __sub__(self, other: Calendar) -> "CompositeCalendar":
        return _combined(Operation.DIFFERENCE, self, other)


def _combined(operation: Operation, left: Calendar, right: Calendar) -> "CompositeCalendar":
    if not isinstance(right, Calendar):
        return NotImplemented
    return CompositeCalendar(operation, (left, right))


def _parts(parts: Iterable[Calendar]) -> tuple[Calendar, ...]:
    return tuple(parts)


def _not_blank_if_said(owner: object, attribute: object, value: str) -> None:
    if value != "":
        not_blank(owner, attribute, value)


def _operation(value: Operation | str) -> Operation:
    return to_choice(Operation, value)


@attrs.frozen(cache_hash=True, repr=False, str=False)
class CompositeCalendar(Combinable):
    """
    A calendar made of others, in the same zone or in several.

    Usually written with operators: ``amsterdam | new_york``, ``office & contract``,
    ``office - maintenance``. It answers what every calendar answers, within the years
    that all its parts can answer for.

    Attributes:
        operation: How the parts are put together.

        parts: At least two. Unions of unions and intersections of intersections are one,
            as are differences that begin with one, unless the inner one has a name.

        name: What people call it; its parts' names with the operator when not given, or how
            many they are where that is longer than 200 characters.

    Raises:
        DefinitionError: There are fewer than two parts, one is no calendar, the name is
            blank, no year lies within the horizons of all, or it is more than 50 levels deep.
    """

    operation: Operation = attrs.field(converter=_operation)
    parts: tuple[Calendar, ...] = attrs.field(converter=_parts)
    name: str = attrs.field(default="", kw_only=True, validator=_not_blank_if_said)

    def __attrs_post_init__(self) -> None:
        for part in self.parts:
            if not isinstance(part, Calendar):
                message = f"{part!r} is no calendar; bind a floating one to a zone first"
                raise DefinitionError(message)
        if len(self.parts) < 2:
            message = f"a {self.operation} of {len(self.parts)} calendars; at least two are needed"
            raise DefinitionError(message)
        parts = tuple(self._flattened())
        object.__setattr__(self, "parts", parts)
        if self._depth > DEEPEST:
            message = f"a calendar is at most {DEEPEST} levels deep; join alike parts side by side"
            raise DefinitionError(message)
        object.__setattr__(self, "name", self.name or self._derived_name())
        first, until = self.horizon
        if first >= until:
            message = f"the horizons of {self.name} have no year in common; widen one of them"
            raise DefinitionError(message)

    def named(self, name: str) -> Self:
        """
        The same calendar under another name, such as ``"follow the sun"``.
        """
        return attrs.evolve(self, name=name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self._derived_name()}>"

    def __str__(self) -> str:
        told = [self._title]
        for part in self.parts:
            told += [f"  {line}" for line in str(part).splitlines()]
        return "\n".join(told)

    def _repr_html_(self) -> Markup:
        from csmcore.calendars._draw import together  # noqa: PLC0415  # few processes ever draw one

        return together(self._title, (part._repr_html_() for part in self.parts))

    @property
    def _title(self) -> str:
        return f"{self.name}: {self.operation} of {len(self.parts)} calendars"

    @property
    def zones(self) -> tuple[str, ...]:
        """
        The zones of its parts, sorted, each once.
        """
        return tuple(sorted({zone for part in self.parts for zone in part.zones}))

    @property
    def horizon(self) -> tuple[int, int]:
        """
        The UTC years that all its parts can answer for, ``[first, until)``.
        """
        return self._years

    @functools.cached_property
    def _years(self) -> tuple[int, int]:
        horizons = [part.horizon for part in self.parts]
        return max(first for first, _ in horizons), min(until for _, until in horizons)

    @functools.cached_property
    def _depth(self) -> int:
        return 1 + max(part._depth if isinstance(part, CompositeCalendar) else 0 for part in self.parts)

    def _flattened(self) -> Iterable[Calendar]:
        for index, part in enumerate(self.parts):
            associates = index == 0 or self.operation is not Operation.DIFFERENCE
            if associates and isinstance(part, CompositeCalendar) and part._continues(self.operation):
                yield from part.parts
            else:
                yield part

    def _continues(self, operation: Operation) -> bool:
        return self.operation is operation and self.name == self._derived_name()

    def _derived_name(self) -> str:
        told = f"({f' {self.operation.sign} '.join(part.name for part in self.parts)})"
        counted = f"({self.operation} of {len(self.parts)} calendars)"
        return told if len(told) <= _LONGEST_NAME else counted

    @functools.cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.name, self.horizon, self._cut, never=self._never_opens)

    @functools.cached_property
    def _tables(self) -> dict[str, DayTable]:
        return {}

    @property
    def _never_opens(self) -> bool:
        never = [part._never_opens for part in self.parts]
        match self.operation:
            case Operation.UNION:
                return all(never)
            case Operation.INTERSECTION:
                return any(never)
            case _:
                return never[0]

    def _cut(self, start: int, end: int) -> Edges:
        edges = [part._compiled.edges(start, end) for part in self.parts]
        match self.operation:
            case Operation.UNION:
                return overlap(edges, 1)
            case Operation.INTERSECTION:
                return overlap(edges, len(edges))
            case _:
                kept = [complement(each, start, end) for each in edges[1:]]
                return overlap((edges[0], *kept), len(edges))

    def _business_dates(self, zone: str, first: int, last: int) -> dict[int, int]:
        dates = [part._business_dates(zone, first, last) for part in self.parts]
        found = dates[0]
        if self.operation is Operation.UNION:
            for each in dates[1:]:
                found = each | {day: max(end, each.get(day, end)) for day, end in found.items()}
            return found
        if self.operation is Operation.INTERSECTION:
            for each in dates[1:]:
                found = {day: min(end, each[day]) for day, end in found.items() if day in each}
        return {
            day: self._compiled.open_until(end)
            for day, end in found.items()
            if self._compiled.between(self._midnight(zone, day), self._midnight(zone, day + 1))
        }

    def _midnight(self, zone_name: str, day: int) -> int:
        first, until = self.horizon
        midnight = dt.datetime.combine(date_of(day), dt.time(), zone(zone_name))
        return min(max(to_micros(midnight), year_start(first)), year_start(until))
