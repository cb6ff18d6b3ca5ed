"""
What is wrong with a desk is found before it opens: all of it, each with its path.
"""

from collections.abc import Iterable
from typing import Any

import attrs
import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import AUTO_CLOSE, AutoMove, CaseType, SyncRule
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.contracts import Courtesy, UncoveredPolicy
from csmcore.desk import DeskFinding, DeskSetup, ServiceDesk, _check_levels
from csmcore.errors import DefinitionError, DeskError, DocumentError
from csmcore.kernel import AgentId, GroupId, QueueId
from csmcore.lifecycles import Lifecycle, Move, State
from csmcore.plugins import PluginHost, hookimpl
from csmcore.routing import Agent, Overflow, Pool, Queue, RoutingSetup
from csmcore.serde import to_document
from csmcore.sla import FIRST_REPLY, RESOLUTION, Finding, FindingSeverity, SlaPolicy, check
from tests.desk.office import HOUR, KIM_AGENT, LEE_AGENT, PLAIN, SETUP, book

STUCK = Lifecycle(
    "stuck",
    states=[
        State("new", category="new"),
        State("asked", category="waiting_on_customer"),
        State("lost", category="closed"),
    ],
    initial="new",
    final=["lost"],
    moves=[Move("new", "ask", "asked"), Move("asked", "answer", "new")],
)
WRONG = DeskSetup(
    "wrong",
    case_types=[CaseType("case"), CaseType("case"), CaseType("stuck", lifecycle=STUCK)],
    calendars=CalendarBook([BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")]),
    policies=[
        SlaPolicy("gold", [FIRST_REPLY.within(HOUR)], calendar="offise"),
        SlaPolicy("vip", [FIRST_REPLY.within(HOUR)], when="tags contains vip and chanel = phone"),
        SlaPolicy("gold", [FIRST_REPLY.within(HOUR)]),
    ],
    uncovered=UncoveredPolicy(otherwise=Courtesy(policy="bronse")),
    auto_moves={
        "case": [AutoMove("a", state="solved", action="auto_close", after=HOUR)],
        "complaint": [],
    },
    sync=SyncRule(own_fields=["ticket"]),
    routing=RoutingSetup(
        queues=[
            Queue(QueueId("calls"), when="channel = phone", strategy="round_robbin"),
            Queue(QueueId("french"), requires="french", overflow=Overflow(QueueId("calls"))),
            Queue(QueueId("field"), pools=[Pool(groups=[GroupId("feild")])]),
            Queue(QueueId("empty"), pools=[]),
        ]
    ),
)


def told(findings: Iterable[DeskFinding], severity: FindingSeverity) -> dict[str, list[str]]:
    """
    The codes of findings by their paths.
    """
    found: dict[str, list[str]] = {}
    for each in findings:
        if each.severity is severity:
            found.setdefault(each.path, []).append(each.code)
    return found


def test_a_sound_desk_has_nothing_to_mend() -> None:
    """
    Advice is kept, and read by whoever wants to.
    """
    findings = SETUP.check(agents=[KIM_AGENT, LEE_AGENT], book=book(policy="plain", hours="night"))

    assert told(findings, FindingSeverity.ERROR) == {}
    assert ServiceDesk.of(SETUP).findings == SETUP.check()


def test_twelve_mistakes_and_more_are_found_at_once() -> None:
    """
    Planted by hand: each is told with the place where it stands.
    """
    agents = [Agent(AgentId("kim"), groups=[GroupId("field")], skills={"german": 2})]
    findings = WRONG.check(agents=agents, book=book(policy="silver", hours="night"))

    assert told(findings, FindingSeverity.ERROR) == {
        "case_types[1]": ["desk.twice"],
        "case_types[2].lifecycle": ["lifecycle.unreachable"],
        "case_types[2].lifecycle.moves[0]": ["lifecycle.dead_end"],
        "case_types[2].lifecycle.moves[1]": ["lifecycle.dead_end"],
        "policies[2]": ["desk.twice"],
        "policies[0].calendar": ["sla.calendar_unknown"],
        "policies[1].when": ["sla.misfit"],
        "uncovered.otherwise.policy": ["desk.policy_unknown"],
        "auto_moves.case[0]": ["desk.auto_move"],
        "auto_moves.complaint": ["desk.case_type_unknown"],
        "sync.own_fields[0]": ["desk.field_unknown"],
        "routing.queues[0]": ["desk.routing"],
        "routing.queues[1].requires[0]": ["routing.queue_unskilled"],
        "routing.queues[2].pools[0].groups": ["routing.pool_group"],
        "routing.queues[2]": ["routing.queue_nobody"],
        "routing.queues[3].pools": ["desk.queue_without_pool"],
        "book.entitlements[0].policy": ["desk.policy_unknown"],
        "book.entitlements[0].hours": ["desk.calendar_unknown"],
    }
    assert told(findings, FindingSeverity.ADVICE).keys() >= {
        "case_types[2].lifecycle.states[1]",
        "calendars.default",
    }


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("policies[1].when", "no fact is named 'chanel'; 'channel' is near"),
        ("policies[0].calendar", "the policy names calendar offise, and the book has only office"),
        ("policies[2]", "two are policy gold; rename one, or take it away"),
        ("auto_moves.case[0]", "'a' is about state 'solved', and there are new, open"),
        (
            "routing.queues[0]",
            "the strategy round_robbin, which is not there; did you mean round_robin",
        ),
        ("uncovered.otherwise.policy", "it names policy bronse; there are gold, vip"),
        ("case_types[2].lifecycle.states[1]", "waits for others in asked, and no target of any policy"),
    ],
)
def test_a_finding_says_what_is_wrong_in_a_sentence(path: str, sentence: str) -> None:
    """
    With what would be right, where that can be guessed.
    """
    (found,) = [each for each in WRONG.check() if each.path == path]

    assert sentence in str(found)


def test_a_desk_with_errors_does_not_open() -> None:
    """
    One error tells all of them; each is a path and a sentence.
    """
    with pytest.raises(DeskError) as refused:
        ServiceDesk.of(WRONG)

    paths = [path for path, _ in refused.value.problems]
    assert paths == [each.path for each in WRONG.check() if each.severity is FindingSeverity.ERROR]
    assert "policies[0].calendar: the policy names calendar offise" in str(refused.value)
    with pytest.raises(DefinitionError, match="give a DeskSetup"):
        ServiceDesk.of("office")  # type: ignore[arg-type]


def test_a_host_may_add_words() -> None:
    """
    What it hands over as facts is declared, and then conditions may speak of it.
    """
    policy = SlaPolicy("night", [RESOLUTION.within(HOUR)], when="region = north")
    asked = attrs.evolve(SETUP, policies=[policy])
    known = Vocabulary([FactDefinition("region", FactType.TEXT)])

    assert told(asked.check(), FindingSeverity.ERROR) == {"policies[0].when": ["sla.misfit"]}
    assert told(attrs.evolve(asked, vocabulary=known).check(), FindingSeverity.ERROR) == {}


def test_a_policy_may_be_for_one_of_several_types() -> None:
    """
    What is wrong for one type and right for another is no mistake.
    """
    other = CaseType("stuck", lifecycle=STUCK)
    policy = SlaPolicy("asked", [RESOLUTION.within(HOUR)], when="state = asked")
    only = attrs.evolve(SETUP, policies=[policy])

    assert "policies[0].when" in told(only.check(), FindingSeverity.ERROR)
    both = attrs.evolve(only, case_types=[*SETUP.case_types, other])
    assert "policies[0].when" not in told(both.check(), FindingSeverity.ERROR)


def test_a_policy_is_asked_once_for_types_that_say_the_same_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Many types cost no more than one, unless it asks which type a case is.
    """
    asked: list[str] = []

    def counted(policy: SlaPolicy, **more: Any) -> tuple[Finding, ...]:
        asked.append(policy.name)
        return check(policy, **more)

    monkeypatch.setattr(_check_levels, "check", counted)
    types = [attrs.evolve(SETUP.case_types[0], name=f"t{n}") for n in range(5)]
    of_one = SlaPolicy("of one", PLAIN.targets, when="type = t3")
    setup = attrs.evolve(SETUP, case_types=types, auto_moves={}, policies=[PLAIN, of_one])

    assert not [each for each in setup.check() if each.path.startswith("policies")]
    # And each once more with the words of all, since metrics that ship know states of other types.
    assert asked.count("plain") == 1 + 1
    assert asked.count("of one") == 5 + 1


def test_a_plugin_may_find_a_queue_wrong() -> None:
    """
    What it says stands at the queue; and what it adds may be used.
    """

    class Hours:
        @hookimpl
        def csmcore_check_queue(self, queue: Queue) -> list[str]:
            return ["closed on Mondays"] if queue.hours is None else []

    plugins = PluginHost.empty().register(Hours(), name="hours")
    with pytest.raises(DeskError, match=r"routing.queues\[0\]: .*closed on Mondays"):
        ServiceDesk.of(SETUP, plugins=plugins)


def test_agents_outside_a_pools_condition_do_not_serve_it() -> None:
    """
    A pool may ask more of an agent than a group; a fact of another kind is no match.
    """
    queue = Queue(QueueId("north"), pools=[Pool(when="level >= 2")])
    setup = attrs.evolve(SETUP, routing=RoutingSetup(queues=[queue]))
    junior, senior = (Agent(AgentId(name), facts={"level": n}) for name, n in (("jo", 1), ("sam", 2)))
    odd = Agent(AgentId("x"), facts={"level": "high"})

    assert "routing.queues[0]" in told(setup.check(agents=[junior, odd]), FindingSeverity.ERROR)
    assert told(setup.check(agents=[junior, senior]), FindingSeverity.ERROR) == {}


def test_what_ships_goes_with_what_ships() -> None:
    """
    A metric may be called off in a state that no lifecycle has; what an author wrote is told.
    """
    own = attrs.evolve(RESOLUTION, cancel="state = calleld_off")
    for target, advised in ((RESOLUTION, {}), (own, {"policies[0].targets[0].cancel": ["sla.misfit"]})):
        setup = attrs.evolve(SETUP, policies=[SlaPolicy("all", [target.within(HOUR)])])
        assert told(setup.check(), FindingSeverity.ADVICE) == advised


def test_a_name_that_is_nearly_there_is_told() -> None:
    """
    The action of an automatic move; and where there is no filter, who brings some.
    """
    move = attrs.evolve(AUTO_CLOSE, action="auto_cloze")
    queue = Queue(QueueId("q"), filters="upstairs")
    setup = attrs.evolve(SETUP, auto_moves={"case": [move]}, routing=RoutingSetup(queues=[queue]))
    moved, filtered = (str(each.reason) for each in setup.check())
    assert moved.endswith("auto_close; did you mean 'auto_close'?")
    assert filtered.endswith("there are none, until plugins or extensions bring some")


def test_a_wrong_default_calendar_hides_nothing() -> None:
    """
    It is told with all else that the desk cannot do; what does not fit is told alone, and with it.
    """
    document: dict[str, Any] = to_document(WRONG)
    calendars = document["calendars"]
    calendars["default"] = "offise"
    with pytest.raises(DeskError) as refused:
        ServiceDesk.from_document(document)

    first, *others = refused.value.problems
    named = "no calendar is named 'offise'; 'office' is near; there are office"
    assert first == ("calendars.default", named)
    assert [path for path, _ in others] == [
        each.path for each in WRONG.check() if each.severity is FindingSeverity.ERROR
    ]

    with pytest.raises(DocumentError) as unfit:
        ServiceDesk.from_document({**document, "match": "some"})
    assert [path for path, _ in unfit.value.problems] == ["$.calendars", "$.match"]
    for wrong in (5, " "):
        with pytest.raises(DocumentError, match=r"\$\.calendars"):
            ServiceDesk.from_document({**document, "calendars": {**calendars, "default": wrong}})


def test_a_default_that_the_order_leaves_out_hides_nothing_either() -> None:
    """
    The name is right there, and never counts.
    """
    document: dict[str, Any] = to_document(SETUP)
    document["calendars"]["order"] = ["policy"]
    with pytest.raises(DeskError, match=r"calendars.default: default='office', and order="):
        ServiceDesk.from_document(document)
