"""
The tasks of a case: added, changed, closed.
"""

from collections.abc import Iterable
from typing import Any, Final

import attrs

from csmcore.cases._around_reasons import (
    NONE_THERE,
    NOT_CONCERNED,
    TASK_CLOSED,
    TWIN,
    UNKNOWN_TASK,
)
from csmcore.cases._case import Case
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._members import changed, held_by, member, replaced
from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.cases._party import Party, party_text, to_parties
from csmcore.cases._reasons import told_names
from csmcore.cases._task import CaseTask
from csmcore.errors import DefinitionError
from csmcore.kernel import Reason, TaskId, not_blank, not_blank_if_given, shown

_CHANGEABLE: Final = (
    "subject",
    "description",
    "priority",
    "is_required",
    "is_visible",
    "group_id",
    "agent_id",
    "due_at",
)


def _parties_if_given(parties: Iterable[Party] | None) -> tuple[Party, ...] | None:
    return None if parties is None else to_parties(parties)


def _open_task(_owner: object, _attribute: object, value: CaseTask) -> None:
    if not isinstance(value, CaseTask):
        message = f"{shown(value)} is no task; give a CaseTask"
        raise DefinitionError(message)
    if not value.is_open or value.outcome is not None:
        message = f"task {value.id!r} is closed; a task is open when it is added, without an outcome"
        raise DefinitionError(message)


@attrs.frozen(slots=False)
class AddTask(ActionFields):
    """
    Adds something that has to be done for the case.

    Attributes:
        task: The task, open.
    """

    task: CaseTask = attrs.field(validator=_open_task)


@attrs.frozen(slots=False)
class ChangeTask(ActionFields):
    """
    Changes an open task: ``ChangeTask("t1", {"priority": 2, "agent_id": "kim"})``.

    Attributes:
        task_id: The task.

        changes: New values by name; ``None`` takes one away. A mapping is accepted.

        parties: Whom it concerns, all of them; ``None`` leaves them.
    """

    task_id: TaskId = attrs.field(validator=not_blank)
    changes: Pairs = attrs.field(default=(), converter=to_pairs)
    parties: tuple[Party, ...] | None = attrs.field(
        default=None, converter=_parties_if_given, kw_only=True
    )


@attrs.frozen(slots=False)
class CloseTask(ActionFields):
    """
    Closes a task: it is done, or need not be done any more.

    Attributes:
        task_id: The task.

        outcome: What came of it, in words.
    """

    task_id: TaskId = attrs.field(validator=not_blank)
    outcome: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(kw_only=True, slots=False)
class TaskAdded(EventFields):
    """
    Something has to be done for the case.

    Attributes:
        task: The task.
    """

    task: CaseTask

    def _write(self, case: dict[str, Any]) -> None:
        case["tasks"] = (*case["tasks"], self.task)

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("task_added",)


@attrs.frozen(kw_only=True, slots=False)
class TaskChanged(EventFields):
    """
    A task is another now.

    Attributes:
        task: The task from now on.
    """

    task: CaseTask

    def _write(self, case: dict[str, Any]) -> None:
        case["tasks"] = replaced(case, "task", self.task)


@attrs.frozen(kw_only=True, slots=False)
class TaskClosed(EventFields):
    """
    A task was closed.

    Attributes:
        task_id: The task.

        outcome: What came of it, where that was told.

        with_case: Whether it ended because its case did.
    """

    task_id: TaskId = attrs.field(validator=not_blank)
    outcome: str | None = attrs.field(default=None, validator=not_blank_if_given)
    with_case: bool = False

    def _write(self, case: dict[str, Any]) -> None:
        task = held_by(case, "task", self.task_id)
        closed = attrs.evolve(task, closed_at=self.at, outcome=self.outcome)
        case["tasks"] = replaced(case, "task", closed)

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("task_closed",)


def add_task(deciding: Deciding, action: AddTask) -> None:
    """
    Adds a task.

    Raises:
        CaseRefusedError: The case has a task with its id, or somebody whom it concerns has
            nothing to do with the case.
    """
    case, task = deciding.known, action.task
    problems = _strangers(case, task.parties)
    if member(case.tasks, task.id) is not None:
        problems.insert(0, TWIN(path="task.id", what="task", id=task.id))
    deciding.check("add_task", problems)
    deciding.tell(TaskAdded, task=task)


def change_task(deciding: Deciding, action: ChangeTask) -> None:
    """
    Changes an open task.

    Raises:
        CaseRefusedError: There is no such open task, or something does not fit; every reason
            is told.
    """
    task = _to_do(deciding, "change_task", action.task_id)
    new, problems = changed(task, "task", action.changes, _CHANGEABLE)
    if action.parties is not None:
        problems += _strangers(deciding.known, action.parties)
        new = attrs.evolve(new, parties=action.parties)
    deciding.check("change_task", problems)
    if new != task:
        deciding.tell(TaskChanged, task=new)


def close_task(deciding: Deciding, action: CloseTask) -> None:
    """
    Closes a task.

    Raises:
        CaseRefusedError: There is no such open task.
    """
    task = _to_do(deciding, "close_task", action.task_id)
    deciding.tell(TaskClosed, task_id=task.id, outcome=action.outcome)


def end_tasks(deciding: Deciding) -> None:
    """
    Closes the tasks that are still open when their case is over.
    """
    for task in deciding.known.tasks:
        if task.is_open:
            deciding.tell(TaskClosed, task_id=task.id, with_case=True)


def no_open_task(deciding: Deciding) -> list[Reason]:
    """
    Why no task is changed or closed, if none is.
    """
    is_there = any(task.is_open for task in deciding.known.tasks)
    return [] if is_there else [NONE_THERE(what="task that is open")]


def _to_do(deciding: Deciding, action: str, task_id: TaskId) -> CaseTask:
    tasks = deciding.known.tasks
    task = member(tasks, task_id)
    if task is None:
        known = told_names(task_id, (each.id for each in tasks))
        raise deciding.refused(action, [UNKNOWN_TASK(id=task_id, known=known)])
    if task.closed_at is not None:
        raise deciding.refused(action, [TASK_CLOSED(id=task_id, at=task.closed_at)])
    return task


def _strangers(case: Case, parties: tuple[Party, ...]) -> list[Reason]:
    return [NOT_CONCERNED(party=party_text(each)) for each in parties if not case.concerns(each)]
