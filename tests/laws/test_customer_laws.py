"""
Laws of customers: trees as a slow walk sees them, histories kept, and no order that counts.
"""

import datetime as dt
import random
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore.customers import (
    Account,
    AccountBook,
    Clue,
    CustomerBook,
    IdentifyRules,
    Membership,
    email_key,
    identify,
    is_inside,
    join,
    leave,
    root,
)
from csmcore.errors import NotMemberError, OverlapError
from csmcore.kernel import AccountId, ConsumerId, DateSpan, HouseholdId
from csmcore.testing import clues, customer_books, identify_rules

HOME: Final = HouseholdId("home")
FIRST: Final = dt.date(2026, 3, 1)
DAYS: Final = tuple(FIRST + dt.timedelta(days=number) for number in range(12))
TODAY: Final = dt.date(2026, 3, 23)

FORESTS: Final = st.lists(st.none() | st.integers(0, 30), max_size=14)
"""
For each account the number of an earlier one below which it stands, or nobody.
"""


def forest(choices: list[int | None]) -> list[Account]:
    """
    Accounts, each below an earlier one or a root.
    """
    made: list[Account] = []
    for place, choice in enumerate(choices):
        parent = made[choice % place].id if place and choice is not None else None
        made.append(Account(AccountId(f"a{place:02}"), "A", parent_id=parent))
    return made


def above(accounts: list[Account], account_id: str) -> list[str]:
    """
    The judge: parent after parent, each looked for in the whole list.
    """
    found: list[str] = []
    (at,) = [each.parent_id for each in accounts if each.id == account_id]
    while at is not None:
        found.append(at)
        (at,) = [each.parent_id for each in accounts if each.id == at]
    return found


@given(FORESTS, st.randoms(use_true_random=False))
def test_a_tree_is_what_a_walk_finds(choices: list[int | None], chance: random.Random) -> None:
    """
    Parents, children, root, inside and the whole tree, in whatever order the accounts came.
    """
    accounts = forest(choices)
    shuffled = list(accounts)
    chance.shuffle(shuffled)
    book = AccountBook(shuffled)

    for one in accounts:
        up = above(accounts, one.id)
        assert list(book.parents(one.id)) == up
        assert root(book, one.id) == (up[-1] if up else one.id)
        assert list(book.children(one.id)) == sorted(
            each.id for each in accounts if each.parent_id == one.id
        )
        below = {each.id for each in accounts if one.id in (each.id, *above(accounts, each.id))}
        tree = book.tree(one.id)
        assert set(tree) == below
        assert len(tree) == len(below)
        assert all(
            each == one.id or tree.index(_parent(book, each)) < place for place, each in enumerate(tree)
        )
        for other in accounts:
            assert is_inside(book, other.id, of=one.id) == (other.id in below)


def _parent(book: AccountBook, account_id: AccountId) -> AccountId:
    return book.parents(account_id)[0]


STEPS: Final = st.lists(
    st.tuples(st.sampled_from("jl"), st.sampled_from(["k", "m"]), st.sampled_from(DAYS)), max_size=10
)


@given(STEPS)
def test_joining_and_leaving_keep_history_and_never_overlap(
    steps: list[tuple[str, str, dt.date]],
) -> None:
    """
    Sets of days are the judge, one for each stay.

    Joining begins a set of all days from one on; leaving takes the days from one on out of
    the set that has it.

    What is refused is what the sets say: joining where a day from then on is taken, leaving
    on a day that is not.
    """
    rows: tuple[Membership, ...] = ()
    stays: dict[str, list[set[dt.date]]] = {"k": [], "m": []}
    for step, who, on in steps:
        consumer_id, mine = ConsumerId(who), set().union(*stays[who])
        later = {day for day in DAYS if day >= on}
        before = rows
        try:
            rows = (join if step == "j" else leave)(rows, HOME, consumer_id, on)
        except OverlapError:
            assert step == "j"
            assert mine & later
        except NotMemberError:
            assert step == "l"
            assert on not in mine
        else:
            if step == "j":
                assert not mine & later
                stays[who].append(later)
                assert rows[:-1] == before
            else:
                assert on in mine
                next(stay for stay in stays[who] if on in stay).difference_update(later)
                assert len(rows) == len(before)
                assert [each.valid.start_on for each in rows] == [
                    each.valid.start_on for each in before
                ]
        for each, held in stays.items():
            found = [{*filter(row.valid.__contains__, DAYS)} for row in rows if row.consumer_id == each]
            assert found == held


@given(
    st.lists(clues(), max_size=5), customer_books(), identify_rules(), st.randoms(use_true_random=False)
)
def test_who_it_is_does_not_depend_on_any_order(
    told: list[Clue], book: CustomerBook, rules: IdentifyRules, chance: random.Random
) -> None:
    """
    Clues, accounts, people, roles, households and memberships may come in any order, and twice.
    """
    shuffled = [*told, *told]
    chance.shuffle(shuffled)

    assert identify(shuffled, _shuffled(book, chance), rules=rules, on=TODAY) == identify(
        told, book, rules=rules, on=TODAY
    )


def _shuffled(book: CustomerBook, chance: random.Random) -> CustomerBook:
    parts = {
        "accounts": ("accounts",),
        "people": ("persons", "contacts", "contact_relations", "consumers", "account_consumers"),
        "households": ("households", "memberships"),
    }
    changed = {}
    for part, lists in parts.items():
        held = getattr(book, part)
        mixed = {name: chance.sample(getattr(held, name), len(getattr(held, name))) for name in lists}
        changed[part] = attrs.evolve(held, **mixed)
    return attrs.evolve(book, **changed)


@given(st.lists(clues(), max_size=5), customer_books(), identify_rules())
def test_matches_are_ranked_and_told_apart(
    told: list[Clue], book: CustomerBook, rules: IdentifyRules
) -> None:
    """
    The strongest first, nobody twice, nobody both a match and rejected, each with a reason.

    The one match leads every other by the lead; where there is none, no match does so.
    """
    found = identify(told, book, rules=rules, on=TODAY)
    strengths = [each.strength for each in found.matches]
    named = [each.customer for each in found.matches]
    named += [each.candidate.customer for each in found.rejected if each.candidate is not None]
    leading = [
        each
        for each in found.matches
        if each.strength >= rules.minimum
        and all(
            other is each or each.strength - other.strength >= rules.lead for other in found.matches
        )
    ]

    assert strengths == sorted(strengths, reverse=True)
    assert len(set(named)) == len(named)
    assert all(each.reasons for each in found.matches)
    assert ([found.only] if found.only else []) == leading
    assert bool(found.decision) == bool(found.only)


@given(st.lists(clues(), min_size=1, max_size=4), clues(), customer_books())
def test_one_more_clue_never_weakens_anybody(told: list[Clue], more: Clue, book: CustomerBook) -> None:
    """
    Whoever fits still fits, as well or better, unless an account finds somebody who asks for it.
    """
    before = identify(told, book, on=TODAY)
    after = {each.customer: each for each in identify([*told, more], book, on=TODAY).matches}

    for match in before.matches:
        if match.person_id is not None:
            assert after[match.customer].strength >= match.strength


@given(st.emails())
def test_an_email_key_is_its_own_key(address: str) -> None:
    """
    Whatever RFC 5322 allows without quotes has a key, which upper case does not change.
    """
    key = email_key(address)

    assert email_key(key) == key
    assert email_key(address.upper()).isascii() == key.isascii()
    assert email_key(f" {address.swapcase()} ") == key


@given(st.lists(st.sampled_from(DAYS), max_size=4), st.sampled_from(DAYS))
def test_nothing_of_the_past_is_lost(on: list[dt.date], last: dt.date) -> None:
    """
    Leaving changes only the end of the one row that holds.
    """
    rows = tuple(
        Membership(HouseholdId(f"h{place}"), ConsumerId("k"), valid=DateSpan(day))
        for place, day in enumerate(on)
    )
    for row in rows:
        if last in row.valid:
            after = leave(rows, row.household_id, row.consumer_id, last)
            assert [each for each in after if each.household_id != row.household_id] == [
                each for each in rows if each.household_id != row.household_id
            ]
            assert DateSpan(row.valid.start_on, last) in [each.valid for each in after]
