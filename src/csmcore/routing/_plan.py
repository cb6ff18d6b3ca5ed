"""
A plan: who gets which work, decided at one instant, changing nothing.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import AgentId, Markup, WorkId, counted, listed, shown, table, to_utc
from csmcore.routing._agent import Agent
from csmcore.routing._decision import RoutingDecision
from csmcore.routing._explain import Again, Telling
from csmcore.routing._fields import must_be
from csmcore.routing._gates import Gates, Stopped
from csmcore.routing._making import Making
from csmcore.routing._ordering import Waiting, in_order
from csmcore.routing._placement import Placement
from csmcore.routing._placing import Placing
from csmcore.routing._planned import Planned
from csmcore.routing._proposal import Proposal
from csmcore.routing._rules import RoutingRules
from csmcore.routing._state import RoutingState
from csmcore.routing._verdict import Excluded, Ranked
from csmcore.routing._work import WorkItem

_Given = TypeVar("_Given", WorkItem, Agent)


def plan(
    work: Iterable[WorkItem],
    agents: Iterable[Agent],
    *,
    rules: RoutingRules,
    state: RoutingState | None = None,
    at: dt.datetime,
    seed: int = 0,
) -> "RoutingPlan":
    """
    Who gets which work, at one instant.

    It is the same question when work arrives and when an agent is free again: all that waits
    is looked at, in the order of the backlog, so that nothing newer comes first. The order in
    which work and agents are given never matters.

    Args:
        work: What waits. What somebody has, or is being offered, stays with them.

        agents: Who there is, with what they have.

        rules: The rules.

        state: What routing remembers; nothing where it is not given.

        at: The instant. Aware.

        seed: From which chance is drawn where agents tie; with 0 nothing is, and the id decides.

    Returns:
        The plan; nothing has changed before it is committed (``commit``).

    Raises:
        DefinitionError: What is given is something else than what is said here.

        DuplicateError: Two pieces of work, or two agents, have one id.

        ExtensionFailedError: An extension failed, and the rules are strict.
    """
    state = RoutingState() if state is None else state
    given = _once("work", WorkItem, work), _once("agent", Agent, agents)
    return plan_of(*given, rules=rules, state=state, at=at, seed=seed)


def plan_of(
    work: tuple[WorkItem, ...],
    agents: tuple[Agent, ...],
    *,
    rules: RoutingRules,
    state: RoutingState,
    at: dt.datetime,
    seed: int,
) -> "RoutingPlan":
    """
    What ``plan`` answers, of work and agents of which each is known to be there once.
    """
    must_be(RoutingRules, rules)
    must_be(RoutingState, state)
    if type(seed) is not int:
        message = f"seed is {shown(seed)}; it is a whole number, 0 for no chance"
        raise DefinitionError(message)
    return RoutingPlan(work=work, agents=agents, rules=rules, state=state, at=to_utc(at), seed=seed)


def _once(what: str, kind: type[_Given], values: Iterable[_Given]) -> tuple[_Given, ...]:
    things = listed(kind, values)
    seen: set[str] = set()
    for each in things:
        if each.id in seen:
            raise DuplicateError(what, each.id)
        seen.add(each.id)
    return things


class RoutingPlan(Planned):
    """
    Who gets which work, and why: made by ``plan``.

    Not a value: it holds the rules with the extensions' objects, and all that it was made
    from, so that it can be asked why, and what if. What is written down of it are its
    placements, proposals and decisions, each of which is a value.

    Attributes:
        work: The work that it was made for.

        agents: The agents, as they were.

        rules: The rules.

        state: What routing remembered.

        at: The instant. Held in UTC.

        seed: From which chance was drawn.

        placements: What is done with each piece of work: first those for which agents were
            asked, in the order of the backlog, then the others, by entry.

        proposals: What is to be committed, in the order in which it was decided.

        faults: Where extensions failed, and what went on without them.
    """

    __slots__ = ("_eligibility", "agents", "rules", "seed", "state", "work")

    def __init__(
        self,
        *,
        work: tuple[WorkItem, ...],
        agents: tuple[Agent, ...],
        rules: RoutingRules,
        state: RoutingState,
        at: dt.datetime,
        seed: int,
    ) -> None:
        self.work, self.agents, self.rules = work, agents, rules
        self.state, self.seed = state, seed
        making = Making(agents, rules, state, at, seed)
        self._eligibility = making.eligibility
        gates, placing = Gates(making), Placing(making)
        waiting: list[Waiting] = []
        stopped: list[tuple[WorkItem, Stopped]] = []
        for each in work:
            found = gates.pass_(each)
            if isinstance(found, Stopped):
                stopped.append((each, found))
            else:
                waiting.append((each, found))
        placed = [placing.place(each, queue.id) for each, queue in in_order(making, waiting)]
        stopped.sort(key=lambda pair: (pair[0].entered_at, pair[0].id))
        rest = [found.placement(each) for each, found in stopped]
        super().__init__(
            at=at, placements=(*placed, *rest), proposals=placing.proposals, faults=making.calls.faults
        )

    def decision(self, work_id: WorkId) -> RoutingDecision:
        """
        What is done with a piece of work, with every reason, as things stood when it was decided.

        Raises:
            UnknownIdError: The plan was not made for it.
        """
        return self._telling(work_id).decision()

    def why(self, work_id: WorkId, agent_id: AgentId) -> Ranked | Excluded:
        """
        How an agent stood when a piece of work was decided: among those able, or left out.

        Raises:
            UnknownIdError: The plan was made without the work, or without the agent.

            UndecidedError: Nobody was asked for the work; it says why, as the decision does.
        """
        return self._telling(work_id).why(agent_id)

    def decisions(self) -> Iterator[RoutingDecision]:
        """
        What is done with every piece of work, with every reason, in the order of the placements.

        The plan is gone through once for all of them, and for each all agents are looked at:
        for a thousand pieces of work and as many agents, some seconds.
        """
        if self.faults:
            yield from (self.decision(each.work_id) for each in self.placements)
            return
        again = self._again()
        for each in self.placements:
            yield self._telling_of(again, each).decision()
            again.go_past(self._works[each.work_id], self._proposed.get(each.work_id))

    def _telling(self, work_id: WorkId) -> Telling:
        placement, again = self.placement(work_id), self._again()
        for each in self.placements:
            if each is placement:
                break
            again.go_past(self._works[each.work_id], self._proposed.get(each.work_id))
        return self._telling_of(again, placement)

    def _again(self) -> Again:
        making = Making(
            self.agents, self.rules, self.state, self.at, self.seed, eligibility=self._eligibility
        )
        return Again(making, is_faulty=bool(self.faults))

    def _telling_of(self, again: Again, placement: Placement) -> Telling:
        return Telling(
            again,
            self._works[placement.work_id],
            placement,
            proposal=self._proposed.get(placement.work_id),
            faults=tuple(each for each in self.faults if each.work_id == placement.work_id),
        )

    @functools.cached_property
    def _works(self) -> Mapping[WorkId, WorkItem]:
        return {each.id: each for each in self.work}

    @functools.cached_property
    def _proposed(self) -> Mapping[WorkId, Proposal]:
        return {each.work_id: each for each in self.proposals}

    def what_if(
        self,
        *,
        work: Iterable[WorkItem] | None = None,
        agents: Iterable[Agent] | None = None,
        rules: RoutingRules | None = None,
        state: RoutingState | None = None,
        at: dt.datetime | None = None,
    ) -> "RoutingPlan":
        """
        The plan that would have been made with something else, and all the rest as it was.

        Args:
            work: Other work.

            agents: Other agents; ``[*plan.agents, one_more]`` for one more.

            rules: Other rules.

            state: Something else remembered.

            at: Another instant. Aware.

        Raises:
            DuplicateError: Two pieces of work, or two agents, have one id.
        """
        return plan(
            self.work if work is None else work,
            self.agents if agents is None else agents,
            rules=self.rules if rules is None else rules,
            state=self.state if state is None else state,
            at=self.at if at is None else at,
            seed=self.seed,
        )


@attrs.frozen(kw_only=True)
class PlanChange:
    """
    A piece of work with which two plans do something else.

    Attributes:
        work_id: The work.

        before: What the first does; ``None`` where it was not made for it.

        after: What the second does; ``None`` where it was not made for it.
    """

    work_id: WorkId = attrs.field(kw_only=False)
    before: Placement | None
    after: Placement | None

    def __str__(self) -> str:
        before, after = self._sides
        return f"{self.work_id}: {before} -> {after}"

    def _repr_html_(self) -> Markup:
        return _drawn((self,))

    @property
    def _sides(self) -> tuple[str, str]:
        one, other = self.before, self.after
        elsewhere = one is not None and other is not None and one.queue_id != other.queue_id
        return _told(one, with_queue=elsewhere), _told(other, with_queue=elsewhere)


class _Changes(tuple[PlanChange, ...]):
    """
    What differs between two plans, in order: a tuple that draws itself.
    """

    __slots__ = ()

    def _repr_html_(self) -> Markup:
        return _drawn(self)


def _drawn(changes: Iterable[PlanChange]) -> Markup:
    rows = [(each.work_id, *each._sides) for each in changes]
    told = counted(len(rows), "piece of work", "pieces of work")
    return table(f"Another plan for {told}", ("work", "before", "after"), rows)


def _told(placement: Placement | None, *, with_queue: bool) -> str:
    if placement is None:
        return "not planned"
    queue = f" from {placement.queue_id or 'no queue'}" if with_queue else ""
    return f"{placement.outcome} {placement.agent_id or ''}".strip() + queue


def compare(before: Planned, after: Planned) -> tuple[PlanChange, ...]:
    """
    With which work two plans do something else: another outcome, agent or queue.

    Args:
        before: The one plan.

        after: The other.

    Returns:
        What differs, in the order of the first plan, then of the second; empty where nothing
        does. When to look again is no difference. In a notebook, a table.
    """
    ids = dict.fromkeys(each.work_id for each in (*before.placements, *after.placements))
    found = []
    for work_id in ids:
        one, other = before.by_work.get(work_id), after.by_work.get(work_id)
        if _what(one) != _what(other):
            found.append(PlanChange(work_id, before=one, after=other))
    return _Changes(found)


def _what(placement: Placement | None) -> tuple[object, ...] | None:
    if placement is None:
        return None
    return placement.outcome, placement.agent_id, placement.queue_id
