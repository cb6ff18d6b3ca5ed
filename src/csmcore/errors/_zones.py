"""
Zones that are not there, or not said.
"""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from csmcore.errors._root import DefinitionError

_NEAR: Final = 0.75
"""
How alike a zone's name is that is told; the names that Windows has are less like any.
"""

_LONGEST: Final = 60
"""
How much of a name is compared: no zone's is longer.
"""


class UnknownZoneError(DefinitionError, LookupError):
    """
    The zone database knows no zone by that name.

    Attributes:
        zone: The name that was given.
    """

    def __init__(self, zone: str) -> None:
        super().__init__(zone)
        self.zone = zone

    def __str__(self) -> str:
        near = _zone_near(self.zone)
        meant = f"{near!r} is near" if near else "use an IANA name such as 'Europe/Amsterdam'"
        lacks = "" if near else " (on Windows, install tzdata)"
        return f"no zone is named {self.zone!r} in the zone database; {meant}{lacks}"


def _zone_near(name: str) -> str | None:
    import difflib  # noqa: PLC0415  # not before a name is wrong

    names, said = _zones(), str(name)[:_LONGEST].casefold().replace(" ", "_")
    places = [each for each in names if "/" in each]  # UTC is not what UTC+2 means
    near = [said] if said in names else [each for each in places if each.endswith(f"/{said}")]
    near = near or difflib.get_close_matches(said, places, n=1, cutoff=_NEAR)
    return names[near[0]] if near else None


@functools.lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    import zoneinfo  # noqa: PLC0415  # as above; to list them all reads the whole database

    names = sorted(zoneinfo.available_timezones())
    return MappingProxyType({name.casefold(): name for name in names if name != "localtime"})


class ZoneNeededError(DefinitionError):
    """
    A calendar spans several zones, so a question about dates must say in which.

    Attributes:
        calendar: The calendar's name.

        zones: The zones of its parts.
    """

    def __init__(self, calendar: str, zones: tuple[str, ...]) -> None:
        super().__init__(calendar, zones)
        self.calendar, self.zones = calendar, zones

    def __str__(self) -> str:
        return (
            f"calendar {self.calendar!r} combines zones {', '.join(self.zones)}, "
            f"and a business date belongs to one; say which, for example zone={self.zones[0]!r}"
        )
