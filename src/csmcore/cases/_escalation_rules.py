"""
What is in the way of an action on an escalation.
"""

import datetime as dt
from typing import Final, NamedTuple

from csmcore.cases._actor import Actor
from csmcore.cases._escalation import Escalation
from csmcore.cases._escalation_actions import CHANGED_BY_NAME, ChangeEscalation, RequestEscalation
from csmcore.cases._escalation_book import EscalationBook
from csmcore.cases._escalation_template import EscalationKind, EscalationTemplate
from csmcore.cases._reasons import NOT_AMONG, UNKNOWN_FIELD, WRONG_TYPE, told_names
from csmcore.kernel import GroupId, Reason, ReasonKind, Scalar, shown

OTHER_KIND: Final = ReasonKind("escalation.other_kind", "template {template} is not for {kind}s")
ALREADY_ESCALATED: Final = ReasonKind(
    "escalation.already", "{what} has escalation {id}, which is {state}; there is one at a time"
)
OF_ACCOUNTS: Final = ReasonKind(
    "escalation.of_accounts", "{path}: only an account's escalation has it; a case's has its case's"
)
NOT_AN_APPROVER: Final = ReasonKind(
    "escalation.not_an_approver", "{by} does not approve it; {approvers} do"
)
WORDS: Final = ("source", "reason", "severity", "trend")
"""
What is said of an escalation in words of its template.
"""


class Asked(NamedTuple):
    """
    What a decision is made of.
    """

    template: EscalationTemplate
    at: dt.datetime
    by: Actor
    others: EscalationBook
    groups: frozenset[GroupId]
    asked: str | None


def in_the_way(action: RequestEscalation, ask: Asked) -> list[Reason]:
    """
    Why there can be no such escalation, if there cannot.
    """
    found: list[Reason] = []
    if action.kind not in ask.template.kinds:
        found.append(OTHER_KIND(template=ask.template.name, kind=str(action.kind)))
    other = ask.others.open_one(action)
    if other is not None:
        what = f"{action.kind} {action.case_id or action.account_id!s}"
        found.append(ALREADY_ESCALATED(what=what, id=other.id, state=other.state))
    if action.kind is EscalationKind.CASE:
        given = [name for name in ("group_id", "agent_id", "case_ids") if getattr(action, name)]
        found += [OF_ACCOUNTS(path=name) for name in given]
    return found


def word_problems(action: RequestEscalation, template: EscalationTemplate) -> list[Reason]:
    """
    Which words are none of the template's.
    """
    values = ((name, getattr(action, name)) for name in WORDS)
    return [
        problem
        for name, value in values
        if value and (problem := _word_problem(name, value, template)) is not None
    ]


def _word_problem(name: str, value: Scalar, template: EscalationTemplate) -> Reason | None:
    known = {
        "source": template.sources,
        "reason": template.reasons,
        "severity": template.severities,
        "trend": template.trends,
    }.get(name, ())
    if value is not None and (not isinstance(value, str) or not value.strip()):
        return WRONG_TYPE(path=name, value=shown(value), needed="a text that is not blank")
    if not known or value is None or value in known:
        return None
    return NOT_AMONG(path=name, value=shown(value), known=told_names(str(value), known))


def approver_problems(escalation: Escalation, by: Actor, groups: frozenset[GroupId]) -> list[Reason]:
    """
    Why whoever asks does not decide on an escalation that waits for approval, if so.
    """
    group, named = escalation.approval_group_id, escalation.approvers
    if not escalation.is_requested or (group is None and not named):
        return []
    if by.id in named or (group is not None and group in groups):
        return []
    approvers = [*named, *([] if group is None else [f"group {group}"])]
    return [NOT_AN_APPROVER(by=str(by), approvers=" and ".join(approvers))]


def change_problems(
    escalation: Escalation, action: ChangeEscalation, template: EscalationTemplate
) -> list[Reason]:
    """
    Everything in which changes do not fit.
    """
    found: list[Reason] = []
    for name, value in action.changes:
        if name not in CHANGED_BY_NAME:
            known = told_names(name, CHANGED_BY_NAME)
            found.append(UNKNOWN_FIELD(path=name, name=name, known=known))
        elif (problem := _word_problem(name, value, template)) is not None:
            found.append(problem)
    if escalation.kind is EscalationKind.CASE:
        names = [name for name, _ in action.changes if name in ("group_id", "agent_id")]
        names += ["case_ids"] if action.add_cases or action.remove_cases else []
        found += [OF_ACCOUNTS(path=name) for name in names]
    return found
