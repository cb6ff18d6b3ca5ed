"""
Deciding about lines, and what their case does when they move.
"""

from typing import Final

from csmcore.cases._around_reasons import (
    LINE_FINAL,
    NO_LINES,
    NONE_THERE,
    TWIN,
    UNKNOWN_LINE,
)
from csmcore.cases._deciding import Deciding
from csmcore.cases._following import follow_case, line_facts, tell_moved
from csmcore.cases._line import CaseLine
from csmcore.cases._line_rules import CaseFollows, LineRules
from csmcore.cases._lines import AddLine, ChangeLine, LineAdded, LineChanged, MoveLine
from csmcore.cases._members import changed, member
from csmcore.cases._moving import react
from csmcore.cases._reasons import UNKNOWN_FIELD, told_names
from csmcore.errors import MoveRefusedError
from csmcore.kernel import CaseLineId, Reason

_CHANGEABLE: Final = (
    "subject",
    "model_id",
    "sold_product_id",
    "item_id",
    "group_id",
    "agent_id",
)


def add_line(deciding: Deciding, action: AddLine) -> None:
    """
    Adds a line, which moves at once as the state of its case asks.

    Raises:
        CaseRefusedError: The case has a line with its id, or cases of its type have none.
    """
    rules = deciding.case_type.lines
    if rules is None:
        raise deciding.refused("add_line", [NO_LINES(type=deciding.case_type.name)])
    if member(deciding.known.lines, action.line_id) is not None:
        twin = TWIN(path="line_id", what="line", id=action.line_id)
        raise deciding.refused("add_line", [twin])
    state = rules.lifecycle.state(rules.first)
    line = CaseLine(
        action.line_id,
        action.subject,
        state=state.name,
        category=state.category,
        is_final=rules.lifecycle.is_final(state.name),
        model_id=action.model_id,
        sold_product_id=action.sold_product_id,
        item_id=action.item_id,
        group_id=action.group_id,
        agent_id=action.agent_id,
    )
    deciding.tell(LineAdded, line=line)
    follow_case(deciding, rules, line)


def change_line(deciding: Deciding, action: ChangeLine) -> None:
    """
    Changes a line that is not final.

    Raises:
        CaseRefusedError: There is no such line, or something does not fit; every reason is told.
    """
    line, _ = _line(deciding, "change_line", action.line_id)
    new, problems = changed(line, "line", action.changes, _CHANGEABLE)
    if line.is_final:
        problems.insert(0, LINE_FINAL(id=line.id, state=line.state))
    deciding.check("change_line", problems)
    if new != line:
        deciding.tell(LineChanged, line=new)


def move_line(deciding: Deciding, action: MoveLine) -> None:
    """
    Does an action of the lifecycle of lines; the case may follow, as the rules of its type say.

    Raises:
        CaseRefusedError: There is no such line.

        MoveRefusedError: The lifecycle does not allow it, or something that was given does not
            fit; every reason is told.
    """
    line, rules = _line(deciding, "move_line", action.line_id)
    lifecycle, kind = rules.lifecycle, deciding.by.kind
    given = {**dict(action.given), "notes": action.notes}
    facts = line_facts(deciding, line)
    problems = _given_problems(rules, action)
    try:
        moved = lifecycle.move(line.state, action.action, by=kind, facts=facts, given=given)
    except MoveRefusedError as error:
        reasons = (*error.reasons, *map(str, problems))
        raise MoveRefusedError(
            error.lifecycle, line.state, action.action, reasons, error.allowed
        ) from None
    if problems:
        options = lifecycle.allowed(line.state, by=kind, facts=facts, given=given)
        others = tuple(
            each.action for each in options if each.is_offered and each.action != action.action
        )
        told = tuple(map(str, problems))
        raise MoveRefusedError(lifecycle.name, line.state, action.action, told, others)
    tell_moved(deciding, rules, line, moved, notes=action.notes, given=action.given)
    _lead(deciding, rules, moved.target)


def no_lines(deciding: Deciding) -> list[Reason]:
    """
    Why no line is added, if none is.
    """
    case_type = deciding.case_type
    return [NO_LINES(type=case_type.name)] if case_type.lines is None else []


def no_open_line(deciding: Deciding) -> list[Reason]:
    """
    Why no line is changed, if none is.
    """
    reasons = no_lines(deciding)
    if all(line.is_final for line in deciding.known.lines):
        reasons.append(NONE_THERE(what="line that is not final"))
    return reasons


def _lead(deciding: Deciding, rules: LineRules, target: str) -> None:
    """
    Moves the case that follows a line which has come to a state.
    """
    for rule in rules.sync:
        case = deciding.known
        if not isinstance(rule, CaseFollows) or target not in rule.lines_in:
            continue
        enough = not rule.needs_all or all(
            line.state in rule.lines_in or line.state in rule.beside for line in case.lines
        )
        if enough and case.category in rule.case_in and react(deciding, rule.actions, rule.given):
            return


def _line(deciding: Deciding, action: str, line_id: CaseLineId) -> tuple[CaseLine, LineRules]:
    lines, rules = deciding.known.lines, deciding.case_type.lines
    if rules is None:
        raise deciding.refused(action, [NO_LINES(type=deciding.case_type.name)])
    line = member(lines, line_id)
    if line is None:
        known = told_names(line_id, (each.id for each in lines))
        raise deciding.refused(action, [UNKNOWN_LINE(path="line_id", id=line_id, known=known)])
    return line, rules


def _given_problems(rules: LineRules, action: MoveLine) -> list[Reason]:
    known = sorted({name for move in rules.lifecycle.moves for name in move.requires} - {"notes"})
    return [
        UNKNOWN_FIELD(path=f"given.{name}", name=name, known=told_names(name, known))
        for name, _ in action.given
        if name not in known
    ]
