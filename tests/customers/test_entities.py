"""
Customers, people and households: what each must be, and what is refused.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest

from csmcore.customers import (
    Account,
    AccountConsumer,
    AccountRelation,
    AccountRole,
    Address,
    AddressKind,
    AgentHolder,
    Consumer,
    Contact,
    CustomerMatch,
    EmailClue,
    Group,
    HolderKind,
    Household,
    IdentifyRules,
    Location,
    Membership,
    Person,
    RelationType,
    Responsibility,
    ServiceOrganization,
    SocialHandle,
    Strengths,
    Tier,
    join,
    leave,
    relate,
    view,
)
from csmcore.errors import (
    CycleError,
    DefinitionError,
    DuplicateError,
    NotMemberError,
    OverlapError,
    RelationRefusedError,
    UnknownIdError,
    UnknownZoneError,
)
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AgentId,
    ConsumerId,
    ContactId,
    DateSpan,
    ExternalId,
    GroupId,
    HouseholdId,
    LocationId,
    OrganizationId,
    PersonId,
    Scalar,
)

ACME, BETA = AccountId("acme"), AccountId("beta")
ANN, ANN_HOME, ANN_ACME = PersonId("ann"), ConsumerId("k"), ContactId("c")
MILL, AGENT = HouseholdId("mill"), AgentId("agent")
ON: Final = dt.date(2026, 3, 23)
DAY: Final = dt.timedelta(days=1)


def resells(*, active: bool = True) -> RelationType:
    """
    A partner sells to a customer.
    """
    return RelationType(
        "resells",
        from_role=AccountRole.PARTNER,
        forward="sells to",
        to_role=AccountRole.CUSTOMER,
        reverse="buys from",
        active=active,
    )


REFUSED: Final[tuple[tuple[Callable[[], object], type[Exception], str], ...]] = (
    (lambda: Account(AccountId(" "), "ACME"), DefinitionError, "id is ' '"),
    (lambda: Account(ACME, ""), DefinitionError, "name is ''"),
    (lambda: Account(ACME, "ACME", roles=[]), DefinitionError, "a customer, a partner, or both"),
    (lambda: Account(ACME, "ACME", roles="friend"), DefinitionError, "'friend' is no account role"),
    (lambda: Account(ACME, "ACME", parent_id=ACME), CycleError, "'acme' under 'acme'"),
    (lambda: Account(ACME, "ACME", tier="gold"), DefinitionError, "'gold' is no tier.*strategic"),
    (lambda: Account(ACME, "ACME", zone="Mars/Phobos"), UnknownZoneError, "Mars/Phobos"),
    (lambda: Account(ACME, "ACME", domains="acme.org"), DefinitionError, "give a list"),
    (lambda: Account(ACME, "ACME", domains=["acme"]), DefinitionError, "'acme' is no domain"),
    (lambda: Account(ACME, "ACME", domains=["a.org", "A.org."]), DuplicateError, "domain 'a.org'"),
    (lambda: Account(ACME, "ACME", attributes={" ": 1}), DefinitionError, "not blank"),
    (lambda: Account(ACME, "A", attributes=[("x", 1), ("x", 2)]), DuplicateError, "attribute 'x'"),
    (lambda: Address([], country="NL"), DefinitionError, "no line"),
    (lambda: Address(["Main Street 1"], country="nl"), DefinitionError, "'nl' is no country"),
    (lambda: Person(ANN, "Ann", emails="ann@example.org"), DefinitionError, "give a list"),
    (lambda: Person(ANN, "Ann", emails=["ann"]), DefinitionError, "'ann' is no e-mail address"),
    (lambda: Person(ANN, "Ann", emails=["a@x.org", "A@X.org"]), DuplicateError, "e-mail address"),
    (lambda: Person(ANN, "Ann", phones=["020 1234567"]), DefinitionError, r"E\.164.*phone_key"),
    (lambda: Person(ANN, "Ann", phones=["+31 20 1234567"]), DefinitionError, r"E\.164"),
    (lambda: Person(ANN, "Ann", phones=["+31201", "+31201"]), DuplicateError, "telephone number"),
    (lambda: Person(ANN, "Ann", logins=["ann", "ann "]), DuplicateError, "login"),
    (
        lambda: Person(ANN, "Ann", handles=[SocialHandle("x", "ann"), SocialHandle("X", "@Ann")]),
        DuplicateError,
        "handle 'x:ann'",
    ),
    (lambda: SocialHandle("x", "@"), DefinitionError, "neither may be blank"),
    (lambda: Contact(ANN_ACME, ANN, ACME, emails=["@"]), DefinitionError, "no e-mail address"),
    (lambda: Consumer(ANN_HOME, ANN, phones=["1"]), DefinitionError, r"E\.164"),
    (
        lambda: AccountConsumer(ACME, ANN_HOME, kind="friend"),
        DefinitionError,
        "customer, employee",
    ),
    (lambda: Household(MILL, " "), DefinitionError, "name is ' '"),
    (lambda: AccountRelation("resells", ACME, ACME), DefinitionError, "related to itself"),
    (lambda: Responsibility("billing", holders=[]), DefinitionError, "nobody may hold"),
    (lambda: Responsibility("billing", holders=["boss"]), DefinitionError, "agent, contact, consumer"),
    (lambda: AgentHolder(AgentId("")), DefinitionError, "agent_id is ''"),
    (lambda: Group(GroupId("g"), "G", parent_id=GroupId("g")), CycleError, "group 'g'"),
    (lambda: Group(GroupId("g"), "G", member_ids=[AGENT, AGENT]), DuplicateError, "member 'agent'"),
    (lambda: Location(LocationId("l"), "L", parent_id=LocationId("l")), CycleError, "location 'l'"),
    (
        lambda: ServiceOrganization(OrganizationId("o"), "O", parent_id=OrganizationId("o")),
        CycleError,
        "organization 'o'",
    ),
    (lambda: EmailClue(" "), DefinitionError, "address is ' '"),
    (lambda: Strengths(email=dt.timedelta(1)), DefinitionError, "it is a whole number, 1 or more"),  # type: ignore[arg-type]
    (lambda: Strengths(email=0), DefinitionError, "email is 0; it is a whole number, 1 or more"),
    (lambda: IdentifyRules(other_role=101), DefinitionError, "above 0 and at most 100"),
    (lambda: IdentifyRules(lead=0), DefinitionError, "lead is 0"),
    (
        lambda: CustomerMatch(customer=AccountCustomer(ACME), label="ACME", strength=1, reasons=()),
        DefinitionError,
        "without a reason",
    ),
)


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_is_built_wrong_is_refused(
    make: Callable[[], object], error: type[Exception], message: str
) -> None:
    """
    With the value, and what would be right.
    """
    with pytest.raises(error, match=message):
        make()


def test_an_account_may_be_customer_and_partner() -> None:
    """
    The roles are independent; without any said it is a customer.
    """
    plain = Account(ACME, "ACME")
    both = Account(ACME, "ACME", roles=["partner", AccountRole.CUSTOMER])
    partner = Account(ACME, "ACME", roles=AccountRole.PARTNER)

    assert (plain.is_customer, plain.is_partner) == (True, False)
    assert (both.is_customer, both.is_partner) == (True, True)
    assert (partner.is_customer, partner.is_partner) == (False, True)


def test_values_are_held_in_one_form() -> None:
    """
    Choices by their texts, domains in lower case, attributes by name; equal whatever the order.
    """
    given: dict[str, Scalar] = {"b": 1, "a": "x"}
    one = Account(ACME, "ACME", tier="valued", domains=["ACME.org"], attributes=given)
    other = Account(
        ACME, "ACME", tier=Tier.VALUED, domains=["acme.org"], attributes=[("a", "x"), ("b", 1)]
    )

    assert one == other
    assert hash(one) == hash(other)
    assert one.attributes == (("a", "x"), ("b", 1))


def test_an_entity_keeps_what_other_systems_call_it() -> None:
    """
    External identities stand with the entity.
    """
    called = ExternalId(system="crm", type="account", id="42")

    assert Account(ACME, "ACME", external_ids=[called]).external_ids == (called,)


def test_an_address_reads_as_on_an_envelope() -> None:
    """
    Lines, town, region and country.
    """
    address = Address(
        ["Main Street 1"], postcode="3511 AA", city="Utrecht", country="NL", kind="billing"
    )

    assert str(address) == "Main Street 1, 3511 AA Utrecht, NL"
    assert address.kind is AddressKind.BILLING


def test_a_relation_has_a_label_for_each_side() -> None:
    """
    One record, two views; a third account has none, and another type does not fit.
    """
    relation = AccountRelation("resells", BETA, ACME)

    assert str(view(resells(), relation, BETA)) == "beta sells to acme"
    assert str(view(resells(), relation, ACME)) == "acme buys from beta"
    with pytest.raises(UnknownIdError, match="gamma"):
        view(resells(), relation, AccountId("gamma"))
    with pytest.raises(DefinitionError, match="of type 'owns', and not 'resells'"):
        view(resells(), AccountRelation("owns", BETA, ACME), BETA)


def test_a_new_relation_needs_an_active_type_and_both_roles() -> None:
    """
    Retired types take no new relations, and each side must have its role.
    """
    acme, beta = Account(ACME, "ACME"), Account(BETA, "Beta", roles=["partner"])

    assert relate(resells(), beta, acme) == AccountRelation("resells", BETA, ACME)
    assert relate(resells(), beta, acme, DateSpan(ON)).valid == DateSpan(ON)
    with pytest.raises(RelationRefusedError, match="it is inactive"):
        relate(resells(active=False), beta, acme)
    with pytest.raises(RelationRefusedError, match="account 'acme' is no partner"):
        relate(resells(), acme, beta)
    with pytest.raises(RelationRefusedError, match="account 'beta' is no customer"):
        relate(resells(), beta, beta)


def test_a_membership_holds_from_its_first_day_until_the_day_after_its_last() -> None:
    """
    Without a start always, without an end still.
    """
    row = Membership(MILL, ANN_HOME, valid=DateSpan.inclusive(ON, ON + DAY))

    assert [row.is_current(ON + days * DAY) for days in (-1, 0, 1, 2)] == [False, True, True, False]
    assert Membership(MILL, ANN_HOME).is_current(dt.date.min)


def test_who_leaves_and_comes_back_has_two_rows() -> None:
    """
    History is kept: the first row ends, a second one starts.
    """
    joined = join((), MILL, ANN_HOME, ON)
    left = leave(joined, MILL, ANN_HOME, ON + 5 * DAY)
    back = join(left, MILL, ANN_HOME, ON + 5 * DAY)

    assert back == (
        Membership(MILL, ANN_HOME, valid=DateSpan(ON, ON + 5 * DAY)),
        Membership(MILL, ANN_HOME, valid=DateSpan(ON + 5 * DAY)),
    )
    assert joined == (Membership(MILL, ANN_HOME, valid=DateSpan(ON)),)


def test_nobody_joins_twice_and_nobody_leaves_who_is_not_there() -> None:
    """
    One row at a time for each consumer and household; others do not matter.
    """
    joined = join((), MILL, ANN_HOME, ON)

    with pytest.raises(OverlapError, match="consumer 'k' in household 'mill' runs from 2026-03-23"):
        join(joined, MILL, ANN_HOME, ON + DAY)
    with pytest.raises(NotMemberError, match="'k' is no member of household 'mill' on 2026-03-22"):
        leave(joined, MILL, ANN_HOME, ON - DAY)
    with pytest.raises(NotMemberError):
        leave(joined, HouseholdId("other"), ANN_HOME, ON)
    assert len(join(joined, HouseholdId("other"), ANN_HOME, ON)) == 2


def test_who_leaves_on_the_day_of_joining_was_never_there() -> None:
    """
    The row stays, and holds on no date.
    """
    (row,) = leave(join((), MILL, ANN_HOME, ON), MILL, ANN_HOME, ON)

    assert row.valid == DateSpan(ON, ON)
    assert not row.is_current(ON)


def test_a_responsibility_says_who_may_hold_it() -> None:
    """
    One kind alone may be given without a list.
    """
    assert Responsibility("billing", holders="contact").holders == {HolderKind.CONTACT}
    assert Responsibility("billing", holders=HolderKind.AGENT).holders == {HolderKind.AGENT}
