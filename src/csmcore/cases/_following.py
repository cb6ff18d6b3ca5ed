"""
What a case that moves needs of what is around it, and what follows it.
"""

from typing import Any, Final

from csmcore.cases._around_reasons import LINE_OPEN, MERGED, TASK_OPEN
from csmcore.cases._case import Case
from csmcore.cases._deciding import Deciding
from csmcore.cases._line import CaseLine
from csmcore.cases._line_rules import LineRules, LinesFollow
from csmcore.cases._lines import LineMoved
from csmcore.cases._tasks import end_tasks
from csmcore.kernel import AgentId, Fact, Reason
from csmcore.lifecycles import Category, Moved

_OVER: Final = frozenset((Category.CLOSED, Category.CANCELLED))
_WORKER: Final = "set_assignee"


def in_the_way(case: Case, category: str) -> list[Reason]:
    """
    Why a case cannot come to a state of some category: something is open, or it was merged.
    """
    if case.merged_into is not None and category not in _OVER:
        return [MERGED(case=f"case {case.id!r}", into=case.merged_into)]
    if category != Category.CLOSED or not (case.tasks or case.lines):
        return []
    found: list[Reason] = [
        TASK_OPEN(id=task.id, subject=task.subject)
        for task in case.tasks
        if task.is_required and task.is_open
    ]
    found += [
        LINE_OPEN(id=line.id, subject=line.subject, state=line.state)
        for line in case.lines
        if not line.is_final
    ]
    return found


def follow(deciding: Deciding) -> None:
    """
    Moves the lines that follow a case that has moved, and ends tasks that end with it.
    """
    case, rules = deciding.known, deciding.case_type.lines
    if rules is not None:
        for line in case.lines:
            follow_case(deciding, rules, line)
    if case.is_over:
        end_tasks(deciding)


def follow_case(deciding: Deciding, rules: LineRules, line: CaseLine) -> None:
    """
    Moves a line as the state of its case asks.
    """
    category = deciding.known.category
    for rule in rules.sync:
        if isinstance(rule, LinesFollow) and category in rule.case_in and line.state in rule.lines_in:
            facts = line_facts(deciding, line)
            for action in rule.actions:
                if rules.lifecycle.can(line.state, action, by=deciding.by.kind, facts=facts):
                    moved = rules.lifecycle.move(line.state, action, by=deciding.by.kind, facts=facts)
                    tell_moved(deciding, rules, line, moved, with_case=True)
                    return


def tell_moved(
    deciding: Deciding,
    rules: LineRules,
    line: CaseLine,
    moved: Moved,
    **said: Any,
) -> None:
    """
    Tells that a line moved, and who works on it where the move says so.
    """
    by = deciding.by
    if _WORKER in moved.effects and by.is_staff and by.id is not None:
        said["agent_id"] = AgentId(by.id)
    deciding.tell(
        LineMoved,
        line_id=line.id,
        action=moved.action,
        source=line.state,
        target=moved.target,
        category=rules.lifecycle.state(moved.target).category,
        is_final=rules.lifecycle.is_final(moved.target),
        effects=moved.effects,
        **said,
    )


def line_facts(deciding: Deciding, line: CaseLine) -> dict[str, Fact]:
    """
    What conditions of lines may ask: what the line holds, and what the host adds.
    """
    held: dict[str, Fact] = {
        "state": line.state,
        "category": line.category,
        "subject": line.subject,
        "model": line.model_id,
        "sold_product": line.sold_product_id,
        "item": line.item_id,
        "group": line.group_id,
        "agent": line.agent_id,
        "assigned_to": line.agent_id,
    }
    return {**deciding.facts, **{name: value for name, value in held.items() if value is not None}}
