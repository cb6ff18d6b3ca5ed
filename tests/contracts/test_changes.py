"""
What is done with agreements: activated, suspended, resumed, cancelled, renewed, amended; and refused.
"""

import datetime as dt
from typing import Final

import attrs
import pytest

from csmcore.contracts import (
    CONTRACT,
    Agreed,
    Cancellation,
    ContractLine,
    Renewal,
    ServiceContract,
    Standing,
    Suspension,
    activate,
    amend,
    cancel,
    end_of,
    reinstate,
    renew,
    resume,
    suspend,
)
from csmcore.errors import (
    ContractError,
    DefinitionError,
    DuplicateError,
    MoveRefusedError,
    OrderError,
    UnknownIdError,
)
from csmcore.kernel import (
    AccountId,
    AccountOwner,
    ContractId,
    DateSpan,
    ExternalId,
    LineId,
    ProductModelId,
    SoldProductId,
    Term,
)
from csmcore.lifecycles import LifecycleSeverity, check_lifecycle

L0, L1, L2, L3, L4 = (LineId(f"l{number}") for number in range(5))
NEXT: Final = ContractId("c2")


def day(text: str) -> dt.date:
    """
    A date of 2026 by month and day, ``"05-01"``; other years are said in full.
    """
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def dates(start: str | None = None, until: str | None = None) -> DateSpan:
    """
    Dates as :func:`day` reads them.
    """
    return DateSpan(day(start) if start else None, day(until) if until else None)


def line(
    name: LineId, start: str | None = None, until: str | None = None, *, under: LineId | None = None
) -> ContractLine:
    """
    A line by its dates.
    """
    return ContractLine(name, parent_id=under, valid=dates(start, until))


DRAFT: Final = ServiceContract(
    ContractId("c1"),
    owner=AccountOwner(AccountId("acme")),
    name="Gold",
    valid=dates("01-01", "2027-01-01"),
    external_ids=[ExternalId(system="servicenow", type="contract", id="42")],
    lines=[line(L1, "01-01", "2027-01-01"), line(L2, under=L1), line(L3, "01-01", "07-01")],
)
YEAR: Final = attrs.evolve(DRAFT, activated_on=day("01-01"))


def shown(contract: ServiceContract) -> list[tuple[str, str | None, str]]:
    """
    The lines of a contract: id, what each hangs under, dates.
    """
    return [(each.id, each.parent_id, str(each.valid)) for each in contract.lines]


# --- activate, suspend, resume --------------------------------------------------------------------


def test_a_draft_is_activated_from_a_date_on() -> None:
    """
    It counts from then on, not before its start.
    """
    early, late = activate(DRAFT, day("2025-11-01")), activate(DRAFT, day("03-01"))

    assert early.stand(day("01-01")).standing is Standing.ACTIVE
    assert early.stand(day("2025-12-31")).standing is Standing.DRAFT
    assert late.stand(day("02-28")).standing is Standing.DRAFT
    assert late.stand(day("03-01")).standing is Standing.ACTIVE


@pytest.mark.parametrize(
    ("contract", "on", "message"),
    [
        (YEAR, "05-01", "contract in state 'active' does not allow 'activate'"),
        (
            activate(DRAFT, day("06-01")),
            "05-01",
            "and activated is true; allowed instead: amend, cancel",
        ),
        (DRAFT, "2027-01-01", "over = false, and over is true"),
        (cancel(DRAFT, day("02-01"), reason="no"), "03-01", "cancelled is final"),
    ],
)
def test_what_cannot_be_activated_says_why(contract: ServiceContract, on: str, message: str) -> None:
    """
    Active already, activated for later, over, or cancelled.
    """
    with pytest.raises(MoveRefusedError, match=message):
        activate(contract, day(on))


def test_a_contract_is_suspended_and_resumed() -> None:
    """
    Open at first; resumed, it ends on that date, and the days may be given back.
    """
    open_ended = suspend(YEAR, day("05-01"), reason="unpaid", extends=True)
    resumed = resume(open_ended, day("05-11"))

    assert open_ended.suspensions == (Suspension(day("05-01"), reason="unpaid", extends=True),)
    assert open_ended.stand(day("2028-01-01")).standing is Standing.SUSPENDED
    assert resumed.suspensions[0].until == day("05-11")
    assert resumed.stand(day("05-10")).standing is Standing.SUSPENDED
    assert resumed.stand(day("05-11")).standing is Standing.ACTIVE
    assert end_of([resumed]) == day("2027-01-11")


def test_a_suspension_with_an_end_resumes_by_itself_or_earlier() -> None:
    """
    The end that was set comes without anybody doing anything; resuming before it cuts it.
    """
    may = suspend(YEAR, day("05-01"), day("06-01"), reason="unpaid")

    assert may.stand(day("06-01")).standing is Standing.ACTIVE
    assert resume(may, day("05-20")).stand(day("05-20")).standing is Standing.ACTIVE
    assert resume(may, day("05-01")) == YEAR


def test_a_line_is_suspended_by_its_id() -> None:
    """
    What hangs under it rests too; the contract and other lines do not.
    """
    away = suspend(YEAR, day("05-01"), reason="lost", line_id=L1)

    assert [away.stand(day("05-01"), each).standing for each in (None, L1, L2, L3)] == [
        Standing.ACTIVE,
        Standing.SUSPENDED,
        Standing.SUSPENDED,
        Standing.ACTIVE,
    ]
    assert resume(away, day("05-01"), line_id=L1) == YEAR
    with pytest.raises(MoveRefusedError, match="own_suspension = true, and own_suspension is false"):
        resume(away, day("05-02"), line_id=L2)


def test_whatever_hangs_under_a_contract_is_suspended_alike() -> None:
    """
    An agreement that is no contract says what it hangs under.
    """
    right = Agreed(valid=dates("02-01"))
    away = suspend(right, day("05-01"), reason="lost", above=YEAR.chain(L1))

    assert away.suspensions == (Suspension(day("05-01"), reason="lost"),)
    assert resume(away, day("05-01"), above=YEAR.chain(L1)) == right
    with pytest.raises(MoveRefusedError, match="line 'l3' expired on 2026-07-01"):
        suspend(right, day("08-01"), reason="lost", above=YEAR.chain(L3))
    with pytest.raises(DefinitionError, match="agreement has no lines; leave out line_id='l1'"):
        suspend(right, day("05-01"), reason="lost", line_id=L1)


def test_only_what_is_active_is_suspended() -> None:
    """
    The refusal says where it stands, and what is allowed instead.
    """
    with pytest.raises(MoveRefusedError) as caught:
        suspend(DRAFT, day("05-01"), reason="unpaid")

    assert caught.value.state == "draft"
    assert caught.value.action == "suspend"
    assert caught.value.allowed == ("activate", "amend", "cancel")
    assert caught.value.reasons == (
        "contract 'c1' is a draft, not activated",
        "suspend leads nowhere from draft; it does from active",
    )


def test_suspensions_do_not_meet() -> None:
    """
    One that would run into a later one is refused with that one's dates; ending before it is fine.
    """
    june = suspend(YEAR, day("06-01"), reason="rebuilt")

    with pytest.raises(
        MoveRefusedError, match="is to be suspended from 2026-06-01, no end is set: rebuilt"
    ):
        suspend(june, day("05-01"), reason="unpaid")
    with pytest.raises(MoveRefusedError, match="contract 'c1' is suspended from 2026-06-01"):
        suspend(june, day("07-01"), reason="unpaid")
    assert len(suspend(june, day("05-01"), day("06-01"), reason="unpaid").suspensions) == 2


def test_a_suspension_that_is_over_is_not_resumed() -> None:
    """
    Nor one of a contract that ended meanwhile, nor none at all.
    """
    may = suspend(YEAR, day("05-01"), day("06-01"), reason="unpaid")
    open_ended = suspend(YEAR, day("05-01"), reason="unpaid")

    with pytest.raises(MoveRefusedError, match="resume leads nowhere from active"):
        resume(may, day("06-01"))
    with pytest.raises(MoveRefusedError, match="contract 'c1' expired on 2027-01-01"):
        resume(open_ended, day("2027-01-01"))
    with pytest.raises(OrderError):
        suspend(YEAR, day("05-01"), day("04-01"), reason="unpaid")
    with pytest.raises(DefinitionError, match="reason is ''"):
        suspend(YEAR, day("05-01"), reason="")


def test_what_was_suspended_before_its_start_resumes_to_a_draft() -> None:
    """
    A contract whose start has not come is a draft again.
    """
    away = attrs.evolve(YEAR, suspensions=[Suspension(day("2025-11-01"), reason="unpaid")])

    resumed = resume(away, day("2025-12-01"))

    assert resumed.stand(day("2025-12-01")).standing is Standing.DRAFT
    assert resumed.stand(day("01-01")).standing is Standing.ACTIVE


# --- cancel, reinstate ----------------------------------------------------------------------------


def test_cancelling_takes_along_what_hangs_under_it() -> None:
    """
    From the effective date on, the contract and each line; a line alone takes only its own.
    """
    whole = cancel(YEAR, day("05-01"), reason="moved away")
    part = cancel(YEAR, day("05-01"), reason="sold", line_id=L1)

    assert whole.cancellation == Cancellation(day("05-01"), reason="moved away")
    for each in (None, L1, L2, L3):
        assert whole.stand(day("04-30"), each).standing is Standing.ACTIVE
        assert whole.stand(day("05-01"), each).standing is Standing.CANCELLED
    assert [part.stand(day("05-01"), each).is_active for each in (None, L1, L2, L3)] == [
        True,
        False,
        False,
        True,
    ]


def test_what_is_over_or_cancelled_is_not_cancelled() -> None:
    """
    Nor is a cancellation that is planned for later brought forward unseen.
    """
    june = cancel(YEAR, day("06-01"), reason="moved away")

    with pytest.raises(MoveRefusedError, match="expired is final"):
        cancel(YEAR, day("2027-01-01"), reason="moved away")
    with pytest.raises(MoveRefusedError, match="contract 'c1' is cancelled from 2026-06-01: moved"):
        cancel(june, day("06-01"), reason="sold")
    with pytest.raises(
        MoveRefusedError, match=r"cancelled from 2026-06-01: moved away; allowed instead: .*reinstate"
    ):
        cancel(june, day("05-01"), reason="sold")
    with pytest.raises(MoveRefusedError, match="contract 'c1' is cancelled from"):
        cancel(june, day("07-01"), reason="sold", line_id=L1)


def test_a_cancellation_is_taken_back_until_it_comes_into_effect() -> None:
    """
    On the effective date it is too late.
    """
    june = cancel(YEAR, day("06-01"), reason="moved away")

    assert reinstate(june, day("05-31")) == YEAR
    with pytest.raises(MoveRefusedError, match="cancelled is final"):
        reinstate(june, day("06-01"))
    with pytest.raises(MoveRefusedError, match=r"reinstate .* needs cancelled = true"):
        reinstate(YEAR, day("05-31"))


def test_the_lifecycle_is_data() -> None:
    """
    Who looks for what may be done finds it in one table, which reads itself back.
    """
    active = [each.action for each in CONTRACT.allowed("active", by="agent") if each.is_offered]

    assert active == ["suspend", "amend"]
    assert CONTRACT.final == ("expired", "cancelled")
    assert set(CONTRACT.reachable()) == {each.value for each in Standing}
    assert type(CONTRACT).parse(str(CONTRACT)) == CONTRACT
    assert {each.severity for each in check_lifecycle(CONTRACT)} <= {LifecycleSeverity.ADVICE}


# --- renew ----------------------------------------------------------------------------------------


def test_a_renewal_is_a_draft_that_knows_where_it_came_from() -> None:
    """
    It begins where the other ends, with the lines that last, and has no history of its own.
    """
    old = suspend(YEAR, day("05-01"), day("05-11"), reason="unpaid")

    new = renew(old, id=NEXT, term=Term(years=1))

    assert new.id == "c2"
    assert new.renewal == Renewal(ContractId("c1"), ContractId("c1"))
    assert new.valid == dates("2027-01-01", "2028-01-01")
    assert (new.activated_on, new.suspensions, new.cancellation, new.external_ids) == (
        None,
        (),
        None,
        (),
    )
    assert (new.owner, new.name) == (old.owner, "Gold")
    assert shown(new) == [
        ("l1", None, "from 2027-01-01 until 2028-01-01"),
        ("l2", "l1", "always"),
    ]


def test_the_second_renewal_keeps_the_root() -> None:
    """
    The first contract stays the root; the predecessor is the one before.
    """
    third = renew(
        renew(YEAR, id=NEXT, term=Term(months=6)), id=ContractId("c3"), until=day("2028-01-01")
    )

    assert third.renewal == Renewal(ContractId("c1"), NEXT)
    assert third.valid == dates("2027-07-01", "2028-01-01")


def test_a_renewal_begins_after_the_days_given_back() -> None:
    """
    Ten days lost are ten days later, for contract and lines.
    """
    old = suspend(YEAR, day("05-01"), day("05-11"), reason="unpaid", extends=True)

    new = renew(old, id=NEXT, until=day("2028-01-01"), line_ids={L1: L4})

    assert new.valid == dates("2027-01-11", "2028-01-01")
    assert shown(new) == [("l4", None, "from 2027-01-11 until 2028-01-01"), ("l2", "l4", "always")]


def test_lines_that_were_cancelled_stay_behind_with_all_under_them() -> None:
    """
    A line that lasts is renewed; one that was called off is not, nor what hung under it.
    """
    assert (
        shown(renew(cancel(YEAR, day("05-01"), reason="sold", line_id=L1), id=NEXT, term=Term(years=1)))
        == []
    )


def test_what_cannot_be_renewed_says_why() -> None:
    """
    A contract that is cancelled, also for later, or that has no end.
    """
    endless = attrs.evolve(YEAR, valid=dates("01-01"))
    resting = suspend(YEAR, day("05-01"), reason="unpaid", extends=True)
    unresumed = "while a suspension that gives days back has none; resume it first"

    for contract, message in (
        (cancel(YEAR, day("06-01"), reason="sold"), "contract 'c1' is cancelled from 2026-06-01: sold"),
        (endless, "contract 'c1' has no end; give it one, or let it run on"),
        (
            resting,
            f"contract 'c1' has no end {unresumed}",
        ),
    ):
        with pytest.raises(MoveRefusedError) as caught:
            renew(contract, id=NEXT, term=Term(years=1))
        assert caught.value.reasons == (message,)


def test_suspensions_stay_behind() -> None:
    """
    Those of the contract and of its lines, though they run past the end: the draft has none.
    """
    held = suspend(YEAR, day("12-01"), until=day("2027-02-01"), reason="unpaid")
    held = suspend(held, day("11-01"), until=day("2027-03-01"), reason="lost", line_id=L1)

    new = renew(held, id=NEXT, term=Term(years=1))

    assert (held.suspensions, held.line(L1).suspensions) != ((), ())
    assert new.suspensions == ()
    assert [each.suspensions for each in new.lines] == [()] * len(new.lines)


def test_a_renewal_is_asked_for_properly() -> None:
    """
    One of term and end, an end with days before it, an id of its own, lines that exist.
    """
    with pytest.raises(DefinitionError, match="neither of term and until is given"):
        renew(YEAR, id=NEXT)
    with pytest.raises(DefinitionError, match="both of term and until is given"):
        renew(YEAR, id=NEXT, term=Term(years=1), until=day("2028-01-01"))
    with pytest.raises(DefinitionError, match="from 2027-01-01 until 2027-01-01 has no day"):
        renew(YEAR, id=NEXT, until=day("2027-01-01"))
    with pytest.raises(OrderError):
        renew(YEAR, id=NEXT, until=day("12-31"))
    with pytest.raises(ContractError, match="it renews itself"):
        renew(YEAR, id=ContractId("c1"), term=Term(years=1))
    with pytest.raises(UnknownIdError, match="'l9'"):
        renew(YEAR, id=NEXT, term=Term(years=1), line_ids={LineId("l9"): L4})


# --- amend ----------------------------------------------------------------------------------------


def test_a_change_of_quantity_splits_a_line_by_date() -> None:
    """
    The old line ends where the new one starts; all else is as before.
    """
    new = amend(YEAR, L3, from_on=day("03-01"), new_id=L4, quantity=12)

    assert shown(new) == [
        ("l1", None, "from 2026-01-01 until 2027-01-01"),
        ("l2", "l1", "always"),
        ("l3", None, "from 2026-01-01 until 2026-03-01"),
        ("l4", None, "from 2026-03-01 until 2026-07-01"),
    ]
    assert [new.line(each).quantity for each in (L3, L4)] == [1, 12]


def test_a_whole_swap_leaves_one_line() -> None:
    """
    From the first date on there is nothing to keep: the new line takes the place of the old.
    """
    new = amend(
        YEAR,
        L1,
        from_on=day("01-01"),
        new_id=L4,
        model_id=ProductModelId("pump"),
        sold_product_ids=[SoldProductId("s1")],
        unit="pieces",
    )

    assert shown(new) == [
        ("l4", None, "from 2026-01-01 until 2027-01-01"),
        ("l2", "l4", "always"),
        ("l3", None, "from 2026-01-01 until 2026-07-01"),
    ]
    assert (new.line(L4).model_id, new.line(L4).sold_product_ids, new.line(L4).unit) == (
        "pump",
        ("s1",),
        "pieces",
    )


def test_what_hangs_under_a_split_line_goes_with_its_part() -> None:
    """
    What is over stays with the old part, what comes later hangs under the new, the rest is split.
    """
    tree = attrs.evolve(
        YEAR,
        lines=[
            line(L0, "01-01", "2027-01-01"),
            line(L1, "01-01", "03-01", under=L0),
            line(L2, "08-01", under=L0),
            line(L3, "02-01", "09-01", under=L0),
        ],
    )
    names = {L3: LineId("l3-b")}

    new = amend(tree, L0, from_on=day("05-01"), new_id=LineId("l0-b"), child_ids=names)

    assert shown(new) == [
        ("l0", None, "from 2026-01-01 until 2026-05-01"),
        ("l0-b", None, "from 2026-05-01 until 2027-01-01"),
        ("l1", "l0", "from 2026-01-01 until 2026-03-01"),
        ("l2", "l0-b", "from 2026-08-01"),
        ("l3", "l0", "from 2026-02-01"),
        ("l3-b", "l0-b", "from 2026-05-01 until 2026-09-01"),
    ]
    with pytest.raises(
        MoveRefusedError,
        match="line 'l3' under line 'l0': runs across 2026-05-01, so child_ids must say",
    ):
        amend(tree, L0, from_on=day("05-01"), new_id=LineId("l0-b"))
    with pytest.raises(UnknownIdError, match="'l9'"):
        amend(tree, L0, from_on=day("05-01"), new_id=L4, child_ids={LineId("l9"): L4})


def test_suspensions_go_with_their_dates() -> None:
    """
    One that runs across the date is cut in two; a cancellation that is to come goes along.
    """
    away = suspend(YEAR, day("02-01"), day("04-01"), reason="lost", line_id=L3)
    leaving = cancel(away, day("06-01"), reason="sold", line_id=L3)

    new = amend(leaving, L3, from_on=day("03-01"), new_id=L4, quantity=2)

    assert new.line(L3).suspensions == (Suspension(day("02-01"), day("03-01"), reason="lost"),)
    assert new.line(L4).suspensions == (Suspension(day("03-01"), day("04-01"), reason="lost"),)
    assert new.line(L3).cancellation is None
    assert new.line(L4).cancellation == Cancellation(day("06-01"), reason="sold")


def test_days_given_back_before_the_date_are_kept() -> None:
    """
    Ten days lost in February: the line ends on 11 July, in whichever part.
    """
    away = suspend(YEAR, day("02-01"), day("02-11"), reason="unpaid", extends=True)
    assert end_of(away.chain(L3)) == day("07-11")

    new = amend(away, L3, from_on=day("03-01"), new_id=L4, quantity=2)

    assert end_of(new.chain(L3)) == day("03-01")
    assert end_of(new.chain(L4)) == day("07-11")
    assert str(new.line(L4).valid) == "from 2026-03-01 until 2026-07-11"


@pytest.mark.parametrize(
    ("contract", "on", "message"),
    [
        (
            YEAR,
            "2025-12-31",
            "line 'l3' runs from 2026-01-01 until 2026-07-01, and 2025-12-31 is no date",
        ),
        (YEAR, "07-01", "expired is final"),
        (DRAFT, "07-01", "and 2026-07-01 is no date of it"),
        (cancel(YEAR, day("03-01"), reason="sold"), "03-01", "contract 'c1' is cancelled from"),
    ],
)
def test_a_line_is_amended_on_a_date_of_its_own(
    contract: ServiceContract, on: str, message: str
) -> None:
    """
    Not before it starts, not when it has ended, not when it is cancelled.
    """
    with pytest.raises(MoveRefusedError, match=message):
        amend(contract, L3, from_on=day(on), new_id=L4)


def test_a_new_line_has_an_id_of_its_own() -> None:
    """
    An id that is taken is refused, and so is a line that is not there.
    """
    with pytest.raises(DuplicateError, match="two values claim to be line 'l1'"):
        amend(YEAR, L3, from_on=day("03-01"), new_id=L1)
    with pytest.raises(UnknownIdError, match="no line of contract 'c1' has the id 'l9'"):
        amend(YEAR, LineId("l9"), from_on=day("03-01"), new_id=L4)
