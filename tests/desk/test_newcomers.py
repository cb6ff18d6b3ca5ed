"""
What is told to somebody who builds a desk for the first time, with two types of cases.
"""

from typing import Any

import attrs
import pytest

from csmcore.calendars import CalendarBook
from csmcore.cases import AUTO_CLOSE, AutoMove, CaseType
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.desk import DeskSetup, Outcome, PlanOutcome, ServiceDesk
from csmcore.desk._words import united
from csmcore.errors import DefinitionError, DeskError, DocumentError, UndecidedError
from csmcore.kernel import QueueId
from csmcore.routing import Queue, RoutingSetup
from csmcore.serde import from_document, to_document
from csmcore.sla import RESOLUTION, FindingSeverity, SlaPolicy
from tests.desk.office import (
    DAY,
    DESK,
    HOUR,
    KIM_AGENT,
    NINE,
    NORA,
    OFFICE,
    OPENING,
    SETUP,
    book,
)

TWO = attrs.evolve(
    SETUP,
    case_types=[CaseType("breakdown", resolution_codes=["fixed"]), CaseType("question")],
    auto_moves={},
)


def errors(setup: DeskSetup) -> dict[str, str]:
    """
    What has to be mended, by its path.
    """
    found = setup.check()
    return {each.path: str(each.reason) for each in found if each.severity is FindingSeverity.ERROR}


def test_which_type_it_is_has_to_be_said_where_there_are_several() -> None:
    """
    The error says the call that would be right.
    """
    desk = ServiceDesk.of(TWO)
    with pytest.raises(DefinitionError) as refused:
        desk.open(OPENING, at=NINE, by=NORA)

    assert str(refused.value) == (
        'case_type: say which of breakdown, question it is, as in desk.open(..., case_type="breakdown")'
    )
    assert desk.open(OPENING, at=NINE, by=NORA, case_type="question").case.type == "question"


# --- automatic moves --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "action", "sentence"),
    [
        (
            "resolved",
            "accept",
            (
                "odd would be held back for ever: accept leads nowhere from resolved; it does from "
                "new; by itself a case leaves resolved by auto_close"
            ),
        ),
        ("resolved", "reject_solution", "by itself a case leaves resolved by auto_close"),
        ("new", "accept", "new -> accept -> open is for agent, not for system"),
        (
            "closed",
            "accept",
            "closed is final, so accept leads nowhere; by itself a case never leaves closed",
        ),
    ],
)
def test_an_automatic_move_leads_on_from_its_state(state: str, action: str, sentence: str) -> None:
    """
    Otherwise a case would wait for it for ever; what it could do is told.
    """
    move = AutoMove("odd", state=state, action=action, after=HOUR)
    setup = attrs.evolve(SETUP, auto_moves={"case": [AUTO_CLOSE, move]})

    (path, told), *others = errors(setup).items()
    assert (path, others) == ("auto_moves.case[1]", [])
    assert sentence in told


def test_a_misspelt_type_hides_no_mistake_of_its_moves() -> None:
    """
    The type that is near is the one that is meant.
    """
    moves = [
        AutoMove("a", state="solved", action="auto_close", after=HOUR),
        AutoMove("b", state="resolved", action="accept", after=HOUR, unless="chanel = phone"),
    ]
    told = errors(attrs.evolve(TWO, auto_moves={"brakedown": moves}))

    assert list(told) == [f"auto_moves.brakedown{each}" for each in ("", "[0]", "[1]", "[1].unless")]
    assert told["auto_moves.brakedown"].endswith("breakdown is near")
    assert "is about state 'solved'" in told["auto_moves.brakedown[0]"]
    assert "accept leads nowhere from resolved" in told["auto_moves.brakedown[1]"]
    assert told["auto_moves.brakedown[1].unless"] == "no fact is named 'chanel'; 'channel' is near"


def test_of_a_strange_type_is_told_what_no_type_has() -> None:
    """
    A state, an action or a fact; what some type has may be meant.
    """
    moves = [
        AutoMove("a", state="solved", action="auto_cloze", after=HOUR),
        AutoMove("b", state="resolved", action="accept", after=HOUR),
        AutoMove("c", state="resolved", action="auto_close", after=HOUR, unless="type = brakedown"),
    ]
    told = errors(attrs.evolve(TWO, auto_moves={"zzz": moves}))

    assert list(told) == ["auto_moves.zzz", "auto_moves.zzz[0]", "auto_moves.zzz[2].unless"]
    assert told["auto_moves.zzz[0]"] == "no type of cases has the action auto_cloze; auto_close is near"
    assert told["auto_moves.zzz[2].unless"].endswith("it is one of breakdown, question")
    assert list(errors(attrs.evolve(TWO, case_types=[], auto_moves={"zzz": moves}))) == [
        "case_types",
        "auto_moves.zzz",
    ]


# --- conditions about several types -----------------------------------------------------------------


def test_a_slip_is_told_with_the_words_of_all_types() -> None:
    """
    In a policy, one of its parts, and a queue; each slip once.
    """
    wrong = "type = brakedown and chanel = phone"
    policy = SlaPolicy("p", [RESOLUTION.within(HOUR)], when=wrong)
    queue = Queue(QueueId("q"), when="type = brakedown")
    setup = attrs.evolve(TWO, policies=[policy], routing=RoutingSetup(queues=[queue]))

    found = [(each.path, str(each.reason)) for each in setup.check()]
    never = "type is never brakedown; 'breakdown' is near; it is one of breakdown, question"
    told = [text for path, text in found if path == "policies[0].when"]
    assert [each.removeprefix("when: ") for each in told] == [
        never,
        "no fact is named 'chanel'; 'channel' is near",
    ]
    assert [text for path, text in found if path == "routing.queues[0].when"] == [never]


def test_what_each_type_knows_is_no_slip_of_all() -> None:
    """
    A policy for one type that asks for a state of another is wrong for both, and told.
    """
    policy = SlaPolicy("p", [RESOLUTION.within(HOUR)], when="type = breakdown")

    assert errors(attrs.evolve(TWO, policies=[policy])) == {}


def test_words_of_several_types_are_joined() -> None:
    """
    Their values too; any value where one of them takes any; another kind of fact changes nothing.
    """
    one = Vocabulary([FactDefinition("a", FactType.TEXT, ["x"]), FactDefinition("b", FactType.FLAG)])
    two = Vocabulary(
        [
            FactDefinition("a", FactType.TEXT, ["y", "x"]),
            FactDefinition("b", FactType.NUMBER, [1]),
            FactDefinition("c", FactType.TEXT, ["z"]),
        ],
        signals="created",
    )
    three = Vocabulary([FactDefinition("c", FactType.TEXT)])

    a, b, c = united([one, two, three]).facts
    assert (a.choices, b.type, c.choices) == (("x", "y"), FactType.FLAG, ())
    assert united([one, two, three]).signals == ("created",)


# --- calendars --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendars", "sentence"),
    [
        (CalendarBook(), "it has none"),
        (CalendarBook([OFFICE], order=["target", "policy"]), "its order lets no record name one"),
    ],
)
def test_a_desk_whose_clocks_can_never_run_does_not_open(
    calendars: CalendarBook, sentence: str
) -> None:
    """
    It is told once for all policies, and once for what cases do by themselves.
    """
    setup = attrs.evolve(SETUP, calendars=calendars)
    told = errors(setup)

    assert list(told) == ["calendars", "calendars.default"]
    assert "no clock of urgent, plain can ever run" in told["calendars"]
    assert all(sentence in each for each in told.values())
    with pytest.raises(DeskError, match="give one that has a default"):
        ServiceDesk.of(setup)


def test_a_record_may_name_the_calendar_that_nobody_else_names() -> None:
    """
    Then it is advice: who opens a case may hand it over, and nothing goes without.
    """
    setup = attrs.evolve(SETUP, calendars=CalendarBook([OFFICE]))
    desk = ServiceDesk.of(setup)

    assert errors(setup) == {}
    assert {each.code for each in desk.findings} >= {"sla.calendar_unnamed", "desk.no_default_calendar"}
    with pytest.raises(UndecidedError):
        desk.open(OPENING, at=NINE, by=NORA)
    outcome = desk.open(OPENING, at=NINE, by=NORA, facts={"account_calendar": "office"})
    assert outcome.next_instant == NINE + 4 * HOUR


def test_where_nothing_is_measured_no_calendar_is_needed() -> None:
    """
    A desk without policies and automatic moves; or one whose policies name theirs.
    """
    plain = attrs.evolve(SETUP, calendars=CalendarBook(), policies=[], auto_moves={})
    named = SlaPolicy("p", [RESOLUTION.within(HOUR)], calendar="office")
    own = attrs.evolve(
        SETUP,
        calendars=CalendarBook([OFFICE], order=["policy"]),
        policies=[named],
        auto_moves={},
    )

    for setup in (plain, own):
        assert ServiceDesk.of(setup).open(OPENING, at=NINE, by=NORA).case.state == "new"


# --- parts of another kind --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (
            {"calendars": [OFFICE]},
            r'give a CalendarBook, as CalendarBook\(\[office\], default="office"',
        ),
        ({"calendars": OFFICE}, "give a CalendarBook"),
        ({"calendars": None}, "calendars=None; give a CalendarBook"),
        ({"routing": Queue(QueueId("q"))}, r"give a RoutingSetup, as RoutingSetup\(queues=\["),
        ({"order": "servicenow"}, "order='servicenow'; give a CoverageOrder, as SERVICENOW"),
        ({"usage": "open"}, r"give a UsageRule, as UsageRule\(ConsumeOn.OPEN\)"),
        ({"sync": None}, "give a SyncRule, as SERVICENOW_SYNC"),
        ({"vocabulary": ["region"]}, "give a Vocabulary, as"),
        (
            {"auto_moves": [AUTO_CLOSE]},
            r"auto_moves has AutoMove.*; say of which type of cases, as auto_",
        ),
        ({"auto_moves": AUTO_CLOSE}, "say of which type of cases"),
        ({"auto_moves": {1: [AUTO_CLOSE]}}, "say of which type of cases"),
        ({"auto_moves": {"case": 5}}, "5 is no list"),
    ],
)
def test_a_part_of_another_kind_is_refused_as_it_is_given(part: dict[str, Any], sentence: str) -> None:
    """
    With what would be right, and not when the desk is made of it.
    """
    with pytest.raises(DefinitionError, match=sentence):
        attrs.evolve(SETUP, **part)


def test_automatic_moves_may_be_given_in_pairs_and_one_alone() -> None:
    """
    As they are held, or with one that is no list.
    """
    for given in ([("case", [AUTO_CLOSE])], {"case": AUTO_CLOSE}):
        assert attrs.evolve(SETUP, auto_moves=given) == SETUP  # type: ignore[arg-type]


# --- what is said of what was done ------------------------------------------------------------------


def test_a_status_says_why_its_policy_was_chosen() -> None:
    """
    When, and what fitted then; not what the case has become since.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA).record
    later = DESK.status(record, at=NINE + DAY).policy

    assert str(later).splitlines() == [
        "SLA policy: plain",
        "  because it was chosen at 2026-04-27 09:00:00Z, and is kept",
        "  because it is for every record",
        "  not urgent: priority = 1 does not hold: priority is not set",
    ]
    assert DESK.status(record.shortened(), at=NINE + DAY).policy == later
    assert "is for every" in str(DESK.status(record, at=NINE - HOUR).policy)


def test_a_status_says_that_a_policy_was_agreed_or_is_not_chosen_any_more() -> None:
    """
    Conditions chose nothing where an agreement names it; and those of today may choose another.
    """
    agreed = DESK.open(OPENING, at=NINE, by=NORA, book=book(policy="urgent")).record
    told = str(DESK.status(agreed, at=NINE).policy)
    assert "urgent\n  because an agreement names it, since 2026-04-27 09:00:00Z\n" in told

    first = SlaPolicy("first", [RESOLUTION.within(HOUR)])
    today = ServiceDesk.of(attrs.evolve(SETUP, policies=[first, *SETUP.policies]))
    plain = DESK.open(OPENING, at=NINE, by=NORA).record
    kept = today.status(plain, at=NINE).policy
    assert [each.code for each in kept.reasons] == ["desk.policy_kept"]
    assert "not first: the record is measured under plain" in str(kept)


def test_a_status_of_policies_that_all_count_is_left_as_it_is() -> None:
    """
    None of them is kept; and one that is not there any more is told as lost.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA).record
    every = ServiceDesk.of(attrs.evolve(SETUP, match="all"))
    assert "kept" not in str(every.status(every.open(OPENING, at=NINE, by=NORA).record, at=NINE))

    gone = ServiceDesk.of(attrs.evolve(SETUP, policies=[SETUP.policies[0]]))
    assert "not among those given" in str(gone.status(record, at=NINE).policy)


def test_an_outcome_without_events_says_what_it_has() -> None:
    """
    A notice has to be kept, so there is something to store.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA).record

    assert str(DESK.due(record, at=NINE)).startswith("nothing to store; next")
    told = str(DESK.due(record, at=NINE + 9 * HOUR, told_until=NINE))
    assert told.startswith("no events; 3 notices")


def test_a_plans_outcome_is_read_as_an_outcome() -> None:
    """
    The plan is no part of what is written; the error says what to ask for.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA).record
    planned = DESK.plan([record], [KIM_AGENT], at=NINE)
    document = to_document(planned)

    assert from_document(Outcome, document).appends == planned.appends
    with pytest.raises(
        DefinitionError, match=r"PlanOutcome is written as Outcome, .*; read it as Outcome"
    ):
        from_document(PlanOutcome, document)
    with pytest.raises(DocumentError, match=r"is read by its class: from_document\(CaseRecord, \.\.\."):
        from_document(object, to_document(record))
