"""
A decision on coverage as a picture.
"""

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Final

from csmcore.contracts import Coverage, Entitlement, Scope, UsageAllowance, cover
from csmcore.kernel import AccountId, DateSpan, EntitlementId
from tests.contracts.test_coverage import ACME, AT, E1, asked, book

HOSTILE: Final = "</td></table><script>alert(1)</script>"
ENDED: Final = Entitlement(
    EntitlementId("e3"),
    "Silver",
    scope=Scope(account_id=ACME),
    valid=DateSpan(until=dt.date(2026, 5, 3)),
)
ELSEWHERE: Final = Entitlement(EntitlementId("e4"), scope=Scope(account_id=AccountId("bond")))


def parsed(coverage: Coverage) -> ET.Element:
    """
    The picture, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(coverage._repr_html_())  # noqa: S314


def rows(coverage: Coverage) -> list[list[str]]:
    """
    The text of each cell below the headings; the reasons of one cell apart by a stroke.
    """
    return [["|".join(each.itertext()) for each in row] for row in parsed(coverage).iter("tr")][1:]


def test_what_covers_is_told_first_and_with_every_reason() -> None:
    """
    The answer, then a row for the one that covers and for each that does not.
    """
    gold = Entitlement(E1, "Gold", scope=Scope(account_id=ACME))
    coverage = cover(asked(), book(gold, ENDED, ELSEWHERE), at=AT)

    assert [each.text for each in parsed(coverage).findall("p")] == [
        "Gold (e1) covers it.",
        "1 more entitlement belongs to other customers.",
    ]
    assert rows(coverage) == [
        ["Gold (e1)", "yes", "it is for account acme|entitlement 'e1' is active always"],
        ["Silver (e3)", "no", "entitlement 'e3' expired on 2026-05-03"],
    ]


def test_what_will_be_left_is_told() -> None:
    """
    Of ten cases two are used and this one counts: seven.
    """
    counted = Entitlement(E1, scope=Scope(account_id=ACME), allowance=UsageAllowance(10))
    coverage = cover(asked(), book(counted, used=2), at=AT)

    assert parsed(coverage).findtext("p") == "e1 covers it. 7 cases will be left after this."


def test_where_nothing_covers_it_says_what_was_close() -> None:
    """
    The answer is no, the table has why, and what ended a week ago is told apart.
    """
    coverage = cover(asked(), book(ENDED), at=AT)

    assert parsed(coverage).findtext("p") == "No entitlement covers it."
    assert rows(coverage)[0][:2] == ["none", "no"]
    assert [each.text for each in parsed(coverage).findall("figure/figcaption")] == [
        "entitlement: none",
        "It was close",
    ]
    assert [each.text for each in parsed(coverage).findall("figure/ul/li")] == [
        "Silver (e3) would have covered it until 2026-05-03, 7 days ago"
    ]


def test_a_strangers_text_stays_text() -> None:
    """
    Names of entitlements open no tag, whether they cover, do not, or were close.
    """
    good = Entitlement(E1, HOSTILE, scope=Scope(account_id=ACME))
    ended = Entitlement(EntitlementId("e2"), HOSTILE, valid=DateSpan(until=dt.date(2026, 5, 3)))

    for entitlements in ((good, ended), (ended,)):
        coverage = cover(asked(), book(*entitlements), at=AT)
        assert parsed(coverage).find(".//script") is None
        assert "&lt;script&gt;" in coverage._repr_html_()
