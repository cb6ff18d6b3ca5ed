"""
The promises of each kind of extension, tried on samples.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TypeVar

from csmcore.errors import CsmError
from csmcore.kernel import AgentId, Facts, QueueId, Reason, shown
from csmcore.routing import (
    BacklogTerm,
    Candidates,
    Exclusion,
    Filter,
    LastResort,
    QueueSelector,
    Relaxer,
    RoutingContext,
    Scorer,
    Selection,
    StatefulStrategy,
    Strategy,
    StrategyState,
    WorkItem,
)
from csmcore.serde import from_document, to_document
from csmcore.testing import _plugin_samples
from csmcore.testing._plugin_asking import NO_ANSWER, Asking
from csmcore.testing._plugin_report import HarnessRule
from csmcore.testing._plugin_samples import Sample, turned

_Value = TypeVar("_Value")

_WAITS = (dt.timedelta(0), dt.timedelta(minutes=5), dt.timedelta(days=3))


def context(sample: Sample, options: Facts, state: Facts = Facts()) -> RoutingContext:  # noqa: B008
    """
    What an extension is told beside the work and the agents.
    """
    return RoutingContext(at=sample.at, queue=sample.queues[0], options=options, state=state, seed=7)


def _same(
    asking: Asking,
    method: str,
    first: Mapping[AgentId, _Value],
    others: Iterator[Mapping[AgentId, _Value] | None],
) -> None:
    for other in others:
        if other is None:
            return
        for agent_id, value in first.items():
            if other.get(agent_id) != value:
                now = shown(other.get(agent_id))
                told = f"{method} says {shown(value)} of {agent_id}, and in another order {now}"
                asking.found(HarnessRule.ORDER, told)
                return


def check_filter(value: Filter, asking: Asking, sample: Sample, options: Facts) -> None:
    """
    A filter leaves out only those it is shown, whatever their order, by what it says it reads.
    """
    for item in sample.work[:2]:
        _check_excluded(value, asking, sample, item, context(sample, options))


def _check_excluded(
    value: Filter, asking: Asking, sample: Sample, item: WorkItem, told: RoutingContext
) -> None:
    work = _plugin_samples.shown(item, value.reads)
    first = _excluded(value, asking, work, sample.candidates, told)
    if first is None:
        return
    others = (_excluded(value, asking, work, each, told) for each in turned(sample.candidates))
    everybody: dict[AgentId, tuple[Reason, dt.datetime | None] | None] = dict.fromkeys(
        sample.candidates.ids
    )
    _same(asking, "exclude", {**everybody, **first}, others)
    if value.reads is not None:
        whole = _excluded(value, asking, item.known, sample.candidates, told)
        _reads(asking, "exclude", value.reads, is_same=whole == first)


def _excluded(
    value: Filter, asking: Asking, work: Facts, candidates: Candidates, told: RoutingContext
) -> dict[AgentId, tuple[Reason, dt.datetime | None]] | None:
    members = asking.listed("exclude", asking.ask(value.exclude, work, candidates, told))
    found: dict[AgentId, tuple[Reason, dt.datetime | None]] = {}
    for each in () if members is None else members:
        if not isinstance(each, Exclusion):
            asking.found(HarnessRule.SHAPE, f"exclude returned {shown(each)}, which is no Exclusion")
            return None
        if each.agent_id not in candidates.ids:
            problem = f"exclude left out {each.agent_id}, who was not among the {len(candidates)} shown"
            asking.found(HarnessRule.FOREIGN, problem)
            return None
        found[each.agent_id] = (each.reason, each.until)
    return None if members is None else found


def _reads(asking: Asking, method: str, reads: frozenset[str], *, is_same: bool) -> None:
    if not is_same:
        names = ", ".join(sorted(reads)) or "nothing"
        problem = f"{method} answers otherwise when it is shown more than it says it reads ({names})"
        asking.found(HarnessRule.READS, problem)


def check_scorer(value: Scorer, asking: Asking, sample: Sample, options: Facts) -> None:
    """
    A scorer has a whole number for each, whatever their order, by what it says it reads.
    """
    for item in sample.work[:2]:
        _check_scored(value, asking, sample, item, context(sample, options))


def _check_scored(
    value: Scorer, asking: Asking, sample: Sample, item: WorkItem, told: RoutingContext
) -> None:
    work = _plugin_samples.shown(item, value.reads)

    def scored(work: Facts, candidates: Candidates) -> dict[AgentId, int] | None:
        answer = asking.ask(value.score, work, candidates, told)
        return _by_agent(asking, "score", answer, candidates)

    first = scored(work, sample.candidates)
    if first is None:
        return
    _same(asking, "score", first, (scored(work, each) for each in turned(sample.candidates)))
    if value.reads is not None:
        whole = scored(item.known, sample.candidates)
        _reads(asking, "score", value.reads, is_same=whole == first)


def _by_agent(
    asking: Asking, method: str, answer: object, candidates: Candidates
) -> dict[AgentId, int] | None:
    numbers = asking.numbers(method, answer, len(candidates))
    return None if numbers is None else dict(zip(candidates.ids, numbers, strict=True))


def check_strategy(value: Strategy, asking: Asking, sample: Sample, options: Facts) -> None:
    """
    A strategy ranks each, whatever their order, and what it remembers can be written down.
    """
    _check_ranks(value, asking, sample, context(sample, options))
    if not isinstance(value, StatefulStrategy):
        return
    state = Facts()
    for agent_id in sample.candidates.ids[:3]:
        after = asking.ask(value.advance, state, sample.work[0].known, agent_id)
        if after is NO_ANSWER:
            return
        if not isinstance(after, Facts):
            asking.found(HarnessRule.STATE, f"advance returned {shown(after)}, which is no Facts")
            return
        state = _written(asking, value.name, sample.queues[0].id, after)
        _check_ranks(value, asking, sample, context(sample, options, state))


def _written(asking: Asking, strategy: str, queue_id: QueueId, state: Facts) -> Facts:
    """
    What a strategy remembers once it has been written down, as a part of the routing's state.
    """
    held = StrategyState(queue_id=queue_id, strategy=strategy, facts=state)
    try:
        back = from_document(StrategyState, to_document(held)).facts
    except CsmError as error:
        asking.found(HarnessRule.STATE, f"what advance returned cannot be written down: {error}")
        return state
    if back != state:
        problem = f"what advance returned, {shown(state)}, is read back as {shown(back)}"
        asking.found(HarnessRule.STATE, problem)
    return back


def _check_ranks(value: Strategy, asking: Asking, sample: Sample, told: RoutingContext) -> None:
    work = sample.work[0].known

    def ranked(candidates: Candidates) -> dict[AgentId, int] | None:
        return _by_agent(asking, "rank", asking.ask(value.rank, work, candidates, told), candidates)

    first = ranked(sample.candidates)
    if first is not None:
        _same(asking, "rank", first, (ranked(each) for each in turned(sample.candidates)))


def check_selector(value: QueueSelector, asking: Asking, sample: Sample) -> None:
    """
    A selector chooses one of the queues that it is shown, or none.
    """
    for work in sample.work[:3]:
        answer = asking.ask(value.select, work.known, sample.queues, sample.at)
        if answer is NO_ANSWER or answer is None:
            continue
        if not isinstance(answer, Selection):
            asking.found(HarnessRule.SHAPE, f"select returned {shown(answer)}, which is no Selection")
            continue
        known: set[QueueId | None] = {None, *(queue.id for queue in sample.queues)}
        if answer.queue_id not in known:
            problem = f"select chose queue {answer.queue_id!r}, which was not among those shown"
            asking.found(HarnessRule.FOREIGN, problem)


def check_backlog_term(value: BacklogTerm, asking: Asking, sample: Sample) -> None:
    """
    A backlog term has whole seconds for each piece of work, whatever their order.
    """
    forward = sample.work
    found: list[dict[str, int]] = []
    for order in (forward, forward[::-1], ()):
        answer = asking.ask(value.head_starts, tuple(each.known for each in order), sample.at)
        numbers = asking.numbers("head_starts", answer, len(order))
        if numbers is None:
            return
        found.append(dict(zip((each.id for each in order), numbers, strict=True)))
    if found[0] != found[1]:
        problem = "head_starts says something else of work when it is asked in another order"
        asking.found(HarnessRule.ORDER, problem)


def check_relaxer(value: Relaxer, asking: Asking, sample: Sample) -> None:
    """
    A relaxer returns some of the requirements that it is shown, none or all.
    """
    for work in sample.work[:3]:
        for waited in _WAITS:
            for required in (work.skills, ()):
                answer = asking.ask(value.relax, work.known, required, waited, sample.at)
                members = asking.listed("relax", answer)
                for each in () if members is None else members:
                    if each not in required:
                        problem = f"relax returned {shown(each)}, which was not asked for"
                        asking.found(HarnessRule.SUBSET, problem)


def check_last_resort(value: LastResort, asking: Asking, sample: Sample) -> None:
    """
    A last resort names a queue, or none.
    """
    for work in sample.work[:3]:
        answer = asking.ask(value.overflow, work.known, sample.queues[0], sample.at)
        if answer is NO_ANSWER or answer is None:
            continue
        if not isinstance(answer, str) or not answer.strip():
            asking.found(
                HarnessRule.SHAPE, f"overflow returned {shown(answer)}, which is no queue's id"
            )
