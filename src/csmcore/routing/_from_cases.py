"""
Work items made from cases and their tasks.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from csmcore.cases import Case, CaseAssigned, CaseEvent, CaseOpened, CaseTask, Level
from csmcore.errors import DefinitionError
from csmcore.kernel import AgentId, Fact, Facts, QueueId, WorkId, listed, shown
from csmcore.routing._fields import must_be, to_facts
from csmcore.routing._skills import Requirement
from csmcore.routing._work import Affinity, WorkItem

Levels: TypeAlias = Mapping[Level, int] | Sequence[Level]
"""
Which priority is how urgent: numbers by priority, or the priorities themselves, the highest first.
"""

_NO_LEVELS: Final[Mapping[Level, int]] = MappingProxyType({})
_NO_FACTS: Final[Mapping[str, Fact]] = MappingProxyType({})
_OF_THE_TASK: Final = ("agent", "assigned_to", "assignee", "group", "priority", "subject")


def work_of_case(
    case: Case,
    *,
    entered_at: dt.datetime | None = None,
    channel: str = "case",
    size: int | None = None,
    levels: Levels = _NO_LEVELS,
    skills: Iterable[Requirement | str] = (),
    queue_id: QueueId | None = None,
    due_at: dt.datetime | None = None,
    former: Iterable[AgentId] = (),
    affinities: Iterable[Affinity] = (),
    facts: Mapping[str, Fact] = _NO_FACTS,
) -> WorkItem:
    """
    A case as work that waits for an agent.

    Which cases are work at all is not asked here; the setup says so, as in
    ``routable="category = new"``. Conditions of queues may ask what those of policies ask.

    Args:
        case: The case. Who has it has the work; its sequence is the work's version.

        entered_at: When it began to wait; when it was opened, if not given.

        channel: By which way it counts against an agent's capacity, which need not be how the
            customer wrote.

        size: How many units it takes; ``None`` for what the channel says.

        levels: Which of its priorities is how urgent, where they are words. A number that is
            not named counts as itself.

        skills: What it asks of who takes it.

        queue_id: The queue in which it stands; ``None`` to ask the queues' conditions.

        due_at: By when it is due, as its clocks tell.

        former: Who had it before (:func:`former_agents`), the last first; they are an affinity
            ``same_case``.

        affinities: Whom else it would rather have, after those.

        facts: What else holds of it; what it holds itself counts.

    Raises:
        DefinitionError: Its priority is a word, and *levels* does not say how urgent that is; or
            what is given is something else than what is said here.
    """
    must_be(Case, case, say="record.case")
    beside = to_facts(facts)
    return WorkItem(
        WorkId(case.id),
        entered_at=case.opened_at if entered_at is None else entered_at,
        kind="case",
        channel=channel,
        size=size,
        priority=_priority(case, levels),
        skills=skills,
        queue_id=queue_id,
        due_at=due_at,
        active_at=case.changed_at,
        affinities=_affinities(former, affinities),
        agent_id=case.agent_id,
        facts={**beside, **case.facts} if beside else case.facts,
        version=case.sequence,
    )


def work_of_task(
    case: Case,
    task: CaseTask,
    *,
    entered_at: dt.datetime,
    channel: str = "case",
    size: int | None = None,
    skills: Iterable[Requirement | str] = (),
    queue_id: QueueId | None = None,
    due_at: dt.datetime | None = None,
    former: Iterable[AgentId] = (),
    affinities: Iterable[Affinity] = (),
    facts: Mapping[str, Fact] = _NO_FACTS,
) -> WorkItem:
    """
    A task of a case as work that waits for an agent: ``case-1/task-1``.

    Conditions ask the facts of its case. What a task has itself, its agent, group, priority
    and subject, is the task's, also where it is not set; that of the case is ``case.agent``
    and so on. ``case`` and ``task`` are the ids, ``is_required`` and ``is_visible`` the task's.

    Args:
        case: The case; its sequence is the work's version, since a change of a task is one of
            its case.

        task: The task. Who has it has the work.

        entered_at: When it began to wait: when it was added, or may be done.

        channel: By which way it counts against an agent's capacity.

        size: How many units it takes; ``None`` for what the channel says.

        skills: What it asks of who takes it.

        queue_id: The queue in which it stands; ``None`` to ask the queues' conditions.

        due_at: By when it is due; when the task says, if not given.

        former: Who had the case or the task before, the dearest first; they are an affinity
            ``same_case``.

        affinities: Whom else it would rather have, after those.

        facts: What else holds of it; what it holds itself counts.

    Raises:
        DefinitionError: What is given is something else than what is said here.
    """
    must_be(Case, case, say="record.case")
    must_be(CaseTask, task)
    return WorkItem(
        WorkId(f"{case.id}/{task.id}"),
        entered_at=entered_at,
        kind="task",
        channel=channel,
        size=size,
        priority=task.priority,
        skills=skills,
        queue_id=queue_id,
        due_at=task.due_at if due_at is None else due_at,
        affinities=_affinities(former, affinities),
        agent_id=task.agent_id,
        facts={**to_facts(facts), **_task_facts(case, task)},
        version=case.sequence,
    )


def former_agents(events: Iterable[CaseEvent]) -> tuple[AgentId, ...]:
    """
    Who had a case before whoever has it now, the last first, each once.

    Args:
        events: The case's events, in order.

    Raises:
        DefinitionError: There is nothing to go through.
    """
    if isinstance(events, str) or not isinstance(events, Iterable):
        message = f"events={shown(events)}; give the case's events in order, as in record.events"
        raise DefinitionError(message)
    found = [each.agent_id for each in events if isinstance(each, CaseOpened | CaseAssigned)]
    now = found[-1] if found else None
    earlier = (agent_id for agent_id in reversed(found) if agent_id is not None and agent_id != now)
    return tuple(dict.fromkeys(earlier))


def _priority(case: Case, levels: Levels) -> int | None:
    if case.priority is None:
        return None
    if not isinstance(levels, Mapping):
        if not isinstance(levels, Iterable):
            message = (
                f"levels={shown(levels)}; say them as in levels=('high', 'low'), the highest first"
            )
            raise DefinitionError(message)
        in_order = (levels,) if isinstance(levels, str) else levels
        levels = {each: number for number, each in enumerate(in_order, 1)}
    found = levels.get(case.priority, case.priority)
    if isinstance(found, str):
        message = (
            f"case {case.id} has the priority {shown(found)}, and it is not said how urgent that is; "
            "say it as in levels=('high', 'low'), the highest first"
        )
        raise DefinitionError(message)
    return found


def _affinities(former: Iterable[AgentId], affinities: Iterable[Affinity]) -> tuple[Affinity, ...]:
    had_it = [Affinity(AgentId(each), "same_case") for each in listed(str, former)]
    return (*had_it, *listed(Affinity, affinities))


def _task_facts(case: Case, task: CaseTask) -> dict[str, Fact]:
    held: Facts = case.facts
    of_case = {name: value for name, value in held.items() if name not in _OF_THE_TASK}
    beside = {f"case.{name}": held[name] for name in _OF_THE_TASK if name in held}
    own: dict[str, Fact] = {
        **dict.fromkeys(("agent", "assigned_to", "assignee"), task.agent_id),
        "case": case.id,
        "group": task.group_id,
        "is_required": task.is_required,
        "is_visible": task.is_visible,
        "priority": task.priority,
        "subject": task.subject,
        "task": task.id,
    }
    return {**of_case, **beside, **{name: value for name, value in own.items() if value is not None}}
