"""
Territories as values, and as a text that people write.
"""

import datetime as dt
import pickle

import pytest

from csmcore.calendars import BusinessCalendar
from csmcore.errors import DefinitionError, DocumentError, DuplicateError, UnknownReferenceError
from csmcore_territory import Territories, Territory, read_territories, shipped

OFFICE = BusinessCalendar("office", "Europe/Oslo", "mon-fri 08:00-17:00")


def test_a_region_leads_to_its_territory() -> None:
    """
    One that no territory has leads nowhere, as what is no text.
    """
    nordics, benelux = Territory("nordics", ["NO", "SE"]), Territory("benelux", "NL")
    both = Territories.of(nordics, benelux)

    assert both.of_region("SE") is nordics
    assert both.of_region("NL") is benelux
    assert [both.of_region(each) for each in ("DE", "no", None, 5, frozenset({"NO"}))] == [None] * 5


def test_the_same_regions_are_named_once() -> None:
    """
    A region that two territories have is refused with both; so are two of one id.
    """
    with pytest.raises(DuplicateError) as caught:
        Territories.of(Territory("a", ["NL", "BE"]), Territory("b", ["BE"]))
    assert (caught.value.what, caught.value.name, caught.value.detail) == ("region", "BE", "of a and b")
    with pytest.raises(DuplicateError, match="territory 'a'"):
        Territories.of(Territory("a", "NL"), Territory("a", "BE"))


def test_whoever_covers_is_there() -> None:
    """
    The error names the territory and who named it.
    """
    with pytest.raises(UnknownReferenceError) as caught:
        Territories.of(Territory("nordics", "NO", OFFICE, covered_by="amerikas"))
    assert (caught.value.id, caught.value.referrer) == ("amerikas", "territory nordics")


def test_what_never_closes_is_covered_by_nobody() -> None:
    """
    Without a calendar, cover would never come.
    """
    with pytest.raises(DefinitionError, match="and it never is; give it a calendar"):
        Territory("nordics", "NO", covered_by="benelux")


def test_others_begin_to_cover_when_it_closes() -> None:
    """
    At five in Oslo, which is three in UTC while it is summer; around the clock that never comes.
    """
    at = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    always = BusinessCalendar("always", "UTC", "mon-sun 00:00-24:00")

    assert Territory("nordics", "NO", OFFICE).closes_at(at) == at.replace(hour=15)
    assert Territory("nordics", "NO", always).closes_at(at) is None
    assert Territory("nordics", "NO").closes_at(at) is None
    assert Territory("nordics", "NO").is_open(at)


@pytest.mark.parametrize("value", ["", " ", 5])
def test_a_region_has_a_name(value: object) -> None:
    """
    A blank one, or a number, is refused.
    """
    with pytest.raises(DefinitionError, match="is no name; give a text that is not blank"):
        Territory("nordics", ["NO", value])  # type: ignore[list-item]


def test_a_text_makes_territories() -> None:
    """
    A table for each, in their order.
    """
    text = """
    [nordics]
    regions = ["NO", "SE"]
    zone = "Europe/Oslo"
    hours = "mon-fri 08:00-17:00"
    covered_by = ["benelux"]

    [benelux]
    regions = ["NL"]
    """
    nordics = Territory(
        "nordics",
        ["NO", "SE"],
        BusinessCalendar("nordics", "Europe/Oslo", "mon-fri 08:00-17:00"),
        covered_by=["benelux"],
    )

    assert read_territories(text) == Territories.of(nordics, Territory("benelux", "NL"))


def test_all_that_is_wrong_with_a_text_is_told_with_its_place() -> None:
    """
    Each problem has a path, and the error pickles.
    """
    text = """
    loose = 5
    [a]
    regions = "NO"
    [b]
    regions = ["NO"]
    hours = "mon-fri 08:00-17:00"
    town = "Oslo"
    [c]
    zone = 5
    hours = "mon-fri 08:00-17:00"
    [d]
    regions = ["SE"]
    zone = "Europe/Osla"
    hours = "mon-fri 08:00-17:00"
    """
    with pytest.raises(DocumentError) as caught:
        read_territories(text)

    found = pickle.loads(pickle.dumps(caught.value)).problems
    assert found[:-1] == (
        ("$.loose", "5 is no table; a territory is one, as [nordics]"),
        ("$.a.regions", "'NO' is no list of texts"),
        ("$.b.town", "is not known; there are regions, covered_by, zone, hours"),
        ("$.b", "zone and hours go together, and one of them is missing"),
        ("$.c.zone", "5 is no text"),
        ("$.c.regions", "is missing; name one region or more"),
    )
    assert found[-1][0] == "$.d"
    assert "Europe/Osla" in found[-1][1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[nordics", "no TOML"),
        ('[a]\nregions = ["NO"]\n[b]\nregions = ["NO"]', "region 'NO', of a and b"),
    ],
)
def test_what_is_wrong_with_the_whole_stands_at_its_root(text: str, problem: str) -> None:
    """
    No TOML at all, or parts that do not go together.
    """
    with pytest.raises(DocumentError) as caught:
        read_territories(text)
    ((path, told),) = caught.value.problems
    assert path == "$"
    assert problem in told


def test_the_package_brings_territories() -> None:
    """
    Whoever covers for one works while it is closed, at least for a part of that.
    """
    territories = shipped()
    evening = dt.datetime(2026, 4, 27, 18, tzinfo=dt.UTC)

    assert [each.id for each in territories.all] == ["nordics", "benelux", "americas"]
    assert [each.is_open(evening) for each in territories.all] == [False, False, True]
