"""
What plans and their memory are given: anything else is refused at once, with what would be right.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import pytest

from csmcore.errors import DefinitionError, DuplicateError, OfferRefusedError
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Agent,
    AssignmentLimit,
    Channel,
    OfferDeclined,
    Offering,
    Overflow,
    Pool,
    Queue,
    Relaxation,
    Requirement,
    RoutingRules,
    RoutingSetup,
    RoutingSnapshot,
    RoutingState,
    StrategyState,
    Turn,
    Wait,
    WorkAssigned,
    WorkAssignment,
    WorkItem,
    WorkRequeued,
    accept_offer,
    commit,
    decline_offer,
    evolve_routing,
    expired_offers,
    former_agents,
    leave_routing,
    next_expiry,
    plan,
    replay_routing,
    requeue,
    work_of_case,
    work_of_task,
)
from tests.routing.test_from_cases import CASE, TASK

AT: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
CENTURY: Final = dt.timedelta(days=36_525)
LONGER: Final = CENTURY + dt.timedelta(microseconds=1)
SETUP: Final = RoutingSetup(queues=[Queue(QueueId("support"))])
RULES: Final = RoutingRules.of(SETUP)
WORK: Final = WorkItem(WorkId("c1"), entered_at=AT)
ANN: Final = Agent(AgentId("ann"))
EVENT: Final = WorkRequeued(WorkId("c1"), sequence=1, at=AT, agent_id=AgentId("ann"))

RIGHT: Final[Mapping[Callable[..., object], Mapping[str, Any]]] = MappingProxyType(
    {
        accept_offer: {"state": RoutingState(), "work_id": "c1", "agent_id": "ann", "at": AT},
        decline_offer: {"state": RoutingState(), "work_id": "c1", "agent_id": "ann", "at": AT},
        requeue: {"state": RoutingState(), "work_id": "c1", "agent_id": "ann", "at": AT},
        leave_routing: {"state": RoutingState(), "work_id": "c1", "at": AT},
        expired_offers: {"state": RoutingState(), "at": AT, "setup": SETUP},
        next_expiry: {"state": RoutingState()},
        evolve_routing: {"state": RoutingState(), "event": EVENT},
        replay_routing: {"state": RoutingState(), "events": [EVENT]},
        RoutingSnapshot().after: {"events": [EVENT]},
        work_of_case: {"case": CASE},
        work_of_task: {"case": CASE, "task": TASK, "entered_at": AT},
        former_agents: {"events": []},
    }
)
"""
What can be asked, with what is right.
"""

WRONG: Final[tuple[tuple[str, object, str], ...]] = (
    ("state", None, "None is no RoutingState"),
    ("state", WORK, "is no RoutingState"),
    ("setup", None, "None is no RoutingSetup"),
    ("setup", RULES, "is no RoutingSetup"),
    ("work_id", None, "None"),
    ("work_id", WORK, "WorkItem"),
    ("work_id", [], r"\[\]"),
    ("agent_id", None, "None is no agent; give its id"),
    ("agent_id", [], r"\[\] is no agent; give its id, a text that is not blank"),
    ("at", None, "None is no instant; an aware datetime"),
    ("event", None, "None is no event of routing"),
    ("events", None, "events=None; give the"),
    ("events", EVENT, "events=WorkRequeued"),
    ("events", "c1", "events='c1'; give the"),
    ("case", None, "None is no Case; give one, as in record.case"),
    ("case", WORK, "is no Case; give one, as in record.case"),
    ("task", None, "None is no CaseTask"),
    ("former", None, "None is no list"),
    ("former", "ann", "'ann' is no list"),
    ("former", [5], "5 is no str"),
    ("affinities", None, "None is no list"),
    ("affinities", ["ann"], "'ann' is no Affinity"),
    ("levels", 5, "levels=5; say them as in"),
)
"""
What is given wrong, by its name, and what is said of it.
"""

WAITS: Final[list[Callable[[dt.timedelta], object]]] = [
    lambda wait: Queue(QueueId("support"), delay=wait),
    lambda wait: Queue(QueueId("support"), idle_at_most=wait),
    lambda wait: Pool(after=wait),
    lambda wait: AssignmentLimit(1, wait),
    Offering,
    lambda wait: Offering(pause=wait),
    lambda wait: Overflow(QueueId("other"), wait),
    lambda wait: Relaxation(every=wait),
    lambda wait: Relaxation(steps=[wait]),
    lambda wait: Channel("case", idle_after=wait),
]


@pytest.mark.parametrize("made", WAITS)
def test_a_wait_is_a_century_at_most(made: Callable[[dt.timedelta], object]) -> None:
    """
    So that an instant and a wait are an instant; what is to wait for ever is left out instead.
    """
    made(CENTURY)
    for wait in (LONGER, dt.timedelta.max):
        with pytest.raises(DefinitionError, match="a wait is 36,525 days at most"):
            made(wait)


def test_waits_of_a_century_can_be_planned() -> None:
    """
    Whatever waits that long is held until then.
    """
    queues = [
        Queue(QueueId("slow"), when="id = slow", delay=CENTURY),
        Queue(
            QueueId("all"),
            pools=[Pool(agents=AgentId("zed")), Pool(after=CENTURY)],
            requires=Requirement("french", drop=1),
            relaxation=Relaxation(every=CENTURY),
            limit=AssignmentLimit(1, CENTURY),
            offering=Offering(CENTURY, pause=CENTURY),
            overflow=Overflow(QueueId("slow"), CENTURY),
        ),
    ]
    channels = [Channel("case", idle_after=CENTURY)]
    rules = RoutingRules.of(RoutingSetup(queues=queues, channels=channels))
    busy = Agent(
        AgentId("zed"),
        skills={"french": 1},
        capacity=1,
        assignments=[WorkAssignment(WorkId("c0"), active_at=AT)],
    )
    work = [WorkItem(WorkId(name), entered_at=AT) for name in ("slow", "c1")]
    made = plan(work, [busy], rules=rules, at=AT)

    assert [each.until for each in made.placements] == [AT + CENTURY, AT + CENTURY]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"work": WORK}, "is no list; give several of WorkItem"),
        ({"work": [ANN]}, "is no WorkItem"),
        ({"agents": "ann"}, "'ann' is no list; give several of Agent"),
        ({"agents": None}, "None is no list"),
        ({"rules": SETUP}, "is no RoutingRules"),
        ({"state": []}, r"\[\] is no RoutingState"),
        ({"seed": None}, "seed is None; it is a whole number, 0 for no chance"),
        ({"seed": True}, "seed is True"),
        ({"seed": 1.5}, r"seed is 1\.5"),
        ({"seed": "x"}, "seed is 'x'"),
    ],
)
def test_a_plan_is_made_of_what_it_says(wrong: dict[str, Any], told: str) -> None:
    """
    One piece of work in place of a list, a setup in place of rules, and the like are told.
    """
    right: dict[str, Any] = {"work": [WORK], "agents": [ANN], "rules": RULES, "at": AT}
    with pytest.raises(DefinitionError, match=told):
        plan(**(right | wrong))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"plan": None}, "None is no Planned"),
        ({"work": WORK}, "is no list"),
        ({"agents": [WORK]}, "is no Agent"),
        ({"rules": SETUP}, "is no RoutingRules"),
        ({"state": None}, "None is no RoutingState"),
    ],
)
def test_a_commit_is_made_of_what_it_says(wrong: dict[str, Any], told: str) -> None:
    """
    What is committed, and on what, is checked as for the plan.
    """
    made = plan([WORK], [ANN], rules=RULES, at=AT)
    right: dict[str, Any] = {
        "plan": made,
        "work": [WORK],
        "agents": [ANN],
        "rules": RULES,
        "state": RoutingState(),
        "at": AT,
    }
    with pytest.raises(DefinitionError, match=told):
        commit(**(right | wrong))


def test_rules_are_made_of_a_setup() -> None:
    """
    A queue in place of the setup is told.
    """
    with pytest.raises(DefinitionError, match="is no RoutingSetup"):
        RoutingRules.of(Queue(QueueId("support")))  # type: ignore[arg-type]


def test_who_declined_is_named_once_each() -> None:
    """
    One text is not its letters.
    """
    with pytest.raises(DefinitionError, match="'bob' is no list"):
        Wait(WorkId("c1"), declined="bob")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="5 is no str"):
        Wait(WorkId("c1"), declined=[5])  # type: ignore[list-item]
    with pytest.raises(DefinitionError, match="' ' is no agent"):
        Wait(WorkId("c1"), declined=[AgentId(" ")])
    with pytest.raises(DuplicateError, match="agent 'bob'"):
        Wait(WorkId("c1"), declined=[AgentId("bob"), AgentId("bob")])


def test_what_is_remembered_is_made_of_what_it_says() -> None:
    """
    Turns, facts and answers of another kind are refused as values are.
    """
    turn = Turn(queue_id=QueueId("support"), agent_id=AgentId("ann"), last=1)
    with pytest.raises(DefinitionError, match="is no list; give several of Turn"):
        RoutingState(turns=turn)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="5 is no list"):
        Turn(queue_id=QueueId("support"), agent_id=AgentId("ann"), last=1, recent=5)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="5 is no facts"):
        StrategyState(queue_id=QueueId("support"), strategy="s", facts=5)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="5 is no facts"):
        WorkAssigned(
            WorkId("c1"),
            sequence=1,
            at=AT,
            agent_id=AgentId("ann"),
            queue_id=QueueId("support"),
            strategy="s",
            strategy_state=5,  # type: ignore[arg-type]
        )
    with pytest.raises(DefinitionError, match="may_return is 'no'; it must be true or false"):
        OfferDeclined(
            WorkId("c1"),
            sequence=1,
            at=AT,
            agent_id=AgentId("ann"),
            queue_id=QueueId("support"),
            may_return="no",  # type: ignore[arg-type]
        )
    with pytest.raises(DefinitionError, match="may_return is 'no'; it must be true or false"):
        WorkRequeued(WorkId("c1"), sequence=1, at=AT, agent_id=AgentId("ann"), may_return="no")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "name", "value", "told"),
    [
        (asked, name, value, told)
        for asked, right in RIGHT.items()
        for name, value, told in WRONG
        if name in right or (asked is work_of_case and name in ("former", "affinities", "levels"))
    ],
)
def test_what_is_given_in_place_of_something_else_is_told(
    asked: Callable[..., object], name: str, value: object, told: str
) -> None:
    """
    Whoever is asked about offers, events and cases says what was given, and what would be right.
    """
    with pytest.raises(DefinitionError, match=told):
        asked(**{**RIGHT[asked], name: value})


def test_what_is_right_is_answered() -> None:
    """
    What stands in the table as right is: only an offer that is none is refused.
    """
    for asked, right in RIGHT.items():
        if asked in (accept_offer, decline_offer):
            with pytest.raises(OfferRefusedError):
                asked(**right)
        else:
            asked(**right)


def test_chance_is_drawn_for_any_id() -> None:
    """
    A text that no encoding knows, as from a broken file name, is drawn for too.
    """
    agents = [Agent(AgentId("\ud800")), ANN]

    assert plan([WORK], agents, rules=RULES, at=AT, seed=7).proposals
