"""
Recording under what a case is measured.
"""

from typing import Any

import attrs

from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._service_level import ServiceLevel
from csmcore.errors import DefinitionError
from csmcore.kernel import shown


def _level(_owner: object, _attribute: object, value: ServiceLevel) -> None:
    if not isinstance(value, ServiceLevel):
        message = f"level={shown(value)}; say ServiceLevel(policy='gold')"
        raise DefinitionError(message)


@attrs.frozen(slots=False)
class ApplySla(ActionFields):
    """
    Asks that a case be measured under something from now on; no customer does.

    Attributes:
        level: Under what.
    """

    level: ServiceLevel = attrs.field(validator=_level)


@attrs.frozen(kw_only=True, slots=False)
class SlaApplied(EventFields):
    """
    The case is measured under this from now on.

    Attributes:
        level: Under what.
    """

    level: ServiceLevel = attrs.field(validator=_level)

    def _write(self, case: dict[str, Any]) -> None:
        case["sla"] = self.level


def apply_sla(deciding: Deciding, action: ApplySla) -> None:
    """
    Records under what a case is measured, unless it is already.
    """
    if deciding.known.sla != action.level:
        deciding.tell(SlaApplied, level=action.level)
