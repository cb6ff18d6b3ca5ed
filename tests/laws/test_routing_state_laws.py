"""
Laws of what routing remembers: a fold over its events, with fair shares, and offers in their order.
"""

import datetime as dt
import itertools
import pickle
from fractions import Fraction
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from csmcore.errors import OfferRefusedError
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Offering,
    OfferTimedOut,
    Proposal,
    Queue,
    RoutingEvent,
    RoutingRules,
    RoutingSetup,
    RoutingSnapshot,
    RoutingState,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    accept_offer,
    commit,
    decline_offer,
    evolve_routing,
    expired_offers,
    leave_routing,
    next_expiry,
    plan,
    replay_routing,
    requeue,
)
from csmcore.testing import RoutingWorld, routing_events, routing_worlds

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
QUEUE: Final = QueueId("support")


def histories() -> st.SearchStrategy[list[RoutingEvent]]:
    """
    Any events in any order, numbered from one: what hosts of other systems might have written.
    """
    return st.lists(routing_events(), max_size=12).map(
        lambda events: [attrs.evolve(event, sequence=place) for place, event in enumerate(events, 1)]
    )


@given(histories(), st.data())
def test_a_state_is_what_its_events_say(events: list[RoutingEvent], data: st.DataObject) -> None:
    """
    Folded one by one, all at once, or in two parts cut anywhere, events make the same state.
    """
    state = RoutingState()
    for event in events:
        state = evolve_routing(state, event)
    cut = data.draw(st.integers(0, len(events)))

    assert state == replay_routing(events)
    assert state == replay_routing(events[cut:], replay_routing(events[:cut]))


@given(histories(), st.randoms(use_true_random=False))
def test_a_state_is_the_one_made_of_its_parts(events: list[RoutingEvent], chance: Any) -> None:
    """
    What a fold makes unchecked is what its parts, in any order, make when all of it is checked.
    """
    state = replay_routing(events)
    made = RoutingState(
        sequence=state.sequence,
        turns=[attrs.evolve(each) for each in chance.sample(state.turns, len(state.turns))],
        offers=chance.sample(state.offers, len(state.offers)),
        waits=chance.sample(state.waits, len(state.waits)),
        strategies=chance.sample(state.strategies, len(state.strategies)),
    )

    assert made == state
    assert pickle.loads(pickle.dumps(state)) == state
    assert made.turns_by_queue == state.turns_by_queue


@given(routing_worlds(), histories(), st.data())
def test_a_snapshot_is_the_one_made_of_its_parts(
    world: RoutingWorld, events: list[RoutingEvent], data: st.DataObject
) -> None:
    """
    What moves on unchecked is what its parts make when all of it is checked, to be looked up alike.
    """
    ids = st.sampled_from([each.id for each in world.work] or [WorkId("w0")])
    agents = st.sampled_from([each.id for each in world.agents] or [AgentId("a0")])
    placed = []
    for place, event in enumerate(events, world.state.sequence + 1):
        of_world = attrs.evolve(event, sequence=place, work_id=data.draw(ids))
        if not isinstance(of_world, WorkLeft):
            of_world = attrs.evolve(of_world, agent_id=data.draw(agents))
        placed.append(of_world)
    after = RoutingSnapshot(world.work, world.agents, world.state).after(placed)
    made = RoutingSnapshot(after.work, after.agents, after.state)

    assert made == after
    assert pickle.loads(pickle.dumps(after)) == after
    assert (made.work_by_id, made.agents_by_id) == (after.work_by_id, after.agents_by_id)


@given(histories())
def test_turns_are_counted_as_by_hand(events: list[RoutingEvent]) -> None:
    """
    Each agent's turns in each queue are the events that gave them something there.
    """
    state = replay_routing(events)
    given_ = [event for event in events if isinstance(event, WorkAssigned | WorkOffered)]
    pairs = {(event.queue_id, event.agent_id) for event in given_}

    assert {(turn.queue_id, turn.agent_id) for turn in state.turns} == pairs
    for turn in state.turns:
        own = [
            event
            for event in given_
            if (event.queue_id, event.agent_id) == (turn.queue_id, turn.agent_id)
        ]
        assert (turn.count, turn.last) == (len(own), own[-1].sequence)
        assert turn.recent == tuple(event.at for event in own)
        assert turn.passed > turn.place


def shared(
    weights: list[int],
    turns: int,
    *,
    state: RoutingState,
    chance: Any,
    agents: list[AgentId] | None = None,
) -> tuple[RoutingState, list[list[int]]]:
    """
    So many turns shared by weight, and the counts after each; ties go by chance.
    """
    ids = [AgentId(f"a{place}") for place in range(len(weights))] if agents is None else agents
    counts = [0] * len(ids)
    history = []
    for _ in range(turns):
        places = [
            state.position(QUEUE, agent_id, weight)
            for agent_id, weight in zip(ids, weights, strict=True)
        ]
        first = chance.choice([index for index, place in enumerate(places) if place == min(places)])
        counts[first] += 1
        history.append(list(counts))
        sequence = state.sequence + 1
        event = WorkAssigned(
            WorkId(f"w{sequence}"),
            sequence=sequence,
            at=NINE,
            agent_id=ids[first],
            queue_id=QUEUE,
            weight=weights[first],
        )
        state = evolve_routing(state, event)
    return state, history


WEIGHTS: Final = st.lists(st.sampled_from([1, 1, 2, 3, 5, 12, 20]), min_size=1, max_size=7)


@given(WEIGHTS, st.randoms(use_true_random=False))
def test_turns_are_shared_by_weight(weights: list[int], chance: object) -> None:
    """
    After any number of turns, each of k agents is within 1/2 + s (k - 2) / 2 of their share s.

    That is what turns by the middle keep, worked out in docs/decisions/0027; for two or three
    agents, and for any number of equal weight, it is less than one turn.
    """
    _, history = shared(weights, 60, state=RoutingState(), chance=chance)
    whole, among = sum(weights), len(weights)

    for turns, counts in enumerate(history, 1):
        for count, weight in zip(counts, weights, strict=True):
            share = Fraction(weight, whole)
            bound = Fraction(1, 2) + share * Fraction(among - 2, 2)
            assert abs(count - turns * share) <= bound
            if among <= 3 or len(set(weights)) == 1:
                assert bound < 1


@given(WEIGHTS, st.randoms(use_true_random=False))
def test_no_two_agents_drift_apart(weights: list[int], chance: object) -> None:
    """
    Of any two agents, the turns by weight differ by half a turn of each at most.
    """
    _, history = shared(weights, 60, state=RoutingState(), chance=chance)

    for counts in history:
        by_weight = [Fraction(count, weight) for count, weight in zip(counts, weights, strict=True)]
        for one, two in itertools.combinations(range(len(weights)), 2):
            apart = abs(by_weight[one] - by_weight[two])
            assert apart <= (Fraction(1, weights[one]) + Fraction(1, weights[two])) / 2


@given(WEIGHTS, st.integers(0, 40), st.sampled_from([1, 2, 5]), st.randoms(use_true_random=False))
def test_who_comes_new_or_back_is_not_flooded(
    weights: list[int], before: int, weight: int, chance: object
) -> None:
    """
    However long the others have worked, a newcomer gets their share from then on, and no more.

    By weight, never more than one turn of each ahead of anybody. Somebody who was there at the
    very start, and was away since, is owed no more than a newcomer.
    """
    ids = [AgentId(f"a{place}") for place in range(len(weights))]
    away = AgentId("away")
    state, _ = shared([weight], 1, state=RoutingState(), chance=chance, agents=[away])
    state, _ = shared(weights, before, state=state, chance=chance, agents=ids)
    for comer in (away, AgentId("new")):
        _, history = shared([*weights, weight], 40, state=state, chance=chance, agents=[*ids, comer])
        for counts in history:
            for count, other in zip(counts, weights, strict=False):
                ahead = Fraction(counts[-1], weight) - Fraction(count, other)
                assert ahead <= Fraction(1, weight) + Fraction(1, other)


@given(routing_worlds())
def test_one_plan_is_committed_once(world: RoutingWorld) -> None:
    """
    Of two hosts with one plan, one has its events, and the other a conflict for each.
    """
    rules = RoutingRules.of(world.setup)
    made = plan(world.work, world.agents, rules=rules, state=world.state, at=world.at)
    first = commit(
        made, work=world.work, agents=world.agents, state=world.state, rules=rules, at=world.at
    )
    second = commit(
        made, work=first.work, agents=first.agents, state=first.state, rules=rules, at=world.at
    )

    assert not first.conflicts
    assert not second.events
    assert [event.work_id for event in first.events] == [each.work_id for each in made.proposals]
    assert len({event.work_id for event in first.events}) == len(first.events)
    assert [each.work_id for each in second.conflicts] == [each.work_id for each in made.proposals]
    assert first.state == replay_routing(first.events, world.state)
    sequences = [event.sequence for event in first.events]
    assert sequences == list(range(world.state.sequence + 1, first.state.sequence + 1))


@given(routing_worlds(), st.data())
def test_each_proposal_is_an_event_or_a_conflict(world: RoutingWorld, data: st.DataObject) -> None:
    """
    Whatever has changed meanwhile, each proposal comes to one of the two, and nothing is lost.
    """
    rules = RoutingRules.of(world.setup)
    made = plan(world.work, world.agents, rules=rules, state=world.state, at=world.at)
    work = [
        attrs.evolve(each, version=each.version + data.draw(st.integers(0, 1)))
        for each in world.work
        if data.draw(st.booleans())
    ]
    agents = [each for each in world.agents if data.draw(st.booleans())]
    answer = commit(made, work=work, agents=agents, state=world.state, rules=rules, at=world.at)
    kept, versions = {each.id for each in agents}, {each.id: each.version for each in work}

    def fits(proposal: Proposal) -> bool:
        same = versions.get(proposal.work_id) == proposal.work_version
        return same and proposal.agent_id in kept

    fitting = [each.work_id for each in made.proposals if fits(each)]
    others = [each.work_id for each in made.proposals if not fits(each)]
    assert [event.work_id for event in answer.events] == fitting
    assert [each.work_id for each in answer.conflicts] == others
    assert [each.id for each in answer.work] == [each.id for each in work]
    assert [each.id for each in answer.agents] == [each.id for each in agents]


class OfferMachine(RuleBasedStateMachine):
    """
    Offers in any order against a model in two dictionaries: who is asked until when, who declined.
    """

    WORK = tuple(map(WorkId, ("c1", "c2", "c3")))
    AGENTS = tuple(map(AgentId, ("ann", "bo")))
    SETUP = RoutingSetup(queues=(Queue(QUEUE, offering=Offering(5 * MINUTE, "away")),))

    def __init__(self) -> None:
        super().__init__()
        self.state = RoutingState()
        self.events: list[RoutingEvent] = []
        self.now = NINE
        self.asked: dict[WorkId, tuple[AgentId, dt.datetime]] = {}
        self.unwilling: dict[WorkId, list[AgentId]] = {}

    def take(self, *events: RoutingEvent) -> None:
        """
        Takes events in, one by one.
        """
        for event in events:
            self.state = evolve_routing(self.state, event)
            self.events.append(event)

    def declines(self, work_id: WorkId, agent_id: AgentId, *, may_return: bool) -> None:
        """
        What the model makes of work that comes back.
        """
        self.asked.pop(work_id, None)
        unwilling = self.unwilling.setdefault(work_id, [])
        if not may_return and agent_id not in unwilling:
            unwilling.append(agent_id)

    @rule(minutes=st.integers(1, 4))
    def wait(self, minutes: int) -> None:
        """
        Time passes.
        """
        self.now += minutes * MINUTE

    @rule(work_id=st.sampled_from(WORK), agent_id=st.sampled_from(AGENTS))
    def offer(self, work_id: WorkId, agent_id: AgentId) -> None:
        """
        What nobody is asked about is offered, as a plan would.
        """
        if work_id in self.asked:
            return
        until = self.now + 5 * MINUTE
        sequence = self.state.sequence + 1
        self.take(
            WorkOffered(
                work_id,
                sequence=sequence,
                at=self.now,
                agent_id=agent_id,
                queue_id=QUEUE,
                expires_at=until,
            )
        )
        self.asked[work_id] = (agent_id, until)

    @rule(
        work_id=st.sampled_from(WORK),
        agent_id=st.sampled_from(AGENTS),
        accepts=st.booleans(),
        may_return=st.booleans(),
    )
    def answer(self, work_id: WorkId, agent_id: AgentId, *, accepts: bool, may_return: bool) -> None:
        """
        Somebody answers: in time, and the one who is asked, or it is refused.
        """
        whom, until = self.asked.get(work_id, (None, self.now))
        if whom != agent_id or self.now > until:
            with pytest.raises(OfferRefusedError):
                accept_offer(self.state, work_id, agent_id=agent_id, at=self.now)
            with pytest.raises(OfferRefusedError):
                decline_offer(self.state, work_id, agent_id=agent_id, at=self.now)
        elif accepts:
            self.take(accept_offer(self.state, work_id, agent_id=agent_id, at=self.now))
            del self.asked[work_id]
            self.unwilling.pop(work_id, None)
        else:
            event = decline_offer(
                self.state, work_id, agent_id=agent_id, at=self.now, may_return=may_return
            )
            self.take(event)
            self.declines(work_id, agent_id, may_return=may_return)

    @rule(work_id=st.sampled_from(WORK), agent_id=st.sampled_from(AGENTS), may_return=st.booleans())
    def come_back(self, work_id: WorkId, agent_id: AgentId, *, may_return: bool) -> None:
        """
        Work comes back from who has it; not from another than who is asked.
        """
        if self.asked.get(work_id, (agent_id, None))[0] != agent_id:
            with pytest.raises(OfferRefusedError):
                requeue(self.state, work_id, agent_id=agent_id, at=self.now)
            return
        event = requeue(self.state, work_id, agent_id=agent_id, at=self.now, may_return=may_return)
        self.take(event)
        self.declines(work_id, agent_id, may_return=may_return)

    @rule(work_id=st.sampled_from(WORK))
    def go(self, work_id: WorkId) -> None:
        """
        Work leaves.
        """
        self.take(leave_routing(self.state, work_id, at=self.now))
        self.asked.pop(work_id, None)
        self.unwilling.pop(work_id, None)

    @precondition(lambda self: self.asked)
    @rule()
    def sweep(self) -> None:
        """
        What was not answered in time passes: all of it, and nothing else.
        """
        late = {work_id for work_id, (_, until) in self.asked.items() if until < self.now}
        events = expired_offers(self.state, self.now, setup=self.SETUP)

        assert {event.work_id for event in events} == late
        for event in events:
            assert isinstance(event, OfferTimedOut)
            assert (event.agent_id, event.presence) == (self.asked[event.work_id][0], "away")
            self.declines(event.work_id, event.agent_id, may_return=False)
        self.take(*events)

    @invariant()
    def agrees(self) -> None:
        """
        The state is what the model says, and what all its events say; the timer is set right.
        """
        offers = {each.work_id: (each.agent_id, each.expires_at) for each in self.state.offers}
        assert offers == self.asked
        assert {each.work_id: list(each.declined) for each in self.state.waits} == self.unwilling
        assert self.state == replay_routing(self.events)
        assert self.state.sequence == len(self.events)
        due = next_expiry(self.state)
        assert (due is None) == (not self.asked)
        if due is not None:
            assert expired_offers(self.state, due, setup=self.SETUP) != ()


TestOffers = OfferMachine.TestCase
