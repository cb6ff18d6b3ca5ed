"""
Contracts and their lines: what fits together, and everything that does not.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

import pytest

from csmcore.contracts import (
    ContractKind,
    ContractLine,
    Renewal,
    ServiceContract,
    Standing,
    Suspension,
)
from csmcore.errors import (
    ContractError,
    CycleError,
    DefinitionError,
    DuplicateError,
    NaiveInstantError,
    OverlapError,
    UnknownIdError,
    UnknownReferenceError,
    UnknownZoneError,
)
from csmcore.kernel import (
    AccountId,
    AccountOwner,
    ContractId,
    DateSpan,
    ExternalId,
    LineId,
    Scalar,
    SoldProductId,
)

ACME: Final = AccountOwner(AccountId("acme"))
YEAR: Final = DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1))


def span(start: str | None = None, until: str | None = None) -> DateSpan:
    """
    Dates in ISO's form, either of them left out.
    """
    return DateSpan(
        dt.date.fromisoformat(start) if start else None, dt.date.fromisoformat(until) if until else None
    )


def line(name: str, under: str | None = None, valid: DateSpan | None = None) -> ContractLine:
    """
    A line by its id, what it hangs under, and its dates.
    """
    parent_id = LineId(under) if under else None
    return ContractLine(LineId(name), parent_id=parent_id, valid=valid or DateSpan())


def contract(*lines: ContractLine, valid: DateSpan = YEAR, **more: object) -> ServiceContract:
    """
    An active contract over 2026, with lines.
    """
    more = {"activated_on": dt.date(2026, 1, 1), **more}
    return ServiceContract(ContractId("c1"), owner=ACME, valid=valid, lines=lines, **more)  # type: ignore[arg-type]


def test_a_chain_leads_from_the_contract_down_to_the_line() -> None:
    """
    The contract first, then the lines from the root down.
    """
    root, middle, leaf = line("root"), line("middle", "root"), line("leaf", "middle")
    made = contract(leaf, root, middle)

    assert made.chain() == (made,)
    assert made.chain(LineId("leaf")) == (made, root, middle, leaf)
    assert made.line(LineId("middle")) is middle
    assert made.tree.children(LineId("root")) == ("middle",)
    assert [each.label for each in made.chain(LineId("root"))] == ["contract 'c1'", "line 'root'"]


def test_a_line_that_is_not_there_is_refused() -> None:
    """
    The error says of which contract.
    """
    for ask in (contract().line, contract().chain):
        with pytest.raises(UnknownIdError, match="no line of contract 'c1' has the id 'l9'"):
            ask(LineId("l9"))


def test_every_date_that_reaches_outside_is_told_at_once() -> None:
    """
    Lines in their order, each beside what it hangs under and what that states.
    """
    with pytest.raises(ContractError) as caught:
        contract(
            line("early", valid=span("2025-12-31")),
            line("late", valid=span("2026-02-01", "2027-01-02")),
            line("half", valid=span("2026-03-01", "2026-06-01")),
            line("wider", "half", span("2026-02-01", "2026-07-01")),
            line("through", "half"),
            line("deeper", "through", span("2026-06-02")),
            line("past", valid=span(None, "2025-06-01")),
            activated_on=dt.date(2027, 1, 1),
            renewal=Renewal(ContractId("c1"), ContractId("c0")),
        )

    assert caught.value.contract == "c1"
    assert caught.value.problems == (
        "it is activated on 2027-01-01, and ends on 2027-01-01, before it ever counts",
        "it renews itself; a renewal is a contract with an id of its own",
        "line 'early' starts on 2025-12-31, before contract 'c1' does on 2026-01-01",
        "line 'late' ends on 2027-01-02, after contract 'c1' does on 2027-01-01",
        "line 'wider' starts on 2026-02-01, before line 'half' does on 2026-03-01",
        "line 'wider' ends on 2026-07-01, after line 'half' does on 2026-06-01",
        "line 'deeper' starts on 2026-06-02, after line 'half' ends on 2026-06-01",
        "line 'past' ends on 2025-06-01, before contract 'c1' starts on 2026-01-01",
    )
    assert str(caught.value).startswith("contract 'c1' contradicts itself: it is activated on")


def test_the_same_dates_and_none_fit() -> None:
    """
    A line may run exactly as long as what it hangs under, and need not say so.
    """
    made = contract(line("same", valid=YEAR), line("none", "same"), line("last", "none", YEAR))

    assert [each.id for each in made.lines] == ["same", "none", "last"]
    assert contract(line("any", valid=span("1990-01-01")), valid=DateSpan()).lines


def test_days_that_were_given_back_may_be_agreed_on() -> None:
    """
    After ten days of suspension, a line may be sold for the ten days at the end.
    """
    away = Suspension(dt.date(2026, 5, 1), dt.date(2026, 5, 11), reason="rebuilt", extends=True)

    assert contract(line("extra", valid=span("2027-01-01", "2027-01-11")), suspensions=[away]).lines
    with pytest.raises(ContractError, match="'extra' ends on 2027-01-12, after contract 'c1' does on"):
        contract(line("extra", valid=span("2027-01-01", "2027-01-12")), suspensions=[away])


def test_lines_that_hang_wrongly_are_refused() -> None:
    """
    In a circle, under nobody, or twice.
    """
    with pytest.raises(CycleError, match="line 'a' is above itself: 'a' under 'b' under 'a'"):
        contract(line("a", "b"), line("b", "a"))
    with pytest.raises(UnknownReferenceError, match="line 'a' names parent line 'z'"):
        contract(line("a", "z"))
    with pytest.raises(DuplicateError, match="two values claim to be line 'a'"):
        contract(line("a"), line("a"))


@pytest.mark.slow
def test_a_contract_of_ten_thousand_lines_in_a_chain_is_no_trouble() -> None:
    """
    Neither building it nor asking about its last line recurses.
    """
    lines = [line("l0"), *(line(f"l{number}", f"l{number - 1}") for number in range(1, 10_000))]

    made = contract(*lines)

    assert len(made.chain(LineId("l9999"))) == 10_001
    assert made.stand(dt.date(2026, 5, 1), LineId("l9999")).standing is Standing.ACTIVE


def test_a_line_stands_under_its_contract() -> None:
    """
    By date, for the contract and for a line.
    """
    made = contract(line("half", valid=span("2026-03-01", "2026-06-01")))

    assert made.stand(dt.date(2026, 2, 1)).standing is Standing.ACTIVE
    assert made.stand(dt.date(2026, 2, 1), LineId("half")).standing is Standing.DRAFT
    assert made.stand(dt.date(2026, 6, 1), LineId("half")).standing is Standing.EXPIRED


@pytest.mark.parametrize(
    ("own", "default", "expected"),
    [
        (None, "UTC", Standing.ACTIVE),
        ("Asia/Tokyo", "UTC", Standing.EXPIRED),
        ("America/New_York", "Asia/Tokyo", Standing.ACTIVE),
        (None, "Asia/Tokyo", Standing.EXPIRED),
    ],
)
def test_an_instant_is_asked_by_the_date_of_the_contracts_zone(
    own: str | None, default: str, expected: Standing
) -> None:
    """
    Four in the afternoon of New Year's Eve, UTC, is next year in Tokyo.
    """
    at = dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC)

    assert contract(zone=own).stand_at(at, zone=default).standing is expected


def test_an_instant_needs_a_zone() -> None:
    """
    A naive datetime names no instant, and an unknown zone no date.
    """
    with pytest.raises(NaiveInstantError):
        contract().stand_at(dt.datetime(2026, 12, 31, 16))
    with pytest.raises(UnknownZoneError, match="'Mars/Base'"):
        contract(zone="Mars/Base")


def test_what_is_told_of_a_contract_is_held_as_values() -> None:
    """
    Tuples from any iterable, attributes by name, numbers exact, kinds by their text.
    """
    attributes: dict[str, Scalar] = {"b": 1, "a": "x"}
    made = contract(
        ContractLine(
            LineId("l1"),
            quantity=12,
            unit="seats",
            sold_product_ids=[SoldProductId("s2"), SoldProductId("s1")],
            attributes=attributes,
        ),
        kind="maintenance",
        external_ids=[ExternalId(system="servicenow", type="contract", id="42")],
    )

    assert made.kind is ContractKind.MAINTENANCE
    assert made.external_ids[0].id == "42"
    assert made.lines[0].quantity == Decimal(12)
    assert made.lines[0].sold_product_ids == ("s2", "s1")
    assert made.lines[0].attributes == (("a", "x"), ("b", 1))
    assert hash(made) == hash(contract(*made.lines, kind="maintenance", external_ids=made.external_ids))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"quantity": 0}, "quantity=0; an exact number above zero is needed"),
        ({"quantity": 1.5}, "quantity=1.5; an exact number above zero"),
        ({"quantity": "many"}, "quantity='many'; an exact number above zero"),
        ({"quantity": Decimal("NaN")}, "an exact number above zero"),
        ({"quantity": True}, "quantity=True"),
        ({"unit": " "}, "unit is ' '"),
        ({"sold_product_ids": "s1"}, r"is one text; give several, such as \('s1',\)"),
        ({"sold_product_ids": [""]}, "'' is no id of a sold product"),
        ({"sold_product_ids": ["s1", "s1"]}, "two values claim to be sold product 's1'"),
        ({"attributes": {"": 1}}, "'' is no name of an attribute"),
        ({"attributes": [("a", 1), ("a", 2)]}, "two values claim to be attribute 'a'"),
        ({"attributes": {"a": 1.5}}, "1.5 is a float"),
    ],
)
def test_what_a_line_cannot_be_is_refused(fields: dict[str, object], message: str) -> None:
    """
    The error says what was wrong with the value and what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        ContractLine(LineId("l1"), **fields)  # type: ignore[arg-type]


def test_what_a_contract_cannot_be_is_refused() -> None:
    """
    No such kind, lines that are none, suspensions that share a date, blank texts.
    """
    away = Suspension(dt.date(2026, 5, 1), reason="unpaid")

    with pytest.raises(DefinitionError, match="'lease' is no contract kind; it is one of warranty"):
        contract(kind="lease")
    with pytest.raises(DefinitionError, match=r"'l1' is no ContractLine; say ContractLine\(id"):
        contract("l1")  # type: ignore[arg-type]
    with pytest.raises(OverlapError, match="suspension of contract 'c1'"):
        contract(suspensions=[away, Suspension(dt.date(2026, 6, 1), reason="unpaid")])
    with pytest.raises(DefinitionError, match="name is ''"):
        contract(name="")


def test_a_changed_line_takes_its_place_and_a_new_one_comes_last() -> None:
    """
    The others stay as they are.
    """
    made = contract(line("a"), line("b"))

    assert made.lines_with(line("a", "b")) == (line("a", "b"), line("b"))
    assert made.lines_with(line("c")) == (line("a"), line("b"), line("c"))
