"""
A plan the slow way: every agent is looked at for every piece of work, and everything is counted anew.

Of the library it takes the values in which routing is said, whether a condition holds, and when a
calendar is open; of plans, nothing. There is no index, no running sum and no cache: what an agent
has is counted again each time from what they had and what has been given so far.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from csmcore.calendars import Calendar
from csmcore.errors import NoTransitionError, NoWorkingTimeError
from csmcore.kernel import Facts
from csmcore.routing import (
    Agent,
    Pool,
    Queue,
    Requirement,
    RoutingSetup,
    RoutingState,
    Use,
    WorkAssignment,
    WorkItem,
)

WHOLE_SHARE: Final = 465_585_120
"""
What a turn of an agent of weight 1 moves them on: half of it can be divided by every number up to 20.
"""

NEVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
ENDLESS: Final = dt.timedelta(days=999_999_999)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Slow:
    """
    What is done with one piece of work, and how it came to that.

    ``able`` is who could take it, the one who gets it first; ``excluded`` says of the others by
    which rule, as the code of its reason; ``why`` is the code of the reason of what is held or kept.
    """

    outcome: str
    agent: str | None = None
    queue: str | None = None
    until: dt.datetime | None = None
    why: str | None = None
    able: tuple[str, ...] = ()
    excluded: dict[str, str] = dataclasses.field(default_factory=dict)
    points: dict[str, int] = dataclasses.field(default_factory=dict)
    requires: tuple[Requirement, ...] = ()
    round: int = 1
    expires_at: dt.datetime | None = None
    is_looked_at: bool = False


class Given(NamedTuple):
    """
    What the plan has given an agent.
    """

    work_id: str
    agent_id: str
    queue_id: str
    channel: str
    size: int
    weight: int


class Out(NamedTuple):
    """
    That an agent is left out.
    """

    code: str
    until: dt.datetime | None = None


class Asked(NamedTuple):
    """
    What came of asking the agents of one queue.
    """

    queue: Queue
    required: list[Requirement]
    able: list[str]
    out: dict[str, Out]
    round: int
    rest: tuple[str, dt.datetime] | None = None


def slow_plan(
    setup: RoutingSetup,
    work: Iterable[WorkItem],
    agents: Iterable[Agent],
    state: RoutingState,
    *,
    at: dt.datetime,
    seed: int = 0,
) -> dict[str, Slow]:
    """
    What is done with each piece of work, by id: first those that agents were sought for, in order.
    """
    return SlowPlan(setup, list(agents), state, at=at, seed=seed).run(list(work))


class SlowPlan:
    """
    One plan while it is being made.
    """

    def __init__(
        self,
        setup: RoutingSetup,
        agents: list[Agent],
        state: RoutingState,
        *,
        at: dt.datetime,
        seed: int,
    ) -> None:
        self.setup, self.state, self.at, self.seed = setup, state, at, seed
        self.agents: dict[str, Agent] = {
            agent.id: agent for agent in sorted(agents, key=lambda agent: agent.id)
        }
        self.queues: dict[str, Queue] = {queue.id: queue for queue in setup.queues}
        self.given: list[Given] = []

    def run(self, work: list[WorkItem]) -> dict[str, Slow]:
        """
        All of it.
        """
        found: dict[str, Slow] = {}
        rest: dict[str, Slow] = {}
        waiting: list[tuple[WorkItem, Queue]] = []
        for item in sorted(work, key=lambda item: item.id):
            gate = self.gate(item)
            if isinstance(gate, Queue):
                waiting.append((item, gate))
            else:
                rest[item.id] = gate
        for item, queue in sorted(waiting, key=lambda pair: self.place(*pair)):
            found[item.id] = self.place_work(item, queue)
        return found | rest

    # -- before anybody is asked -----------------------------------------------------------

    def gate(self, item: WorkItem) -> Slow | Queue:
        """
        The queue whose agents are to be asked, or what is done instead.
        """
        if item.agent_id is not None:
            return Slow(outcome="keep", agent=item.agent_id, why="routing.has_agent")
        for offer in self.state.offers:
            if offer.work_id == item.id:
                ends = offer.expires_at
                is_over = ends is not None and ends < self.at
                after = None if ends is None or is_over else ends + dt.timedelta(microseconds=1)
                return Slow(
                    outcome="keep",
                    agent=offer.agent_id,
                    queue=offer.queue_id,
                    until=after,
                    why="routing.offer_over" if is_over else "routing.is_offered",
                )
        holder = self.holder(item)
        if holder is not None:
            return Slow(outcome="keep", agent=holder, why="routing.has_agent")
        if not self.setup.routable.holds_for(item.known):
            return Slow(outcome="hold", why="routing.not_routable")
        if item.queue_id is not None:
            if item.queue_id not in self.queues:
                return Slow(outcome="hold", why="routing.unknown_queue")
            return self.gate_of(item, self.queues[item.queue_id])
        for queue in self.setup.queues:
            if queue.when.holds_for(item.known):
                return self.gate_of(item, queue)
        return Slow(outcome="hold", why="routing.no_queue")

    def holder(self, item: WorkItem) -> str | None:
        """
        Who has it by their own list, whatever its record says.
        """
        for agent in self.agents.values():
            if any(each.work_id == item.id for each in agent.assignments):
                return agent.id
        return None

    def gate_of(self, item: WorkItem, queue: Queue) -> Slow | Queue:
        """
        The queue, or why it does not give out this piece of work now.
        """

        def held(why: str, until: dt.datetime | None = None) -> Slow:
            return Slow(outcome="hold", queue=queue.id, why=why, until=until)

        named = [channel.name for channel in self.setup.channels]
        if named and item.channel not in named:
            return held("routing.unknown_channel")
        if queue.unless.holds_for(item.known):
            return held("routing.left_alone")
        last = item.entered_at if item.active_at is None else item.active_at
        if queue.idle_at_most is not None and self.at - last > queue.idle_at_most:
            return held("routing.too_quiet")
        if self.at - item.entered_at < queue.delay:
            why = "routing.delayed" if self.at >= item.entered_at else "routing.comes_later"
            return held(why, item.entered_at + queue.delay)
        if queue.hours is not None and not queue.hours.is_open(self.at):
            return held("routing.queue_closed", opening(queue.hours, self.at))
        if not queue.pools:
            return held("routing.no_pools")
        return queue

    def place(self, item: WorkItem, queue: Queue) -> tuple[object, ...]:
        """
        Where work stands in the backlog: the smallest is looked at first.
        """
        starts = dict(self.setup.backlog.head_starts)
        urgency = 99 if item.priority is None else item.priority
        last = item.entered_at if item.active_at is None else item.active_at
        keys: dict[str, object] = {
            "queue": queue.priority,
            "priority": urgency,
            "aged": item.entered_at - starts.get(urgency, dt.timedelta(0)),
            "entered": item.entered_at,
            "active": last,
            "due": (item.due_at is None, item.due_at or NEVER),
        }
        return (*(keys[str(key)] for key in self.setup.backlog.keys), item.entered_at, item.id)

    # -- who could take it -----------------------------------------------------------------

    def place_work(self, item: WorkItem, queue: Queue) -> Slow:
        """
        What is done with work for which agents are sought, here or where it overflows to.
        """
        untils: list[dt.datetime | None] = []
        while True:
            asked = self.ask(item, queue)
            if asked.able:
                return self.give(item, asked)
            untils += [out.until for out in asked.out.values()]
            untils += [item.entered_at + pool.after for pool in queue.pools]
            untils += self.steps(item, queue)
            untils += [] if asked.rest is None else [asked.rest[1]]
            overflow = queue.overflow
            if overflow is not None:
                untils.append(item.entered_at + overflow.after)
            if overflow is None or self.at - item.entered_at < overflow.after:
                later = [each for each in untils if each is not None and each > self.at]
                return Slow(
                    outcome="hold",
                    queue=queue.id,
                    why="routing.nobody" if asked.rest is None else asked.rest[0],
                    until=min(later, default=None),
                    excluded={agent_id: out.code for agent_id, out in asked.out.items()},
                    requires=tuple(asked.required),
                    is_looked_at=True,
                )
            queue = self.queues[overflow.queue_id]

    def ask(self, item: WorkItem, queue: Queue) -> Asked:
        """
        Who of all agents can take it; when only those are left who declined, they are asked again.
        """
        required = self.required(item, queue)
        waits = [wait for wait in self.state.waits if wait.work_id == item.id]
        declined: list[str] = [agent_id for wait in waits for agent_id in wait.declined]
        round_ = max([wait.round for wait in waits], default=1)
        out = self.left_out(item, queue, required, declined)
        rest: tuple[str, dt.datetime] | None = None
        if len(out) == len(self.agents) and any(
            each.code == "routing.declined" for each in out.values()
        ):
            again = self.left_out(item, queue, required, [])
            rest = self.rest(item, queue)
            if len(again) == len(self.agents):
                out, rest = again, None
            elif rest is None:
                out, round_ = again, round_ + 1
        able = [agent_id for agent_id in self.agents if agent_id not in out]
        return Asked(queue, required, able, out, round_, rest)

    def rest(self, item: WorkItem, queue: Queue) -> tuple[str, dt.datetime] | None:
        """
        Why those who declined are left in peace for now: a pool or a step is to come, or a pause.
        """
        to_come = [(item.entered_at + pool.after, "routing.pools_first") for pool in queue.pools]
        to_come += [
            (step, "routing.steps_first") for step in self.steps(item, queue) if step is not None
        ]
        to_come = [(comes, why) for comes, why in to_come if comes > self.at]
        if to_come:
            comes, why = min(to_come)
            return why, comes
        for wait in self.state.waits:
            if wait.work_id == item.id and wait.again_from is not None and queue.offering is not None:
                until = wait.again_from + queue.offering.pause
                return ("routing.paused", until) if self.at < until else None
        return None

    def left_out(
        self, item: WorkItem, queue: Queue, required: list[Requirement], declined: list[str]
    ) -> dict[str, Out]:
        """
        Everybody who cannot take it, and by which rule.
        """
        if queue.hours is not None and not queue.hours.is_open(self.at):
            closed = Out("routing.queue_closed", opening(queue.hours, self.at))
            return dict.fromkeys(self.agents, closed)
        found: dict[str, Out] = {}
        for agent_id, agent in self.agents.items():
            for out in (
                self.out_by_presence(agent, item),
                self.out_by_shift(agent),
                self.out_by_pool(agent, item, queue),
                self.out_by_skill(agent, item, queue, required),
                Out("routing.declined") if agent_id in declined else None,
                self.out_by_limit(agent, queue),
                self.out_by_room(agent, item, queue),
            ):
                if out is not None:
                    found[agent_id] = out
                    break
        return found

    def out_by_presence(self, agent: Agent, item: WorkItem) -> Out | None:
        """
        Whether they are not there for such work.
        """
        for presence in self.setup.presences:
            if presence.name == agent.presence:
                takes = presence.channels is None or item.channel in presence.channels
                return None if takes else Out("routing.presence")
        return Out("routing.presence_unknown")

    def out_by_shift(self, agent: Agent) -> Out | None:
        """
        Whether they do not work now.
        """
        if agent.shift is None or agent.shift.is_open(self.at):
            return None
        return Out("routing.shift", opening(agent.shift, self.at))

    def out_by_pool(self, agent: Agent, item: WorkItem, queue: Queue) -> Out | None:
        """
        Whether none of the pools that have joined is theirs.
        """
        theirs = [pool for pool in queue.pools if belongs(agent, pool)]
        if any(item.entered_at + pool.after <= self.at for pool in theirs):
            return None
        if not theirs:
            return Out("routing.pool")
        return Out("routing.pool_later", min(item.entered_at + pool.after for pool in theirs))

    def out_by_skill(
        self, agent: Agent, item: WorkItem, queue: Queue, required: list[Requirement]
    ) -> Out | None:
        """
        Whether they lack something that is still asked for: what is asked for longest of it.
        """
        skills = dict(agent.skills)
        found: list[Out] = []
        for each in required:
            if each.is_mandatory and skills.get(each.skill, -1) < each.level:
                code = "routing.skill_level" if each.skill in skills else "routing.skill"
                found.append(Out(code, self.dropped_at(item, queue, each)))
        return max(found, key=lambda out: (out.until is None, out.until or NEVER), default=None)

    def out_by_limit(self, agent: Agent, queue: Queue) -> Out | None:
        """
        Whether they were given as much of the queue lately as is allowed.
        """
        if queue.limit is None:
            return None
        turns = [
            instant
            for turn in self.state.turns
            if (turn.queue_id, turn.agent_id) == (queue.id, agent.id)
            for instant in turn.recent
        ]
        turns += [
            self.at for each in self.given if (each.queue_id, each.agent_id) == (queue.id, agent.id)
        ]
        counted = [instant for instant in turns if instant + queue.limit.within > self.at]
        if len(counted) < queue.limit.most:
            return None
        return Out("routing.limit", sorted(counted)[-queue.limit.most] + queue.limit.within)

    def out_by_room(self, agent: Agent, item: WorkItem, queue: Queue) -> Out | None:
        """
        Whether it does not fit into what they may have, in all, of the channel, or of the queue.
        """
        size = self.size(item)
        for code, room in self.rooms(agent, item.channel, queue).items():
            if room is not None and size > room:
                return Out(code, self.room_again(agent, item, queue))
        return None

    def room_again(self, agent: Agent, item: WorkItem, queue: Queue) -> dt.datetime | None:
        """
        When it fits after all, as what they have goes quiet; each such instant is tried.
        """
        quiet = {channel.name: channel.idle_after for channel in self.setup.channels}
        lasts = [(each.channel, each.active_at) for each in agent.assignments]
        lasts += [(each.channel, self.at) for each in self.given if each.agent_id == agent.id]
        instants = [
            active_at + idle_after + dt.timedelta(microseconds=1)
            for channel, active_at in lasts
            if active_at is not None and (idle_after := quiet.get(channel)) is not None
        ]
        for later in sorted(instants):
            rooms = self.rooms(agent, item.channel, queue, at=later).values()
            if later > self.at and all(room is None or self.size(item) <= room for room in rooms):
                return later
        return None

    # -- what work asks for ------------------------------------------------------------------

    def asked_at_first(self, item: WorkItem, queue: Queue) -> list[Requirement]:
        """
        What is asked for before anything gives way, each once.
        """
        found: list[Requirement] = []
        for each in (*queue.requires, *item.skills):
            if each not in found:
                found.append(each)
        return found

    def numbers(self, item: WorkItem, queue: Queue) -> list[int]:
        """
        The numbers by which requirements give way, the first to go first.
        """
        drops = {each.drop for each in self.asked_at_first(item, queue) if each.drop is not None}
        return sorted(drops, reverse=True)

    def steps(self, item: WorkItem, queue: Queue) -> list[dt.datetime | None]:
        """
        When each of these numbers goes; ``None`` where no step comes for it.
        """
        numbers = self.numbers(item, queue)
        relaxation = queue.relaxation
        if relaxation is None:
            return [None for _ in numbers]
        base = item.entered_at
        for wait in self.state.waits:
            if wait.work_id == item.id and relaxation.starts_again and wait.again_from is not None:
                base = wait.again_from
        if relaxation.every is not None:
            return [base + relaxation.every * count for count, _ in enumerate(numbers, 1)]
        waits = [*relaxation.steps, *(None for _ in numbers)]
        return [None if wait is None else base + wait for _, wait in zip(numbers, waits, strict=False)]

    def dropped_at(self, item: WorkItem, queue: Queue, requirement: Requirement) -> dt.datetime | None:
        """
        When a requirement gives way, if it does.
        """
        for number, step in zip(self.numbers(item, queue), self.steps(item, queue), strict=True):
            if requirement.drop == number:
                return step
        return None

    def required(self, item: WorkItem, queue: Queue) -> list[Requirement]:
        """
        What is asked for by now; a step at its very instant has come.
        """
        found = []
        for each in self.asked_at_first(item, queue):
            step = self.dropped_at(item, queue, each)
            if step is None or step > self.at:
                found.append(each)
        return found

    def size(self, item: WorkItem) -> int:
        """
        How many units it takes.
        """
        if item.size is not None:
            return item.size
        sizes = [channel.size for channel in self.setup.channels if channel.name == item.channel]
        return sizes[0] if sizes else 1

    # -- what agents have --------------------------------------------------------------------

    def counts(self, assignment: WorkAssignment, at: dt.datetime) -> bool:
        """
        Whether an assignment takes room.
        """
        for channel in self.setup.channels:
            if channel.name == assignment.channel:
                facts = dict(assignment.facts)
                facts |= {"channel": assignment.channel, "size": assignment.size}
                facts |= {} if assignment.queue_id is None else {"queue": assignment.queue_id}
                last = assignment.active_at
                is_idle = (
                    channel.idle_after is not None
                    and last is not None
                    and at - last > channel.idle_after
                )
                return channel.counts_when.holds_for(Facts(facts)) and not is_idle
        return True

    def has(self, agent: Agent, at: dt.datetime | None = None) -> list[tuple[str, str | None, int]]:
        """
        What an agent has that counts, now or at an instant: channel, queue and size of each.
        """
        at = self.at if at is None else at
        own = [each.work_id for each in agent.assignments]
        found: list[tuple[str, str | None, int]] = [
            (each.channel, each.queue_id, each.size)
            for each in agent.assignments
            if self.counts(each, at)
        ]
        found += [
            (offer.channel, offer.queue_id, offer.size)
            for offer in self.state.offers
            if offer.agent_id == agent.id and offer.work_id not in own
        ]
        found += [
            (each.channel, each.queue_id, each.size)
            for each in self.given
            if each.agent_id == agent.id and not self.is_quiet(each, at)
        ]
        return found

    def is_quiet(self, given: Given, at: dt.datetime) -> bool:
        """
        Whether nothing would have happened for too long with what was assigned in this plan.
        """
        if self.queues[given.queue_id].offering is not None:
            return False
        for channel in self.setup.channels:
            if channel.name == given.channel and channel.idle_after is not None:
                return at - self.at > channel.idle_after
        return False

    def rooms(
        self, agent: Agent, channel: str, queue: Queue, *, at: dt.datetime | None = None
    ) -> dict[str, int | None]:
        """
        How many units an agent has room for, by what allows them; ``None`` for any number.
        """
        has = self.has(agent, at)
        of_channel = {each.name: each.capacity for each in self.setup.channels} | dict(agent.channels)
        of_queue = {queue.id: queue.capacity} | dict(agent.queues)
        allowed = {
            "routing.capacity": (agent.capacity, sum(size for _, _, size in has)),
            "routing.capacity_channel": (
                of_channel.get(channel),
                sum(size for by, _, size in has if by == channel),
            ),
            "routing.capacity_queue": (
                of_queue[queue.id],
                sum(size for _, of, size in has if of == queue.id),
            ),
        }
        return {code: None if most is None else most - taken for code, (most, taken) in allowed.items()}

    def spare(self, agent: Agent, channel: str, queue: Queue) -> int | None:
        """
        The least of the room in all, of the channel and of the queue.
        """
        rooms = self.rooms(agent, channel, queue).values()
        return min([room for room in rooms if room is not None], default=None)

    def last(self, agent: Agent, queue: Queue) -> int:
        """
        The sequence of an agent's last turn in a queue; 0 for never.
        """
        found = 0
        for turn in self.state.turns:
            if (turn.queue_id, turn.agent_id) == (queue.id, agent.id):
                found = turn.last
        for count, each in enumerate(self.given, 1):
            if (each.queue_id, each.agent_id) == (queue.id, agent.id):
                found = self.state.sequence + count
        return found

    # -- who of them gets it -----------------------------------------------------------------

    def give(self, item: WorkItem, asked: Asked) -> Slow:
        """
        The best of those who are able gets it, or is asked.
        """
        queue = asked.queue
        points = {agent_id: self.points(item, asked, agent_id) for agent_id in asked.able}

        def standing(agent_id: str) -> tuple[object, ...]:
            agent = self.agents[agent_id]
            ranks = [RANKS[use.name](self, use, item, asked, agent) for use in queue.strategy]
            spare = self.spare(agent, item.channel, queue)
            room = (0, 0) if spare is None else (1, -spare)
            return (
                -points[agent_id],
                *ranks,
                room,
                self.last(agent, queue),
                self.chance(agent_id),
                agent_id,
            )

        able = sorted(asked.able, key=standing)
        chosen = self.agents[able[0]]
        self.given.append(
            Given(item.id, chosen.id, queue.id, item.channel, self.size(item), chosen.weight)
        )
        timeout = None if queue.offering is None else queue.offering.timeout
        return Slow(
            outcome="assign" if queue.offering is None else "offer",
            agent=chosen.id,
            queue=queue.id,
            able=tuple(able),
            excluded={agent_id: out.code for agent_id, out in asked.out.items()},
            points=points,
            requires=tuple(asked.required),
            round=asked.round,
            expires_at=None if timeout is None else self.at + timeout,
            is_looked_at=True,
        )

    def chance(self, agent_id: str) -> int:
        """
        What chance says of an agent; nothing where there is no seed.
        """
        if self.seed == 0:
            return 0
        text = f"{self.seed}\x1f{agent_id}"
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest())

    def points(self, item: WorkItem, asked: Asked, agent_id: str) -> int:
        """
        What the queue's scorers make of an agent.
        """
        agent = self.agents[agent_id]
        total = 0
        for use in asked.queue.scorers:
            if use.name == "skill_rank":
                total += use.weight * matched(agent, asked.required)
            elif use.name == "affinity":
                total += use.weight * dear(agent, use, item)
        return total

    def position(self, agent: Agent, queue: Queue) -> int:
        """
        Where the middle of an agent's next turn lies along the queue's shares, never behind the queue.
        """
        turns = sorted(
            [turn for turn in self.state.turns if turn.queue_id == queue.id], key=lambda turn: turn.last
        )
        passed: dict[str, int] = {turn.agent_id: turn.passed for turn in turns}
        pace = turns[-1].place if turns else 0
        for each in self.given:
            if each.queue_id == queue.id:
                half = WHOLE_SHARE // (2 * each.weight)
                pace = max(passed.get(each.agent_id, 0) + half, pace)
                passed[each.agent_id] = pace + half
        return max(passed.get(agent.id, 0) + WHOLE_SHARE // (2 * agent.weight), pace)


def opening(calendar: Calendar, at: dt.datetime) -> dt.datetime | None:
    """
    When a calendar opens next, if it does.
    """
    try:
        return calendar.next_open(at)
    except (NoTransitionError, NoWorkingTimeError):
        return None


def belongs(agent: Agent, pool: Pool) -> bool:
    """
    Whether an agent is of a pool, were it to have joined.
    """
    is_named = agent.id in pool.agents or any(group in pool.groups for group in agent.groups)
    is_everybody = not pool.agents and not pool.groups
    return (is_named or is_everybody) and pool.when.holds_for(agent.known)


def matched(agent: Agent, required: Iterable[Requirement]) -> int:
    """
    A thousand for each requirement whose skill an agent has, and one for each whose level.
    """
    skills = dict(agent.skills)
    total = 0
    for each in required:
        if each.skill in skills:
            total += 1000
            total += 1 if skills[each.skill] >= each.level else 0
    return total


def dear(agent: Agent, use: Use, item: WorkItem) -> int:
    """
    What it is worth that work would rather have an agent: by why, or by how near the front.
    """
    for place, affinity in enumerate(item.affinities):
        if affinity.agent_id == agent.id:
            if not use.options:
                return 1000 - place
            value = use.options.get(affinity.kind)
            return value if isinstance(value, int) else 0
    return 0


def _shift_left(plan: SlowPlan, agent: Agent) -> dt.timedelta:
    if agent.shift is None:
        return ENDLESS
    try:
        return agent.shift.next_close(plan.at) - plan.at
    except (NoTransitionError, NoWorkingTimeError):
        return ENDLESS


def _last_in_any(plan: SlowPlan, agent: Agent) -> int:
    before = [turn.last for turn in plan.state.turns if turn.agent_id == agent.id]
    mine = [count for count, each in enumerate(plan.given, 1) if each.agent_id == agent.id]
    return plan.state.sequence + mine[-1] if mine else max(before, default=0)


def _idle(plan: SlowPlan, agent: Agent) -> tuple[int, dt.datetime]:
    mine = [count for count, each in enumerate(plan.given, 1) if each.agent_id == agent.id]
    if mine:
        return mine[-1], NEVER
    since = [] if agent.idle_since is None else [agent.idle_since]
    since += [at for turn in plan.state.turns if turn.agent_id == agent.id for at in turn.recent]
    return 0, max(since, default=NEVER)


def _most_spare(plan: SlowPlan, agent: Agent, item: WorkItem, queue: Queue) -> tuple[int, int]:
    spare = plan.spare(agent, item.channel, queue)
    return (0, 0) if spare is None else (1, -spare)


def _affinity(item: WorkItem, agent: Agent) -> int:
    listed = [affinity.agent_id for affinity in item.affinities]
    return listed.index(agent.id) if agent.id in listed else len(listed)


RANKS: Final[dict[str, Callable[[SlowPlan, Use, WorkItem, Asked, Agent], object]]] = {
    "round_robin": lambda plan, _use, _item, asked, agent: plan.last(agent, asked.queue),
    "last_assigned": lambda plan, _use, _item, _asked, agent: _last_in_any(plan, agent),
    "longest_idle": lambda plan, _use, _item, _asked, agent: _idle(plan, agent),
    "least_loaded": lambda plan, _use, _item, _asked, agent: sum(
        size for _, _, size in plan.has(agent)
    ),
    "fewest_open": lambda plan, _use, _item, _asked, agent: len(plan.has(agent)),
    "most_spare": lambda plan, _use, item, asked, agent: _most_spare(plan, agent, item, asked.queue),
    "weighted": lambda plan, _use, _item, asked, agent: plan.position(agent, asked.queue),
    "by_field": lambda _plan, use, item, _asked, agent: (
        0 if item.known.get(str(use.options.get("field"))) == agent.id else 1
    ),
    "skill_rank": lambda _plan, _use, _item, asked, agent: -matched(agent, asked.required),
    "affinity": lambda _plan, _use, item, _asked, agent: _affinity(item, agent),
    "least_shift_left": lambda plan, _use, _item, _asked, agent: _shift_left(plan, agent),
    "most_shift_left": lambda plan, _use, _item, _asked, agent: -_shift_left(plan, agent),
}
"""
What each strategy that is built in makes of an agent, the smallest first.
"""
