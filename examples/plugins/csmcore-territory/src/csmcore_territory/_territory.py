"""
Territories: regions with people of their own, and who covers for them out of hours.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping

import attrs

from csmcore.calendars import Calendar
from csmcore.errors import DefinitionError, DuplicateError, NoTransitionError, UnknownReferenceError
from csmcore.kernel import not_blank, shown


def _texts(values: Iterable[str] | str) -> tuple[str, ...]:
    texts = (values,) if isinstance(values, str) else tuple(values)
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            message = f"{shown(text)} is no name; give a text that is not blank"
            raise DefinitionError(message)
    return tuple(dict.fromkeys(texts))


@attrs.frozen
class Territory:
    """
    Regions with people of their own, and who covers for these out of hours.

    Attributes:
        id: Its identity, which agents name as theirs.

        regions: Where work can be from, such as countries.

        calendar: When its own people take the work alone; ``None`` for always.

        covered_by: The territories whose people take it beside them while the calendar is closed.

    Raises:
        DefinitionError: It is covered by others, and there is no calendar that closes; or a
            name is none.
    """

    id: str = attrs.field(validator=not_blank)
    regions: tuple[str, ...] = attrs.field(converter=_texts)
    calendar: Calendar | None = None
    covered_by: tuple[str, ...] = attrs.field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        if self.covered_by and self.calendar is None:
            message = (
                f"territory {self.id} is covered by {', '.join(self.covered_by)} while it is closed, "
                "and it never is; give it a calendar"
            )
            raise DefinitionError(message)

    def is_open(self, at: dt.datetime) -> bool:
        """
        Whether its own people take its work alone.
        """
        return self.calendar is None or self.calendar.is_open(at)

    def closes_at(self, at: dt.datetime) -> dt.datetime | None:
        """
        When others begin to cover for it; ``None`` where that does not come.
        """
        if self.calendar is None:
            return None
        try:
            return self.calendar.next_close(at)
        except NoTransitionError:
            return None


def _territories(values: Iterable[Territory]) -> tuple[Territory, ...]:
    return tuple(values)


@attrs.frozen
class Territories:
    """
    All territories of a desk.

    Attributes:
        all: The territories in order.

    Raises:
        DuplicateError: Two have one id, or one region.

        UnknownReferenceError: One is covered by a territory that is not there.
    """

    all: tuple[Territory, ...] = attrs.field(converter=_territories)

    def __attrs_post_init__(self) -> None:
        ids = [each.id for each in self.all]
        for territory_id in ids:
            if ids.count(territory_id) > 1:
                raise DuplicateError("territory", territory_id)
        regions: dict[str, str] = {}
        for each in self.all:
            for region in each.regions:
                if region in regions:
                    raise DuplicateError("region", region, f"of {regions[region]} and {each.id}")
                regions[region] = each.id
            for other in each.covered_by:
                if other not in ids:
                    raise UnknownReferenceError("territory", other, f"territory {each.id}")

    @classmethod
    def of(cls, *territories: Territory) -> "Territories":
        """
        The territories of a desk, one after the other.
        """
        return cls(territories)

    @functools.cached_property
    def _by_region(self) -> Mapping[str, Territory]:
        return {region: each for each in self.all for region in each.regions}

    def of_region(self, region: object) -> Territory | None:
        """
        The territory that has a region; ``None`` where none has, or it is no text.
        """
        return self._by_region.get(region) if isinstance(region, str) else None
