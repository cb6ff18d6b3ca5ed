"""
Under what a case is measured, as it was found: the policy, and who names which calendar.
"""

import functools
from typing import Final

import attrs

from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    Fact,
    from_one,
    from_one_if_given,
    is_flag,
    not_blank_if_given,
    shown,
    zone_if_given,
)

LEVEL_FACTS: Final = ("sla_calendar", "sla_policy", "sla_revision", "sla_version")
"""
What a case's timeline says of what it is measured under, as :func:`csmcore.sla.applied` does.
"""


def _names(_level: object, _attribute: object, value: Pairs) -> None:
    for who, name in value:
        if not isinstance(name, str) or not name.strip():
            message = f"calendars: {who} names {shown(name)}; the name of a calendar is needed"
            raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class ServiceLevel:
    """
    Under what a case is measured from an instant on, whatever is published later.

    Attributes:
        policy: The name of the policy; ``None`` where conditions decide each time.

        version: The policy's version.

        is_agreed: Whether an agreement names the policy, so that conditions do not change it.

        calendar: The name of the calendar in which all its clocks count; ``None`` where each
            target, policy or party names its own.

        revision: That calendar's revision.

        calendars: The calendars that the ``entitlement``, ``contract``, ``account`` and others
            name, by who names them. A mapping is accepted.

        zone: The customer's zone, for calendars that float.

    Raises:
        DefinitionError: A number is none, or a calendar's name.

        UnknownZoneError: The zone database does not know the zone.
    """

    policy: str | None = attrs.field(default=None, validator=not_blank_if_given)
    version: int = attrs.field(default=1, validator=from_one)
    is_agreed: bool = attrs.field(default=False, validator=is_flag)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given)
    revision: int | None = attrs.field(default=None, validator=from_one_if_given)
    calendars: Pairs = attrs.field(default=(), converter=to_pairs, validator=_names)
    zone: str | None = attrs.field(default=None, converter=zone_if_given)

    @functools.cached_property
    def facts(self) -> tuple[tuple[str, Fact], ...]:
        """
        What it says to clocks and conditions: names and values.
        """
        found: dict[str, Fact] = {f"{who}_calendar": name for who, name in self.calendars}
        if self.policy is not None:
            found |= {"sla_policy": self.policy, "sla_version": self.version}
        if self.calendar is not None:
            found["sla_calendar"] = self.calendar
        if self.calendar is not None and self.revision is not None:
            found["sla_revision"] = self.revision
        if self.zone is not None:
            found["zone"] = self.zone
        return tuple(sorted(found.items()))
