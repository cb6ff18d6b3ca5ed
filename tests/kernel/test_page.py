"""
A picture as a page of its own: whole, quiet, and readable without anything else.
"""

import re
import xml.etree.ElementTree as ET
from typing import Final

import pytest

from csmcore.errors import DefinitionError
from csmcore.kernel import Decision, element, picture

PICTURE: Final = element("figure", element("figcaption", "{braces} & <all>"))
HOSTILE: Final = ("</title><script>alert(1)</script>", "{body} {0.__class__}", "--><!--", "a & b")


def parsed(page: str) -> ET.Element:
    """
    The page, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(page)  # noqa: S314


def test_a_page_holds_the_picture_under_its_title() -> None:
    """
    The title stands in the window and above the picture, and the picture is as it was.
    """
    page = PICTURE.page("A year")

    assert page.startswith("<!DOCTYPE html>\n")
    assert str(PICTURE) in page
    assert parsed(page).findtext("head/title") == "A year"
    assert parsed(page).findtext("body/main/h1") == "A year"


def test_a_page_loads_and_runs_nothing() -> None:
    """
    It has no script and no address, and tells the browser to refuse any.
    """
    page = PICTURE.page("A year")

    assert {each.tag for each in parsed(page).iter()} == {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "figure", "figcaption"),
    }
    assert "default-src 'none'" in page
    assert re.search(r"https?:|url\(|@import|src=", page) is None


def test_a_page_fits_a_phone_and_a_dark_room() -> None:
    """
    It is as wide as the screen, what is wider scrolls by itself, and the reader's setting counts.
    """
    page = PICTURE.page("A year")

    assert "width=device-width" in page
    assert "overflow-x: auto" in page
    assert "color-scheme: light dark" in page


@pytest.mark.parametrize("title", HOSTILE)
def test_a_strangers_title_stays_text(title: str) -> None:
    """
    Whatever the title says, the page has the same elements.
    """
    page, plain = parsed(PICTURE.page(title)), parsed(PICTURE.page("plain"))

    assert [each.tag for each in page.iter()] == [each.tag for each in plain.iter()]
    assert page.findtext("body/main/h1") == title


def test_a_page_is_no_piece_of_another() -> None:
    """
    It is text and not markup, so that put into an element it would be shown as text.
    """
    assert "&lt;html" in element("div", PICTURE.page("A year"))


@pytest.mark.parametrize("title", ["", "  ", None, 3])
def test_a_page_says_what_it_shows(title: object) -> None:
    """
    Whoever has it read out, or has many open, is told.
    """
    with pytest.raises(DefinitionError, match="a page says what it shows"):
        PICTURE.page(title)  # type: ignore[arg-type]


def test_a_page_names_its_language() -> None:
    """
    So that it is read out in the right voice.
    """
    assert parsed(PICTURE.page("Een jaar", lang="nl-BE")).get("lang") == "nl-BE"
    assert parsed(PICTURE.page("A year")).get("lang") == "en"


@pytest.mark.parametrize("lang", ["", "x", "en>", 'en" onload="x', "en_GB", None, "en\n"])
def test_a_language_is_a_code(lang: object) -> None:
    """
    Nothing else gets into the page by that way.
    """
    with pytest.raises(DefinitionError, match="is no code of a language"):
        PICTURE.page("A year", lang=lang)  # type: ignore[arg-type]


def test_a_picture_is_what_a_notebook_shows() -> None:
    """
    So that nobody else has to ask a value for its notebook's sake.
    """
    decision = Decision(question="x", chosen=1, label="one")

    assert picture(decision) == decision._repr_html_()


class Foreign:
    """
    Something that draws itself with a text that nobody has escaped.
    """

    def _repr_html_(self) -> str:
        return "<script>alert(1)</script>"


@pytest.mark.parametrize("value", [3, "<b>", None, Decision, Foreign()])
def test_only_what_draws_itself_safely_is_a_picture(value: object) -> None:
    """
    No other value, no class, and no text that others call markup.
    """
    with pytest.raises(DefinitionError, match="does not draw itself"):
        picture(value)
