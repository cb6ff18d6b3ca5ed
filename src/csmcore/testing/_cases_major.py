"""
Strategies for major cases: what is asked of them and below them, and what happened to one.
"""

import datetime as dt
from typing import Final

from csmcore.cases import (
    AcceptMajor,
    Actor,
    AddComment,
    AddWorkNote,
    CaseAction,
    CaseEvent,
    CaseType,
    ChangeCase,
    Decided,
    FollowParent,
    JoinMajor,
    MoveCase,
    OpenCase,
    OverridePriority,
    ProposeMajor,
    RejectMajor,
    SyncCase,
    SyncRule,
    decide,
)
from csmcore.errors import OrderError, RefusedError
from csmcore.kernel import AgentId, CaseId
from csmcore.lifecycles import AGENT, MANAGER
from csmcore.testing._extra import st

_START: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
_MAJOR: Final = CaseId("major")
_KIM: Final = Actor(AGENT, "kim")
_MO: Final = Actor(MANAGER, "mo")
_SOLVED: Final = (("resolution_code", "solved"), ("notes", "Swapped it."))
_ASKED: Final[tuple[tuple[CaseAction, Actor], ...]] = (
    (AddComment("We are on it."), _KIM),
    (AddComment("A lorry is on its way."), _MO),
    (AddWorkNote("Ask the carrier."), _KIM),
    (OverridePriority(1, reason="a whole town"), _MO),
    (OverridePriority(2, reason="half of it is back"), _KIM),
    (ChangeCase({"subject": "no light in town", "impact": "high"}), _KIM),
    (MoveCase("accept"), _KIM),
    (MoveCase("request_info"), _KIM),
    (MoveCase("open_case"), _KIM),
    (MoveCase("propose_solution", _SOLVED), _KIM),
    (MoveCase("close", {"notes": "A false alarm."}), _MO),
)


def sync_rules() -> st.SearchStrategy[SyncRule]:
    """
    Rules that take over all, some and nothing but what was said.
    """
    return st.sampled_from(
        [
            SyncRule(),
            SyncRule(("priority", "comments")),
            SyncRule(("comments", "work_notes"), closes=False),
            SyncRule(("state", "resolution", "subject", "impact"), own_fields=("serial",)),
        ]
    )


@st.composite
def major_histories(draw: st.DrawFn, *, max_actions: int = 8) -> tuple[CaseEvent, ...]:
    """
    All events of one major case, in order, as they came of decisions.

    Args:
        draw: Draws from other strategies.

        max_actions: How many actions are asked after it was accepted.
    """
    kind = CaseType("outage")
    at = _START
    opening = OpenCase(_MAJOR, subject="no light", agent_id=AgentId("kim"))
    opened = decide(None, opening, case_type=kind, at=at, by=_KIM)
    case = opened.case
    events: list[CaseEvent] = [*opened.events] if isinstance(opened, Decided) else []
    asked: list[tuple[CaseAction, Actor]] = [(AcceptMajor(), _MO)]
    asked += draw(st.lists(st.sampled_from(_ASKED), max_size=max_actions))
    for action, by in asked:
        at += draw(st.sampled_from([dt.timedelta(0), dt.timedelta(minutes=20), dt.timedelta(hours=3)]))
        try:
            answer = decide(case, action, case_type=kind, at=at, by=by)
        except (OrderError, RefusedError):
            continue
        if isinstance(answer, Decided):
            events += answer.events
            case = answer.case
    return tuple(events)


def major_actions() -> st.SearchStrategy[CaseAction]:
    """
    Everything that can be asked of a major case, a candidate, or a case below one.
    """
    keys = st.sampled_from([None, None, "k1"])
    reasons = st.sampled_from([None, "a whole town"])
    return st.one_of(
        st.builds(ProposeMajor, reasons, key=keys),
        st.builds(AcceptMajor, st.sampled_from([None, CaseId("c9")]), key=keys),
        st.builds(RejectMajor, st.just("one street only"), key=keys),
        st.builds(JoinMajor, st.sampled_from([_MAJOR, CaseId("major-2"), CaseId("c1")]), key=keys),
        st.builds(FollowParent, st.booleans(), reason=reasons),
        st.builds(SyncCase, major_histories(max_actions=4), rule=sync_rules(), key=keys),
    )
