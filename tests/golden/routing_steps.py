"""
Runs the steps of ``more_routing.json`` on a desk, and checks what must come of each.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from csmcore.kernel import AgentId, WorkId
from csmcore.routing import Excluded
from tests.golden.routing_desk import Desk, Row, agent_of, instant, setup_of, work_of

SAID: Final = frozenset({"id", "source", "rule", "setup", "agents", "work", "steps"})


class UnknownStepError(Exception):
    """
    A scenario says something that is not understood here.
    """


def desk_of(scenario: Row) -> Desk:
    """
    The desk with which a scenario begins.

    Raises:
        UnknownStepError: The scenario says more than is understood.
    """
    if set(scenario) != SAID:
        raise UnknownStepError(sorted(set(scenario) ^ SAID))
    setup = dict(scenario["setup"])
    return Desk(
        setup_of(setup),
        [agent_of(each) for each in scenario["agents"]],
        [work_of(each) for each in scenario["work"]],
    )


def take(desk: Desk, step: Row) -> tuple[Any, Any]:
    """
    What a step says must come of it, and what does; two ``None`` where it only happens.

    Raises:
        UnknownStepError: The step is not understood.
    """
    at = step["at"]
    (name,) = [each for each in step if each not in ("at", "by")]
    said = step[name]
    if name in HAPPENINGS:
        HAPPENINGS[name](desk, step)
        return None, None
    if name not in QUESTIONS:
        raise UnknownStepError(name)
    return said, QUESTIONS[name](desk, said, at)


def _set(desk: Desk, step: Row) -> None:
    for agent_id, changes in step["set"].items():
        desk.set(agent_id, **changes)


HAPPENINGS: Final[dict[str, Callable[[Desk, Row], None]]] = {
    "accept": lambda desk, step: desk.accept(step["accept"], step["by"], step["at"]),
    "decline": lambda desk, step: desk.decline(step["decline"], step["by"], step["at"]),
    "finish": lambda desk, step: desk.finish(step["finish"], step["at"]),
    "arrive": lambda desk, step: desk.arrives(*[work_of(each) for each in step["arrive"]]),
    "set": _set,
}
"""
What only happens.
"""


def _left_out(desk: Desk, said: Row, at: float) -> Row:
    planned = desk.plan(at)
    found: Row = {}
    for work_id, agents in said.items():
        why = {agent_id: planned.why(WorkId(work_id), AgentId(agent_id)) for agent_id in agents}
        found[work_id] = {
            agent_id: each.reason.code if isinstance(each, Excluded) else "able"
            for agent_id, each in why.items()
        }
    return found


def _until(desk: Desk, said: Row, at: float) -> Row:
    untils = {each.work_id: each.until for each in desk.plan(at).placements}
    found = {work_id: untils[WorkId(work_id)] for work_id in said}
    return {
        work_id: None if until is None else (until - instant(0)).total_seconds()
        for work_id, until in found.items()
    }


def _of_placements(name: str) -> Callable[[Desk, Row, float], Row]:
    def asked(desk: Desk, said: Row, at: float) -> Row:
        placed = {each.work_id: each for each in desk.plan(at).placements}
        return {work_id: getattr(placed[WorkId(work_id)], name) for work_id in said}

    return asked


def _of_decisions(read: Callable[[Any], Any]) -> Callable[[Desk, Row, float], Row]:
    def asked(desk: Desk, said: Row, at: float) -> Row:
        planned = desk.plan(at)
        return {work_id: read(planned.decision(WorkId(work_id))) for work_id in said}

    return asked


def _order(desk: Desk, said: list[str], at: float) -> list[str]:
    listed: list[str] = [each.work_id for each in desk.plan(at).placements]
    return [each for each in listed if each in said]


QUESTIONS: Final[dict[str, Callable[[Desk, Any, float], Any]]] = {
    "route": lambda desk, _said, at: desk.route(at),
    "counts": lambda desk, _said, at: Counter(desk.route(at).values()),
    "expire": lambda desk, _said, at: desk.expire(at),
    "order": _order,
    "left_out": _left_out,
    "until": _until,
    "queue": _of_placements("queue_id"),
    "outcome": _of_placements("outcome"),
    "requires": _of_decisions(lambda decision: [each.skill for each in decision.requires]),
    "able": _of_decisions(lambda decision: decision.able),
    "decided_by": _of_decisions(lambda decision: decision.decided_by),
    "held": _of_decisions(lambda decision: decision.reasons[0].code),
    "presence": lambda desk, said, _at: {each: desk.agents[AgentId(each)].presence for each in said},
}
"""
What is asked, after which the desk is as before but for ``route``, ``counts`` and ``expire``.
"""
