"""
From a candidate to a major case, and one case below it for each customer.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest

from csmcore.cases import (
    AcceptMajor,
    Actor,
    AlreadyDone,
    Case,
    CaseAction,
    CaseType,
    ChangeCase,
    DecidedTogether,
    JoinMajor,
    MajorAccepted,
    MajorState,
    MoveCase,
    OpenCase,
    OverridePriority,
    ProposeMajor,
    RejectMajor,
    WorkNoteAdded,
    accept_major,
    allowed,
    children_for,
    decide,
    replay,
)
from csmcore.customers import (
    Account,
    AccountBook,
    Consumer,
    Contact,
    CustomerBook,
    Household,
    HouseholdBook,
    Membership,
    PeopleBook,
    Person,
)
from csmcore.errors import CaseRefusedError, ClosedCaseError, DefinitionError, KeyConflictError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountConsumerOwner,
    AccountCustomer,
    AccountId,
    AccountOwner,
    CaseId,
    ConsumerCustomer,
    ConsumerId,
    ConsumerOwner,
    ContactId,
    HouseholdId,
    HouseholdOwner,
    InstallBaseItemId,
    OwnerRef,
    PersonId,
    ProductModelId,
    SoldProductId,
)
from csmcore.products import (
    Dependency,
    InstallBaseItem,
    InstalledProduct,
    ProductBook,
    ProductModel,
    SoldProduct,
    impact,
)
from tests.cases.desk import ANN, CLOCK, KIM, MO, NINE, OPENING, TYPE, asked, kinds, opened

MAJOR: Final = CaseId("m1")
OTHER: Final = CaseId("m2")
WHY: Final = "The whole street is dark."


def bare(*actions: tuple[CaseAction, Actor]) -> Case:
    """
    A case without a customer, after some actions.
    """
    case = asked(None, OpenCase(MAJOR, subject="no light", impact="high", urgency="high")).case
    for action, by in actions:
        case = asked(case, action, by).case
    return case


PROPOSED: Final = (ProposeMajor(WHY), KIM)
ACCEPTED: Final = (AcceptMajor(), MO)


# --- candidates ---------------------------------------------------------------------------------


def test_a_case_without_a_customer_becomes_the_major_case_itself() -> None:
    """
    An agent proposes it, a manager accepts it.
    """
    assert bare().major is None
    assert bare(PROPOSED).major is MajorState.PROPOSED
    assert bare(PROPOSED, ACCEPTED).major is MajorState.ACCEPTED
    assert bare(PROPOSED, ACCEPTED).facts["major"] == "accepted"


def test_it_need_not_be_proposed() -> None:
    """
    Whoever decides, a rule too, may make a case a major one at once.
    """
    assert bare((AcceptMajor(), MO)).major is MajorState.ACCEPTED
    assert bare((AcceptMajor(), CLOCK)).major is MajorState.ACCEPTED


def test_what_is_rejected_is_a_regular_case_and_says_why() -> None:
    """
    The reason goes to the work notes; proposed anew, it may still become one.
    """
    answer = asked(bare(PROPOSED), RejectMajor("One house only."), MO)

    assert kinds(answer.events) == ["MajorRejected", "WorkNoteAdded"]
    assert isinstance(answer.events[1], WorkNoteAdded)
    assert answer.events[1].text == "One house only."
    assert answer.case.major is MajorState.REJECTED
    again = asked(answer.case, ProposeMajor(), KIM).case
    assert asked(again, AcceptMajor(), MO).case.major is MajorState.ACCEPTED


CHILD: Final = opened((JoinMajor(OTHER), KIM))
REFUSED: Final[tuple[tuple[Case, CaseAction, Actor, str], ...]] = (
    (bare(PROPOSED), ProposeMajor(), KIM, "proposed already"),
    (bare(ACCEPTED), ProposeMajor(), KIM, "is a major case already"),
    (bare(ACCEPTED), AcceptMajor(), MO, "is a major case already"),
    (CHILD, ProposeMajor(), KIM, "parent_id: a major case stands below none, and this below m2"),
    (bare(), ProposeMajor(), ANN, "propose_major is not for a customer"),
    (bare(PROPOSED), AcceptMajor(), KIM, "accept_major is not for an agent"),
    (bare(PROPOSED), RejectMajor("No."), KIM, "reject_major is not for an agent"),
    (bare(), RejectMajor("No."), MO, "not proposed as a major case"),
    (bare(PROPOSED, (RejectMajor("No."), MO)), AcceptMajor(), MO, "not proposed as a major case"),
    (opened(PROPOSED), AcceptMajor(), MO, "customer: a major case has none of its own"),
    (bare(ACCEPTED), JoinMajor(OTHER), KIM, "a major case stands below none"),
    (bare(), JoinMajor(MAJOR), KIM, "a case does not stand below itself"),
    (
        bare(ACCEPTED),
        ChangeCase(customer=AccountCustomer(AccountId("acme"))),
        KIM,
        "customer: a major case has none of its own",
    ),
    (bare(ACCEPTED), ChangeCase({"parent_id": "m2"}), KIM, "parent_id: a major case stands below none"),
)


@pytest.mark.parametrize(("case", "action", "by", "message"), REFUSED)
def test_what_cannot_be_a_major_case_is_refused(
    case: Case, action: CaseAction, by: Actor, message: str
) -> None:
    """
    The reason is told in words.
    """
    with pytest.raises(CaseRefusedError) as raised:
        decide(case, action, case_type=TYPE, at=NINE, by=by)
    assert message in str(raised.value)


def test_all_reasons_are_told_at_once() -> None:
    """
    An agent who accepts what has a customer learns of both.
    """
    with pytest.raises(CaseRefusedError) as raised:
        decide(opened(PROPOSED), AcceptMajor(), case_type=TYPE, at=NINE, by=KIM)
    assert len(raised.value.reasons) == 2


def test_options_say_the_same() -> None:
    """
    An agent may propose, a manager may accept as well, and nobody rejects what is not proposed.
    """

    def offered(case: Case, by: Actor) -> set[str]:
        names = {"propose_major", "accept_major", "reject_major", "join_major", "follow_parent"}
        return {each.action for each in allowed(case, case_type=TYPE, by=by) if each} & names

    assert offered(bare(), KIM) == {"propose_major", "join_major"}
    assert offered(bare(), MO) == {"propose_major", "accept_major", "join_major"}
    assert offered(bare(PROPOSED), MO) == {"accept_major", "reject_major", "join_major"}
    assert offered(bare(ACCEPTED), MO) == set()
    assert offered(CHILD, KIM) == {"join_major", "follow_parent"}
    assert offered(bare(), ANN) == set()


# --- a candidate that is for a customer ---------------------------------------------------------


def accepted(case: Case, by: Actor = MO, key: str | None = None) -> DecidedTogether:
    """
    What is decided when a candidate is accepted now.
    """
    answer = accept_major(case, MAJOR, case_type=TYPE, at=NINE, by=by, key=key)
    assert isinstance(answer, DecidedTogether)
    return answer


def test_a_major_case_is_opened_above_what_is_for_a_customer() -> None:
    """
    Its subject and urgency go up; the customer, their words and their tags stay below.
    """
    answer = accepted(opened(PROPOSED))
    first, second = answer.appends
    above, below = answer.cases

    assert kinds(first.events) == ["CaseOpened", "MajorAccepted"]
    assert kinds(second.events) == ["MajorJoined"]
    assert (first.stream, first.expected_sequence, second.expected_sequence) == ("case/m1", 0, 2)
    assert (above.subject, above.priority, above.customer) == ("no light", 3, None)
    assert (above.description, above.tags) == ("", ())
    assert above.major is MajorState.ACCEPTED
    assert isinstance(first.events[1], MajorAccepted)
    assert first.events[1].candidate_id == "c1"
    assert (below.parent_id, below.major, below.customer) == (MAJOR, None, OPENING.customer)
    assert replay(first.events) == above


def test_a_priority_by_hand_goes_up_with_its_reason() -> None:
    """
    What somebody decided about the candidate holds of all.
    """
    by_hand = (OverridePriority(1, reason="a hospital"), MO)
    above = accepted(opened(by_hand, PROPOSED)).case(MAJOR)

    assert (above.priority, above.is_overridden, above.override_reason) == (1, True, "a hospital")


def test_another_type_has_its_own_levels() -> None:
    """
    Own fields, impact and urgency mean something within a type only.
    """
    kind = CaseType("outage", matrix=None)
    answer = accept_major(opened(PROPOSED), MAJOR, case_type=TYPE, major_type=kind, at=NINE, by=MO)
    assert isinstance(answer, DecidedTogether)
    above = answer.case(MAJOR)
    assert (above.type, above.impact, above.urgency, above.fields) == ("outage", None, None, ())


def test_the_host_may_say_how_it_is_opened() -> None:
    """
    An opening of its own takes the place of what would go up.
    """
    opening = OpenCase(MAJOR, subject="The north is dark", impact="high", urgency="high")
    answer = accept_major(opened(PROPOSED), opening, case_type=TYPE, at=NINE, by=MO)
    assert isinstance(answer, DecidedTogether)
    assert (answer.case(MAJOR).subject, answer.case(MAJOR).priority) == ("The north is dark", 1)


def test_accepting_twice_is_once() -> None:
    """
    Under its key it had been done; for another major case, the key is taken.
    """
    below = accepted(opened(PROPOSED), key="a1").case(CaseId("c1"))

    again = accept_major(below, MAJOR, case_type=TYPE, at=NINE, by=MO, key="a1")
    assert again == AlreadyDone(3, 3, below)
    with pytest.raises(KeyConflictError):
        accept_major(below, OTHER, case_type=TYPE, at=NINE, by=MO, key="a1")


def test_a_key_means_one_opening() -> None:
    """
    The same major case with another subject was never asked.
    """
    opening = OpenCase(MAJOR, subject="The north is dark")
    answer = accept_major(opened(PROPOSED), opening, case_type=TYPE, at=NINE, by=MO, key="a1")
    assert isinstance(answer, DecidedTogether)
    below = answer.case(CaseId("c1"))

    again = accept_major(below, opening, case_type=TYPE, at=NINE, by=MO, key="a1")
    assert isinstance(again, AlreadyDone)
    other = OpenCase(MAJOR, subject="The south is dark")
    with pytest.raises(KeyConflictError, match="key 'a1'"):
        accept_major(below, other, case_type=TYPE, at=NINE, by=MO, key="a1")


def test_a_major_case_that_was_stored_alone_gets_its_candidate() -> None:
    """
    Nothing is told of it twice; the candidate may have changed since. Another case is refused.
    """
    candidate = opened(PROPOSED)
    answer = accepted(candidate, key="a1")
    above = answer.case(MAJOR)
    half = accept_major(candidate, MAJOR, case_type=TYPE, at=NINE, by=MO, key="a1", new=above)
    assert isinstance(half, DecidedTogether)
    assert (half.of(MAJOR).events, half.of(MAJOR).expected_sequence) == ((), 2)
    assert half.of(CaseId("c1")) == answer.of(CaseId("c1"))

    changed = asked(candidate, ChangeCase({"subject": "dark"})).case
    late = accept_major(changed, MAJOR, case_type=TYPE, at=NINE, by=MO, key="a1", new=above)
    assert isinstance(late, DecidedTogether)
    assert (late.case(CaseId("c1")).parent_id, late.of(MAJOR).events) == (MAJOR, ())

    with pytest.raises(KeyConflictError, match="key 'a1'"):
        accept_major(
            candidate,
            OpenCase(MAJOR, subject="other"),
            case_type=TYPE,
            at=NINE,
            by=MO,
            key="a1",
            new=above,
        )
    with pytest.raises(CaseRefusedError, match="new: case 'm1' was not opened by this acceptance"):
        accept_major(candidate, MAJOR, case_type=TYPE, at=NINE, by=MO, new=bare())
    with pytest.raises(DefinitionError, match="the major case is case 'm2', and case 'm1' was given"):
        accept_major(candidate, OTHER, case_type=TYPE, at=NINE, by=MO, new=bare())


def test_only_candidates_are_accepted_and_not_by_agents() -> None:
    """
    Both reasons are told.
    """
    with pytest.raises(CaseRefusedError) as raised:
        accept_major(opened(), MAJOR, case_type=TYPE, at=NINE, by=KIM)
    assert raised.value.reasons == (
        "accept_major is not for an agent",
        "the case is not proposed as a major case",
    )


def test_a_closed_candidate_is_only_read() -> None:
    """
    It does not join anything.
    """
    closed = opened(PROPOSED, (MoveCase("close"), ANN))
    with pytest.raises(ClosedCaseError):
        accept_major(closed, MAJOR, case_type=TYPE, at=NINE, by=MO)


def test_joining_twice_changes_nothing() -> None:
    """
    It stands there already.
    """
    assert asked(CHILD, JoinMajor(OTHER)).events == ()
    assert asked(CHILD, JoinMajor(MAJOR)).case.parent_id == MAJOR


# --- one case for each customer -----------------------------------------------------------------

ACME: Final = AccountOwner(AccountId("acme"))
ANNA: Final = ConsumerOwner(ConsumerId("anna"))
BERG: Final = HouseholdOwner(HouseholdId("berg"))
RESOLD: Final = AccountConsumerOwner(AccountId("acme"), ConsumerId("anna"))
PEOPLE: Final = PeopleBook(
    [Person(PersonId("p1"), "Anna"), Person(PersonId("p2"), "Bo")],
    contacts=[Contact(ContactId("bo"), PersonId("p2"), AccountId("acme"))],
    consumers=[Consumer(ConsumerId("anna"), PersonId("p1"))],
)
BOOK: Final = CustomerBook(
    accounts=AccountBook(
        [Account(AccountId("acme"), "ACME", primary_contact_id=ContactId("bo"))],
    ),
    people=PEOPLE,
    households=HouseholdBook(
        [Household(HouseholdId("berg"), "Berg"), Household(HouseholdId("empty"), "Nobody")],
        memberships=[Membership(HouseholdId("berg"), ConsumerId("anna"))],
    ),
)
TODAY: Final = dt.date(2026, 4, 27)


def test_each_customer_gets_one_case() -> None:
    """
    An account's first contact, a household's member, and both for whom a reseller serves.
    """
    found = children_for(
        bare(ACCEPTED), [ACME, ANNA, BERG, RESOLD], directory=BOOK, on=TODAY, text="We are on it."
    )
    assert [each.customer for each in found.actions] == [
        AccountCustomer(AccountId("acme"), ContactId("bo")),
        ConsumerCustomer(ConsumerId("anna")),
        ConsumerCustomer(ConsumerId("anna"), HouseholdId("berg")),
        AccountConsumerCustomer(AccountId("acme"), ConsumerId("anna")),
    ]
    assert [each.case_id for each in found.actions] == [
        "m1: account acme",
        "m1: consumer anna",
        "m1: household berg",
        "m1: consumer anna through account acme",
    ]
    assert {(each.subject, each.description, each.parent_id) for each in found.actions} == {
        ("no light", "We are on it.", MAJOR)
    }
    assert found.left_out == ()


def test_nobody_gets_two() -> None:
    """
    Neither who is named twice, nor who has a case below it already; one elsewhere does not count.
    """
    major = bare(ACCEPTED)
    first = children_for(major, [ACME]).actions[0]
    there = asked(None, first).case
    elsewhere = opened((JoinMajor(OTHER), KIM))

    found = children_for(major, [ACME, ANNA, ANNA], existing=[there])
    assert [each.case_id for each in found.actions] == ["m1: consumer anna"]
    assert [str(each) for each in found.left_out] == [
        "not account acme: case 'm1: account acme' is for them already",
        "not consumer anna: they are named before",
    ]
    assert len(children_for(major, [ACME], existing=[elsewhere]).actions) == 1


def test_opening_twice_is_once() -> None:
    """
    Its identity is the same whenever it is asked, and so is its key.
    """
    action = children_for(bare(ACCEPTED), [ACME]).actions[0]
    there = decide(None, action, case_type=TYPE, at=NINE, by=CLOCK).case

    assert decide(there, action, case_type=TYPE, at=NINE, by=CLOCK) == AlreadyDone(1, 1, there)


@pytest.mark.parametrize("owner", [BERG, HouseholdOwner(HouseholdId("empty"))])
def test_a_household_for_which_nobody_speaks_is_told(owner: OwnerRef) -> None:
    """
    Without a directory nobody is known, and in an empty one there is nobody.
    """
    directory = None if owner == BERG else BOOK
    found = children_for(bare(ACCEPTED), [owner], directory=directory, on=TODAY)

    assert found.actions == ()
    assert [each.candidate for each in found.left_out] == [owner]
    assert "nobody is known who speaks for them" in str(found.left_out[0])


def test_an_impact_tells_what_each_has() -> None:
    """
    The nearest item and sold product of the customer stand in their case.
    """
    model, node, router = ProductModelId("m"), InstallBaseItemId("node"), InstallBaseItemId("router")
    line = SoldProductId("line")
    book = ProductBook(
        models=[ProductModel(model, "Thing")],
        sold=[SoldProduct(line, model, ACME)],
        items=[InstallBaseItem(node, model), InstallBaseItem(router, model, ACME)],
        installed=[InstalledProduct(line, router)],
        dependencies=[Dependency(router, node)],
    )
    found = children_for(bare(ACCEPTED), impact(book, items=[node], on=TODAY))

    assert [(each.item_id, each.sold_product_id) for each in found.actions] == [(router, line)]


def test_a_host_has_identities_of_its_own() -> None:
    """
    It says how they are made.
    """
    names: Callable[[CaseId, OwnerRef], CaseId] = lambda _, owner: CaseId(f"x-{owner}")  # noqa: E731
    found = children_for(bare(ACCEPTED), [ACME], case_id=names)

    assert [each.case_id for each in found.actions] == ["x-account acme"]


def test_only_a_major_case_has_them() -> None:
    """
    Neither a candidate nor one that is closed.
    """
    with pytest.raises(CaseRefusedError, match="is no major case"):
        children_for(bare(PROPOSED), [ACME])
    with pytest.raises(ClosedCaseError):
        children_for(bare(ACCEPTED, (MoveCase("close", {"notes": "Done."}), MO)), [ACME])


def test_a_state_that_is_none_is_refused() -> None:
    """
    There are three, beside none.
    """
    with pytest.raises(DefinitionError, match="accepted"):
        Case(
            MAJOR,
            type="t",
            state="new",
            category="new",
            opened_at=NINE,
            major="huge",
        )
