"""
What may be asked of a line.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._deciding import Deciding
from csmcore.cases._following import line_facts
from csmcore.cases._reasons import READ_ONLY
from csmcore.kernel import CaseLineId, Fact
from csmcore.lifecycles import Option

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


def allowed_on_line(
    case: Case,
    line_id: CaseLineId,
    *,
    case_type: CaseType,
    by: Actor,
    facts: Mapping[str, Fact] = _NONE,
) -> tuple[Option, ...]:
    """
    What somebody may ask of a line: true where :class:`MoveLine` would do it with nothing given.

    Args:
        case: The case as it is.

        line_id: The line.

        case_type: The type of the case.

        by: Who would ask.

        facts: What conditions may ask and the line does not hold.

    Returns:
        The actions that lead somewhere from the line's state, in the order of its lifecycle.
        Each tells why not. None at all where cases of the type have no lines.

    Raises:
        UnknownIdError: The case has no line with that id.
    """
    line = case.line(line_id)
    if case_type.lines is None:
        return ()
    deciding = Deciding(case, case.id, case_type, facts, case.changed_at, by)
    options = case_type.lines.lifecycle.allowed(
        line.state, by=by.kind, facts=line_facts(deciding, line)
    )
    if not case.is_over:
        return options
    over = READ_ONLY(state=case.state)
    return tuple(attrs.evolve(each, target=None, reasons=(*each.reasons, over)) for each in options)
