"""
What eight routing products do, in their own tests and manuals, put to csmcore.

``routing.json`` holds what others' test suites and documentation say outright, ``more_routing.json``
what follows from their rules when worked out by hand, step by step.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.golden.routing_desk import Row
from tests.golden.routing_products import (
    FILE,
    MORE,
    SAID,
    Asked,
    UnknownRuleError,
    answer,
    asked_of,
    claimed_by,
    read,
)
from tests.golden.routing_steps import HAPPENINGS, UnknownStepError, desk_of, take

LEFT_OUT: Final = {
    "sf-cap-02-tab_based": (
        "capacity derived from assignments + declared counts_when predicate, never a counter"
    ),
}
"""
What csmcore contradicts on the word of its research and architecture, with that word.
"""

SCENARIOS: Final = read(FILE)
STEPS: Final = read(MORE)
ASKED: Final = [each for each in asked_of(SCENARIOS) if str(each) not in LEFT_OUT]

PRODUCTS: Final = {
    "chatwoot": (15, 23),
    "frappe": (4, 4),
    "zammad": (2, 2),
    "zendesk": (1, 2),
    "salesforce": (3, 5),
    "servicenow": (1, 1),
    "intercom": (1, 1),
    "amazon": (2, 2),
    "genesys": (1, 1),
}
"""
By product: how many scenarios there are, and how many answers they ask for.
"""

MORE_PRODUCTS: Final = {
    "servicenow": 12,
    "salesforce": 13,
    "zendesk": 9,
    "intercom": 6,
    "amazon": 7,
    "genesys": 9,
    "chatwoot": 7,
    "frappe": 7,
}
"""
By product: how many scenarios were worked out by hand.
"""


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_csmcore_does_what_the_product_does(asked: Asked) -> None:
    """
    With the product's rule configured as data, csmcore does what the product does.
    """
    assert answer(asked) == asked.expected


@pytest.mark.parametrize("scenario", STEPS, ids=lambda scenario: str(scenario["id"]))
def test_what_follows_from_a_products_rule(scenario: Row) -> None:
    """
    Step by step, what was worked out by hand from the product's rule comes of it.
    """
    desk = desk_of(scenario)
    for count, step in enumerate(scenario["steps"]):
        expected, found = take(desk, step)
        assert (count, found) == (count, expected)


def test_what_a_selector_does_not_name_cannot_be_claimed() -> None:
    """
    Zammad gives a case to its opener only where the title fits, in whatever case it is written.
    """
    assert claimed_by("WELCOME back", "^welcome") == "opener"
    assert claimed_by("A warm welcome", "^welcome") is None


def test_every_scenario_is_asked(record_property: Callable[[str, object], None]) -> None:
    """
    By product, so many scenarios and answers; what is left out is argued, and nothing is passed over.
    """
    every = asked_of(SCENARIOS)
    scenarios = Counter(Asked(each, "").product for each in SCENARIOS)
    answers = Counter(each.product for each in every)
    more = Counter(Asked(each, "").product for each in STEPS)
    for product, number in scenarios.items():
        record_property(f"Routing scenarios of other products: {product}", number)
    for product, number in more.items():
        record_property(f"Routing scenarios worked out by hand: {product}", number)
    record_property("Routing answers of other products: left out", len(LEFT_OUT))

    assert {each: (scenarios[each], answers[each]) for each in scenarios} == PRODUCTS
    assert dict(more) == MORE_PRODUCTS
    assert set(LEFT_OUT) == {str(each) for each in every} - {str(each) for each in ASKED}


def test_every_scenario_names_its_source_and_asks_something() -> None:
    """
    No scenario is without a source, none has the id of another, and each expects something.
    """
    both = [*SCENARIOS, *STEPS]

    assert len({each["id"] for each in both}) == len(both)
    assert all(each["source"]["project"] and each["source"]["ref"] for each in both)
    assert all(each["expect"] for each in SCENARIOS)
    assert all(
        set(step) - {"at", "by"} - set(HAPPENINGS) for each in STEPS for step in each["steps"][-1:]
    )


@pytest.mark.parametrize(
    "changed", [{"mood": "good"}, {"strategy": "coin toss"}], ids=["key", "strategy"]
)
def test_a_rule_that_is_not_understood_is_not_passed_over(changed: dict[str, Any]) -> None:
    """
    An unknown key or kind of rule, or an expectation that nothing answers, fails.
    """
    with pytest.raises(UnknownRuleError):
        answer(Asked(SCENARIOS[0] | changed, "assigned"))
    with pytest.raises(UnknownRuleError):
        answer(Asked(SCENARIOS[0] | {"expect": {"mood": "good"}}, "mood"))


def test_a_step_that_is_not_understood_is_not_passed_over() -> None:
    """
    An unknown step, or a scenario that says more than is known, fails.
    """
    with pytest.raises(UnknownStepError):
        take(desk_of(STEPS[0]), {"at": 0, "sing": "loudly"})
    with pytest.raises(UnknownStepError):
        desk_of(STEPS[0] | {"mood": "good"})


def test_every_key_that_is_known_is_used() -> None:
    """
    What the adapters understand is what the scenarios say, and no more.
    """
    assert {key for each in SCENARIOS for key in each} == SAID
