"""
Whether the queues of a desk can be served, and know what they ask.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from csmcore.cases import CaseType
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.desk._finding import DeskFinding, advice, error
from csmcore.desk._words import both, misfits
from csmcore.errors import DefinitionError, RoutingError
from csmcore.kernel import GroupId, ReasonKind
from csmcore.plugins import PluginHost
from csmcore.routing import (
    Agent,
    Extension,
    ExtensionValue,
    RoutingRules,
    RoutingSetup,
)

RULES: Final = ReasonKind("desk.routing", "{problem}")
NO_POOL: Final = ReasonKind("desk.queue_without_pool", "it has no pool, so nobody takes its work")

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
    yield from misfits("routing.routable", setup.routable, words)
    for place, queue in enumerate(setup.queues):
        path = f"routing.queues[{place}]"
        yield from misfits(f"{path}.when", queue.when, words)
        yield from misfits(f"{path}.unless", queue.unless, words)
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
    for each in setup.check(agents, groups=groups):
        path = each.path if each.path.startswith("agents[") else f"routing.{each.path}"
        yield (advice if each.is_advice else error)(path, each.reason)


def _place(setup: RoutingSetup, problem: str) -> str:
    for place, queue in enumerate(setup.queues):
        if problem.startswith((f"queue {queue.id} ", f"queue {queue.id}:")):
            return f"routing.queues[{place}]"
    return "routing"
