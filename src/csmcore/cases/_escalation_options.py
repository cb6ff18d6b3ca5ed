"""
What somebody may do with an escalation now.
"""

from collections.abc import Iterable

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._escalation import Escalation
from csmcore.cases._escalation_rules import approver_problems
from csmcore.cases._escalation_template import EscalationTemplate
from csmcore.kernel import GroupId
from csmcore.lifecycles import Option


def escalation_options(
    escalation: Escalation,
    *,
    template: EscalationTemplate,
    by: Actor,
    groups: Iterable[GroupId] = (),
) -> tuple[Option, ...]:
    """
    What somebody may do with an escalation: true where :func:`decide_escalation` would do it.

    Args:
        escalation: The escalation as it is.

        template: Its template.

        by: Who would ask.

        groups: The groups that they are in.

    Returns:
        The lifecycle's actions that lead somewhere from its state, asked with nothing given;
        each tells why not.
    """
    problems = approver_problems(escalation, by, frozenset(groups))
    options = template.lifecycle.allowed(escalation.state, by=by.kind, facts=escalation.facts)
    return tuple(
        attrs.evolve(option, target=None, reasons=(*option.reasons, *problems)) if problems else option
        for option in options
    )
