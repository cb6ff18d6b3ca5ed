"""
What was said above comes down as what it was: neither an answer to what came later, nor less.
"""

from csmcore.cases import AddComment, CommentCopied, timeline
from tests.cases.desk import ANN, KIM, kinds
from tests.cases.test_sync import Desk


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
