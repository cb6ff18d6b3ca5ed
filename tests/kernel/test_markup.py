"""
Markup from which no stranger's text breaks out.
"""

import html
import html.parser
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.errors import DefinitionError
from csmcore.kernel import Markup, element, escape

EVIL: Final = (
    "<script>alert(1)</script>",
    "</span><img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    "--><!--",
    "]]><svg/onload=alert(1)>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "javascript:alert(1)",
    "\x00<scr\x00ipt>",
    "\ud800",
)


class Elements(html.parser.HTMLParser):
    """
    What a browser would find: elements with their attributes, and the text between them.
    """

    def __init__(self, markup: str) -> None:
        """
        Reads the markup to its end.
        """
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        An element begins.
        """
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """
        A piece of text.
        """
        self.text += data

    def handle_comment(self, data: str) -> None:
        """
        Nothing here ever writes a comment.
        """
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        """
        Nor a declaration.
        """
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        """
        Nor an instruction.
        """
        raise AssertionError(data)


def readable(text: str) -> str:
    """
    A text as a document may hold it: what none may hold is replaced.
    """
    return html.unescape(str(escape(text)))


@pytest.mark.parametrize("evil", EVIL)
def test_text_stays_text(evil: str) -> None:
    """
    Whatever a stranger writes is shown, inside an element and inside an attribute.
    """
    page = Elements(element("span", evil, title=evil))

    assert page.found == [("span", {"title": readable(evil)})]
    assert page.text == readable(evil)


@given(st.text(), st.text(), st.lists(st.text() | st.integers() | st.none(), max_size=4))
def test_only_what_was_built_is_found(title: str, label: str, children: list[object]) -> None:
    """
    Whatever the texts, a parser finds the elements that were put there, and the texts.
    """
    rows = [element("li", child, data_label=label) for child in children]
    page = Elements(element("div", element("b", title), element("ul", *rows), title=title))
    expected = [("div", {"title": readable(title)}), ("b", {}), ("ul", {})]

    assert page.found == expected + [("li", {"data-label": readable(label)})] * len(rows)
    assert page.text == readable(title) + "".join(readable(str(child)) for child in children)


@given(st.text(), st.sampled_from(EVIL) | st.text())
def test_markup_in_an_attribute_does_not_end_it(title: str, inner: str) -> None:
    """
    An element that is given for an attribute becomes the text that it was written as.
    """
    child = element("b", inner, title=inner)
    page = Elements(element("span", title, title=child))

    assert [tag for tag, _ in page.found] == ["span"]
    assert page.text == readable(title)


@pytest.mark.parametrize(
    "tag",
    [
        "script",
        "SCRIPT",
        "style",
        "iframe",
        "object",
        "embed",
        "img",
        "a:b",
        "b c",
        "b>",
        "",
        "foreignObject",
        "link",
        "meta",
        "base",
        "form",
        "input",
        "button",
        "use",
        "image",
        "animate",
        "set",
        "math",
        "template",
    ],
)
def test_an_element_only_draws(tag: str) -> None:
    """
    What would load, send, run or restyle something is no element for drawing.
    """
    with pytest.raises(DefinitionError, match="is no element that only draws"):
        element(tag, "x")


@pytest.mark.parametrize(
    "name",
    [
        "onclick",
        "ONLOAD",
        "onClick_",
        "style",
        "STYLE",
        "src",
        "srcdoc",
        "srcset",
        "formaction",
        "action",
        *("background", "ping", "target", "a b", "a=b", 'a"', "a>", "", "_", "xlink:href", "-x", "1"),
    ],
)
def test_an_attribute_only_draws(name: str) -> None:
    """
    What would run a script, restyle the page or load something is no attribute for drawing.
    """
    with pytest.raises(DefinitionError, match="is no attribute that only draws"):
        element("a", "x", **{name: "x"})


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "\x01javascript:alert(1)",
        "//evil.example",
        "x",
        "",
        "https://a\n.example",
        7,
        Markup("javascript:alert(1)"),
    ],
)
def test_a_link_leads_to_the_web_or_the_page(link: object) -> None:
    """
    A link that could run a script, or leads nobody knows where, is refused.
    """
    with pytest.raises(DefinitionError, match="is no link; it starts with https://"):
        element("a", "x", href=link)


@pytest.mark.parametrize(
    "link", ["https://a.example/?q=1&r='", "http://a.example", "mailto:a@b.example", "#why"]
)
def test_a_link_may_lead_to_the_web_or_the_page(link: str) -> None:
    """
    Links to the web, to an address and to a place on the page are drawn.
    """
    assert Elements(element("a", "x", href=link)).found == [("a", {"href": link})]


def test_names_of_attributes_are_python_names() -> None:
    """
    An underscore at the end is dropped, others become hyphens, and None leaves one out.
    """
    drawn = element("rect", class_="open", stroke_width=2, fill=None, viewBox="0 0 1 1")

    assert drawn == '<rect class="open" stroke-width="2" viewBox="0 0 1 1"></rect>'


def test_an_element_that_is_always_empty_is_not_closed() -> None:
    """
    ``</br>`` would be read as one more line break; an empty element has no children either.
    """
    assert element("br") == "<br/>"
    assert [tag for tag, _ in Elements(element("p", "a", element("br"), "b")).found] == ["p", "br"]
    with pytest.raises(DefinitionError, match="'br' is always empty"):
        element("br", "x")


def test_markup_is_escaped_once() -> None:
    """
    An element may hold elements, and what has been escaped is not escaped again.
    """
    once = escape("a & b")

    assert once == escape(once) == "a &amp; b"
    assert element("p", element("b", once)) == "<p><b>a &amp; b</b></p>"


def test_markup_that_is_put_together_by_hand_is_text() -> None:
    """
    Joining or formatting leaves the safe side: the result is escaped like any stranger's text.
    """
    bold = element("b", "x")

    assert escape(bold + "<i>") == "&lt;b&gt;x&lt;/b&gt;&lt;i&gt;"
    assert escape(f"{bold}") == "&lt;b&gt;x&lt;/b&gt;"


@pytest.mark.parametrize(
    "char", ["\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0"]
)
def test_what_no_document_may_hold_is_replaced(char: str) -> None:
    """
    Control characters and halves of characters become U+FFFD, so that the page can be stored.
    """
    assert escape(f"a{char}b") == "a\ufffdb"
    assert escape("a\t\r\nb") == "a\t\r\nb"
