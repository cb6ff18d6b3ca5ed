"""
Part of a case goes on as another; and one that is over is followed up.
"""

import datetime as dt

import attrs
import pytest

from csmcore.cases import (
    AddComment,
    AddLine,
    AddWorkNote,
    CaseEvent,
    CaseLink,
    CaseType,
    CommentCopied,
    Decided,
    DecidedTogether,
    LineRules,
    LinkKind,
    MoveCase,
    OpenCase,
    SplitCase,
    decide,
    follow_up,
    replay,
    split_case,
    timeline,
)
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    MoveRefusedError,
    OrderError,
)
from csmcore.kernel import CaseLineId
from csmcore.lifecycles import Lifecycle
from tests.cases.desk import ANN, KIM, NINE, SOLUTION, TYPE, asked, kinds, opened
from tests.cases.test_merging import ACME, C1, C2, NOON, history
from tests.cases.test_merging import TYPE as PLAIN

L1, L2 = CaseLineId("l1"), CaseLineId("l2")
EVENTS = history(
    AddComment("No light."), AddComment("And the router smokes."), AddLine(L1, "a"), AddLine(L2, "b")
)
SPLIT = SplitCase(OpenCase(C2), lines=[L2], written=[3], reason="another matter")


def parted(action: SplitCase = SPLIT, events: tuple[CaseEvent, ...] = EVENTS) -> DecidedTogether:
    """
    What is decided when part of the shared case goes on as another.
    """
    return split_case(replay(events), action, events=events, case_type=PLAIN, at=NOON, by=KIM)


def test_each_case_is_told_what_happened_to_it() -> None:
    """
    The new one from its opening on, the first that part of it left.
    """
    answer = parted()
    new, first = answer.appends

    assert (new.stream, new.expected_sequence) == ("case/c2", 0)
    assert kinds(new.events) == ["CaseOpened", "CaseLinked", "LineAdded", "CommentCopied"]
    assert (first.stream, first.expected_sequence) == ("case/c1", 7)
    assert kinds(first.events) == ["CaseSplit"]
    assert replay(new.events) == answer.case(C2)
    assert replay((*EVENTS, *first.events)) == answer.case(C1)


def test_lines_leave_and_comments_are_copied() -> None:
    """
    A line is on one case only, as it was; what was written is on both.
    """
    answer = parted()
    new, first = answer.case(C2), answer.case(C1)

    assert [line.id for line in first.lines] == [L1]
    assert new.lines == (attrs.evolve(replay(EVENTS).line(L2), from_case_id=C1),)
    assert new.links == (CaseLink(LinkKind.SPLIT_FROM, C1),)
    (copy,) = [each for each in answer.of(C2).events if isinstance(each, CommentCopied)]
    assert (copy.text, copy.from_sequence, copy.written_by) == ("And the router smokes.", 3, ANN)
    told = timeline((*EVENTS, *answer.of(C1).events))
    assert told.changes[-1].signals == {"split"}


def test_the_new_case_is_for_the_same_customer_unless_it_says_otherwise() -> None:
    """
    Subject, customer and product are taken over; impact and agent are not.
    """
    new = parted().case(C2)
    other = parted(attrs.evolve(SPLIT, opening=OpenCase(C2, subject="router"))).case(C2)

    assert (new.subject, new.customer, new.agent_id) == ("no light", ACME, None)
    assert other.subject == "router"


def test_everything_that_is_in_the_way_is_told() -> None:
    """
    The case itself, a line and an event that are not there, a customer; and nothing at all.
    """
    bad = SplitCase(OpenCase(C1), lines=[CaseLineId("l3")], written=[1, 3])
    for action, by, reasons in (
        (
            bad,
            ANN,
            (
                "split_case is not for a customer",
                "opening.case_id: c1 is the case itself",
                "lines: no line is l3; there are l1, l2",
                "written: event 1 is nothing that was written on the case",
            ),
        ),
        (SplitCase(OpenCase(C2)), KIM, ("neither a line nor anything that was written is named",)),
    ):
        with pytest.raises(CaseRefusedError) as refused:
            split_case(replay(EVENTS), action, events=EVENTS, case_type=PLAIN, at=NOON, by=by)
        assert refused.value.reasons == reasons


def test_a_line_goes_where_its_lifecycle_is_known() -> None:
    """
    Not to a type without lines, nor to one whose lines live otherwise.
    """
    own = Lifecycle("own", states={"a": "new"}, initial="a")
    for lines, said in (
        (None, "cases of the type bare have no lines"),
        (LineRules(own), "lines of cases of the type bare have another lifecycle, own"),
    ):
        with pytest.raises(CaseRefusedError, match=said):
            split_case(
                replay(EVENTS),
                SPLIT,
                events=EVENTS,
                case_type=PLAIN,
                new_type=CaseType("bare", lines=lines),
                at=NOON,
                by=KIM,
            )


def test_a_case_that_is_over_is_not_split() -> None:
    """
    It is only read.
    """
    over = history(AddComment("Hot."), MoveCase("close", {"notes": "n"}))
    with pytest.raises(ClosedCaseError, match="'split_case' is not done"):
        parted(SplitCase(OpenCase(C2), written=[2]), over)


def test_asked_again_with_its_key_nothing_is_told_twice() -> None:
    """
    Neither where all was stored, nor where the new case was and the first was not.
    """
    action = attrs.evolve(SPLIT, key="s1")
    answer = parted(action)
    new, first = answer.cases
    halfway = split_case(
        replay(EVENTS), action, events=EVENTS, case_type=PLAIN, new=new, at=NOON, by=KIM
    )
    again = split_case(first, action, events=EVENTS, case_type=PLAIN, at=NOON, by=KIM)

    assert halfway.of(C1) == answer.of(C1)
    assert halfway.of(C2).events == ()
    assert again.events == ()


def test_a_case_that_the_split_did_not_open_does_not_take_its_place() -> None:
    """
    What left the first would be nowhere; with a key or without one, and with whatever else is wrong.
    """
    unrelated = replay(history(case_id="c2"))
    told = "new: case 'c2' was not opened by this split, under its key"
    nothing = "neither a line nor anything that was written is named"
    for action, reasons in (
        (SPLIT, (told,)),
        (attrs.evolve(SPLIT, key="s1"), (told,)),
        (attrs.evolve(SPLIT, lines=(), written=()), (told, nothing)),
    ):
        with pytest.raises(CaseRefusedError) as refused:
            split_case(
                replay(EVENTS), action, events=EVENTS, case_type=PLAIN, new=unrelated, at=NOON, by=KIM
            )
        assert refused.value.reasons == reasons


def test_what_does_not_fit_together_is_refused() -> None:
    """
    Another new case than the action opens, what opens nothing, places that are none.
    """
    with pytest.raises(DefinitionError, match="opens case 'c2', and case 'c1' was given"):
        split_case(replay(EVENTS), SPLIT, case_type=PLAIN, new=replay(EVENTS), at=NOON, by=KIM)
    with pytest.raises(DefinitionError, match="'c2' opens no case; give an OpenCase"):
        SplitCase("c2")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="written names 'all'"):
        SplitCase(OpenCase(C2), written=["all"])  # type: ignore[list-item]


# --- following up -----------------------------------------------------------------------------------


def test_a_case_that_is_over_is_followed_up() -> None:
    """
    The new one is linked to it and is about the same; nothing happens to the first.
    """
    case = opened((MoveCase("close", {"notes": "n"}), KIM))
    answer = follow_up(case, OpenCase(C2, key="f"), case_type=TYPE, at=NINE, by=ANN)

    assert kinds(answer.events) == ["CaseOpened", "CaseLinked"]
    assert answer.case.links == (CaseLink(LinkKind.FOLLOW_UP, C1),)
    assert (answer.case.customer, answer.case.subject) == (case.customer, case.subject)
    assert (answer.case.agent_id, answer.case.tags) == (None, ())
    assert answer.case.used("f") is not None
    assert replay(answer.events) == answer.case


def test_a_case_that_goes_on_is_not_followed_up() -> None:
    """
    A resolved one is reopened by rejecting the solution; the case itself follows nothing.
    """
    resolved = opened((MoveCase("accept"), KIM), (MoveCase("propose_solution", SOLUTION), KIM))
    with pytest.raises(CaseRefusedError) as refused:
        follow_up(resolved, OpenCase(C1), case_type=TYPE, at=NINE, by=ANN)

    assert refused.value.reasons == (
        "case 'c1' is resolved; what is not over goes on, and is not followed up",
        "case_id: c1 is the case itself",
    )


def test_a_closed_case_is_never_reopened_where_its_lifecycle_says_so() -> None:
    """
    Nothing leads out of closed for anybody: it is followed up instead.
    """
    over = opened((MoveCase("close", {"notes": "n"}), KIM))
    for action in TYPE.lifecycle.actions:
        for by in (KIM, ANN):
            with pytest.raises(MoveRefusedError, match="closed is final"):
                decide(over, MoveCase(action), case_type=TYPE, at=NINE, by=by)
    with pytest.raises(OrderError):
        follow_up(over, OpenCase(C2), case_type=TYPE, at=NINE - dt.timedelta(minutes=1), by=ANN)


def test_a_note_is_copied_as_a_note() -> None:
    """
    What only staff saw, only staff see on the new case.
    """
    events = history(AddWorkNote("Ask field."))
    new = parted(SplitCase(OpenCase(C2), written=[2]), events).of(C2)

    assert kinds(new.events) == ["CaseOpened", "CaseLinked", "WorkNoteCopied"]
    assert isinstance(asked(opened(), AddComment("x")), Decided)
