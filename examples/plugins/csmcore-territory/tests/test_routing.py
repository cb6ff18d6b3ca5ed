"""
Filter, scorer and strategy in plans: who is left out until when, who speaks, whose turn it is.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar
from csmcore.errors import RoutingError
from csmcore.kernel import AgentId, Facts, QueueId, Scalar, WorkId
from csmcore.plugins import PluginHost
from csmcore.routing import Agent, Queue, RoutingSetup, RoutingState, Use, WorkItem, commit, plan
from csmcore.testing import PluginHarness, run_scenario
from csmcore_territory import Territorial, Territories, Territory, plugin

TERRITORIES: Final = Territories.of(
    Territory(
        "nordics",
        ["NO", "SE"],
        BusinessCalendar("nordics", "Europe/Oslo", "mon-fri 08:00-17:00"),
        covered_by="americas",
    ),
    Territory("benelux", ["NL", "BE"]),
    Territory("americas", ["US", "BR"]),
)
HOST: Final = PluginHost.empty().register(Territorial(TERRITORIES), name="territory")
NOON: Final = dt.datetime(2026, 4, 27, 12, tzinfo=dt.UTC)  # a Monday; 14:00 in Oslo
CLOSING: Final = dt.datetime(2026, 4, 27, 15, tzinfo=dt.UTC)


def agent(agent_id: str, territory: str | frozenset[Scalar] | None = None, **speaks: str) -> Agent:
    """
    An agent who works somewhere and speaks something.
    """
    facts = {f"speaks.{tag}": fluency for tag, fluency in speaks.items()}
    home = {} if territory is None else {"territory": territory}
    return Agent(AgentId(agent_id), facts={**home, **facts})


def work(work_id: str, entered_at: dt.datetime = NOON, **facts: Scalar) -> WorkItem:
    """
    Work of which some facts are known.
    """
    return WorkItem(WorkId(work_id), entered_at=entered_at, facts=facts)


def setup(queue: Queue) -> RoutingSetup:
    """
    A routing with one queue.
    """
    return RoutingSetup(queues=[queue])


def told(item: WorkItem, agents: Sequence[Agent], at: dt.datetime = NOON) -> Mapping[str, str]:
    """
    Who is left out of some work by the filter, and why.
    """
    rules = HOST.rules(setup(Queue(QueueId("q"), filters="territory")), strict=True)
    decision = plan([item], agents, rules=rules, at=at).decision(item.id)
    return {each.agent_id: str(each) for each in decision.excluded}


AGENTS: Final = (
    agent("ann", "nordics"),
    agent("bob", "benelux"),
    agent("cy", "americas"),
    agent("dee"),
    agent("eve", frozenset({"benelux", "nordics"})),
)


def test_while_a_territory_is_open_its_own_people_take_its_work() -> None:
    """
    Who covers for it later is left out until it closes, at five in Oslo.
    """
    assert told(work("w", region="NO"), AGENTS) == {
        "bob": "bob: works in benelux, and this is from nordics",
        "cy": "cy: works in americas, which covers for nordics only out of its hours, "
        "until 2026-04-27T15:00:00Z",
        "dee": "dee: works in no territory, and this is from nordics",
    }


def test_once_it_is_closed_whoever_covers_takes_it_too() -> None:
    """
    From the very instant on; nobody else does.
    """
    assert list(told(work("w", region="NO"), AGENTS, CLOSING)) == ["bob", "dee"]


def test_a_territory_that_nobody_covers_for_waits_for_its_own() -> None:
    """
    Around the clock, and without an end that is known.
    """
    assert told(work("w", region="BE"), AGENTS[:1]) == {
        "ann": "ann: works in nordics, and this is from benelux"
    }


def test_held_work_is_looked_at_again_when_the_territory_closes() -> None:
    """
    The plan says so by itself, since the filter said until when.
    """
    rules = HOST.rules(setup(Queue(QueueId("q"), filters="territory")))
    held = plan([work("w", region="SE")], [agent("cy", "americas")], rules=rules, at=NOON)

    assert held.proposals == ()
    assert held.next_instant == CLOSING
    assert held.what_if(at=CLOSING).proposals[0].agent_id == "cy"


@pytest.mark.parametrize("region", [None, 5])
def test_work_from_nowhere_is_for_everybody(region: Scalar) -> None:
    """
    A region that is not set, or no text, leaves nobody out.
    """
    assert told(work("w", region=region), AGENTS) == {}


def test_a_region_that_no_territory_has_is_for_nobody() -> None:
    """
    A misspelt one is told, and does not go to whoever is free.
    """
    found = told(work("w", region="Norway"), AGENTS)

    assert set(found) == {"ann", "bob", "cy", "dee", "eve"}
    assert found["ann"] == "ann: no territory has the region Norway"


SPEAKERS: Final = (
    agent("ann", nl="learning"),
    agent("bob", nl="fluent", pt="native"),
    agent("cy", **{"nl": "native", "pt-br": "fluent"}),
    agent("dee", nl="very well"),
)


@pytest.mark.parametrize(
    ("language", "options", "points"),
    [
        ("nl", {}, [20, 70, 100, 0]),
        ("NL-be", {}, [20, 70, 100, 0]),
        ("pt", {}, [0, 100, 0, 0]),
        ("pt_BR", {}, [0, 100, 70, 0]),
        ("nl", {"native": 70, "learning": -5}, [-5, 70, 70, 0]),
        (None, {}, [0, 0, 0, 0]),
        ("fi", {}, [0, 0, 0, 0]),
    ],
)
def test_points_go_by_how_well_somebody_speaks(
    language: str | None, options: Mapping[str, Scalar], points: Sequence[int]
) -> None:
    """
    The most specific tag that is known of an agent counts, and queues weigh as they like.
    """
    rules = HOST.rules(setup(Queue(QueueId("q"), scorers=[Use("language", options)])), strict=True)
    decision = plan([work("w", language=language)], SPEAKERS, rules=rules, at=NOON).decision(
        WorkId("w")
    )
    found = {each.agent_id: each.points for each in decision.ranked}

    assert [found[each.id] for each in SPEAKERS] == points


@pytest.mark.parametrize(
    ("queue", "problem"),
    [
        (
            Queue(QueueId("q"), scorers=[Use("language", {"nativ": 5})]),
            "scorer language takes no option nativ; did you mean native?",
        ),
        (
            Queue(QueueId("q"), scorers=[Use("language", {"native": "much"})]),
            "scorer language: native is worth 'much'; say a whole number",
        ),
        (
            Queue(QueueId("q"), filters=[Use("territory", {"field": "country"})]),
            "filter territory takes no options, and is given field",
        ),
        (
            Queue(QueueId("q"), strategy=[Use("regional_rota", {"by": "name", "of": "all"})]),
            "strategy regional_rota takes no options, and is given by, of",
        ),
    ],
)
def test_a_queue_that_says_what_nobody_reads_is_refused(queue: Queue, problem: str) -> None:
    """
    When the rules are made, and not when work comes.
    """
    with pytest.raises(RoutingError) as caught:
        HOST.rules(setup(queue))
    assert caught.value.problems == (f"queue 'q': {problem} (territory)",)


def test_each_territory_has_a_rota_of_its_own() -> None:
    """
    Both work in both territories: turns in one are none in the other.

    Norway, Norway, the Netherlands, Norway, the Netherlands: ann, bob, ann, ann, bob. One rota for
    all would have been ann, bob, ann, bob, ann.
    """
    both = frozenset({"benelux", "nordics"})
    agents = [agent("ann", both), agent("bob", both)]
    queue = Queue(QueueId("q"), filters="territory", strategy="regional_rota")
    entered = [NOON + dt.timedelta(seconds=place) for place in range(5)]
    items = [
        work(f"w{place}", entered[place], region=region)
        for place, region in enumerate(["NO", "SE", "NL", "NO", "BE"])
    ]
    rules = HOST.rules(setup(queue), strict=True)
    planned = plan(items, agents, rules=rules, at=NOON + dt.timedelta(minutes=1))

    assert [each.agent_id for each in planned.placements] == ["ann", "bob", "ann", "ann", "bob"]


def test_a_rota_goes_on_where_it_was_in_the_next_plan() -> None:
    """
    Who was last is remembered with what was committed, and survives who was last leaving.
    """
    agents = [agent("ann", "nordics"), agent("bob", "nordics"), agent("cy", "nordics")]
    rules = HOST.rules(setup(Queue(QueueId("q"), strategy="regional_rota")), strict=True)
    state, turns = RoutingState(), list[str | None]()
    for place in range(4):
        items = [work(f"w{place}", region="NO")]
        planned = plan(items, agents, rules=rules, state=state, at=NOON)
        done = commit(planned, work=items, agents=agents, state=state, rules=rules, at=NOON)
        state = done.state
        turns += [each.agent_id for each in planned.proposals]
        if place == 1:
            del agents[1]  # bob, whose turn it was

    assert turns == ["ann", "bob", "cy", "ann"]
    (remembered,) = state.strategies
    assert remembered.facts == Facts({"last.nordics": "ann"})


def test_all_of_it_in_one_routing() -> None:
    """
    As a document: the territory leaves out, the language decides, and the rota breaks the tie.
    """
    document = {
        "title": "two from Sweden, one from Brazil",
        "setup": {
            "queues": [
                {
                    "id": "support",
                    "filters": [{"name": "territory"}],
                    "scorers": [{"name": "language"}],
                    "strategy": [{"name": "regional_rota"}],
                }
            ]
        },
        "agents": [
            {"id": "ann", "facts": {"territory": "nordics", "speaks.sv": "fluent"}},
            {"id": "bo", "facts": {"territory": "nordics", "speaks.sv": "fluent"}},
            {"id": "cy", "facts": {"territory": "nordics"}},
            {"id": "dee", "facts": {"territory": "benelux", "speaks.sv": "native"}},
        ],
        "work": [
            {
                "id": "w1",
                "entered_at": "2026-04-27T09:00:00Z",
                "facts": {"region": "SE", "language": "sv"},
            },
            {
                "id": "w2",
                "entered_at": "2026-04-27T09:01:00Z",
                "facts": {"region": "SE", "language": "sv"},
            },
            {
                "id": "w3",
                "entered_at": "2026-04-27T09:02:00Z",
                "facts": {"region": "BR", "language": "pt"},
            },
        ],
        "at": "2026-04-27T12:00:00Z",
        "expect": {"w1": "ann", "w2": "bo", "w3": None},
    }

    run_scenario(document, host=HOST).raise_if_bad()


@pytest.mark.parametrize("tried", [plugin, Territorial(TERRITORIES)], ids=["shipped", "own"])
def test_the_plugin_keeps_what_routing_takes_from_it(tried: Territorial) -> None:
    """
    The same answer to the same question in any order, from what it says it reads, in the right shape.
    """
    items = [
        work("w1", region="NO", language="nb-NO"),
        work("w2", region="NL", language="nl"),
        work("w3", region="Norway"),
        work("w4", language="pt"),
    ]
    harness = PluginHarness(
        tried,
        options={"language": {"native": 50}},
        work=items,
        agents=[*AGENTS, *(attrs.evolve(each, id=AgentId(f"speaks-{each.id}")) for each in SPEAKERS)],
    )

    harness.check().raise_if_bad()


def test_the_package_is_found_where_it_is_installed() -> None:
    """
    By its entry point, with the package's territories.
    """
    host = PluginHost.empty().with_installed(only=["territory"], strict=True)

    assert [each.value.name for each in host.extensions] == ["territory", "language", "regional_rota"]
    assert {each.origin.distribution for each in host.extensions} == {"csmcore-territory"}
