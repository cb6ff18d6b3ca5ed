"""
A node fails: one major case, a case for each of three hundred customers, and one word to all of them.

Run it with ``python examples/05_an_outage.py``, where csmcore is installed. All times are Oslo's.
"""

import collections
import datetime as dt
import pathlib
import sys
import textwrap
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from csmcore.cases import (
    Actor,
    AddComment,
    AddWorkNote,
    AuditTrail,
    Case,
    CaseAction,
    CaseEvent,
    CaseType,
    CommentAdded,
    Decided,
    DecidedTogether,
    FollowParent,
    JoinMajor,
    MoveCase,
    OpenCase,
    OverridePriority,
    ProposeMajor,
    accept_major,
    chain,
    children_for,
    decide,
    replay,
    sync_all,
    verify,
)
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AgentId,
    CaseId,
    ConsumerCustomer,
    ConsumerId,
    HouseholdId,
)
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER, SYSTEM
from csmcore.products import impact
from csmcore.serde import to_document

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # it runs as it stands, from anywhere

from examples.telecom.harbour import HARBOUR_NODE, customers, products

OSLO: Final = ZoneInfo("Europe/Oslo")
FAULT: Final = CaseType("fault")
KIM, MO, RULES = Actor(AGENT, "kim"), Actor(MANAGER, "mo"), Actor(SYSTEM)
CALL: Final = CaseId("CS-2001")
MAJOR: Final = CaseId("MC-7")
LATE: Final = (CaseId("CS-2002"), CaseId("CS-2003"))


def today(time: str) -> dt.datetime:
    """
    An instant of Tuesday 17 November 2026, by the clocks of Oslo.
    """
    return dt.datetime.fromisoformat(f"2026-11-17T{time}").replace(tzinfo=OSLO)


class Store:
    """
    What a host has: the events of each case, and no more. Here it is a dictionary.
    """

    def __init__(self) -> None:
        self.events: dict[CaseId, list[CaseEvent]] = {}

    def case(self, case_id: CaseId) -> Case:
        """
        A case as it stands.
        """
        return replay(self.events[case_id])

    def below(self) -> list[Case]:
        """
        The cases below the major one.
        """
        found = (replay(events) for events in self.events.values())
        return [case for case in found if case.parent_id == MAJOR]

    def ask(self, case_id: CaseId, action: CaseAction, by: Actor, time: str) -> None:
        """
        Asks something of a case, and keeps what happened.
        """
        case = None if isinstance(action, OpenCase) else self.case(case_id)
        answer = decide(case, action, case_type=FAULT, at=today(time), by=by)
        if isinstance(answer, Decided):
            self.events.setdefault(case_id, []).extend(answer.events)

    def keep(self, decided: DecidedTogether) -> None:
        """
        Keeps what happened to several cases; nobody was faster than we.
        """
        for case, each in zip(decided.cases, decided.appends, strict=True):
            events = self.events.setdefault(case.id, [])
            assert len(events) == each.expected_sequence
            events += each.events

    def synchronise(self, time: str) -> str:
        """
        Tells the cases below what happened above; which of them, and of the others why not.
        """
        found = sync_all(self.events[MAJOR], self.below(), case_types=[FAULT], at=today(time), by=RULES)
        self.keep(found)
        whys = collections.Counter(str(reason) for each in found.skipped for reason in each.reasons)
        told = [f"{len(found.appends)} took it over", *(f"{n} not: {why}" for why, n in whys.items())]
        return "; ".join(told)


def tell(time: str, *lines: object) -> None:
    """
    Print what happened at a time.
    """
    print(f"\n{time}")
    for line in lines:
        print(textwrap.fill(str(line), 96, initial_indent="  ", subsequent_indent="    "))


def it_fails(store: Store) -> None:
    """
    A call, a suspicion, and a manager who accepts it.
    """
    opening = OpenCase(
        CALL,
        subject="No internet at the harbour",
        description="Since eight. My mother's telephone is dead, too.",
        customer=ConsumerCustomer(ConsumerId("resident-21"), HouseholdId("home-21")),
        channel="phone",
        impact="high",
        urgency="medium",
        agent_id=AgentId("kim"),
    )
    store.ask(CALL, opening, KIM, "08:04")
    tell("08:04", f"Family 21 calls. {CALL} has priority {store.case(CALL).priority}.")
    store.ask(CALL, ProposeMajor("Fourteen calls in ten minutes."), KIM, "08:12")
    answer = accept_major(
        store.case(CALL), MAJOR, case_type=FAULT, at=today("08:15"), by=MO, key="accept-7"
    )
    assert isinstance(answer, DecidedTogether)
    store.keep(answer)
    above = store.case(MAJOR)
    tell(
        "08:15",
        "Kim proposes a major case, and Mo accepts it.",
        f"{MAJOR} ({above.subject}) has the customer {above.customer}, and of what the family "
        f"said {above.description or 'nothing'}.",
    )


def who_is_reached(store: Store) -> None:
    """
    From the node to the customers, and a case for each.
    """
    found = impact(products(), items=[HARBOUR_NODE], on=today("08:20").date())
    plan = children_for(
        store.case(MAJOR),
        found,
        existing=store.below(),
        directory=customers(),
        text="Your line is down. You need not call us: we write as soon as we know more.",
    )
    for action in plan.actions:
        store.ask(action.case_id, action, RULES, "08:20")
    kinds = collections.Counter(str(owner).split()[0] for owner in found.owners)
    tell(
        "08:20",
        f"{found}.",
        ", ".join(f"{number} of kind {kind}" for kind, number in sorted(kinds.items())) + ".",
        f"{len(plan.actions)} cases are opened; {', '.join(map(str, plan.left_out))}.",
    )


def word_goes_out(store: Store) -> None:
    """
    What is said and decided above is said and decided below.
    """
    store.ask(MAJOR, OverridePriority(1, reason="the harbour's alarms hang on it"), MO, "08:30")
    store.ask(MAJOR, MoveCase("assign_to_me"), KIM, "08:31")
    store.ask(MAJOR, AddComment("A digger has cut the cable. We are splicing it."), KIM, "08:35")
    store.ask(MAJOR, AddWorkNote("The carrier's ticket is 4471."), KIM, "08:36")
    first = store.synchronise("08:40")
    again = store.synchronise("08:41")
    call = store.case(CALL)
    tell(
        "08:40",
        f"Synchronised: {first}.",
        f"Once more, by another server: {again}.",
        f"{CALL} is {call.state} with priority {call.priority}, {call.override_reason}.",
    )


def some_go_their_own_way(store: Store) -> None:
    """
    One does without, two have enough, and two come late.
    """
    shop, *done = (CaseId(f"{MAJOR}: {who}") for who in ("account shop-10", "consumer resident-2"))
    done.append(CaseId(f"{MAJOR}: consumer resident-3"))
    store.ask(shop, FollowParent(follows=False, reason="has a line of its own"), KIM, "08:50")
    for number, case_id in zip((2, 3), done, strict=True):
        store.ask(case_id, MoveCase("close"), Actor(CUSTOMER, f"resident-{number}"), "08:55")
    tell("08:50", f"{shop} does not follow any more: it has a line of its own.")
    tell("08:55", f"Two customers close their cases: {' and '.join(done)}.")
    store.ask(MAJOR, AddComment("Half of the fibres are spliced."), KIM, "09:00")
    before = store.synchronise("09:01")
    tell("09:00", f"Half of the fibres are spliced. {before}.")

    names = ("the ferry", "a stall on the quay")
    for name, case_id in zip(names, LATE, strict=True):
        account = AccountCustomer(AccountId(name))
        store.ask(
            case_id, OpenCase(case_id, subject="Card reader dead", customer=account), KIM, "09:10"
        )
        store.ask(case_id, JoinMajor(MAJOR), KIM, "09:12")
    joined = store.synchronise("09:15")
    late = store.events[LATE[0]]
    tell(
        "09:15",
        "The ferry and a stall hang on it as well, which no record said. Their cases join.",
        f"Synchronised: {joined}.",
        f"{LATE[0]} is {store.case(LATE[0]).state} with priority {store.case(LATE[0]).priority}, "
        f"and has heard: {' '.join(each.text for each in late if isinstance(each, CommentAdded))}",
    )


def it_works_again(store: Store) -> None:
    """
    Closing the major case closes those that are open.
    """
    notes = "The cable is spliced; you are not billed for today."
    store.ask(MAJOR, MoveCase("close", {"notes": notes}), MO, "10:20")
    closing = store.synchronise("10:21")
    states = collections.Counter(case.state for case in store.below())
    counted = [f"{number} {state}" for state, number in sorted(states.items())]
    told = {case.resolution_notes for case in store.below() if case.closed_at == today("10:21")}
    tell(
        "10:20",
        f"Mo closes {MAJOR}. {closing}.",
        f"Cases below it: {', '.join(counted)}.",
        f"What their customers read: {' '.join(map(str, told))}",
    )


def nobody_changed_it(store: Store) -> None:
    """
    The trail of the major case is as it was written; a copy with another time is not.
    """
    salt = bytes(range(16))  # from secrets.token_bytes(16), where it is not an example
    trail = chain(map(to_document, store.events[MAJOR]), salt=salt)
    *others, last = trail.entries
    forged = attrs.evolve(last, record=last.record.replace("T09:20", "T08:20"))
    tell(
        "Afterwards",
        f"{len(trail.entries)} events are in the trail of {MAJOR}: {checked(trail)}.",
        "In a copy somebody wrote that it was closed an hour earlier: "
        f"{checked(attrs.evolve(trail, entries=(*others, forged)))}.",
    )


def checked(trail: AuditTrail) -> str:
    """
    What is found in a trail.
    """
    found = verify(trail)
    return "nobody changed it" if found is None else str(found)


if __name__ == "__main__":
    host = Store()
    it_fails(host)
    who_is_reached(host)
    word_goes_out(host)
    some_go_their_own_way(host)
    it_works_again(host)
    nobody_changed_it(host)
