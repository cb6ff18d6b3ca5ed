"""
Puts what routing products say of themselves to csmcore: a small adapter for each kind of rule.

A product's rule is configured as data: statuses become presences, exclusions become conditions,
limits become limits. A key that is not known here is an error, so that nothing is passed over.
"""

import datetime as dt
import json
import pathlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, cast

import attrs

from csmcore.conditions import parse
from csmcore.kernel import AgentId, Facts, QueueId, WorkId
from csmcore.routing import (
    AssignmentLimit,
    Excluded,
    PlacementKind,
    Queue,
    RoutingPlan,
    RoutingRules,
    RoutingState,
    Selection,
    WorkAssigned,
    plan,
    replay_routing,
)
from tests.golden.routing_desk import Desk, Row, agent_of, instant, setup_of, work_of

FILE: Final = pathlib.Path(__file__).parent / "routing.json"
MORE: Final = pathlib.Path(__file__).parent / "more_routing.json"

HOUR: Final = 3600

STRATEGIES: Final = {
    "round_robin": ["round_robin"],
    "created_first": ["round_robin"],
    "exclusion_rules": ["round_robin"],
    "claim_on_open": ["round_robin"],
    "single_preferred": ["least_loaded"],
    "rate_limit": ["least_loaded"],
    "least_open_cases": ["fewest_open", "round_robin"],
    "weighted": ["weighted"],
    "capacity": ["most_spare"],
    "most_capacity": ["most_spare"],
    "offer_decline": ["least_loaded"],
    "skill_relaxation": ["least_loaded"],
    "queue_priority_delay": ["longest_idle"],
    "conversation_score": ["longest_idle"],
    "concurrency": ["round_robin"],
}
"""
By which of csmcore's strategies each kind of rule picks.
"""

SAID: Final = frozenset(
    {"id", "source", "strategy", "note", "expect", "agents", "members", "rotation", "eligible"}
    | {"cases", "case", "limit", "policy", "recent_count", "persisted_last", "in_memory_last"}
    | {"weights", "n_cases", "rule", "events", "actor", "given", "case_skills", "queues", "waiting"}
    | {"waited_min", "priority", "writers"}
)

PRESENCES: Final[dict[str, list[str] | None]] = {"online": None, "busy": [], "offline": []}


class UnknownRuleError(Exception):
    """
    A scenario says something that is not understood here.
    """


class Asked(NamedTuple):
    """
    One thing that a scenario expects.
    """

    scenario: Row
    key: str

    @property
    def product(self) -> str:
        """
        Whose rule it is.
        """
        return str(self.scenario["source"]["project"]).partition("/")[0].partition(" ")[0].lower()

    @property
    def expected(self) -> Any:
        """
        What the product does.
        """
        return self.scenario["expect"][self.key]

    def __str__(self) -> str:
        return f"{self.scenario['id']}-{self.key}"


def read(file: pathlib.Path) -> list[Row]:
    """
    The scenarios of a file.
    """
    return cast("list[Row]", json.loads(file.read_text(encoding="utf-8"))["scenarios"])


def asked_of(scenarios: Iterable[Row]) -> list[Asked]:
    """
    Everything that scenarios expect.
    """
    return [Asked(scenario, key) for scenario in scenarios for key in scenario["expect"]]


def answer(asked: Asked) -> Any:
    """
    What csmcore does.

    Raises:
        UnknownRuleError: The scenario says something that is not understood here.
    """
    unknown = set(asked.scenario) - SAID
    if unknown or asked.scenario["strategy"] not in ADAPTERS:
        raise UnknownRuleError(asked.scenario["id"], sorted(unknown))
    answers = ADAPTERS[asked.scenario["strategy"]](asked.scenario)
    if asked.key not in answers:
        raise UnknownRuleError(asked.scenario["id"], asked.key)
    found = answers[asked.key]
    return found() if callable(found) else found


# -- rows of a product as a desk ------------------------------------------------------------


def _queue(scenario: Row) -> Row:
    """
    The queue that a product's policy describes.
    """
    policy = scenario.get("policy", {})
    found: Row = {"strategy": STRATEGIES[scenario["strategy"]]}
    if "fair_limit" in policy:
        found["limit"] = [policy["fair_limit"], policy["fair_window_s"]]
    if "excluded_labels" in policy:
        found["unless"] = " or ".join(f"labels contains {each}" for each in policy["excluded_labels"])
    if policy.get("exclude_older_than_hours") is not None:
        found["idle_at_most_s"] = policy["exclude_older_than_hours"] * HOUR
    return found


def _agent(row: Row) -> Row:
    """
    An agent, with as much as the product says they have.
    """
    has: int = row["load"] if "load" in row else row.get("open", 0)
    in_queue: int = row.get("queue_load", 0)
    found: Row = {
        "id": row["id"],
        "presence": row.get("status", "online"),
        "capacity": row.get("capacity"),
        "has": [
            {"work_id": f"{row['id']}-{count}", "queue_id": "queue" if count < in_queue else None}
            for count in range(has)
        ],
    }
    if "queue_capacity" in row:
        found["queues"] = {"queue": row["queue_capacity"]}
    return found


def _case(row: str | Row) -> Row:
    """
    A case, as old as the product says.
    """
    if isinstance(row, str):
        return {"id": row}
    activity: int = row.get("last_activity_h_ago", 0)
    return {
        "id": row["id"],
        "entered_s": -HOUR * row.get("created_h_ago", activity),
        "active_s": -HOUR * activity if "last_activity_h_ago" in row else None,
        "agent_id": row.get("assignee"),
        "version": row.get("version", 0),
        "facts": {name: row[name] for name in ("status", "labels", "bot_owner") if name in row},
    }


def _agents(scenario: Row) -> list[Row]:
    if "weights" in scenario:
        return [{"id": each, "weight": weight} for each, weight in scenario["weights"].items()]
    ids = scenario.get("members") or scenario.get("rotation") or []
    return [_agent(each) for each in scenario.get("agents", [{"id": each} for each in ids])]


def _turned(members: Sequence[str]) -> RoutingState:
    """
    What is remembered when agents have had a turn each, in this order.
    """
    return replay_routing(
        WorkAssigned(
            WorkId(f"before-{count}"),
            sequence=count,
            at=instant(-HOUR),
            agent_id=AgentId(each),
            queue_id=QueueId("queue"),
        )
        for count, each in enumerate(members, 1)
    )


def _desk(scenario: Row, *, queue: Row | None = None, **setup: Any) -> Desk:
    rows = [{"presence": "online"} | each for each in _agents(scenario)]
    cases = scenario.get("cases", [scenario["case"]] if "case" in scenario else [])
    return Desk(
        setup_of({"queues": [_queue(scenario) | (queue or {})], "presences": PRESENCES} | setup),
        [agent_of(each) for each in rows],
        [work_of(_case(each)) for each in cases],
        state=_turned(_rotation(scenario)),
    )


def _rotation(scenario: Row) -> list[str]:
    """
    In which order the members have had a turn, the next one first.
    """
    if "persisted_last" in scenario:
        members: list[str] = scenario["members"]
        after = members.index(scenario["persisted_last"]) + 1
        return members[after:] + members[:after]
    return list(scenario.get("rotation", []))


def _rotation_of(desk: Desk) -> list[str | None]:
    """
    Whose turn would be next, one after another.
    """
    for agent_id in desk.agents:
        desk.set(agent_id, presence="online")
    asked = [f"asked-{count}" for count in range(len(desk.agents))]
    desk.arrives(*[work_of({"id": each}) for each in asked])
    return [each.agent_id for each in desk.plan(only=asked).placements]


# -- an adapter for each kind of rule --------------------------------------------------------


def _distribution(scenario: Row) -> Row:
    """
    Cases are handed out in one run of the host.
    """
    desk = _desk(scenario, routable="bot_owner is not set")
    if "eligible" in scenario:
        (eligible,) = scenario["eligible"]
        for agent_id in desk.agents:
            desk.set(agent_id, presence="online" if agent_id in eligible else "offline")
    if not desk.work:
        facts = {"created_by": scenario["actor"]} if "actor" in scenario else {}
        desk.arrives(
            *[work_of({"id": f"c{n}", "facts": facts}) for n in range(scenario.get("n_cases", 1))]
        )
    given = desk.route(most=scenario.get("limit"))
    ids = [each["id"] if isinstance(each, dict) else each for each in scenario.get("cases", given)]
    assigned = [each for each in ids if given[each] is not None]
    return {
        "assigned": [given[each] for each in ids],
        "assignments": given,
        "assigned_ids": assigned,
        "assigned_count": len(assigned),
        "unassigned_count": len(ids) - len(assigned),
        "assigned_any": bool(assigned),
        "counts": Counter(given.values()),
        "rotation_after": lambda: _rotation_of(desk),
        "rotation_set_after": lambda: sorted(map(str, _rotation_of(desk))),
        "assignment_state": lambda: _unassigned(scenario),
    }


def _unassigned(scenario: Row) -> str:
    """
    An assigned case for which the rule's condition comes to hold is taken back, and not given out.
    """
    unless = scenario["rule"]["unassign_when"].replace("==", "=")
    assigned, changed = scenario["events"]
    scenario = scenario | {"members": [assigned["to"]], "cases": [{"id": assigned["assign"]}]}
    desk = _desk(scenario, routable=f"not ({unless})")
    assert desk.route() == {assigned["assign"]: assigned["to"]}
    work = desk.work[assigned["assign"]]
    work = attrs.evolve(work, facts=changed["set"][work.id])
    desk.work[work.id] = work
    if parse(unless).holds_for(work.known):
        desk.give_back(work.id, reason="the rule does not hold any more")
    return "cancelled" if desk.route() == {work.id: None} else "open"


def _limited(scenario: Row) -> Row:
    """
    How much an agent is given within a while.
    """
    limit = AssignmentLimit(scenario["policy"]["fair_limit"])
    if (window := scenario["policy"]["fair_window_s"]) is not None:
        limit = attrs.evolve(limit, within=dt.timedelta(seconds=window))
    scenario = scenario | {"policy": {}}
    scenario.setdefault("agents", [{"id": "a1"}])
    desk = _desk(scenario | {"rotation": ["a1"] * scenario.get("recent_count", 0)})
    desk.setup = attrs.evolve(desk.setup, queues=[attrs.evolve(desk.setup.queues[0], limit=limit)])
    desk.rules = RoutingRules.of(desk.setup, strict=True)

    def is_blocked(at: float) -> bool:
        desk.arrives(work_of({"id": "asked", "entered_s": at}))
        why = desk.plan(at, only=["asked"]).why(WorkId("asked"), AgentId("a1"))
        del desk.work[WorkId("asked")]
        return isinstance(why, Excluded) and why.reason.code == "routing.limit"

    steps, blocked = [], None
    for step in scenario["expect"].get("steps", []):
        if step["t"] > 0 and blocked is None:
            blocked = "a1" if is_blocked(0) else "nobody"
        desk.arrives(work_of({"id": step["case"], "entered_s": step["t"]}))
        steps.append(step | {"to": desk.route(step["t"])[step["case"]]})
    return {
        "steps": steps,
        "blocked_at_t0_for": blocked,
        "within_limit": lambda: not is_blocked(-HOUR + 1),
        "effective_window_s": limit.within.total_seconds(),
    }


def _balanced(scenario: Row) -> Row:
    """
    Who has the fewest open, and who of several that do.
    """
    work = [work_of({"id": "c1"})]
    ids = [each["id"] for each in scenario["agents"]]
    orders = [ids[start:] + ids[:start] for start in range(len(ids))] or [[]]
    plans = []
    for order in orders:
        desk = _desk(scenario | {"rotation": order})
        desk.arrives(*work)
        plans.append(desk.plan())
    decisions = [each.decision(WorkId("c1")) for each in plans]
    (decided_by,) = {each.decided_by for each in decisions}
    return {
        "agent": decisions[0].agent_id,
        "tie_break": decided_by,
        "over": [each.agent_id for each in decisions],
    }


class Welcome(NamedTuple):
    """
    Zammad's selector: the queue of what may be claimed, by a regular expression over the title.
    """

    pattern: str

    @property
    def name(self) -> str:
        """
        How it is told.
        """
        return "claimable by title"

    def select(self, work: Facts, queues: Sequence[Queue], at: dt.datetime) -> Selection | None:
        """
        The first queue, if the title is like that; whenever it is asked.
        """
        del at
        found = re.search(self.pattern, str(work.get("title")), re.IGNORECASE)
        return Selection(queues[0].id) if found else None


def claimed_by(title: str, pattern: str) -> str | None:
    """
    Who gets a case that somebody opens: the opener, if a selector says that it can be claimed.
    """
    setup = setup_of({"queues": [{"when": "never"}]})
    rules = RoutingRules.of(setup, extensions=[Welcome(pattern)], strict=True)
    work = work_of({"id": "c1", "facts": {"title": title}, "priority": 2})
    found = plan([work], [agent_of({"id": "opener"})], rules=rules, at=instant(0))
    return found.placements[0].agent_id


def _claim(scenario: Row) -> Row:
    """
    Whoever opens a case has it: a plan of which the opener is the only agent.
    """
    pattern = re.search(r"regex (\S+)", scenario["given"])
    title = re.search(r"title '([^']+)'", scenario["given"])
    found = claimed_by(
        title[1] if title else "Welcome to Zammad", pattern[1] if pattern else "^welcome"
    )
    return {"assigned_to_opener": found == "opener"}


def _capacity(scenario: Row) -> Row:
    """
    What counts, and who has room.
    """
    return {
        "counts_toward_capacity": lambda: {
            status: _counts(status) for status in scenario["expect"]["counts_toward_capacity"]
        },
        "assignee_kept": lambda: _is_kept("pending"),
        "eligible": lambda: _able(_with_case(_desk(scenario))),
        "status_based": lambda: _after_events(scenario),
    }


def _with_case(desk: Desk) -> RoutingPlan:
    desk.arrives(work_of({"id": "asked"}))
    return desk.plan()


def _able(planned: RoutingPlan) -> list[str]:
    return sorted(each.agent_id for each in planned.decision(WorkId("asked")).ranked)


def _zendesk(status: str) -> Desk:
    setup = {"channels": [{"name": "case", "capacity": 1, "counts_when": "status = open"}]}
    held = {"work_id": "mine", "facts": {"status": status}}
    work = work_of({"id": "mine", "agent_id": "a1", "facts": {"status": status}})
    return Desk(setup_of(setup), [agent_of({"id": "a1", "has": [held]})], [work])


def _counts(status: str) -> bool:
    return _able(_with_case(_zendesk(status))) == []


def _is_kept(status: str) -> bool:
    (placed,) = _zendesk(status).plan().placements
    return (placed.outcome, placed.agent_id) == (PlacementKind.KEEP, "a1")


def _after_events(scenario: Row) -> Row:
    """
    How much room an agent has, and how much they have, once they have been away and are back.
    """
    desk = _desk(scenario)
    (agent_id,) = desk.agents
    for event in scenario["events"]:
        desk.set(agent_id, presence=event)
    desk.arrives(*[work_of({"id": f"more-{count}"}) for count in range(9)])
    given = [each for each in desk.route().values() if each is not None]
    return {"free_after_relogin": len(given), "owned": len(desk.agents[agent_id].assignments)}


def _relaxation(scenario: Row) -> Row:
    """
    What is still asked for after each timeout.
    """
    skills = [
        {"skill": each["id"]} | ({} if each.get("required") else {"drop": each["priority"]})
        for each in scenario["case_skills"]
    ]
    desk = _desk(scenario, queue={"relaxation": {"every_s": 30}})
    desk.arrives(work_of({"id": "c1", "skills": skills}))
    decisions = [desk.plan(30 * count).decision(WorkId("c1")) for count in range(len(skills))]
    return {
        "required_after_timeouts": [[each.skill for each in one.requires] for one in decisions],
    }


def _declined(scenario: Row) -> Row:
    """
    Offers are declined, one after another.
    """
    desk = _desk(scenario, queue={"offering": {}})
    for count, event in enumerate(scenario["events"]):
        desk.arrives(work_of({"id": event["decline"]}))
        assert desk.route(count)[event["decline"]] == event["by"]
        desk.decline(event["decline"], event["by"], count)
    decision = desk.plan(9).decision(WorkId(scenario["events"][0]["decline"]))
    return {
        "state": "requeued"
        if decision.outcome is PlacementKind.OFFER and not desk.state.offers
        else "",
        "eligible_after": sorted(each.agent_id for each in decision.ranked),
    }


def _offered(scenario: Row) -> Row:
    """
    Who is offered what, when some accept and some reject.
    """
    desk = _desk(scenario, queue={"offering": {}})
    told: list[Row] = []
    for count, step in enumerate(scenario["expect"]["sequence"]):
        if step["case"] not in desk.work:
            desk.arrives(work_of({"id": step["case"], "entered_s": count}))
        offered = desk.route(count)[step["case"]]
        told.append(step | {"offer": offered})
        match step.get("result"):
            case "accept":
                desk.accept(step["case"], str(offered), count)
            case "reject":
                desk.decline(step["case"], str(offered), count)
            case None:
                pass
            case other:
                raise UnknownRuleError(scenario["id"], other)
    return {"sequence": told}


def _next(scenario: Row) -> Row:
    """
    What an agent with room for one gets, of what waits in several queues.
    """
    queues = [
        {"id": each, "priority": row["priority"], "delay_s": row["delay"]}
        for each, row in scenario["queues"].items()
    ]
    desk = Desk(
        setup_of({"queues": queues}),
        [agent_of({"id": "a1", "capacity": 1})],
        [
            work_of({"id": each["id"], "queue_id": each["queue"], "entered_s": -each["waited_s"]})
            for each in scenario["waiting"]
        ],
    )
    (proposal,) = desk.plan().proposals
    return {"next": proposal.work_id}


def _score(scenario: Row) -> Row:
    """
    As how many minutes of waiting it counts: the first at which plain work stands before it.
    """
    start = {"keys": ["aged"], "head_starts_s": {"1": 60 * scenario["priority"]}}
    urgent = {"id": "urgent", "priority": 1, "entered_s": -60 * scenario["waited_min"]}
    for minutes in range(1000):
        plain = {"id": "plain", "entered_s": -60 * minutes}
        desk = Desk(setup_of({"backlog": start}), [], [work_of(urgent), work_of(plain)])
        if desk.plan().placements[0].work_id == "plain":
            return {"score": minutes}
    return {}


def _race(scenario: Row) -> Row:
    """
    Several routers plan on one snapshot, and commit one after another.
    """
    desk = _desk(scenario | {"agents": [{"id": "a1"}, {"id": "a2"}]})
    plans = [desk.plan(count) for count in range(scenario["writers"])]
    done = [desk.commit(each, 9) for each in plans]
    assert all(len(each.conflicts) == 1 for each in done[1:])
    return {
        "winners": len([each for each in done if each.events]),
        "events": sum(len(each.events) for each in done),
    }


ADAPTERS: Final[dict[str, Callable[[Row], Row]]] = {
    "round_robin": _distribution,
    "created_first": _distribution,
    "exclusion_rules": _distribution,
    "weighted": _distribution,
    "single_preferred": _limited,
    "rate_limit": _limited,
    "least_open_cases": _balanced,
    "claim_on_open": _claim,
    "capacity": _capacity,
    "skill_relaxation": _relaxation,
    "offer_decline": _declined,
    "most_capacity": _offered,
    "queue_priority_delay": _next,
    "conversation_score": _score,
    "concurrency": _race,
}
"""
Who puts each kind of rule to csmcore.
"""
