"""
Routing at the desk: planned and committed at once, on the cases too; offers and their answers.
"""

import copy
import datetime as dt
import json
import pickle
import re
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from csmcore.cases import MoveCase
from csmcore.contracts import Ledger
from csmcore.desk import CaseRecord, Outcome, PlanOutcome, ServiceDesk
from csmcore.errors import (
    DefinitionError,
    DeskError,
    DuplicateError,
    OfferRefusedError,
    UnknownNameError,
)
from csmcore.kernel import AgentId, CaseId, QueueId, Timeline, WorkId
from csmcore.routing import (
    Backlog,
    Extension,
    Queue,
    RoutingSetup,
    RoutingState,
    WorkItem,
    replay_routing,
)
from csmcore.serde import from_document, to_document
from tests.desk.office import (
    DESK,
    HOUR,
    KIM,
    KIM_AGENT,
    LEE_AGENT,
    NINE,
    NORA,
    OFFERING,
    OPENING,
    SETUP,
)

OFFERS = ServiceDesk.of(attrs.evolve(SETUP, routing=OFFERING))
MINUTE = HOUR / 60


def case(name: str = "c1") -> CaseRecord:
    """
    A case of Monday at nine.
    """
    action = attrs.evolve(OPENING, case_id=CaseId(name), key=name)
    return DESK.open(action, at=NINE, by=NORA).record


def test_a_plan_is_told_to_routing_and_to_the_cases() -> None:
    """
    One transaction: who has which work, and each case assigned.
    """
    outcome = DESK.plan([case("c1"), case("c2")], [LEE_AGENT, KIM_AGENT], at=NINE)

    assert [(each.stream, each.expected_sequence) for each in outcome.appends] == [
        ("routing", 0),
        ("case/c1", 2),
        ("case/c2", 2),
    ]
    assert [each.case.agent_id for each in outcome.records] == ["kim", "lee"]
    assert outcome.state == replay_routing(outcome.appends[0].events)  # type: ignore[arg-type]
    assert outcome.conflicts == ()
    assert outcome.plan.decision(WorkId("c1")).agent_id == "kim"


def test_a_case_is_as_urgent_as_its_clocks() -> None:
    """
    The work of a case is due when the first of its open clocks is, where routing looks at that.
    """
    setup = attrs.evolve(
        SETUP, routing=RoutingSetup(queues=[Queue(QueueId("q"))], backlog=Backlog(keys=["due"]))
    )
    outcome = ServiceDesk.of(setup).plan([case()], [], at=NINE)

    (work,) = outcome.plan.work
    assert (work.due_at, work.version) == (NINE + 4 * HOUR, 2)
    assert outcome.appends == ()


def test_other_work_is_planned_beside_cases() -> None:
    """
    What is no case is told to routing alone; a closed case is no work.
    """
    chat = WorkItem(WorkId("chat"), entered_at=NINE, facts={"category": "new"})
    over = DESK.act(case("c9"), MoveCase("close", {"notes": "Spam."}), at=NINE, by=KIM).record
    outcome = DESK.plan([chat, over], [KIM_AGENT], at=NINE)

    assert [each.stream for each in outcome.appends] == ["routing"]
    assert [each.id for each in outcome.plan.work] == ["chat"]
    assert outcome.records == ()


def test_an_accepted_offer_assigns_the_case() -> None:
    """
    By whoever accepts it; until then the case has nobody.
    """
    record = case()
    offered = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], at=NINE)
    assert offered.records == ()
    assert offered.next_instant == NINE + 10 * MINUTE + dt.timedelta(microseconds=1)
    assert offered.state is not None
    taken = OFFERS.answer(record, AgentId("kim"), accepts=True, state=offered.state, at=NINE + MINUTE)

    assert [(each.stream, each.expected_sequence) for each in taken.appends] == [
        ("routing", 1),
        ("case/c1", 2),
    ]
    assert taken.case.agent_id == "kim"
    assert taken.record.events[-1].by == KIM


def test_a_plan_says_when_to_look_at_each_case_that_it_assigned() -> None:
    """
    A reply is due whoever has it; a case that waits on is looked at when that was said before.
    """
    cases = [case("c1"), case("c2")]
    outcome = DESK.plan(cases, [attrs.evolve(KIM_AGENT, capacity=1)], at=NINE)

    assert outcome.wakes == (("routing", None), ("case/c1", NINE + 4 * HOUR))
    assert outcome.next_instant == NINE + 4 * HOUR


def test_an_answer_says_when_to_look_at_its_case() -> None:
    """
    What is accepted leaves routing as the plan said; what is declined is planned at once.
    """
    record = case()
    offered = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], at=NINE)
    assert offered.wakes == (("routing", NINE + 10 * MINUTE + dt.timedelta(microseconds=1)),)
    assert offered.state is not None
    later, kim, state = NINE + MINUTE, AgentId("kim"), offered.state
    taken = OFFERS.answer(record, kim, accepts=True, state=state, at=later)
    assert taken.wakes == (("case/c1", NINE + 4 * HOUR),)
    declined = OFFERS.answer(record, kim, accepts=False, state=state, at=later)
    assert declined.wakes == (("routing", later), ("case/c1", NINE + 4 * HOUR))


def test_a_breach_is_told_of_a_case_that_was_assigned_and_never_answered() -> None:
    """
    A host that keeps nothing but the instants it was told loses no breach.
    """
    opened = DESK.open(OPENING, at=NINE, by=NORA)
    planned = DESK.plan([opened.record], [KIM_AGENT], at=NINE)
    wakes = dict(opened.wakes) | dict(planned.wakes)
    record, told_until, told = planned.record, NINE, []
    while (now := wakes["case/c1"]) is not None:
        outcome = DESK.due(record, at=now, told_until=told_until)
        record, told_until = outcome.record, now
        told += [(each.target, each.threshold is None, now) for each in outcome.notices]
        wakes.update(outcome.wakes)

    assert told == [
        ("first reply", True, NINE + 4 * HOUR),
        ("resolution", False, NINE + 6 * HOUR),
        ("resolution", True, NINE + 8 * HOUR),
    ]


def test_a_declined_offer_goes_to_the_next() -> None:
    """
    The case stays as it was, and is to be planned again at once.
    """
    record = case()
    state = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], at=NINE).state
    assert state is not None
    declined = OFFERS.answer(
        record, AgentId("kim"), accepts=False, state=state, at=NINE + MINUTE, reason="lunch"
    )
    assert (declined.record, declined.next_instant) == (record, NINE + MINUTE)
    again = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], state=declined.state, at=NINE + MINUTE)
    assert [each.agent_id for each in again.plan.proposals] == ["lee"]
    with pytest.raises(OfferRefusedError):
        OFFERS.answer(record, AgentId("kim"), accepts=True, state=state, at=NINE + HOUR)


def test_offers_that_passed_are_told_before_the_next_plan() -> None:
    """
    In the same append, so that nobody is offered what another still seems to have.
    """
    record = case()
    state = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], at=NINE).state
    later = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], state=state, at=NINE + HOUR)

    assert [type(each).__name__ for each in later.events] == ["OfferTimedOut", "WorkOffered"]
    assert later.appends[0].expected_sequence == 1


def test_an_offer_of_a_case_that_was_taken_by_hand_is_withdrawn() -> None:
    """
    Whoever it was offered to is offered it no more.
    """
    record = case()
    state = OFFERS.plan([record], [KIM_AGENT, LEE_AGENT], at=NINE).state
    taken = OFFERS.act(record, MoveCase("assign_to_me"), at=NINE, by=KIM).record
    later = OFFERS.plan([taken], [LEE_AGENT], state=state, at=NINE + MINUTE)

    assert [type(each).__name__ for each in later.events] == ["WorkLeft"]
    assert later.state is not None
    assert later.state.offers == ()


def test_a_desk_without_routing_says_so() -> None:
    """
    It is the setup that lacks it.
    """
    desk = ServiceDesk.of(attrs.evolve(SETUP, routing=None))
    with pytest.raises(DefinitionError, match="the desk has no routing"):
        desk.plan([case()], [KIM_AGENT], at=NINE, state=RoutingState())


def test_a_plan_is_no_part_of_what_is_kept() -> None:
    """
    Pickled, it is the outcome, which is the same whoever plans it again.
    """
    outcome = DESK.plan([case()], [KIM_AGENT], at=NINE)
    kept = pickle.loads(pickle.dumps(outcome))

    assert type(kept) is Outcome
    assert kept.appends == outcome.appends
    assert DESK.plan([case()], [KIM_AGENT], at=NINE) == outcome
    written = from_document(Outcome, to_document(outcome))
    for other in (kept, copy.deepcopy(outcome), written):
        assert other == outcome
        assert outcome == other
        assert hash(other) == hash(outcome)
    assert outcome != attrs.evolve(kept, already_done=True)
    assert outcome != "an outcome"


def test_what_is_made_of_a_plan_s_outcome_has_no_plan() -> None:
    """
    It tells and draws itself as any outcome does, and says that its plan is not there.
    """
    outcome = DESK.plan([case()], [KIM_AGENT], at=NINE)
    changed = attrs.evolve(outcome, conflicts=())

    assert changed == outcome
    assert str(changed) == str(outcome)
    assert len(changed._repr_html_()) < len(outcome._repr_html_())
    assert str(PlanOutcome()) == "nothing to store"
    for without in (changed, PlanOutcome()):
        with pytest.raises(DefinitionError, match=r"^it was made without its plan; ask the outcome"):
            _ = without.plan


def test_of_one_case_only_one_record_is_planned() -> None:
    """
    Given twice, one of them is stale, and nobody can say which: also where one is closed.
    """
    record = case()
    taken = DESK.act(record, MoveCase("assign_to_me"), at=NINE, by=KIM).record
    closing = MoveCase("close", given={"notes": "Done."})
    closed = DESK.act(taken, closing, at=NINE + HOUR, by=KIM).record
    assert closed.case.is_over

    for twice in ([record, record], [closed, record], [record, closed], [closed, closed]):
        with pytest.raises(DuplicateError, match=r"^two values claim to be work 'c1'"):
            DESK.plan(twice, [KIM_AGENT], at=NINE + 2 * HOUR)
    with pytest.raises(DuplicateError, match=r"^two values claim to be work 'c1'"):
        DESK.plan([closed, WorkItem(WorkId("c1"), entered_at=NINE)], [KIM_AGENT], at=NINE + 2 * HOUR)


def test_an_outcome_prints_what_is_to_be_stored() -> None:
    """
    Stream after stream, and when to look again; a notice's or a fault's number where there is one.
    """
    opened = DESK.open(OPENING, at=NINE, by=NORA)
    assert str(opened) == "case/c1 after 0: CaseOpened, SlaApplied; next 2026-04-27T13:00:00Z"
    late = DESK.due(opened.record, at=NINE + 5 * HOUR)
    assert str(late) == "no events; 1 notice; next 2026-04-27T15:00:00Z"
    again = DESK.open(OPENING, at=NINE, by=NORA, record=opened.record)
    assert str(again) == "done before, nothing to store; next 2026-04-27T13:00:00Z"
    planned = DESK.plan([opened.record], [KIM_AGENT], at=NINE)
    assert str(planned) == (
        "routing after 0: WorkAssigned; case/c1 after 2: CaseAssigned; next 2026-04-27T13:00:00Z"
    )


def test_a_plan_prints_how_many_extensions_failed() -> None:
    """
    The plan went on without them, and its author wants to know.
    """

    class Broken:
        name = "broken"

        reads = frozenset[str]()

        def score(self, *_: Any, **__: Any) -> list[int]:
            raise ZeroDivisionError

    queue = Queue(QueueId("support"), scorers="broken")
    setup = attrs.evolve(SETUP, routing=RoutingSetup(queues=[queue]))
    desk = ServiceDesk.of(setup, extensions=[Broken()])
    told = str(desk.plan([case()], [KIM_AGENT, LEE_AGENT], at=NINE))

    assert told.endswith("; 1 fault")


def test_what_is_no_record_is_refused() -> None:
    """
    A case alone, a text, an object of another kind: what to give is said.
    """
    record = case()
    asked: tuple[Callable[[Any], object], ...] = (
        lambda given: DESK.act(given, MoveCase("accept"), at=NINE, by=KIM),
        lambda given: DESK.status(given, at=NINE),
        lambda given: DESK.due(given, at=NINE),
        lambda given: DESK.open(OPENING, at=NINE, by=NORA, record=given),
        lambda given: DESK.plan([given], [KIM_AGENT], at=NINE),
    )
    for ask in asked:
        with pytest.raises(DefinitionError, match=r"^Case is given as a case; give its CaseRecord"):
            ask(record.case)
        with pytest.raises(DefinitionError, match=r"^str is given as a case; give its CaseRecord"):
            ask("c1")
    with pytest.raises(DefinitionError, match=r"^waiting=CaseRecord; give the records of the cases"):
        DESK.plan(record, [], at=NINE)  # type: ignore[arg-type]


def test_a_record_is_made_of_events_of_cases() -> None:
    """
    Those of routing are none.
    """
    planned = DESK.plan([case()], [KIM_AGENT], at=NINE)
    with pytest.raises(DefinitionError, match="is no event of a case; give the events of its own"):
        CaseRecord(planned.appends[0].events)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match=r"^events='case/c1'; give the case's events in order$"):
        CaseRecord("case/c1")  # type: ignore[arg-type]


def test_a_snapshot_and_further_events_are_looked_at_too() -> None:
    """
    One event alone, a snapshot or a history of another kind: what to give is said.
    """
    record = case()
    snapshot: Any
    history: Any
    for snapshot, history, told in (
        (5, Timeline(), "snapshot=5; give the case as it was: record.case"),
        (record.case, [], "history=[]; give the timeline until it: record.timeline"),
    ):
        with pytest.raises(DefinitionError, match=f"^{re.escape(told)}$"):
            CaseRecord(snapshot=snapshot, history=history)
    with pytest.raises(DefinitionError, match=r"give the case's events in order$"):
        record.followed_by(record.events[-1])  # type: ignore[arg-type]


def test_what_a_desk_is_asked_with_is_looked_at_first() -> None:
    """
    The ledger for the book, no mapping for facts, a word for a flag, a type for its name.
    """
    record = case()
    offered = OFFERS.plan([record], [KIM_AGENT], at=NINE)
    state = offered.state
    assert state is not None
    wrong: Any = Ledger()
    ledger_alone = r"^book=.*; give the EntitlementBook: book\.with_ledger\(ledger\)$"
    with pytest.raises(DefinitionError, match=ledger_alone):
        DESK.open(OPENING, at=NINE, by=NORA, book=wrong)
    with pytest.raises(DefinitionError, match=ledger_alone):
        DESK.act(record, MoveCase("assign_to_me"), at=NINE, by=KIM, book=wrong)
    with pytest.raises(DefinitionError, match=ledger_alone):
        DESK.due(record, at=NINE, book=wrong)
    wrong = 5
    asked: tuple[Callable[[], object], ...] = (
        lambda: DESK.open(OPENING, at=NINE, by=NORA, facts=wrong),
        lambda: DESK.act(record, MoveCase("assign_to_me"), at=NINE, by=KIM, facts=wrong),
        lambda: DESK.due(record, at=NINE, facts=wrong),
        lambda: DESK.plan([record], [KIM_AGENT], at=NINE, facts=wrong),
        lambda: OFFERS.answer(record, KIM_AGENT.id, accepts=True, state=state, at=NINE, facts=wrong),
    )
    for ask in asked:
        with pytest.raises(DefinitionError, match=r"^facts=5; give a mapping of facts by name"):
            ask()
    wrong = "no"
    with pytest.raises(DefinitionError, match=r"^accepts='no'; it must be true or false$"):
        OFFERS.answer(record, KIM_AGENT.id, accepts=wrong, state=state, at=NINE)
    with pytest.raises(DefinitionError, match=r"^may_return='no'; it must be true or false$"):
        OFFERS.answer(record, KIM_AGENT.id, accepts=False, may_return=wrong, state=state, at=NINE)
    for kind in (SETUP.case_types[0], ["case"]):
        wrong = kind
        with pytest.raises(DefinitionError, match=r"^case_type=.*; give the name of the type, as a t"):
            DESK.open(OPENING, at=NINE, by=NORA, case_type=wrong)


def test_what_a_setup_is_checked_with_is_looked_at_first() -> None:
    """
    One alone, a number or a text is no list of agents, extensions or groups.
    """
    one: Any = KIM_AGENT
    with pytest.raises(DefinitionError, match=r"is no list; give several of Agent"):
        SETUP.check(agents=one)
    text: Any = "desk"
    with pytest.raises(DefinitionError, match=r"^groups='desk'; give them in a list, as groups=\["):
        SETUP.check(groups=text)
    wrong: Any
    for wrong in (5, object(), Extension(one), "x"):
        with pytest.raises(DefinitionError, match=r"^extensions=.*; give them in a list, as ext"):
            SETUP.check(extensions=wrong)
        with pytest.raises(DefinitionError, match=r"^extensions=.*; give them in a list, as ext"):
            ServiceDesk.of(SETUP, extensions=wrong)
    wrong = []
    with pytest.raises(DefinitionError, match=r"^book=\[\]; give the EntitlementBook: Entit"):
        SETUP.check(book=wrong)


def test_what_cannot_be_logged_is_told_as_it_is_written() -> None:
    """
    JSON may hold half a character, and it stands in no error's text as such.
    """
    document: Any = json.loads(json.dumps(to_document(SETUP)))
    document["routing"]["queues"][0]["strategy"][0]["name"] = json.loads('"round\\ud800"')
    with pytest.raises(DeskError) as raised:
        ServiceDesk.from_document(document)
    assert rb"the strategy round\ud800" in str(raised.value).encode()
    with pytest.raises(DefinitionError) as raised_alone:
        raise DefinitionError(json.loads('"half \\ud800"'))
    assert str(raised_alone.value) == "half \\ud800"


def test_what_is_no_name_is_no_name_s_neighbour() -> None:
    """
    An error about a name can be read whatever was given for one.
    """
    name: Any
    for name in (5, None, ["case"]):
        error = UnknownNameError("case type", name, ("case",))
        assert str(error) == f"no case type is named {name!r}; there are case"


def test_plugins_are_given_in_their_host() -> None:
    """
    A list of them is none.
    """
    with pytest.raises(DefinitionError, match=r"give a PluginHost, as PluginHost\(\)\.with_installed"):
        ServiceDesk.of(SETUP, plugins=[])  # type: ignore[arg-type]
