"""
Identify: who is behind a message, with reasons; ambiguity is an answer, not a guess.
"""

import attrs
import pytest

from csmcore.customers import (
    Account,
    AccountBook,
    Clue,
    Consumer,
    Contact,
    CustomerBook,
    EmailClue,
    HandleClue,
    Household,
    HouseholdBook,
    Identification,
    IdentifyRules,
    LoginClue,
    PeopleBook,
    Person,
    PhoneClue,
    RegistrationCodeClue,
    Strengths,
    identify,
)
from csmcore.errors import DefinitionError, UndecidedError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    CustomerRef,
    HouseholdId,
    PersonId,
)
from tests.customers.world import (
    ACME,
    ANN,
    ANN_ACME,
    ANN_BETA,
    ANN_HOME,
    BETA,
    BOB,
    BOB_NORTH,
    CAT,
    CAT_HOME,
    DAY,
    MILL,
    NORTH,
    OLD,
    ON,
    WORLD,
)

USUAL = IdentifyRules()


def who(*clues: Clue, rules: IdentifyRules = USUAL) -> Identification:
    """
    Who is behind some clues, in the small world.
    """
    return identify(clues, WORLD, rules=rules, on=ON)


def ranked(found: Identification) -> list[tuple[CustomerRef, int]]:
    """
    Customers and strengths, in order.
    """
    return [(each.customer, each.strength) for each in found.matches]


def test_an_address_at_work_tells_the_contact() -> None:
    """
    Fully for its role (80), by half for the person's other roles.
    """
    found = who(EmailClue("ANN@acme.example"))

    assert ranked(found) == [
        (AccountCustomer(ACME, ANN_ACME), 80),
        (AccountCustomer(BETA, ANN_BETA), 40),
        (ConsumerCustomer(ANN_HOME, MILL), 40),
    ]
    assert found.only is found.matches[0]
    assert str(found.only) == "Ann, contact of ACME"
    assert found.get().person_id == ANN
    assert str(found) == (
        "customer: Ann, contact of ACME\n"
        "  because e-mail address ANN@acme.example belongs to contact ann@acme\n"
        "  not Ann, contact of Beta: it has 40, and Ann, contact of ACME has 80; e-mail address "
        "ANN@acme.example belongs to contact ann@acme, the same person in another role\n"
        "  not Ann, consumer, for household Mill Lane: it has 40, and Ann, contact of ACME has 80; "
        "e-mail address ANN@acme.example belongs to contact ann@acme, the same person in another role"
    )


def test_an_address_of_ones_own_leaves_the_role_open() -> None:
    """
    Three roles fit alike: nobody is chosen, the person is known, the candidates are told.
    """
    found = who(EmailClue("ann@example.org"))

    assert [strength for _, strength in ranked(found)] == [80, 80, 80]
    assert found.only is None
    assert found.person_id == ANN
    assert not found.decision
    with pytest.raises(UndecidedError, match="3 fit equally well: Ann, contact of ACME; ") as error:
        found.get()
    assert "could be Ann, contact of ACME" in str(error.value)
    assert "could be Ann, contact of Beta" in str(error.value)


def test_a_registration_code_tells_which_role() -> None:
    """
    What tells the account adds to everybody who asks for it, and does not stand beside them.
    """
    found = who(RegistrationCodeClue("AC-1"), EmailClue("ann@example.org"))

    assert ranked(found)[0] == (AccountCustomer(ACME, ANN_ACME), 170)
    assert [str(reason) for reason in found.get().reasons] == [
        "registration code AC-1 belongs to account acme",
        "e-mail address ann@example.org belongs to person ann",
    ]
    assert AccountCustomer(ACME) not in dict(ranked(found))


def test_what_tells_an_account_tells_those_below_it_too() -> None:
    """
    Bob is at ACME North, below ACME: of its code (90) half counts, of its domain (10) half.

    His number counts 50, so 95 and 55; through Beta, which is not below, a half of 50. ACME
    does not stand beside him.
    """
    number = PhoneClue("+442079460958")
    by_code = who(number, RegistrationCodeClue("ac-1"))

    assert ranked(by_code) == [
        (AccountCustomer(NORTH, BOB_NORTH), 95),
        (AccountCustomer(BETA, BOB_NORTH), 25),
    ]
    assert str(by_code.get().reasons[0]) == (
        "registration code ac-1 belongs to account acme, which is above account acme-north"
    )
    by_domain = who(number, EmailClue("new@acme.example"))
    assert ranked(by_domain)[0] == (AccountCustomer(NORTH, BOB_NORTH), 55)
    assert str(by_domain.get().reasons[0]) == (
        "e-mail address new@acme.example is at a domain of account acme, "
        "which is above account acme-north"
    )
    assert AccountCustomer(ACME) not in dict(ranked(by_domain))


def test_whoever_asks_for_the_account_itself_comes_before_those_below() -> None:
    """
    One at ACME (90 and 50) and one below it (45 and 50) share a number, and the code decides.

    A code of the account below tells nothing of those above: it stands alone beside them.
    """
    shared = "+31201234567"
    people = [Person(PersonId(each), each, phones=[shared]) for each in ("x", "y")]
    book = CustomerBook(
        accounts=AccountBook(
            [
                Account(ACME, "ACME", registration_code="up"),
                Account(NORTH, "North", parent_id=ACME, registration_code="down"),
            ]
        ),
        people=PeopleBook(
            people,
            contacts=[
                Contact(ContactId("cx"), PersonId("x"), ACME),
                Contact(ContactId("cy"), PersonId("y"), NORTH),
            ],
        ),
    )
    found = identify([PhoneClue(shared), RegistrationCodeClue("up")], book, on=ON)

    assert ranked(found) == [
        (AccountCustomer(ACME, ContactId("cx")), 140),
        (AccountCustomer(NORTH, ContactId("cy")), 95),
    ]
    alone = attrs.evolve(book, people=PeopleBook(people[:1], contacts=book.people.contacts[:1]))
    assert ranked(identify([PhoneClue(shared), RegistrationCodeClue("down")], alone, on=ON)) == [
        (AccountCustomer(NORTH), 90),
        (AccountCustomer(ACME, ContactId("cx")), 50),
    ]


def test_somebody_who_may_not_ask_does_not_speak_for_the_account_above() -> None:
    """
    The contact below is inactive: the account stands alone.
    """
    book = CustomerBook(
        accounts=AccountBook(
            [Account(ACME, "ACME", registration_code="up"), Account(NORTH, "North", parent_id=ACME)]
        ),
        people=PeopleBook(
            [Person(ANN, "Ann", logins=["ann"])],
            contacts=[Contact(ANN_ACME, ANN, NORTH, active=False)],
        ),
    )

    found = identify([LoginClue("ann"), RegistrationCodeClue("up")], book, on=ON)
    assert ranked(found) == [(AccountCustomer(ACME), 90)]


def test_an_account_may_stand_alone() -> None:
    """
    By its code, or, weakly, by its domain.
    """
    assert ranked(who(RegistrationCodeClue("ac-1"))) == [(AccountCustomer(ACME), 90)]
    assert ranked(who(EmailClue("new@acme.example"))) == [(AccountCustomer(ACME), 10)]
    assert str(who(EmailClue("new@acme.example"))) == (
        "customer: ACME\n  because e-mail address new@acme.example is at a domain of account acme"
    )


def test_a_domain_tells_nothing_where_anybody_may_write_from_it() -> None:
    """
    Free mail never tells an account, whatever the account says; the rules may turn it off.
    """
    book = CustomerBook(accounts=AccountBook([Account(ACME, "ACME", domains=["gmail.com"])]))
    free = IdentifyRules(free_mail=())

    assert not identify([EmailClue("x@gmail.com")], book, on=ON)
    assert identify([EmailClue("x@gmail.com")], book, rules=free, on=ON).get().customer == (
        AccountCustomer(ACME)
    )
    assert not who(EmailClue("x@acme.example"), rules=IdentifyRules(match_domains=False))


def test_a_tag_leads_to_the_address_behind_it_for_less() -> None:
    """
    60 and not 80; the exact address counts when somebody has it; the rules may turn it off.
    """
    tagged = [EmailClue("ann+shop@acme.example")]
    exact = Person(BOB, "Bob", emails=["ann+shop@acme.example"])
    book = CustomerBook(
        accounts=AccountBook([Account(ACME, "ACME")]),
        people=PeopleBook(
            [Person(ANN, "Ann", emails=["ann@acme.example"]), exact],
            contacts=[Contact(ANN_ACME, ANN, ACME), Contact(BOB_NORTH, BOB, ACME)],
        ),
    )
    found = identify(tagged, book, on=ON)

    assert ranked(found) == [
        (AccountCustomer(ACME, BOB_NORTH), 80),
        (AccountCustomer(ACME, ANN_ACME), 60),
    ]
    assert str(found.matches[1].reasons[0]) == (
        "e-mail address ann+shop@acme.example, without its tag, belongs to person ann"
    )
    strict = identify(tagged, book, rules=IdentifyRules(untag=False), on=ON)
    assert ranked(strict) == [(AccountCustomer(ACME, BOB_NORTH), 80)]


def test_case_counts_before_the_at_where_the_rules_say_so() -> None:
    """
    A directory has one column, in which it does not; the rules decide.
    """
    strict = IdentifyRules(fold_case=False, match_domains=False)

    assert who(EmailClue("Cat@example.org"))
    assert not who(EmailClue("Cat@example.org"), rules=strict)
    assert who(EmailClue("cat@Example.org"), rules=strict)


@pytest.mark.parametrize(
    "clue",
    [
        PhoneClue("+442079460958"),
        PhoneClue("020 7946 0958", region="GB"),
        PhoneClue("+44 (0)20 7946 0958"),
        PhoneClue("0044 20 7946 0958"),
    ],
)
def test_a_number_is_read_however_it_was_dialled(clue: PhoneClue) -> None:
    """
    With its own region or that of the rules; for the home account fully, for others by half.
    """
    pytest.importorskip("phonenumbers")
    found = who(clue, rules=IdentifyRules(region="NL"))

    assert ranked(found) == [
        (AccountCustomer(NORTH, BOB_NORTH), 50),
        (AccountCustomer(BETA, BOB_NORTH), 25),
    ]
    assert "belongs to contact bob@north, whose home is another account" in str(found)


def test_clues_of_every_kind_add_up() -> None:
    """
    A login (100), a handle (70) and a number (50), each once however often it is said.
    """
    clues: list[Clue] = [LoginClue("bob"), HandleClue("mastodon", "bob"), PhoneClue("+442079460958")]
    found = who(*clues, HandleClue("Mastodon", "@BOB"))

    assert ranked(found)[0] == (AccountCustomer(NORTH, BOB_NORTH), 220)
    assert len(found.get().reasons) == 3


def test_a_consumer_asks_for_the_household_to_which_they_belong() -> None:
    """
    Of the household that was left, the reason is told; through the reseller is another match.
    """
    found = who(EmailClue("cat@example.org"))

    assert ranked(found) == [
        (ConsumerCustomer(CAT_HOME, MILL), 80),
        (AccountConsumerCustomer(BETA, CAT_HOME), 80),
    ]
    (left,) = found.rejected
    assert left.candidate is not None
    assert left.candidate.customer == ConsumerCustomer(CAT_HOME, OLD)
    assert [str(each) for each in left.reasons] == [
        "membership in household old holds until 2026-03-23, and 2026-03-23 is outside"
    ]


def test_what_has_not_begun_or_has_ended_is_told_as_rejected() -> None:
    """
    The day before, Bob did not speak for Beta yet, nor Ann for the household.
    """
    before = identify([LoginClue("bob"), EmailClue("ann@example.org")], WORLD, on=ON - DAY)
    rejected = {each.label: [reason.code for reason in each.reasons] for each in before.rejected}

    assert rejected == {
        "Bob, contact of Beta": ["customer.ended"],
        "Ann, consumer, for household Mill Lane": ["customer.ended"],
    }
    assert ConsumerCustomer(ANN_HOME) in dict(ranked(before))


def test_who_or_what_is_inactive_is_told_as_rejected() -> None:
    """
    The contact, the consumer, the account or the household: every reason is given.
    """
    home = HouseholdId("home")
    book = CustomerBook(
        accounts=AccountBook([Account(ACME, "ACME", active=False)]),
        people=PeopleBook(
            [Person(ANN, "Ann", logins=["ann"])],
            contacts=[Contact(ANN_ACME, ANN, ACME, active=False)],
            consumers=[Consumer(ANN_HOME, ANN)],
        ),
        households=HouseholdBook([Household(home, "Home", head_id=ANN_HOME, active=False)]),
    )
    found = identify([LoginClue("ann")], book, on=ON)

    assert [each.customer for each in found.matches] == [ConsumerCustomer(ANN_HOME)]
    assert {each.label: [str(reason) for reason in each.reasons] for each in found.rejected} == {
        "Ann, contact of ACME": ["account acme is inactive", "contact ann@acme is inactive"],
        "Ann, consumer, for household Home": ["household home is inactive"],
    }
    people = attrs.evolve(book.people, consumers=[Consumer(ANN_HOME, ANN, active=False)])
    gone = identify([LoginClue("ann")], attrs.evolve(book, people=people), on=ON)
    assert not gone
    assert "consumer ann@home is inactive" in str(gone)


def test_clues_that_lead_nowhere_are_told() -> None:
    """
    One that cannot be read, one that nobody has, a person without a role, and none at all.
    """
    pytest.importorskip("phonenumbers")
    lonely = CustomerBook(people=PeopleBook([Person(ANN, "Ann", logins=["ann"])]))

    assert "telephone number anonymous cannot be read" in str(who(PhoneClue("anonymous")))
    assert "e-mail address x cannot be read" in str(who(EmailClue("x")))
    assert "login x leads nowhere" in str(who(LoginClue("x")))
    assert "person ann is known, and has no role" in str(identify([LoginClue("ann")], lonely, on=ON))
    assert str(who()) == (
        "customer: none\n  because nothing leads to a customer\n  because no clue was given"
    )
    with pytest.raises(DefinitionError, match="'ann' is no clue"):
        who("ann")  # type: ignore[arg-type]


def test_who_is_known_and_cannot_ask_is_told_all_the_same() -> None:
    """
    A person without a role, or with one that is inactive, also beside an account that stands alone.

    Of two such people none is the one.
    """
    accounts = AccountBook([Account(ACME, "ACME", registration_code="ac-1")])
    people = [Person(each, each, logins=[each], phones=["+31201234567"]) for each in (ANN, BOB)]
    lonely = CustomerBook(accounts=accounts, people=PeopleBook(people))
    inactive = [Contact(ANN_ACME, ANN, ACME, active=False)]
    former = CustomerBook(accounts=accounts, people=PeopleBook(people, contacts=inactive))
    code = RegistrationCodeClue("ac-1")

    for book in (lonely, former):
        assert not identify([LoginClue("ann")], book, on=ON)
        assert identify([LoginClue("ann")], book, on=ON).person_id == ANN
        assert identify([LoginClue("ann"), code], book, on=ON).person_id == ANN
        assert identify([PhoneClue("+31201234567")], book, on=ON).person_id is None
    assert identify([LoginClue("ann")], lonely, on=ON).roleless == (ANN,)
    assert identify([LoginClue("ann")], former, on=ON).roleless == ()
    assert identify([code], lonely, on=ON).person_id is None


@pytest.mark.parametrize("one", [EmailClue("ann@example.org"), "ann@example.org"])
def test_one_clue_in_place_of_several_is_refused(one: object) -> None:
    """
    It would not be read, or letter by letter.
    """
    with pytest.raises(DefinitionError, match="is one clue, and several are meant; give a list"):
        identify(one, WORLD, on=ON)  # type: ignore[arg-type]


def test_a_shared_number_is_ambiguous_until_somebody_leads_by_enough() -> None:
    """
    Two people at one number; a handle makes the difference, if the lead that is asked for is met.
    """
    shared = "+31201234567"
    contacts = [Contact(ContactId(each), PersonId(each), ACME) for each in ("x", "y")]
    book = CustomerBook(
        accounts=AccountBook([Account(ACME, "ACME")]),
        people=PeopleBook(
            [
                Person(PersonId("x"), "X", phones=[shared]),
                Person(PersonId("y"), "Y", phones=[shared], logins=["y"]),
            ],
            contacts=contacts,
        ),
    )
    number, login = PhoneClue(shared), LoginClue("y")

    assert identify([number], book, on=ON).person_id is None
    assert identify([number, login], book, on=ON).get().label == "Y, contact of ACME"
    careful = IdentifyRules(lead=101)
    assert identify([number, login], book, rules=careful, on=ON).only is None
    assert len(identify([number, login], book, rules=careful, on=ON).best) == 2


def test_several_who_fit_are_told_as_candidates() -> None:
    """
    Cat at home or through Beta, equally well (80); not for the household that was left.

    With a lead of 30, Bob at North (50) and through Beta (25) are too close; no name breaks a line.
    """
    found = who(EmailClue("cat@example.org"), LoginClue("nobody"))

    assert str(found) == (
        "customer: not clear\n"
        "  because 2 fit equally well: Cat, consumer, for household Mill Lane; Cat, customer of Beta\n"
        "  could be Cat, consumer, for household Mill Lane: "
        "e-mail address cat@example.org belongs to person cat\n"
        "  could be Cat, customer of Beta: e-mail address cat@example.org belongs to person cat\n"
        "  not Cat, consumer, for household Old Road: "
        "membership in household old holds until 2026-03-23, and 2026-03-23 is outside\n"
        "  login nobody leads nowhere"
    )
    close = who(PhoneClue("+442079460958"), rules=IdentifyRules(lead=30))
    assert str(close).splitlines()[1] == (
        "  because 2 fit too closely to tell them apart: "
        "Bob, contact of ACME North (50); Bob, contact of Beta (25)"
    )
    many = [Person(PersonId(f"p{each}"), f"P{each}\nQ", logins=["all"]) for each in range(7)]
    contacts = [Contact(ContactId(each.id), each.id, ACME) for each in many]
    book = CustomerBook(
        accounts=AccountBook([Account(ACME, "A")]), people=PeopleBook(many, contacts=contacts)
    )
    told = str(identify([LoginClue("all")], book, on=ON)).splitlines()
    assert told[1].endswith("; P4 Q, contact of A; 2 more")
    assert len(told) == 2 + 7


def test_a_match_that_is_too_weak_is_not_the_one() -> None:
    """
    It is told, with what would be needed.
    """
    found = who(EmailClue("new@acme.example"), rules=IdentifyRules(minimum=50))

    assert found.only is None
    assert len(found.matches) == 1
    with pytest.raises(UndecidedError, match="the best match has 10, and 50 is needed"):
        found.get()


def test_strengths_are_the_hosts_own() -> None:
    """
    A host that trusts numbers more says so.
    """
    rules = IdentifyRules(strengths=Strengths(phone=99))

    assert who(PhoneClue("+442079460958"), rules=rules).matches[0].strength == 99


def test_equals_stand_in_the_order_of_their_identities() -> None:
    """
    Never in that of the input: business first, then private, then through a business.
    """
    people = [Person(PersonId(each), each, logins=["all"]) for each in "ba"]
    book = CustomerBook(
        accounts=AccountBook([Account(AccountId("z"), "Z")]),
        people=PeopleBook(
            people,
            contacts=[Contact(ContactId("c" + each.id), each.id, AccountId("z")) for each in people],
            consumers=[Consumer(ConsumerId("k" + each.id), each.id) for each in people],
        ),
    )
    found = identify([LoginClue("all")], book, on=ON)

    assert [each.label for each in found.matches] == [
        "a, contact of Z",
        "b, contact of Z",
        "a, consumer",
        "b, consumer",
    ]
    assert CAT not in {each.person_id for each in found.matches}
