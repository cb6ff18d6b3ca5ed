"""
The best plan for a whole batch: which agent gets which work, so that all of it together fits best.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Final

import attrs

from csmcore.kernel import QueueId, WorkId, instant_text
from csmcore.routing._agent import Agent
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._flow import Flow, Network, Way
from csmcore.routing._gates import Gates, Stopped
from csmcore.routing._kinds import Kinds, Step
from csmcore.routing._making import Making
from csmcore.routing._matching import Matching, are_single
from csmcore.routing._ordering import Waiting, in_order
from csmcore.routing._placement import Placement, PlacementKind
from csmcore.routing._placing import Asked, Placing
from csmcore.routing._plan import PlanChange, RoutingPlan, compare, plan
from csmcore.routing._planned import Planned
from csmcore.routing._proposal import Proposal
from csmcore.routing._rules import RoutingRules
from csmcore.routing._state import RoutingState
from csmcore.routing._work import WorkItem

MOST_WAYS: Final = 1_000_000
"""
How many ways from kinds of work to agents are looked at; with more, the greedy plan is kept.
"""


def plan_batch(
    work: Iterable[WorkItem],
    agents: Iterable[Agent],
    *,
    rules: RoutingRules,
    state: RoutingState | None = None,
    at: dt.datetime,
    seed: int = 0,
) -> "BatchPlan":
    """
    Who gets which work, so that all of it together fits best.

    ``plan`` gives the first in the backlog to whom fits it best, then the second to whom fits
    that best of what is left. This one looks at all of them at once. Who may take what, and how
    much, is the same. What is best is said by :class:`BatchObjective`. Of several best plans it
    is one that differs from the greedy one in as little as can be, and the greedy one itself
    where nothing is better.

    An extra: ``pip install 'csmcore[optimal]'``.

    Args:
        work: What waits.

        agents: Who there is, with what they have.

        rules: The rules. Strategies decide in the greedy plan only.

        state: What routing remembers; nothing where it is not given.

        at: The instant. Aware.

        seed: From which chance is drawn where agents tie in the greedy plan.

    Returns:
        The plan, which has changed nothing; ``commit`` makes events of it.

    Raises:
        DuplicateError: Two pieces of work, or two agents, have one id.

        ExtensionFailedError: An extension failed, and the rules are strict.

        ImportError: The extra is not installed.
    """
    try:
        from scipy import optimize, sparse  # noqa: PLC0415
    except ImportError as error:
        message = "the best plan for a batch needs scipy: pip install 'csmcore[optimal]'"
        raise ImportError(message) from error
    greedy = plan(work, agents, rules=rules, state=state, at=at, seed=seed)
    return _Batch(greedy).made(optimize, sparse)


@attrs.frozen(order=True)
class BatchObjective:
    """
    How good a plan for a batch is; of two, the greater is better.

    It is compared part by part. First comes which work is placed: of two plans that of whose
    first difference in the order of the backlog is placed in the one and waits in the other,
    the one that places it is better, whatever comes after. So work waits only where it could
    not be placed together with all placed work that comes before it. Then come the fewest
    detours, then the most points.

    Attributes:
        left: Which places in the order of the backlog, 1 first, wait on.

        detours: How far from being asked first, in the work's own queue, placed work is,
            summed up: two for each overflow, one where those are asked again who declined.

        points: The weighed points of the queues' scorers, summed up.
    """

    left: tuple[int, ...] = attrs.field(order=lambda left: (*left, float("inf")))
    detours: int = attrs.field(order=lambda detours: -detours)
    points: int

    def __str__(self) -> str:
        return f"{self.points:,} points, {self.detours:,} detours, {len(self.left):,} left"


class BatchPlan(Planned):
    """
    Who gets which work, so that all of it together fits best: made by ``plan_batch``.

    It is committed and compared as a :class:`RoutingPlan` is. Not a value, since it holds the
    greedy plan; ask that one what single decisions were made of.

    Attributes:
        at: The instant. Held in UTC.

        placements: What is done with each piece of work, in the order of a :class:`RoutingPlan`.

        proposals: What is to be committed, in the order of the backlog.

        faults: Where extensions failed, and what went on without them.

        objective: How good it is.

        greedy: The plan that looks at one piece of work after another.

        greedy_objective: How good that is; never better.

        is_proven: Whether nothing is better for certain. It is not where there was too much to
            look at; then this is the best that was found.
    """

    __slots__ = ("greedy", "greedy_objective", "is_proven", "objective", "rules")

    def __init__(
        self,
        *,
        greedy: RoutingPlan,
        placements: Iterable[Placement],
        proposals: Iterable[Proposal],
        faults: Iterable[ExtensionFault],
        objective: BatchObjective,
        greedy_objective: BatchObjective,
        is_proven: bool,
    ) -> None:
        super().__init__(at=greedy.at, placements=placements, proposals=proposals, faults=faults)
        self.greedy, self.rules, self.is_proven = greedy, greedy.rules, is_proven
        self.objective, self.greedy_objective = objective, greedy_objective

    def __repr__(self) -> str:
        told = f"{len(self.proposals)} proposed, {self.objective}; greedy: {self.greedy_objective}"
        return f"BatchPlan({instant_text(self.at)}: {told})"

    @functools.cached_property
    def moved(self) -> tuple[PlanChange, ...]:
        """
        With which work it does something else than the greedy plan, and what.
        """
        return compare(self.greedy, self)


class _Batch:
    """
    A batch while it is planned.
    """

    def __init__(self, greedy: RoutingPlan) -> None:
        self.greedy = greedy
        self.making = Making(
            greedy.agents,
            greedy.rules,
            greedy.state,
            greedy.at,
            greedy.seed,
            eligibility=greedy._eligibility,
        )
        self.placing = Placing(self.making)
        gates = Gates(self.making)
        passed = [(each, gates.pass_(each)) for each in greedy.work]
        waiting: list[Waiting] = [
            (work, queue) for work, queue in passed if not isinstance(queue, Stopped)
        ]
        self.waiting = in_order(self.making, waiting)
        self.kinds = Kinds(self.making, self.placing, self.waiting)

    def made(self, optimize: ModuleType, sparse: ModuleType) -> BatchPlan:
        before = self.objective(self.greedy.proposals)
        if self.making.calls.faults or self.kinds.count_ways() > MOST_WAYS:
            return self._kept(before, is_proven=False)
        ways, steps = self.kinds.ways(self.greedy.proposals)
        if not ways:
            return self._kept(before, is_proven=True)
        flow = self._best(ways, steps, optimize, sparse)
        if flow is None:
            return self._kept(before, is_proven=False)
        placements = self._placed(self._picked(flow, ways, steps))
        after = self.objective(self.placing.proposals)
        if after <= before:
            return self._kept(before, is_proven=flow.is_proven and after == before)
        return BatchPlan(
            greedy=self.greedy,
            placements=placements,
            proposals=self.placing.proposals,
            faults=tuple(dict.fromkeys((*self.greedy.faults, *self.making.calls.faults))),
            objective=after,
            greedy_objective=before,
            is_proven=flow.is_proven,
        )

    def _best(
        self, ways: Sequence[Way], steps: Sequence[Step], optimize: ModuleType, sparse: ModuleType
    ) -> Flow | None:
        places = [kind.turns for kind in self.kinds.kinds]
        limits = self.kinds.limits(ways, steps)
        if are_single(ways, limits):
            matching = Matching(places, ways, optimize=optimize)
            found = matching.best() if matching.is_full else None
            if found is not None:
                return found
        return Network(places, ways, limits, optimize=optimize, sparse=sparse).best()

    def objective(self, proposals: Iterable[Proposal]) -> BatchObjective:
        proposed = list(proposals)
        placed = {each.work_id for each in proposed}
        order = enumerate((work.id for work, _ in self.waiting), 1)
        return BatchObjective(
            left=tuple(turn for turn, work_id in order if work_id not in placed),
            detours=sum(map(self.kinds.detour, proposed)),
            points=sum(map(self.kinds.points, proposed)),
        )

    def _kept(self, objective: BatchObjective, *, is_proven: bool) -> BatchPlan:
        return BatchPlan(
            greedy=self.greedy,
            placements=self.greedy.placements,
            proposals=self.greedy.proposals,
            faults=tuple(dict.fromkeys((*self.greedy.faults, *self.making.calls.faults))),
            objective=objective,
            greedy_objective=objective,
            is_proven=is_proven,
        )

    # --- from numbers to work ----------------------------------------------------------------

    def _picked(
        self, flow: Flow, ways: Sequence[Way], steps: Sequence[Step]
    ) -> dict[WorkId, tuple[Step, int]]:
        """
        Who gets which piece of work: the first of each kind, as in the greedy plan where that can be.
        """
        left: list[dict[tuple[QueueId, int], int]] = [{} for _ in self.kinds.kinds]
        step_of: dict[tuple[int, QueueId], Step] = {}
        for count, way, step in zip(flow.along, ways, steps, strict=True):
            if count:
                queue_id = step.demand.rules.queue.id
                left[way.kind][queue_id, way.agent] = count
                step_of[way.kind, queue_id] = step
        index = self.making.standings.index
        known = {each.work_id: (each.queue_id, index[each.agent_id]) for each in self.greedy.proposals}
        picked: dict[WorkId, tuple[Step, int]] = {}
        for number, (kind, rooms) in enumerate(zip(self.kinds.kinds, left, strict=True)):
            placed = [self.waiting[turn][0].id for turn in kind.turns[: sum(rooms.values())]]
            kept = [each for each in placed if _took(rooms, known.get(each))]
            others = [place for place, count in rooms.items() for _ in range(count)]
            moved = dict(zip((each for each in placed if each not in set(kept)), others, strict=True))
            for each in placed:
                queue_id, place = moved[each] if each in moved else known[each]
                picked[each] = (step_of[number, queue_id], place)
        return picked

    def _placed(self, picked: Mapping[WorkId, tuple[Step, int]]) -> tuple[Placement, ...]:
        given = [
            self.placing.give(work, self._asked(work, *picked[work.id]), picked[work.id][1])
            for work, _ in self.waiting
            if work.id in picked
        ]
        placements = {each.work_id: each for each in given}
        for work, _ in self.waiting:
            if work.id not in picked:  # once everything is given, so that limits are reached
                placements[work.id] = self._held(work)
        waiting = [placements[work.id] for work, _ in self.waiting]
        return (*waiting, *self.greedy.placements[len(waiting) :])

    def _asked(self, work: WorkItem, step: Step, place: int) -> Asked:
        wait = self.making.state.waits_by_work.get(work.id)
        again = place in step.declined
        return Asked(
            demand=step.demand,
            place=place,
            declined=frozenset() if again else step.declined,
            round=(1 if wait is None else wait.round) + again,
            asked_again=again,
        )

    def _held(self, work: WorkItem) -> Placement:
        tried = self.kinds.kinds[self.kinds.of[work.id]].tried()
        until = self.placing.until(work, tried)
        last = tried[-1].demand.rules.queue.id
        return Placement(work.id, outcome=PlacementKind.HOLD, queue_id=last, until=until)


def _took(rooms: dict[tuple[QueueId, int], int], place: tuple[QueueId, int] | None) -> bool:
    if place is None or not rooms.get(place):
        return False
    rooms[place] -= 1
    return True
