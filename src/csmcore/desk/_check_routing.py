"""
Whether the queues of a desk can be served, and know what they ask.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from csmcore.cases import CaseType
from csmcore.conditions import Condition, FactDefinition, FactType, Vocabulary
from csmcore.desk._check_cases import MISFIT, both
from csmcore.desk._finding import DeskFinding, advice, error, near_to
from csmcore.errors import ConditionError, DefinitionError, RoutingError
from csmcore.kernel import GroupId, ReasonKind
from csmcore.plugins import PluginHost
from csmcore.routing import (
    Agent,
    Extension,
    ExtensionValue,
    Pool,
    Queue,
    RoutingRules,
    RoutingSetup,
)

RULES: Final = ReasonKind("desk.routing", "{problem}")
NO_POOL: Final = ReasonKind("desk.queue_without_pool", "it has no pool, so nobody takes its work")
NOBODY: Final = ReasonKind("desk.queue_nobody", "none of {count} agents is in any of its pools")
NO_SKILL: Final = ReasonKind(
    "desk.queue_unskilled", "none of the {count} agents in its pools has {skill}, which never gives way"
)
NO_GROUP: Final = ReasonKind("desk.group_unknown", "no group is named {name}; {near}")
NO_AGENT: Final = ReasonKind("desk.agent_unknown", "no agent is named {name}; {near}")

_OF_WORK: Final = Vocabulary(
    (
        FactDefinition("id", FactType.TEXT),
        FactDefinition("kind", FactType.TEXT),
        FactDefinition("size", FactType.NUMBER),
        FactDefinition("entered_at", FactType.INSTANT),
        FactDefinition("due_at", FactType.INSTANT),
        FactDefinition("case", FactType.TEXT),
        FactDefinition("task", FactType.TEXT),
        FactDefinition("is_required", FactType.FLAG),
        FactDefinition("is_visible", FactType.FLAG),
        *(
            FactDefinition(f"case.{name}", FactType.TEXT)
            for name in ("agent", "assigned_to", "assignee", "group", "subject")
        ),
    )
)


def about_routing(
    setup: RoutingSetup,
    case_types: Sequence[CaseType],
    more: Vocabulary,
    *,
    extensions: Iterable[Extension | ExtensionValue],
    plugins: PluginHost | None,
) -> Iterator[DeskFinding]:
    """
    What is wrong with a routing by itself: strategies, conditions, pools, and what plugins say.
    """
    words = [both(both(each.vocabulary, _OF_WORK), more) for each in case_types]
    yield from _misfits("routing.routable", setup.routable, words)
    for place, queue in enumerate(setup.queues):
        path = f"routing.queues[{place}]"
        yield from _misfits(f"{path}.when", queue.when, words)
        yield from _misfits(f"{path}.unless", queue.unless, words)
        if not queue.pools:
            yield error(f"{path}.pools", NO_POOL())
    added = (*(plugins.extensions if plugins is not None else ()), *extensions)
    problems: tuple[str, ...] = ()
    try:
        RoutingRules.of(setup, extensions=added)
    except RoutingError as raised:
        problems = raised.problems
    except DefinitionError as raised:
        problems = (str(raised),)
    yield from (error(_place(setup, each), RULES(problem=each)) for each in problems)
    for said in () if plugins is None else plugins.check(setup):
        tell = advice if said.is_fault else error
        yield tell(_place(setup, f"queue {said.queue_id}:"), RULES(problem=str(said)))


def about_staff(
    setup: RoutingSetup, agents: Sequence[Agent] | None, groups: Collection[GroupId] | None
) -> Iterator[DeskFinding]:
    """
    Which queues nobody can serve, given who there is.
    """
    known = None if groups is None else {*groups}
    if agents is not None:
        known = {*(known or ()), *(group for agent in agents for group in agent.groups)}
    staff = None if agents is None else {agent.id for agent in agents}
    for place, queue in enumerate(setup.queues):
        path = f"routing.queues[{place}]"
        for number, pool in enumerate(queue.pools):
            yield from _strangers(f"{path}.pools[{number}].groups", NO_GROUP, pool.groups, known)
            yield from _strangers(f"{path}.pools[{number}].agents", NO_AGENT, pool.agents, staff)
        if agents is not None and queue.pools:
            yield from _unserved(path, queue, agents)


def _strangers(
    path: str, kind: ReasonKind, named: Collection[str], known: Collection[str] | None
) -> Iterator[DeskFinding]:
    for name in sorted(() if known is None else {*named} - {*known}):
        yield error(path, kind(name=name, near=near_to(name, sorted(known or ()))))


def _unserved(path: str, queue: Queue, agents: Sequence[Agent]) -> Iterator[DeskFinding]:
    able = [agent for agent in agents if any(_belongs(agent, pool) for pool in queue.pools)]
    if not able:
        yield error(path, NOBODY(count=len(agents)))
        return
    for place, each in enumerate(queue.requires):
        if not each.is_mandatory or (each.drop is not None and queue.relaxation is not None):
            continue
        if not any(each.skill in a.levels and a.levels[each.skill] >= each.level for a in able):
            yield error(f"{path}.requires[{place}]", NO_SKILL(count=len(able), skill=str(each)))


def _belongs(agent: Agent, pool: Pool) -> bool:
    named = not (pool.groups or pool.agents)
    named = named or agent.id in pool.agents or not pool.groups.isdisjoint(agent.groups)
    try:
        return named and pool.when.holds_for(agent.known)
    except ConditionError:
        return False


def _misfits(path: str, condition: Condition, words: Sequence[Vocabulary]) -> Iterator[DeskFinding]:
    told = [each.problems(condition) for each in words]
    if told and all(told):
        yield from (error(path, MISFIT(problem=each)) for each in told[0])


def _place(setup: RoutingSetup, problem: str) -> str:
    for place, queue in enumerate(setup.queues):
        if problem.startswith((f"queue {queue.id} ", f"queue {queue.id}:")):
            return f"routing.queues[{place}]"
    return "routing"
