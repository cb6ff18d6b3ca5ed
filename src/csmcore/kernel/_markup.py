"""
Markup that is safe by construction: whatever is drawn, strangers' text stays text.
"""

import re
from typing import Final

from csmcore.errors import DefinitionError

_HTML: Final = (
    "a abbr article b br caption code col colgroup dd details div dl dt em figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr i kbd li mark ol p pre s section small span strong sub "
    "summary sup table tbody td tfoot th thead time tr u ul wbr"
)
_SVG: Final = (
    "circle clipPath defs desc ellipse g line linearGradient marker path pattern polygon "
    "polyline radialGradient rect stop svg symbol text textPath title tspan"
)
TAGS: Final = frozenset(f"{_HTML} {_SVG}".split())
"""
The elements that only show something: none loads, sends, runs or restyles anything.
"""

_EMPTY: Final = frozenset({"br", "col", "hr", "wbr"})
_NAME: Final = r"[a-zA-Z][a-zA-Z0-9-]*\Z"
_ACTS: Final = r"(?i:on.*|style|src.*|.*action|background|data|poster|ping|target|is|slot)"
_LANG: Final = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"
_LINK: Final = r"(?i:https?://|mailto:|#)[^\x00-\x20\x7f]*\Z"
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }}
body {{ margin: 0 auto; padding: 1rem; max-width: 68rem; background: Canvas; color: CanvasText }}
h1 {{ font-size: 1.4rem; line-height: 1.2; overflow-wrap: anywhere }}
figure {{ margin: 0 0 1.5rem; overflow-x: auto }}
figcaption, summary {{ font-weight: 600; overflow-wrap: anywhere }}
table {{ border-collapse: collapse; margin: .5rem 0 }}
caption {{ text-align: start; font-weight: 600 }}
th, td {{ border: 1px solid #888; padding: .25rem .5rem; text-align: start; vertical-align: top }}
td ul {{ margin: 0; padding-inline-start: 1.1rem }}
time {{ white-space: nowrap }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
"""
The page around what is drawn: it loads and runs nothing, follows the reader's dark or light
setting, and lets what is wider than a phone scroll by itself.
"""

_FORBIDDEN: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"


class Markup(str):
    """
    A piece of HTML or SVG in which everything has been escaped that must be.

    Only :func:`escape` and :func:`element` make one that deserves the name; joining or
    formatting gives a plain text again, which is escaped like any other.
    """

    __slots__ = ()

    def _repr_html_(self) -> "Markup":
        return self

    def page(self, title: str, *, lang: str = "en") -> str:
        """
        It as a page of its own: one HTML file that loads nothing and runs nothing.

        It is readable on paper and on a phone, dark or light as the reader has it.

        Args:
            title: What stands above it and in the window's title. It is escaped.

            lang: The language that its text is in, such as ``"en"`` or ``"nl-BE"``, for
                those to whom it is read out.

        Raises:
            DefinitionError: The title is blank, or the language is no language's code.
        """
        if not isinstance(title, str) or not title.strip():
            message = f"title={title!r}; a page says what it shows"
            raise DefinitionError(message)
        if not isinstance(lang, str) or not re.match(_LANG, lang):
            message = f"lang={lang!r} is no code of a language, such as 'en' or 'nl-BE'"
            raise DefinitionError(message)
        return _PAGE.format(title=escape(str.__str__(title)), lang=lang, body=str.__str__(self))


def escape(text: object) -> Markup:
    """
    Any value as text inside HTML or SVG; markup that is safe already stays as it is.

    Characters that no document may hold become U+FFFD.
    """
    import html  # noqa: PLC0415  # it brings every entity's name, and few processes draw

    if isinstance(text, Markup):
        return text
    return Markup(html.escape(re.sub(_FORBIDDEN, "\ufffd", str(text)), quote=True))


def element(tag: str, /, *children: object, **attributes: object) -> Markup:
    """
    An element with its attributes and children, each escaped on the way in.

    Args:
        tag: The element's name, one that only draws.

        children: Elements, or values that are shown as text.

        attributes: By name; a trailing underscore is dropped (``class_``), others
            become hyphens (``stroke_width``). ``None`` leaves an attribute out.

    Raises:
        DefinitionError: The tag or an attribute could do more than draw, an element that
            is always empty has children, or a link leads elsewhere than to the web, to
            an address or to a place on the page.
    """
    if tag not in TAGS:
        message = f"{tag!r} is no element that only draws, such as 'table', 'span' or 'svg'"
        raise DefinitionError(message)
    if tag in _EMPTY and children:
        message = f"an element {tag!r} is always empty; put {children[0]!r} beside it"
        raise DefinitionError(message)
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    shown = "".join(_attribute(name, value) for name, value in names.items() if value is not None)
    if tag in _EMPTY:
        return Markup(f"<{tag}{shown}/>")
    return Markup(f"<{tag}{shown}>{''.join(map(escape, children))}</{tag}>")


def _attribute(name: str, value: object) -> str:
    if not re.match(_NAME, name) or re.fullmatch(_ACTS, name):
        message = f"{name!r} is no attribute that only draws; use class_ or one of SVG's own"
        raise DefinitionError(message)
    if name.lower() == "href" and not re.match(_LINK, str(value)):
        message = f"{value!r} is no link; it starts with https://, http://, mailto: or #"
        raise DefinitionError(message)
    import html  # noqa: PLC0415  # as in escape

    if isinstance(value, Markup):  # as a text, or its own quotes would end the attribute
        value = str(html.unescape(value))
    return f' {name}="{escape(value)}"'
