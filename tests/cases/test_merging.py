"""
One case is closed, and another goes on with it.
"""

import datetime as dt
from collections.abc import Iterable

import attrs
import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook, WeeklyHours
from csmcore.cases import (
    Actor,
    AddComment,
    AddLine,
    AddParty,
    AddTask,
    AddWorkNote,
    AgentParty,
    Case,
    CaseEvent,
    CaseLink,
    CaseMerged,
    CaseParty,
    CaseTask,
    CaseType,
    CommentCopied,
    DecidedTogether,
    LinkCase,
    LinkKind,
    MajorState,
    MergeCase,
    MoveCase,
    OpenCase,
    WorkNoteCopied,
    allowed,
    decide,
    merge_cases,
    merged_into,
    replay,
    timeline,
)
from csmcore.errors import (
    CaseRefusedError,
    CycleError,
    DefinitionError,
    DuplicateError,
    KeyConflictError,
    MoveRefusedError,
    OrderError,
    UnknownIdError,
)
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    AgentId,
    Append,
    CaseId,
    CaseLineId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    CustomerRef,
    HouseholdId,
    TaskId,
)
from csmcore.lifecycles import Lifecycle
from csmcore.sla import RESOLUTION, SlaPolicy, Stage, status
from tests.cases.desk import ANN, CLOCK, KIM, NINE, SOLUTION, asked, kinds, opened
from tests.cases.desk import TYPE as REPAIR

TYPE = CaseType("case")
HOUR = dt.timedelta(hours=1)
NOON = NINE + 3 * HOUR
ACME = AccountCustomer(AccountId("acme"), ContactId("ann"))
ACME_BOB = AccountCustomer(AccountId("acme"), ContactId("bob"))
LEE = AgentParty(AgentId("lee"))
C1, C2 = CaseId("c1"), CaseId("c2")
INTO = MergeCase(C2, reason="the same fault")


def history(
    *actions: object, case_id: str = "c1", customer: CustomerRef | None = ACME, by: Actor = ANN
) -> tuple[CaseEvent, ...]:
    """
    All events of a case, opened at nine, with an action each minute after.
    """
    opening = OpenCase(CaseId(case_id), subject="no light", customer=customer)
    events: list[CaseEvent] = []
    case: Case | None = None
    for minute, action in enumerate((opening, *actions)):
        who = by if isinstance(action, OpenCase | AddComment) else KIM
        at = NINE + dt.timedelta(minutes=minute)
        answer = decide(case, action, case_type=TYPE, at=at, by=who)  # type: ignore[arg-type]
        events += getattr(answer, "events", ())
        case = answer.case
    return tuple(events)


def merged(
    events: tuple[CaseEvent, ...],
    others: tuple[CaseEvent, ...],
    action: MergeCase = INTO,
    by: Actor = KIM,
    at: dt.datetime = NOON,
) -> DecidedTogether:
    """
    What is decided when the first case is merged into the second.
    """
    return merge_cases(
        replay(events), replay(others), action, events=events, case_type=TYPE, at=at, by=by
    )


def reasons(
    events: tuple[CaseEvent, ...], others: tuple[CaseEvent, ...], by: Actor = KIM
) -> tuple[str, ...]:
    """
    Why the first case is not merged into the second.
    """
    with pytest.raises(CaseRefusedError) as refused:
        merged(events, others, by=by)
    return refused.value.reasons


def codes(events: Iterable[CaseEvent]) -> list[str]:
    """
    The classes of some events.
    """
    return kinds(tuple(events))


def test_each_case_is_told_what_is_appended_to_it_and_after_what() -> None:
    """
    The case that goes on first, then the one that ends; each from where its events end.
    """
    events = history(AddComment("It smokes."), AddWorkNote("Old firmware."), AddParty("watcher", LEE))
    others = history(case_id="c2")
    answer = merged(events, others)
    into, ended = answer.appends

    assert (into.stream, into.expected_sequence) == ("case/c2", 1)
    assert codes(into.events) == ["CaseAbsorbed", "PartyAdded", "CommentCopied", "WorkNoteCopied"]
    assert (ended.stream, ended.expected_sequence) == ("case/c1", 4)
    assert codes(ended.events) == ["CaseMerged"]
    assert [event.sequence for event in into.events] == [2, 3, 4, 5]
    assert answer.of(C1) is ended
    assert answer.events == (*into.events, *ended.events)
    with pytest.raises(UnknownIdError, match="no append has the id 'c3'"):
        answer.of(CaseId("c3"))


def test_replayed_both_cases_are_what_was_decided() -> None:
    """
    History is the truth of each.
    """
    events, others = history(AddComment("It smokes.")), history(case_id="c2")
    answer = merged(events, others)

    assert replay((*events, *answer.of(C1).events)) == answer.case(C1)
    assert replay((*others, *answer.of(C2).events)) == answer.case(C2)


def test_the_merged_case_is_closed_as_a_duplicate() -> None:
    """
    It says of what, and is only read from then on.
    """
    case = merged(history(), history(case_id="c2")).case(C1)

    assert (case.state, case.is_over, case.merged_into) == ("closed", True, C2)
    assert (case.resolution_code, case.closed_at, case.state_since) == ("duplicate", NOON, NOON)
    assert case.links == (CaseLink(LinkKind.DUPLICATE_OF, C2),)
    assert not case.needs_attention


def test_a_link_that_was_there_is_not_there_twice() -> None:
    """
    An agent who linked the duplicate first, and merged it then.
    """
    events = history(LinkCase(LinkKind.DUPLICATE_OF, C2))
    assert merged(events, history(case_id="c2")).case(C1).links == (
        CaseLink(LinkKind.DUPLICATE_OF, C2),
    )


def test_copies_say_from_where_and_answer_nobody() -> None:
    """
    Comments stay comments and work notes work notes; when and who are those of the original.
    """
    events = history(AddComment("It smokes."), AddWorkNote("Old firmware."))
    into = merged(events, history(case_id="c2", by=KIM)).of(C2)
    comment, note = into.events[1:]

    assert isinstance(comment, CommentCopied)
    assert isinstance(note, WorkNoteCopied)
    assert (comment.text, comment.from_case_id, comment.from_sequence) == ("It smokes.", C1, 2)
    assert (comment.written_at, comment.written_by) == (NINE + dt.timedelta(minutes=1), ANN)
    assert (comment.at, comment.by) == (NOON, KIM)
    told = timeline((*history(case_id="c2", by=KIM), *into.events))
    assert [each.signals for each in told.changes if each.at == NOON and each.signals] == []


def test_a_customer_who_waited_there_waits_here() -> None:
    """
    The case that goes on needs attention where the merged one did.
    """
    quiet = history(case_id="c2", by=KIM)

    assert not replay(quiet).needs_attention
    assert merged(history(by=ANN), quiet).case(C2).needs_attention
    assert not merged(history(by=KIM), quiet).case(C2).needs_attention


def test_parties_come_along_each_once() -> None:
    """
    Another contact of the account becomes a party, as ``customer``; who is there stays as they are.
    """
    events = history(AddParty("watcher", LEE), customer=ACME_BOB)
    others = history(AddParty("watcher", LEE), case_id="c2")
    case = merged(events, others).case(C2)

    assert case.parties == (
        CaseParty("watcher", LEE),
        CaseParty("customer", ACME_BOB, from_case_id=C1),
    )


def test_its_clocks_stop() -> None:
    """
    Opened at nine, merged at noon: the resolution clock stops at three hours, and stays there.
    """
    calendar = BusinessCalendar("always", "UTC", WeeklyHours.always())
    policy = SlaPolicy("all", targets=(RESOLUTION.within(8 * HOUR),), calendar="always")
    events = history()
    told = timeline((*events, *merged(events, history(case_id="c2")).of(C1).events))
    (clock,) = status([policy], told, calendars=CalendarBook([calendar]), at=NINE + 24 * HOUR).clocks

    assert clock.stage is Stage.FINISHED
    assert clock.elapsed == 3 * HOUR
    (change,) = [each for each in told.changes if each.at == NOON]
    assert change.signals == {"merged", "closed"}
    assert told.facts_at(NOON)["merged_into"] == "c2"


def test_open_tasks_end_and_required_ones_are_in_the_way() -> None:
    """
    So is a line that is not final: nothing that has to be done is lost.
    """
    call = CaseTask(TaskId("t"), "call")
    ended = merged(history(AddTask(call)), history(case_id="c2")).of(C1)
    assert codes(ended.events) == ["CaseMerged", "TaskClosed"]

    must = AddTask(attrs.evolve(call, is_required=True))
    assert reasons(history(must, AddLine(CaseLineId("l"), "send")), history(case_id="c2")) == (
        "task t, call, is open, and is required before the case is closed",
        "line l, send, is new, which is not final",
    )


def test_what_cannot_be_merged_is_told_with_every_reason() -> None:
    """
    Itself, what is over, what was merged before, and by a customer.
    """
    events, others = history(), history(case_id="c2")
    closing = MoveCase("close", {"notes": "n"})
    done = merged(events, others)
    gone = (*events, *done.of(C1).events)

    assert reasons(history(case_id="c2"), others) == ("into: c2 is the case itself",)
    assert reasons(history(closing), history(closing, case_id="c2")) == (
        "case 'c1' is closed",
        "case 'c2' is closed",
    )
    assert reasons(gone, others) == ("case 'c1' was merged into c2; c2 goes on with it",)
    assert reasons(events, others, by=ANN) == ("merge_case is not for a customer",)
    assert merged(events, others, by=CLOCK).case(C1).is_over


def test_a_major_case_is_not_merged() -> None:
    """
    Neither into another, which would leave those below it, nor another into it.
    """
    events, others = history(), history(case_id="c2")
    major = attrs.evolve(replay(others), customer=None, major=MajorState.ACCEPTED)
    asked = {"case_type": TYPE, "at": NOON, "by": KIM}
    with pytest.raises(CaseRefusedError, match="case 'c2' is a major case, and others follow it"):
        merge_cases(replay(events), major, INTO, events=events, **asked)  # type: ignore[arg-type]
    with pytest.raises(CaseRefusedError, match="case 'c2' is a major case, and others follow it"):
        merge_cases(major, replay(events), MergeCase(C1), events=(), **asked)  # type: ignore[arg-type]


def test_a_chain_is_refused_and_can_be_followed() -> None:
    """
    Nothing is merged into a case that was merged; where it ended is asked, and used instead.
    """
    one, two, three = history(), history(case_id="c2"), history(case_id="c3")
    last = merged(two, three, MergeCase(CaseId("c3")))
    gone = (*two, *last.of(C2).events)
    assert reasons(one, gone) == ("case 'c2' was merged into c3; c3 goes on with it",)

    ended = last.case(CaseId("c3"))
    first = attrs.evolve(replay(one), merged_into=C2)
    assert merged_into(first, [replay(gone), ended]) == ended
    assert merged_into(ended, []) == ended
    with pytest.raises(UnknownIdError, match="no case has the id 'c3'"):
        merged_into(first, [replay(gone)])


def test_two_merges_in_opposite_directions_make_no_circle() -> None:
    """
    Each was stored by half; the one that goes on first ends its case, and the other is refused.
    """
    one, two = history(), history(case_id="c2")
    there, back = attrs.evolve(INTO, key="there"), MergeCase(C1, key="back")
    one_half = (*one, *merged(two, one, back).of(C1).events)
    two_half = (*two, *merged(one, two, there).of(C2).events)

    ended = merged(one_half, two_half, there)
    assert ended.of(C2).events == ()
    gone = (*one_half, *ended.of(C1).events)
    with pytest.raises(CaseRefusedError) as refused:
        merged(two_half, gone, back)
    assert refused.value.reasons == ("case 'c1' was merged into c2; c2 goes on with it",)
    assert merged_into(replay(gone), [replay(two_half)]).id == C2


def test_what_was_begun_is_not_ended_into_a_case_that_was_merged_since() -> None:
    """
    Its key says that the other has it already; but the other went on as a third.
    """
    one, two, three = history(), history(case_id="c2"), history(case_id="c3")
    action = attrs.evolve(INTO, key="m1")
    two = (*two, *merged(one, two, action).of(C2).events)
    two = (*two, *merged(two, three, MergeCase(CaseId("c3"))).of(C2).events)
    with pytest.raises(CaseRefusedError, match="case 'c2' was merged into c3; c3 goes on with it"):
        merged(one, two, action)


def test_links_that_lead_in_a_circle_are_told() -> None:
    """
    From the first case on the circle back to it; one that names itself is the smallest.
    """
    one = attrs.evolve(replay(history()), merged_into=C2)
    two = attrs.evolve(replay(history(case_id="c2")), merged_into=CaseId("c3"))
    three = attrs.evolve(replay(history(case_id="c3")), merged_into=C2)
    with pytest.raises(CycleError) as circle:
        merged_into(one, [one, two, three])
    assert circle.value.path == ("c2", "c3", "c2")
    with pytest.raises(CycleError) as itself:
        merged_into(attrs.evolve(one, merged_into=C1), [])
    assert itself.value.path == ("c1", "c1")


def test_a_copy_of_a_copy_says_where_it_was_written() -> None:
    """
    Merged twice, a comment still names the case on which the customer wrote it.
    """
    one, two, three = history(AddComment("Hot.")), history(case_id="c2"), history(case_id="c3")
    two = (*two, *merged(one, two).of(C2).events)
    last = merged(two, three, MergeCase(CaseId("c3")), at=NOON + HOUR).of(CaseId("c3"))
    (copy,) = [each for each in last.events if isinstance(each, CommentCopied)]

    assert (copy.from_case_id, copy.from_sequence, copy.written_by) == (C1, 2, ANN)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ACME, ACME_BOB, True),
        (ACME, AccountCustomer(AccountId("bolt")), False),
        (ACME, None, True),
        (None, ACME, True),
        (ACME, ConsumerCustomer(ConsumerId("ann")), False),
        (ConsumerCustomer(ConsumerId("ann")), ConsumerCustomer(ConsumerId("bo")), False),
        (
            ConsumerCustomer(ConsumerId("ann"), HouseholdId("h")),
            ConsumerCustomer(ConsumerId("bo"), HouseholdId("h")),
            True,
        ),
        (
            AccountConsumerCustomer(AccountId("acme"), ConsumerId("ann")),
            AccountConsumerCustomer(AccountId("acme"), ConsumerId("bo")),
            False,
        ),
    ],
)
def test_one_customer_does_not_see_what_another_wrote(
    one: CustomerRef | None, other: CustomerRef | None, same: bool
) -> None:
    """
    Cases of different customers are merged only where that is said.
    """
    events, others = history(customer=one), history(case_id="c2", customer=other)
    if same:
        assert merged(events, others).case(C1).is_over
    else:
        (reason,) = reasons(events, others)
        assert reason.endswith("what one wrote would be seen by the other")
        across = attrs.evolve(INTO, across_customers=True)
        assert merged(events, others, across).case(C1).is_over


def test_asked_again_with_its_key_nothing_is_told_twice() -> None:
    """
    Neither where all was stored, nor where only the first part was.
    """
    action = attrs.evolve(INTO, key="m1")
    events, others = history(AddComment("Hot.")), history(case_id="c2")
    first = merged(events, others, action)
    into, ended = first.case(C2), first.case(C1)
    halfway = merge_cases(replay(events), into, action, events=events, case_type=TYPE, at=NOON, by=KIM)
    again = merge_cases(ended, into, action, events=events, case_type=TYPE, at=NOON, by=KIM)

    assert halfway.appends == (Append("case/c2", expected_sequence=3, events=()), first.of(C1))
    assert again.events == ()
    assert [each.expected_sequence for each in again.appends] == [3, 3]


def test_a_key_means_one_merge() -> None:
    """
    Another case under the same key is told apart, and refused.
    """
    action = attrs.evolve(INTO, key="m1")
    into = merged(history(), history(case_id="c2"), action).case(C2)
    third = history(case_id="c3")
    with pytest.raises(KeyConflictError, match="key 'm1'"):
        merge_cases(replay(third), into, action, events=third, case_type=TYPE, at=NOON, by=KIM)


def test_a_merged_case_comes_to_a_state_that_its_type_has() -> None:
    """
    The first that is closed, or else cancelled; where there is neither, it is not merged.
    """
    for category, said in (("cancelled", "off"), ("active", None)):
        lifecycle = Lifecycle("short", states={"on": "new", "off": category}, initial="on")
        kind = CaseType("short", lifecycle=lifecycle, resolution_codes=("fixed",))
        opened = decide(None, OpenCase(C1), case_type=kind, at=NINE, by=KIM)
        asked = {"case_type": kind, "into_type": TYPE, "at": NOON, "by": KIM}
        others = replay(history(case_id="c2"))
        if said is None:
            with pytest.raises(CaseRefusedError, match="short has no state that is closed"):
                merge_cases(opened.case, others, INTO, events=(), **asked)  # type: ignore[arg-type]
        else:
            answer = merge_cases(opened.case, others, INTO, events=opened.events, **asked)  # type: ignore[arg-type,union-attr]
            (ended,) = answer.of(C1).events
            assert isinstance(ended, CaseMerged)
            assert (ended.target, ended.resolution_code) == (said, None)
            coded = attrs.evolve(INTO, resolution_code="fixd")
            with pytest.raises(CaseRefusedError, match="fixed is near"):
                merge_cases(opened.case, others, coded, events=(), **asked)  # type: ignore[arg-type]


def test_what_does_not_fit_together_is_refused() -> None:
    """
    Another case than the action names, events of another case or after it, an early instant.
    """
    events, others = history(AddComment("Hot.")), history(case_id="c2")
    with pytest.raises(DefinitionError, match="merges into case 'c2', and case 'c1' was given"):
        merged(others, events)
    with pytest.raises(DefinitionError, match="an event of case 'c2' came with case 'c1'"):
        merge_cases(
            replay(events), replay(others), INTO, events=others, case_type=TYPE, at=NOON, by=KIM
        )
    with pytest.raises(DefinitionError, match="case 'c1' is at 1, and came with event 2"):
        merge_cases(
            replay(events[:1]), replay(others), INTO, events=events, case_type=TYPE, at=NOON, by=KIM
        )
    with pytest.raises(OrderError, match="case 'c1'"):
        merged(events, others, at=NINE)
    with pytest.raises(DefinitionError, match="case 'c1' is a 'case', and the type given is 'x'"):
        merge_cases(
            replay(events),
            replay(others),
            INTO,
            events=events,
            case_type=CaseType("x"),
            at=NOON,
            by=KIM,
        )


def test_a_case_has_one_append() -> None:
    """
    Two for one case would be stored one over the other.
    """
    case = replay(history())
    append: Append[CaseEvent] = Append("case/c1", expected_sequence=0, events=())
    with pytest.raises(DuplicateError, match="two values claim to be append 'c1', to case 'c1'"):
        DecidedTogether([append, append], [case, case])
    with pytest.raises(DefinitionError, match=r"^appended to case/c1, and the cases are $"):
        DecidedTogether([append], [])


def test_the_whole_history_comes_with_the_case_that_ends() -> None:
    """
    Otherwise what was written would be lost.
    """
    events, others = history(AddComment("It smokes.")), history(case_id="c2")
    for some in ((), events[1:], events[:1], events[::-1]):
        with pytest.raises(DefinitionError, match="case 'c1' has events 1 to 2; give all of them, in"):
            merge_cases(
                replay(events), replay(others), INTO, events=some, case_type=TYPE, at=NOON, by=KIM
            )


def test_a_merged_case_is_not_reopened() -> None:
    """
    Whatever its lifecycle allows, another goes on with it; the options say so too.
    """
    solved = opened((MoveCase("accept"), KIM), (MoveCase("propose_solution", SOLUTION), KIM))
    asked(solved, MoveCase("reject_solution", {"notes": "n"}), ANN)
    case = attrs.evolve(solved, merged_into=C2)
    with pytest.raises(MoveRefusedError, match="case 'c1' was merged into c2; c2 goes on with it"):
        asked(case, MoveCase("reject_solution", {"notes": "n"}), ANN)
    (option,) = [
        each for each in allowed(case, case_type=REPAIR, by=ANN) if each.action == "reject_solution"
    ]
    assert "case 'c1' was merged into c2; c2 goes on with it" in map(str, option.reasons)
