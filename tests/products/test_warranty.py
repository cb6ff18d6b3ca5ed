"""
Warranties, each worked out by hand: from when, until when, for whom, and why not.
"""

import datetime as dt
import pickle
from typing import Any, Final, NamedTuple

import pytest

from csmcore.errors import (
    DefinitionError,
    DuplicateError,
    NaiveInstantError,
    UnknownReferenceError,
    UnknownZoneError,
)
from csmcore.kernel import Term
from csmcore.products import (
    Covered,
    FormerOwner,
    InstallBaseItem,
    ProductModel,
    SoldProduct,
    StartsOn,
    TransferRule,
    Warranty,
    WarrantyExtension,
    WarrantyPeriod,
    WarrantyStart,
    WarrantyTerm,
    warranty,
)
from tests.products.shop import INITECH, KIM, item, model_id, sold, sold_id

YEAR: Final = Term(years=1)
ENDS: Final = TransferRule(goes_on=False)
CAPPED: Final = WarrantyStart("installation", at_most_days=90, after="sale")


def date(text: str) -> dt.date:
    """
    A date from its text.
    """
    return dt.date.fromisoformat(text)


def parts(runs: Term = YEAR, *, name: str = "standard", **fields: Any) -> WarrantyTerm:
    """
    A warranty on parts, a year from the sale unless said otherwise.
    """
    return WarrantyTerm(name, covers="parts", runs=runs, **fields)


def more(name: str = "extra", **fields: Any) -> WarrantyExtension:
    """
    An extension on parts.
    """
    return WarrantyExtension(sold_id("s"), name, covers="parts", **fields)


def bought(
    sold_on: str | None = "2024-02-29", *, former: tuple[str, ...] = (), **fields: Any
) -> SoldProduct:
    """
    A router that was sold on a leap day, and changed hands on some dates.
    """
    owners = [FormerOwner(KIM if n % 2 else INITECH, date(on)) for n, on in enumerate(former)]
    dates = {key: date(value) for key, value in fields.items() if key.endswith("_on")}
    on = date(sold_on) if sold_on else None
    return sold("s", sold_on=on, former_owners=owners, **{**fields, **dates})


def ask(
    subject: SoldProduct | InstallBaseItem, *terms: WarrantyTerm, on: str = "2024-06-01", **more: Any
) -> Warranty:
    """
    What is covered at noon of a date, in UTC.
    """
    at = dt.datetime.combine(date(on), dt.time(12), dt.UTC)
    return warranty(subject, terms, at=at, zone="UTC", **more)


class Row(NamedTuple):
    """
    A case worked by hand: the first date that is covered, and the first that is not any more.
    """

    rule: str
    product: SoldProduct
    terms: tuple[WarrantyTerm, ...]
    first: str
    until: str
    extensions: tuple[WarrantyExtension, ...] = ()


STANDARD: Final = (parts(),)
BY_INSTALLATION: Final = (parts(starts=["installation", "shipment", "sale"]),)
BY_CAPPED: Final = (parts(starts=[CAPPED, "sale"]),)
SIX_MONTHS_LEFT: Final = (parts(Term(years=3), transfer=TransferRule(then_at_most=Term(months=6))),)
IF_EARLY: Final = (parts(Term(years=3), transfer=TransferRule(within=YEAR)),)
ROWS: Final = (
    Row("a year from a leap day ends on 28 February", bought(), STANDARD, "2024-02-29", "2025-02-28"),
    Row(
        "a year from a leap day ends on 1 March where days that are missing move on",
        bought(),
        (parts(Term(years=1, month_end="next")),),
        "2024-02-29",
        "2025-03-01",
    ),
    Row(
        "four years from a leap day end on the next",
        bought(),
        (parts(Term(years=4)),),
        "2024-02-29",
        "2028-02-29",
    ),
    Row(
        "a month from 31 January ends on the leap day",
        bought("2024-01-31"),
        (parts(Term(months=1)),),
        "2024-01-31",
        "2024-02-29",
    ),
    Row(
        "it starts with the installation where that is known",
        bought(shipped_on="2024-03-05", installed_on="2024-03-10"),
        BY_INSTALLATION,
        "2024-03-10",
        "2025-03-10",
    ),
    Row(
        "else with the shipment",
        bought(shipped_on="2024-03-05"),
        BY_INSTALLATION,
        "2024-03-05",
        "2025-03-05",
    ),
    Row("else with the sale", bought("2024-03-01"), BY_INSTALLATION, "2024-03-01", "2025-03-01"),
    Row(
        "an installation within 90 days counts",
        bought("2024-01-01", installed_on="2024-03-30"),
        BY_CAPPED,
        "2024-03-30",
        "2025-03-30",
    ),
    Row(
        "the 90th day after the sale is 31 March in a leap year: the installation on it counts",
        bought("2024-01-01", installed_on="2024-03-31"),
        BY_CAPPED,
        "2024-03-31",
        "2025-03-31",
    ),
    Row(
        "an installation after that does not",
        bought("2024-01-01", installed_on="2024-06-01"),
        BY_CAPPED,
        "2024-03-31",
        "2025-03-31",
    ),
    Row(
        "what was never installed starts 90 days after the sale all the same",
        bought("2024-01-01"),
        BY_CAPPED,
        "2024-03-31",
        "2025-03-31",
    ),
    Row(
        "of an unknown sale no days are counted",
        bought(None, installed_on="2024-06-01"),
        BY_CAPPED,
        "2024-06-01",
        "2025-06-01",
    ),
    Row(
        "an extension of a year prolongs from the end",
        bought(),
        STANDARD,
        "2024-02-29",
        "2026-02-28",
        (more(runs=YEAR, bought_on=date("2024-03-01")),),
    ),
    Row(
        "two prolong one after the other, in the order in which they were bought",
        bought("2024-01-01"),
        STANDARD,
        "2024-01-01",
        "2026-03-01",
        (
            more("second", runs=Term(months=2), bought_on=date("2024-06-01")),
            more("first", runs=YEAR, bought_on=date("2024-05-01")),
        ),
    ),
    Row(
        "an extension may say until when",
        bought("2024-01-01"),
        STANDARD,
        "2024-01-01",
        "2025-07-01",
        (more(until=date("2025-07-01")),),
    ),
    Row(
        "one that stands alone and touches goes on without a gap",
        bought("2024-01-01"),
        STANDARD,
        "2024-01-01",
        "2026-01-01",
        (more(start_on=date("2025-01-01"), runs=YEAR),),
    ),
    Row(
        "one that overlaps adds what is beyond",
        bought("2024-01-01"),
        STANDARD,
        "2024-01-01",
        "2025-06-01",
        (more(start_on=date("2024-06-01"), runs=YEAR),),
    ),
    Row(
        "the longer of two terms counts",
        bought("2024-01-01"),
        (*STANDARD, parts(Term(months=18), name="long")),
        "2024-01-01",
        "2025-07-01",
    ),
    Row(
        "a warranty that goes on does not notice a transfer",
        bought("2024-01-01", former=("2024-07-01",)),
        STANDARD,
        "2024-01-01",
        "2025-01-01",
    ),
    Row(
        "one that is for the first owner ends with the transfer",
        bought("2024-01-01", former=("2024-07-01",)),
        (parts(transfer=ENDS),),
        "2024-01-01",
        "2024-07-01",
    ),
    Row(
        "a transfer after its end changes nothing",
        bought("2024-01-01", former=("2025-01-01",)),
        (parts(transfer=ENDS),),
        "2024-01-01",
        "2025-01-01",
    ),
    Row(
        "after a transfer six months are left",
        bought("2024-01-01", former=("2024-08-31",)),
        SIX_MONTHS_LEFT,
        "2024-01-01",
        "2025-02-28",
    ),
    Row(
        "a second transfer does not give them anew",
        bought("2024-01-01", former=("2024-08-31", "2024-10-01")),
        SIX_MONTHS_LEFT,
        "2024-01-01",
        "2025-02-28",
    ),
    Row(
        "six months from a late transfer are not added",
        bought("2024-01-01", former=("2026-10-01",)),
        SIX_MONTHS_LEFT,
        "2024-01-01",
        "2027-01-01",
    ),
    Row(
        "a transfer within a year of the start is early enough",
        bought("2024-01-01", former=("2024-12-31",)),
        IF_EARLY,
        "2024-01-01",
        "2027-01-01",
    ),
    Row(
        "one a year after the start is not",
        bought("2024-01-01", former=("2025-01-01",)),
        IF_EARLY,
        "2024-01-01",
        "2025-01-01",
    ),
    Row(
        "an extension that the new owner bought starts when it was bought",
        bought("2024-01-01", former=("2024-07-01",)),
        (parts(transfer=ENDS),),
        "2024-09-01",
        "2025-09-01",
        (more(runs=YEAR, bought_on=date("2024-09-01"), transfer=ENDS),),
    ),
    Row(
        "an extension that is for its buyer ends with the next transfer",
        bought("2024-01-01", former=("2025-07-01",)),
        STANDARD,
        "2024-01-01",
        "2025-07-01",
        (more(runs=YEAR, bought_on=date("2024-02-01"), transfer=ENDS),),
    ),
    Row(
        "bought after a gap it starts on the day it was bought",
        bought("2024-01-01"),
        STANDARD,
        "2025-03-01",
        "2026-03-01",
        (more(runs=YEAR, bought_on=date("2025-03-01")),),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_it_is_covered_from_the_first_date_until_the_last(row: Row) -> None:
    """
    Covered on its first date and on the last before its end, told with that end; not before or after.
    """
    day, first, until = dt.timedelta(days=1), date(row.first), date(row.until)

    def answer(on: dt.date) -> Any:
        return ask(row.product, *row.terms, on=str(on), extensions=row.extensions).of("parts")

    assert answer(first).until == until
    assert answer(until - day).until == until
    assert not answer(first - day)
    assert not answer(until)
    assert answer(until).until is None


def test_an_extension_of_what_the_transfer_ended_is_void() -> None:
    """
    Bought before the transfer, it would have prolonged what is not there any more.
    """
    product = bought("2024-01-01", former=("2024-07-01",))
    extension = more(runs=YEAR, bought_on=date("2024-02-01"))

    told = ask(product, parts(transfer=ENDS), on="2025-02-01", extensions=[extension])

    assert str(told.of("parts")) == (
        "parts: not covered "
        "(standard: it ended with the transfer to another owner on 2024-07-01, "
        "extra: it ended with the transfer to another owner on 2024-07-01)"
    )


@pytest.mark.parametrize(
    ("product", "terms", "fields", "told"),
    [
        (bought("2024-07-01"), STANDARD, {}, "standard: it does not start before 2024-07-01"),
        (bought("2023-06-01"), STANDARD, {}, "standard: it ended on 2024-06-01"),
        (bought(None), STANDARD, {}, "standard: no date is known with which it starts: sale"),
        (bought(None), BY_INSTALLATION, {}, "which it starts: installation, shipment, sale"),
        (bought(state="terminated"), STANDARD, {}, "standard: the sold product is terminated"),
        (
            bought("2024-06-15", former=("2024-06-10",)),
            (parts(transfer=ENDS),),
            {},
            "standard: it ended with the transfer to another owner on 2024-06-10",
        ),
        (bought(), (), {}, "no warranty covers parts"),
        (
            bought(None),
            STANDARD,
            {"extensions": [more(runs=YEAR)]},
            "extra: there is no parts warranty with known dates to prolong",
        ),
        (
            bought("2023-01-01"),
            STANDARD,
            {"extensions": [more(until=date("2023-06-01"))]},
            "extra: it ends on 2023-06-01, and what is there on 2024-01-01",
        ),
    ],
)
def test_what_is_not_covered_says_why(
    product: SoldProduct, terms: tuple[WarrantyTerm, ...], fields: dict[str, Any], told: str
) -> None:
    """
    Not yet, not any more, no date, over, void, nothing there: each in its words.
    """
    answer = ask(product, *terms, **fields).of(Covered.PARTS)

    assert not answer
    assert answer.until is None
    assert str(answer).startswith("parts: not covered (")
    assert told in str(answer)


def test_each_kind_has_its_own_answer() -> None:
    """
    Parts for two years, labour for one; travel for nobody.
    """
    both = WarrantyTerm("labour, too", covers=["parts", "labour"], runs=YEAR)
    told = ask(bought("2024-01-01"), parts(Term(years=2)), both, on="2025-06-01")

    assert told
    assert str(told) == (
        "parts: covered until 2026-01-01 (standard)\n"
        "labour: not covered (labour, too: it ended on 2025-01-01)\n"
        "travel: not covered (no warranty covers travel)\n"
        "shipping: not covered (no warranty covers shipping)"
    )
    assert pickle.loads(pickle.dumps(told)) == told
    assert not ask(bought("2024-01-01"), both, on="2025-06-01")


def test_a_decision_tells_all_of_it() -> None:
    """
    What counts and from when, what starts instead, and the one that another outlasts.
    """
    long = parts(Term(years=2), name="long", starts=["shipment", "sale"])
    told = ask(bought("2024-01-01"), parts(), long).of("parts")

    assert str(told.decision) == (
        "warranty for parts: long\n"
        "  because it runs from 2024-01-01 until 2026-01-01\n"
        "  because the date of shipment is not known\n"
        "  because it starts with the sale, 2024-01-01\n"
        "  not standard: long runs until 2026-01-01"
    )
    assert told.decision.chosen is not None
    assert str(told.decision.chosen) == "long, from 2024-01-01 until 2026-01-01"
    assert [period.name for period in told.periods] == ["standard", "long"]
    assert isinstance(told.decision.rejected[0].candidate, WarrantyPeriod)


def test_a_replacement_has_what_was_left() -> None:
    """
    The original went in on 10 March 2024; what came for it in December is covered until March.
    """
    old = item("old", installed_on=date("2024-03-10"), state="retired")
    new = item("new", installed_on=date("2024-12-01"), kind="replacement", replaces_id="old")
    term = parts(starts="installation")

    told = ask(new, term, on="2025-01-01", original=old)

    assert told.of("parts").until == date("2025-03-10")
    assert ask(new, term, on="2025-01-01").of("parts").until == date("2025-12-01")
    assert "old" not in str(told)
    assert "standard: the item is retired" in str(ask(old, term).of("parts"))


def test_an_item_has_its_dates_of_sale_from_what_it_was_sold_as() -> None:
    """
    Its own installation, else that of what was sold; no sale where nobody says as what it was sold.
    """
    sale, by_installation = parts(), parts(starts="installation")
    product = bought("2024-01-01", installed_on="2024-02-01")

    assert ask(item("i"), sale, sold=product).of("parts").until == date("2025-01-01")
    assert ask(item("i"), by_installation, sold=product).of("parts").until == date("2025-02-01")
    assert "no date is known" in str(ask(item("i"), sale))
    assert "sold product is terminated" in str(
        ask(item("i"), sale, sold=bought("2024-01-01", state="terminated"))
    )


@pytest.mark.parametrize(
    ("zone", "covered"), [("Asia/Tokyo", False), ("UTC", True), ("America/New_York", True)]
)
def test_dates_are_those_of_a_zone(zone: str, covered: bool) -> None:
    """
    On 31 December at 18:00 UTC the new year has begun in Tokyo, and the warranty ended with the old.
    """
    at = dt.datetime(2024, 12, 31, 18, tzinfo=dt.UTC)

    assert bool(warranty(bought("2024-01-01"), [parts()], at=at, zone=zone)) is covered


def test_a_question_that_cannot_be_answered_is_refused() -> None:
    """
    An instant without a zone, a zone that is none, a kind that is none, another's extension.
    """
    at = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    with pytest.raises(NaiveInstantError):
        warranty(bought(), STANDARD, at=at.replace(tzinfo=None), zone="UTC")
    with pytest.raises(UnknownZoneError, match="Mars"):
        warranty(bought(), STANDARD, at=at, zone="Mars/Base")
    with pytest.raises(
        DefinitionError, match="'paint' is nothing that a warranty covers; it is one of parts"
    ):
        ask(bought()).of("paint")
    other = WarrantyExtension(sold_id("other"), "extra", covers="parts", runs=YEAR)
    with pytest.raises(UnknownReferenceError, match="extension 'extra' names sold product 'other'"):
        ask(bought(), extensions=[other])
    with pytest.raises(UnknownReferenceError, match="extension 'extra' names sold product 'other'"):
        ask(item("i"), extensions=[other])


def test_an_end_is_told_before_a_gap() -> None:
    """
    What begins a month after the end goes on from nothing: until the end, and again from then.
    """
    later = more(start_on=date("2025-02-01"), runs=YEAR)

    told = ask(bought("2024-01-01"), parts(), extensions=[later]).of("parts")

    assert told.until == date("2025-01-01")
    assert [period.valid.until for period in told.periods] == [date("2025-01-01"), date("2026-02-01")]


def test_two_warranties_of_a_model_have_two_names() -> None:
    """
    A claim must be able to say which.
    """
    with pytest.raises(DuplicateError, match="warranty term 'standard'"):
        ProductModel(model_id("m"), "M", warranties=[parts(), parts(Term(years=2))])


def test_terms_that_cannot_be_are_refused() -> None:
    """
    Nothing covered, no start, one twice; bounds of half a sentence; an end that also goes on.
    """
    with pytest.raises(DefinitionError, match="nothing is covered; say what is: parts, labour"):
        WarrantyTerm("w", covers=[], runs=YEAR)
    with pytest.raises(
        DefinitionError, match="'paint' is nothing that a warranty covers; it is one of parts"
    ):
        WarrantyTerm("w", covers="paint", runs=YEAR)
    with pytest.raises(DefinitionError, match="warranty 'standard' has no start"):
        parts(starts=[])
    with pytest.raises(DuplicateError, match="start 'sale'"):
        parts(starts=["sale", StartsOn.SALE])
    with pytest.raises(DefinitionError, match="at_most_days and after go together"):
        WarrantyStart("sale", at_most_days=9)
    with pytest.raises(DefinitionError, match="at_most_days and after go together"):
        WarrantyStart("installation", after="sale")
    with pytest.raises(DefinitionError, match="a start with the sale cannot be bounded by the sale"):
        WarrantyStart("sale", at_most_days=9, after="sale")
    with pytest.raises(DefinitionError, match="at_most_days is 0; it is a whole number, 1 or more"):
        WarrantyStart("installation", at_most_days=0, after="sale")
    with pytest.raises(DefinitionError, match=r"at_most_days is .*; it is a whole number, 1 or more"):
        WarrantyStart("installation", at_most_days=dt.timedelta(9), after="sale")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="has neither within nor then_at_most"):
        TransferRule(goes_on=False, within=YEAR)


def test_extensions_that_cannot_be_are_refused() -> None:
    """
    For how long, or until when: one of the two; and not until before it starts.
    """
    with pytest.raises(DefinitionError, match="extension 'extra' needs runs or until, and not both"):
        more()
    with pytest.raises(DefinitionError, match="extension 'extra' needs runs or until, and not both"):
        more(runs=YEAR, until=date("2025-01-01"))
    with pytest.raises(DefinitionError, match="extension 'extra' ends on 2025-01-01; it starts on"):
        more(start_on=date("2025-01-01"), until=date("2025-01-01"))


def test_a_number_is_no_term() -> None:
    """
    The error says how to put that many months.
    """
    with pytest.raises(DefinitionError, match=r"runs is 24; say for how long by a Term\(months=24\)"):
        WarrantyTerm("w", covers="parts", runs=24)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match=r"runs is '1y'; .* Term\(months=24\)"):
        WarrantyTerm("w", covers="parts", runs="1y")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match=r"runs is 12; say for how long by a Term\(months=12\)"):
        more(runs=12)


def test_days_beyond_the_last_year_stop_at_its_end() -> None:
    """
    A bound of a million years is no error; the installation counts.
    """
    term = parts(starts=WarrantyStart("installation", at_most_days=2**40, after="sale"))

    told = ask(bought("2024-01-01", installed_on="2024-05-01"), term).of("parts")

    assert told.until == date("2025-05-01")
