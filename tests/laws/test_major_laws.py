"""
Laws of major cases: those below follow, once, in any order and however late, and never lead.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csmcore import testing
from csmcore.cases import (
    AcceptMajor,
    Actor,
    AddComment,
    AddWorkNote,
    AlreadyDone,
    Case,
    CaseAction,
    CaseEvent,
    CaseType,
    CommentAdded,
    Decided,
    FollowParent,
    MoveCase,
    OpenCase,
    OverridePriority,
    SyncRule,
    WorkNoteAdded,
    decide,
    replay,
    sync,
    sync_all,
)
from csmcore.errors import OrderError, RefusedError
from csmcore.kernel import AccountCustomer, AccountId, AgentId, CaseId
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER, SYSTEM, Category

START: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
KIND: Final = CaseType("outage")
KIM, MO, ANN, CLOCK = Actor(AGENT, "kim"), Actor(MANAGER, "mo"), Actor(CUSTOMER, "ann"), Actor(SYSTEM)
SOLVED: Final = {"resolution_code": "solved", "notes": "A new fuse."}
FINISHED: Final = (Category.RESOLVED, Category.CLOSED, Category.CANCELLED)


def below(name: str, parent_id: str, at: dt.datetime) -> Decided:
    """
    A case that is opened below a major one.
    """
    opening = OpenCase(
        CaseId(name),
        customer=AccountCustomer(AccountId(name)),
        parent_id=CaseId(parent_id),
        agent_id=AgentId("kim"),
    )
    answer = decide(None, opening, case_type=KIND, at=at, by=CLOCK)
    assert isinstance(answer, Decided)
    return answer


def followed(
    case: Case, events: Sequence[CaseEvent], rule: SyncRule, at: dt.datetime
) -> tuple[Case, tuple[CaseEvent, ...]]:
    """
    A case after it was synchronised, and what happened to it; nothing where it was not.
    """
    asked = sync(events, case, rule=rule)
    if asked.chosen is None:
        return case, ()
    answer = decide(case, asked.chosen, case_type=KIND, at=at, by=CLOCK)
    assert isinstance(answer, Decided)
    return answer.case, answer.events


def words(events: Iterable[CaseEvent]) -> list[tuple[str, str]]:
    """
    What was said in some events, and by whom.
    """
    said = (each for each in events if isinstance(each, CommentAdded | WorkNoteAdded))
    return [(each.text, str(each.by)) for each in said]


def ends(case: Case) -> tuple[object, ...]:
    """
    Where a case has ended.
    """
    return (
        case.state,
        case.priority,
        case.resolution_code,
        case.resolution_notes,
        case.subject,
        case.impact,
    )


@given(testing.major_histories(max_actions=10), testing.sync_rules(), st.data())
def test_step_by_step_is_all_at_once(
    events: tuple[CaseEvent, ...], rule: SyncRule, data: st.DataObject
) -> None:
    """
    However a history reaches a case, piece by piece or late and whole, it ends the same.
    """
    at = events[-1].at + dt.timedelta(days=1)
    born = below("c1", "major", START).case
    whole, told = followed(born, events, rule, at)
    stepped, steps = born, list[CaseEvent]()
    cuts = data.draw(st.lists(st.integers(0, len(events)), max_size=4).map(sorted))
    for number, cut in enumerate([*cuts, len(events)]):
        stepped, more = followed(stepped, events[:cut], rule, at + dt.timedelta(hours=number))
        steps += more

    assert ends(stepped) == ends(whole)
    assert words(steps) == words(told)


@given(testing.major_histories(), testing.sync_rules())
def test_twice_is_once(events: tuple[CaseEvent, ...], rule: SyncRule) -> None:
    """
    A case that was synchronised has nothing to be synchronised with, and what was asked is done.
    """
    at = events[-1].at
    born = below("c1", "major", START).case
    once, told = followed(born, events, rule, at)

    assert followed(once, events, rule, at) == (once, ())
    if told:
        asked = sync(events, born, rule=rule).get()
        again = decide(once, asked, case_type=KIND, at=at, by=CLOCK)
        assert isinstance(again, AlreadyDone)
        assert replay(told, born) == once


@given(testing.major_histories(), st.permutations(["a", "b", "c", "d"]), st.integers(0, 3))
def test_the_order_of_the_children_does_not_matter(
    events: tuple[CaseEvent, ...], order: list[str], left: int
) -> None:
    """
    What happens to each is the same, whoever comes first and whoever is not there.
    """
    at = events[-1].at
    named = {name: below(name, "major", START).case for name in "abcd"}
    together = sync_all(events, named.values(), case_types=[KIND], at=at, by=CLOCK)
    turned = sync_all(
        events, [named[name] for name in order[left:]], case_types=[KIND], at=at, by=CLOCK
    )
    all_of = dict(zip((each.id for each in together.cases), together.appends, strict=True))

    assert dict(zip((each.id for each in turned.cases), turned.appends, strict=True)) == {
        name: each for name, each in all_of.items() if name in order[left:]
    }


ABOVE: Final[tuple[tuple[CaseAction, Actor], ...]] = (
    (AddComment("We are on it."), KIM),
    (AddComment("Soon."), MO),
    (AddComment("My fridge!"), ANN),
    (AddWorkNote("Ask the carrier."), KIM),
    (OverridePriority(1, reason="a hospital"), MO),
    (OverridePriority(3, reason="one street"), MO),
    (MoveCase("accept"), KIM),
    (MoveCase("request_info"), KIM),
    (MoveCase("open_case"), KIM),
    (MoveCase("propose_solution", SOLVED), KIM),
    (MoveCase("close", {"notes": "A false alarm."}), MO),
)
BELOW: Final[tuple[tuple[CaseAction, Actor], ...]] = (
    (MoveCase("accept"), KIM),
    (MoveCase("request_info"), KIM),
    (MoveCase("update"), ANN),
    (MoveCase("propose_solution", SOLVED), KIM),
    (MoveCase("accept_solution"), ANN),
    (MoveCase("reject_solution"), ANN),
    (MoveCase("close"), ANN),
    (AddComment("When?"), ANN),
    (OverridePriority(2, reason="they asked twice"), KIM),
    (FollowParent(follows=False), KIM),
    (FollowParent(follows=True), KIM),
)


class MajorMachine(RuleBasedStateMachine):
    """
    A major case and those below it, which join when they like and do as they like.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at = START
        self.events: list[CaseEvent] = []
        self.children: dict[str, list[CaseEvent]] = {}
        self.own: set[str] = set()

    def tick(self) -> dt.datetime:
        """
        The next instant, or the same as before.
        """
        self.at += dt.timedelta(minutes=len(self.events) % 2)
        return self.at

    @initialize()
    def begin(self) -> None:
        """
        A major case, and one case below it from the beginning.
        """
        opening = OpenCase(CaseId("m"), subject="dark", agent_id=AgentId("kim"))
        opened = decide(None, opening, case_type=KIND, at=self.at, by=KIM)
        accepted = decide(opened.case, AcceptMajor(), case_type=KIND, at=self.at, by=MO)
        assert isinstance(opened, Decided)
        assert isinstance(accepted, Decided)
        self.events += (*opened.events, *accepted.events)
        self.join()

    @rule()
    def join(self) -> None:
        """
        One more, however late.
        """
        if len(self.children) < 5 and not replay(self.events).is_over:
            name = f"c{len(self.children)}"
            self.children[name] = [*below(name, "m", self.tick()).events]

    @rule(asked=st.sampled_from(ABOVE))
    def happen_above(self, asked: tuple[CaseAction, Actor]) -> None:
        """
        Something happens to the major case, and nothing to those below.
        """
        action, by = asked
        try:
            answer = decide(replay(self.events), action, case_type=KIND, at=self.tick(), by=by)
        except (OrderError, RefusedError):
            return
        assert isinstance(answer, Decided)
        self.events += answer.events

    @rule(data=st.data(), asked=st.sampled_from(BELOW))
    def happen_below(self, data: st.DataObject, asked: tuple[CaseAction, Actor]) -> None:
        """
        A case below does something of its own, and nothing happens above.
        """
        name = data.draw(st.sampled_from(sorted(self.children)))
        action, by = asked
        try:
            answer = decide(replay(self.children[name]), action, case_type=KIND, at=self.tick(), by=by)
        except (OrderError, RefusedError):
            return
        assert isinstance(answer, Decided)
        self.children[name] += answer.events
        self.own.add(name)

    @rule(data=st.data(), reached=st.integers(0, 30))
    def synchronise(self, data: st.DataObject, reached: int) -> None:
        """
        One of them hears of some of what happened above; of no more when it is asked again.
        """
        name = data.draw(st.sampled_from(sorted(self.children)))
        case = replay(self.children[name])
        events = self.events[: max(reached, case.synced_to)]
        after, told = followed(case, events, SyncRule(), self.tick())
        self.children[name] += told

        assert case.category not in FINISHED or told == ()
        assert case.follows_parent or told == ()
        assert followed(after, events, SyncRule(), self.at) == (after, ())

    @invariant()
    def nobody_leads(self) -> None:
        """
        What came down to a case is what staff said above, each once, up to where it has followed.
        """
        for events in self.children.values():
            case = replay(events)
            assert case.synced_to <= len(self.events)
            above = (each for each in self.events[: case.synced_to] if not each.by.is_customer)
            down = [each for each in events if each.key is not None and each.key.startswith("sync m ")]
            assert words(down) == words(above)

    @invariant()
    def those_who_only_follow_end_alike(self) -> None:
        """
        Whoever did nothing of its own ends, once it heard all, where one ends that joins now.
        """
        if not self.events:
            return
        last, _ = followed(below("late", "m", self.at).case, self.events, SyncRule(), self.at)
        for name in self.children.keys() - self.own:
            case, _ = followed(replay(self.children[name]), self.events, SyncRule(), self.at)
            assert ends(case) == ends(last)


TestMajorCases = MajorMachine.TestCase
