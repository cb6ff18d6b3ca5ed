"""
What a desk answers draws itself: outcomes, plans and findings; large ones in part.
"""

import datetime as dt
import pickle
import xml.etree.ElementTree as ET
from typing import Final

import pytest

from csmcore.cases import Actor, AddComment, OpenCase
from csmcore.contracts import Ledger, UnitsGranted
from csmcore.customers import Account, CustomerBook, Household, HouseholdBook, PeopleBook, Person
from csmcore.customers import AccountBook as Accounts
from csmcore.desk import Outcome
from csmcore.kernel import (
    AccountId,
    CaseId,
    EntitlementId,
    HouseholdId,
    Markup,
    PersonId,
    ProductModelId,
    QueueId,
    WorkId,
    picture,
)
from csmcore.lifecycles import AGENT
from csmcore.products import ProductBook, ProductModel
from csmcore.routing import Placement, PlacementKind, PlanChange, compare
from tests.desk.office import DESK, KIM_AGENT, LEE_AGENT, NINE, NORA, OPENING, SETUP, book
from tests.desk.test_check import WRONG

HOSTILE: Final = '"><script>alert(1)</script>'
MANY: Final = range(300)
LARGE: Final[tuple[object, ...]] = (
    Ledger(
        [
            UnitsGranted(EntitlementId("e"), f"{HOSTILE}{n}", at=NINE, sequence=n + 1, amount=1)
            for n in MANY
        ]
    ),
    ProductBook([ProductModel(ProductModelId(f"m{n}"), HOSTILE) for n in MANY]),
    CustomerBook(
        accounts=Accounts([Account(AccountId(f"a{n}"), HOSTILE) for n in MANY]),
        people=PeopleBook([Person(PersonId(f"p{n}"), HOSTILE) for n in MANY]),
        households=HouseholdBook([Household(HouseholdId(f"h{n}"), HOSTILE) for n in MANY]),
    ),
    Outcome(wakes=[(f"case/{HOSTILE}{n}", NINE) for n in MANY]),
)


def rows(drawn: Markup, title: str) -> list[list[str]]:
    """
    The texts of the cells of the table of a title, without its heads.
    """
    for figure in ET.fromstring(drawn).iter("figure"):  # noqa: S314
        if figure.findtext("figcaption") == title:
            return [
                ["".join(cell.itertext()) for cell in row] for row in figure.findall("table/tbody/tr")
            ]
    return []


@pytest.mark.parametrize("large", LARGE, ids=lambda each: type(each).__name__)
def test_what_is_large_is_drawn_in_part_and_harmless(large: object) -> None:
    """
    A hundred rows of each kind, and how many more there are; whatever names say stays text.
    """
    drawn = picture(large)
    tables = list(ET.fromstring(drawn).iter("table"))  # noqa: S314

    assert tables
    for each in tables:
        assert len(each.findall("tbody/tr")) == 101
        assert "".join(each.findall("tbody/tr")[-1].itertext()) == "and 200 more"
    assert "&lt;script&gt;" in drawn
    assert "<script" not in drawn
    assert "://" not in drawn


def test_an_outcome_shows_what_to_store_and_when_to_look_again() -> None:
    """
    Parts that are empty are left out, and each decision is a table of its own.
    """
    outcome = DESK.open(OPENING, at=NINE, by=NORA, book=book())
    drawn = picture(outcome)

    assert rows(drawn, "To store") == [
        ["case/c1", "0", "CaseOpenedCaseChangedSlaApplied"],
        ["ledger/pack", "0", "UnitsConsumed"],
    ]
    assert rows(drawn, "Cases") == [["c1", "new", "", ""]]
    assert rows(drawn, "Look again") == [["case/c1", "2026-04-27T13:00:00Z"]]
    assert "SLA policy: plain" in drawn
    assert not {"To tell", "Held back", "Not done"} & set(drawn.split(">"))


def test_what_is_told_and_held_is_shown() -> None:
    """
    A reply that was due at one in the afternoon is breached by two.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA).record
    due = DESK.due(record, at=NINE + dt.timedelta(hours=5), told_until=NINE)

    assert [row[:3] for row in rows(picture(due), "To tell")] == [
        ["first reply", "breach", "2026-04-27T13:00:00Z"]
    ]


def test_an_outcome_where_nothing_happens_says_so() -> None:
    """
    Its cases stay as they are, and nothing is stored.
    """
    comment = AddComment("Hello?", key="k")
    record = DESK.open(OPENING, at=NINE, by=NORA).record
    after = DESK.act(record, comment, at=NINE, by=NORA).record
    again = DESK.act(after, comment, at=NINE, by=NORA)

    assert picture(again).startswith("<section><p>done before, nothing to store")
    assert rows(picture(again), "To store") == []


def test_a_plan_is_drawn_with_its_outcome() -> None:
    """
    The tables of the outcome, then the plan.
    """
    records = [
        DESK.open(OpenCase(CaseId(name)), at=NINE, by=Actor(AGENT, "kim")).record
        for name in ("c1", "c2")
    ]
    drawn = picture(DESK.plan(records, [KIM_AGENT, LEE_AGENT], at=NINE))

    assert drawn.index("To store") < drawn.index("2026-04-27T09:00:00Z</time>: 2 assigned")


def test_findings_are_a_table() -> None:
    """
    Those of a check and those of a desk; they stay tuples.
    """
    findings = WRONG.check()
    first, *_ = rows(picture(findings), "Findings")

    assert first[0] == findings[0].path
    assert first[1] == findings[0].severity
    assert rows(picture(findings[0]), "Findings") == [first]
    assert pickle.loads(pickle.dumps(findings)) == findings == tuple(findings)
    assert rows(picture(DESK.findings), "Findings") == []
    assert SETUP.check() == ()


def test_plans_that_differ_are_compared_in_a_table() -> None:
    """
    Two agents and one, by hand; the table tells what each plan does with the second case.
    """
    records = [
        DESK.open(OpenCase(CaseId(name)), at=NINE, by=Actor(AGENT, "kim")).record
        for name in ("c1", "c2")
    ]
    made = DESK.plan(records, [KIM_AGENT, LEE_AGENT], at=NINE).plan
    differs = compare(made, made.what_if(agents=[KIM_AGENT]))

    assert rows(picture(differs), "Another plan for 1 piece of work") == [
        ["c2", "assign lee", "assign kim"]
    ]
    assert rows(picture(differs[0]), "Another plan for 1 piece of work") == [
        ["c2", "assign lee", "assign kim"]
    ]


def test_a_change_of_the_queue_alone_is_told() -> None:
    """
    The queue is named where it is what differs.
    """
    one, other = (
        Placement(
            WorkId("w"), outcome=PlacementKind.HOLD, queue_id=QueueId(name), agent_id=None, until=None
        )
        for name in ("phone", "mail")
    )
    assert str(PlanChange(WorkId("w"), before=one, after=other)) == (
        "w: hold from phone -> hold from mail"
    )
    assert str(PlanChange(WorkId("w"), before=one, after=None)) == "w: hold -> not planned"
