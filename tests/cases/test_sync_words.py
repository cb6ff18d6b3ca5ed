"""
What was said above comes down as what it was: neither an answer to what came later, nor less.
"""

from csmcore.cases import AddComment, CommentCopied, MoveCase, SyncRule, timeline
from tests.cases.desk import ANN, CLOCK, KIM, kinds
from tests.cases.test_sync import SOLVED, Desk


def test_an_older_comment_answers_nobody_who_wrote_since() -> None:
    """
    Kim writes above at 9:04, Ann below at 9:05: she still waits, and nothing tells a reply.
    """
    desk = Desk()
    child = desk.child()
    desk.do(AddComment("We look into it."), KIM)
    child = desk.ask(child, (AddComment("And my phone is dead too."), ANN))
    answer = desk.synced(child)

    assert kinds(answer.events) == ["CommentCopied", "CaseSynchronised"]
    (copied, _) = answer.events
    assert isinstance(copied, CommentCopied)
    assert (copied.text, copied.written_by, copied.from_case_id) == ("We look into it.", KIM, "m1")
    assert answer.case.needs_attention
    signals = [each.signals for each in timeline(answer.events, child).changes]
    assert not any("agent_replied" in each for each in signals)


def test_a_later_comment_answers_who_wrote_before() -> None:
    """
    Ann writes below at 9:04, Kim above at 9:05: she has her answer.
    """
    desk = Desk()
    child = desk.ask(desk.child(), (AddComment("My phone is dead."), ANN))
    assert child.needs_attention
    desk.do(AddComment("We look into it."), KIM)
    answer = desk.synced(child)

    assert kinds(answer.events) == ["CommentAdded", "CaseSynchronised"]
    assert not answer.case.needs_attention


def test_the_resolution_comes_down_when_the_major_case_closes_by_itself() -> None:
    """
    Kim resolved it with a code and notes, the clock closes it with none: hers count.
    """
    desk = Desk()
    child = desk.child()
    for action, by in (
        (MoveCase("accept"), KIM),
        (MoveCase("propose_solution", SOLVED), KIM),
        (MoveCase("auto_close"), CLOCK),
    ):
        desk.do(action, by)
    case = desk.synced(child, SyncRule(("comments", "resolution"))).case
    assert (case.state, case.resolution_code) == ("closed", "solved")
    assert case.resolution_notes == "A new fuse."
    case = desk.synced(child, SyncRule(("comments",))).case
    assert (case.state, case.resolution_code, case.resolution_notes) == ("closed", None, None)


def test_a_resolution_that_was_taken_back_above_does_not_come_down() -> None:
    """
    It was reopened since, and closed with notes of its own.
    """
    desk = Desk()
    child = desk.child()
    desk.do(MoveCase("accept"))
    desk.do(MoveCase("propose_solution", SOLVED))
    desk.do(MoveCase("reject_solution"), ANN)
    desk.do(MoveCase("close", {"notes": "A false alarm."}), KIM)
    case = desk.synced(child, SyncRule(("comments", "resolution"))).case
    assert (case.resolution_code, case.resolution_notes) == (None, "A false alarm.")
