"""
Strategies for what is around cases: tasks, lines, parties, links, merging and splitting.
"""

import datetime as dt
from typing import Final

from csmcore.cases import (
    SERVICENOW_LINES,
    Actor,
    AddComment,
    AddLine,
    AddParty,
    AddTask,
    AddWorkNote,
    AgentParty,
    AlreadyDone,
    CaseAction,
    CaseEvent,
    CaseFollows,
    CaseLine,
    CaseLink,
    CaseParty,
    CaseTask,
    CaseType,
    ChangeLine,
    ChangeTask,
    CloseTask,
    CommentAdded,
    Decided,
    DecidedTogether,
    LineRules,
    LinesFollow,
    LinkCase,
    LinkKind,
    MergeCase,
    MoveLine,
    OpenCase,
    Party,
    RemoveParty,
    SplitCase,
    UnlinkCase,
    WorkNoteAdded,
    decide,
    merge_cases,
    split_case,
)
from csmcore.errors import OrderError, RefusedError
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AgentId,
    CaseId,
    CaseLineId,
    ConsumerCustomer,
    ConsumerId,
    GroupId,
    ProductModelId,
    TaskId,
)
from csmcore.lifecycles import AGENT, CUSTOMER, SERVICENOW_CASE_LINE, SYSTEM, Lifecycle
from csmcore.testing._extra import st

_AT: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
_KEYS: Final = (None, None, "a1", "\u00e9")
_TASKS: Final = (TaskId("t1"), TaskId("t2"))
_LINES: Final = (CaseLineId("l1"), CaseLineId("l2"))
_CASES: Final = (CaseId("c1"), CaseId("c2"), CaseId("c3"))
_ROLES: Final = ("installer", "watcher")
_PARTIES: Final[tuple[Party, ...]] = (
    AccountCustomer(AccountId("acme")),
    ConsumerCustomer(ConsumerId("ann")),
    AgentParty(AgentId("kim")),
)
_TYPE: Final = CaseType("case")
_LATER: Final = _AT + dt.timedelta(days=1)
_KIM: Final = Actor(AGENT, "kim")
_ANN: Final = Actor(CUSTOMER, "ann")


def parties() -> st.SearchStrategy[Party]:
    """
    A business customer, a private one, and an agent.
    """
    return st.sampled_from(_PARTIES)


def case_parties() -> st.SearchStrategy[CaseParty]:
    """
    Parties in some role, some of them from a case that was merged.
    """
    origin = st.sampled_from([None, CaseId("c2")])
    return st.builds(CaseParty, st.sampled_from(_ROLES), parties(), from_case_id=origin)


def case_links() -> st.SearchStrategy[CaseLink]:
    """
    Links of every kind.
    """
    return st.builds(CaseLink, st.sampled_from(LinkKind), st.sampled_from(_CASES))


def _open_tasks() -> st.SearchStrategy[CaseTask]:
    return st.builds(
        CaseTask,
        st.sampled_from(_TASKS),
        st.sampled_from(["call back", "\u2603"]),
        description=st.sampled_from(["", "After noon."]),
        priority=st.integers(1, 4),
        is_required=st.booleans(),
        is_visible=st.booleans(),
        group_id=st.sampled_from([None, GroupId("field")]),
        agent_id=st.sampled_from([None, AgentId("kim")]),
        parties=st.just(()) | st.lists(parties(), max_size=2),
        due_at=st.sampled_from([None, _AT]),
    )


def _closed(task: CaseTask) -> CaseTask:
    return CaseTask(
        task.id, task.subject, priority=task.priority, closed_at=_AT, outcome="They were out."
    )


def case_tasks() -> st.SearchStrategy[CaseTask]:
    """
    Tasks that are open, and some that are closed.
    """
    return _open_tasks() | _open_tasks().map(_closed)


def case_lines() -> st.SearchStrategy[CaseLine]:
    """
    Lines in every state of ServiceNow's lifecycle.
    """
    return st.builds(
        lambda line_id, state, model_id, agent_id: CaseLine(
            line_id,
            "send it back",
            state=state.name,
            category=state.category,
            is_final=SERVICENOW_CASE_LINE.is_final(state.name),
            model_id=model_id,
            agent_id=agent_id,
        ),
        st.sampled_from(_LINES),
        st.sampled_from(SERVICENOW_CASE_LINE.states),
        st.sampled_from([None, ProductModelId("router")]),
        st.sampled_from([None, AgentId("kim")]),
    )


def line_rules() -> st.SearchStrategy[LineRules]:
    """
    ServiceNow's rules, none at all, and a small set on a lifecycle of one's own.
    """
    small = Lifecycle(
        "parcel",
        states={"packed": "active", "sent": "resolved"},
        moves=["packed -> send -> sent"],
        initial="packed",
        final="sent",
    )
    own = LineRules(
        small,
        sync=[
            LinesFollow(case_in="resolved", lines_in="packed", actions="send"),
            CaseFollows(lines_in="sent", case_in="new", actions="close", given={"notes": "Sent."}),
        ],
    )
    return st.sampled_from([SERVICENOW_LINES, LineRules(), own])


def around_actions() -> st.SearchStrategy[CaseAction]:
    """
    Everything that can be asked of what is around one case, whether it will be refused or not.
    """
    keys, tasks, lines = st.sampled_from(_KEYS), st.sampled_from(_TASKS), st.sampled_from(_LINES)
    task_changes: st.SearchStrategy[dict[str, str | int | bool | None]] = st.sampled_from(
        [{"priority": 1}, {"agent_id": "lee"}, {"is_visible": True}, {"group_id": None}, {"size": 3}]
    )
    line_changes = st.sampled_from([{"item_id": "i1"}, {"agent_id": None}, {"state": "new"}])
    return st.one_of(
        st.builds(AddTask, _open_tasks(), key=keys),
        st.builds(ChangeTask, tasks, task_changes, parties=st.none() | st.lists(parties(), max_size=1)),
        st.builds(CloseTask, tasks, st.sampled_from([None, "Done."]), key=keys),
        st.builds(AddLine, lines, st.just("send it back"), key=keys),
        st.builds(ChangeLine, lines, line_changes),
        st.builds(
            MoveLine,
            lines,
            st.sampled_from([*SERVICENOW_CASE_LINE.actions, "assign_to_me", "accept"]),
            notes=st.sampled_from([None, "Out of warranty."]),
        ),
        st.builds(AddParty, st.sampled_from(_ROLES), parties(), key=keys),
        st.builds(RemoveParty, st.sampled_from(_ROLES), parties()),
        st.builds(LinkCase, st.sampled_from(LinkKind), st.sampled_from(_CASES), key=keys),
        st.builds(UnlinkCase, st.sampled_from(LinkKind), st.sampled_from(_CASES)),
    )


def case_merges() -> st.SearchStrategy[MergeCase]:
    """
    What is asked of a case that ends in another.
    """
    return st.builds(
        MergeCase,
        st.just(CaseId("c2")),
        reason=st.sampled_from([None, "the same fault"]),
        resolution_code=st.sampled_from([None, "duplicate"]),
        across_customers=st.booleans(),
        key=st.sampled_from(_KEYS),
    )


def case_splits() -> st.SearchStrategy[SplitCase]:
    """
    What is asked of a case of which part goes on as another.
    """
    return st.builds(
        SplitCase,
        st.sampled_from([OpenCase(CaseId("c2")), OpenCase(CaseId("c2"), subject="the router")]),
        lines=st.lists(st.sampled_from(_LINES), max_size=2),
        written=st.lists(st.integers(2, 5), max_size=2),
        reason=st.sampled_from([None, "another matter"]),
        key=st.sampled_from(_KEYS),
    )


def eventful_cases(*, case_id: str = "c1", max_actions: int = 8) -> st.SearchStrategy[Decided]:
    """
    Cases with tasks, lines, parties, links and comments, each with all its events.

    Args:
        case_id: Their identity.

        max_actions: How many actions are asked after the opening; those refused are left out.
    """
    return _eventful(CaseId(case_id), max_actions)


def decided_together() -> st.SearchStrategy[DecidedTogether]:
    """
    What was decided when a case was merged into another, or split.
    """
    return _splits() | _merges()


def around_events() -> st.SearchStrategy[CaseEvent]:
    """
    Single events of merged and split cases, and of what is around cases.
    """
    together = decided_together().map(lambda decided: decided.events)
    alone = eventful_cases().map(lambda decided: decided.events)
    return st.one_of(together, alone).map(_one_of_each).flatmap(st.sampled_from)


def _one_of_each(events: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
    return tuple({type(event): event for event in events}.values())


@st.composite
def _eventful(draw: st.DrawFn, case_id: CaseId, max_actions: int) -> Decided:
    opening = OpenCase(case_id, subject="no light", customer=ConsumerCustomer(ConsumerId("ann")))
    at, opened = _AT, decide(None, opening, case_type=_TYPE, at=_AT, by=_ANN)
    case, events = opened.case, [*_events(opened)]
    comments = st.builds(AddComment, st.sampled_from(["Any news?", "Soon."]))
    notes = st.builds(AddWorkNote, st.just("Ask field."))
    for action in draw(st.lists(around_actions() | comments | notes, max_size=max_actions)):
        at += dt.timedelta(minutes=5)
        by = draw(st.sampled_from([_KIM, _KIM, _KIM, _ANN, Actor(SYSTEM)]))
        try:
            answer = decide(case, action, case_type=_TYPE, at=at, by=by)
        except (OrderError, RefusedError):
            continue
        case, events = answer.case, [*events, *_events(answer)]
    return Decided(tuple(events), case)


@st.composite
def _splits(draw: st.DrawFn) -> DecidedTogether:
    first = draw(eventful_cases())
    case, events = first.case, first.events
    if case.is_over or not (case.lines or _written(events)):
        opened = decide(None, OpenCase(case.id), case_type=_TYPE, at=_AT, by=_ANN)
        told = decide(opened.case, AddComment("Also."), case_type=_TYPE, at=_AT, by=_ANN)
        case, events = told.case, (*_events(opened), *_events(told))
    action = SplitCase(
        OpenCase(CaseId("c2")),
        lines=[line.id for line in case.lines],
        written=_written(events),
        key=draw(st.sampled_from([None, "split"])),
    )
    return split_case(case, action, events=events, case_type=_TYPE, at=_LATER, by=_KIM)


@st.composite
def _merges(draw: st.DrawFn) -> DecidedTogether:
    other, merging = draw(eventful_cases(case_id="c2")).case, draw(case_merges())
    for first in (draw(eventful_cases()), draw(_eventful(CaseId("c1"), 0))):
        try:
            return merge_cases(
                first.case,
                other,
                merging,
                events=first.events,
                case_type=_TYPE,
                at=_LATER,
                by=_KIM,
            )
        except (OrderError, RefusedError):
            other = draw(_eventful(CaseId("c2"), 0)).case
    raise AssertionError  # two cases that were opened and nothing else are merged


def _events(answer: Decided | AlreadyDone) -> tuple[CaseEvent, ...]:
    return answer.events if isinstance(answer, Decided) else ()


def _written(events: tuple[CaseEvent, ...]) -> tuple[int, ...]:
    return tuple(event.sequence for event in events if isinstance(event, CommentAdded | WorkNoteAdded))
