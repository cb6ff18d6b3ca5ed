"""
What an action does to a record, what may be asked, and every reason why not.
"""

from collections.abc import Mapping
from typing import Final

import pytest

from csmcore.errors import ConditionError, MoveRefusedError, UnknownNameError
from csmcore.kernel import Fact, Facts
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER, SYSTEM, Lifecycle, Moved, Option
from tests.lifecycles.cases import CASE

URGENT: Final[dict[str, Fact]] = {"priority": 1}


def test_a_move_tells_where_it_leads_and_what_follows() -> None:
    """
    The state that is left, the one that is reached, and the effects by name.
    """
    moved = CASE.move("new", "accept", by=AGENT, facts=URGENT)

    assert moved == Moved(
        lifecycle="case", source="new", action="accept", target="open", effects=("assign",)
    )
    assert str(moved) == "new -> accept -> open"


def test_the_first_move_that_fits_counts() -> None:
    """
    Urgent cases are opened; all others, and those of managers, wait.
    """
    assert CASE.move("new", "accept", by=AGENT, facts={"priority": 3}).target == "waiting"
    assert CASE.move("new", "accept", by=AGENT).target == "waiting"
    assert CASE.move("new", "accept", by=MANAGER, facts=URGENT).target == "waiting"


def test_a_record_begins_with_an_opening_move() -> None:
    """
    Before that it is in no state; anybody may ask what is for no one in particular.
    """
    moved = CASE.move(None, "create", by="a passer-by")

    assert (moved.source, moved.target) == (None, "new")
    assert str(moved) == "-> create -> new"


def test_the_first_that_fits_decides_what_is_required() -> None:
    """
    A later move that requires less is no way out.
    """
    lifecycle = Lifecycle.parse(
        "lifecycle x\nstate a: a\nstate b: b\ninitial a\n"
        "a -> close -> b by agent requires notes\na -> close -> b"
    )

    assert not lifecycle.can("a", "close", by=AGENT)
    assert lifecycle.can("a", "close", by=CUSTOMER)


@pytest.mark.parametrize("empty", [None, "", " \n", frozenset()])
def test_a_blank_field_is_not_given(empty: Fact) -> None:
    """
    Neither nothing, nor blanks, nor an empty set; a zero and a no are something.
    """
    assert not CASE.can("open", "resolve", by=AGENT, given={"code": empty, "notes": "done"})
    assert CASE.can("open", "resolve", by=AGENT, given={"code": 0, "notes": False})


def test_what_the_record_had_before_is_not_given() -> None:
    """
    A second solution tells its own notes.
    """
    facts: dict[str, Fact] = {"code": "fixed", "notes": "done"}

    assert not CASE.can("open", "resolve", by=AGENT, facts=facts)
    assert CASE.can("open", "resolve", by=AGENT, given=facts)


def test_all_missing_fields_are_told_at_once() -> None:
    """
    Nobody fills in one field to be asked for the next.
    """
    with pytest.raises(MoveRefusedError) as caught:
        CASE.move("open", "resolve", by=AGENT)

    assert caught.value.reasons == (
        "open, waiting -> resolve -> resolved needs code and notes to be given",
    )
    assert caught.value.allowed == ()
    assert str(caught.value).endswith("; nothing else is")


def test_every_reason_is_told_of_every_move() -> None:
    """
    Of two moves by one action, each says why it is not taken; of one, all that is in the way.
    """
    accept = CASE.option("new", "accept", by=CUSTOMER)
    cancel = CASE.option("new", "cancel", by=AGENT)

    assert [reason.code for reason in accept.reasons] == [
        "lifecycle.wrong_actor",
        "lifecycle.guarded",
        "lifecycle.wrong_actor",
    ]
    assert [str(reason) for reason in cancel.reasons] == [
        "any -> cancel -> closed is for manager, not for agent",
        "any -> cancel -> closed needs group is set, and group is not set",
        "any -> cancel -> closed needs notes to be given",
    ]


def test_a_refusal_says_what_is_allowed_instead() -> None:
    """
    Actions that would be taken, though fields may have to be given with them.
    """
    with pytest.raises(MoveRefusedError) as caught:
        CASE.move("waiting", "cancel", by=AGENT)

    error = caught.value
    assert (error.lifecycle, error.state, error.action) == ("case", "waiting", "cancel")
    assert error.allowed == ("resolve",)
    assert str(error).startswith("case in state 'waiting' does not allow 'cancel': any -> cancel")
    assert str(error).endswith("; allowed instead: resolve")


@pytest.mark.parametrize(
    ("state", "action", "reason"),
    [
        ("new", "acept", "no action is named acept; accept is near"),
        (
            "new",
            "juggle",
            "no action is named juggle; there are create, accept, resolve, reply, cancel",
        ),
        ("new", "reply", "reply leads nowhere from new; it does from waiting"),
        ("new", "create", "create leads nowhere from new; it does from the beginning"),
        (None, "resolve", "resolve leads nowhere from the beginning; it does from open, waiting"),
        ("closed", "resolve", "closed is final, so resolve leads nowhere"),
        ("closed", "cancel", "closed is final, so cancel leads nowhere"),
    ],
)
def test_an_action_that_leads_nowhere_says_why(state: str | None, action: str, reason: str) -> None:
    """
    A slip is told apart from an action of another state, and from a state that is final.
    """
    with pytest.raises(MoveRefusedError) as caught:
        CASE.move(state, action, by=AGENT)

    assert caught.value.reasons == (reason,)
    assert caught.value.state == (state or "")


def test_what_is_allowed_lists_every_action_of_the_state() -> None:
    """
    In the order of the moves; what lacks a field is offered, and says what it lacks.
    """
    options = CASE.allowed("waiting", by=AGENT, facts={"group": "a"}, given={"code": "fixed"})
    resolve, reply, cancel = options

    assert [each.action for each in options] == ["resolve", "reply", "cancel"]
    assert resolve.is_offered
    assert not resolve
    assert (resolve.requires, resolve.missing) == (("code", "notes"), ("notes",))
    assert not reply.is_offered
    assert (cancel.target, len(cancel.reasons)) == (None, 2)


def test_an_option_reads_as_a_line() -> None:
    """
    Where it leads, or why not.
    """
    assert str(CASE.option("new", "accept", by=MANAGER)) == "accept -> waiting"
    assert str(CASE.option("resolved", "accept", by=AGENT)) == (
        "not accept: resolved -> accept -> closed is for customer, not for agent"
    )
    assert CASE.allowed("closed", by=AGENT) == ()
    assert CASE.option(None, "create", by=SYSTEM) == Option(action="create", target="new")


def test_any_state_is_neither_final_nor_the_one_it_leads_to() -> None:
    """
    What leads from any state to another never leads from a state to itself.
    """
    lifecycle = Lifecycle.parse(
        "lifecycle x\nstate a: a\nstate b: b\nstate c: c, final\ninitial a\nany -> go -> b"
    )

    assert lifecycle.can("a", "go", by=AGENT)
    assert not lifecycle.can("b", "go", by=AGENT)
    assert not lifecycle.can("c", "go", by=AGENT)


def test_a_state_that_is_none_is_no_refusal() -> None:
    """
    Whoever asks about a state that is not there has made a slip, and is told which are.
    """
    for ask in (CASE.move, CASE.can, CASE.option):
        with pytest.raises(UnknownNameError, match="'waiting' is near"):
            ask("wating", "resolve", by=AGENT)
    with pytest.raises(UnknownNameError):
        CASE.allowed("wating", by=AGENT)


def test_facts_come_as_a_timeline_holds_them() -> None:
    """
    What holds at a moment of a timeline can be asked with as it is, and explains the same.
    """
    facts = Facts({"priority": 3, "tags": frozenset({"vip"})})

    assert CASE.move("new", "accept", by=AGENT, facts=facts).target == "waiting"
    assert CASE.move("waiting", "reply", by=CUSTOMER, facts=facts).target == "open"
    nothing: tuple[Mapping[str, Fact], ...] = ({}, Facts())
    for plain in nothing:
        (reason,) = CASE.option("waiting", "reply", by=CUSTOMER, facts=plain).reasons
        assert str(reason).endswith("needs tags contains vip, and tags is not set")


def test_a_condition_that_never_holds_says_so() -> None:
    """
    There is no fact to blame then.
    """
    lifecycle = Lifecycle.parse("lifecycle x\nstate a: a\ninitial a\na -> go -> a when never")

    (reason,) = lifecycle.option("a", "go", by=AGENT).reasons
    assert str(reason) == "a -> go -> a needs never, and that never holds"


def test_a_fact_of_the_wrong_type_is_an_error() -> None:
    """
    It is neither a yes nor a quiet no.
    """
    for ask in (CASE.move, CASE.can, CASE.option):
        with pytest.raises(ConditionError, match="priority"):
            ask("new", "accept", by=AGENT, facts={"priority": "high"})
