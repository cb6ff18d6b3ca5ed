"""
Strategies for cases: their types, what is asked of them, and histories that fit together.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from csmcore.cases import (
    ITIL_MATRIX,
    OPENING,
    SERVICENOW_MATRIX,
    Actor,
    AddComment,
    AddWorkNote,
    ApplySla,
    AssignCase,
    Case,
    CaseAction,
    CaseEvent,
    CaseField,
    CaseType,
    ChangeCase,
    Decided,
    FieldType,
    MoveCase,
    OpenCase,
    OverridePriority,
    PriorityMatrix,
    ServiceLevel,
    decide,
    replay,
)
from csmcore.errors import OrderError, RefusedError
from csmcore.kernel import AgentId, CaseId, ContractId, GroupId, ProductModelId, Scalar
from csmcore.lifecycles import (
    AGENT,
    CUSTOMER,
    MANAGER,
    SERVICENOW_CASE,
    SYSTEM,
    TROUBLE_TICKET,
    ZENDESK_TICKET,
    Lifecycle,
)
from csmcore.testing._cases_around import around_actions, around_events
from csmcore.testing._cases_major import major_actions
from csmcore.testing._extra import st
from csmcore.testing._kernel import customer_refs, external_ids

_START: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
_LEVELS: Final = ("high", "medium", "low", 1, 2, 3)
_TAGS: Final = ("vip", "refund", "b\u00fcro", "a b")
_KEYS: Final = (None, None, None, "m1", "m2", "\u00e9")
_VALUES: Final[tuple[Scalar, ...]] = (
    None,
    "X1",
    "",
    3,
    True,
    Decimal("2.50"),
    dt.date(2026, 4, 27),
    _START,
    dt.timedelta(hours=8),
)
_NAMES: Final = ("serial", "ports", "weight", "insured", "bought_on", "failed_at", "down", "colour")


def actors() -> st.SearchStrategy[Actor]:
    """
    Agents, managers, customers, rules, and one of a host's own kind.
    """
    known = ((AGENT, "kim"), (AGENT, "lee"), (MANAGER, "mo"), (CUSTOMER, "ann"), (SYSTEM, None))
    return st.sampled_from([*(Actor(*each) for each in known), Actor("partner", "p1")])


def case_fields() -> st.SearchStrategy[CaseField]:
    """
    Own fields of every type, with bounds, choices and defaults.
    """
    return st.sampled_from(_FIELDS)


_FIELDS: Final = (
    CaseField("serial"),
    CaseField("ports", FieldType.WHOLE_NUMBER, least=0, most=48, default=3),
    CaseField("weight", FieldType.DECIMAL, least=Decimal("0.5")),
    CaseField("insured", FieldType.BOOLEAN, default=False),
    CaseField("bought_on", FieldType.DATE, required_on=OPENING, default=dt.date(2026, 1, 1)),
    CaseField("failed_at", FieldType.INSTANT),
    CaseField("down", FieldType.DURATION),
    CaseField("colour", FieldType.CHOICE, choices=("red", "blue")),
)


def priority_matrices() -> st.SearchStrategy[PriorityMatrix]:
    """
    The two that ship, and a small one of words that says what counts where nothing is known.
    """
    small = PriorityMatrix(
        "small", impacts=("wide", 1), urgencies=("now",), priorities=(("P1",), (2,)), unset="P9"
    )
    return st.sampled_from([ITIL_MATRIX, SERVICENOW_MATRIX, small])


def case_types() -> st.SearchStrategy[CaseType]:
    """
    Types on each of the lifecycles that ship, with own fields and without, and some defaults.
    """
    solved = ((SERVICENOW_CASE, "propose_solution"), (ZENDESK_TICKET, "solve"), (TROUBLE_TICKET, None))
    return st.sampled_from(solved).flatmap(lambda each: _types(*each))


def _types(lifecycle: Lifecycle, solve: str | None) -> st.SearchStrategy[CaseType]:
    needed = CaseField("serial", required_on=() if solve is None else solve)
    return st.builds(
        CaseType,
        st.sampled_from(["case", "complaint"]),
        lifecycle=st.just(lifecycle),
        fields=st.sampled_from([(), (needed,), (needed, *_FIELDS[1:])]),
        matrix=st.none() | st.sampled_from([ITIL_MATRIX, SERVICENOW_MATRIX]),
        defaults=st.sampled_from([{}, {"group_id": "support", "channel": "web"}]),
        resolution_codes=st.sampled_from([(), ("solved", "no fault")]),
        customer_changes=st.sampled_from([(), ("subject", "urgency", "tags")]),
    )


def _content() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "subject": st.sampled_from(["", "no light", "na\u00efve \u2603"]),
        "description": st.sampled_from(["", "It went dark.\nThen it smoked."]),
        "customer": st.none() | customer_refs(),
        "model_id": st.sampled_from([None, ProductModelId("router")]),
        "contract_id": st.sampled_from([None, ContractId("c-2026")]),
        "channel": st.sampled_from([None, "email"]),
        "impact": st.none() | st.sampled_from(_LEVELS),
        "urgency": st.none() | st.sampled_from(_LEVELS),
        "tags": st.lists(st.sampled_from(_TAGS), max_size=2),
        "fields": _pairs(),
        "parent_id": st.sampled_from([None, CaseId("major")]),
        "external_ids": st.lists(external_ids(), max_size=1),
        "key": st.sampled_from(_KEYS),
    }


def _pairs() -> st.SearchStrategy[dict[str, Scalar]]:
    # Mostly what fits nothing is asked of nothing: many histories need own fields that are good.
    good: st.SearchStrategy[dict[str, Scalar]] = st.sampled_from(
        [{}, {"serial": "X1"}, {"serial": "X1", "ports": 24}, {"colour": "red", "weight": Decimal(2)}]
    )
    any_ = st.dictionaries(st.sampled_from(_NAMES), st.sampled_from(_VALUES), max_size=2)
    return good | good | any_


def service_levels() -> st.SearchStrategy[ServiceLevel]:
    """
    What cases are measured under: policies that were agreed or chosen, calendars, a zone.
    """
    return st.builds(
        ServiceLevel,
        policy=st.sampled_from([None, "gold", "silver"]),
        version=st.integers(1, 3),
        is_agreed=st.booleans(),
        calendar=st.sampled_from([None, "office"]),
        revision=st.sampled_from([None, 1, 2]),
        calendars=st.sampled_from([{}, {"entitlement": "office", "account": "b\u00fcro"}]),
        zone=st.sampled_from([None, "Europe/Lisbon"]),
    )


def _openings() -> st.SearchStrategy[OpenCase]:
    return st.builds(OpenCase, st.just(CaseId("c1")), **_content())


def case_actions(*, moves: Sequence[str] = SERVICENOW_CASE.actions) -> st.SearchStrategy[CaseAction]:
    """
    Everything that can be asked of a case, whether it will be refused or not.

    Args:
        moves: The actions of a lifecycle that are asked.
    """
    keys = st.sampled_from(_KEYS)
    given = {"notes": "Swapped it.", "resolution_code": "solved", "serial": "X1"}
    some = st.sampled_from([{}, given, {"notes": "n", "resolution_code": "no fault"}, {"colour": 1}])
    move = st.builds(MoveCase, st.sampled_from(moves), given=some, key=keys)
    levels = st.none() | st.sampled_from([*_LEVELS, 4, 5, "urgent"])
    changes = st.dictionaries(
        st.sampled_from(["subject", "impact", "urgency", "channel", "parent_id", *_NAMES]),
        st.sampled_from(["high", "low", 1, 3, "X1", None, True]),
        max_size=2,
    )
    tags = st.lists(st.sampled_from(_TAGS), max_size=2)
    return st.one_of(
        move,
        move,
        st.builds(
            AssignCase,
            group_id=st.sampled_from([None, GroupId("support"), GroupId("field")]),
            agent_id=st.sampled_from([None, AgentId("kim"), AgentId("lee")]),
            key=keys,
        ),
        st.builds(
            ChangeCase,
            changes | st.just({}),
            add_tags=tags,
            remove_tags=tags,
            customer=st.none() | customer_refs(),
            external_ids=st.none() | st.lists(external_ids(), max_size=1),
            key=keys,
        ),
        st.builds(OverridePriority, levels, reason=st.sampled_from(["the board asks", "a fair"])),
        st.builds(ApplySla, service_levels(), key=keys),
        st.builds(AddComment, st.sampled_from(["Thanks!", "Any news?"]), key=keys),
        st.builds(AddWorkNote, st.sampled_from(["Ask field.", "\u2603"]), key=keys),
        major_actions(),
        around_actions(),
        _openings(),
    )


def case_decisions(*, max_actions: int = 8) -> st.SearchStrategy[tuple[Decided, ...]]:
    """
    What was decided about one case, from its opening on: each goes on from the one before.

    Args:
        max_actions: How many actions are asked after the opening; those refused are left out.
    """
    return case_types().flatmap(lambda case_type: _asked(case_type, max_actions))


def _asked(case_type: CaseType, max_actions: int) -> st.SearchStrategy[tuple[Decided, ...]]:
    lifecycle = case_type.lifecycle
    opening = next(move.action for move in lifecycle.moves if move.is_opening)
    steps = st.sampled_from([dt.timedelta(0), dt.timedelta(minutes=20), dt.timedelta(days=2)])
    who = st.just(Actor(AGENT, "kim")) | actors()  # mostly those who can move it
    later = st.tuples(case_actions(moves=lifecycle.actions), who, steps)
    return st.builds(
        lambda first, by, asked: _decided(case_type, [(first, by, dt.timedelta(0)), *asked]),
        _openings().map(lambda asked: attrs.evolve(asked, action=opening)),
        actors(),
        st.lists(later, max_size=max_actions),
    )


def _decided(
    case_type: CaseType, asked: Sequence[tuple[CaseAction, Actor, dt.timedelta]]
) -> tuple[Decided, ...]:
    opening = next(move.action for move in case_type.lifecycle.moves if move.is_opening)
    plain = OpenCase(CaseId("c1"), subject="no light", action=opening)
    at = _START
    case: Case | None = None
    found: list[Decided] = []
    for action, by, step in asked:
        at += step
        try:
            answer = decide(case, action, case_type=case_type, at=at, by=by)
        except (OrderError, RefusedError):
            if case is not None:
                continue
            answer = decide(None, plain, case_type=case_type, at=at, by=Actor(AGENT, "kim"))
        if isinstance(answer, Decided):
            found.append(answer)
            case = answer.case
    return tuple(found)


def case_histories(*, max_actions: int = 8) -> st.SearchStrategy[tuple[CaseEvent, ...]]:
    """
    All events of one case, in order, as they came of decisions.

    Args:
        max_actions: How many actions are asked after the opening.
    """
    return case_decisions(max_actions=max_actions).map(
        lambda decided: tuple(event for each in decided for event in each.events)
    )


def case_events() -> st.SearchStrategy[CaseEvent]:
    """
    Single events of every kind, from histories that fit together.
    """
    return case_histories().flatmap(st.sampled_from) | around_events()


def cases() -> st.SearchStrategy[Case]:
    """
    Cases in every state that they come to.
    """
    return case_histories().map(replay)
